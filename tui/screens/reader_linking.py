"""Whom a mark names: told with it, offered by digit right after marking, chosen anew with a key.

Nothing waits for an answer: whoever goes on keeps the best guess, with a sign that it is one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from textual import _time, events

from store.model import Label, Span
from store.register import choosing, linking
from store.register.linking import Offer
from tui.screens.link import NEW, LinkDialog, counted, known
from tui.screens.reader_correcting import ReaderCorrecting
from tui.text.excerpts import short
from tui.text.proposals import Proposal
from tui.widgets.tag_panel import UNSURE

HOW = {
    "alias": "known name",
    "inside": "as in this article",
    "built-in": "built in",
    "sure": "sure match",
    "guess": "guess",
    "new": "new name",
    "chosen": "chosen",
    "import": "imported",
}
"""How a mark came to name somebody, for each of `store.model.LINKED`."""

_MOST = 5
"""The highest digit that chooses; the others go on counting words."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What digits choose now: for which span, while the cursor stays where."""

    span: Span
    cursor: int
    offers: tuple[Offer, ...]


class ReaderLinking(ReaderCorrecting):
    """Takes the digits that choose whom a fresh mark names."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: _Asked | None = None
        self._asked_at = math.inf
        self._warmed = False
        self._changes = -1

    # ------------------------------------------------------------------------- telling

    def named(self, span: Span) -> str:
        """Whom a span names, and how that came."""
        if not span.entity or self._speakers is None:
            return ""
        name = self._speakers(span.entity)[1]
        how = HOW.get(span.linked, span.linked)
        words = " ".join(self.text[span.start : span.end].split())
        who = f" → {short(name, 26)}" if name != words else ""
        if span.confirmed:
            return f"{who} · {how}"
        return (
            f"{who}{UNSURE} · {how}, {self.copydesk.keymap.key('reader', 'reader.link')} settles it"
        )

    def settle(self) -> None:
        """Offers stand until the cursor moves, something is selected or the mark is gone."""
        super().settle()
        asked = self._asked
        if asked is not None and not self._stands(asked):
            self.ask_nothing()

    def _stands(self, asked: _Asked) -> bool:
        span = self.current()
        return (
            self.view.cursor == asked.cursor
            and self.view.selection is None
            and span is not None
            and (span.id, span.entity) == (asked.span.id, asked.span.entity)
        )

    def article_changed(self) -> None:
        """Offers belong to a mark of the article they were made for."""
        super().article_changed()
        self.ask_nothing()
        if not self._warmed:
            self._warmed = True
            self.run_worker(linking.warm, thread=True, group="warm")

    def on_screen_suspend(self) -> None:
        """Names may be decided about elsewhere, and change whom the marks here name."""
        super().on_screen_suspend()
        self._changes = self.desk.connection.total_changes

    def on_screen_resume(self) -> None:
        """Read the marks again when something was written meanwhile."""
        super().on_screen_resume()
        written = self.desk.connection.total_changes != self._changes >= 0
        if written and self.is_mounted and self.article is not None:
            self.reload()

    # ------------------------------------------------------------------------ offering

    def do_label(self, label: Label) -> None:
        """Mark, and offer who else may be meant where that is a guess."""
        self._offer_after(partial(super().do_label, label), again=True)

    def _edge(self, start: int = 0, end: int = 0) -> None:
        self._offer_after(partial(super()._edge, start, end))

    def _offer_after(self, mark: partial[None], *, again: bool = False) -> None:
        """Mark, and offer what linking found; ``again``: also of what was marked before."""
        finder = linking.linker(self.desk)
        finder.latest, finder.followed = None, []
        mark()
        span, found = self.current(), finder.latest
        if span is None or span.confirmed or self.view.selection:
            return
        if found is not None and found.entity == span.entity:
            offers: Sequence[Offer] = found.offers
        elif again and found is None and span.entity and span.annotator == self.desk.actor:
            offers = choosing.offers(self.desk, span)  # marked before, and still a guess
        else:
            return
        self._ask_whom(span, tuple(offers))

    def _put(self, span: Span) -> Span:
        """A span is on disk: surnames that stood before it may have followed it."""
        if self._speakers is not None and span.entity:
            self._speakers.forget(span.entity)
        span = super()._put(span)
        self._show_again(linking.linker(self.desk).followed)
        return span

    def _show_again(self, changed: Sequence[str]) -> None:
        """Draw and count anew marks that changed with another."""
        for one in changed:
            shown = self.view.spans.get(one)
            now = self.desk.span(one) if shown is not None else None
            if now is not None:
                self.view.put(now)
                self._tally.add(now)
        if changed:
            self.recount()

    def ask_nothing(self) -> None:
        """Digits choose nobody any more."""
        self._asked = None
        self.targets.propose_nothing()

    def _ask_whom(self, span: Span, offers: tuple[Offer, ...]) -> None:
        if self.hinting:
            return  # digits are among the letters that stand over the text
        self._asked = _Asked(span, self.view.cursor, offers)
        proposals = [
            Proposal(
                str(number),
                offer.name,
                ", ".join([*known(offer, reasons=1), *filter(None, [counted(offer)])]),
                UNSURE if offer.entity == span.entity else "",
            )
            for number, offer in enumerate(offers, 1)
        ]
        search = Proposal(self.copydesk.keymap.key("reader", "reader.link"), "search")
        new = Proposal("0", "new", doubt=UNSURE if span.linked == "new" else "")
        lead = f"“{short(self.text[span.start : span.end], 20)}” →"
        self.targets.propose(lead, proposals, (new, search))
        self._asked_at = math.inf
        self.when_painted(self._asked_painted)

    def _asked_painted(self) -> None:
        self._asked_at = _time.get_time()

    def intercept(self, event: events.Key, character: str) -> bool:
        """Digits choose from what is offered; those pressed before it was seen choose nothing."""
        asked = self._asked
        digit = int(character) if len(character) == 1 and character.isdecimal() else _MOST + 1
        if asked is None or digit > _MOST or self.hinting or not self._stands(asked):
            return super().intercept(event, character)
        if event.time < self._asked_at:
            return True
        if digit > self.targets.proposed:
            key = self.copydesk.keymap.key("reader", "reader.link")
            self.say(f"There is no {digit} here; {key} shows all.")
        else:
            self.say("")
            entity = asked.offers[digit - 1].entity if digit else NEW
            self.attempt(partial(self._link, asked.span, entity))
        return True

    # ------------------------------------------------------------------------ choosing

    async def do_link(self) -> None:
        """Confirm whom the tag under the cursor names, or choose or search another."""
        span = self.mine_here("link")
        label = self.label_of(span.label) if span else None
        if span is None or label is None:
            return
        if not linking.links(label):
            self.say(f"{label.name} names nobody; the register has no such entries.")
            return
        offers = choosing.offers(self.desk, span)
        words = self.text[span.start : span.end]
        seek = partial(choosing.seek, self.desk, label)
        answer = await self.ask(LinkDialog(words, offers, seek, span.entity))
        if answer is not None:
            self._link(span, answer)

    def _link(self, span: Span, entity: str) -> None:
        """Write what was chosen; what stands already is confirmed."""
        stands = span.linked == "new" if entity == NEW else entity == span.entity
        if stands:
            changed = choosing.confirm(self.desk, span)
        else:
            changed = choosing.choose(self.desk, span, entity)
        self._asked = None
        self.targets.propose_nothing()
        for one in changed:
            self.view.put(one)
            self._tally.add(one)
        if changed:
            self._wrote()
        self.settle()
        assert self._speakers is not None
        name = self._speakers(changed[0].entity if changed else span.entity)[1]
        more = len(changed) - 1
        also = f", and {more} more of this article" if more > 0 else ""
        self.say(f"“{short(self.text[span.start : span.end], 24)}” is {short(name, 40)}{also}.")

    def do_entity(self) -> None:
        """Open the register at whom the tag names."""
        span = self.current()
        if span is None:
            self.say("There is no tag under the cursor.")
        elif not span.entity:
            self.say("That tag is linked to nobody.")
        else:
            from tui.screens.entity import EntityScreen

            self.app.push_screen(EntityScreen(span.entity))
