"""Selecting in the queue, and deciding about many articles at once."""

from __future__ import annotations

from typing import Any

import pytest

from store import articles
from store.desk import Desk
from store.intake import Intake
from store.review.articles import approve
from tests.tui.conftest import Press
from tests.tui.test_queue import Driven, filled, record, started
from tui.app import CopydeskApp
from tui.config import Config
from tui.screens import queue_acting
from tui.screens.dialogs import ConfirmDialog
from tui.screens.work import WorkDialog
from tui.widgets.line import Line

__all__ = ["filled"]

MANY = 1300


@pytest.fixture
def many(desk: Desk) -> Desk:
    """More articles than anybody wants to be asked about one by one."""
    with Intake(desk, "reza") as intake:
        for k in range(MANY):
            intake.add(
                record(k % 28, title=f"Report {k:04}", text=f"Report {k:04} of the ministry.")
            )
    return desk


async def over(driven: Driven) -> None:
    """Wait until long work is done and what it wrote is listed."""
    while isinstance(driven.app.screen, WorkDialog) or driven.app.screen.painted_at == float("inf"):
        await driven.pilot.pause(0.01)
    await driven.read()


def count(desk: Desk, status: str) -> int:
    row = desk.connection.execute("SELECT count(*) FROM layer WHERE status = ?", (status,))
    return int(row.fetchone()[0])


def question(driven: Driven) -> str:
    return str(driven.app.screen.query_one("#dialog-title", Line).render())


async def test_everything_listed_is_done_and_undone_as_one_step(many: Desk, press: Press) -> None:
    app = CopydeskApp(many, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "a")
        assert "1,300 selected" in driven.told()
        await press(pilot, "down", "space")  # one is struck out again
        assert "1,299 selected" in driven.told()
        before = len(many.history(10_000))
        await press(pilot, "d")
        assert question(driven) == "Mark 1,299 articles done?"
        await press(pilot, "enter")  # does not mean yes
        assert count(many, "done") == 0
        await press(pilot, "y")
        await over(driven)
        assert count(many, "done") == 1299
        assert [line[2] for line in driven.lines()[1:5]] == ["D", "·", "D", "D"]
        assert "Done: 1,299 articles; still selected" in driven.message()
        assert "1,299 selected" in driven.told()
        assert len(many.history(10_000)) == before + 1
        await press(pilot, "escape", "u", "y")
        await over(driven)
        assert count(many, "done") == 0
        assert [line[2] for line in driven.lines()[1:5]] == ["·", "·", "·", "·"]


async def test_no_is_an_answer(many: Desk, press: Press) -> None:
    app = CopydeskApp(many, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        before = len(many.history(10_000))
        await press(pilot, "a", "d", "n")
        assert len(many.history(10_000)) == before
        assert "1,300 selected" in driven.told()


@pytest.mark.parametrize(("keys", "title"), [
    (("w",), "Assign 1,300 articles to …"), (("s",), "kip 1,300 articles"),
    (("z",), "Reopen 1,300 articles?"), (("b",), "Star 1,300 articles?"),
])  # fmt: skip
async def test_every_deed_says_how_many(
    many: Desk, press: Press, keys: tuple[str, ...], title: str
) -> None:
    app = CopydeskApp(many, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "a", *keys)
        assert title in question(driven)


async def test_many_are_assigned_in_pieces_while_keys_are_read(many: Desk, press: Press) -> None:
    app = CopydeskApp(many, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"source:WAM", "enter")
        await driven.read()
        wanted = driven.list.listing.count
        assert wanted > queue_acting.AT_ONCE
        await press(pilot, "a", "w", "1")
        await over(driven)
        found = many.connection.execute(
            "SELECT assignee, source, count(*) FROM article GROUP BY 1, 2 ORDER BY 3"
        ).fetchall()
        assert (many.actor, "WAM", wanted) in found
        assert {x for x, source, _ in found if source != "WAM"} == {""}


async def test_long_work_can_be_stopped_and_what_it_did_undone(
    many: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.decisions.PIECE", 50)
    told = WorkDialog._told

    def stopping(self: Any, done: int) -> bool:
        if done == 150:
            self.app.call_from_thread(self.leave)
        return told(self, done)

    monkeypatch.setattr(WorkDialog, "_told", stopping)
    app = CopydeskApp(many, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "a", "d", "y")
        await over(driven)
        assert count(many, "done") == 150
        assert "Done: 150 articles of 1,300; stopped" in driven.message()
        await press(pilot, "u", "y")
        await over(driven)
        assert count(many, "done") == 0


async def test_all_may_be_selected_before_the_list_is_read(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        read = driven.queue.read
        driven.queue.read = lambda **_: None  # type: ignore[method-assign]
        await press(pilot, "slash", *"source:WAM", "enter", "a")
        assert driven.told().endswith("all selected · searching…")
        await pilot.press("b")  # waits for the list; no article is decided on meanwhile
        driven.queue.read = read  # type: ignore[method-assign]
        driven.queue.read()
        await over(driven)
        assert driven.told().endswith("20 selected · 1/20")
        stars = filled.connection.execute(
            "SELECT DISTINCT source, count(*) FROM article JOIN layer USING (n) WHERE starred = 1"
        )
        assert stars.fetchall() == [("WAM", 20)]


async def test_a_selection_the_list_goes_by_is_dropped_and_it_is_said(
    filled: Desk, press: Press
) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"status:new source:WAM", "enter", "a", "d")
        await driven.read()
        assert count(filled, "done") == 20
        assert "no longer selected" in driven.message()
        assert driven.told().endswith(" 0/0")
        assert not driven.list.selection


async def test_another_filter_drops_the_selection_another_order_does_not(
    filled: Desk, press: Press
) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "space", "space", "o", "4")
        await driven.read()
        assert "2 selected" in driven.told()
        await press(pilot, "slash", "t", "a")
        await driven.read()
        assert not driven.list.selection
        assert "Nothing is selected any more" in driven.message()


async def test_a_range_that_is_too_long_is_refused_so_that_no_key_decides(
    filled: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_acting, "RANGE", 10)
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "space", "end", "v", "d")
        assert "A range is at most 10 articles" in question(driven)
        assert count(filled, "done") == 0
        await press(pilot, "escape")
        assert "1 selected" in driven.told()


async def test_stars_come_off_only_when_all_selected_have_one(filled: Desk, press: Press) -> None:
    articles.star(filled, [filled.article(60).id], True)
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "space", "space", "b")
        assert "Starred: 2 articles" in driven.message()
        await press(pilot, "b")
        assert "Star taken off: 2 articles" in driven.message()
        assert not filled.layer(filled.article(60).id).starred


async def test_what_a_review_approved_is_left_until_it_is_reopened(
    filled: Desk, press: Press
) -> None:
    first = filled.article(60).id
    articles.set_status(filled, [first], "done")
    with Desk.open(filled.path, "nadia") as reviewer:
        approve(reviewer, first)
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "d")
        assert "approved in a review" in driven.message()
        assert filled.layer(first).status == "approved"
        await press(pilot, "space", "space", "d")
        assert "Done: 1 article; 1 left as approved" in driven.message()
        assert filled.layer(first).status == "approved"
        await press(pilot, "escape", "home", "z", "d")
        assert filled.layer(first).status == "done"


async def test_a_confirmation_is_not_asked_for_a_few(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"source:WAM", "enter", "a", "d")
        await driven.read()
        assert not isinstance(app.screen, ConfirmDialog)
        assert count(filled, "done") == 20


async def test_a_selected_article_that_leaves_the_list_is_not_selected_any_more(
    filled: Desk, press: Press
) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"assignee:none", "enter", "space", "space")
        await driven.read()
        with Desk.open(filled.path, "omar") as other:
            articles.assign(other, [filled.article(60).id], "omar")
        app.look_for_changes()
        await driven.read()
        assert "1 selected" in driven.told()
