"""Writing articles and spans, or the register, to a file, from inside the app."""

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
from tui.command_line.export import losses, register_sentences
from tui.display import safe_content
from tui.mistakes import SHOWN_ERRORS, keep, sentence
from tui.screens.base import Dialog
from tui.screens.dialogs import confirm
from tui.screens.file_picker import expanded
from tui.telling import no_own_spans
from tui.widgets.line import Field, Line, pairs_content

if TYPE_CHECKING:
    import sqlite3

    from store.export import ExportSummary, Plan, RegisterPlan, RegisterSummary
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
OF_THE_REGISTER = {
    "scope": {"": "– (the whole register)"},
    "status": {"": "– (of every label)"},
    "layer": {"": "names that are confirmed", "unconfirmed": "also guesses"},
}
"""What there is to choose of the register, in the places of what there is of articles."""

_LOSSES = 6
"""Lines of losses that are shown; the note beside the file has all of them."""

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
        self._at_register = {"scope": 0, "status": 0, "layer": 0}
        self._row = "format"
        self._suffixes: dict[str, str] = {}
        self._registers: frozenset[str] = frozenset()
        self._offered = ""
        self._lost: list[str] = []
        self._writing = False
        self._over = False

    def body(self) -> ComposeResult:
        """A row for each choice, and the file."""
        from store.export import FORMATS, REGISTERS

        self._suffixes = {name: form.suffix for name, form in FORMATS.items()}
        for name, (form, _) in REGISTERS.items():
            self._suffixes[name] = f".register{form.suffix}"
        self._registers = frozenset(REGISTERS)
        self._choices = {"format": {name: name for name in self._suffixes}, **self._choices}
        self._offered = str(self._suggested())
        for name, title in NAMES.items():
            with Horizontal(id=f"row-{name}"):
                yield Line(title, classes="name")
                if name == "output":
                    yield Field(self._offered, id="output")
                else:
                    yield Line("", id=name, classes="value")
        yield Line("", id="report")

    def _suggested(self) -> Path:
        name = self.desk.path.with_suffix("").name
        return Path.cwd() / f"{name}{self._suffixes[self._chosen('format')]}"

    def _values(self, name: str) -> dict[str, str]:
        """What there is to choose in a row, as it is meant and as it is shown."""
        return self._choices[name] if self._place(name) is self._at else OF_THE_REGISTER[name]

    def _place(self, name: str) -> dict[str, int]:
        """Where it is kept what is chosen in a row."""
        if name != "format" and self._chosen("format") in self._registers:
            return self._at_register
        return self._at

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
        for name in self._at:
            line = self.query_one(f"#{name}", Line)
            values, at = list(self._values(name).values()), self._place(name)[name]
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
            places = self._place(self._row)
            places[self._row] += -1 if key in ("left", "h") else 1
            places[self._row] %= len(self._values(self._row))
            if self._row == "format":
                self._offer()
            self._draw()
        else:
            return False
        return True

    def _offer(self) -> None:
        """Let the file's name end as the format does, unless somebody typed one."""
        field = self.query_one("#output", Field)
        before, self._offered = self._offered, str(self._suggested())
        if field.value == before:
            field.value = self._offered

    def _chosen(self, name: str) -> str:
        return list(self._values(name))[self._place(name)[name]]

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
        self._writing, self._lost = True, []
        self.say("")
        self.query_one("#report", Line).show("Writing …")
        self.run_worker(lambda: self._run(output), thread=True, group="export")

    def _run(self, output: Path) -> None:
        # In a thread: an opening of its own, and nothing here touches the screen directly.
        from store.desk import Desk
        from store.export import export, export_register

        summary: ExportSummary | RegisterSummary
        form = self._chosen("format")
        here = self.desk
        try:
            with Desk.open(here.path, here.actor, read_only=True) as desk:
                if form in self._registers:
                    summary = export_register(
                        desk,
                        form,
                        output,
                        unconfirmed=self._chosen("layer") == "unconfirmed",
                        progress=self._progress,
                        told=self._told,
                    )
                else:
                    summary = export(
                        desk,
                        form,
                        output,
                        layer=self._chosen("layer"),
                        statuses=self._chosen("status").split(),
                        numbers=self._scopes[self._chosen("scope")].numbers(desk.connection),
                        progress=self._progress,
                        told=self._told,
                    )
        except SHOWN_ERRORS as error:
            self.app.call_from_thread(self._failed, sentence(error, here.path))
        except Exception as error:  # a mistake of ours: said, kept, and the app stays up
            self.app.call_from_thread(self._failed, keep(error))
        else:
            self.app.call_from_thread(self._finished, summary)

    def _told(self, plan: Plan | RegisterPlan) -> None:
        """Keep what will be lost: it is told before anything is written, and at the end."""
        self._lost = list(losses(plan))
        if len(self._lost) > _LOSSES:
            more = len(self._lost) - _LOSSES + 1
            self._lost[_LOSSES - 1 :] = [f"  and {more} kinds more, in the note beside the file"]

    def _progress(self, what: str, done: int, total: int) -> None:
        self.app.call_from_thread(self._show, what, done, total)

    def _show(self, what: str, done: int, total: int) -> None:
        things = "names" if self._chosen("format") in self._registers else "articles"
        told = "\n".join([f"{what} … {done:,} of {total:,} {things}", *self._lost])
        self.query_one("#report", Line).show(told)

    def _failed(self, sentence: str) -> None:
        self._writing = False
        self.query_one("#report", Line).show("")
        self.say(sentence)

    def _finished(self, summary: ExportSummary | RegisterSummary) -> None:
        from store.export import RegisterSummary

        self._writing, self._over = False, True
        if isinstance(summary, RegisterSummary):
            told = list(register_sentences(summary))
        else:
            told = [tell(summary)]
        self.query_one("#report", Line).show("\n".join([*told, *self._lost]))
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
