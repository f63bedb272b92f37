"""Small pieces of text on screen, safe by construction: lines, hints, fields and choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.display import safe, safe_content


def prose(text: str) -> Content:
    """Return text of several lines made safe, each line apart, as drawable content."""
    return Content("\n".join(safe(line) for line in text.split("\n")))


def pairs_content(pairs: Iterable[tuple[str, str]]) -> Content:
    """Return keys and what they do, the key standing out: ``enter save   esc cancel``."""
    parts: list[Content] = []
    for key, title in pairs:
        if parts:
            parts.append(Content("   "))
        parts += [safe_content(key, "bold $accent"), safe_content(f" {title}", "$text-muted")]
    return Content.assemble(*parts)


class Line(Static):
    """Text that is drawn as it is: made safe, no markup. Newlines begin new lines."""

    def __init__(self, text: str | Content = "", **kwargs: Any) -> None:
        super().__init__(text if isinstance(text, Content) else prose(text), markup=False, **kwargs)

    def show(self, text: str | Content) -> None:
        """Show another text."""
        self.update(text if isinstance(text, Content) else prose(text))


class Typed:
    """Marks a widget one types into: the keys it has a use for are its own."""


class Field(Typed, Input):
    """A one-line text field that draws its value safely and keeps what is pasted on one line."""

    DEFAULT_CSS = """
    Field, Field:focus {
        border: none; height: 1; padding: 0 1; background: $boost; color: $foreground;
        &.-blurred { background: $panel; }
    }
    Field:focus { background: $primary 22%; }
    """

    def __init__(self, value: str = "", *, placeholder: str = "", **kwargs: Any) -> None:
        super().__init__(value, select_on_focus=False, **kwargs)
        self.placeholder = safe(placeholder)
        self.cursor_blink = False

    @property
    def _value(self) -> Text:
        return Text(safe(self.value), no_wrap=True, overflow="ignore", end="")

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(" ".join(clean_paste(event.text).split()), *self.selection)


def clean_paste(text: str) -> str:
    """Return pasted text as a person meant it: newlines as LF, no control characters else.

    Halves of a surrogate pair, which no file can hold, become the replacement character.
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or not (c < " " or "\x7f" <= c < "\xa0"))


class Choices(OptionList, inherit_bindings=False):
    """A list to choose from; the dialog around it moves the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    Choices { max-height: 100%; }
    Choices, Choices:focus {
        border: none; padding: 0; background: transparent; background-tint: transparent;
        height: auto; scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-highlighted {
            background: $primary 30%; color: $foreground; text-style: none;
        }
        & > .option-list--option-disabled { color: $text-muted; text-style: none; }
    }
    """

    def __init__(self, rows: Sequence[Content] = (), **kwargs: Any) -> None:
        super().__init__(*(Option(row) for row in rows), markup=False, **kwargs)

    def show(self, rows: Sequence[Content], keep: int | None = 0) -> None:
        """Show other rows with the cursor on row ``keep``."""
        self.clear_options()
        self.add_options([Option(row) for row in rows])
        self.highlighted = None if keep is None or not rows else max(0, min(keep, len(rows) - 1))

    def move(self, key: str) -> bool:
        """Move the cursor if the key is one that moves; say whether it was."""
        step = {"down": 1, "up": -1, "ctrl+n": 1, "tab": 1, "shift+tab": -1}.get(key)
        last = self.option_count - 1
        at = self.highlighted or 0
        if key in ("pagedown", "pageup"):
            step = max(1, self.size.height - 1) * (1 if key == "pagedown" else -1)
        if key in ("home", "end"):
            step = -at if key == "home" else last - at
        if step is None or last < 0:
            return step is not None
        to = at + step
        if key in ("down", "up", "tab", "shift+tab"):
            to %= last + 1
        self.highlighted = max(0, min(to, last))
        return True
