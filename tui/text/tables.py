"""Rows of tables and charts as pieces of styled text; a row is as wide as its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from tui.display import FILLER, fit
from tui.text.wrap import drawn

Piece = tuple[str, str]
"""text, the name of its style"""

Row = list[Piece]

INDENT = "   "
EDGE = 2
"""Cells that stay free at the right."""


@dataclass(frozen=True, slots=True)
class View:
    """What the parts of a page are drawn for: its width in cells, the names of labels by id, the
    measure of agreement shown, and the keys that sentences name (by command id)."""

    width: int
    labels: Mapping[str, str] = field(default_factory=dict)
    measure: str = "exact"
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def room(self) -> int:
        """Cells between the indent and the right edge."""
        return max(20, self.width - len(INDENT) - EDGE)


def heading(title: str, aside: str, view: View) -> Row:
    """The title of a part with a rule behind it, and what it is about at the right."""
    aside = fit(f" {aside}", max(0, view.width - len(title) - 8)) if aside else ""
    rule = "─" * max(0, view.width - len(title) - 2 - cell_len(aside) - EDGE)
    return [(f" {title} ", "title"), (rule, "rule"), (aside, "muted")]


def sentences(text: str, view: View, style: str = "muted") -> list[Row]:
    """A text in as many rows as it needs."""
    return [[(INDENT + line, style)] for line in drawn(text, view.room)]


def left(text: str, cells: int) -> str:
    """A text at the left of a column."""
    return fit(text, cells, pad=True)


def right(text: str, cells: int) -> str:
    """A text at the right of a column, with a blank before it."""
    if cells <= 0:
        return ""
    text = fit(text, cells - 1)
    return " " * (cells - cell_len(text)) + text


def count(number: int, thing: str, things: str = "") -> str:
    """``1 article``, ``2,000 articles``."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def percent(part: int, whole: int) -> str:
    """A share; what is more than nothing is no zero, what is less than all is not all."""
    if not whole or not part:
        return "0%"
    share = round(100 * part / whole)
    return "<1%" if share < 1 else ">99%" if share > 99 and part < whole else f"{share}%"


def width_of(row: Row) -> int:
    """Cells of a row."""
    return sum(cell_len(text) for text, _ in row)


def beside(one: Sequence[Row], other: Sequence[Row], cells: int) -> list[Row]:
    """Two blocks side by side, the second beginning after ``cells``."""
    found = []
    for at in range(max(len(one), len(other))):
        row = list(one[at]) if at < len(one) else []
        row.append((" " * max(0, cells - width_of(row)), "text"))
        found.append(row + (list(other[at]) if at < len(other) else []))
    return found


def plain(rows: Iterable[Row]) -> list[str]:
    """The text of rows, to be written line by line."""
    return ["".join(text for text, _ in row).replace(FILLER, "").rstrip() for row in rows]
