"""The line one types a filter into, and what it offers while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from store.listing.query import KEYS, term
from tui.widgets.line import Field

OFFERED = ("status", "source", "lang", "label", "by", "assignee", "article", "from", "to", "is")
"""The keys offered, in this order; each also has its plainer names."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The word the cursor stands in: its extent in the line, its key (if any) and what follows."""

    start: int
    end: int
    field: str
    typed: str


def piece_at(value: str, cursor: int) -> Piece:
    """The word of a filter line that the cursor stands in or behind."""
    start = cursor
    quotes = value[:cursor].count('"')
    while start > 0 and (quotes % 2 or not value[start - 1].isspace()):
        start -= 1
        if value[start] == '"':
            quotes -= 1
    end = cursor
    while end < len(value) and not value[end].isspace():
        end += 1
    key, colon, rest = value[start:cursor].partition(":")
    field = KEYS.get(key.casefold(), "") if colon else ""
    return Piece(start, end, field, (rest if field else value[start:cursor]).strip('"'))


def keys_for(typed: str) -> list[str]:
    """Keys of the filter line that begin like what was typed; all of them for nothing."""
    typed = typed.casefold()
    return [key for key in OFFERED if key.startswith(typed) and key != typed]


def completed(value: str, piece: Piece, choice: str) -> tuple[str, int]:
    """The line with a key or value put in for the piece, and where the cursor goes."""
    if piece.field in ("is", "sort", "since", "until"):
        word = f"{value[piece.start : piece.end].partition(':')[0]}:{choice} "
    elif piece.field:
        word = term(piece.field, choice) + " "
    else:
        word = f"{choice}:"
    rest = value[piece.end :].lstrip() if word.endswith(" ") else value[piece.end :]
    return value[: piece.start] + word + rest, piece.start + len(word)


class FilterField(Field):
    """The filter line. Tab takes what is offered; the screen around it does the rest."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    FilterField, FilterField:focus {
        width: 1fr; padding: 0 1; display: none; background: $primary 14%;
    }
    """

    @dataclass
    class Completed(Message):
        """Tab was pressed: take what is offered."""

        field: FilterField

    def _watch_value(self, value: str) -> None:
        """As any field does; but the screen is laid out anew only for a line that has to scroll."""
        if self.content_width >= self.content_size.width:
            super()._watch_value(value)
        else:
            self.set_reactive(Widget.virtual_size, self.content_size)
            self.post_message(self.Changed(self, value, None))

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            self.post_message(self.Completed(self))
            return
        await super()._on_key(event)

    def take(self, value: str, cursor: int) -> None:
        """Put another line in."""
        self.value = value
        self.cursor_position = cursor
