"""The review by keys: walking, deciding, mending, approving, sending back, blame, blind mode."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events

from store import annotations, articles
from store.desk import Desk
from store.intake import Intake
from store.model import RawSpan, Record
from store.register import choosing
from store.review import layers
from store.review.layers import gold, verdicts
from store.suggest import cache, second_look
from store.suggest.second_look import Doubt
from tests.tui.conftest import settle
from tui.app import CopydeskApp
from tui.screens.blame import BlameDialog
from tui.screens.reader import ReaderScreen
from tui.screens.review import ReviewScreen
from tui.screens.reviews import ReviewsScreen
from tui.text.versions import aligned
from tui.widgets.key_line import KeyLine

TALKS = (
    "Norway and Chad talk\n\n"
    "Minister Ingrid Solberg of Norway met Idriss Ba of Chad. They spoke of fisheries and visas."
)
GRAIN = "Chad buys grain\n\nChad buys grain from Norway."
ALONE = "Oman opens a port\n\nOman opened a port."

SOLBERG, MINISTER = (31, 45), (22, 55)
BA, FISH = (60, 69), (94, 103)


def raw(text: str, who: str, words: str, label: str, nth: int = 0) -> RawSpan:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return RawSpan(at, at + len(words), label, annotator=who)


def fill(desk: Desk) -> list[str]:
    """Three people disagree about the first, two agree on the second, one did the third."""
    talks = [raw(TALKS, who, "Norway", "country") for who in ("lin", "omar", "reza")]
    talks += [raw(TALKS, who, "Ingrid Solberg", "official") for who in ("lin", "omar")]
    talks += [raw(TALKS, "reza", "Minister Ingrid Solberg of Norway", "official")]
    talks += [
        raw(TALKS, "lin", "Idriss Ba", "official"),
        raw(TALKS, "omar", "Idriss Ba", "country"),
    ]
    talks += [raw(TALKS, "reza", "fisheries", "area")]
    grain = [raw(GRAIN, who, "Chad", "country") for who in ("lin", "omar")]
    alone = [raw(ALONE, "lin", "Oman", "country"), raw(ALONE, "lin", "port", "area")]
    with Intake(desk) as intake:
        return [
            intake.add(
                Record(text=t, title=t.split("\n")[0], spans=tuple(s), status="done", published=d)
            ).article_id
            for t, s, d in (
                (TALKS, talks, "2025-03-03"),
                (GRAIN, grain, "2025-03-02"),
                (ALONE, alone, "2025-03-01"),
            )
        ]


class Reviewing:
    """The app under review, and shorthands for looking at it."""

    def __init__(self, app: CopydeskApp, pilot: Any, ids: list[str]) -> None:
        self.app, self.pilot, self.ids = app, pilot, ids

    @property
    def screen(self) -> ReviewScreen:
        assert isinstance(self.app.screen, ReviewScreen), self.app.screen
        return self.app.screen

    @property
    def listing(self) -> ReviewsScreen:
        assert isinstance(self.app.screen, ReviewsScreen), self.app.screen
        return self.app.screen

    async def press(self, *keys: str) -> None:
        for key in keys:
            await settle(self.pilot)
            await self.pilot.press(key)
            await settle(self.pilot)

    async def listed(self, count: int) -> None:
        for _ in range(500):
            if self.listing._looking is None and len(self.listing.shown) == count:
                await settle(self.pilot)
                return
            await asyncio.sleep(0.01)
        raise AssertionError([one.article for one in self.listing.shown])

    def stands(self, which: int = 0) -> set[tuple[str, str]]:
        """What is adjudicated: words and label."""
        text = (TALKS, GRAIN, ALONE)[which]
        found = gold(verdicts(self.app.desk, self.ids[which]))
        return {(text[start:end], label) for start, end, label in found}

    def statuses(self, which: int = 0) -> set[str]:
        return {layer.status for layer in self.app.desk.layers(self.ids[which])}

    @property
    def words(self) -> str:
        """The passage keys decide about."""
        stop = self.screen.stop
        return self.screen.view.text[stop.start : stop.end] if stop else ""

    @property
    def rows(self) -> list[str]:
        return self.screen.panel.rows_of_text()

    @property
    def message(self) -> str:
        from tui.widgets.key_line import KeyLine

        return self.app.screen.query_one(KeyLine).message


@asynccontextmanager
async def reviewing(
    desk: Desk, size: tuple[int, int] = (120, 40), *, opened: bool = True
) -> AsyncIterator[Reviewing]:
    ids = fill(desk)
    app = CopydeskApp(desk)
    async with app.run_test(size=size) as pilot:
        found = Reviewing(app, pilot, ids)
        await found.press("R")
        await found.listed(2)
        if opened:
            await found.press("enter")
        yield found


# -- the list ------------------------------------------------------------------------------------


async def test_the_list_says_why_each_article_waits(desk):
    async with reviewing(desk, (80, 24), opened=False) as at:
        assert [one.article for one in at.listing.shown] == at.ids[:2]
        rows = [at.listing._list.render_line(y).text for y in range(2)]
        assert "3 open" in rows[0]
        assert "lin, omar, reza" in rows[0]
        assert "all agree" in rows[1]


async def test_a_sample_of_what_one_person_did_is_drawn(desk):
    async with reviewing(desk, opened=False) as at:
        await at.press("n", "backspace", "2", "enter")
        await at.listed(3)
        assert at.listing.shown[2].reasons == ("sample",)
        await at.press("G", "enter")
        assert at.words == "Oman"
        await at.press("enter", "x")
        assert at.stands(2) == {("Oman", "country")}
        assert at.statuses(2) == {"approved"}


# -- deciding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_second_look_is_a_hint_beside_the_passage_until_it_is_decided(desk, size):
    async with reviewing(desk, size, opened=False) as at:
        grain, alone = at.ids[1:]
        oman, later, port = (0, 4, "country"), (19, 23, "country"), (13, 17, "area")
        doubts = [
            Doubt(alone, "lin", None, later, 0.9),
            Doubt(alone, "lin", port, (11, 17, "area"), 0.9),
            Doubt(alone, "lin", oman, None, 0.9),
            Doubt(grain, "lin", (0, 4, "country"), None, 0.9),
        ]
        cache.keep(desk, [second_look.row("1", doubts)])
        await at.press("n", "backspace", "2", "enter")
        await at.listed(3)
        await at.press("G", "enter")

        def hints() -> list[str]:
            return [row.strip() for row in at.rows if "≈" in row]

        assert hints() == ["≈ likely wrong: “Oman” Country → no mark"]
        await at.press("enter")
        assert at.words == "port"
        assert hints() == [
            "≈ likely missed: “Oman” Country",
            "≈ likely wrong: “port” → [a port]",
        ]
        await at.press("shift+tab")
        assert hints() == []
        assert at.stands(2) == {("Oman", "country")}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_versions_stand_side_by_side(desk, size):
    async with reviewing(desk, size) as at:
        assert "lin, omar, reza" in at.screen.header.render_line(0).text
        shown = "\n".join(at.rows)
        assert "1 lin, omar" in shown
        assert "[Ingrid Solberg]" in shown
        assert "2 reza" in shown
        assert "[Minister  Ingrid Solberg  of Norway]" in shown
        assert "boundary" in shown
        assert "majority" in at.screen.targets.lead


async def test_one_key_for_each_disagreement_and_the_last_opens_the_next_article(desk):
    async with reviewing(desk) as at:
        assert at.words == "Minister Ingrid Solberg of Norway"
        await at.press("enter")
        assert at.words == "Idriss Ba"
        await at.press("2")
        assert at.words == "fisheries"
        assert at.statuses() == {"done"}
        await at.press("1")
        assert at.screen.article is not None
        assert at.screen.article.id == at.ids[1]
        assert at.statuses() == {"approved"}
        assert at.stands() == {
            ("Norway", "country"),
            ("Ingrid Solberg", "official"),
            ("Idriss Ba", "country"),
        }


async def test_full_agreement_takes_one_key(desk):
    async with reviewing(desk) as at:
        await at.press("L")
        assert at.screen.stop is None
        assert "All agree on 1 mark." in "\n".join(at.rows)
        await at.press("D")
        assert at.statuses(1) == {"approved"}
        assert at.stands(1) == {("Chad", "country")}
        assert at.screen.article is not None
        assert at.screen.article.id == at.ids[0]


async def test_tab_walks_and_runs_on_into_the_next_article(desk):
    async with reviewing(desk) as at:
        await at.press("tab", "tab")
        assert at.words == "fisheries"
        await at.press("tab")
        assert at.screen.article is not None
        assert at.screen.article.id == at.ids[1]
        await at.press("shift+tab")
        assert at.words == "fisheries"
        await at.press("V", "shift+tab", "shift+tab", "shift+tab")
        assert at.words == "Norway", "all marks now"


async def test_approving_is_refused_while_something_is_open_and_leads_there(desk):
    async with reviewing(desk) as at:
        await at.press("tab", "tab", "D")
        assert at.statuses() == {"done"}
        assert "3 still open" in at.message
        assert at.words == "fisheries"


async def test_reject_relabel_and_mend(desk):
    async with reviewing(desk) as at:
        await at.press("x")
        assert at.words == "Idriss Ba"
        await at.press("c")
        assert at.words == "fisheries"
        await at.press("1", "H")  # nobody's version has a digit as well
        assert at.stands() == {("Norway", "country"), ("Idriss Ba", "country")}


async def test_edges_are_moved_first_and_taken_by_enter(desk):
    async with reviewing(desk) as at:
        await at.press("[", "[")
        assert at.screen.draft is not None
        assert not at.stands()
        assert any("yours" in row for row in at.rows)
        await at.press("escape")
        assert at.screen.draft is None
        await at.press("[", "enter")
        assert ("Minister Ingrid Solberg", "official") in at.stands()
        assert at.words == "Idriss Ba"
        await at.press("shift+tab")
        assert "Minister Ingrid Solberg" in at.rows[1], "what was decided is told"


async def test_agreeing_with_all_that_everyone_agrees_on(desk):
    async with reviewing(desk) as at:
        await at.press("A")
        assert at.stands() == {("Norway", "country")}
        assert at.words == "Minister Ingrid Solberg of Norway"
        await at.press("A")
        assert "Nothing is left" in at.message


async def test_undo_goes_back_to_where_it_was_also_across_articles(desk):
    async with reviewing(desk) as at:
        await at.press("1", "1", "1")
        assert at.statuses() == {"approved"}
        await at.press("u")
        assert at.screen.article is not None
        assert at.screen.article.id == at.ids[0]
        assert at.statuses() == {"done"}
        assert at.words == "fisheries"
        await at.press("u")
        assert at.words == "Idriss Ba"
        await at.press("ctrl+r")
        assert len(at.stands()) == 2
        await at.press("z")
        assert len(at.stands()) == 1, "opened again"


async def test_a_key_typed_early_decides_nothing_and_says_so(desk):
    async with reviewing(desk) as at:
        for key in ("2", "enter"):
            event = events.Key(key, key if len(key) == 1 else None)
            event.time = at.screen.painted_at - 1
            at.screen.take_key(event)
            assert not at.stands()
            assert "came before" in at.message


async def test_an_article_without_title_and_two_names_for_one_mark(desk):
    text = "Minister Hashemi met Seyed Sattar Hashemi and Ali Hashemi."
    with Intake(desk) as intake:
        article = intake.add(Record(text=text, source="Gulf Ledger")).article_id
    for who, name in (("lin", "Seyed Sattar Hashemi"), ("omar", "Ali Hashemi")):
        desk.actor = who
        at = text.index(name)
        full = annotations.tag(desk, article, at, at + len(name), "official")
        bare = annotations.tag(desk, article, 9, 16, "official")
        choosing.choose(desk, bare, full.entity)
        annotations.remove(desk, full.id)
        articles.set_status(desk, [article], "done")
    desk.actor = "mina"
    app = CopydeskApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        app.push_screen(ReviewScreen(article, [article], {}))
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        head = screen.header.render_line(0).text
        assert "Minister Hashemi met" in head
        assert "lin, omar" in head
        assert screen.stop is not None
        assert screen.stop.kinds == ("entity link",)
        await pilot.press("2")
        await settle(pilot)
        rows = " ".join(screen.panel.render_line(y).text for y in range(3))
        assert "Official → Ali Hashemi" in rows
        assert "Approved: Minister Hashemi" in screen.query_one(KeyLine).message


# -- sending back, comments, blame ---------------------------------------------------------------


async def test_sent_back_with_a_comment_it_tops_that_annotators_queue(desk):
    async with reviewing(desk) as at:
        await at.press("S", "2", "n", "o", "enter")
        layers_ = {layer.annotator: layer.status for layer in desk.layers(at.ids[0])}
        assert layers_ == {"lin": "returned", "omar": "done", "reza": "done"}
        assert [one.text for one in desk.comments(at.ids[0])] == ["no"]
        assert at.screen.article is not None
        assert at.screen.article.id == at.ids[1]


async def test_comments_are_left_answered_and_resolved(desk):
    async with reviewing(desk) as at:
        await at.press("m", "w", "h", "y", "enter")
        (first,) = desk.comments(at.ids[0])
        assert first.span
        assert any("† mina: why" in row for row in at.rows)
        await at.press("m", "m", "s", "o", "enter", "r", "escape")
        assert [one.text for one in desk.comments(at.ids[0])] == ["why", "so"]
        assert [one.resolved for one in desk.comments(at.ids[0])] == [False, True]


async def test_blame_tells_who_made_a_mark_and_what_was_decided(desk):
    async with reviewing(desk) as at:
        await at.press("1", "shift+tab", "b")
        dialog = at.app.screen
        assert isinstance(dialog, BlameDialog)
        told = "\n".join(row.plain for row in dialog._rows())
        assert "“Ingrid Solberg” Official" in told
        assert "from an import, for omar" in told
        assert "accepted: “Ingrid Solberg” Official" in told
        await at.press("enter")
        assert isinstance(at.app.screen, ReviewScreen)


# -- blind mode ----------------------------------------------------------------------------------


async def test_blind_mode_hides_others_until_i_have_finished(desk):
    ids = fill(desk)
    annotations.tag(desk, ids[1], 0, 4, "country")
    with Desk.open(desk.path, "lin") as other:
        annotations.comment(other, ids[1], "no officials in this one")
    app = CopydeskApp(desk)
    async with app.run_test(size=(100, 30)) as pilot:
        at = Reviewing(app, pilot, ids)
        app.open_reader(ids[1], ids)
        await at.press("V")
        assert isinstance(app.screen, ReaderScreen)
        reader = app.screen
        assert {span.annotator for span in reader.view.spans} == {"lin", "omar"}
        assert any("no officials" in said for said in reader._said_of_it())
        await at.press("C")
        assert layers.is_blind(desk)
        assert not reader._said_of_it()
        assert {span.annotator for span in reader.view.spans} == {"mina"}
        await at.press("V")
        assert "Blind mode" in reader.key_line.message
        await at.press("R")
        assert at.screen.hidden
        assert "Blind mode" in "\n".join(at.rows)
        await at.press("D", "A", "enter")
        assert not at.stands(1)
        await at.press("q", "q", "D")
        app.open_reader(ids[1], ids)
        await settle(pilot)
        assert {span.annotator for span in reader.view.spans} == {"lin", "omar"}
        assert reader._said_of_it()


# -- the drawing of versions ---------------------------------------------------------------------


def test_brackets_leave_the_words_in_their_columns():
    text = "Minister Ingrid Solberg of Norway"
    rows = aligned(
        text, [[(9, 23, "official")], [(0, 33, "official"), (27, 33, "country")], []], 60
    )
    drawn = ["".join(words for words, _ in row) for row in rows]
    assert drawn == [
        " Minister [Ingrid Solberg] of  Norway  ",
        "[Minister  Ingrid Solberg  of [Norway]]",
        " Minister  Ingrid Solberg  of  Norway  ",
    ]


@pytest.mark.parametrize("cells", [10, 20, 31, 47])
def test_versions_never_exceed_their_room(cells):
    text = "x" * 200 + " 日本の大臣と会談した " + "y" * 200 + "\nmore"
    rows = aligned(text, [[(3, 210, "a")], [(201, 206, "b")], [(202, 380, "a")]], cells)
    from rich.cells import cell_len

    widths = {cell_len("".join(words for words, _ in row)) for row in rows}
    assert len(widths) == 1
    assert max(widths) <= cells
