"""The export screen by keyboard alone: choosing, what that gives, writing, the report."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from store import annotations, articles
from store.desk import Desk
from store.export import format as formats
from store.export import layers, run
from store.intake import Intake
from store.model import Record
from tests.tui.conftest import settle
from tui.app import CopydeskApp
from tui.config import Config
from tui.screens.dialogs import ConfirmDialog
from tui.screens.export import ExportScreen
from tui.screens.queue import QueueScreen
from tui.screens.work import WorkDialog
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Field

Press = Callable[..., Awaitable[None]]


@pytest.fixture
def news(desk: Desk) -> Desk:
    """A desk of three articles."""
    with Intake(desk, "mina") as intake:
        for n in range(3):
            record = Record(text=f"Iran and Oman met {n}.", title=f"Title {n}", external_id=f"a{n}")
            intake.add(record)
    return desk


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files go where nothing else lies."""
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


class Exporting:
    """The export screen, and shorthands for looking at it."""

    def __init__(self, app: CopydeskApp, pilot: Any, press: Press) -> None:
        self.app, self.pilot = app, pilot
        self.press: Callable[..., Awaitable[None]] = lambda *keys: press(pilot, *keys)

    @property
    def screen(self) -> ExportScreen:
        screen = self.app.screen
        assert isinstance(screen, ExportScreen), screen
        return screen

    @property
    def text(self) -> str:
        """What stands on the screen."""
        strips = self.app.screen._compositor.render_strips()
        lines = ("".join(segment.text for segment in strip).rstrip() for strip in strips)
        return "\n".join(lines)

    @property
    def told(self) -> str:
        """What stands there, on one line."""
        return " ".join(self.text.replace("▐", " ").replace("│", " ").split())

    @property
    def message(self) -> str:
        return self.screen.query_one(KeyLine).message

    async def until(self, true: Callable[[], bool]) -> None:
        for _ in range(600):
            if true():
                await settle(self.pilot)
                return
            await self.pilot.pause(0.01)
        raise AssertionError(self.text)

    async def counted(self) -> str:
        """Wait until what is told is of what is chosen."""
        await self.until(lambda: self.screen.stands)
        await self.pilot.pause()
        return self.told

    async def to(self, row: str) -> None:
        """Go to a row by its title."""
        for _ in range(14):
            if self.screen._current().title == row:
                return
            await self.press("down")
        raise AssertionError(self.text)

    async def choose(self, row: str, value: str) -> None:
        """Change a row until it shows the value."""
        await self.to(row)
        for _ in range(30):
            shown = self.screen._current()
            if shown.values[self.screen.choices.value(shown)].startswith(value):
                return
            await self.press("right")
        raise AssertionError(self.text)

    async def name(self, name: str) -> None:
        """Type the file's name."""
        await self.to("File")
        await self.press("ctrl+u", *name)

    async def written(self) -> str:
        """Write; the report on one line."""
        await self.counted()
        await self.press("enter")
        await self.until(lambda: "✓" in self.text)
        return self.told


@asynccontextmanager
async def exporting(
    desk: Desk, press: Press, size: tuple[int, int] = (80, 24), theme: str = "dark"
) -> AsyncIterator[Exporting]:
    app = CopydeskApp(desk, Config(theme=theme))
    async with app.run_test(size=size) as pilot:
        await press(pilot, "X")
        yield Exporting(app, pilot, press)


def both_mark(desk: Desk) -> None:
    """Two who finished the first article agree on one span of it."""
    first = desk.article(1).id
    for who, ranges in (("omar", [(0, 4), (9, 13)]), ("mina", [(0, 4), (14, 17)])):
        desk.actor = who
        for start, end in ranges:
            annotations.tag(desk, first, start, end, "country")
        articles.set_status(desk, [first], "done")


class Gate:
    """Lets articles through, but from the walk whose number is ``shut`` on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.walks = 0
        self.shut = 0
        self.stuck = threading.Event()
        monkeypatch.setattr(run, "walk", self.walk)

    def walk(
        self, connection: Any, choice: Any, left: Any, passed: Callable[[int], None]
    ) -> Iterator[Any]:
        self.walks += 1
        while self.shut and self.walks >= self.shut:
            passed(1)
            self.stuck.set()
            time.sleep(0.002)
        yield from layers.walk(connection, choice, left, passed)


# ---------------------------------------------------------------------------- what it tells

LOOK = """\
 Write to a file
 Format      ‹ jsonl · JSON Lines ›
 Articles      all
 Status      ‹ all, as the format asks ›
 Marks       ‹ what a review decided, else mine ›
 Labels      ‹ all ›
 Parts       ‹ none: one whole ›
 Licence     may stay empty
 File        a.jsonl
 Whole or not at all; a note on what it is made of goes beside it.
 What will be written  1–12/21
   3 articles with 2 spans go out.                                             ▐
   2 Country                                                                   ▐
   jsonl holds all of it.                                                      ▐
                                                                               ▐
 How an article is written ────────────────────────────── cut where it is long ▐
   {                                                                           ▐
    "id": "a0"
    "text": "Iran and Oman met 0."
    "title": "Title 0"
    "published": ""
    "source": ""
    "url": ""
 enter write  → change  space list  ? help  pgdn read on  esc cancel  q back"""

CONLL = """\
 Write to a file
 Format      ‹ conll · CoNLL-2003 ›
 Articles      all
 Status      ‹ done and approved, as the format asks ›
 Marks       ‹ what a review decided, else mine ›
 Labels      ‹ all ›
 Overlap     ‹ refuse spans that do ›
 Tags        ‹ iob2 ›
 Tokens      ‹ split ›
 Parts       ‹ none: one whole ›
 Licence     may stay empty
 File        a.conll
 Whole or not at all; a note on what it is made of goes beside it.
 What will be written  1–9/34
   1 article with 2 spans go out.                                              ▐
   2 Country                                                                   ▐
   Left out: 2 of another status.
   What conll cannot hold:
     2 spans do not say whom they name
     2 spans do not say how and when they came

 How an article is written ────────────────────────────── cut where it is long
   -DOCSTART- -X- -X- O
 enter write  → change  space list  ? help  pgdn read on  esc cancel  q back"""


@pytest.mark.parametrize(
    ("form", "name", "look"), [("jsonl", "a.jsonl", LOOK), ("conll", "a.conll", CONLL)]
)
async def test_it_tells_what_goes_out_and_what_not_before_anything_is_written(
    news: Desk, press: Press, here: Path, form: str, name: str, look: str
) -> None:
    both_mark(news)
    async with exporting(news, press) as e:
        await e.choose("Format", form)
        await e.name(name)
        await e.counted()
        assert e.text == look
    assert not list(here.iterdir())


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_every_row_can_be_seen_however_small_the_window(
    news: Desk, press: Press, size: tuple[int, int]
) -> None:
    async with exporting(news, press, size) as e:
        await e.choose("Format", "conll")
        await e.choose("Parts", "train 80, dev 10, test 10 by lot")
        titles = [row.title for row in e.screen.choices.rows()]
        assert titles[-5:] == ["Tokens", "Parts", "Seed", "Licence", "File"]
        for title in titles:
            await e.to(title)
            assert title in e.text
            assert e.text.splitlines()[-1].lstrip().startswith("enter write")


async def test_a_row_is_chosen_from_a_list_too(news: Desk, press: Press) -> None:
    async with exporting(news, press) as e:
        await e.press("space", *"brat", "enter")
        assert "brat standoff" in e.text
        assert e.screen.query_one("#output", Field).value.endswith("/news-brat")


async def test_what_is_told_follows_the_rows(news: Desk, press: Press) -> None:
    both_mark(news)
    async with exporting(news, press, (120, 40)) as e:
        assert "3 articles with 2 spans go out." in await e.counted()
        await e.choose("Marks", "everybody's marks")
        assert "3 articles with 4 spans go out." in await e.counted()
        await e.press("left", "left")
        assert "3 articles with 2 spans go out." in await e.counted()
        await e.choose("Marks", "omar's")
        await e.choose("Status", "done")
        told = await e.counted()
        assert "1 article with 2 spans go out." in told
        assert "Left out: 2 of another status." in told


async def test_keys_and_help_name_what_there_is(news: Desk, press: Press) -> None:
    async with exporting(news, press) as e:
        await e.press("?")
        assert "Keys in the export screen" in e.text
        assert "Stop counting, else go back" in e.told


async def test_a_missing_library_is_told_before_anything_is_tried(
    news: Desk, press: Press, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    async with exporting(news, press) as e:
        await e.choose("Format", "spacy ")
        assert "spacy · spaCy documents (not installed)" in e.text
        assert "pip install 'copydesk[spacy]'" in e.told
        await e.press("enter")
        assert "pip install 'copydesk[spacy]'" in e.message
        await e.choose("Format", "hf")
        await e.choose("File", "parquet")
        await e.press("enter")
        assert "hf as parquet needs pyarrow" in e.message
    assert not list(here.iterdir())


# --------------------------------------------------------------------------------- stopping


async def test_the_counting_is_stopped_and_goes_on_when_asked(
    news: Desk, press: Press, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    gate.shut = 1
    async with exporting(news, press) as e:
        await e.until(gate.stuck.is_set)
        assert "counting; esc stops" in e.told
        await e.press("enter")
        assert "Still counting" in e.message
        await e.press("escape")
        assert "not counted; enter counts" in e.told
        background = e.screen._background
        assert background is not None
        assert background.wait(10)  # the thread has let go
        gate.shut = 0
        await e.press("enter")
        assert "3 articles with 0 spans go out." in await e.counted()
        await e.press("escape")
        assert isinstance(e.app.screen, QueueScreen)
    assert not list(here.iterdir())


async def test_leaving_while_it_counts_leaves(
    news: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    gate.shut = 1
    async with exporting(news, press) as e:
        await e.until(gate.stuck.is_set)
        await e.press("q")
        assert isinstance(e.app.screen, QueueScreen)


async def test_a_write_that_is_stopped_leaves_nothing_behind(
    news: Desk, press: Press, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    async with exporting(news, press) as e:
        await e.counted()
        gate.shut = gate.walks + 2  # it counts once more, then writes
        await e.press("enter")
        await e.until(gate.stuck.is_set)
        assert isinstance(e.app.screen, WorkDialog)
        assert list(here.iterdir()), "it had not begun to write"
        await e.until(lambda: "Writing …" in e.text)
        assert "33 %" in e.text
        await e.press("escape")
        await e.until(lambda: isinstance(e.app.screen, ExportScreen))
        assert e.message == "Stopped; nothing was written."
        assert not list(here.iterdir())
        gate.shut = 0
        assert "Read back and found equal." in await e.written()


# ---------------------------------------------------------------------------------- writing


async def test_the_report_says_what_is_equal_and_where_it_is(
    news: Desk, press: Press, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")  # the terminal copies
    both_mark(news)
    async with exporting(news, press) as e:
        await e.choose("Status", "done")
        await e.name("o.jsonl")
        told = await e.written()
        assert "1 article with 2 spans written to" in told
        assert "Left out: 2 of another status." in told
        assert "Equal in: offsets, label, text" in told
        await e.press("y")
        assert e.app.clipboard == str(here / "o.jsonl")
        assert (here / "o.jsonl.corpus.json").exists()
        await e.press("enter")
        assert isinstance(e.app.screen, QueueScreen)
    records = [json.loads(line) for line in (here / "o.jsonl").read_text().splitlines()]
    assert [record["status"] for record in records] == ["done"]


async def test_a_change_after_the_report_begins_anew(news: Desk, press: Press, here: Path) -> None:
    async with exporting(news, press) as e:
        await e.written()
        await e.choose("Format", "csv")
        assert "go out." in await e.counted()
        assert "Read back" not in e.told
        await e.written()
    assert {one.name for one in here.iterdir()} >= {"news.jsonl", "news.csv"}


async def test_what_is_there_is_replaced_only_when_asked(
    news: Desk, press: Press, here: Path
) -> None:
    (here / "news.jsonl").write_text("precious")
    async with exporting(news, press) as e:
        await e.counted()
        await e.press("enter")
        assert isinstance(e.app.screen, ConfirmDialog)
        await e.press("enter", "n")
        assert (here / "news.jsonl").read_text() == "precious"
        await e.press("enter", "y")
        await e.until(lambda: "✓" in e.text)
    assert "precious" not in (here / "news.jsonl").read_text()


async def test_overlapping_spans_are_refused_until_it_is_said_which_stay(
    news: Desk, press: Press, here: Path
) -> None:
    first = news.article(1).id
    annotations.tag(news, first, 0, 4, "country")
    annotations.tag(news, first, 0, 13, "area")
    articles.set_status(news, [first], "done")
    async with exporting(news, press, (80, 40)) as e:
        await e.choose("Format", "conll")
        told = await e.counted()
        assert "conll holds no overlapping spans" in told
        assert "'Iran and Oman' (0 to 13)" in told
        assert "go out" not in told
        await e.press("enter")
        assert "choose which stay" in e.message
        assert e.screen._current().title == "Overlap"
        assert not list(here.iterdir())
        await e.press("right")
        told = await e.counted()
        assert "1 article with 1 span go out." in told
        assert "1 spans lie in or around one that stays and are left out" in told
        assert "and Oman" not in told.partition("How an article is written")[0]
        told = await e.written()
        assert "1 article with 1 span written" in told
        assert "1 spans lie in or around one that stays and are left out" in told
    assert "I-area" in (here / "news.conll").read_text()


async def test_a_consensus_holds_what_two_made_alike(news: Desk, press: Press, here: Path) -> None:
    both_mark(news)
    async with exporting(news, press) as e:
        await e.choose("Marks", "that 2 or more made alike")
        told = await e.counted()
        assert "1 article with 1 span go out." in told
        assert "Left out: 2 finished by too few." in told
        await e.written()
    (line,) = (here / "news.jsonl").read_text().splitlines()
    assert [(span["start"], span["end"]) for span in json.loads(line)["spans"]] == [(0, 4)]


async def test_options_and_parts_make_what_they_say(news: Desk, press: Press, here: Path) -> None:
    both_mark(news)
    async with exporting(news, press) as e:
        await e.choose("Format", "conll")
        await e.choose("Tags", "bioes")
        await e.choose("Status", "all")
        await e.choose("Parts", "train 80, test 20 by lot")
        await e.choose("Seed", "3")
        await e.to("Licence")
        await e.press(*"CC-BY")
        told = await e.written()
        assert "train: " in told
    folder = here / "news-conll-parts"
    note = json.loads((folder / "corpus.json").read_text())
    assert (note["options"]["tags"], note["licence"], note["choice"]["seed"]) == (
        "bioes",
        "CC-BY",
        3,
    )
    texts = [(folder / name).read_text() for name in ("train.conll", "test.conll")]
    assert sum(text.count("S-country") for text in texts) == 2


async def test_what_is_filtered_or_selected_is_written_alone(
    news: Desk, press: Press, here: Path
) -> None:
    def titles(name: str) -> list[str]:
        lines = (here / name).read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["title"] for line in lines]

    def choice(name: str) -> tuple[str, int]:
        told = json.loads((here / f"{name}.corpus.json").read_text(encoding="utf-8"))["choice"]
        return told["filter"], told["chosen_articles"]

    articles.star(news, [news.article(n).id for n in (1, 3)], True)
    app = CopydeskApp(news)
    async with app.run_test(size=(80, 24)) as pilot:
        e = Exporting(app, pilot, press)
        await press(pilot, "/", *"is:starred", "enter")
        await e.until(lambda: "1/2" in e.text)
        await e.press("X")
        await e.choose("Articles", "this filter (2)")
        await e.name("f.jsonl")
        assert "2 articles" in await e.written()
        assert titles("f.jsonl") == ["Title 0", "Title 2"]
        assert choice("f.jsonl") == ("is:starred", 2)
        await e.press("enter", "space", "X")
        await e.choose("Articles", "selected (1)")
        await e.name("s.jsonl")
        await e.written()
        assert titles("s.jsonl") == ["Title 2"]
        assert choice("s.jsonl") == ("", 1)
        await e.press("enter", "X")
        await e.name("a.jsonl")
        await e.written()
        assert len(titles("a.jsonl")) == 3


async def test_the_register_is_written_with_what_the_format_cannot_hold(
    news: Desk, press: Press, here: Path
) -> None:
    annotations.tag(news, news.article(1).id, 0, 4, "official")
    async with exporting(news, press) as e:
        await e.press("left")  # the last format, round the corner
        assert "ftm · FollowTheMoney entities" in e.text
        assert "Status" not in e.text
        field = e.screen.query_one("#output", Field)
        assert field.value.endswith("news.register.ftm.json")
        await e.choose("Names", "also guesses")
        await e.name("own.json")
        await e.choose("Format", "register-csv")
        assert field.value == "own.json"  # what somebody typed stays
        await e.choose("Format", "ftm")
        told = await e.counted()
        assert "1 entity with 1 sentence go out." in told
        assert "What ftm cannot hold: 1 entities do not say their label" in told
        told = await e.written()
        assert "1 entity with 1 sentence written" in told
        assert "What ftm cannot hold: 1 entities do not say their label" in told
    first, *_ = (here / "own.json").read_text(encoding="utf-8").splitlines()
    assert json.loads(first)["schema"] == "Person"


async def test_it_says_where_the_spans_are_when_none_is_mine(news: Desk, press: Press) -> None:
    news.actor = "omar"
    annotations.tag(news, news.article(1).id, 0, 4, "country")
    news.actor = "mina"
    async with exporting(news, press) as e:
        assert "others made 1: --layer all" in await e.counted()
        await e.choose("Marks", "everybody's marks")
        assert "--layer all" not in await e.counted()


@pytest.mark.parametrize("name", ["none/out.jsonl", ""])
async def test_a_place_that_cannot_be_written_is_told(news: Desk, press: Press, name: str) -> None:
    async with exporting(news, press) as e:
        await e.name(name)
        await e.counted()
        await e.press("enter")
        await e.until(lambda: isinstance(e.app.screen, ExportScreen) and bool(e.message))
        assert ("none" if name else "A file name is needed.") in e.message
        await e.press("escape")
        assert isinstance(e.app.screen, QueueScreen)


async def test_who_writes_to_the_desk_meanwhile_is_counted(news: Desk, press: Press) -> None:
    async with exporting(news, press) as e:
        await e.counted()
        annotations.tag(news, news.article(1).id, 0, 4, "country")
        e.app.desk_changed()
        await e.until(lambda: "with 1 span go out" in e.told)
