"""Deciding about suggestions: each key about those alone that were on the screen when it came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import events

from store.model import WAITING, Action, Label, Span
from store.register import linking
from store.suggest import deciding
from store.suggest.values import Key, Suggestion
from tui.screens.reader_offering import ReaderOffering
from tui.text.excerpts import short
from tui.text.hints import Choice, Place
from tui.widgets.article_view import TOP

_PLAIN = 0.05
"""How likely an unmarked word that nothing is suggested for is jumped to, beside suggestions."""

_ABOVE = 2
"""Rows kept above a suggestion that is scrolled to: as much as can be is to follow it."""

NOT_YET = "That was not on the screen yet when the key came; press it again."


class ReaderSuggesting(ReaderOffering):
    """Accepting, mending, rejecting; one by one, all at once, or with the whole article."""

    def __init__(self) -> None:
        super().__init__()
        self._by_letter: dict[int, Suggestion] = {}
        """What hints take, by its start."""
        self._waited_for = ""

    # ------------------------------------------------------------------------ one by one

    def do_accept(self) -> None:
        """Accept the suggestion under the cursor and go to the next one."""
        offer = self.offered()
        if offer is None:
            self._go_on(self.view.cursor)
        elif not self.was_seen(offer):
            self.say(NOT_YET)
        elif self._after(offer) is None:
            self._asking_whom(offer)
            self.say("That was the last suggestion.")
        else:
            self._take(offer)
            self._go_on(offer.start)

    def _after(self, offer: Suggestion) -> Suggestion | None:
        """Another sure suggestion, beside one that is taken."""
        return self._sure_from(offer.end) or next(
            (x for x in self.view.offers if x.sure and x.end <= offer.start), None
        )

    def _sure_from(self, offset: int) -> Suggestion | None:
        """The first sure suggestion that starts at an offset or behind it."""
        offer = self.view.offers.after(offset - 1)
        while offer is not None and not offer.sure:
            offer = self.view.offers.after(offer.start)
        return offer

    def _sure_before(self, offset: int) -> Suggestion | None:
        """The last sure suggestion that starts before an offset."""
        offer = self.view.offers.before(offset)
        while offer is not None and not offer.sure:
            offer = self.view.offers.before(offer.start)
        return offer

    def _go_on(self, start: int) -> None:
        """Go to the first sure suggestion from an offset on, else to the first of all."""
        following = self._sure_from(start)
        if following is not None:
            self.go(following.start)
        elif (first := self._sure_from(0)) is not None:
            self.go(first.start)
            self.say("From the top again.")
        else:
            self.settle()
            self.say(self._nothing())

    def _take(self, offer: Suggestion, mended: Key | None = None) -> None:
        """Accept one, perhaps with other edges or another label."""
        assert self.article is not None
        changed = {} if mended is None else {offer.key: mended}
        (span,) = deciding.accept(self.desk, self.article.id, [offer], changed)
        self._put(span)
        self.last_label = self.label_of(span.label)
        self.drop_selection()
        self.stand_on(span)
        self.settle()

    def _asking_whom(self, offer: Suggestion, mended: Key | None = None) -> None:
        """Accept one and stay with it: whom it names is asked as after a label key."""
        self.clear_ends()
        self._offer_after(partial(self._take, offer, mended))

    def do_remove(self) -> None:
        """Reject the suggestion under the cursor and go to the next one, or remove the tag."""
        offer = self.offered()
        if offer is None:
            super().do_remove()
        elif self.was_seen(offer):
            self._reject(offer)
            self._go_on(offer.start)
            self._say_rejected(offer)
        else:
            self.say(NOT_YET)

    def take_off(self, span: Span) -> None:
        """What would be suggested again at once is rejected with its mark."""
        if self.would_offer(span):
            deciding.remove(self.desk, span)
            self.note_rejected((span.start, span.end, span.label))
        else:
            self._changed.append((span.start, span.end))
            super().take_off(span)

    def _reject(self, offer: Suggestion) -> None:
        assert self.article is not None
        deciding.reject(self.desk, self.article.id, offer)
        self.note_rejected(offer.key)
        self._wrote()

    def _say_rejected(self, offer: Suggestion) -> None:
        words = short(self.text[offer.start : offer.end], 30)
        self.say(f"Rejected {self.label_name(offer.label)} “{words}”.")

    def do_label(self, label: Label) -> None:
        """On a suggestion: take its words with this label."""
        offer = self.offered()
        start, end = self.target(label)
        if offer is None or (start, end) != (offer.start, offer.end):
            super().do_label(label)
        elif self.was_seen(offer):
            self._asking_whom(offer, (start, end, label.id))
        else:
            self.say(NOT_YET)

    def _edge(self, start: int = 0, end: int = 0) -> None:
        """On a suggestion: take it with the moved edge."""
        offer = self.offered()
        if offer is None:
            super()._edge(start, end)
        elif not self.was_seen(offer):
            self.say(NOT_YET)
        elif moved := self._moved(offer.start, offer.end, start, end):
            self._asking_whom(offer, (*moved, offer.label))

    def _stop(self, direction: int) -> None:
        """Suggestions are stops, too."""
        cursor, spans, again = self.view.cursor, self.view.spans, False
        if direction > 0:
            found = [self._sure_from(cursor + 1), spans.after(cursor)]
        else:
            found = [self._sure_before(cursor), spans.before(cursor)]
        if not any(found):
            again = True
            behind = len(self.text)
            found = (
                [self._sure_from(0), spans.after(-1)]
                if direction > 0
                else [self._sure_before(behind), spans.before(behind)]
            )
        stops = [one.start for one in found if one is not None]
        self.selecting = False
        if not stops:
            self.say("Nothing is tagged here yet.")
            return
        self.go(min(stops) if direction > 0 else max(stops))
        if again:
            self.say("From the top again." if direction > 0 else "From the end again.")

    # ----------------------------------------------------------------------- all at once

    def do_accept_all(self) -> None:
        """Accept every sure suggestion that was seen; without one, show those further on."""
        assert self.article is not None
        seen = [offer for offer in self.sure() if self.was_seen(offer)]
        if not seen:
            if not self._shown_first():
                self.say(self._nothing())
            return
        self.clear_ends()
        made = deciding.accept(self.desk, self.article.id, seen)
        self._put_all(made)
        self.drop_selection()
        self.settle()
        left = self._counts.total()
        key = self.copydesk.keymap.key("reader", "reader.accept-all")
        more = f"; {left} more suggested ({key})" if left else ""
        self.say(f"{len(made)} accepted{more}.")

    def _put_all(self, made: Sequence[Span]) -> None:
        """Marks are on disk: show them, and those that followed them."""
        assert self._speakers is not None
        for span in made:
            if span.entity:
                self._speakers.forget(span.entity)
            self.view.put(span)
            self._tally.add(span)
            self._changed.append((span.start, span.end))
        self._show_again(linking.linker(self.desk).followed)
        self._wrote()

    def _nothing(self) -> str:
        """Why there is nothing to accept."""
        if self.awaited:
            return "Suggestions are being made."
        if not self.copydesk.config.suggestions.on:
            key = self.copydesk.keymap.key("reader", "reader.suggestions")
            return f"Suggestions are off; {key} switches them on."
        if self._layer is not None and self._layer.status not in WAITING:
            return f"Nothing is suggested for what is {self._layer.status}."
        return "Nothing more is suggested here for sure."

    def _shown_first(self) -> bool:
        """Scroll to the first sure suggestion that was not seen; says whether there was one."""
        unseen = [offer for offer in self.sure() if not self.was_seen(offer)]
        if not unseen:
            return False
        first, last = self.view.window()
        if any(first <= offer.start and offer.end <= last for offer in unseen):
            self.say(NOT_YET)
            return True
        offer = next((x for x in unseen if x.start >= last), unseen[0])
        self.selecting = False
        self.view.scroll_rows(self.view.layout_of_text.line_of(offer.start) + TOP - _ABOVE)
        self.go(offer.start, context=0)
        below = sum(1 for one in unseen if one.start >= self.view.window()[1])
        further = f", {below} more below" if below else ""
        count = len(unseen) - below
        self.say(f"{count} suggestion{'' if count == 1 else 's'} not seen yet{further}.")
        return True

    def handed_in(self) -> Sequence[Suggestion] | None:
        """What is accepted with the article that is finished; None while some is to be seen first."""
        if self._shown_first():
            return None
        if self.awaited and self.article is not None and self._waited_for != self.article.id:
            self._waited_for = self.article.id
            key = self.copydesk.keymap.key("reader", "reader.finish")
            self.say(f"Suggestions are being made; {key} again finishes without them.")
            return None
        return self.sure()

    def _undone(self, action: Action, done: Action | None, *, redo: bool) -> None:
        """Go to the suggestion whose rejection was taken back."""
        before = self._rejected
        super()._undone(action, done, redo=redo)
        back = before ^ self._rejected
        if action.kind == "suggestion.reject" and back:
            said = self.key_line.message
            self.go(min(back)[0])
            self.say(said)

    # --------------------------------------------------------------------------- letters

    def do_hint(self) -> None:
        """Faint suggestions are taken by their letter."""
        self._by_letter = {x.start: x for x in self.on_screen_now() if not x.sure}
        super().do_hint()

    def likely(
        self, places: list[Place], marked: Callable[[int, int], bool]
    ) -> tuple[list[Place], list[Place]]:
        """What is suggested is jumped to rather than other words, the less sure the rather."""
        places, usual = super().likely(places, marked)
        needed: dict[int, float] = {}
        ends = dict(places)
        for offer in self.on_screen_now():
            needed[offer.start] = (1 - offer.probability) / 2 if offer.sure else offer.probability
            ends.setdefault(offer.start, offer.end)
        if not needed:
            return places, usual
        plain = [place for place in usual if place[0] not in needed]
        found = [*((start, ends[start]) for start in needed), *plain]
        found.sort(key=lambda place: -needed.get(place[0], _PLAIN))  # words keep their order
        return sorted(ends.items()), found

    def hint_kind(self, start: int, code: str) -> str:
        """A letter that decides about a suggestion is underlined."""
        kind = super().hint_kind(start, code)
        return "take" if start in self._by_letter else kind

    def chosen(self, choice: Choice) -> None:
        """Take what the letter stood for; a capital selects, as ever."""
        offer = self._by_letter.get(choice.start)
        if offer is None or choice.select or self.view.offers.get(offer.id) is None:
            super().chosen(choice)
        elif self.was_seen(offer):
            self.selecting = False
            self._asking_whom(offer)
        else:
            self.say(NOT_YET)

    def _hint_key(self, event: events.Key, character: str) -> bool:
        taken = super()._hint_key(event, character)
        if self.hints is None:
            self._by_letter = {}
        return taken

    # -------------------------------------------------------------------------- settings

    async def do_suggestions(self) -> None:
        """Switch parts and the threshold; at once, and kept in the settings."""
        from tui.screens.suggestions import SuggestionsDialog

        settings = await self.ask(SuggestionsDialog(self.copydesk.config.suggestions))
        if settings is not None:
            self.copydesk.suggest_so(settings)
            self.say("Suggestions are off." if not settings.on else "Suggestions follow at once.")

    def reload(self) -> list[Span]:
        """Hints of suggestions that may be gone decide about nothing."""
        self._by_letter = {}
        return super().reload()
