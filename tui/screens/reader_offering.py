"""What is suggested for the article on the screen: prepared in a thread, shown, told, never moved.

A suggestion counts as seen once it stood on the terminal; only then can a key decide about it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import _time, events
from textual.message import Message

from store.model import WAITING, Label, Span
from store.suggest import deciding
from store.suggest.values import Key, Suggestion
from tui.commands import Command
from tui.screens.reader_linking import ReaderLinking
from tui.screens.reader_telling import ROOMY
from tui.text.excerpts import short
from tui.widgets.article_view import ArticleView
from tui.widgets.key_line import Pairs

if TYPE_CHECKING:
    from store.suggest.engine import Prepared

_LONG = 12_000
"""Characters from which on suggestions are made anew in the thread after a decision."""

_AHEAD = 50
"""Articles looked through for the one whose suggestions are prepared beforehand."""


@dataclass
class Suggested(Message):
    """From the thread: an article is prepared, or (``offers``) a long one is offered anew."""

    article: str
    prepared: Prepared
    offers: tuple[Suggestion, ...] | None = None
    change: int = 0


class ReaderOffering(ReaderLinking):
    """Shows suggestions; the class on top decides about them."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed = math.inf
        """When the key under way was pressed, in the clock of `Message.time`."""
        self.awaited = False
        """Whether the first suggestions of the article shown are on their way."""
        self._prepared: Prepared | None = None
        self._rejected: frozenset[Key] = frozenset()
        self._seen: dict[str, float] = {}
        self._counts: Counter[str] = Counter()
        self._window = (-1, -1)
        self._change = 0

    # ----------------------------------------------------------------------- preparing

    @property
    def offering(self) -> bool:
        """Whether suggestions belong here: not to what I finished, nor beside others' marks alone."""
        layer = self._layer
        return (
            self.copydesk.config.suggestions.on
            and self.article is not None
            and self.article.has_text
            and layer is not None
            and layer.status in WAITING
            and self.layer_shown != "others"
            and bool(self.desk.actor)
            and not self.desk.read_only
        )

    def article_changed(self) -> None:
        """Show what was prepared beforehand, and have it prepared with all that is known now."""
        super().article_changed()
        self._prepared, self.awaited, self._seen = None, False, {}
        self._suggest()

    def reload(self) -> list[Span]:
        """Undoing brings suggestions back, finishing elsewhere takes them away."""
        changed = super().reload()
        if self.article is not None:
            self._suggest()
        return changed

    def keymap_changed(self) -> None:
        """The scheme may be another one, and suggestions are of its labels."""
        super().keymap_changed()
        if self.is_mounted and self._prepared is not None:
            self.suggest_anew()

    def suggest_anew(self) -> None:
        """Settings or labels changed: what was prepared is worth nothing."""
        self._prepared = None
        self.awaited = False
        self._suggest()

    def _suggest(self) -> None:
        article = self.article
        if article is None or not self.offering:
            self.awaited = False
            self._offer()
            self._told()
            return
        self._rejected = deciding.rejected(self.desk, article.id)
        if self._prepared is None and not self.awaited:
            suggesting = self.copydesk.suggesting
            self._prepared = suggesting.ready(article.id)
            self.awaited = self._prepared is None
            told = partial(self._tell, article.id)
            suggesting.prepare(article, self.labels, self.desk.actor, told)
        self._offer()
        self._told()

    def _tell(self, article: str, prepared: Prepared) -> None:
        # in the thread
        self.post_message(Suggested(article, prepared))

    def on_suggested(self, message: Suggested) -> None:
        """Show what the thread has made, when it is still about what is shown."""
        message.stop()
        if self.article is None or message.article != self.article.id or not self.offering:
            return
        if message.offers is not None:
            if message.change == self._change:
                self._show_offers(message.offers)
                self._told()
            return
        self._prepared, self.awaited = message.prepared, False
        self._offer()
        self._told()
        self._prepare_next()

    def _prepare_next(self) -> None:
        at = self.next_waiting(_AHEAD)
        if at >= 0:
            article = self.desk.article(self.ids[at])
            self.copydesk.suggesting.prepare_next(article, self.labels, self.desk.actor)

    # ------------------------------------------------------------------------ offering

    def _offer(self) -> None:
        """Offer anew, after a decision: at once, but for a long article."""
        prepared, article = self._prepared, self.article
        self._change += 1
        if prepared is None or article is None or not self.offering:
            self._show_offers(())
            return
        me = self.desk.actor
        mine = [span for span in self.view.spans if span.annotator == me]
        suggesting = self.copydesk.suggesting
        if len(self.text) < _LONG:
            self._show_offers(suggesting.engine.offer(prepared, mine, self._rejected))
            return
        self._show_offers([one for one in self.view.offers if self._open(one)])
        change = self._change

        def told(offers: tuple[Suggestion, ...]) -> None:
            # in the thread
            self.post_message(Suggested(article.id, prepared, offers, change))

        suggesting.offer(prepared, mine, self._rejected, told)

    def _open(self, offer: Suggestion) -> bool:
        """Whether nothing was decided about a suggestion that is shown."""
        me = self.desk.actor
        over = self.view.spans.overlapping(offer.start, offer.end)
        return offer.key not in self._rejected and all(span.annotator != me for span in over)

    def _show_offers(self, offers: Sequence[Suggestion]) -> None:
        if not offers and not len(self.view.offers):
            return
        self.view.set_offers(offers)
        self._seen = {key: at for key, at in self._seen.items() if self.view.offers.get(key)}
        self._window = (-1, -1)

    def _told(self) -> None:
        """Say all that depends on what is suggested."""
        self.recount()
        self.settle()

    def sure(self) -> list[Suggestion]:
        """What is suggested for sure, in the order of the text."""
        return [offer for offer in self.view.offers if offer.sure]

    def rejected_now(self, offer: Suggestion) -> None:
        """A suggestion was rejected, and that is on disk."""
        self._rejected |= {offer.key}
        self._wrote()

    def _wrote(self) -> None:
        """A decision is on disk: what is suggested may follow it."""
        self._offer()
        super()._wrote()

    # ---------------------------------------------------------------------- being seen

    def settle(self) -> None:
        """Notice what comes on the screen."""
        super().settle()
        self._watch()

    def on_article_view_scrolled(self, message: ArticleView.Scrolled) -> None:
        """The wheel brought other lines on the screen."""
        message.stop()
        self._watch()

    def _watch(self) -> None:
        window = self.view.window()
        if len(self.view.offers) and window != self._window:
            self._window = window
            self.when_painted(self._painted_offers)

    def _painted_offers(self) -> None:
        now = _time.get_time()
        for offer in self.view.offers.overlapping(*self.view.window()):
            self._seen.setdefault(offer.id, now)

    def was_seen(self, offer: Suggestion) -> bool:
        """Whether a suggestion stood on the terminal when the key under way was pressed."""
        return self._seen.get(offer.id, math.inf) <= self.pressed

    def run_meaning(self, meaning: Command | Label, event: events.Key | None = None) -> None:
        """Remember when the key was pressed; what was chosen from a list is pressed now."""
        self.pressed = event.time if event is not None else _time.get_time()
        super().run_meaning(meaning, event)

    def intercept(self, event: events.Key, character: str) -> bool:
        """Hints decide about suggestions, too."""
        self.pressed = event.time
        return super().intercept(event, character)

    # ------------------------------------------------------------------------- telling

    def offered(self) -> Suggestion | None:
        """The suggestion under the cursor: a sure one first, then the shortest."""
        if not len(self.view.offers) or self.view.selection:
            return None
        over = self.view.offers.at(self.view.cursor)
        return min(over, key=lambda offer: not offer.sure, default=None)

    def about_offer(self, offer: Suggestion) -> str:
        """What is suggested, why, and the key that takes it."""
        roomy = self.targets.size.width >= ROOMY
        words = short(self.text[offer.start : offer.end], 30) + " · " if roomy else ""
        label = self.label_name(offer.label).lower()
        what = f"{label}?" if offer.sure else f"perhaps {label}?"
        key = self.copydesk.keymap.key("reader", "reader.accept")
        return f"{words}{what} · {offer.reason} · {key} takes it"

    def tags(self) -> str:
        """How many tags there are, and how many are suggested."""
        count = len(self.sure())
        return super().tags() + (f" · {count} suggested" if count else "")

    def recount(self) -> None:
        """Count suggestions by label, too."""
        self._counts = Counter(offer.label for offer in self.sure())
        self.panel.set_suggested(self._counts)
        super().recount()

    def suggested_of(self, label_id: str) -> str:
        """How many more are suggested."""
        count = self._counts[label_id]
        return f"+{count}" if count else ""

    def keys_now(self) -> tuple[Pairs | None, Pairs, Pairs]:
        """Where something is suggested, what to do about it comes first."""
        keys, more, last = super().keys_now()
        if keys is not None or self.view.selection or not len(self.view.offers):
            return keys, more, last
        keymap = self.copydesk.keymap

        def pair(name: str, title: str) -> tuple[str, str]:
            return keymap.key("reader", f"reader.{name}"), title

        here = self.offered() is not None
        count = len(self.sure())
        found = [pair("accept", "accept"), pair("remove", "reject")] if here else []
        found += [pair("next-stop", "next")]
        if count:
            found += [pair("accept-all", f"accept {count}"), pair("finish", "accept, finish")]
        else:
            found += [pair("finish", "finish")]
        found += [pair("hint", "hint"), pair("reject-hint", "reject by letter")]
        found += [pair("undo", "undo"), (keymap.key("reader", "app.help"), "help")]
        return tuple(x for x in found if x[0]), (), ()
