"""The reader's ground: its widgets, and the articles it opens, reads again and leaves."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal

from store.errors import Refused
from store.model import WAITING, Article, Comment, Label, Layer, Span
from store.register.reading import Speakers
from store.review.layers import is_blind, visible
from tui.mistakes import SHOWN_ERRORS
from tui.screens.reader_telling import ReaderTelling
from tui.telling import NO_TEXT
from tui.text.tally import Tally
from tui.widgets.article_view import ArticleView
from tui.widgets.key_line import KeyLine
from tui.widgets.mark_styles import MarkStyles, styles_for
from tui.widgets.reader_header import ReaderHeader
from tui.widgets.tag_panel import TagPanel
from tui.widgets.target_line import TargetLine

WIDE = 100
"""Columns from which the panel stands beside the text unasked."""

_FAR = 5000
"""Articles looked through, at most, for one that waits."""


class ReaderBase(ReaderTelling):
    """State of the reader and the drawing of it; the commands are in the classes on top."""

    DEFAULT_CSS = """
    ReaderBase {
        & #page { height: 1fr; layers: page above; }
        & TagPanel.-over { layer: above; dock: right; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._theme_drawn = ""
        self.last_label: Label | None = None
        self._panel_wish: bool | None = None
        self._wanted = ""

    # ------------------------------------------------------------------------- widgets

    def compose(self) -> ComposeResult:
        """Header, text and panel, targets, keys."""
        styles = self._mark_styles()
        yield ReaderHeader()
        yield Horizontal(ArticleView(styles), TagPanel(styles), id="page")
        yield TargetLine(styles)
        yield KeyLine()

    def on_mount(self) -> None:
        """Show the article that was asked for before there was a screen."""
        self.view = self.query_one(ArticleView)
        self._theme_drawn = self.app.theme
        self.header = self.query_one(ReaderHeader)
        self.panel = self.query_one(TagPanel)
        self.targets = self.query_one(TargetLine)
        self.key_line = self.query_one(KeyLine)
        self.view.set_me(self.desk.actor)
        self._arrange()
        if self._wanted:
            self._show(self._wanted)

    def _mark_styles(self) -> MarkStyles:
        app = self.copydesk
        return styles_for(app, {label.id: app.keymap.label_key(label.id) for label in app.labels})

    def keymap_changed(self) -> None:
        """Labels, keys or colours changed."""
        super().keymap_changed()
        if not self.is_mounted:
            return
        styles = self._mark_styles()
        self.view.restyle(styles)
        for widget in (self.panel, self.targets):
            widget.styles_of_marks = styles
        self._count()
        self.settle()
        self._follow_theme()

    def _follow_theme(self) -> None:
        """Draw all afresh once the theme is another one, also when it changed elsewhere."""
        if self._theme_drawn != self.app.theme:
            self._theme_drawn = self.app.theme
            self.call_after_refresh(self._recolour)

    def _recolour(self) -> None:
        for widget in (self.view, self.panel, self.targets, self.header):
            widget.notify_style_update()
            widget.refresh()
        self.keymap_changed()

    def on_resize(self) -> None:
        """The width decides whether the panel has a place of its own."""
        if self.is_mounted:
            self._arrange()

    def _arrange(self) -> None:
        wide = self.app.size.width >= WIDE
        shown = wide if self._panel_wish is None else self._panel_wish
        self.panel.set_class(not wide, "-over")
        self.panel.display = shown
        self.targets.set_class(not shown or not wide, "-counts")
        if shown:
            self.panel.counted()

    def do_panel(self) -> None:
        """Show or hide the panel."""
        self._panel_wish = not self.panel.display
        self._arrange()

    # ------------------------------------------------------------------------- articles

    def open_article(
        self, article_id: str, ids: Sequence[str] | None = None, at: int | None = None
    ) -> bool:
        """Show an article; ``ids`` are its neighbours in the queue's order, ``at`` is where the
        cursor goes (by default where it was left).

        Says whether it is shown; one that cannot be read is told of, and the last one stays.
        """
        if ids is not None:
            self.ids = ids
        self._wanted, self._wanted_at = article_id, at
        if not self.is_mounted:
            return True
        self.leave_article()
        return self._show(article_id)

    def _show(self, article_id: str) -> bool:
        try:
            article = self.desk.article(article_id)
            spans = self._visible_spans(article)
            beside = self._beside(article.id)
            cursor, top = self._recall(article)
        except SHOWN_ERRORS as error:
            self._unread(error)
            return False
        self.article = article
        self._wanted = article.id
        self.position = self._find_position(article.id)
        self.selecting = False
        self._cycle = (-1, 0)
        self._saved, self._saved_well = "", True
        title_end = len(article.title) if article.text.startswith(article.title) else 0
        self.view.set_me(self.desk.actor)
        text = article.text if article.has_text else NO_TEXT
        self.view.show(text, spans, title_end=title_end, cursor=cursor, top=top)
        self._put_beside(*beside)
        self.settle()
        self.mark_undecided()
        try:
            self.article_changed()
        except SHOWN_ERRORS as error:
            self._unread(error)
        return True

    def _unread(self, error: BaseException) -> None:
        """Something could not be read; nothing was to be written, so nothing is unsaved."""
        if self.article is None and self.is_current:
            self.call_later(self.copydesk.do_back)
            self.copydesk.call_after_refresh(self.copydesk.report, error)
        elif self.is_current:
            super().report(error)
        else:
            self.copydesk.report(error)

    def article_changed(self) -> None:
        """Another article is shown; classes on top drop what they know of the last one."""

    def _find_position(self, article_id: str) -> int:
        for near in (self.position, self.position + 1, self.position - 1):
            if 0 <= near < len(self.ids) and self.ids[near] == article_id:
                return near
        try:
            return self.ids.index(article_id)
        except ValueError:
            return -1

    def next_waiting(self, far: int = _FAR) -> int:
        """The place in ``ids`` of the next article that waits for me; -1 without one, or far off."""
        if self.position < 0:
            return -1
        near = range(self.position + 1, min(len(self.ids), self.position + far))
        waiting = (at for at in near if self.desk.layer(self.ids[at]).status in WAITING)
        return next(waiting, -1)

    def _recall(self, article: Article) -> tuple[int, int | None]:
        if self._wanted_at is not None:
            at, self._wanted_at = self._wanted_at, None
            return min(at, len(article.text)), None
        cursor, _, top = self.desk.recall(f"place:{article.id}").partition(" ")
        if not (cursor.isdecimal() and top.isdecimal()):
            return 0, None
        return min(int(cursor), len(article.text)), min(int(top), len(article.text))

    def leave_article(self) -> None:
        """Remember where the reader was."""
        if self.article is None or self.desk.read_only:
            return
        key = f"place:{self.article.id}"
        place = f"{self.view.cursor} {self.view.window()[0]}"
        with contextlib.suppress(*SHOWN_ERRORS):
            if place != "0 0" or self.desk.recall(key):
                self.desk.remember(key, place)

    def on_screen_resume(self) -> None:
        """Back on top: nobody stays with an article that is gone."""
        super().on_screen_resume()
        if self.is_mounted and self.article is None and self.view.text:
            self.call_later(self.copydesk.do_back)
        if self.is_mounted:
            self._follow_theme()

    def on_screen_suspend(self) -> None:
        """Another screen comes on top, or this one goes."""
        if self.is_mounted:
            self.leave_article()

    def _visible_spans(self, article: Article) -> list[Span]:
        me = self.desk.actor
        blind = is_blind(self.desk)
        self.hidden = visible(self.desk, article.id, blind=blind) is not None
        if not article.has_text:
            return []
        if self.layer_shown == "mine" or self.hidden:
            return self.desk.spans(article.id, me)
        spans = self.desk.spans(article.id)
        if self.layer_shown == "others":
            return [span for span in spans if span.annotator != me]
        return spans

    def _beside(self, article_id: str) -> tuple[Sequence[Layer], Sequence[Comment]]:
        """Read what stands beside the text: everybody's layers, the comments."""
        return self.desk.layers(article_id), self.desk.comments(article_id)

    def _put_beside(self, layers: Sequence[Layer], comments: Sequence[Comment]) -> None:
        """Show what stands beside the text; count the spans."""
        assert self.article is not None
        me = self.desk.actor
        mine = (layer for layer in layers if layer.annotator == me)
        self._layer = next(mine, Layer(self.article.id, me))
        self._others = sum(layer.spans for layer in layers if layer.annotator != me)
        seen = (x for x in comments if x.annotator == me or not self.hidden)
        self._comments = [x for x in seen if not x.resolved]
        self.view.set_comments(x.span for x in self._comments if x.span)
        self._speakers = Speakers(self.desk.connection)
        self._tally = Tally(self.article.text, self.view.spans, self._speakers)
        self._count()

    def desk_changed(self) -> None:
        """Another process wrote: draw what changed, without moving anything."""
        if self.is_mounted and self.article is not None:
            self.reload()

    def reload(self) -> list[Span]:
        """Read the article's marks again; returns those that are new or different."""
        assert self.article is not None
        try:
            article = self.desk.article(self.article.id)
            after = {span.id: span for span in self._visible_spans(article)}
            beside = self._beside(article.id)
        except Refused:
            # It was taken off the desk: there is nothing here to read any more.
            self.article, self._layer = None, None
            if self.is_current:
                self.copydesk.do_back()
            return []
        except SHOWN_ERRORS as error:
            self._unread(error)
            return []
        self.article = article
        before = {span.id: span for span in self.view.spans}
        changed = [span for key, span in after.items() if before.get(key) != span]
        gone = [span for key, span in before.items() if key not in after]
        if len(changed) + len(gone) > 200:
            self.view.set_spans(after.values())
        else:
            for span in gone:
                self.view.drop(span.id)
            for span in changed:
                self.view.put(span)
        self._put_beside(*beside)
        self.settle()
        return changed + gone
