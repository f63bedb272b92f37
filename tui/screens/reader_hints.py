"""Hint jumps in the reader: letters over the words, and digits for how many."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate

from textual import events

from tui.screens.reader_moving import ReaderMoving
from tui.text import hints, motion
from tui.text.hints import Choice, Hint, Hints, Place
from tui.widgets.article_line import Glyph
from tui.widgets.key_line import Pairs

_JUMPING = (
    ("letters", "jump"),
    ("capital last", "select"),
    ("f", "inside words"),
    ("esc", "cancel"),
)


class ReaderHints(ReaderMoving):
    """Takes keys before the keymap does while hints are shown or a selection is fresh."""

    def __init__(self) -> None:
        super().__init__()
        self.hints: Hints | None = None
        self.ends: dict[str, int] = {}

    @property
    def hinting(self) -> bool:
        """Whether hints stand over the text."""
        return self.hints is not None

    def do_hint(self) -> None:
        """Show a hint at every word on the screen."""
        places = motion.words_near(self.text, *self.view.window())
        first, last = self.view.window()
        places = [place for place in places if first <= place[0] < last]
        if not places:
            self.say("There is no word on the screen.")
            return
        self.clear_ends()
        cursor = self.view.cursor
        apart = hints.spread(self.text, places)
        apart, likely = self.likely(apart, self._marked(first, places[-1][1]))
        level_one = hints.assign(apart, likely, cursor)

        def others() -> list[Hint]:
            known = {hint.start for hint in level_one}
            rest = [place for place in places if place[0] not in known]
            inner = [x for x in hints.inner(self.text, places) if first <= x[0] < last]
            near = hints.onward(inner, cursor)
            return hints.assign(sorted([*inner, *rest]), near, cursor)

        self.begin_hints(Hints((lambda: level_one, others)))

    def likely(
        self, places: list[Place], marked: Callable[[int, int], bool]
    ) -> tuple[list[Place], list[Place]]:
        """The places to hint first, in the text's order, and those of them with the easiest hints."""
        return places, hints.favoured(self.text, places, self.view.cursor, marked)

    def begin_hints(self, found: Hints) -> None:
        """Show hints; the next keys are theirs."""
        self.hints = found
        self._draw_hints()
        self.show_keys()
        self.mark_undecided()

    def _marked(self, first: int, last: int) -> Callable[[int, int], bool]:
        """What says of a place between two offsets whether I marked any of it."""
        me = self.desk.actor
        mine = [span for span in self.view.spans.overlapping(first, last) if span.annotator == me]
        starts = [span.start for span in mine]
        reach = list(accumulate((span.end for span in mine), max))

        def marked(start: int, end: int) -> bool:
            before = bisect_left(starts, end)
            return before > 0 and reach[before - 1] > start

        return marked

    def _draw_hints(self) -> None:
        assert self.hints is not None
        codes = {hint.start: hint.code for hint in self.hints.shown}
        self.view.overlay(
            {
                start: Glyph(left, self.hint_kind(start, codes[start]))
                for start, (left, _) in self.hints.live.items()
            },
            dim=True,
        )

    def hint_kind(self, start: int, code: str) -> str:  # noqa: ARG002
        """How a hint looks; see `Glyph`."""
        assert self.hints is not None
        return "one" if len(code) == 1 or self.hints.typed else "hint"

    def intercept(self, event: events.Key, character: str) -> bool:
        """Hint letters, word counts, and the ends of a fresh selection."""
        if self.hints is not None:
            taken = self._hint_key(event, character)
            if taken or self.hints is not None:
                return taken
        if self.ends and self._end_key(character):
            return True
        if character in "23456789" and len(character) == 1 and self.text:
            self.clear_ends()
            self.select_words(int(character))
            return True
        return False

    def _hint_key(self, event: events.Key, character: str) -> bool:
        if character in ("escape", "ctrl+g"):
            self.clear_hints()
            self.say("")
            return True
        if len(character) != 1:
            self.clear_hints()
            return False
        if self.typed_ahead(event):
            return True
        assert self.hints is not None
        outcome = self.hints.press(character)
        if isinstance(outcome, Choice):
            self.clear_hints()
            self.chosen(outcome)
        elif outcome:
            self._draw_hints()
        else:
            self.clear_hints()
            self.say(
                "No hint begins so." if character != hints.AGAIN else "Every place had a hint."
            )
        return True

    def chosen(self, choice: Choice) -> None:
        """A hint was typed to its end."""
        if choice.select and self.selecting and self.view.selection:
            # A second capital carries the selection on to that word.
            start = min(self.view.selection[0], choice.start)
            self.select(start, max(self.view.selection[1], choice.end))
            return
        self.selecting = False
        if not choice.select:
            self.go(choice.start, context=0)
            return
        self.select(choice.start, choice.end)
        taken = [self.copydesk.keymap.label_key(label.id) for label in self.labels]
        self.ends = hints.ends(self.text, choice.start, taken)
        self._draw_ends()

    def _draw_ends(self) -> None:
        layout = self.view.layout_of_text
        last = self.view.window()[1]
        self.view.overlay(
            {
                layout.left(end): Glyph(key, "end")
                for key, end in self.ends.items()
                if key != "1" and end <= last
            }
        )

    def _end_key(self, character: str) -> bool:
        end = self.ends.get(character)
        self.clear_ends()
        if end is None or self.view.selection is None:
            return False
        self.select(self.view.selection[0], end)
        self.view.reveal(0)
        return True

    def keys_now(self) -> tuple[Pairs | None, Pairs, Pairs]:
        """While hints are shown, how they are used."""
        return (_JUMPING, (), ()) if self.hinting else super().keys_now()

    def clear_hints(self) -> None:
        """Take the hints off the screen."""
        if self.hints is not None:
            self.hints = None
            self.view.overlay({})
            self.show_keys()

    def clear_ends(self) -> None:
        """The selection is fresh no more."""
        if self.ends:
            self.ends = {}
            self.view.overlay({})

    def pointed(self) -> None:
        """The mouse ends hints."""
        self.clear_hints()
        self.clear_ends()

    def article_changed(self) -> None:
        """Hints belong to the article they were made for."""
        super().article_changed()
        self.hints, self.ends = None, {}
        self.show_keys()
