"""Every dialog by keyboard alone, on a real desk."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from store import annotations, articles, scheme
from store.desk import Desk
from store.intake import Intake
from store.model import Label, Record
from tui.app import CopydeskApp
from tui.screens.base import DeskScreen, Dialog
from tui.screens.dialogs import Choice, ask_text, choose, confirm, tell
from tui.screens.dialogs_desk import article_labels, edit_article, guideline
from tui.screens.history import HistoryDialog
from tui.screens.work import WorkDialog
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Choices, Line

Press = Callable[..., Awaitable[None]]
NOTHING = "nothing yet"


class Asking(DeskScreen):
    """Stands in the reader's place and asks whatever the test puts into ``question``."""

    WHERE = "reader"
    question: Callable[[], Dialog[Any]]
    answer: Any = NOTHING

    def compose(self) -> ComposeResult:
        yield KeyLine()

    async def do_comment(self) -> None:
        self.answer = await self.ask(self.question())

    def do_remove(self) -> None:
        self.answer = "removed"

    def do_left(self) -> None:
        self.answer = "moved"


class Stage(CopydeskApp):
    """The app with one screen that asks."""

    def get_default_screen(self) -> Screen[Any]:
        self.asking = Asking()
        return self.asking


@asynccontextmanager
async def asking(
    desk: Desk, question: Callable[[], Dialog[Any]]
) -> AsyncIterator[tuple[Stage, Any]]:
    """The app with the question on the screen."""
    app = Stage(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        app.asking.question = question
        yield app, pilot


@pytest.fixture
def article_id(desk: Desk) -> str:
    with Intake(desk, "mina") as intake:
        return intake.add(
            Record(text="Oman and Iran sign.", title="Oman\x1b[31m", source="[b]wire")
        ).article_id


def drawn(app: Stage) -> str:
    """The text on the screen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_a_text_is_asked_and_answered(desk: Desk, press: Press) -> None:
    async with asking(desk, lambda: ask_text("Why?", "b")) as (app, pilot):
        await press(pilot, "m", "o", "space", "x", "enter")
        assert app.asking.answer == "bo x"


async def test_several_lines(desk: Desk, press: Press) -> None:
    async with asking(desk, lambda: ask_text("Say", lines=4)) as (app, pilot):
        await press(pilot, "m", "a", "ctrl+j", "b", "enter")
        assert app.asking.answer == "a\nb"


async def test_a_required_text_is_insisted_on(desk: Desk, press: Press) -> None:
    async with asking(desk, lambda: ask_text("Say", required=True)) as (app, pilot):
        await press(pilot, "m", "enter")
        assert app.asking.answer == NOTHING
        assert "has to be written" in drawn(app)
        await press(pilot, "a", "enter")
        assert app.asking.answer == "a"


@pytest.mark.parametrize("key", ["escape", "ctrl+g"])
@pytest.mark.parametrize(
    "question",
    [
        lambda: ask_text("Why?"),
        lambda: ask_text("Why?", lines=3),
        lambda: choose("Which?", [Choice("a", "A")]),
        lambda: choose("Which?", [Choice("a", "A")], filterable=True),
        lambda: confirm("Really?"),
        lambda: tell("So", "it is"),
        lambda: guideline(Label("a", "A")),
        lambda: HistoryDialog(),
    ],
)
async def test_every_dialog_is_left_by_a_key(
    desk: Desk, press: Press, question: Callable[[], Dialog[Any]], key: str
) -> None:
    async with asking(desk, question) as (app, pilot):
        await press(pilot, "m")
        assert isinstance(app.screen, Dialog)
        await press(pilot, key)
        assert app.screen is app.asking
        assert app.asking.answer is None


@pytest.mark.parametrize(
    ("keys", "answer"),
    [(["2"], "b"), (["x"], "c"), (["down", "enter"], "b"), (["k", "enter"], "c"), (["9"], NOTHING)],
)
async def test_choosing(desk: Desk, press: Press, keys: list[str], answer: str) -> None:
    options = [Choice("a", "Apple"), Choice("b", "[b]Bee[/b]"), Choice("c", "Cat", "x", "meows")]
    async with asking(desk, lambda: choose("Which?", options)) as (app, pilot):
        await press(pilot, "m")
        assert "[b]Bee[/b]" in drawn(app)
        await press(pilot, *keys)
        assert app.asking.answer == answer


async def test_a_long_list_narrows_as_one_types(desk: Desk, press: Press) -> None:
    options = [Choice(str(n), f"row {n}") for n in range(40)]
    async with asking(desk, lambda: choose("Which?", options)) as (app, pilot):
        await press(pilot, "m", "3", "7", "enter")
        assert app.asking.answer == "37"


@pytest.mark.parametrize(
    ("danger", "key", "answer"),
    [
        (False, "enter", True),
        (False, "y", True),
        (False, "n", False),
        (True, "enter", NOTHING),
        (True, "y", True),
        (False, "x", NOTHING),
    ],
)
async def test_yes_or_no(desk: Desk, press: Press, danger: bool, key: str, answer: object) -> None:
    async with asking(desk, lambda: confirm("Really?", danger=danger)) as (app, pilot):
        await press(pilot, "m", key)
        assert app.asking.answer == answer


async def test_what_was_typed_before_a_dialog_was_painted_decides_nothing(
    desk: Desk, press: Press
) -> None:
    async with asking(desk, lambda: confirm("Really?")) as (app, pilot):
        early = events.Key("y", "y")
        time.sleep(0.002)
        await press(pilot, "m")
        app.screen.post_message(early)
        await pilot.pause()
        assert isinstance(app.screen, Dialog)
        await press(pilot, "y")
        assert app.asking.answer is True


async def test_what_was_typed_before_new_content_was_painted_decides_nothing(
    desk: Desk, press: Press
) -> None:
    async with asking(desk, lambda: confirm("Really?")) as (app, pilot):
        await press(pilot)
        early = events.Key("x", "x"), events.Key("left", None)
        time.sleep(0.002)
        app.asking.mark_undecided()
        app.asking.post_message(early[0])
        await press(pilot)
        assert app.asking.answer == NOTHING
        app.asking.post_message(early[1])
        await press(pilot)
        assert app.asking.answer == "moved"
        await press(pilot, "x")
        assert app.asking.answer == "removed"


async def test_a_paste_is_never_run_as_keys(desk: Desk, press: Press) -> None:
    async with asking(desk, lambda: ask_text("Why?")) as (app, pilot):
        await press(pilot)
        app.post_message(events.Paste("xxmy\nxx"))
        await press(pilot)
        assert app.asking.answer == NOTHING
        assert app.screen is app.asking
        assert "not taken as keys" in app.asking.query_one(KeyLine).message
        await press(pilot, "m")
        app.post_message(events.Paste("two\r\nlines\x1b]0;t\x07"))
        await press(pilot, "enter")
        assert app.asking.answer == "two lines]0;t"


async def test_a_guideline_shows_text_and_examples(desk: Desk, press: Press) -> None:
    label = Label("a", "Area [x]", guideline="One.\nTwo \x1b[31m.", examples=("[tech] is one",))
    async with asking(desk, lambda: guideline(label)) as (app, pilot):
        await press(pilot, "m")
        text = drawn(app)
        assert "Area [x]" in text
        assert "Two ␛[31m." in text
        assert "· [tech] is one" in text


async def test_article_labels_go_on_and_off_and_exclude_one_another(
    desk: Desk, article_id: str, press: Press
) -> None:
    async with asking(desk, lambda: article_labels(article_id)) as (app, pilot):
        await press(pilot, "m", "r", "n")
        assert desk.layer(article_id).labels == ("not-relevant",)
        await press(pilot, "n", "m", "v")
        assert len(desk.layer(article_id).labels) == 1  # kinds of event exclude one another too
        await press(pilot, "escape")
        assert app.asking.answer is True


async def test_explanations_are_whole_and_fit_a_narrower_terminal(
    desk: Desk, article_id: str, press: Press
) -> None:
    why = "None of what we look for is in it, nor in what it refers to, however one turns it"
    named = [
        replace(label, guideline=why if label.id == "not-relevant" else "")
        for label in desk.labels()
    ]
    scheme.apply(desk, named)
    async with asking(desk, lambda: article_labels(article_id)) as (app, pilot):
        await press(pilot, "m")
        for width in (80, 62):
            await pilot.resize_terminal(width, 24)
            await press(pilot, "n", "n")  # goes there
            assert why in " ".join(drawn(app).replace("│", " ").split())
            assert "close" in drawn(app)


async def test_rows_fit_a_terminal_that_changes(desk: Desk, press: Press) -> None:
    options = [Choice("a", "Apple", detail="which grows on trees, as each of us truly knows")]
    async with asking(desk, lambda: choose("Which?", options)) as (app, pilot):
        await press(pilot, "m")
        for width, ends in ((100, "knows"), (60, "…"), (100, "knows")):
            await pilot.resize_terminal(width, 30)
            await pilot.pause()
            row = str(app.screen.query_one(Choices).get_option_at_index(0).prompt)
            assert row.rstrip().endswith(ends)


async def test_metadata_is_corrected_in_one_step(desk: Desk, article_id: str, press: Press) -> None:
    async with asking(desk, lambda: edit_article(desk.article(article_id))) as (app, pilot):
        await press(pilot, "m")
        assert "Oman␛[31m" in drawn(app)
        await press(pilot, "ctrl+u", "N", "e", "w", "down", "end", "!", "enter")
        article = desk.article(article_id)
        assert (article.title, article.source) == ("New", "[b]wire!")
        assert app.asking.answer is True
    desk.undo()
    assert desk.article(article_id).title == "Oman\x1b[31m"


async def test_history_takes_back_any_step_of_mine(
    desk: Desk, article_id: str, press: Press
) -> None:
    first = annotations.tag(desk, article_id, 0, 4, "country")
    annotations.tag(desk, article_id, 9, 13, "country")
    async with asking(desk, HistoryDialog) as (app, pilot):
        await press(pilot, "m")
        assert "tagged Country “Iran”" in drawn(app)
        await press(pilot, "down", "u")
        assert [span.start for span in desk.spans(article_id)] == [9]
        assert "undone tagged Country “Oman”" in drawn(app)
        await press(pilot, "u")
        assert first.id in {span.id for span in desk.spans(article_id)}
        await press(pilot, "enter")
        assert app.asking.answer == article_id


async def test_history_asks_before_a_step_over_several_articles(
    desk: Desk, article_id: str, press: Press
) -> None:
    with Intake(desk, "mina") as intake:
        other = intake.add(Record(text="Another.")).article_id
    articles.set_status(desk, [article_id, other], "done")
    async with asking(desk, HistoryDialog) as (app, pilot):
        await press(pilot, "m", "u", "n")
        assert desk.layer(other).status == "done"
        await press(pilot, "u", "y")
        assert desk.layer(other).status == "new"
        assert app.screen.query_one(Choices).highlighted == 0


async def test_a_long_step_is_taken_back_beside_the_keys(
    desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Intake(desk, "mina") as intake:
        ids = [intake.add(Record(text=f"Text {n}.")).article_id for n in range(150)]
    articles.set_status(desk, ids, "done")
    going_on, let_go = threading.Event(), threading.Event()
    threads: list[int] = []
    undo = Desk.undo

    def slow(desk: Desk, group: str | None = None) -> Any:
        threads.append(threading.get_ident())
        going_on.set()
        assert let_go.wait(30)
        return undo(desk, group)

    monkeypatch.setattr(Desk, "undo", slow)
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1

    async with asking(desk, HistoryDialog) as (app, pilot):
        await press(pilot, "m", "u", "y")
        while not going_on.is_set():
            await pilot.pause(0.01)
        app.set_interval(0.001, tick)
        for key in ("j", "escape", "u"):  # read, and of no meaning now
            await press(pilot, key)
        while ticks < 20:
            await pilot.pause(0.005)
        assert isinstance(app.screen, WorkDialog)
        assert "Taking back" in drawn(app)
        assert desk.layer(ids[0]).status == "done"
        let_go.set()
        while isinstance(app.screen, WorkDialog):
            await pilot.pause(0.01)
        await press(pilot)
        assert isinstance(app.screen, HistoryDialog)
        assert "undone finished 150 articles" in drawn(app)
    assert desk.layer(ids[0]).status == "new"
    assert threads
    assert threads[0] != threading.get_ident()


async def test_others_steps_stay(desk: Desk, article_id: str, press: Press) -> None:
    desk.actor = "omar"
    annotations.tag(desk, article_id, 0, 4, "country")
    desk.actor = "mina"
    async with asking(desk, HistoryDialog) as (app, pilot):
        await press(pilot, "m", "u")
        assert len(desk.spans(article_id)) == 1
        assert "Only omar" in drawn(app)


def test_a_line_is_safe_by_itself() -> None:
    assert str(Line("a\x1b[31m\nb[/x]").render()) == "a␛[31m\nb[/x]"
