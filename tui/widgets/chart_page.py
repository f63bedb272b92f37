"""A long page of tables and charts, of which as much is seen as has room; it is moved by rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from tui.widgets.painted import Painted

if TYPE_CHECKING:
    from tui.app import CopydeskApp
    from tui.text.tables import Row

LABEL = "label:"
"""Before the id of a label: the style of a piece in the label's colour."""

Built = Callable[[int], "tuple[Sequence[Row], Sequence[int]]"]
"""Rows for a width, and at which of them parts begin."""


class ChartPage(Painted):
    """Draws the rows that ``build`` makes for its width; ``moved`` hears of every move."""

    LOOKS: ClassVar[Mapping[str, str]] = {
        "text": "foreground",
        "muted": "text-muted",
        "name": "foreground bold",
        "title": "accent bold",
        "rule": "panel",
        "bar": "primary",
        "heat": "primary",
        "warn": "warning bold",
        "error": "error bold",
        "approved": "success",
        "done": "primary",
        "started": "accent",
        "returned": "error",
        "skipped": "text-muted",
        "new": "text-muted",
    }
    DEFAULT_CSS = "ChartPage { width: 1fr; height: 1fr; background: $background; }"

    def __init__(self, build: Built, moved: Callable[[], None]) -> None:
        super().__init__()
        self._build, self._moved = build, moved
        self._built_for = 0
        self.rows: Sequence[Row] = ()
        self.starts: Sequence[int] = ()
        self.top = 0
        self._wanted = -1

    def changed(self) -> None:
        """There is other content: build it anew, staying where one is in its part."""
        within = self.top - self.starts[self.part] if self.starts else 0
        part = self.part
        self._make()
        if self.starts:
            self.top = self.starts[part] + within
        self._settle()
        self.refresh()
        self._moved()

    def _make(self) -> None:
        self._built_for = self.size.width
        self._strips.clear()
        if self._built_for:
            self.rows, self.starts = self._build(self._built_for)

    @property
    def part(self) -> int:
        """The part that was gone to, while it is seen; else that of the row at the top."""
        if self._wanted >= 0:
            return self._wanted
        return max((at for at, start in enumerate(self.starts) if start <= self.top), default=0)

    @property
    def page(self) -> int:
        """Rows that are seen at once."""
        return max(1, self.size.height)

    @property
    def last(self) -> int:
        """The highest number of the row at the top."""
        return max(0, len(self.rows) - self.page)

    def _settle(self) -> None:
        self.top = max(0, min(self.top, self.last))

    def go(self, row: int) -> None:
        """Let a row stand at the top, as far as there is enough below it."""
        self._wanted = -1
        self._go(row)

    def go_to_part(self, part: int) -> None:
        """Let a part begin at the top; one near the end of the page is only pointed out."""
        if self.starts:
            self._wanted = part % len(self.starts)
            self._go(self.starts[self._wanted])

    def _go(self, row: int) -> None:
        self.top = row
        self._settle()
        self.refresh()
        self._moved()

    def prepare(self, width: int, height: int) -> None:
        """Another width takes other rows."""
        del height
        if width != self._built_for:
            self._make()
            self._settle()
            self.call_after_refresh(self._moved)

    def draw(self, y: int, width: int) -> Strip:
        """One row, and at the right edge where one is."""
        at = self.top + y
        key = (
            (self.top, self.page, y) if self.rows else ()
        )  # before there is anything, all are alike
        known = self._strips.get(key)
        if known is not None:
            return known
        pieces: Row = list(self.rows[at]) if at < len(self.rows) else []
        used = sum(cell_len(text) for text, _ in pieces)
        pieces.append((" " * max(0, width - 1 - used), "text"))
        pieces.append(("▐" if self._is_thumb(y) else " ", "rule"))
        return self.line(key, pieces, width)

    def _is_thumb(self, y: int) -> bool:
        if not self.last:
            return False
        size = max(1, self.page * self.page // len(self.rows))
        start = (self.page - size) * self.top // self.last
        return start <= y < start + size

    def style_of(self, name: str, marked: bool = False) -> Style:
        """Also the colours of labels."""
        if not name.startswith(LABEL):
            return super().style_of(name, marked)
        label = cast("CopydeskApp", self.app).label_styles.get(name.removeprefix(LABEL))
        colour = Style(color=label.mark) if label else super().style_of("text")
        return colour + Style(bold=True) + self.ground(marked)

    def on_mouse_scroll_down(self) -> None:
        """Three rows on."""
        self.go(self.top + 3)

    def on_mouse_scroll_up(self) -> None:
        """Three rows back."""
        self.go(self.top - 3)
