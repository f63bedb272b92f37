"""What the review shows of an article: the text with marks, the versions, the offers, the header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from store.model import Article, Comment, Label, Layer, Span
from store.register.reading import name_of as entity_name
from store.review import layers
from store.review.disagreement import Choice, Comparison, Disagreement, Version
from store.review.layers import Key, Verdict
from store.review.walking import Likely, Record, likely
from store.suggest.second_look import Doubt
from tui.screens import review_telling as telling
from tui.screens.base import DeskScreen
from tui.telling import called
from tui.widgets.article_view import ArticleView
from tui.widgets.reader_header import ReaderHeader
from tui.widgets.target_line import Offer, TargetLine
from tui.widgets.versions_panel import Passage, VersionsPanel

_DRAFT = "draft"


class ReviewShowing(DeskScreen):
    """The state of a review, and the drawing of it."""

    WHERE: ClassVar[str] = "review"

    view: ArticleView
    panel: VersionsPanel
    header: ReaderHeader
    targets: TargetLine

    def __init__(self, article_id: str, ids: Sequence[str], known: Mapping[str, Record]) -> None:
        super().__init__()
        self.ids = list(ids)
        self.known = known
        self.article: Article | None = None
        self.found = Comparison((), (), ())
        self.stops: list[Disagreement] = []
        self.at = -1
        self.shown = 0
        self.draft: Choice | None = None
        self.every = False
        self.hidden = False
        self.comments: list[Comment] = []
        self.doubts: list[Doubt] = []
        self._first = article_id
        self._stands: Mapping[Key, Verdict] = {}
        self._layers: list[Layer] = []
        self._saved = ""
        self._saved_well = True
        self._theme_drawn = ""

    # ------------------------------------------------------------------------- passages

    @property
    def position(self) -> int:
        """Where the article is in the list; -1 when it is not in it."""
        here = self.article.id if self.article else ""
        return self.ids.index(here) if here in self.ids else -1

    @property
    def stop(self) -> Disagreement | None:
        """The passage that keys decide about."""
        return self.stops[self.at] if 0 <= self.at < len(self.stops) else None

    @property
    def version(self) -> Version | None:
        """The version shown."""
        if self.stop is None or self.shown >= len(self.stop.versions):
            return None
        return self.stop.versions[self.shown]

    @property
    def offered(self) -> Likely | None:
        """The version that is most likely right."""
        return likely(self.stop, self.known) if self.stop is not None else None

    def _offer(self) -> None:
        """Show the likely version of this passage first."""
        offered = self.offered
        self.shown = 0
        if offered is not None and self.stop is not None:
            self.shown = self.stop.versions.index(offered.version)

    # -------------------------------------------------------------------------- drawing

    def _all_spans(self) -> list[Span]:
        if self.article is None or self.hidden or not self.article.has_text:
            return []
        here, me = self.article.id, self.desk.actor
        agreed = {
            mark.key: telling.drawn(mark, here, me, self._stands, full=not mark.new)
            for mark in self.found.agreed
        }
        found = agreed | {
            mark.key: telling.drawn(mark, here, me, self._stands, full=False)
            for one in self.found.disagreements
            for mark in one.marks
        }
        for key in self._stands:
            found.setdefault(key, telling.painted(key, here, me))
        if self.stop is not None:
            found |= {(s.start, s.end, s.label): s for s in self._here(self.stop)}
        drafted = [self._drafted()] if self.draft else []
        return [*found.values(), *drafted]

    def _here(self, stop: Disagreement) -> list[Span]:
        """The marks of the passage as they are drawn while one is there."""
        assert self.article is not None
        version = self.version if self.draft is None else None
        shown = {mark[:3] for mark in version.marks} if version else set()
        here, me = self.article.id, self.desk.actor
        return [
            telling.drawn(mark, here, me, self._stands, full=mark.key in shown)
            for mark in stop.marks
        ]

    def _drafted(self) -> Span:
        assert self.draft is not None
        assert self.article is not None
        span = telling.painted(self.draft[:3], self.article.id, self.desk.actor)
        return Span(_DRAFT, span.article, *self.draft[:3], annotator=span.annotator)

    def _paint(self, old: Disagreement | None) -> None:
        """Draw the passage left and the one come to as they are now."""
        assert self.article is not None
        if old is not None and old is not self.stop:
            here, me = self.article.id, self.desk.actor
            for mark in old.marks:
                full = not old.kinds and not mark.new
                self.view.put(telling.drawn(mark, here, me, self._stands, full=full))
        if self.stop is not None:
            for span in self._here(self.stop):
                self.view.put(span)
        self.view.drop(_DRAFT)
        if self.draft is not None:
            self.view.put(self._drafted())

    def settle(self) -> None:
        """Bring cursor, versions and header up to date; every command ends with it."""
        if self.article is None:
            return
        stop, version = self.stop, self.version
        current = ""
        if self.draft is not None:
            current = _DRAFT
            self.view.move(self.draft[0])
        elif stop is not None:
            first = version.marks[0] if version and version.marks else None
            current = telling.name_of(first[:3]) if first else ""
            self.view.move(first[0] if first else stop.start)
        self.view.set_current(current)
        if stop is not None:
            self.view.reveal()
        said = {one.span for one in self.comments if one.span and not one.resolved}
        self.view.set_comments(
            telling.name_of(mark.key)
            for one in (self.stops if said else ())
            for mark in one.marks
            if any(span.id in said for span in mark.spans)
        )
        self.panel.show(self._passage())
        self._offers()
        self.tell()

    def _passage(self) -> Passage:
        assert self.article is not None
        text, stop, offered = self.view.text, self.stop, self.offered
        if stop is None or offered is None:
            return Passage(note=self._note(), remarks=telling.remarks(self.comments, set()))
        names = telling.Names(self.label_name, self._entity_name)
        rows = telling.version_rows(stop, offered, self.draft, names)
        spans = {span.id for mark in stop.marks for span in mark.spans}
        return Passage(
            text=text,
            title=f"{self.at + 1}/{len(self.stops)}  {telling.kinds(stop)}",
            outcome=telling.outcome(stop, text, self._stands, names),
            rows=rows,
            shown=len(rows) - 1 if self.draft is not None else self.shown,
            remarks=(
                *telling.doubted(self.doubts, self.stops, self.at, text, names),
                *telling.remarks(self.comments, spans),
            ),
            following=telling.following(self.stops, self.at, text),
        )

    def _note(self) -> tuple[str, ...]:
        assert self.article is not None
        key = self.copydesk.keymap.key
        if not self.article.has_text:
            return ("The text is not on this desk.",)
        if self.hidden:
            return (
                "Blind mode: finish this article yourself first.",
                "What the others marked is shown then.",
            )
        if not self.found.annotators:
            return ("Nobody has finished this article yet.", "There is nothing to decide.")
        if not self.found.agreed:
            return ("Nobody marked anything here.", f"{key('review', 'review.approve')} approves.")
        count = len(self.found.agreed)
        return (
            f"All agree on {count} mark{'s' if count > 1 else ''}.",
            f"{key('review', 'review.approve')} approves, and opens the next.",
            f"{key('review', 'review.every')} goes through them.",
        )

    def _offers(self) -> None:
        keymap = self.copydesk.keymap
        labels = [Offer(keymap.label_key(x.id, self.WHERE), x.id, x.name) for x in self.labels]
        lead = ""
        offered = self.offered
        if self.draft is not None:
            lead = "enter takes your edges"
        elif self.version is not None and offered is not None:
            why = f" ({telling.why(offered)})" if self.version is offered.version else ""
            lead = f"enter takes {self.shown + 1}{why}"
        more = f"{keymap.key('review', 'review.label-list')} labels"
        self.targets.show(lead, labels if lead else [], more)

    def tell(self) -> None:
        """The header."""
        article = self.article
        if article is None:
            return
        left = sum(not one.decided for one in self.stops)
        sure = len(self.found.agreed)
        counts = f"{left} open · {sure} agreed"
        # whose marks these are comes first; where the article is from is read in its text
        who = ", ".join(self.found.annotators)
        date = "" if self.panel.has_class("-flat") else article.published[:10]
        facts = tuple(x for x in (who, date) if x)
        state, good = self._saved, self._saved_well
        if self.desk.read_only:
            state, good = "read only", False
        elif not state and layers.is_closed(self._layers):
            state = "✓ approved"
        elif not state and any(layer.status == "returned" for layer in self._layers):
            state, good = "sent back", False
        place = f"{self.position + 1}/{len(self.ids)}" if self.position >= 0 else ""
        self.header.show(place, called(article), facts, counts, state, good=good)

    @property
    def labels(self) -> list[Label]:
        """The labels marks may have, in the scheme's order."""
        return [x for x in self.copydesk.labels if x.scope == "span" and not x.retired]

    def label_name(self, label_id: str) -> str:
        """A label's name; its id when the scheme does not have it."""
        return next((x.name for x in self.copydesk.labels if x.id == label_id), label_id)

    def _entity_name(self, entity: str) -> str:
        return entity_name(self.desk.connection, entity) or entity[:8]

    def saved(self) -> None:
        """A write is on disk."""
        self._saved, self._saved_well = "✓ saved", True

    def report(self, error: BaseException) -> None:
        """Say what went wrong."""
        super().report(error)
