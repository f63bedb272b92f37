"""Mending what is suggested by letters: one over each suggestion, and they stay for the next.

A letter takes a faint suggestion and rejects a sure one. What it stands for never changes while the
letters stand: where a decision made something else of another suggestion, that one's letter goes.
"""

from __future__ import annotations

from textual import events

from store.suggest.values import Suggestion
from tui.screens.reader_suggesting import NOT_YET, ReaderSuggesting
from tui.text import hints
from tui.text.excerpts import short
from tui.text.hints import Choice, Hints
from tui.widgets.key_line import Pairs

_PICKING = (
    ("letters", "take what is faint, reject what is not"),
    ("esc", "end"),
    ("other keys", "end and do as ever"),
)

_MOST = 200
"""So many suggestions have codes without capitals: those are commands."""


class ReaderPicking(ReaderSuggesting):
    """Takes letters for suggestions until a key comes that is none of them."""

    def __init__(self) -> None:
        super().__init__()
        self._picks: dict[int, Suggestion] | None = None
        """What each letter decides about, by where it stands; None while none is shown."""
        self._firsts: frozenset[str] = frozenset()
        """The first letters of all codes given out: none is a command until the letters go."""

    def do_pick(self) -> None:
        """Show a letter at every suggestion on the screen, the easiest where most is in doubt."""
        shown = self.on_screen_now()
        if not shown:
            self.say("Nothing is suggested on the screen.")
            return
        # the likelier it is to be decided otherwise than by doing nothing, the easier
        shown.sort(
            key=lambda one: (one.probability - 1 if one.sure else -one.probability, one.start)
        )
        self.clear_ends()
        self._picks = {one.start: one for one in reversed(shown[:_MOST])}
        doubtful = [(one.start, one.end) for one in self._picks.values()][::-1]
        most = hints.one_letter(len(doubtful))
        codes = hints.assign(sorted(doubtful), doubtful, self.view.cursor, most)
        self._firsts = frozenset(hint.code[0] for hint in codes)
        self.begin_hints(Hints((lambda: codes,)))

    def _hint_key(self, event: events.Key, character: str) -> bool:
        if self._picks is None or self.hints is None:
            return super()._hint_key(event, character)
        if self.hints.typed and character.islower() and len(character) == 1:
            meant = True
        else:
            meant = character in self._firsts
        if not meant:
            self.clear_hints()
            return character in ("escape", "ctrl+g")
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

    def _pick(self, start: int) -> None:
        assert self._picks is not None
        offer = self._picks.pop(start)
        words = short(self.text[offer.start : offer.end], 30)
        if not self.was_seen(offer):
            self.say(NOT_YET)
        elif offer.sure:
            self._reject(offer)
            self._say_rejected(offer)
        else:
            self._take(offer)
            self.say(f"Taken: {self.label_name(offer.label)} “{words}”.")
        said = self.key_line.message
        self._show_left()
        self.settle()
        self.say(said)

    def _show_left(self) -> None:
        """Letters stay where they are, but for those whose suggestion is another now."""
        assert self._picks is not None
        assert self.hints is not None
        for start, offer in list(self._picks.items()):
            now = self.view.offers.get(offer.id)
            if now is None or now.sure != offer.sure:
                del self._picks[start]
        left = [hint for hint in self.hints.shown if hint.start in self._picks]
        if left:
            self.hints = Hints((lambda: left,))
            self._draw_hints()
        else:
            self.clear_hints()
            self.mark_undecided()  # letters typed before they were seen to go are no commands

    def hint_kind(self, start: int, code: str) -> str:
        """A letter that takes what is faint is underlined."""
        kind = super().hint_kind(start, code)
        offer = self._picks.get(start) if self._picks is not None else None
        return kind if offer is None or offer.sure else "take"

    def keys_now(self) -> tuple[Pairs | None, Pairs, Pairs]:
        """While letters stand over suggestions, what they do."""
        return super().keys_now() if self._picks is None else (_PICKING, (), ())

    def clear_hints(self) -> None:
        """Take the letters off the screen."""
        self._picks = None
        super().clear_hints()

    def article_changed(self) -> None:
        """Letters belong to the article they were made for."""
        self._picks = None
        super().article_changed()
