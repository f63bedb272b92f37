"""What stands under the reader's cursor, and what the lines around the text tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from store.model import Article, Comment, Label, Layer, Span
from store.register.reading import Speakers
from store.suggest.values import Suggestion
from store.text.targets import kind_of, phrase
from tui.screens.base import DeskScreen
from tui.text.excerpts import short, trimmed
from tui.text.tally import Tally
from tui.widgets.article_view import CONTEXT, ArticleView
from tui.widgets.key_line import KeyLine, Pairs
from tui.widgets.reader_header import ReaderHeader
from tui.widgets.tag_panel import UNSURE, TagPanel
from tui.widgets.target_line import Offer, TargetLine

LAYERS = ("mine", "others", "all")
SAVED = "✓ saved"
ROOMY = 98
"""Cells of a line from which words that stand under the cursor are said again beside whom they name."""


class ReaderTelling(DeskScreen):
    """The article shown, the span keys act on, and the telling of both."""

    WHERE: ClassVar[str] = "reader"

    view: ArticleView
    header: ReaderHeader
    panel: TagPanel
    targets: TargetLine
    key_line: KeyLine

    def __init__(self) -> None:
        super().__init__()
        self.article: Article | None = None
        self.ids: Sequence[str] = ()
        self.position = -1
        self.layer_shown = LAYERS[0]
        self.hidden = False
        """Whether blind mode keeps others' marks of this article from me."""
        self.selecting = False
        self._cycle = (-1, 0)
        self._saved = ""
        self._saved_well = True
        self._speakers: Speakers | None = None
        self._tally = Tally()
        self._layer: Layer | None = None
        self._others = 0
        self._comments: list[Comment] = []

    @property
    def labels(self) -> list[Label]:
        """The labels spans may have, in the scheme's order."""
        return [x for x in self.copydesk.labels if x.scope == "span" and not x.retired]

    def label_of(self, label_id: str) -> Label | None:
        """A label by its id; None when the scheme has none."""
        return next((x for x in self.copydesk.labels if x.id == label_id), None)

    def label_name(self, label_id: str) -> str:
        """A label's name; its id when the scheme does not have it."""
        label = self.label_of(label_id)
        return label.name if label else label_id

    # -------------------------------------------------------------------- under the cursor

    @property
    def text(self) -> str:
        """The text shown."""
        return self.view.text

    def go(self, offset: int, *, keep_goal: bool = False, context: int = CONTEXT) -> None:
        """Move the cursor there, the selection following when one is being made."""
        self.view.move(offset, extend=self.selecting, keep_goal=keep_goal)
        self.view.reveal(context)
        self.settle()

    def current(self) -> Span | None:
        """The span keys act on: the innermost under the cursor, or the one cycled to."""
        under = self._under()
        if not under:
            return None
        cursor, turn = self._cycle
        return under[turn % len(under)] if cursor == self.view.cursor else under[0]

    def offered(self) -> Suggestion | None:
        """The suggestion keys act on, before any span: the one under the cursor."""
        return None

    def _under(self) -> list[Span]:
        """The spans under the cursor: mine before the others', the innermost first."""
        under = self.view.spans.at(self.view.cursor)
        under.sort(key=lambda span: span.annotator != self.desk.actor)
        return under

    def stand_on(self, span: Span, *, at_end: bool = False) -> None:
        """Make a span the current one; a cursor outside goes to its start, or ``at_end`` of it."""
        if not span.start <= self.view.cursor < span.end:
            at = self.view.layout_of_text.left(span.end) if at_end else span.start
            self.view.move(at)
            self.view.reveal(0)
        ids = [other.id for other in self._under()]
        self._cycle = self.view.cursor, ids.index(span.id) if span.id in ids else 0

    def target(self, label: Label) -> tuple[int, int]:
        """What a label key would mark: the selection, else the span here, else the best phrase."""
        if self.view.selection:
            return trimmed(self.text, *self.view.selection)
        offer = self.offered()
        if offer is not None and (offer.sure or offer.label == label.id):
            return offer.start, offer.end
        span = self.current() if offer is None else None
        if span is not None:
            return span.start, span.end
        return phrase(self.text, self.view.cursor, kind_of(label))

    def settle(self) -> None:
        """Bring what depends on the cursor up to date; every command ends with it."""
        offer = self.offered()
        span = None if self.view.selection or offer else self.current()
        self.view.set_current(span.id if span else "")
        self.view.set_offered(offer.id if offer else "")
        keymap = self.copydesk.keymap
        offers: list[Offer] = []
        lead = ""
        for label in self.labels:
            key = keymap.label_key(label.id)
            if self.view.selection or span is not None or (offer is not None and offer.sure):
                offers.append(Offer(key, label.id, label.name))
            else:
                start, end = self.target(label)
                words = " ".join(self.text[start : min(end, start + 200)].split())
                offers.append(Offer(key, label.id, words or "–"))
        if self.view.selection:
            start, end = trimmed(self.text, *self.view.selection)
            lead = f"“{short(self.text[start:end])}” →"
        elif span is not None:
            offers = [x for x in offers if x.label != span.label]
            lead = self._about(span)
        elif offer is not None:
            offers = [x for x in offers if x.label != offer.label]
            lead = self.about_offer(offer)
        more = f"{keymap.key('reader', 'reader.label-list')} labels"
        self.targets.show(lead, offers, more)
        self.show_keys()

    def show_keys(self) -> None:
        """Show in the key line what the keys do now."""
        keys, more, last = self.keys_now()
        self.key_line.show_keys(keys, more=more, last=last)

    def keys_now(self) -> tuple[Pairs | None, Pairs, Pairs]:
        """The keys of what is under way (None: the commands of the place), those that lead to what
        has no room, and those that stand last.
        """
        if not self.view.selection:
            return None, (), ()
        keymap = self.copydesk.keymap
        marks = ((keymap.label_key(x.id), x.name) for x in self.labels)
        more = ((keymap.key("reader", "reader.label-list"), "labels"),)
        return (("2–9", "words"), *marks), more, (("< >", "end"), ("esc", "drop"))

    def _about(self, span: Span) -> str:
        """A span in words: label, whose, what was said of it."""
        words = short(self.text[span.start : span.end], 24)
        who = self.named(span)
        room = not who.startswith(" →") or self.targets.size.width >= ROOMY
        about = self.label_name(span.label) + (f" “{words}”" if room else "") + who
        if span.annotator != self.desk.actor:
            about += f" by {span.annotator}"
        said = [x for x in self._comments if x.span == span.id]
        if said:
            about += f" † {said[-1].annotator}: {said[-1].text}"
        below = len(self.view.spans.at(self.view.cursor)) - 1
        return about + (f" (+{below}, \\)" if below > 0 else "")

    def about_offer(self, offer: Suggestion) -> str:  # noqa: ARG002
        """A suggestion in words: what, and why."""
        return ""

    def named(self, span: Span) -> str:  # noqa: ARG002
        """Whom a span names, said after its words."""
        return ""

    def saved(self) -> None:
        """A write is on disk."""
        self._saved, self._saved_well = SAVED, True

    def _count(self) -> None:
        """Show counts in the header, the panel and the line of counts."""
        article, layer = self.article, self._layer
        if article is None or layer is None:
            return
        notes = self._said_of_it()[-3:]
        article_labels = [self.label_name(x) for x in layer.labels]
        if article_labels:
            notes.insert(0, " · ".join(article_labels))
        assert self._speakers is not None
        self.panel.show(self.labels, self._tally, notes, self._speakers.country)
        self.recount()

    def _said_of_it(self) -> list[str]:
        """Open comments on the article, newest last."""
        return [f"† {x.annotator}: {x.text}" for x in self._comments if not x.span]

    def recount(self) -> None:
        """The numbers changed, nothing else."""
        article, layer = self.article, self._layer
        if article is None or layer is None:
            return
        self.panel.counted()
        counts = [
            Offer(self.copydesk.keymap.label_key(x.id), x.id, f"{x.name} {self._counted(x.id)}")
            for x in self.labels
            if self._counted(x.id)
        ]
        counts += [Offer("", "", said) for said in self._said_of_it()[-1:]]
        self.targets.show_counts(counts)
        state, good = self._saved, self._saved_well
        if self.desk.read_only:
            state, good = "read only", False
        place = f"{self.position + 1}/{len(self.ids)}" if self.position >= 0 else ""
        self.header.tell(place, article, layer, self.remark() + self.tags(), state, good=good)

    def _counted(self, label_id: str) -> str:
        """How many tags have a label, for how many of them it is a guess whom they mean, and what is
        suggested; "" where there is nothing of it."""
        unsure = self._tally.unsure(label_id)
        parts = [str(self._tally.count(label_id) or ""), f"({unsure}{UNSURE})" if unsure else ""]
        return " ".join(filter(None, [*parts, self.suggested_of(label_id)]))

    def suggested_of(self, label_id: str) -> str:  # noqa: ARG002
        """How many more tags of a label are suggested, as ``+3``; "" for none."""
        return ""

    def tags(self) -> str:
        """How many tags are shown, and how many of others are not."""
        total = len(self._tally)
        tags = f"{total} tag" + ("" if total == 1 else "s")
        if self.hidden:
            return f"{tags} · blind"
        if self.layer_shown != LAYERS[0]:
            return f"{tags} ({self.layer_shown})"
        if not self._others:
            return tags
        others = f"{self._others} by others ({self.copydesk.keymap.key('reader', 'reader.layers')})"
        return f"{tags} · {others}" if total else others

    def remark(self) -> str:
        """What else the header has to say before the number of tags."""
        return ""

    def report(self, error: BaseException) -> None:
        """Say what went wrong; what was not saved is never called saved."""
        self._saved, self._saved_well = "✗ not saved", False
        self.recount()
        super().report(error)
