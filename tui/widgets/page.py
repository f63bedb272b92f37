"""A text field of several lines. It stands apart because few screens have one and it loads slowly."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual import events
from textual.widgets import TextArea

from tui.display import safe
from tui.widgets.line import Typed, clean_paste


class Page(Typed, TextArea):
    """A text field of several lines that draws its text safely.

    With ``enter_answers`` enter goes to the dialog around it and ctrl+j begins a new line.
    """

    DEFAULT_CSS = """
    Page, Page:focus { border: none; padding: 0 1; background: $boost; scrollbar-size-vertical: 1; }
    Page:focus { background: $primary 12%; }
    """

    def __init__(self, text: str = "", *, enter_answers: bool = False, **kwargs: Any) -> None:
        self._enter_answers = enter_answers
        super().__init__(
            text, soft_wrap=True, show_line_numbers=False, tab_behavior="focus", **kwargs
        )
        self.cursor_blink = False
        self.highlight_cursor_line = False

    def get_line(self, line_index: int) -> Text:
        """Return a line ready to draw."""
        return Text(safe(self.document.get_line(line_index)), end="", no_wrap=True)

    async def _on_key(self, event: events.Key) -> None:
        if self._enter_answers and event.key == "enter":
            event.prevent_default()
        elif self._enter_answers and event.key in ("ctrl+j", "newline"):
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard("\n", *self.selection)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if result := self._replace_via_keyboard(clean_paste(event.text), *self.selection):
            self.move_cursor(result.end_location)
