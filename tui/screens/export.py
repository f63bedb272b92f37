"""Writing articles and spans to a file, from inside the app."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from store import model
from tui.display import safe_content
from tui.mistakes import SHOWN_ERRORS, keep, sentence
from tui.screens.base import Dialog
from tui.screens.dialogs import confirm
from tui.screens.file_picker import expanded
from tui.telling import no_own_spans
from tui.widgets.line import Field, Line, pairs_content

if TYPE_CHECKING:
    import sqlite3

    from store.export import ExportSummary
    from store.listing.query import Query
    from store.listing.selection import Selection

LAYERS = {"mine": "my marks", "all": "everybody's marks"}
STATUSES = {
    " ".join(model.STATUSES): "all",
    "done": "done",
    "done started": "done and started",
    "skipped": "skipped",
    "new": "not read yet",
}
NAMES = {
    "format": "Format",
    "scope": "Articles",
    "status": "Status",
    "layer": "Marks",
    "output": "File",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles: those of ``query`` (None: all), of these the selected ones if it says so."""

    title: str
    query: Query | None = None
    selection: Selection | None = None

    def numbers(self, connection: sqlite3.Connection) -> Sequence[int] | None:
        """The articles by local number, read anew; None for all."""
        if self.selection is not None and not self.selection.whole:
            return self.selection.numbers(())
        if self.query is None:
            return None
        from store.listing.listing import Listing
        from store.listing.sets import Sets

        listing = Listing(connection, self.query)
        listing.build(Sets(connection))
        listed = listing.numbers(0, listing.at_least)
        return listed if self.selection is None else self.selection.numbers(listed)


ALL = Scope("all")


class ExportDialog(Dialog[bool]):
    """Four choices and a file name; then a report."""

    WIDTH: ClassVar[int] = 76
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ExportDialog Horizontal { height: 1; margin-bottom: 1; }
    ExportDialog.-short Horizontal { margin-bottom: 0; }
    ExportDialog .name { width: 12; }
    ExportDialog .value { width: 1fr; padding: 0 1; }
    ExportDialog .value.-current { background: $primary 30%; }
    ExportDialog Field { width: 1fr; }
    ExportDialog #report { height: auto; }
    """

    def __init__(self, scopes: Sequence[Scope] = ()) -> None:
        super().__init__("Write to a file")
        self._scopes = {scope.title: scope for scope in (ALL, *scopes)}
        self._choices: dict[str, dict[str, str]] = {
            "scope": {title: title for title in self._scopes},
            "status": STATUSES,
            "layer": LAYERS,
        }
        self._at = {"format": 0, "scope": 0, "status": 0, "layer": 0}
        self._row = "format"
        self._writing = False
        self._over = False

    def body(self) -> ComposeResult:
        """A row for each choice, and the file."""
        from store.export.formats import FORMATS

        self._choices = {"format": {name: name for name in FORMATS}, **self._choices}
        for name, title in NAMES.items():
            with Horizontal(id=f"row-{name}"):
                yield Line(title, classes="name")
                if name == "output":
                    yield Field(str(self._suggested()), id="output")
                else:
                    yield Line("", id=name, classes="value")
        yield Line("", id="report")

    def _suggested(self) -> Path:
        name = self.desk.path.with_suffix("").name
        return Path.cwd() / f"{name}.{next(iter(self._choices['format']))}"

    def hints(self) -> list[tuple[str, str]]:
        """Rows and their values."""
        return [("↑↓", "row"), ("← →", "change"), ("enter", "write"), ("esc", "cancel")]

    def on_mount(self) -> None:
        """Begin at the format."""
        self._go("format")

    def _go(self, row: str) -> None:
        self._row = row
        field = self.query_one("#output", Field)
        if row == "output":
            field.focus()
            field.cursor_position = len(field.value)
        else:
            self.set_focus(None)
        self._draw()

    def _draw(self) -> None:
        for name, at in self._at.items():
            line = self.query_one(f"#{name}", Line)
            values = list(self._choices[name].values())
            several = len(values) > 1
            line.show(
                Content.assemble(
                    safe_content("‹ " if several else "  ", "$accent"),
                    safe_content(values[at]),
                    safe_content(" ›" if several else "", "$accent"),
                )
            )
            line.set_class(name == self._row, "-current")

    def press(self, key: str, event: events.Key) -> bool:
        """Move, change, write."""
        rows = list(NAMES)
        at = rows.index(self._row)
        if self._writing:
            return True
        if self._over:
            if key in ("enter", "q"):
                self.dismiss(True)
            return True
        if event.key in ("down", "tab"):
            self._go(rows[(at + 1) % len(rows)])
        elif event.key in ("up", "shift+tab"):
            self._go(rows[(at - 1) % len(rows)])
        elif key == "enter":
            self.run_worker(self._write(), group="command", exclusive=True)
        elif self._row != "output" and key in ("left", "right", "h", "l", "space"):
            count = len(self._choices[self._row])
            self._at[self._row] += -1 if key in ("left", "h") else 1
            self._at[self._row] %= count
            self._draw()
        else:
            return False
        return True

    def _chosen(self, name: str) -> str:
        return list(self._choices[name])[self._at[name]]

    async def _write(self) -> None:
        typed = self.query_one("#output", Field).value.strip()
        if not typed:
            self.say("A file name is needed.")
            return
        output = expanded(typed)
        # false, not an error, for a name no file can have
        exists = os.path.exists(output)  # noqa: PTH110
        if exists and not await self.ask(
            confirm("Replace the file that stands there?", detail=str(output), danger=True)
        ):
            return
        self._writing = True
        self.say("")
        self.query_one("#report", Line).show("Writing …")
        self.run_worker(lambda: self._run(output), thread=True, group="export")

    def _run(self, output: Path) -> None:
        # In a thread: an opening of its own, and nothing here touches the screen directly.
        from store.desk import Desk
        from store.export import export

        here = self.desk
        try:
            with Desk.open(here.path, here.actor, read_only=True) as desk:
                summary = export(
                    desk,
                    self._chosen("format"),
                    output,
                    layer=self._chosen("layer"),
                    statuses=self._chosen("status").split(),
                    numbers=self._scopes[self._chosen("scope")].numbers(desk.connection),
                    progress=self._progress,
                )
        except SHOWN_ERRORS as error:
            self.app.call_from_thread(self._failed, sentence(error, here.path))
        except Exception as error:  # a mistake of ours: said, kept, and the app stays up
            self.app.call_from_thread(self._failed, keep(error))
        else:
            self.app.call_from_thread(self._finished, summary)

    def _progress(self, what: str, done: int, total: int) -> None:
        self.app.call_from_thread(self._show, what, done, total)

    def _show(self, what: str, done: int, total: int) -> None:
        self.query_one("#report", Line).show(f"{what} … {done:,} of {total:,} articles")

    def _failed(self, sentence: str) -> None:
        self._writing = False
        self.query_one("#report", Line).show("")
        self.say(sentence)

    def _finished(self, summary: ExportSummary) -> None:
        self._writing, self._over = False, True
        self.query_one("#report", Line).show(tell(summary))
        self.query_one("#dialog-hints", Line).show(pairs_content([("enter", "close")]))
        self.mark_undecided()

    def leave(self) -> None:
        """While it writes, esc waits for the end."""
        if not self._writing:
            self.dismiss(self._over)


def tell(summary: ExportSummary) -> str:
    """Return what was written, and what was left out, as sentences."""
    said = [f"{summary.articles:,} articles with {summary.spans:,} spans are in {summary.output}."]
    if summary.proven:
        said.append("The file was read back and holds the same.")
    for count, why in (
        (summary.left_out_status, "have another status"),
        (summary.left_out_superseded, "were replaced by corrected versions"),
        (summary.left_out_textless, "have no text here"),
    ):
        if count:
            said.append(f"{count:,} were left out: they {why}.")
    if hint := no_own_spans(summary.spans, summary.left_out_others):
        said.append(hint)
    return "\n".join(said)
