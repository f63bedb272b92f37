"""The queue, driven by real keys on a real desk."""

from __future__ import annotations

from typing import Any, cast

import pytest
from textual import events

from store import articles
from store.desk import Desk
from store.intake import Intake
from store.listing.rows import ArticleRow
from store.model import RawSpan, Record
from tests.tui.conftest import Press
from tui.app import CopydeskApp
from tui.config import Config
from tui.screens.queue import QueueScreen
from tui.widgets.article_columns import columns, others_text
from tui.widgets.article_list import ArticleList
from tui.widgets.facet_panel import FacetPanel
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line

HOSTILE = "Talks \x1b]0;owned\x07 [red]in[/red] \u202eRiyadh"


def record(k: int, **fields: Any) -> Record:
    """Article number ``k``: later ones are newer."""
    values: dict[str, Any] = {
        "title": f"Report {k:02}",
        "text": f"Report {k:02}\n\nMinisters met for talks, part {k}.",
        "published": f"2025-{1 + k // 28:02}-{1 + k % 28:02}",
        "source": ("IRNA", "WAM", "Al Noor")[k % 3],
        "language": ("en", "ar")[k % 2],
    }
    return Record(**{**values, **fields})


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Sixty articles: Report 00 to Report 59, one of them hostile, one with a colleague's marks."""
    with Intake(desk, "reza") as intake:
        for k in range(60):
            more: dict[str, Any] = {}
            if k == 58:
                more = {"title": HOSTILE, "text": "Hostile words about transit."}
            if k == 57:
                more = {"spans": (RawSpan(0, 6, "country"), RawSpan(7, 9, "area"))}
            intake.add(record(k, **more))
    return desk


class Driven:
    """The app with its queue, and what it shows as text."""

    def __init__(self, app: CopydeskApp, pilot: Any) -> None:
        self.app, self.pilot = app, pilot

    @property
    def queue(self) -> QueueScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, QueueScreen)
        return screen

    @property
    def list(self) -> ArticleList:
        return self.queue.query_one(ArticleList)

    def lines(self) -> list[str]:
        """The list as painted, line by line."""
        return [self.list.render_line(y).text.rstrip() for y in range(self.list.size.height)]

    def title(self) -> str:
        """The title of the article under the cursor."""
        row = self.list.current
        return row.title if row else ""

    def told(self) -> str:
        return str(self.queue.query_one("#summary", Line).render())

    def message(self) -> str:
        return self.queue.query_one(KeyLine).message

    async def read(self) -> None:
        """Wait for the reading thread and for what it sent to be painted."""
        while not self.queue._begun:
            await self.pilot.pause(0.01)
        thread = self.queue._reader_thread
        assert thread is not None
        for _ in range(3):
            while not thread.wait(0.01):
                await self.pilot.pause(0.01)
            await self.pilot.pause()


async def started(pilot: Any, app: CopydeskApp) -> Driven:
    driven = Driven(app, pilot)
    await driven.read()
    return driven


async def test_rows_show_status_date_source_language_title_and_marks(filled: Desk) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        lines = driven.lines()
        assert lines[0].split() == ["date", "source", "title", "#", "by"]
        assert lines[1].startswith("▌ ·   2025-03-04 Al Noor  ar Report 59")
        assert "Talks ␛]0;owned␇ [red]in[/red]" in lines[2]
        assert lines[3].split()[:-1] == "· 2025-03-02 IRNA ar Report 57 2 reza".split()
        assert "all articles · newest first" in driven.told()
        assert driven.told().endswith("1/60")


async def test_a_wide_screen_says_statuses_in_words(filled: Desk) -> None:
    articles.set_status(filled, [filled.article(60).id], "done")
    articles.star(filled, [filled.article(60).id], True)
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(120, 40)) as pilot:
        driven = await started(pilot, app)
        assert driven.lines()[1].split()[:3] == ["▌", "done", "★"]
        assert driven.lines()[2].split()[0] == "new"


async def test_moving_by_keys(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "down", "j", "up")
        assert driven.title().startswith("Talks")
        await press(pilot, "end")
        assert driven.title() == "Report 00"
        assert driven.told().endswith("60/60")
        assert "Report 00" in driven.lines()[-1]
        await press(pilot, "pageup", "home")
        assert driven.title() == "Report 59"
        await press(pilot, "up")
        assert driven.list.cursor == 0


async def test_the_end_can_be_seen_before_anybody_has_counted(
    filled: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.listing.pages.PAGE", 30)
    monkeypatch.setattr("store.listing.listing.PAGE", 30)
    monkeypatch.setattr("store.listing.pages.page.__kwdefaults__", {
        "last": False, "limit": 30, "seconds": 1.0})  # fmt: skip
    monkeypatch.setattr(QueueScreen, "read", lambda *_, **__: None)
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = Driven(app, pilot)
        await press(pilot, "G")
        assert driven.title() == "Report 00"
        assert driven.list.cursor == -1
        await press(pilot, "up", "up")
        assert driven.title() == "Report 02"
        monkeypatch.undo()
        driven.queue.read()
        await driven.read()
        assert driven.list.cursor == 57
        assert driven.title() == "Report 02"


async def test_typing_a_filter_narrows_the_list_live(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"transit")
        await driven.read()
        assert [x for x in driven.lines()[1:] if x] == [driven.lines()[1]]
        await press(pilot, "enter")
        assert "“transit”" in driven.told()
        assert driven.told().endswith("1/1")
        await press(pilot, "escape")
        await driven.read()
        assert driven.told().endswith("2/60")  # on the article that was found


async def test_keys_and_values_are_offered_and_taken_with_tab(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", "s", "o", "tab")
        assert driven.queue._field.value == "source:"
        await press(pilot, "n")
        await driven.read()
        await press(pilot, "tab")
        assert driven.queue._field.value == 'source:"Al Noor" '
        await driven.read()
        assert driven.list.listing is not None
        assert driven.list.listing.count == 20
        await press(pilot, "escape")
        await driven.read()
        assert driven.list.listing.count == 60


async def test_facets_count_and_narrow(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(120, 40)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "f")
        await driven.read()
        panel = driven.queue.query_one(FacetPanel)
        shown = [panel.render_line(y).text.split() for y in range(12)]
        assert ["new", "60"] in shown
        assert ["IRNA", "20"] in shown
        await press(pilot, "tab", "down", "enter")
        await driven.read()
        assert driven.list.listing is not None
        assert driven.list.listing.count == 20
        assert "source IRNA" in driven.told()
        # the other sources can still be chosen: the field's own filter is left out of its counts
        assert ["WAM", "20"] in [panel.render_line(y).text.split() for y in range(12)]
        await press(pilot, "enter", "escape")
        await driven.read()
        assert driven.list.listing.count == 60


async def test_facets_of_an_empty_list_say_so(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(100, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"zzzz", "enter")
        await driven.read()
        await press(pilot, "f")
        await driven.read()
        panel = driven.queue.query_one(FacetPanel)
        assert panel.render_line(0).text.split() == ["nothing", "to", "choose"]
        await press(pilot, "f", "a")
        assert not driven.list.selection
        assert "nothing to select" in str(driven.queue.query_one(KeyLine).message)


async def test_the_facets_are_left_entered_again_and_closed(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(100, 24)) as pilot:
        driven = await started(pilot, app)
        panel = driven.queue.query_one(FacetPanel)
        await press(pilot, "f")
        assert "f close" in driven.queue.query_one(KeyLine).render_line(0).text
        await press(pilot, "escape")
        assert (panel.display, panel.entered) == (True, False)
        await press(pilot, "f")
        assert (panel.display, panel.entered) == (True, True)
        await press(pilot, "f")
        assert (panel.display, panel.entered) == (False, False)


@pytest.mark.parametrize(
    ("width", "mine", "others", "told"),
    [
        (80, 0, ("mina", "tariq"), "2"),
        (80, 1, ("mina", "tariq"), "me +2"),
        (80, 0, ("mina",), "mina"),
        (80, 0, ("import",), "impo…"),
        (120, 1, ("mina",), "me mina"),
        (120, 0, ("mina", "bartholomew"), "mina +1"),
    ],
)
def test_who_marked_an_article_can_be_read(
    width: int, mine: int, others: tuple[str, ...], told: str
) -> None:
    shape = columns(width)
    assert others_text(ArticleRow(1, "x", "Title", mine=mine, others=others), shape) == told
    assert len(told) <= shape.others


async def test_a_range_is_skipped_as_one_step_and_undone_as_one(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "space", "down", "down", "v")
        assert "4 selected" in driven.told()
        await press(pilot, "s", *"old", "enter")
        await driven.read()
        skipped = [filled.layer(filled.article(n).id) for n in (60, 59, 58, 57)]
        assert {(x.status, x.skip_reason) for x in skipped} == {("skipped", "old")}
        assert filled.layer(filled.article(56).id).status == "new"
        assert [line[2] for line in driven.lines()[1:6]] == ["x", "x", "x", "x", "·"]
        await press(pilot, "u", "y")
        await driven.read()
        assert filled.layer(filled.article(60).id).status == "new"


@pytest.mark.parametrize("key", ["u", "ctrl+z"])
async def test_undo_asks_before_a_whole_article_goes(desk: Desk, press: Press, key: str) -> None:
    with Intake(desk, "mina") as intake:
        intake.add(record(1))
    app = CopydeskApp(desk, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "b", key)
        assert not desk.layer(desk.article(1).id).starred
        await press(pilot, key)
        assert "A whole article goes." in str(app.screen.query_one("#detail", Line).render())
        await press(pilot, "enter", "n")
        assert driven.list.listing.count == 1
        await press(pilot, key, "y")
        await driven.read()
        assert driven.list.listing.count == 0


async def test_star_done_and_assign(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "b", "d")
        await driven.read()
        layer = filled.layer(filled.article(60).id)
        assert (layer.starred, layer.status) == (True, "done")
        assert driven.list.cursor == 1
        await press(pilot, "w", "2")
        assert filled.article(59).assignee == "reza"


async def test_a_list_of_new_articles_empties_while_one_works(filled: Desk, press: Press) -> None:
    filled.remember(f"queue.filter:{filled.actor}", "status:new source:WAM")
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        assert driven.told().endswith("1/20")
        await press(pilot, "d")
        await driven.read()
        assert driven.told().endswith("1/19")
        assert driven.title() == "Report 55"


async def test_no_hit_says_which_filter_stands_in_the_way(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"status:done source:WAM", "enter")
        await driven.read()
        text = "\n".join(driven.lines())
        assert "No article matches." in text
        assert "20 articles without “status done”" in text
        assert "source WAM" not in text  # dropping that one would not help


async def test_an_empty_desk_says_how_to_fill_it(desk: Desk) -> None:
    app = CopydeskApp(desk, Config())
    async with app.run_test(size=(240, 24)) as pilot:
        driven = await started(pilot, app)
        text = "\n".join(driven.lines())
        assert "This desk is empty." in text
        # its name alone would be another desk, made in the folder of the shell
        assert f"copydesk ingest {desk.path} FOLDER" in text


async def test_filter_order_and_place_are_remembered(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"source:WAM", "enter", "o", "4")
        await driven.read()
        await press(pilot, "down", "down")
        before = driven.list.current
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        assert "source WAM · by title" in driven.told()
        assert driven.list.current == before


async def test_another_process_changes_the_desk(filled: Desk) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        driven.list.move(2)
        standing = driven.list.current
        with Desk.open(filled.path, "omar") as other, Intake(other) as intake:
            intake.add(record(77))
        app.look_for_changes()
        await driven.read()
        assert driven.list.current == standing
        assert driven.list.cursor == 3
        assert "Report 77" in driven.lines()[1] or driven.list.top == 1


async def test_reading_an_article_knows_its_neighbours(
    filled: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, Any]] = []
    monkeypatch.setattr(CopydeskApp, "open_reader", lambda _, a, ids=None: opened.append((a, ids)))
    filled.remember(f"queue.filter:{filled.actor}", "source:WAM")
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "down", "enter")
        (article_id, ids) = opened[0]
        assert len(ids) == 20
        assert ids.index(article_id) == 1
        assert filled.article(ids[2]).title == "Report 52"
        assert driven.list.current is not None


async def test_moving_costs_a_fixed_number_of_statements(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        asked: list[str] = []
        filled.connection.set_trace_callback(asked.append)
        await press(pilot, "down")
        assert [x for x in asked if "data_version" not in x] == []
        await press(pilot, "pagedown")
        filled.connection.set_trace_callback(None)
        assert len([x for x in asked if "data_version" not in x]) <= 2
        assert driven.list.cursor > 10


@pytest.mark.parametrize("width", [60, 73, 74, 99, 100, 120, 200])
async def test_every_line_is_as_wide_as_the_screen(filled: Desk, width: int) -> None:
    articles.star(filled, [filled.article(59).id], True)
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(width, 24)) as pilot:
        driven = await started(pilot, app)
        strips = [driven.list.render_line(y) for y in range(driven.list.size.height)]
        assert {sum(segment.cell_length for segment in strip) for strip in strips} == {width}


async def test_words_typed_at_once_after_the_slash_go_to_the_filter_and_run_nothing(
    filled: Desk,
) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        for character in "/wasd":  # all in one read of the terminal
            key = "slash" if character == "/" else character
            app.post_message(events.Key(key, character))
        await driven.read()
        assert app.screen is driven.queue
        assert driven.queue._field.value == "wasd"
        assert not driven.list.selection
        assert filled.history()[0].kind == "article.add"


async def test_a_colleague_begins_with_a_view_of_their_own(filled: Desk) -> None:
    filled.remember(f"queue.filter:{filled.actor}", "source:WAM")
    with Desk.open(filled.path, "lin") as other:
        app = CopydeskApp(other, Config())
        async with app.run_test(size=(80, 24)) as pilot:
            driven = await started(pilot, app)
            assert driven.told().endswith("1/60")


async def test_esc_and_another_order_keep_the_article_under_the_cursor(
    filled: Desk, press: Press
) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"source:WAM", "enter")
        await driven.read()
        await press(pilot, *["down"] * 12)
        standing, line = driven.title(), driven.list.cursor - driven.list.top
        assert standing == "Report 22"
        await press(pilot, "escape")
        await driven.read()
        assert driven.title() == standing
        assert driven.told().endswith("38/60")
        assert driven.list.cursor - driven.list.top == line
        for order in ("4", "2", "1"):
            await press(pilot, "o", order)
            await driven.read()
            assert driven.title() == standing
        # esc in the filter line goes back to where one stood before it was opened
        await press(pilot, "slash", *"WAM")
        await driven.read()
        assert driven.title() != standing
        await press(pilot, "escape")
        await driven.read()
        assert driven.title() == standing
        # so does the last value of a facet that is chosen no longer
        await press(pilot, "f", "tab", "enter")
        await driven.read()
        await press(pilot, "escape", "end")
        standing = driven.title()
        await press(pilot, "f", "enter")
        await driven.read()
        assert driven.list.listing.count == 60
        assert driven.title() == standing


async def test_the_place_is_found_again_far_down(
    filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.listing.listing.PAGE", 30)
    monkeypatch.setattr("store.listing.pages.page.__kwdefaults__", {
        "last": False, "limit": 30, "seconds": 1.0})  # fmt: skip
    filled.remember(f"queue.place:{filled.actor}", filled.article(5).id)
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        assert driven.title() == "Report 04"


async def test_while_a_place_is_sought_the_old_list_stays(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *"source:WAM", "enter")
        await driven.read()
        await press(pilot, "down", "down")
        standing = driven.title()
        read = driven.queue.read
        driven.queue.read = lambda **_: None  # type: ignore[method-assign]
        await press(pilot, "escape", "b")
        assert driven.title() == standing
        assert "searching" in driven.told()
        driven.queue.read = read  # type: ignore[method-assign]
        driven.queue.read()
        await driven.read()
        assert driven.title() == standing
        assert driven.list.current is not None
        assert driven.list.current.starred


@pytest.mark.parametrize(("typed", "told"), [
    ("status:bogus", "status:bogus – there is new, started, returned, done, approved, skipped"),
    ("source:Nowhere", "source:Nowhere – there is Al Noor, IRNA, WAM"),
])  # fmt: skip
async def test_a_value_that_means_nothing_is_told_with_those_that_do(
    filled: Desk, press: Press, typed: str, told: str
) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *typed, "enter")
        await driven.read()
        assert told in "\n".join(driven.lines())
        assert driven.told().endswith("0/0")


@pytest.mark.parametrize(("typed", "told"), [
    ("sort:size", "sort:size – there is newest, oldest, arrival"),
    ("from:yesterday", "from:yesterday – there is 2025, 2025-01, 2025-01-20"),
    ("is:read report", "is:read – there is starred, unstarred, superseded"),
    ("status:new status:bogus", "status:bogus – there is new, started"),
])  # fmt: skip
async def test_what_is_not_understood_is_told_beside_a_list(
    filled: Desk, press: Press, typed: str, told: str
) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(120, 40)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *typed, "enter")
        await driven.read()
        assert told in driven.message()


async def test_an_untitled_article_is_called_by_its_first_words(desk: Desk, press: Press) -> None:
    with Intake(desk, "reza") as intake:
        intake.add(record(1, title="", text="\n  The ministers\nmet again in Muscat."))
    app = CopydeskApp(desk, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        driven = await started(pilot, app)
        assert "The ministers met again in Muscat." in driven.lines()[1]
        await press(pilot, "d")
        assert "Done: The ministers met again in Musc" in driven.message()


async def test_a_desk_that_cannot_be_written_says_so_in_the_header(filled: Desk) -> None:
    with Desk.open(filled.path, "mina", read_only=True) as desk:
        app = CopydeskApp(desk, Config())
        async with app.run_test(size=(80, 24)) as pilot:
            driven = await started(pilot, app)
            line = str(driven.queue.query_one("#desk-line", Line).render())
            assert line.endswith("mina · read only")


@pytest.mark.parametrize(("width", "facets", "room"), [
    (80, False, 38), (80, True, 26), (120, False, 60), (120, True, 44)])  # fmt: skip
async def test_the_title_has_the_room_and_the_year_is_never_left_out(
    desk: Desk, press: Press, width: int, facets: bool, room: int
) -> None:
    title = "".join(chr(ord("a") + k % 26) for k in range(100))
    with Intake(desk, "reza") as intake:
        intake.add(record(1, title=title))
    app = CopydeskApp(desk, Config())
    async with app.run_test(size=(width, 24)) as pilot:
        driven = await started(pilot, app)
        if facets:
            await press(pilot, "f")
            await driven.read()
        assert "25-01-02" in driven.lines()[1]
        assert title[: room - 1] in driven.lines()[1]


async def test_a_long_filter_is_typed_in_sight(filled: Desk, press: Press) -> None:
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(60, 24)) as pilot:
        driven = await started(pilot, app)
        await press(pilot, "slash", *("word " * 20), *"last")
        field = driven.queue._field
        assert field.render_line(0).text.rstrip().endswith("word last")
        await press(pilot, "home")
        assert field.render_line(0).text.startswith("word word")


async def test_a_filter_typed_before_all_is_there_is_a_filter(
    filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QueueScreen, "_begin_when_painted", lambda _: None)
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        queue = cast(QueueScreen, app.screen)
        before = len(filled.history())
        for key in ("slash", *"star"):
            app.post_message(events.Key(key, "/" if key == "slash" else key))
        await pilot.pause()
        queue._waiting_to_begin.stop()
        queue._begin()
        await pilot.pause()
        assert queue._field.value == "star"
        assert len(filled.history()) == before


async def test_rows_are_drawn_anew_when_colours_change_and_not_for_a_focus(
    filled: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    real = ArticleList._parts

    def parts(self: ArticleList, row: Any, *rest: bool) -> Any:
        made.append(row)
        return real(self, row, *rest)

    monkeypatch.setattr(ArticleList, "_parts", parts)
    app = CopydeskApp(filled, Config())
    async with app.run_test(size=(100, 24)) as pilot:
        driven = await started(pilot, app)
        colours = {s.style.bgcolor for s in driven.list.render_line(3) if s.style}
        made.clear()
        await press(pilot, "slash", "escape")
        assert not made
        app.theme = "light"
        await press(pilot, "down")
        assert len(made) > 10
        assert {s.style.bgcolor for s in driven.list.render_line(3) if s.style} != colours
        made.clear()
        await pilot.resize_terminal(110, 24)
        await press(pilot, "down")
        assert len(made) > 10
