"""The line at the foot of a screen: a message, and the keys that are alive here."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.display import safe

if TYPE_CHECKING:
    from tui.app import CopydeskApp
    from tui.screens.base import Keyed


class KeyLine(Widget):
    """Shows keys by rank, cut at the width; `say` puts a message before them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "key-line--key",
        "key-line--title",
        "key-line--message",
        "key-line--error",
        "key-line--notice",
    }
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom; height: 1; width: 1fr; background: $footer-background; padding: 0 1;
        & .key-line--key { color: $footer-key-foreground; text-style: bold; }
        & .key-line--title { color: $footer-description-foreground; }
        & .key-line--message { color: $foreground; text-style: bold; }
        & .key-line--error { color: $text-error; text-style: bold; }
        & .key-line--notice { color: $text-warning; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._message = ""
        self._error = False
        self._prefix: tuple[str, ...] = ()
        self._hints: tuple[tuple[str, str], ...] | None = None

    def say(self, text: str, *, error: bool = False) -> None:
        """Show a message until the next one; "" takes it away."""
        text = safe(text)
        if (text, error) != (self._message, self._error):
            self._message, self._error = text, error
            self.refresh()

    @property
    def message(self) -> str:
        """The message shown now, safe to draw."""
        return self._message

    def show_prefix(self, prefix: tuple[str, ...]) -> None:
        """Show what may follow the first keys of a sequence."""
        if prefix != self._prefix:
            self._prefix = prefix
            self.refresh()

    def show_keys(self, keys: tuple[tuple[str, str], ...] | None) -> None:
        """Show these (key, title) pairs instead of the commands of the place; None: those again."""
        if keys != self._hints:
            self._hints = keys
            self.refresh()

    def pairs(self) -> list[tuple[str, str]]:
        """Return the keys to show, most important first."""
        screen = cast("Keyed[object]", self.screen)
        keymap = cast("CopydeskApp", self.app).keymap
        if self._prefix:
            return keymap.continuations(screen.WHERE, self._prefix)
        if self._hints is not None:
            return [(safe(key), safe(title)) for key, title in self._hints]
        live = [(row, key) for row, key in keymap.live(screen.WHERE) if row.footer]
        return [(key, row.title) for row, key in sorted(live, key=lambda pair: pair[0].footer)]

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """Draw the message, then as many keys as fit."""
        room = width = self.size.width
        style = {name: self.get_component_rich_style(name) for name in self.COMPONENT_CLASSES}
        base = self.rich_style
        notice = "read only" if cast("CopydeskApp", self.app).desk.read_only else ""
        width -= len(notice) + 2 if notice else 0
        strips: list[Segment] = []
        used = 0
        if self._message:
            name = "key-line--error" if self._error else "key-line--message"
            message = Strip([Segment(self._message, style[name])])
            strips.extend(message.crop(0, width))
            used = min(message.cell_length, width)
        for key, title in self.pairs():
            gap = 2 if used else 0
            pair = Strip(
                [
                    Segment(" " * gap, base),
                    Segment(safe(key), style["key-line--key"]),
                    Segment(" " + safe(title), style["key-line--title"]),
                ]
            )
            if used + pair.cell_length > width:
                break
            strips.extend(pair)
            used += pair.cell_length
        line = Strip(strips).adjust_cell_length(width, base)
        if notice:
            return Strip([*line, Segment(f"  {notice}", style["key-line--notice"])], room)
        return line
