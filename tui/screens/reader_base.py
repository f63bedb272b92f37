"""The reader's ground: the article it shows, its widgets, and what follows every move or mark."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from store.errors import Refused
from store.model import Article, Comment, Label, Layer, Span
from store.text.targets import kind_of, phrase
from tui.mistakes import SHOWN_ERRORS
from tui.screens.base import DeskScreen
from tui.text.excerpts import short, trimmed
from tui.text.tally import Tally
from tui.widgets.article_view import CONTEXT, ArticleView
from tui.widgets.key_line import KeyLine
from tui.widgets.mark_styles import MarkStyles, Palette
from tui.widgets.reader_header import ReaderHeader
from tui.widgets.tag_panel import TagPanel
from tui.widgets.target_line import Offer, TargetLine

WIDE = 100
"""Columns from which the panel stands beside the text unasked."""

LAYERS = ("mine", "others", "all")
SAVED = "✓ saved"


class ReaderBase(DeskScreen):
    """State of the reader and the drawing of it; the commands are in the classes on top."""

    WHERE: ClassVar[str] = "reader"
    DEFAULT_CSS = """
    ReaderBase {
        & #page { height: 1fr; layers: page above; }
        & TagPanel.-over { layer: above; dock: right; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._theme_drawn = ""
        self.article: Article | None = None
        self.ids: Sequence[str] = ()
        self.position = -1
        self.layer_shown = LAYERS[0]
        self.selecting = False
        self.last_label: Label | None = None
        self._panel_wish: bool | None = None
        self._cycle = (-1, 0)
        self._saved = ""
        self._saved_well = True
        self._tally = Tally()
        self._layer: Layer | None = None
        self._comments: list[Comment] = []
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
        theme = app.current_theme
        colours = app.get_css_variables()
        return MarkStyles(
            app.label_styles,
            {label.id: app.keymap.label_key(label.id) for label in app.labels},
            Palette(
                page=theme.background or colours["background"],
                ink=theme.foreground or colours["foreground"],
                muted=theme.variables.get("text-muted", "#888888"),
                accent=theme.accent or theme.primary,
                primary=theme.primary,
                monochrome=app.no_color,
            ),
        )

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

    def open_article(self, article_id: str, ids: Sequence[str] | None = None) -> bool:
        """Show an article; ``ids`` are its neighbours in the queue's order.

        Says whether it is shown; one that cannot be read is told of, and the last one stays.
        """
        if ids is not None:
            self.ids = ids
        self._wanted = article_id
        if not self.is_mounted:
            return True
        self.leave_article()
        return self._show(article_id)

    def _show(self, article_id: str) -> bool:
        try:
            article = self.desk.article(article_id)
            spans = self._visible_spans(article.id)
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
        self.view.show(article.text, spans, title_end=title_end, cursor=cursor, top=top)
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

    def _recall(self, article: Article) -> tuple[int, int | None]:
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

    def _visible_spans(self, article_id: str) -> list[Span]:
        if self.layer_shown == "mine":
            return self.desk.spans(article_id, self.desk.actor)
        spans = self.desk.spans(article_id)
        if self.layer_shown == "others":
            return [span for span in spans if span.annotator != self.desk.actor]
        return spans

    def _beside(self, article_id: str) -> tuple[Layer, list[Comment]]:
        """Read what stands beside the text: my layer, the comments."""
        return self.desk.layer(article_id), self.desk.comments(article_id)

    def _put_beside(self, layer: Layer, comments: Sequence[Comment]) -> None:
        """Show what stands beside the text; count the spans."""
        assert self.article is not None
        self._layer = layer
        self._comments = [x for x in comments if not x.resolved]
        self.view.set_comments(x.span for x in self._comments if x.span)
        self._tally = Tally(self.article.text, self.view.spans)
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
            after = {span.id: span for span in self._visible_spans(article.id)}
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

    # -------------------------------------------------------------------- after a change

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
        span = self.current()
        if span is not None:
            return span.start, span.end
        return phrase(self.text, self.view.cursor, kind_of(label))

    def settle(self) -> None:
        """Bring what depends on the cursor up to date; every command ends with it."""
        span = None if self.view.selection else self.current()
        self.view.set_current(span.id if span else "")
        keymap = self.copydesk.keymap
        offers: list[Offer] = []
        lead = ""
        for label in self.labels:
            key = keymap.label_key(label.id)
            if self.view.selection or span is not None:
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
        self.targets.show(lead, offers)

    def _about(self, span: Span) -> str:
        """A span in words: label, whose, what was said of it."""
        about = f"{self.label_name(span.label)} “{short(self.text[span.start : span.end], 24)}”"
        if span.annotator != self.desk.actor:
            about += f" by {span.annotator}"
        said = [x for x in self._comments if x.span == span.id]
        if said:
            about += f" † {said[-1].annotator}: {said[-1].text}"
        below = len(self.view.spans.at(self.view.cursor)) - 1
        return about + (f" (+{below}, \\)" if below > 0 else "")

    def saved(self) -> None:
        """A write is on disk."""
        self._saved, self._saved_well = SAVED, True

    def _count(self) -> None:
        """Show counts in the header, the panel and the line of counts."""
        article, layer = self.article, self._layer
        if article is None or layer is None:
            return
        notes = [f"† {x.annotator}: {x.text}" for x in self._comments if not x.span][-3:]
        article_labels = [self.label_name(x) for x in layer.labels]
        if article_labels:
            notes.insert(0, " · ".join(article_labels))
        self.panel.show(self.labels, self._tally, notes)
        self.recount()

    def recount(self) -> None:
        """The numbers changed, nothing else."""
        article, layer = self.article, self._layer
        if article is None or layer is None:
            return
        self.panel.counted()
        counts = [
            Offer(self.copydesk.keymap.label_key(x.id), x.id, f"{x.name} {self._tally.count(x.id)}")
            for x in self.labels
            if self._tally.count(x.id)
        ]
        self.targets.show_counts(counts)
        facts = tuple(x for x in (article.source, article.published[:10], article.language) if x)
        total = len(self._tally)
        tags = f"{self.remark()}{total} tag" + ("" if total == 1 else "s")
        if self.layer_shown != LAYERS[0]:
            tags += f" ({self.layer_shown})"
        status = "" if layer.status in ("new", "started") else layer.status
        star = "★ " if layer.starred else ""
        place = f"{self.position + 1}/{len(self.ids)}" if self.position >= 0 else ""
        state, good = self._saved, self._saved_well
        if self.desk.read_only:
            state, good = "read only", False
        elif not state and status:
            state = f"{'✓ ' if status == 'done' else ''}{status}"
        self.header.show(
            place, star + (article.title or article.id[:12]), facts, tags, state, good=good
        )

    def remark(self) -> str:
        """What else the header has to say before the number of tags."""
        return ""

    def report(self, error: BaseException) -> None:
        """Say what went wrong; what was not saved is never called saved."""
        self._saved, self._saved_well = "✗ not saved", False
        self.recount()
        super().report(error)
