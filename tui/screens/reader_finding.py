"""Find in the article: as one types, in any spelling the folding takes for the same."""

from __future__ import annotations

from array import array

from textual.app import ComposeResult
from textual.widgets import Input

from store.text.folding import fold, fold_with_map
from tui.screens.reader_marking import ReaderMarking
from tui.widgets.line import Field

MOST = 5000
"""Matches looked up at most."""


class ReaderFinding(ReaderMarking):
    """A field at the foot, and the matches in the text."""

    DEFAULT_CSS = """
    ReaderFinding {
        & #find { display: none; }
        & #find.-open { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._folded: tuple[str, array[int]] | None = None
        self._matches: list[tuple[int, int]] = []
        self._match = -1
        self._origin = (0, 0)

    def compose(self) -> ComposeResult:
        """The field stands at the foot until it is asked for."""
        yield from super().compose()
        yield Field(placeholder="find in the article", id="find")

    def article_changed(self) -> None:
        """Matches belong to the article they were found in."""
        super().article_changed()
        self._folded, self._matches, self._match = None, [], -1

    @property
    def _field(self) -> Field:
        return self.query_one("#find", Field)

    def open_field(self) -> Input | None:
        """The find line, once it is open."""
        return self._field if self._field.has_class("-open") else None

    def do_find(self) -> None:
        """Open the field."""
        self.clear_ends()
        self._origin = self.view.cursor, self.view.top
        self._field.add_class("-open")
        self._field.focus()
        self._field.value = ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what is found so far, the first match from where one was."""
        if event.input is not self._field or not self._field.has_class("-open"):
            return
        event.stop()
        self._matches = self._search(event.value)
        self.selecting = False
        here = self._origin[0]
        after = next((n for n, (start, _) in enumerate(self._matches) if start >= here), 0)
        self._match = after if self._matches else -1
        self.view.set_matches(self._matches, self._match)
        if self._matches:
            self.go(self._matches[self._match][0])
        else:
            self.view.scroll_rows(self._origin[1])
            self.go(self._origin[0], context=0)
        self._say_match(event.value)

    def _search(self, typed: str) -> list[tuple[int, int]]:
        wanted = " ".join(fold(typed).split())
        if not wanted:
            return []
        if self._folded is None:
            self._folded = fold_with_map(self.text)
        folded, places = self._folded
        found: list[tuple[int, int]] = []
        at = folded.find(wanted)
        while at >= 0 and len(found) < MOST:
            found.append((places[at], places[at + len(wanted)]))
            at = folded.find(wanted, at + len(wanted))
        return found

    def _say_match(self, typed: str = "") -> None:
        if self._matches:
            more = "+" if len(self._matches) == MOST else ""
            self.say(f"{self._match + 1} of {len(self._matches)}{more}")
        else:
            self.say("Not found." if typed.strip() else "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: stay at the match."""
        if event.input is self._field:
            event.stop()
            self._close_find()
            self._say_match(event.value)

    def _close_find(self) -> None:
        self._field.remove_class("-open")
        self.set_focus(None)

    def do_find_next(self) -> None:
        """Next match."""
        self._step(1)

    def do_find_previous(self) -> None:
        """Previous match."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if not self._matches:
            key = self.copydesk.keymap.key("reader", "reader.find")
            self.say(f"Nothing was looked for; {key} finds.")
            return
        self._match = (self._match + by) % len(self._matches)
        self.view.set_matches(self._matches, self._match)
        self.go(self._matches[self._match][0])
        self._say_match()

    def do_cancel(self) -> None:
        """Drop what is under way: the field, the selection, the matches, in this order."""
        if self._field.has_class("-open"):
            self._close_find()
            self._drop_matches()
            self.view.scroll_rows(self._origin[1])
            self.go(self._origin[0], context=0)
        elif self.view.selection or self.selecting or self.ends:
            self.clear_ends()
            self.drop_selection()
        elif self._matches:
            self._drop_matches()
        self.settle()

    def _drop_matches(self) -> None:
        self._matches, self._match = [], -1
        self.view.set_matches([], -1)
