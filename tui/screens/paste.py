"""An article from pasted text: the one screen that takes a paste, and shows it before it counts."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from store.errors import DeskError
from store.journal.operations import text_hash
from store.text.clean import clean
from tui.display import fit
from tui.screens.base import Keyed
from tui.widgets.line import Field, Line, pairs_content
from tui.widgets.page import Page

FIELDS = {
    "title": ("Title", "else the first line of the text"),
    "source": ("Source", "who published it"),
    "published": ("Date", "2025-01-20, or as the paper writes it"),
    "url": ("Link", "https://…"),
    "language": ("Language", "en, ar, fa, zh …"),
}

TITLE_AT_MOST = 200
"""Characters of a first line that can be a title."""


class Pasted(NamedTuple):
    """What was made: a sentence about it, the article's id."""

    said: str
    article: str


class PasteScreen(Keyed[Pasted]):
    """Fields and a page. Answers what was made, None when nothing was."""

    WHERE: ClassVar[str] = "paste"
    AUTO_FOCUS = "#text"
    DEFAULT_CSS = """
    PasteScreen {
        & #head { padding: 1 2; text-style: bold; color: $accent; }
        & Horizontal { height: 1; padding: 0 2; }
        & .name { width: 11; color: $text-muted; }
        & Field { width: 1fr; }
        & Page { height: 1fr; margin: 1 2 0 2; }
        & #message { height: auto; color: $text-error; padding: 0 2; }
        & #foot { dock: bottom; height: 1; padding: 0 1; background: $footer-background; }
    }
    """

    def compose(self) -> ComposeResult:
        """Fields above, the text below."""
        yield Line("An article from pasted text", id="head")
        for name, (title, placeholder) in FIELDS.items():
            with Horizontal():
                yield Line(title, classes="name")
                yield Field(placeholder=placeholder, id=name)
        yield Page(id="text", placeholder="Paste or type the article here.")
        yield Line("", id="message")
        hints = [("tab", "next field"), ("ctrl+s", "keep (in a field: enter)"), ("esc", "leave")]
        yield Line(pairs_content(hints), id="foot")

    def say(self, text: str, *, error: bool = False) -> None:
        """Show a sentence above the foot."""
        del error
        for line in self.query("#message").results(Line):
            line.show(text)

    def take_key(self, event: events.Key) -> None:
        """Fields keep their keys; tab, enter in a field, ctrl+s and esc are the screen's."""
        writing = isinstance(self.focused, Page)
        if event.key in ("escape", "ctrl+g"):
            self._leave()
        elif event.key in ("tab", "shift+tab"):
            (self.focus_next if event.key == "tab" else self.focus_previous)("Field, Page")
        elif event.key == "ctrl+s" or (event.key == "enter" and not writing):
            if not self.typed_ahead(event):
                self._keep()
        elif event.key == "ctrl+q":
            self._leave()
        else:
            return
        event.stop()
        event.prevent_default()

    def _leave(self) -> None:
        if not self.query_one(Page).text.strip():
            self.dismiss(None)
            return
        self.run_worker(self._ask_to_leave(), group="command", exclusive=True)

    async def _ask_to_leave(self) -> None:
        from tui.screens.dialogs import confirm

        question = "Leave without keeping this text?"
        if await self.ask(confirm(question, yes="leave it", no="go on", danger=True)):
            self.dismiss(None)

    def _keep(self) -> None:
        from store.ingest import ingest  # brings readers of many formats: only when wanted

        text = self.query_one(Page).text.strip("\n")
        if not text.strip():
            self.say("There is no text yet: paste it below.")
            return
        given = {name: self.query_one(f"#{name}", Field).value.strip() for name in FIELDS}
        if sentence := unreadable(given):
            self.say(sentence)
            return
        first = text.lstrip().partition("\n")[0].strip()
        title = given["title"] or (first if len(first) <= TITLE_AT_MOST else "")
        record = {**given, "title": title, "body" if given["title"] else "text": text}
        line = json.dumps({key: value for key, value in record.items() if value}).encode()
        try:
            summary = ingest(self.desk, ["-"], format="jsonl", stdin=io.BytesIO(line))
        except DeskError as error:
            self.report(error)
            return
        if summary.refused:
            self.say(summary.refused[0].reason)
            return
        known = "was on the desk already" if summary.known else "is on the desk"
        whole = f"{given['title']}\n\n{text}" if given["title"] else text
        article = text_hash(clean(whole).text).hex()
        self.dismiss(Pasted(f"“{fit(title or first, 40)}” {known}.", article))


def unreadable(given: Mapping[str, str]) -> str:
    """Return a sentence about a field whose value would be lost, "" when all can be read."""
    from store.text import dates, languages

    if given["published"] and not dates.read(given["published"]):
        return f"“{given['published']}” is no date that can be read; write 2025-01-20."
    if given["language"] and not languages.read(given["language"]):
        return f"“{given['language']}” is no language; write a code such as en, ar or zh."
    return ""
