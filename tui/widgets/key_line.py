"""The line at the foot of a screen: a message, and the keys that are alive here.

A message longer than the line takes two or three; what it says to do stands at its end.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from tui.display import fit, safe
from tui.widgets.painted import look

if TYPE_CHECKING:
    from tui.app import CopydeskApp
    from tui.screens.base import Keyed


_KEPT = 64
_MOST_LINES = 3
_APART = 2

Pairs = tuple[tuple[str, str], ...]
"""Keys and what they do."""


_LOOKS = {
    "key": "footer-key-foreground bold",
    "title": "footer-description-foreground",
    "message": "foreground bold",
    "error": "text-error bold",
    "notice": "text-warning",
}


class KeyLine(Widget):
    """Shows keys by rank, cut at the width; `say` puts a message before them."""

    DEFAULT_CSS = """
    KeyLine {
        dock: bottom; height: 1; width: 1fr; background: $footer-background; padding: 0 1;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._message = ""
        self._error = False
        self._prefix: tuple[str, ...] = ()
        self._hints: Pairs | None = None
        self._more: Pairs = ()
        self._last: Pairs = ()
        self._lines: dict[Hashable, Strip] = {}
        self._keymap: object = None

    def notify_style_update(self) -> None:
        """Colours changed."""
        super().notify_style_update()
        self._lines.clear()

    def say(self, text: str, *, error: bool = False) -> None:
        """Show a message until the next one; "" takes it away."""
        text = safe(text)
        if (text, error) != (self._message, self._error):
            self._message, self._error = text, error
            self._fit_height()
            self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """A message takes as many lines as it needs."""
        del event
        self._fit_height()

    def _fit_height(self) -> None:
        lines = len(self._starts(self._room)) if self.size.width else 1
        self.styles.height = min(lines, _MOST_LINES)

    def _starts(self, room: int) -> Sequence[int]:
        """Where the lines of the message begin."""
        if cell_len(self._message) <= room:
            return (0,)
        from tui.text.wrap import wrap  # the queue begins without

        return wrap(self._message, room)

    @property
    def _notice(self) -> str:
        return "read only" if cast("CopydeskApp", self.app).desk.read_only else ""

    @property
    def _room(self) -> int:
        """Cells of a line beside the notice."""
        notice = self._notice
        return max(1, self.size.width - (len(notice) + _APART if notice else 0))

    @property
    def message(self) -> str:
        """The message shown now, safe to draw."""
        return self._message

    def show_prefix(self, prefix: tuple[str, ...]) -> None:
        """Show what may follow the first keys of a sequence."""
        if prefix != self._prefix:
            self._prefix = prefix
            self.refresh()

    def show_keys(self, keys: Pairs | None, *, more: Pairs = (), last: Pairs = ()) -> None:
        """Show these keys instead of the commands of the place; None: those again.

        ``last`` always end the line; ``more`` stand before them for the keys that do not fit.
        """
        if (keys, more, last) != (self._hints, self._more, self._last):
            self._hints, self._more, self._last = keys, more, last
            self.refresh()

    def pairs(self) -> list[tuple[str, str]]:
        """Return the keys to show, most important first."""
        screen = cast("Keyed[object]", self.screen)
        keymap = cast("CopydeskApp", self.app).keymap
        if self._prefix:
            return keymap.continuations(screen.WHERE, self._prefix)
        if self._hints is not None:
            return [*self._hints, *self._last]
        live = [(row, key) for row, key in keymap.live(screen.WHERE) if row.footer]
        return [(key, row.title) for row, key in sorted(live, key=lambda pair: pair[0].footer)]

    def render_line(self, y: int) -> Strip:
        """A line of the message; after its end as many keys as fit. Drawn once while nothing changes."""
        keymap = cast("CopydeskApp", self.app).keymap
        if keymap is not self._keymap or len(self._lines) > _KEPT:
            self._keymap = keymap
            self._lines.clear()
        said = self._message, self._error, self._notice, self._prefix
        what = y, self.size.width, said, self._hints, self._more, self._last
        line = self._lines.get(what)
        if line is None:
            line = self._lines[what] = self._draw(y)
        return line

    def _draw(self, y: int) -> Strip:
        base, room = self.rich_style, self._room
        style = {name: base + look(self.app, words) for name, words in _LOOKS.items()}
        style[""] = base
        starts = self._starts(room)
        last = min(len(starts), _MOST_LINES) - 1
        end = starts[y + 1] if y < last else len(self._message)
        part = fit(self._message[starts[min(y, last)] : end].rstrip(), room)
        shown = Strip([Segment(part, style["error" if self._error else "message"])])
        if y == last:
            shown = self._keys(shown, room, style)
        line = shown.adjust_cell_length(room, base)
        if notice := self._notice if y == last else "":
            line = Strip([*line, Segment(" " * _APART + notice, style["notice"])])
        return line.adjust_cell_length(self.size.width, base)

    def _keys(self, start: Strip, room: int, style: dict[str, Style]) -> Strip:
        """Add the keys that fit to a line."""

        def pair(key: str, title: str) -> Strip:
            return Strip(
                [
                    Segment(" " * _APART if start.cell_length else "", style[""]),
                    Segment(safe(key), style["key"]),
                    Segment(" " + safe(title), style["title"]),
                ]
            )

        own = self._hints is not None and not self._prefix
        pairs = list(self._hints or ()) if own else self.pairs()
        last = list(self._last) if own else []

        def width(some: list[tuple[str, str]]) -> int:
            return sum(cell_len(safe(f"{key} {title}")) + _APART for key, title in some)

        first = 0 if start.cell_length else _APART
        if own and start.cell_length + width([*pairs, *last]) - first > room:
            last = [*self._more, *last]
        kept = room - (width(last) if width(last) < room else 0)
        for one in pairs:
            drawn = pair(*one)
            if start.cell_length + drawn.cell_length > kept:
                break
            start = Strip([*start, *drawn])
        for one in last:
            drawn = pair(*one)
            if start.cell_length + drawn.cell_length <= room:
                start = Strip([*start, *drawn])
        return start
