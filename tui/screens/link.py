"""Whom a mark means: those who may be, by digit, and a search of the register in any script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from store.register.linking import COUNTED, Offer
from tui.display import fit, safe_content
from tui.screens.base import Dialog
from tui.screens.dialogs import SharedField
from tui.text.excerpts import short
from tui.widgets.line import Choices, Field, Line

NEW = ""
"""Chosen where nobody of the register is meant: the words make an entity of their own."""

_NAME = 30
_COUNT = 13


def known(offer: Offer, *, reasons: int = 9) -> list[str]:
    """What speaks for an offer and what the register says of it, the most telling first."""
    telling = [x for x in offer.reasons if x != f"name of {offer.name}"]
    return [part for part in (*telling[:reasons], offer.role, offer.country) if part]


def counted(offer: Offer) -> str:
    """In how many articles somebody is marked; "" for none."""
    many = f"{offer.articles:,}{'+' if offer.articles >= COUNTED else ''}"
    return f"{many} article{'' if offer.articles == 1 else 's'}" if offer.articles else ""


class LinkDialog(Dialog[str]):
    """A field and a list. Digits choose while nothing is typed; enter chooses what the cursor is on.

    ``offers`` come first, whom the mark is linked to (``now``) before all; ``seek`` finds others by
    what is typed.
    """

    WIDTH: ClassVar[int] = 78
    DEFAULT_CSS = """
    LinkDialog {
        & Field { margin-bottom: 1; }
        & Choices { max-height: 50vh; }
        & #none { color: $text-muted; display: none; }
        & #none.-shown { display: block; }
    }
    """

    def __init__(
        self, words: str, offers: Sequence[Offer], seek: Callable[[str], list[Offer]], now: str
    ) -> None:
        super().__init__(f"“{short(words, 40)}” means")
        self._words, self._now = words, now
        self._offers, self._seek = list(offers), seek
        self._shown: list[Offer | None] = []

    def body(self) -> ComposeResult:
        """The field, the list, and a word where nothing is found."""
        yield SharedField(placeholder="type to search the register", id="seek")
        yield Choices(id="list")
        yield Line("Nobody in the register is called so.", id="none")

    def hints(self) -> list[tuple[str, str]]:
        """Digits, arrows, enter."""
        return [("1–5 0", "choose"), ("↑↓", "move"), ("enter", "choose"), ("esc", "as it is")]

    def on_mount(self) -> None:
        """Whom the mark is linked to is under the cursor: enter says that it is right."""
        self._fill([*self._offers, None])

    @property
    def typed(self) -> str:
        """What is sought."""
        return self.query_one(Field).value.strip()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find those called so; with nothing typed, the offers."""
        event.stop()
        found = self._seek(self.typed) if self.typed else self._offers
        self._fill([*found, None])

    def _fill(self, shown: list[Offer | None]) -> None:
        self._shown = shown
        self.query_one("#none").set_class(len(shown) == 1 and bool(self.typed), "-shown")
        rows = [self._row(number, offer) for number, offer in enumerate(shown, 1)]
        self.query_one(Choices).show(rows, 0)

    def _row(self, number: int, offer: Offer | None) -> Content:
        digits = not self.typed
        key = str(number) if digits and offer else "0" if digits else " "
        lead = safe_content(f"{key} ", "bold $accent")
        if offer is None:
            return Content.assemble(lead, "  ", safe_content(self._new(), "$text-muted"))
        now = bool(self._now) and offer.entity == self._now
        name = fit(offer.name, _NAME, pad=True)
        room = self.WIDTH - 7 - 4 - _NAME - _COUNT - 4
        told = ", ".join(known(offer))
        count = counted(offer)
        return Content.assemble(
            lead,
            safe_content("● " if now else "  ", "$accent"),
            name,
            "  ",
            safe_content(fit(told, room, pad=True), "$text-muted"),
            "  ",
            safe_content(fit(count, _COUNT), "$text-muted"),
        )

    def _new(self) -> str:
        return f"none of these: “{short(self._words, 40)}” is a new entry"

    def is_typed(self, event: events.Key) -> bool:
        """A digit before anything is typed chooses, where there is such a line."""
        return super().is_typed(event) and self._chosen(event) is None

    def _chosen(self, event: events.Key) -> int | None:
        """The place in the list that a digit stands for."""
        character = event.character or ""
        if self.query_one(Field).value or not (character.isdecimal() and len(character) == 1):
            return None
        place = (int(character) or len(self._shown)) - 1
        return place if place < len(self._shown) - (character != "0") else None

    def press(self, key: str, event: events.Key) -> bool:
        """Choose, or move in the list."""
        choices = self.query_one(Choices)
        place = self._chosen(event)
        if key == "enter":
            place = choices.highlighted or 0
        if place is not None:
            offer = self._shown[place]
            self.dismiss(offer.entity if offer else NEW)
            return True
        return choices.move(event.key)
