"""What annotators made of one passage, side by side: a row for each version, with its key.

Stands below the text (``flat``: one line a version), or beside it where there is room (two lines a
version, and what comes next).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from tui.display import fit
from tui.text.versions import Piece, Range, aligned
from tui.widgets.mark_styles import MarkStyles
from tui.widgets.painted import Painted

_WHO = 20
"""Cells that names may take beside a version; a narrow panel gives them a third of its width."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version: the key that takes it, whose it is, its marks, what they are called, a remark."""

    key: str
    who: str
    marks: tuple[Range, ...]
    labels: tuple[tuple[str, str], ...]
    """Label ids and what is said for each: its name, and whom the mark is linked to."""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What the panel shows. ``title`` stands on its first line, ``outcome`` beside or below it says
    what was decided; ``remarks`` are comments, ``following`` what comes next: a sign, words, a label.
    """

    text: str = ""
    title: str = ""
    outcome: str = ""
    rows: tuple[VersionRow, ...] = ()
    shown: int = 0
    remarks: tuple[str, ...] = ()
    following: tuple[tuple[str, str, str], ...] = ()
    note: tuple[str, ...] = ()


class VersionsPanel(Painted):
    """Draws a `Passage`."""

    LOOKS: ClassVar[Mapping[str, str]] = {
        "text": "foreground",
        "muted": "text-muted",
        "bracket": "accent bold",
        "title": "foreground bold",
        "who": "foreground",
        "key": "accent bold",
        "good": "success bold",
    }
    DEFAULT_CSS = """
    VersionsPanel {
        height: 100%; width: 40%; max-width: 60; background: $surface;
        &.-flat { width: 100%; max-width: 100%; height: 7; }
    }
    """

    def __init__(self, styles: MarkStyles) -> None:
        super().__init__()
        self.styles_of_marks = styles
        self.passage = Passage()
        self._drawn: list[tuple[list[Piece], bool]] = []
        self._drawn_for: tuple[object, ...] = ()

    def show(self, passage: Passage) -> None:
        """Show another passage."""
        if passage != self.passage:
            self.passage = passage
            self.refresh()

    @property
    def flat(self) -> bool:
        """Whether it stands below the text."""
        return self.has_class("-flat")

    def style_of(self, name: str, marked: bool = False) -> Style:
        """Also the colours of labels."""
        kind, _, label = name.partition(":")
        if kind != "label":
            return super().style_of(name, marked)
        style = self.styles_of_marks.name(label)
        return style + Style(bgcolor=super().style_of("text", marked).bgcolor)

    def prepare(self, width: int, height: int) -> None:
        """Lay the lines out once for a passage and a size."""
        asked = (self.passage, width, height, self.flat, self.styles_of_marks)
        if asked != self._drawn_for:
            self._drawn_for = asked
            self._strips.clear()
            passage = self.passage
            make = flat_lines if self.flat else tall_lines
            self._drawn = make(passage, width, height) if passage.rows else _notes(passage, width)

    def draw(self, y: int, width: int) -> Strip:
        """One line."""
        pieces, marked = self._drawn[y] if y < len(self._drawn) else ([], False)
        used = sum(cell_len(text) for text, _ in pieces)
        if used < width:
            pieces = [*pieces, (" " * (width - used), "text")]
        return self.line(y, pieces, width, marked=marked)

    def rows_of_text(self) -> list[str]:
        """The lines as drawn, for those who look."""
        self.prepare(*self.size)
        return ["".join(text for text, _ in pieces) for pieces, _ in self._drawn]


Lines = list[tuple[list[Piece], bool]]
"""Pieces of each line, and whether it is the version shown."""


def _notes(passage: Passage, width: int) -> Lines:
    lines: Lines = [([], False)]
    for number, note in enumerate(passage.note):
        lines.append(([(f" {fit(note, width - 2)}", "muted" if number else "title")], False))
    return [*lines, *(([(f" {fit(x, width - 2)}", "muted")], False) for x in passage.remarks)]


def _head(passage: Passage, width: int) -> list[Piece]:
    title = f" {fit(passage.title, width - 2)}"
    left = width - cell_len(title) - 1
    said = fit(passage.outcome, left - 3) if left > 6 else ""
    return [(title, "title"), *([(f" · {said}", "good")] if said else [])]


def flat_lines(passage: Passage, width: int, height: int) -> Lines:
    """A line for the passage, and one for each version as long as there is room."""
    head = _head(passage, width)
    rows, room = passage.rows, max(1, height - 1)
    first = max(0, min(passage.shown - room + 1, len(rows) - room))
    who = min(max(cell_len(fit(row.who, 99)) for row in rows), max(8, min(_WHO, width // 3)))
    named = [_labels(row, width // 3) for row in rows]
    column = max(sum(cell_len(text) for text, _ in one) for one in named)
    cells = width - 3 - who - 2 - column - 3
    texts = aligned(passage.text, [row.marks for row in rows], max(10, cells))
    lines: Lines = [(head, False)]
    for at in range(first, min(len(rows), first + room)):
        row = rows[at]
        pieces: list[Piece] = [
            (f" {row.key:1} ", "key"),
            (fit(row.who, who, pad=True) + "  ", "who"),
            *(texts[at] if row.marks else [(fit("nothing", cells), "muted")]),
        ]
        used = sum(cell_len(text) for text, _ in pieces)
        gap = max(2, 3 + who + 2 + max(10, cells) + 2 - used) if row.marks else 2
        if row.marks:
            pieces += [(" " * gap, "text"), *named[at]]
        lines.append((_cut(_remarked(pieces, row.remark, width), width), at == passage.shown))
    for remark in passage.remarks[: max(0, height - len(lines))]:
        lines.append(([(f" {fit(remark, width - 2)}", "muted")], False))
    return lines


def tall_lines(passage: Passage, width: int, height: int) -> Lines:
    """Two lines for each version, then comments, then what comes next."""
    said = [(f" {fit(passage.outcome, width - 2)}", "good")] if passage.outcome else []
    lines: Lines = [([(f" {fit(passage.title, width - 2)}", "title")], False), (said, False)]
    texts = aligned(passage.text, [row.marks for row in passage.rows], width - 4)
    for at, row in enumerate(passage.rows):
        marked = at == passage.shown
        lead: list[Piece] = [(f" {row.key:1} ", "key")]
        named = _labels(row, width - 12) if row.marks else []
        room = width - 4 - sum(cell_len(text) for text, _ in named) - 2
        lead += [(fit(row.who, max(6, room)), "who"), ("  ", "text"), *named]
        lines.append((_cut(_remarked(lead, row.remark, width), width), marked))
        body = texts[at] if row.marks else [("nothing", "muted")]
        lines.append((_cut([("   ", "text"), *body], width), marked))
    if passage.remarks:
        lines.append(([], False))
        lines += [([(f" {fit(x, width - 2)}", "muted")], False) for x in passage.remarks]
    if passage.following and len(lines) + 3 < height:
        lines.append(([], False))
        lines.append(([(" then", "muted")], False))
        for sign, words, label in passage.following[: height - len(lines)]:
            shown = fit(words, width - 6)
            lines.append(([(f" {sign} ", "key"), (shown, f"label:{label}")], False))
    return lines


def _labels(row: VersionRow, cells: int) -> list[Piece]:
    pieces: list[Piece] = []
    for label, said in row.labels:
        left = cells - sum(cell_len(text) for text, _ in pieces)
        if left < 4:
            break
        if pieces:
            pieces.append((" + ", "muted"))
        pieces.append((fit(said, max(1, left - 3)), f"label:{label}"))
    return pieces


def _remarked(pieces: list[Piece], remark: str, width: int) -> list[Piece]:
    """The line with a remark at its end, if there is room."""
    used = sum(cell_len(text) for text, _ in pieces)
    if remark and used + cell_len(remark) + 3 <= width:
        return [*pieces, (" " * (width - used - cell_len(remark) - 1) + remark, "muted")]
    return pieces


def _cut(pieces: Sequence[Piece], width: int) -> list[Piece]:
    """What has room of a line."""
    kept: list[Piece] = []
    left = width
    for text, style in pieces:
        size = cell_len(text)
        kept.append((text if size <= left else fit(text, left), style))
        left -= size
        if left <= 0:
            break
    return kept
