"""What is shown when the terminal has no room to work in."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult

from tui.screens.base import DeskScreen
from tui.widgets.line import Line


class TooSmallScreen(DeskScreen):
    """Asks for a larger window; goes away by itself."""

    WHERE: ClassVar[str] = "nowhere"
    LEAVES_AT_ONCE = True
    DEFAULT_CSS = "TooSmallScreen { align: center middle; Line { width: auto; max-width: 100%; } }"

    def __init__(self, smallest: tuple[int, int]) -> None:
        super().__init__()
        self._smallest = smallest

    def compose(self) -> ComposeResult:
        """One sentence."""
        columns, rows = self._smallest
        yield Line(f"Please make the window at least {columns} × {rows}.")

    def intercept(self, event: events.Key, character: str) -> bool:
        """Nothing but leaving the program works here."""
        del character
        return self.copydesk.keymap.key("app", "app.quit") != event.key
