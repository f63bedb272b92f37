"""The review's ground: its parts, the articles it opens, and the way from passage to passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from store.errors import Refused
from store.review import layers
from store.review.queue import still_waits
from store.review.verdicts import comparison
from store.review.walking import Record, stops
from store.suggest import second_look
from tui.mistakes import SHOWN_ERRORS
from tui.screens.review_showing import ReviewShowing
from tui.telling import NO_TEXT
from tui.widgets.article_view import ArticleView
from tui.widgets.key_line import KeyLine
from tui.widgets.mark_styles import MarkStyles, styles_for
from tui.widgets.reader_header import ReaderHeader
from tui.widgets.target_line import TargetLine
from tui.widgets.versions_panel import VersionsPanel

WIDE = 100
"""Columns from which the versions stand beside the text."""

_FLATTEST, _HIGHEST = 5, 10


class ReviewBase(ReviewShowing):
    """Opens articles and goes from passage to passage."""

    DEFAULT_CSS = """
    ReviewBase {
        & #page { height: 1fr; }
        & #reading { width: 1fr; height: 1fr; }
    }
    """

    # ------------------------------------------------------------------------- widgets

    def compose(self) -> ComposeResult:
        """Header, text with the versions below or beside, label keys, keys."""
        styles = self._mark_styles()
        yield ReaderHeader()
        with Horizontal(id="page"):
            with Vertical(id="reading"):
                yield ArticleView(styles)
            yield VersionsPanel(styles)
        below = VersionsPanel(styles)
        below.add_class("-flat")
        yield below
        yield TargetLine(styles)
        yield KeyLine()

    def on_mount(self) -> None:
        """Show the article."""
        super().on_mount()
        self.view = self.query_one(ArticleView)
        self.header = self.query_one(ReaderHeader)
        self.targets = self.query_one(TargetLine)
        self._theme_drawn = self.app.theme
        self._arrange()
        if not self.open_article(self._first):
            self.call_later(self.copydesk.do_back)
        self.call_after_refresh(self.settle)  # before, there was no line to stand on

    def _mark_styles(self) -> MarkStyles:
        app = self.copydesk
        letters = {label.id: app.keymap.label_key(label.id, self.WHERE) for label in app.labels}
        return styles_for(app, letters)

    def keymap_changed(self) -> None:
        """Labels, keys or colours changed."""
        super().keymap_changed()
        if not self.is_mounted:
            return
        styles = self._mark_styles()
        self.view.restyle(styles)
        self.targets.styles_of_marks = styles
        for panel in self.query(VersionsPanel):
            panel.styles_of_marks = styles
        if self._theme_drawn != self.app.theme:
            self._theme_drawn = self.app.theme
            self.call_after_refresh(self._recolour)
        self.settle()

    def _recolour(self) -> None:
        for widget in (self.view, self.header, self.targets, *self.query(VersionsPanel)):
            widget.notify_style_update()
            widget.refresh()
        self.keymap_changed()

    def on_resize(self) -> None:
        """The width decides where the versions stand."""
        if self.is_mounted:
            self._arrange()
            self.settle()

    def _arrange(self) -> None:
        beside, below = self.query(VersionsPanel)
        wide = self.app.size.width >= WIDE
        beside.display, below.display = wide, not wide
        self.panel = panel = beside if wide else below
        if not wide:
            # as high as the fullest passage needs: nothing moves while one goes through them
            most = max((len(one.versions) for one in self.stops), default=1)
            wanted = max(_FLATTEST, min(_HIGHEST, most + 3))
            panel.styles.height = min(wanted, max(3, self.app.size.height // 2))

    # ------------------------------------------------------------------------- articles

    def neighbours(self, ids: Sequence[str], known: Mapping[str, Record]) -> None:
        """The list is known now, or another one."""
        self.known = known
        here = self.article.id if self.article else ""
        old = self.ids
        self.ids = list(ids)
        if here and here not in self.ids:
            # what is settled waits no longer; its place is kept for going back
            before = old[: old.index(here)] if here in old else []
            place = next((self.ids.index(x) + 1 for x in reversed(before) if x in self.ids), 0)
            self.ids.insert(place, here)
        if self.is_mounted:
            self.tell()

    def open_article(self, article_id: str, *, last: bool = False) -> bool:
        """Show an article at its first open passage (else its first, or its ``last``).

        Says whether it is shown; one that cannot be read is told of, and the one before stays.
        """
        try:
            self._read(article_id)
        except SHOWN_ERRORS as error:
            (self if self.article is not None else self.copydesk).report(error)
            return False
        assert self.article is not None
        article = self.article
        self.draft = None
        self._saved, self._saved_well = "", True
        self.at = len(self.stops) - 1 if last else self.open_from(0)
        self._offer()
        text = article.text if article.has_text else NO_TEXT
        title_end = len(article.title) if text.startswith(article.title) else 0
        at = self.stop.start if self.stop else 0
        self.view.set_me(self.desk.actor)
        self.view.show(text, self._all_spans(), title_end=title_end, cursor=at)
        self._arrange()
        self.settle()
        self.mark_undecided()
        return True

    def _read(self, article_id: str) -> None:
        article = self.desk.article(article_id)
        hidden = layers.to_be_done_blind(self.desk, article.id)
        who = (self.desk.actor,) if hidden else None
        found = comparison(self.desk, article.id, who)
        comments = self.desk.comments(article.id)
        stands = {} if hidden else layers.gold(layers.verdicts(self.desk, article.id))
        self._layers = self.desk.layers(article.id)
        self.article, self.found, self.hidden = article, found, hidden
        self.comments, self._stands = comments, stands
        shown = article.has_text and not hidden
        read = self.desk.connection
        self.doubts = second_look.doubts(read, article=article.id) if shown else []
        self.stops = stops(found, every=self.every) if shown else []

    def reload(self) -> None:
        """Read the article again, staying at the passage."""
        assert self.article is not None
        here = self.stop
        try:
            self._read(self.article.id)
        except Refused:
            self.article = None
            if self.is_current:
                self.copydesk.do_back()
            return
        if here is not None:
            starts = [(one.start, one.end) for one in self.stops]
            self.at = next((n for n, at in enumerate(starts) if at >= (here.start, here.end)), -1)
        self.at = self.at if 0 <= self.at < len(self.stops) else len(self.stops) - 1
        if here is None or self.stop is None or self.stop.versions != here.versions:
            self._offer()
        self.view.set_spans(self._all_spans())
        self.settle()

    def desk_changed(self) -> None:
        """Another process wrote, or a dialog did."""
        if self.is_mounted and self.article is not None:
            before = self.stop
            self.reload()
            if self.stop != before:
                self.mark_undecided()

    # ------------------------------------------------------------------------- passages

    def open_from(self, at: int) -> int:
        """The first open passage from here, from the top if there is none behind; else the first."""
        order = [*range(at, len(self.stops)), *range(min(at, len(self.stops)))]
        return next((n for n in order if not self.stops[n].decided), 0 if self.stops else -1)

    def go_to(self, at: int) -> None:
        """Go to another passage of the article."""
        old = self.stop
        self.at, self.draft = at, None
        self._offer()
        self._paint(old)
        self.settle()
        self.mark_undecided()

    def waits(self, article_id: str) -> bool:
        """Whether a reviewer still has something to decide about an article, and may see it."""
        try:
            return still_waits(self.desk.connection, article_id) and not layers.to_be_done_blind(
                self.desk, article_id
            )
        except SHOWN_ERRORS:
            return False
