"""Short questions: a text, a choice, yes or no. Each function makes a dialog for `Keyed.ask`.

``reason = await self.ask(ask_text("Why skip it?"))`` gives the answer, or None when it was left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from tui.display import fit, safe, safe_content, widened
from tui.screens.base import Dialog
from tui.widgets.line import Choices, Field, Line
from tui.widgets.page import Page
from tui.widgets.scrolled import Scrolled

__all__ = ["Choice", "ask_text", "choose", "confirm", "tell"]


class SharedField(Field):
    """Leaves to the dialog around it what that says is not typed (`Dialog.is_typed`)."""

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and not cast("Dialog[Any]", self.screen).is_typed(event):
            event.prevent_default()


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: what it gives, how it reads, its key if it has one of its own.

    ``detail`` is dimmer and cut first; ``aside`` stands at the right edge.
    """

    value: str
    text: str
    key: str = ""
    detail: str = ""
    aside: str = ""


def ask_text(
    title: str,
    value: str = "",
    *,
    placeholder: str = "",
    lines: int = 1,
    required: bool = False,
    note: str = "",
) -> Dialog[str]:
    """Ask for a text; ``lines`` above 1 takes several. An empty one is an answer unless required."""
    return TextDialog(title, value, placeholder, lines, required, note)


def choose(
    title: str,
    options: Sequence[Choice],
    *,
    chosen: str = "",
    filterable: bool | None = None,
    wide: bool = False,
) -> Dialog[str]:
    """Ask to choose one; digits, own letters, or arrows and enter. Long lists filter as one types."""
    filterable = len(options) > 12 if filterable is None else filterable
    return (WideChooseDialog if wide else ChooseDialog)(title, options, chosen, filterable)


def confirm(
    question: str, *, detail: str = "", yes: str = "yes", no: str = "no", danger: bool = False
) -> Dialog[bool]:
    """Ask yes or no; with ``danger`` enter does not mean yes."""
    return ConfirmDialog(question, detail, yes, no, danger)


def tell(title: str, text: str | Sequence[str], *, note: str = "") -> Dialog[bool]:
    """Show a text, or several, until enter or esc; ``note`` stands above them."""
    return TellDialog(title, text, note)


class TextDialog(Dialog[str]):
    """A title and a field."""

    DEFAULT_CSS = """
    TextDialog { & Page { height: 5; } & #note { color: $text-muted; margin-top: 1; height: auto; } }
    """

    def __init__(
        self, title: str, value: str, placeholder: str, lines: int, required: bool, note: str
    ) -> None:
        super().__init__(title)
        self._value, self._placeholder = value, placeholder
        self._lines, self._required, self._note = lines, required, note

    def body(self) -> ComposeResult:
        """The field, and a note below it."""
        if self._lines > 1:
            yield Page(self._value, enter_answers=True, id="answer")
        else:
            yield Field(self._value, placeholder=self._placeholder, id="answer")
        if self._note:
            yield Line(self._note, id="note")

    def on_mount(self) -> None:
        """Go on where the text ends."""
        if self._lines > 1:
            page = self.query_one("#answer", Page)
            page.move_cursor(page.document.end)

    def hints(self) -> list[tuple[str, str]]:
        """Enter answers."""
        new_line = [("ctrl+j", "new line")] if self._lines > 1 else []
        return [("enter", "save"), *new_line, ("esc", "cancel")]

    @property
    def answer(self) -> str:
        """The text as it stands."""
        if self._lines > 1:
            return self.query_one("#answer", Page).text.strip()
        return self.query_one("#answer", Field).value.strip()

    def press(self, key: str, event: events.Key) -> bool:
        """Enter answers."""
        del event
        if key != "enter":
            return False
        if self._required and not self.answer:
            self.say("Something has to be written here; esc leaves without.")
        else:
            self.dismiss(self.answer)
        return True


class ChooseDialog(Dialog[str]):
    """A title and a list; above it a filter when the list is long."""

    DEFAULT_CSS = """
    ChooseDialog { & Field { margin-bottom: 1; } & Choices { max-height: 50vh; } }
    """

    def __init__(
        self, title: str, options: Sequence[Choice], chosen: str, filterable: bool
    ) -> None:
        super().__init__(title)
        self._options = list(options)
        self._chosen, self._filterable = chosen, filterable
        self._shown = self._options

    def body(self) -> ComposeResult:
        """The filter and the list."""
        if self._filterable:
            yield Field(placeholder="type to narrow the list", id="filter")
        yield Choices(id="list")

    def hints(self) -> list[tuple[str, str]]:
        """Digits only where no filter takes them."""
        own = any(x.key and not x.key.isdecimal() for x in self._options)
        direct = [("letter" if own else "1-9", "choose")] if self.numbered else []
        return [*direct, ("↑↓", "move"), ("enter", "choose"), ("esc", "cancel")]

    def on_mount(self) -> None:
        """Fill the list; the cursor stands on what is chosen now."""
        at = next((n for n, x in enumerate(self._options) if x.value == self._chosen), 0)
        self._fill(at)

    @property
    def numbered(self) -> bool:
        """Whether digits and own letters choose at once: nothing else is done with them."""
        return not self._filterable

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self._shown = self.narrowed(event.value)
        self._fill(0)

    def narrowed(self, typed: str) -> list[Choice]:
        """The rows that have all the words typed."""
        words = typed.casefold().split()
        return [
            x
            for x in self._options
            if all(word in f"{x.text} {x.detail}".casefold() for word in words)
        ]

    def refit(self) -> None:
        """Cut the rows elsewhere."""
        self._fill(self.query_one(Choices).highlighted or 0)

    def _fill(self, at: int) -> None:
        rows = [self._row(number, option) for number, option in enumerate(self._shown, 1)]
        self.query_one(Choices).show(rows, at)

    def _row(self, number: int, option: Choice) -> Content:
        own = {x.key for x in self._options if x.key}
        key = option.key or (str(number) if number < 10 and str(number) not in own else "")
        lead = [safe_content(f"{key:>1} ", "bold $accent")] if self.numbered else []
        if self._chosen:
            lead.append(safe_content("● " if option.value == self._chosen else "  ", "$accent"))
        room = self.room - 3 - sum(part.cell_length for part in lead)
        aside = fit(option.aside, 12)
        room -= cell_len(aside) + 2 if aside else 0
        column = min(self._column, room)
        text = fit(option.text, column if option.detail else room, pad=bool(option.detail or aside))
        detail = fit(option.detail, room - cell_len(text) - 2, pad=bool(aside))
        gap = "  " if detail else ""
        if aside and not detail:
            text = fit(option.text, room, pad=True)
        return Content.assemble(
            *lead,
            text,
            gap,
            safe_content(detail, "$text-muted"),
            "  " if aside else "",
            safe_content(aside, "bold $accent"),
        )

    @property
    def _column(self) -> int:
        """How wide the texts are, so that what follows them stands in line."""
        return min(max((cell_len(widened(safe(x.text))) for x in self._options), default=0), 28)

    def press(self, key: str, event: events.Key) -> bool:
        """Choose by key, or move."""
        choices = self.query_one(Choices)
        if key == "enter":
            if self._shown:
                self.dismiss(self._shown[choices.highlighted or 0].value)
            return True
        if choices.move(event.key):
            return True
        if self.numbered:
            for option in self._options:
                if option.key and option.key in (key, event.character):
                    self.dismiss(option.value)
                    return True
            if key.isdecimal() and 0 < int(key) <= min(9, len(self._shown)):
                self.dismiss(self._shown[int(key) - 1].value)
                return True
        if self._filterable:
            return False
        return choices.move({"j": "down", "k": "up", "g": "home", "G": "end"}.get(key, ""))


class WideChooseDialog(ChooseDialog):
    """A list whose rows have much to say."""

    WIDTH = 78


class ConfirmDialog(Dialog[bool]):
    """A question with two answers."""

    def __init__(self, question: str, detail: str, yes: str, no: str, danger: bool) -> None:
        super().__init__(question)
        self._detail, self._yes, self._no, self._danger = detail, yes, no, danger

    def body(self) -> ComposeResult:
        """More about the question, when there is more."""
        if self._detail:
            yield Line(self._detail, id="detail")

    def hints(self) -> list[tuple[str, str]]:
        """The two answers."""
        yes = "y" if self._danger else "y enter"
        return [(yes, safe(self._yes)), ("n esc", safe(self._no))]

    def press(self, key: str, event: events.Key) -> bool:
        """Take y or n; every other key is swallowed."""
        del event
        if key in ("y", "Y") or (key == "enter" and not self._danger):
            self.dismiss(True)
        elif key in ("n", "N", "q"):
            self.dismiss(False)
        return True


class TellDialog(Dialog[bool]):
    """Something to read."""

    WIDTH: ClassVar[int] = 76
    DEFAULT_CSS = "TellDialog #note { color: $text-muted; margin-bottom: 1; height: auto; }"

    def __init__(self, title: str, text: str | Sequence[str], note: str) -> None:
        super().__init__(title)
        self._text, self._note = text, note

    def body(self) -> ComposeResult:
        """The text; of several, each with a sign before it."""
        if self._note:
            yield Line(self._note, id="note")
        with Scrolled():
            if isinstance(self._text, str):
                yield Line(self._text)
                return
            for one in self._text:
                yield Line(Content.assemble(safe_content("· ", "$accent"), safe_content(one)))

    def hints(self) -> list[tuple[str, str]]:
        """Closing, and reading on."""
        return [("enter", "close"), ("↑↓", "scroll")]

    def press(self, key: str, event: events.Key) -> bool:
        """Enter or q closes."""
        del event
        if key in ("enter", "q"):
            self.dismiss(True)
        else:
            self.query_one(Scrolled).turn(key)
        return True
