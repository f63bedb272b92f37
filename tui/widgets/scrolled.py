"""A part of a dialog that is longer than its room; the dialog around it turns its pages."""

from __future__ import annotations

from typing import Any

from textual.containers import VerticalScroll
from textual.widget import Widget

_LINES = {"down": 1, "j": 1, "up": -1, "k": -1}
_PAGES = {"pagedown": 1, "space": 1, "pageup": -1}


class Scrolled(VerticalScroll):
    """Shows its children in as much height as they need, up to ``max-height``."""

    DEFAULT_CSS = """
    Scrolled { height: auto; max-height: 60vh; scrollbar-size-vertical: 1;
        scrollbar-background: $surface; }
    Scrolled Line { height: auto; }
    """

    def __init__(self, *children: Widget, **kwargs: Any) -> None:
        super().__init__(*children, can_focus=False, **kwargs)

    def turn(self, key: str) -> bool:
        """Scroll if the key is one that does; say whether it was."""
        page = max(1, self.size.height - 1)
        step = _LINES.get(key, _PAGES.get(key, 0) * page)
        if step:
            self.scroll_relative(y=step, animate=False)
        elif key in ("home", "g"):
            self.scroll_home(animate=False)
        elif key in ("end", "G"):
            self.scroll_end(animate=False)
        else:
            return False
        return True
