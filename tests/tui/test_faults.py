"""What fails is a sentence: wrong paths, a desk that cannot be read, mistakes of our own."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult

from store.desk import Desk
from store.intake import Intake
from store.model import Record
from tests.tui.conftest import settle
from tui import mistakes
from tui.app import CopydeskApp
from tui.screens.base import Dialog
from tui.screens.export import ExportScreen
from tui.screens.file_picker import FilePicker
from tui.screens.history import HistoryDialog
from tui.screens.queue import QueueScreen
from tui.screens.reader import ReaderScreen
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line

Press = Callable[..., Awaitable[None]]

DAMAGE = "database disk image is malformed"


@pytest.fixture
def news(desk: Desk) -> Desk:
    """A desk of three articles."""
    with Intake(desk, "mina") as intake:
        for n in range(3):
            intake.add(Record(text=f"Iran and Oman met {n}.", title=f"Title {n}"))
    return desk


class InTerminal(CopydeskApp):
    """The app as it is in a terminal: mistakes are told, not raised."""

    @property
    def is_headless(self) -> bool:
        return False


def message(app: CopydeskApp) -> str:
    """The sentence shown on the screen on top."""
    for line in app.screen.query("#dialog-message").results(Line):
        return str(line.render())
    return app.screen.query_one(KeyLine).message


# ------------------------------------------------------------------------------ wrong paths


async def test_a_home_nobody_has_is_no_end_of_the_file_picker(desk: Desk, press: Press) -> None:
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "I", "ctrl+u", *"~nobody-has-it/x", "enter")
        assert isinstance(app.screen, FilePicker)
        assert "no such file" in message(app)


async def test_a_name_too_long_for_a_file_is_a_sentence(desk: Desk, press: Press) -> None:
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "I")
        app.screen.query_one("#path").value = "/tmp/" + "x" * 5000  # type: ignore[attr-defined]
        await press(pilot, "enter")
        assert isinstance(app.screen, FilePicker)
        assert "no such file" in message(app)


async def test_a_home_nobody_has_is_no_end_of_the_export(news: Desk, press: Press) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "X")
        screen = app.screen
        assert isinstance(screen, ExportScreen)
        while not screen.stands:
            await pilot.pause(0.02)
        await press(pilot, "up", "ctrl+u", *"~nobody-has-it/o", "enter")
        for _ in range(100):
            await pilot.pause(0.02)
            if "nobody-has-it" in message(app):
                break
        assert app.screen is screen
        assert "nobody-has-it" in message(app)


# -------------------------------------------------------------------- mistakes of our own


class Faulty(Dialog[bool]):
    """A dialog in which everything goes wrong, each by its key."""

    def body(self) -> ComposeResult:
        yield Line("careful")

    def press(self, key: str, event: events.Key) -> bool:
        del event
        ways: dict[str, Callable[[], Any]] = {
            "h": lambda: self.fail(),
            "t": lambda: self.set_timer(0.001, self.fail),
            "c": lambda: self.call_later(self.fail),
            "r": lambda: self.call_after_refresh(self.fail),
            "w": lambda: self.run_worker(self.fail_later()),
            "m": lambda: self.post_message(events.Paste("x")),
        }
        if key not in ways:
            return False
        ways[key]()
        return True

    def pasted(self) -> None:
        self.fail()

    def fail(self) -> None:
        raise ValueError("ours")

    async def fail_later(self) -> None:
        self.fail()


@pytest.mark.parametrize("way", ["h", "t", "c", "r", "w", "m"])
async def test_a_mistake_in_a_dialog_is_told_and_the_dialog_goes_on(
    desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    kept: list[BaseException] = []

    def keep(error: BaseException) -> str:
        kept.append(error)
        return "It is kept."

    monkeypatch.setattr(mistakes, "keep", keep)
    app = InTerminal(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        app.push_screen(Faulty("A dialog"))
        await press(pilot, way)
        for _ in range(50):
            await pilot.pause(0.01)
            if kept:
                break
        await settle(pilot)
        assert [str(x) for x in kept] == ["ours"]
        assert "It is kept." in message(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, QueueScreen)
        await press(pilot, "q")
        assert app.screen.query("#dialog-title")


@pytest.mark.parametrize("error", [ValueError("ours"), sqlite3.DatabaseError(DAMAGE)])
async def test_a_dialog_that_cannot_be_built_is_left_and_told_of(
    news: Desk, press: Press, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def body(_: HistoryDialog) -> ComposeResult:
        raise error
        yield

    monkeypatch.setattr(mistakes, "keep", lambda _: "It is kept.")
    monkeypatch.setattr(HistoryDialog, "body", body)
    app = InTerminal(news)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "U")
        await settle(pilot)
        assert isinstance(app.screen, QueueScreen)
        assert ("kept" if isinstance(error, ValueError) else "malformed") in message(app)
        await press(pilot, "s")  # the keys are the queue's again, those that decide too
        assert app.screen.query("#dialog-title")


async def test_a_mistake_that_comes_back_for_ever_ends_the_app(
    desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mistakes, "keep", lambda _: "It is kept.")
    app = InTerminal(desk)
    with pytest.raises(ValueError, match="ours"):
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot)
            dialog = Faulty("A dialog")
            app.push_screen(dialog)
            await press(pilot)
            dialog.set_interval(0.001, dialog.fail)
            for _ in range(200):
                await pilot.pause(0.01)
    assert app.return_code == 1


# --------------------------------------------------------------- a desk that cannot be read


def damage(monkeypatch: pytest.MonkeyPatch, name: str, article_id: str) -> None:
    """Let a read of one article fail as SQLite does on a damaged page."""
    read = getattr(Desk, name)

    def broken(desk: Desk, wanted: Any = "", *rest: Any) -> Any:
        if wanted == article_id:
            raise sqlite3.DatabaseError(DAMAGE)
        return read(desk, wanted, *rest)

    monkeypatch.setattr(Desk, name, broken)


@pytest.mark.parametrize("read", ["article", "spans", "layers", "comments"])
async def test_an_article_that_cannot_be_read_leaves_the_last_one_open(
    news: Desk, press: Press, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    here, damaged = news.article(3), news.article(2)
    damage(monkeypatch, read, damaged.id)
    app = CopydeskApp(news)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "enter", "L")
        assert isinstance(app.screen, ReaderScreen)
        assert DAMAGE in message(app)
        assert app.screen.article == here
        assert app.screen.text == here.text
        await press(pilot, "L")  # past it
        assert app.screen.article == news.article(1)


@pytest.mark.parametrize("read", ["article", "spans"])
async def test_an_article_that_cannot_be_read_is_told_of_in_the_queue(
    news: Desk, press: Press, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    damage(monkeypatch, read, news.article(3).id)
    app = CopydeskApp(news)
    async with app.run_test(size=(100, 30)) as pilot:
        for _ in range(2):
            await press(pilot, "enter")
            await pilot.pause(0.1)
            await press(pilot)
            assert isinstance(app.screen, QueueScreen)
            assert DAMAGE in message(app)
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.article == news.article(2)


async def test_a_colleagues_change_that_cannot_be_read_is_a_sentence(
    news: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, ReaderScreen)
        damage(monkeypatch, "spans", news.article(3).id)
        monkeypatch.setattr(Desk, "poll", lambda _: True)
        app.look_for_changes()
        await press(pilot)
        assert DAMAGE in message(app)

        def broken(_: Desk) -> bool:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(Desk, "poll", broken)
        app.look_for_changes()
        await press(pilot)
        assert "Input/output error" in message(app)


async def test_rows_that_cannot_be_read_are_a_sentence(
    news: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = CopydeskApp(news)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot)
        screen = app.screen
        assert isinstance(screen, QueueScreen)

        def broken(*_: object) -> Any:
            raise sqlite3.DatabaseError(DAMAGE)

        monkeypatch.setattr(type(screen._list.listing), "rows", broken)
        screen._list.refresh()
        await pilot.pause(0.1)
        await press(pilot)
        assert DAMAGE in message(app)


EVERYWHERE = (
    ("pagedown", "end", "home", "/", *"iran", "enter", "escape", "escape", "f", "j", "escape"),
    ("o", "2", "space", "d", "s", "x", "enter", "*", "t", "escape", "e", "escape", "m", "escape"),
    ("w", "2", "escape", "u", "y", "escape", "U", "down", "u", "enter", "escape"),
    ("X", "enter", "escape", "escape", "+", *"some", "ctrl+s", "escape", "y", "?", "escape"),
    ("enter", "L", "H", "D", "escape", "V", "w", "v", "w", "o", "x", "m", "a", "enter", "escape"),
    ("e", "x", "enter", "escape", "t", "r", "escape", "u", "U", "u", "escape", "q", "escape"),
)
"""Keys through all screens, from wherever the ones before led."""


@pytest.mark.parametrize(
    ("ruin", "reading"), [("zeroes", False), ("zeroes", True), ("deleted", True)]
)
async def test_a_file_ruined_while_it_is_open_is_a_sentence_on_every_screen(
    tmp_path: Path, press: Press, ruin: str, reading: bool
) -> None:
    path = tmp_path / "news.desk"
    with Desk.create(path, "mina") as desk, Intake(desk, "mina") as intake:
        for n in range(400):  # more than is read for the first page
            intake.add(Record(text=f"Iran and Oman met {n}. " * 60, title=f"Title {n}"))
    said: set[str] = set()
    with Desk.open(path, "mina") as desk:
        app = CopydeskApp(desk)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, *(["enter"] if reading else []))
            if ruin == "deleted":
                path.unlink()
            else:
                size = path.stat().st_size
                with path.open("r+b") as file:
                    file.seek(3 * 8192)
                    file.write(bytes(size - 3 * 8192))
            for keys in EVERYWHERE:
                for key in keys:
                    await press(pilot, key)
                    assert app.is_running
                    if app.screen.query("#dialog-message, KeyLine"):
                        said.add(message(app))
            app.look_for_changes()
    raw = {one for one in said if DAMAGE in one and "copydesk check" not in one}
    assert not raw
    told = "the file is damaged" if ruin == "zeroes" else "replaced or moved"
    assert any(told in one for one in said)


async def test_a_long_message_is_shown_to_its_end(desk: Desk, press: Press) -> None:
    app = CopydeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        app.report(sqlite3.DatabaseError(DAMAGE + " and more of it" * 5))
        app.tell(" ".join(f"word{n}" for n in range(24)) + " do this.")
        await press(pilot)
        line = app.screen.query_one(KeyLine)
        for _ in range(50):  # laid out when the screen comes to it
            if line.size.height == 3:
                break
            await pilot.pause(0.02)
        assert line.size.height == 3
        strips = app.screen._compositor.render_strips()
        foot = ["".join(segment.text for segment in strip) for strip in strips[-3:]]
        assert foot[0].strip().startswith("word0 ")
        assert "do this." in foot[2]
        await press(pilot, "down")
        assert line.size.height == 1
