"""Nothing from outside reaches the terminal raw, whatever screen it is shown on.

The app writes to a driver that keeps what a terminal would have got. Of that, only the sequences
Textual makes itself may hold control characters.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual import events
from textual.drivers.headless_driver import HeadlessDriver

from store import annotations, articles
from store.desk import Desk
from store.ingest import ingest
from store.text.clean import clean
from tui import mistakes
from tui.app import CopydeskApp
from tui.config import Config, Mistake
from tui.widgets.facet_panel import FacetPanel
from tui.widgets.line import Field, Line

Press = Callable[..., Awaitable[None]]

SNIPPETS = (
    "\x1b[7777m", "\x1b]0;title\x07", "\x1b]52;c;AAAA\x1b\\", "\x9b7777m", "\x9d0;x\x9c", "\x00", "\x07\x08",
    "\x7f", "\u202eoverride", "\u2066isolate\u2069", "\u2028", "\ud800", "\udfff", "[bold]x", "[/nope]",
    "[@click=app.exit]y[/]", "[", "\\[", "\r", "\t", "\n", "$x", "{}", "%s", "e\u0301", "👨‍👩‍👧",
    "\u200d", "\ufeff", "中", "ا", "\x1b", "\x1bP+q\x1b\\", "\x1b[6n", "\x0e", "\ufffe",
)  # fmt: skip
HOSTILE = st.lists(
    st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=3), st.just("news ")),
    min_size=1,
    max_size=8,
).map("".join)
EVERYTHING = "a" + "".join(SNIPPETS)

# What Textual writes itself: styles, cursor, synchronised frames, the pointer's shape, a copy.
OWN = re.compile(
    r"\x1b\[(?:[0-9;]*[mH]|\?(?:2026|25|2048)[hl])"
    r"|\x1b\]22;[a-z-]*\x07|\x1b\]52;c;[A-Za-z0-9+/=]*(?:\x07|\x1b\\)"
)
NEXT_PIECE = re.compile(r"\n(?=\x1b\[\d+;\d+H)")
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]"
)


class Terminal(HeadlessDriver):
    """A driver that keeps what is written."""

    written: list[str]

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written.append(data)


class Watched(CopydeskApp):
    """The app on that driver."""

    def _build_driver(self, headless: bool, inline: bool, mouse: bool, size: Any) -> Terminal:  # noqa: ARG002
        self.terminal = Terminal(self, mouse=mouse, size=size)
        self.terminal.written = []
        return self.terminal

    def unsafe(self) -> list[str]:
        """What reached the terminal and must not, with what stood around it."""
        output = "".join(self.terminal.written)
        assert "\x1b[7777m" not in output
        assert "\x1b]52;c;AAAA" not in output
        # A whole frame has a newline between rows, and no other; one after which the terminal is
        # told where to go on is that of a frame in pieces.
        parts = (NEXT_PIECE.sub("", part) for part in self.terminal.written)
        assert all(part.count("\n") < self.size.height for part in parts)
        output = OWN.sub("", output)
        return [output[max(0, m.start() - 20) : m.end() + 20] for m in UNSAFE.finditer(output)]


def fill(path: Path, text: str) -> None:
    """Make a desk that holds the text wherever a text can stand."""
    with Desk.create(path, "mina") as desk:
        record = {
            **dict.fromkeys(("title", "source", "url", "language", "published", "id"), text),
            "text": f"{text} Iran met {text}\n\n{text}",
            "meta": {text: text},
            "spans": [
                {"start": 0, "end": 1, "label": text, "annotator": text},
                {"start": 0, "end": 2, "label": "country"},
            ],
        }
        newer = {**record, "text": f"{text} Iran met Oman {text}\n\n{text}", "spans": []}
        lines = "\n".join(map(json.dumps, (record, newer))).encode()
        summary = ingest(desk, ["-"], format="jsonl", stdin=io.BytesIO(lines))
        assert summary.added == 2
        article = desk.article(1).id
        text = clean(text).text  # what no terminal can type, no comment holds
        marked = annotations.tag(desk, article, 0, 1, "official")
        annotations.comment(desk, article, text, marked.id)
        annotations.comment(desk, article, text)
        articles.set_status(desk, [article], "skipped", text)
        articles.assign(desk, [article], text)


PASTE, WAIT = "paste the text", "wait for what is read in the background"
COUNTED = "wait for what an export would give"
WALK = (
    # which settings were passed over; who reads; the queue, its facets, filter and order
    *("enter", PASTE, "ctrl+u", *"mina", "enter", "e"),
    *("f", WAIT, "down", "tab", "enter", WAIT, "f", "escape"),
    *("/", PASTE, WAIT, "enter", WAIT, "escape", "/", *"source:", WAIT, "escape", "escape"),
    *("o", "escape", "s", PASTE, "enter", "u", "w", "escape"),
    *("G", "m", "escape", "t", "escape", "e", "escape"),
    # the reader of both versions
    *("enter", "g", "i", "escape", "m", "e", "escape", "escape", "w", "f", "escape", ";", "escape"),
    *("U", "escape", "ctrl+p", "escape", "?", "escape", "V", "O", "y", "s", "escape"),
    *("/", PASTE, "enter", "escape", "H", "=", "escape", "L", "q"),
    # out of the desk and into it
    *("X", COUNTED, "down", "down", "right", "space", "escape", "left", COUNTED),
    *("enter", WAIT, WAIT, "enter", "T", "escape", "ctrl+q", "n"),
    *(PASTE, "+", PASTE, "escape", "y"),
)
SHORT = (
    "enter",
    PASTE,
    "ctrl+u",
    *"mina",
    "enter",
    "e",
    "G",
    "m",
    "escape",
    "enter",
    "m",
    "escape",
    "U",
)
SCREENS = {
    "FirstStartScreen", "QueueScreen", "ReaderScreen", "HelpScreen", "PasteScreen", "HistoryDialog",
    "ExportScreen", "CommentsDialog", "ArticleLabelsDialog", "EditArticleDialog", "ChooseDialog",
    "TextDialog", "ConfirmDialog", "WideChooseDialog", "GuidelineDialog", "TellDialog",
}  # fmt: skip


def test_no_screen_lets_outside_text_through(tmp_path: Path) -> None:
    seen = asyncio.run(walk(tmp_path, EVERYTHING, WALK))
    wanted = {*SCREENS, "facets", "A newer version of “"}
    assert seen >= wanted, wanted - seen
    assert list(tmp_path.glob("*/hostile.jsonl")), "the export never came to its end"


@settings(
    max_examples=1,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(HOSTILE)
def test_no_text_at_all_comes_through(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    asyncio.run(walk(tmp_path_factory.mktemp("hostile"), text, SHORT))


async def walk(folder: Path, text: str, keys: tuple[str, ...]) -> set[str]:
    """Press keys on a desk that holds the text everywhere; return what was seen."""
    from tests.tui.conftest import settle

    folder /= "a\x1b]0;t\x07b[x]"
    folder.mkdir()
    fill(folder / "hostile.desk", text)
    seen: set[str] = set()
    made: list[BaseException] = []
    with Desk.open(folder / "hostile.desk") as desk, pytest.MonkeyPatch.context() as patch:
        patch.setattr(mistakes, "keep", made.append)
        patch.chdir(folder)
        app = Watched(desk, Config(problems=(Mistake(text, text),)), welcome=True)
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            seen.add(type(app.screen).__name__)
            for key in keys:
                if key == PASTE:
                    app.post_message(events.Paste(text))
                    await pilot.pause()
                elif key == COUNTED:
                    while not getattr(app.screen, "stands", True):
                        await pilot.pause(0.02)
                elif key == WAIT:
                    await pilot.pause(0.2)
                else:
                    await pilot.press(key)
                await settle(pilot)
                seen.add(type(app.screen).__name__)
                seen.update("facets" for x in app.screen.query(FacetPanel) if x.display)
                for dialog in app.screen.query("#dialog-title").results(Line):
                    seen.add(str(dialog.render())[:20])
    assert not made, traceback.format_exception(made[0])
    assert app.terminal.written
    assert not app.unsafe()
    return seen


async def test_file_names_are_safe_where_files_are_chosen(
    desk: Desk, press: Press, tmp_path: Path
) -> None:
    folder = tmp_path / "a\x1b[7777mb[x]"
    folder.mkdir()
    for name in ("x\x1b]0;t\x07.jsonl", "\u202egpj.exe", "bad\udcff.txt", "[bold]"):
        (folder / name).write_bytes(b"{broken")
    app = Watched(desk)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "I")
        app.screen.query_one(Field).value = f"{tmp_path}/"
        await press(pilot, "tab", "tab", "down", "space", "space")
        app.screen.query_one(Field).value = str(folder)
        await press(pilot, "enter", "enter")
        for _ in range(200):
            await pilot.pause(0.02)
            if getattr(app.screen, "_over", False):
                break
        assert getattr(app.screen, "_over", False)
        await press(pilot, "enter")
    assert not app.unsafe()


def test_the_check_sees_what_it_is_for() -> None:
    for snippet in ("\x1b]0;x\x07", "\x9b1m", "\u202e", "\x07", "\x1b[6n"):
        assert UNSAFE.search(OWN.sub("", f"a\x1b[1;2mb{snippet}c"))
    assert not UNSAFE.search(OWN.sub("", "a\x1b[38;2;1;2;3mb\x1b[3;4Hc\x1b[?2026h"))
