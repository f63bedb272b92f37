"""What is suggested for the article on the screen: prepared in a thread, shown, told, never moved.

A suggestion counts as seen once it stood on the terminal; only then can a key decide about it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
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

_AHEAD = 50
"""Articles looked through for the one whose suggestions are prepared beforehand."""

_AFTER = 0.03
"""Seconds after a key in a long article until what is suggested follows it: its frame is out."""


@dataclass
class Suggested(Message):
    """From the thread: a stretch of an article is prepared."""

    article: str
    prepared: Prepared


class ReaderOffering(ReaderLinking):
    """Shows suggestions; the class on top decides about them."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed = math.inf
        """When the key under way was pressed, in the clock of `Message.time`."""
        self._wanting = False
        """Whether suggestions were asked for the article as it is."""
        self._prepared: dict[int, Prepared] = {}
        self._ends = 0
        """How many characters are prepared."""
        self._rejected: frozenset[Key] = frozenset()
        self._changed: list[tuple[int, int]] = []
        """Where something was decided that what is suggested has not followed yet."""
        self._seen: dict[str, float] = {}
        self._counts: Counter[str] = Counter()
        self._window = (-1, -1)
        self.unlikely_at: tuple[int, int] | None = None
        """Where in the text names are shown that are hardly marked, too."""

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

    @property
    def awaited(self) -> bool:
        """Whether suggestions for some of the article are on their way."""
        return self._wanting and self._ends < len(self.text)

    def article_changed(self) -> None:
        """Show what was prepared beforehand, and have it prepared with all that is known now."""
        super().article_changed()
        self.suggest_anew()

    def reload(self) -> list[Span]:
        """Undoing brings suggestions back, finishing elsewhere takes them away."""
        changed = super().reload()
        if self.article is not None:
            if self.offering != self._wanting:
                self.suggest_anew()
            elif self._wanting:
                before = self._rejected
                self._rejected = deciding.rejected(self.desk, self.article.id)
                keys = [(start, end) for start, end, _ in before ^ self._rejected]
                self._offer([*keys, *((span.start, span.end) for span in changed)])
                self._told()
        return changed

    def keymap_changed(self) -> None:
        """The scheme may be another one, and suggestions are of its labels."""
        super().keymap_changed()
        if self.is_mounted and self._wanting:
            self.suggest_anew()

    def suggest_anew(self) -> None:
        """Have everything prepared, and show until then what was prepared before."""
        article = self.article
        self._wanting, self._prepared, self._ends, self._seen = self.offering, {}, 0, {}
        self._counts.clear()
        self._changed = []
        self.view.set_offers((), 0, len(self.text))
        if article is not None and self._wanting:
            self._rejected = deciding.rejected(self.desk, article.id)
            suggesting = self.copydesk.suggesting
            for prepared in suggesting.ready(article.id):
                self._take_in(prepared)
            told = partial(self._tell, article.id)
            near = self.view.window()[0]
            suggesting.prepare(article, self.labels, self.desk.actor, near, told)
        self._told()

    def _tell(self, article: str, prepared: Prepared) -> None:
        # in the thread
        self.post_message(Suggested(article, prepared))

    def on_suggested(self, message: Suggested) -> None:
        """Show what the thread has prepared, when it is still about what is shown."""
        message.stop()
        if self.article is None or message.article != self.article.id or not self._wanting:
            return
        self._take_in(message.prepared)
        self._told()
        if not self.awaited:
            self._prepare_next()

    def _take_in(self, prepared: Prepared) -> None:
        if prepared.start not in self._prepared:
            self._ends += prepared.end - prepared.start
        self._prepared[prepared.start] = prepared
        self._offer([(prepared.start, prepared.end)])

    def _prepare_next(self) -> None:
        at = self.next_waiting(_AHEAD)
        if at >= 0:
            article = self.desk.article(self.ids[at])
            self.copydesk.suggesting.prepare_next(article, self.labels, self.desk.actor)

    # ------------------------------------------------------------------------ offering

    def _offer(self, places: Iterable[tuple[int, int]]) -> None:
        """Offer anew in the stretches that have to do with places of the text."""
        me, engine = self.desk.actor, self.copydesk.suggesting.engine
        touched = {
            prepared.start: prepared
            for start, end in places
            for prepared in self._prepared.values()
            if prepared.start <= end and start <= prepared.end
        }
        for start, prepared in touched.items():
            over = self.view.spans.overlapping(start, prepared.end)
            mine = [span for span in over if span.annotator == me]
            asked = self.unlikely_at
            unlikely = asked is not None and start <= asked[1] and asked[0] <= prepared.end
            offers = engine.offer(prepared, mine, self._rejected, unlikely=unlikely)
            before = self.view.offers.overlapping(start, prepared.end)
            self.view.set_offers(offers, start, prepared.end)
            for one in before:
                self._counts[one.label] -= one.sure
                now = self.view.offers.get(one.id)
                if now is None or (now.sure and not one.sure):
                    self._seen.pop(one.id, None)  # as a sure one it was not seen
            self._counts.update(one.label for one in offers if one.sure)
            self._window = (-1, -1)

    def show_unlikely(self, where: tuple[int, int] | None) -> None:
        """Show names that are hardly marked in the stretches about some place, and nowhere else."""
        before, self.unlikely_at = self.unlikely_at, where
        self._offer([place for place in (before, where) if place])

    def _told(self) -> None:
        """Say all that depends on what is suggested."""
        self.recount()
        self.settle()

    def sure(self) -> list[Suggestion]:
        """What is suggested for sure, in the order of the text."""
        return [offer for offer in self.view.offers if offer.sure]

    def on_screen_now(self) -> list[Suggestion]:
        """What is suggested, for sure or not, and begins on the screen."""
        first, last = self.view.window()
        return [x for x in self.view.offers.overlapping(first, last) if x.start >= first]

    def note_rejected(self, key: Key) -> None:
        """A suggestion was rejected, and that is on disk."""
        self._rejected |= {key}
        self._changed.append(key[:2])

    def would_offer(self, span: Span) -> bool:
        """Whether a mark was suggested, or may be if it were not there."""
        return self._wanting and (
            span.origin == deciding.ORIGIN
            or any(
                (one.start + at, one.end + at, one.label) == (span.start, span.end, span.label)
                for at, prepared in self._prepared.items()
                if at <= span.start < prepared.end
                for one in prepared.candidates
            )
        )

    def _put(self, span: Span) -> Span:
        """A span is on disk, perhaps where something is suggested."""
        self._changed.append((span.start, span.end))
        return super()._put(span)

    def _wrote(self) -> None:
        """A decision is on disk: what is suggested may follow it.

        In a long article that waits until the key's frame is out; what was decided about goes at once.
        """
        if self._wanting and len(self._prepared) > 1:
            for start, end in self._changed:
                self._drop_decided(start, end)
            self.after(_AFTER, self._follow)
        elif self._wanting:
            self._offer(self._changed)
            self._changed = []
        super()._wrote()

    def _drop_decided(self, start: int, end: int) -> None:
        me = self.desk.actor
        over = self.view.offers.overlapping(start, end)
        mine = [x for x in self.view.spans.overlapping(start, end) if x.annotator == me]
        left = []
        for one in over:
            marked = any(x.start < one.end and x.end > one.start for x in mine)
            if not marked and one.key not in self._rejected:
                left.append(one)
            else:
                self._counts[one.label] -= one.sure
        self.view.set_offers(left, start, end)

    def _follow(self) -> None:
        changed, self._changed = self._changed, []
        if changed and self._wanting:
            self._offer(changed)
            self._told()

    # ---------------------------------------------------------------------- being seen

    def settle(self) -> None:
        """Notice what comes on the screen."""
        super().settle()
        self._watch()

    def on_article_view_scrolled(self, message: ArticleView.Scrolled) -> None:
        """The wheel, or another size, brought other lines on the screen."""
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
        count = self._counts.total()
        return super().tags() + (f" · {count} suggested" if count else "")

    def recount(self) -> None:
        """Count suggestions by label, too."""
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
        count = self._counts.total()
        found = [pair("accept", "accept"), pair("remove", "reject")] if here else []
        found += [pair("next-stop", "next")]
        if count:
            found += [pair("accept-all", f"accept {count}"), pair("finish", "accept, finish")]
        else:
            found += [pair("finish", "finish")]
        found += [pair("hint", "hint"), pair("pick", "by letter")]
        found += [pair("undo", "undo"), (keymap.key("reader", "app.help"), "help")]
        return tuple(x for x in found if x[0]), (), ()
