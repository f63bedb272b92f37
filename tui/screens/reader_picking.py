"""Marking by letters: one over each suggestion and each name, and they stay for the next.

A letter takes a faint suggestion, or a name nobody suggested, and rejects a sure one; the cursor
goes there, so that label keys and edge keys mend what was decided. What a letter stands for never
changes while the letters stand: what a decision made something else of, elsewhere, gets another
letter that stood for nothing before, as what it brought up does.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from store.model import Label
from store.suggest.values import Suggestion
from tui.commands import Command
from tui.screens.reader_suggesting import NOT_YET, ReaderSuggesting
from tui.text import hints
from tui.text.excerpts import short
from tui.text.hints import Choice, Hint, Hints
from tui.widgets.key_line import Pairs

_MENDING = frozenset(
    f"reader.{verb}"
    for verb in ("end-on", "end-back", "start-on", "start-back", "remove", "undo", "redo")
)
"""With the label keys, what acts on the last that was decided; letters stay."""

_SCROLLING = frozenset(["reader.page-down", "reader.page-up", "reader.accept-all", "reader.finish"])
"""What brings other lines; they get letters."""

_SPARE, _KEPT = 30, 6
"""Codes kept for what comes up while letters stand, and how many of them are single letters."""


class ReaderPicking(ReaderSuggesting):
    """Takes letters for suggestions and names until a key comes that does something else."""

    def __init__(self) -> None:
        super().__init__()
        self._picks: dict[int, Suggestion] | None = None
        """What each letter decides about, by where it stands; None while none is shown."""
        self._singles: list[str] = []
        self._pairs: list[str] = []
        """Codes not given out yet, the easiest first; none is given out twice."""
        self._lettered_at = (0, 0)
        self._refused: Suggestion | None = None
        """What the last letter rejected: edge keys take it after all, with other edges."""
        self._firsts: frozenset[str] = frozenset()
        """The first letters of all codes: none is a command until the letters go."""

    def do_pick(self) -> None:
        """Show a letter at everything on the screen that is suggested or a name, the easiest where
        most is in doubt."""
        self._pick_here()
        if not self._picks:
            self.clear_hints()
            self.say(self._nothing_to_pick())

    def _pick_here(self) -> None:
        self.unlikely, self._lettered_at = True, self.view.window()
        self._offer([self._lettered_at])
        shown = sorted(self.on_screen_now(), key=_doubt)
        self.clear_ends()
        self.ask_nothing()
        self._singles, self._pairs = self._codes(len(shown) + _SPARE)
        kept = self._singles[-_KEPT:] if len(shown) > len(self._singles) - _KEPT else []
        self._singles = self._singles[: len(self._singles) - len(kept)]
        self._picks = {one.start: one for one in shown[: len(self._singles) + len(self._pairs)]}
        self.begin_hints(self._lettered(list(self._picks.values()), []))
        self._singles += kept
        self.settle()

    def _codes(self, count: int) -> tuple[list[str], list[str]]:
        """Codes of one character, and of two, the easiest first. None has a capital or begins with
        the key of a label, or of what leaves letters where they are: those are commands."""
        keymap = self.copydesk.keymap
        kept = {keymap.label_key(label.id) for label in self.labels}
        kept |= {keymap.key("reader", verb) for verb in _MENDING | _SCROLLING}
        letters = "".join(x for x in hints.EASY + hints.DIGITS if x not in kept)
        singles, pairs = hints.small_codes(count, letters)
        self._firsts = frozenset(code[0] for code in (*singles, *pairs))
        return singles, pairs

    def _lettered(self, new: Sequence[Suggestion], shown: Sequence[Hint]) -> Hints:
        """What is shown, and what is new with the easiest codes that were not given out yet."""
        every = list(shown)
        for one in new:
            codes = self._singles or self._pairs
            if shown and one.sure:
                codes = self._pairs or self._singles  # mostly right: what was decided made it sure
            if codes:
                every.append(Hint(codes.pop(0), one.start, one.end))
        every.sort(key=lambda hint: hint.start)
        return Hints((lambda: every,))

    def _nothing_to_pick(self) -> str:
        if self.awaited or not self.offering:
            return self._nothing()
        return "Nothing is suggested on the screen, and no name is left there."

    @property
    def hinting(self) -> bool:
        """Where no letter is left to type, all keys are what they always are."""
        return super().hinting and self._picks != {}

    def _hint_key(self, event: events.Key, character: str) -> bool:
        if self._picks is None or self.hints is None:
            return super()._hint_key(event, character)
        if character in ("escape", "ctrl+g"):
            self.clear_hints()
            return True
        if not self._picks and character.isdecimal():
            self.clear_hints()
            return False
        follows = self.hints.typed and character.islower() and len(character) == 1
        if not follows and not (self._picks and character in self._firsts):
            return False
        if self.typed_ahead(event):
            return True
        self.say("")
        outcome = self.hints.press(character)
        if isinstance(outcome, Choice):
            self._pick(outcome.start)
        elif outcome:
            self._draw_hints()
        else:
            self.say("No letter shown begins so.")
            self._show_left()
        return True

    def run_meaning(self, meaning: Command | Label, event: events.Key | None = None) -> None:
        """What mends keeps the letters, what scrolls brings others; all else ends them."""
        picking, article, window = self._picks is not None, self.article, self.view.window()
        mends = isinstance(meaning, Label) or meaning.id in _MENDING
        if picking and not mends:
            self.clear_hints()
        super().run_meaning(meaning, event)
        if not picking or self.article is not article:
            return
        said = self.key_line.message
        if isinstance(meaning, Label) or meaning.id in _MENDING:
            self._refused = None
            if self._picks is not None:
                self._show_left()
        elif meaning.id in _SCROLLING and self.view.window() != window:
            self._pick_here()
            said = said or ("" if self._picks else self._nothing_to_pick())
        self.say(said)

    def _pick(self, start: int) -> None:
        assert self._picks is not None
        offer = self._picks.pop(start)
        self._refused = None
        words = short(self.text[offer.start : offer.end], 30)
        now = self.view.offers.get(offer.id)
        if now is None or now.sure != offer.sure or not self.was_seen(offer):
            self.say(NOT_YET)
        elif offer.sure:
            self.drop_selection()
            self._reject(offer)
            self.go(offer.start, context=0)
            self._refused = offer
            self._say_rejected(offer)
        else:
            self._take(offer)
            self.say(f"Taken: {self.label_name(offer.label)} “{words}”.")
        said = self.key_line.message
        self._show_left()
        self.settle()
        self.say(said)

    def _edge(self, start: int = 0, end: int = 0) -> None:
        """What the last letter rejected is taken with the moved edge."""
        offer = self._refused if self._picks is not None else None
        if offer is None or self.view.cursor != offer.start or self.offered() is not None:
            super()._edge(start, end)
        elif moved := self._moved(offer.start, offer.end, start, end):
            self._refused = None
            self._take(offer, (*moved, offer.label))

    def _told(self) -> None:
        """What is suggested changed by itself: so do the letters, whatever of one is typed."""
        super()._told()
        if self._picks is not None and self.hints is not None:
            typed = self.hints.typed
            self._show_left()
            if self.hints is not None:
                self.hints.typed = typed

    def _show_left(self) -> None:
        """Letters stay where they are, but for those whose suggestion is another now."""
        assert self._picks is not None
        assert self.hints is not None
        for start, offer in list(self._picks.items()):
            now = self.view.offers.get(offer.id)
            if now is None or now.sure != offer.sure:
                del self._picks[start]
        left = [hint for hint in self.hints.shown if hint.start in self._picks]
        new = [one for one in self.on_screen_now() if one.start not in self._picks]
        new = sorted(new, key=_doubt)[: len(self._singles) + len(self._pairs)]
        self._picks.update((one.start, one) for one in new)
        self.hints = self._lettered(new, left)
        self._draw_hints()
        if not self._picks:
            self.mark_undecided()  # letters typed before they were seen to go are no commands

    def _draw_hints(self) -> None:
        if self._picks == {}:
            self.view.overlay({})
            self.show_keys()
        else:
            super()._draw_hints()

    def hint_kind(self, start: int, code: str) -> str:
        """A letter looks like what it does."""
        offer = self._picks.get(start) if self._picks else None
        if offer is None:
            return super().hint_kind(start, code)
        return "reject" if offer.sure else "take"

    def keys_now(self) -> tuple[Pairs | None, Pairs, Pairs]:
        """While letters stand over suggestions, what they and other keys do."""
        if not self._picks:
            return super().keys_now()
        labels = [self.copydesk.keymap.label_key(label.id) for label in self.labels[:3]]
        found = (
            ("letters", "take what is faint, reject what is sure"),
            (" ".join([*labels, "< >"]), "mend that"),
            ("esc", "end"),
            (self.copydesk.keymap.key("reader", "reader.undo"), "undo"),
            ("pages", "go on"),
        )
        return found, (), ()

    def clear_hints(self) -> None:
        """Take the letters off the screen."""
        picking, self._picks, self.unlikely = self._picks is not None, None, False
        if picking:
            self._offer([self._lettered_at, self.view.window()])
        super().clear_hints()

    def article_changed(self) -> None:
        """Letters belong to the article they were made for."""
        self._picks, self.unlikely = None, False
        super().article_changed()


def _doubt(one: Suggestion) -> tuple[float, int]:
    """The likelier it is to be decided otherwise than by doing nothing, the easier its letter."""
    return (one.probability - 1 if one.sure else -one.probability), one.start
