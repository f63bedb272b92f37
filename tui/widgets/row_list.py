"""A list of lines with a cursor, for the screens of the register: only what is seen is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.display import fit
from tui.widgets.evidence_line import Piece
from tui.widgets.painted import Painted

Drawn = Callable[[int, int], Sequence[Piece]]
"""Pieces of a row (by its number) for a width."""


class RowList(Painted):
    """Draws ``count`` rows by asking ``draw_row`` for those on screen."""

    LOOKS: ClassVar[Mapping[str, str]] = {
        "text": "foreground",
        "muted": "text-muted",
        "name": "foreground bold",
        "title": "accent bold",
        "accent": "accent bold",
        "mention": "foreground bold underline",
        "error": "error bold",
        "gone": "text-muted strike",
    }
    DEFAULT_CSS = """
    RowList {
        width: 1fr; height: 1fr; background: $background;
    }
    """

    @dataclass
    class Clicked(Message):
        """A row was clicked; ``twice``: double."""

        row: int
        twice: bool

    def __init__(self, draw_row: Drawn, moved: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._draw_row = draw_row
        self._moved = moved
        self.count = 0
        self.cursor = 0
        self.top = 0
        self.note: Sequence[str] = ()

    def show(self, count: int, cursor: int = 0, note: Sequence[str] = ()) -> None:
        """Show other rows; ``note`` stands there when there are none."""
        self.count, self.note = count, note
        self.cursor = max(0, min(cursor, count - 1))
        self._settle()
        self.changed()

    def changed(self) -> None:
        """Rows read otherwise: draw them anew."""
        self._strips.clear()
        self.refresh()

    def go(self, row: int) -> None:
        """Put the cursor on a row, at the ends if there is none."""
        row = max(0, min(row, self.count - 1))
        if row != self.cursor and self.count:
            self.cursor = row
            self._settle()
            self.changed()
            self._moved()

    @property
    def page(self) -> int:
        """Rows that are seen at once."""
        return max(1, self.size.height)

    def _settle(self) -> None:
        height = self.page
        self.top = max(min(self.top, self.cursor), self.cursor - height + 1)
        self.top = max(0, min(self.top, self.count - height))

    def prepare(self, width: int, height: int) -> None:
        """The cursor stays in sight."""
        del width, height
        self._settle()

    def draw(self, y: int, width: int) -> Strip:
        """One row."""
        row = self.top + y
        if row < self.count:
            pieces = list(self._draw_row(row, width))
        elif not self.count and 0 < y <= len(self.note):
            pieces = [(fit(f"  {self.note[y - 1]}", width), "text")]
        else:
            pieces = []
        used = sum(cell_len(text) for text, _ in pieces)
        if used < width:
            pieces.append((" " * (width - used), "text"))
        return self.line(y, pieces, width, marked=row == self.cursor and row < self.count)

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked."""
        row = self.top + event.y
        if row < self.count:
            self.go(row)
            self.post_message(self.Clicked(row, event.chain > 1))

    def on_mouse_scroll_down(self) -> None:
        """Scroll by moving."""
        self.go(self.cursor + 3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll by moving."""
        self.go(self.cursor - 3)
