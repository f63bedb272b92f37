"""Widgets that are text from edge to edge: their lines go to the screen as they were drawn."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

_KEPT = 512


class Painted(Widget):
    """A widget without border and padding, a line of which is found again when it is drawn again.

    Only what it needs of Textual's drawing is done, once a line, which is a third of a frame.
    Styles are named as in ``COMPONENT_CLASSES``, without ``NAME``; ``cursor`` is the one whose
    background lies under a line that is marked.
    """

    NAME: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self._styles: dict[tuple[str, bool], Style] = {}
        self._strips: dict[Hashable, Strip] = {}

    def prepare(self, width: int, height: int) -> None:
        """Before lines are drawn: find out what they have in common."""

    def draw(self, y: int, width: int) -> Strip:
        """One line, as wide as the widget."""
        raise NotImplementedError

    def notify_style_update(self) -> None:
        """Colours changed: nothing drawn before is right any more."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def on_resize(self) -> None:
        """Lines have another width."""
        self._strips.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines asked for."""
        width, height = self.size
        self.prepare(width, height)
        lines = [self.draw(y, width) for y in crop.line_range]
        first, last = crop.column_span
        return lines if (first, last) == (0, width) else [x.crop(first, last) for x in lines]

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        return self.draw(y, self.size.width)

    def line(
        self, key: Hashable, parts: Iterable[tuple[str, str]], width: int, *, marked: bool = False
    ) -> Strip:
        """A line of pieces, each a text and the name of its style, that are ``width`` wide
        together; kept under ``key``."""
        segments = [Segment(text, self.style_of(name, marked)) for text, name in parts]
        strip = Strip(segments, width)
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        if len(self._strips) > _KEPT:
            self._strips.clear()
        self._strips[key] = strip
        return strip

    def style_of(self, name: str, marked: bool = False) -> Style:
        """The style of a piece, on the widget's ground or on that of a marked line."""
        style = self._styles.get((name, marked))
        if style is None:
            ground = self.rich_style
            if marked:
                ground += self.get_component_rich_style(f"{self.NAME}--cursor")
            style = self.get_component_rich_style(f"{self.NAME}--{name}")
            style = self._styles[name, marked] = style + Style(bgcolor=ground.bgcolor)
        return style
