"""How files are to be taken in: what stands in where records say nothing, and the first record so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from store.model import Record, Refusal
from tui.display import fit, safe_content
from tui.mistakes import SHOWN_ERRORS, keep, sentence
from tui.screens.base import Dialog
from tui.widgets.line import Field, Line

FIELDS = {
    "source": ("Source", "for records that name none"),
    "language": ("Language", "for records that name none: en, ar, fa, zh …"),
    "columns": ("Columns", "where not recognised: body=Story, title=Head"),
}
_LOOKED_THROUGH = 50
"""Records read to find one that can be taken in."""
_TEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class Manner:
    """What was chosen: as the options of ``copydesk ingest``."""

    source: str = ""
    language: str = ""
    columns: dict[str, str] = field(default_factory=dict)


class IngestForm(Dialog[Manner]):
    """Three fields, and under them the first record as it would come in."""

    WIDTH: ClassVar[int] = 76
    DEFAULT_CSS = """
    IngestForm Horizontal { height: 1; }
    IngestForm .name { width: 12; }
    IngestForm Field { width: 1fr; }
    IngestForm #head { margin-top: 1; color: $text-muted; }
    IngestForm #record { height: auto; min-height: 8; }
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._what = fit(paths[0].name or str(paths[0]), 40)
        super().__init__(f"Take in {self._what if len(paths) == 1 else f'{len(paths)} paths'}")
        self._paths = list(paths)
        self._asked = 0

    def body(self) -> ComposeResult:
        """The fields, and the record."""
        for name, (title, placeholder) in FIELDS.items():
            with Horizontal():
                yield Line(title, classes="name")
                yield Field(placeholder=placeholder, id=name)
        yield Line("The first record as it would come in:", id="head")
        yield Line("…", id="record")

    def hints(self) -> list[tuple[str, str]]:
        """Enter goes on."""
        return [("enter", "take in"), ("↑↓ tab", "field"), ("esc", "cancel")]

    def on_mount(self) -> None:
        """Show what would come in."""
        super().on_mount()
        self.query_one("#source", Field).focus()
        self._look()

    def on_input_changed(self) -> None:
        """Show what would come in now."""
        self._look()

    def press(self, key: str, event: events.Key) -> bool:
        """Move between the fields, or go on."""
        if event.key in ("tab", "down"):
            self.focus_next(Field)
        elif event.key in ("shift+tab", "up"):
            self.focus_previous(Field)
        elif key == "enter":
            self._go_on()
        else:
            return False
        return True

    def _go_on(self) -> None:
        try:
            manner = self._manner()
        except ValueError as error:
            self.say(str(error))
            return
        self.dismiss(manner)

    def _manner(self) -> Manner:
        """What stands in the fields.

        Raises:
            ValueError: with a sentence, when that makes no sense.
        """
        from store.ingest.fields import FIELDS as KNOWN
        from store.ingest.fields import mapped
        from store.text import languages

        source, language, written = (
            self.query_one(f"#{name}", Field).value.strip() for name in FIELDS
        )
        if language and not languages.read(language):
            raise ValueError(f"“{language}” is no language; write a code such as en, ar or zh.")
        columns: dict[str, str] = {}
        for part in filter(None, (part.strip() for part in written.split(","))):
            left, equals, right = (x.strip() for x in part.partition("="))
            if not (left and equals and right):
                raise ValueError(f"“{part}” is not of the form body=Column.")
            columns[left] = right
        try:
            mapped(columns)
        except ValueError:
            raise ValueError(f"One side of each = is one of {', '.join(KNOWN)}.") from None
        return Manner(source, language, columns)

    # -- the first record --------------------------------------------------------------------------

    def _look(self) -> None:
        self.say("")
        try:
            manner = self._manner()
        except ValueError:
            return  # said when it is to be used; it may only be half written
        self._asked += 1
        asked = self._asked
        self.run_worker(lambda: self._read(manner, asked), thread=True, group="look")

    def refit(self) -> None:
        """Cut the record elsewhere."""
        self._look()

    # In the thread: nothing here touches the screen but by `call_from_thread`.
    def _read(self, manner: Manner, asked: int) -> None:
        from store.ingest import read_records

        found: Record | Refusal | str = "There is no record."
        try:
            records = read_records(
                self._paths,
                source=manner.source,
                language=manner.language,
                columns=manner.columns,
            )
            for item in islice(records, _LOOKED_THROUGH):
                if isinstance(item, Record) or isinstance(found, str):
                    found = item
                if isinstance(item, Record):
                    break
            records.close()
        except SHOWN_ERRORS as error:
            found = sentence(error, self._paths[0])
        except Exception as error:  # a mistake of ours: said, kept, and the dialog stays
            found = keep(error)
        if self.is_attached:
            self.app.call_from_thread(self._show, found, asked)

    def _show(self, found: Record | Refusal | str, asked: int) -> None:
        if not self.is_attached or asked != self._asked:
            return
        if isinstance(found, Refusal):
            name = Path(found.file).name
            found = f"Nothing can be taken in: {name}, {found.position}: {found.reason}"
        shown = safe_content(found) if isinstance(found, str) else self._record(found)
        self.query_one("#record", Line).show(shown)

    def _record(self, record: Record) -> Content:
        room = self.room - 12
        body = record.text.removeprefix(record.title).strip() or record.text
        rows = {
            "Title": record.title,
            "Source": record.source,
            "Date": record.published,
            "Link": record.url,
            "Language": record.language,
            "Text": " ".join(body[: room * _TEXT_LINES * 2].split()),
            "Spans": f"{len(record.spans):,}" if record.spans else "",
            "Kept beside": ", ".join(record.meta),
        }
        lines = []
        for title, value in rows.items():
            if value or title not in ("Spans", "Kept beside"):
                style = "" if value else "$text-muted"
                lines.append(
                    Content.assemble(
                        safe_content(f"{title:12}", "$text-muted"),
                        safe_content(fit(value or "–", room), style),
                    )
                )
        return Content("\n").join(lines)
