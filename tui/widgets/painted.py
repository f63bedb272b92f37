"""Widgets that are text from edge to edge: their lines go to the screen as they were drawn."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

_KEPT = 512
_CURSOR = 0.26
"""How much of the primary colour lies under a line that is marked."""


def look(app: App[Any], words: str) -> Style:
    """The style that ``words`` say: a colour of the theme, then how it is set (``accent bold``)."""
    colour, *manner = words.split()
    manners: dict[str, Any] = dict.fromkeys(manner, True)
    return Style(color=app.theme_variables[colour], **manners)


class Painted(Widget):
    """A widget without border and padding, a line of which is found again when it is drawn again.

    Only what it needs of Textual's drawing is done, once a line, which is a third of a frame.
    ``LOOKS`` holds its styles by name, each as `look` reads it: parts of the widget with rules of
    their own in CSS would be looked up with every focus.
    """

    LOOKS: ClassVar[Mapping[str, str]] = {}

    def __init__(self) -> None:
        super().__init__()
        self._styles: dict[tuple[str, bool], Style] = {}
        self._grounds: dict[bool, Style] = {}
        self._filters: Sequence[LineFilter] = ()
        self._under = Color(0, 0, 0)
        self._strips: dict[Hashable, Strip] = {}
        self._doubted = True
        """Whether colours may be others than when the lines were drawn."""
        self._width = 0

    def prepare(self, width: int, height: int) -> None:
        """Before lines are drawn: find out what they have in common."""

    def draw(self, y: int, width: int) -> Strip:
        """One line, as wide as the widget."""
        raise NotImplementedError

    def notify_style_update(self) -> None:
        """Colours may have changed; mostly a focus came or went, and they have not."""
        super().notify_style_update()
        self._doubted = True

    def _begin(self) -> None:
        """Find out what lines are drawn with; others than before are not right any more."""
        filters, under, width = self.get_line_filters(), self.background_colors[1], self.size.width
        same = (filters, under, width) == (self._filters, self._under, self._width)
        self._filters, self._under, self._width = filters, under, width
        if self._doubted:
            self._doubted = False
            known, self._styles, self._grounds = self._styles, {}, {}
            same = same and all(self.style_of(*name) == style for name, style in known.items())
        if not same:
            self._strips.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines asked for."""
        width, height = self.size
        self._begin()
        self.prepare(width, height)
        lines = [self.draw(y, width) for y in crop.line_range]
        first, last = crop.column_span
        return lines if (first, last) == (0, width) else [x.crop(first, last) for x in lines]

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        self._begin()
        return self.draw(y, self.size.width)

    def line(
        self, key: Hashable, parts: Iterable[tuple[str, str]], width: int, *, marked: bool = False
    ) -> Strip:
        """A line of pieces, each a text and the name of its style, that are ``width`` wide
        together; kept under ``key``."""
        segments = [Segment(text, self.style_of(name, marked)) for text, name in parts]
        strip = Strip(segments, width)
        for line_filter in self._filters:
            strip = strip.apply_filter(line_filter, self._under)
        if len(self._strips) > _KEPT:
            self._strips.clear()
        self._strips[key] = strip
        return strip

    def style_of(self, name: str, marked: bool = False) -> Style:
        """The style of a piece, on the widget's ground or on that of a marked line."""
        style = self._styles.get((name, marked))
        if style is None:
            style = look(self.app, self.LOOKS[name]) + self.ground(marked)
            self._styles[name, marked] = style
        return style

    def ground(self, marked: bool) -> Style:
        """What lies under a line."""
        found = self._grounds.get(marked)
        if found is None:
            colour = self._under
            if marked:
                colour += Color.parse(self.app.theme_variables["primary"]).with_alpha(_CURSOR)
            found = self._grounds[marked] = Style(bgcolor=colour.rich_color)
        return found
