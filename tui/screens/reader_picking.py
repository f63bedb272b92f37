"""Marking by letters: one over each suggestion and each name, and they stay for the next.

A letter takes a faint suggestion, or a name nobody suggested, and rejects a sure one; the cursor
goes there, so that label keys and edge keys mend what was decided. What a letter stands for never
changes while it is on the screen: what a decision made something else of, elsewhere,
gets another letter that stood for nothing before, as what it brought up does; what comes back gets its own again.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from textual import events

from store.model import Label
from store.suggest.values import Suggestion
from tui.commands import Command
from tui.screens.reader_suggesting import NOT_YET, ReaderSuggesting
from tui.text import hints
from tui.text.excerpts import short
from tui.text.hints import Choice, Codes, Hint, Hints
from tui.widgets.article_view import ArticleView
from tui.widgets.key_line import Pairs

_EDGES = ("end-back", "end-on", "start-on", "start-back")

_MENDING = frozenset(f"reader.{verb}" for verb in (*_EDGES, "accept", "remove", "undo", "redo"))
"""With the label keys, what acts on the last that was decided; letters stay."""

_TURNING = frozenset(["reader.page-down", "reader.page-up", "reader.accept-all", "reader.finish"])
"""What brings other lines, which get letters; letters end where it accepted or finished."""

_SPARE = 12
"""At least so many codes are had ready for what comes up while letters stand."""

_CHANGED = "What is suggested there changed as the key came; nothing was decided."


class _Pick(NamedTuple):
    """A letter, or two, and what it decides about."""

    code: str
    offer: Suggestion


class ReaderPicking(ReaderSuggesting):
    """Takes letters for suggestions and names until a key comes that does something else."""

    def __init__(self) -> None:
        super().__init__()
        self._picks: dict[int, _Pick] | None = None
        """The letters, by where they stand; None while they are none of suggestions."""
        self._codes = Codes(0, "")
        self._had: dict[tuple[str, bool], str] = {}
        """What letters stood for that is not there now; it gets them again when it comes back."""
        self._enough = True
        """Whether there were codes for all that was on the screen."""
        self._lettered_article, self._lettered_at = "", (0, 0)
        self._rejected_last: Suggestion | None = None
        """What the last letter rejected: edge keys and other labels take it after all."""

    def do_pick(self) -> None:
        """Show a letter at everything on the screen that is suggested or a name."""
        self._letter_screen()
        if not self._picks:
            self.clear_hints()
            self.say(self._nothing_to_pick())

    def _letter_screen(self) -> None:
        """Put letters over what is on the screen now, the easiest where most is in doubt."""
        assert self.article is not None
        self._lettered_article = self.article.id
        self._lettered_at, self._had = self.view.window(), {}
        self.show_unlikely(self._lettered_at)
        shown = sorted(self.on_screen_now(), key=_doubt)
        self.clear_ends()
        self.ask_nothing()
        self._codes = Codes(len(shown) + _SPARE, self._letters())
        dealt = self._codes.deal(len(shown))
        self._enough = len(dealt) == len(shown)
        self._picks = {one.start: _Pick(code, one) for code, one in zip(dealt, shown, strict=False)}
        self.begin_hints(self._as_hints())
        self.settle()

    def _letters(self) -> str:
        """What codes may begin with: no key of a label, or of what leaves letters where they are."""
        keymap = self.copydesk.keymap
        names = [*(f"label.{label.id}" for label in self.labels), *_MENDING, *_TURNING]
        keys = [key for name in names for key in keymap.keys("reader", name) if len(key) == 1]
        kept = {*keys, *map(keymap.latin, keys)}
        return "".join(x for x in hints.EASY + hints.DIGITS if x not in kept)

    def _as_hints(self, typed: str = "") -> Hints:
        assert self._picks is not None
        found = [Hint(code, one.start, one.end) for code, one in self._picks.values()]
        found.sort(key=lambda hint: hint.start)
        shown = Hints((lambda: found,))
        shown.typed = typed
        return shown

    def _nothing_to_pick(self) -> str:
        if self.awaited or not self.offering:
            return self._nothing()
        return "Nothing is suggested on the screen, and no name is left there."

    # --------------------------------------------------------------------------- keys

    @property
    def hinting(self) -> bool:
        """Where no letter is left to type, all keys are what they always are."""
        return super().hinting and self._picks != {}

    def _hint_key(self, event: events.Key, character: str) -> bool:
        if self._picks is None or self.hints is None:
            return super()._hint_key(event, character)
        if character in ("escape", "ctrl+g"):
            self.clear_hints()
            self.say("")
            return True
        if not self._picks and character.isdecimal():
            self.clear_hints()
            return False
        follows = self.hints.typed and character.islower() and len(character) == 1
        if not follows and not (self._picks and character in self._codes.firsts):
            return False
        if self.typed_ahead(event):
            return True
        self.say("")
        outcome = self.hints.press(character)
        if isinstance(outcome, Choice):
            self.attempt(partial(self._pick, self._picks[outcome.start].offer))
            self._show_left()
        elif outcome:
            self._draw_hints()
        else:
            self.say("No letter shown begins so.")
            self._show_left()
        return True

    def run_meaning(self, meaning: Command | Label, event: events.Key | None = None) -> None:
        """What mends keeps the letters, what only scrolls brings others; all else ends them."""
        if self._picks is None or self.comes_early(meaning, event):
            super().run_meaning(meaning, event)
            return
        turns = isinstance(meaning, Command) and meaning.id in _TURNING
        if not turns and isinstance(meaning, Command) and meaning.id not in _MENDING:
            self.clear_hints()
        written, mended = self.desk.connection.total_changes, self._left_rejected() is None
        super().run_meaning(meaning, event)
        if self._picks is None:
            return
        if turns and self.desk.connection.total_changes != written:
            self.clear_hints()
        elif turns and not self._picks and not self.key_line.message:
            self.say(self._nothing_to_pick())
        elif not turns:
            if mended and (offer := self._left_rejected()) is not None:
                self.go(offer.start, context=0)  # its mark was taken back
            self._show_left()

    # ----------------------------------------------------------------------- deciding

    def _pick(self, offer: Suggestion) -> None:
        """Take or reject what a letter stood for."""
        self._rejected_last = None
        now = self.view.offers.get(offer.id)
        if now is None or now.sure != offer.sure:
            self.say(_CHANGED)
        elif not self.was_seen(offer):
            self.say(NOT_YET)
        elif offer.sure:
            self.drop_selection()
            self._reject(offer)
            self._rejected_last = offer
            self.go(offer.start, context=0)
            self._say_rejected(offer)
        else:
            self._take(offer)
            words = short(self.text[offer.start : offer.end], 30)
            self.say(f"Taken: {self.label_name(offer.label)} “{words}”.")

    def _left_rejected(self) -> Suggestion | None:
        """What the last letter rejected, while no mark of mine is over it."""
        offer = self._rejected_last
        if offer is None or offer.key not in self._rejected:
            return None
        over = self.view.spans.overlapping(offer.start, offer.end)
        return None if any(span.annotator == self.desk.actor for span in over) else offer

    def _to_mend(self) -> Suggestion | None:
        """What the last letter rejected, while it is left so and the cursor is there."""
        offer = self._left_rejected()
        here = offer is not None and self.view.cursor == offer.start and not self.view.selection
        return offer if here else None

    def offered(self) -> Suggestion | None:
        """Where something was rejected keys act on that, and not on what came up in its place."""
        return super().offered() if self._to_mend() is None else None

    def target(self, label: Label) -> tuple[int, int]:
        """Another label than the rejected one is put on its words."""
        offer = self._to_mend()
        if offer is None or offer.label == label.id:
            return super().target(label)
        return offer.start, offer.end

    def do_label(self, label: Label) -> None:
        """What the last letter rejected is taken with another label."""
        offer = self._to_mend()
        if offer is None or offer.label == label.id:
            super().do_label(label)
        else:
            self._asking_whom(offer, (offer.start, offer.end, label.id))

    def _edge(self, start: int = 0, end: int = 0) -> None:
        """What the last letter rejected is taken with the moved edge."""
        offer = self._to_mend()
        if offer is None:
            super()._edge(start, end)
        elif moved := self._moved(offer.start, offer.end, start, end):
            self._asking_whom(offer, (*moved, offer.label))

    # ------------------------------------------------------------- following the screen

    def settle(self) -> None:
        """Other lines on the screen get letters of their own."""
        super().settle()
        self._follow_window()

    def on_article_view_scrolled(self, message: ArticleView.Scrolled) -> None:
        """The wheel, or another size, brought other lines."""
        super().on_article_view_scrolled(message)
        self._follow_window()

    def _follow_window(self) -> None:
        window, before = self.view.window(), self._lettered_at
        if self._picks is None or self.hints is None or window == before:
            return
        if self.article is None or self.article.id != self._lettered_article:
            return  # another is being opened; these letters are about to go
        shared = min(window[1], before[1]) - max(window[0], before[0])
        if shared * 2 < window[1] - window[0]:
            self._letter_screen()
        else:
            self._lettered_at = window
            self.show_unlikely(window)
            self._show_left(self.hints.typed)

    def _told(self) -> None:
        """What is suggested changed by itself: so do the letters, whatever of one is typed."""
        super()._told()
        if self._picks is not None and self.hints is not None:
            self._show_left(self.hints.typed)

    def _show_left(self, typed: str = "") -> None:
        """Letters stay where they are, but for those whose suggestion is another now, or is not on
        the screen; what is there without gets one that stood for nothing."""
        picks = self._picks
        assert picks is not None
        none_before = not picks
        first, last = self._lettered_at
        for start, (code, offer) in list(picks.items()):
            now = self.view.offers.get(offer.id)
            if now is None or now.sure != offer.sure or not first <= start < last:
                del picks[start]
                self._had[offer.id, offer.sure] = code
        new = [one for one in self.on_screen_now() if one.start not in picks]
        for one in sorted(new, key=_doubt):
            # a decision made this one sure, so it is mostly right
            code = self._had.pop((one.id, one.sure), "") or self._codes.another(easy=not one.sure)
            if code:
                picks[one.start] = _Pick(code, one)
            elif self._enough:  # all are given out: letters begin anew
                self._letter_screen()
                return
        if picks and none_before:
            self.ask_nothing()  # digits are letters again
        self.hints = self._as_hints(typed)
        self._draw_hints()
        if not picks:
            self.mark_undecided()  # letters typed before they were seen to go are no commands

    def _draw_hints(self) -> None:
        if self._picks == {}:
            self.view.overlay({})
            self.show_keys()
        else:
            super()._draw_hints()

    def hint_kind(self, start: int, code: str) -> str:
        """A letter looks like what it does."""
        pick = self._picks.get(start) if self._picks else None
        if pick is None:
            return super().hint_kind(start, code)
        return "reject" if pick.offer.sure else "take"

    def keys_now(self) -> tuple[Pairs | None, Pairs, Pairs]:
        """While letters stand over suggestions, what they and other keys do."""
        if not self._picks:
            return super().keys_now()
        keymap = self.copydesk.keymap
        mending = [keymap.label_key(label.id) for label in self.labels[:3]]
        mending += [keymap.key("reader", f"reader.{verb}") for verb in _EDGES[:2]]
        found = (
            ("letters", "take what is faint, reject what is sure"),
            (" ".join(filter(None, mending)), "mend that"),
            ("esc", "end"),
            (keymap.key("reader", "reader.undo"), "undo"),
            (keymap.key("reader", "reader.page-down"), "next page"),
        )
        return tuple(x for x in found if x[0]), (), ()

    def clear_hints(self) -> None:
        """Take the letters off the screen, and the names nobody suggested."""
        picking, self._picks, self._rejected_last = self._picks is not None, None, None
        if picking:
            self.show_unlikely(None)
        super().clear_hints()
        if picking:
            self.settle()

    def keymap_changed(self) -> None:
        """A letter may be the key of a label by now."""
        super().keymap_changed()
        if self._picks is not None:
            self.clear_hints()

    def article_changed(self) -> None:
        """Letters belong to the article they were made for."""
        self._picks, self._rejected_last = None, None
        self.unlikely_at = None
        super().article_changed()


def _doubt(one: Suggestion) -> tuple[float, int]:
    """The likelier it is to be decided otherwise than by doing nothing, the easier its letter."""
    return (one.probability - 1 if one.sure else -one.probability), one.start
