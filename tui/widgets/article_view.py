"""The article as the reader sees it: text with its marks, a cursor, a selection.

Knows nothing of the desk. It is told what to show, draws only the lines that changed, and moves
when told; the mouse is its own. All offsets are code points of the article's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from store.model import Span
from store.suggest.values import Suggestion
from tui.display import safe_lines
from tui.text.layout import Layout
from tui.text.span_index import SpanIndex
from tui.widgets.article_line import MARGIN_LEFT, MARGIN_RIGHT, Glyph, Scene, draw
from tui.widgets.mark_styles import MarkStyles

PAGE = 88
"""Widest line of text, in cells."""

TOP = 1
"""Empty rows above the text."""

CONTEXT = 3
"""Rows kept in sight above and below a cursor that moves line by line."""

_KEPT = 600


class ArticleView(Widget, can_focus=True):
    """Draws an article by lines."""

    DEFAULT_CSS = "ArticleView { width: 1fr; height: 1fr; }"

    @dataclass
    class Pointed(Message):
        """The mouse set the cursor, or drew a selection."""

        view: ArticleView

    @dataclass
    class Scrolled(Message):
        """The wheel, or another size, brought other lines on the screen."""

        view: ArticleView

    def __init__(self, styles: MarkStyles) -> None:
        super().__init__()
        self.text = ""
        self.goal: int | None = None
        self.fixed: int | None = None
        self.top = 0
        self._shown = ""
        self._scene = Scene(Layout("", 1), SpanIndex(), styles)
        self._strips: dict[int, Strip] = {}
        self._left = MARGIN_LEFT
        self._pressed = False

    # ------------------------------------------------------------------------- content

    def show(
        self,
        text: str,
        spans: Iterable[Span],
        *,
        title_end: int = 0,
        cursor: int = 0,
        top: int | None = None,
    ) -> None:
        """Show another article with the cursor at an offset and ``top`` (an offset) on the first row."""
        self.text = text
        self._shown = safe_lines(text)
        scene = self._scene
        scene.layout = Layout(self._shown, self._page()) if self.size else Layout("", 1)
        scene.spans = SpanIndex(spans)
        scene.title_end = title_end
        scene.cursor = min(max(cursor, 0), len(text))
        scene.selection, self.fixed, self.goal = None, None, None
        scene.matches, scene.match, scene.current = (), -1, ""
        scene.overlay, scene.overlay_order, scene.dim = {}, [], False
        scene.offers, scene.offered = SpanIndex(), ""
        self._wanted_top = top
        if self.size:
            self._settle()
        self._redraw()

    _wanted_top: int | None = None

    def _settle(self) -> None:
        """Bring the wanted first row and the cursor on the screen."""
        layout = self._scene.layout
        if self._scene.layout.text:
            self._scene.cursor = layout.snap(self._scene.cursor)
        self.top = 0 if self._wanted_top is None else layout.line_of(self._wanted_top) + TOP
        self._wanted_top = None
        self.top = self._clamp(self.top)
        self.reveal(0)

    def restyle(self, styles: MarkStyles) -> None:
        """Draw with other styles: another theme or scheme."""
        self._scene.styles = styles
        self._redraw()

    def set_spans(self, spans: Iterable[Span]) -> None:
        """Show these spans instead of those shown."""
        self._scene.spans = SpanIndex(spans)
        self._redraw()

    def put(self, span: Span) -> None:
        """Show a span, new or changed; only its lines are drawn again."""
        old = self._scene.spans.get(span.id)
        if old is not None:
            self._scene.spans.discard(span.id)
            self._touch(old.start, old.end)
        self._scene.spans.add(span)
        self._touch(span.start, span.end)

    def drop(self, span_id: str) -> None:
        """Show a span no longer."""
        old = self._scene.spans.discard(span_id)
        if old is not None:
            self._touch(old.start, old.end)

    @property
    def spans(self) -> SpanIndex[Span]:
        """The spans shown."""
        return self._scene.spans

    @property
    def offers(self) -> SpanIndex[Suggestion]:
        """The suggestions shown."""
        return self._scene.offers

    def set_offers(self, offers: Iterable[Suggestion], start: int, end: int) -> None:
        """Show these suggestions instead of those that are shown between two offsets.

        Only the lines of those that come, go or change are drawn again.
        """
        index = self._scene.offers
        before = {one.id: one for one in index.overlapping(start, end)}
        after = {one.id: one for one in offers}
        for key, old in before.items():
            if key not in after:
                index.discard(key)
                self._touch(old.start, old.end)
        for key, new in after.items():
            known = before.get(key)
            if known != new:
                index.add(new)
            if known is None or known.sure != new.sure:
                self._touch(new.start, new.end)

    @property
    def scene(self) -> Scene:
        """What is drawn, for those who look: tests, and tools that read the screen."""
        return self._scene

    @property
    def layout_of_text(self) -> Layout:
        """Where every offset is."""
        return self._scene.layout

    def set_me(self, annotator: str) -> None:
        """Whose marks are drawn in full."""
        self._scene.me = annotator

    def set_comments(self, span_ids: Iterable[str]) -> None:
        """Spans with a comment that is open."""
        ids = frozenset(span_ids)
        for changed in ids ^ self._scene.comments:
            if (span := self._scene.spans.get(changed)) is not None:
                self._touch(span.start, span.end)
        self._scene.comments = ids

    def set_offered(self, offer_id: str) -> None:
        """The suggestion that keys would act on."""
        scene = self._scene
        for changed in {offer_id, scene.offered}:
            if offer_id != scene.offered and (offer := scene.offers.get(changed)):
                self._touch(offer.start, offer.end)
        scene.offered = offer_id

    def set_current(self, span_id: str) -> None:
        """The span that keys would act on."""
        for changed in {span_id, self._scene.current}:
            if span_id != self._scene.current and (span := self._scene.spans.get(changed)):
                self._touch(span.start, span.end)
        self._scene.current = span_id

    def set_matches(self, matches: Sequence[tuple[int, int]], match: int = -1) -> None:
        """Places found by a search, and which of them is the present one."""
        for at in (self._scene.match, match):
            if 0 <= at < len(self._scene.matches):
                self._touch(*self._scene.matches[at])
        if matches is not self._scene.matches:
            self._redraw()
        self._scene.matches, self._scene.match = matches, match

    def overlay(self, glyphs: Mapping[int, Glyph], *, dim: bool = False) -> None:
        """Draw glyphs over the text at offsets; ``dim`` the text below."""
        self._scene.overlay_order = sorted(glyphs)
        if dim or self._scene.dim:
            self._scene.overlay, self._scene.dim = dict(glyphs), dim
            self._redraw()
            return
        for at in {*self._scene.overlay, *glyphs}:
            if self._scene.overlay.get(at) != glyphs.get(at):
                self._touch(at, at + 1)
        self._scene.overlay = dict(glyphs)

    # -------------------------------------------------------------- cursor and selection

    @property
    def cursor(self) -> int:
        """The offset of the cursor."""
        return self._scene.cursor

    @property
    def selection(self) -> tuple[int, int] | None:
        """Start and end of the selection, None when nothing is selected."""
        return self._scene.selection

    def move(self, offset: int, *, extend: bool = False, keep_goal: bool = False) -> None:
        """Put the cursor somewhere; with ``extend`` the selection follows, else it is dropped."""
        scene = self._scene
        offset = scene.layout.snap(offset)
        old = scene.cursor
        if extend and self.fixed is None:
            self.fixed = old
        if not extend:
            self.fixed = None
        scene.cursor = offset
        if not keep_goal:
            self.goal = None
        self._touch(old, old + 1)
        self._touch(offset, offset + 1)
        chosen = None
        if self.fixed is not None:
            # The character under the cursor belongs to a selection made by keys.
            first, last = sorted((self.fixed, offset))
            chosen = first, max(first + 1, scene.layout.right(last)) if extend else last
            chosen = first, min(chosen[1], len(self.text))
        self._select(chosen if chosen and chosen[0] < chosen[1] else None)

    def select(self, start: int, end: int, *, backwards: bool = False) -> None:
        """Select ``start`` to ``end``, the cursor on the last character, or ``backwards`` the first."""
        scene = self._scene
        last = max(start, scene.layout.left(end))
        self.fixed, cursor = (last, start) if backwards else (start, last)
        old, scene.cursor = scene.cursor, cursor
        self._touch(old, old + 1)
        self._touch(scene.cursor, scene.cursor + 1)
        self._select((start, end))
        self.goal = None

    def _select(self, chosen: tuple[int, int] | None) -> None:
        old = self._scene.selection
        if old == chosen:
            return
        self._scene.selection = chosen
        if old and chosen and old[0] == chosen[0]:
            self._touch(*sorted((old[1], chosen[1])))
        elif old and chosen and old[1] == chosen[1]:
            self._touch(*sorted((old[0], chosen[0])))
        else:
            for edges in (old, chosen):
                if edges:
                    self._touch(*edges)

    def vertical(self, lines: int) -> int:
        """The offset ``lines`` below the cursor in the column it started from."""
        layout = self._scene.layout
        if self.goal is None:
            line = layout.line_of(self.cursor)
            self.goal = layout.cell(line, self.cursor)
        return layout.vertical(self.cursor, lines, self.goal)

    # ------------------------------------------------------------------------ scrolling

    @property
    def rows(self) -> int:
        """Rows on the screen."""
        return max(1, self.size.height)

    def window(self) -> tuple[int, int]:
        """The offsets that are on the screen: first, and the one behind the last."""
        layout = self._scene.layout
        first = min(max(0, self.top - TOP), len(layout) - 1)
        last = min(max(0, self.top - TOP + self.rows - 1), len(layout) - 1)
        return layout.bounds(first)[0], layout.bounds(last)[1]

    def _clamp(self, top: int) -> int:
        return max(0, min(top, len(self._scene.layout) + TOP + 1 - self.rows))

    def scroll_rows(self, top: int) -> None:
        """Put the row ``top`` of text and margins first on the screen."""
        top = self._clamp(top)
        if top != self.top:
            self.top = top
            self.refresh()

    def reveal(self, context: int = CONTEXT) -> None:
        """Scroll as little as shows the cursor with ``context`` rows about it; far off, centre it."""
        row = self._scene.layout.line_of(self.cursor) + TOP
        context = min(context, (self.rows - 1) // 2)
        if self.top + context <= row < self.top + self.rows - context:
            return
        if not self.top - self.rows // 2 <= row < self.top + self.rows + self.rows // 2:
            self.scroll_rows(row - self.rows // 3)
        elif row < self.top + context:
            self.scroll_rows(row - context)
        else:
            self.scroll_rows(row - self.rows + 1 + context)

    # -------------------------------------------------------------------------- drawing

    def _page(self) -> int:
        return max(8, min(PAGE, self.size.width - MARGIN_LEFT - MARGIN_RIGHT))

    def _touch(self, start: int, end: int) -> None:
        """Draw the lines again that hold offsets from ``start`` to ``end``, and their neighbours' ends."""
        layout = self._scene.layout
        first = layout.line_of(max(0, start - 1))
        last = layout.line_of(min(max(end, start), len(layout.text)))
        if last - first > _KEPT:
            self._redraw()
            return
        for line in range(first, last + 1):
            self._strips.pop(line, None)
        low, high = max(first + TOP, self.top), min(last + TOP, self.top + self.rows - 1)
        if low <= high:
            self.refresh(Region(0, low - self.top, self.size.width, high - low + 1))

    def _redraw(self) -> None:
        self._strips.clear()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew when the width changed, keeping the first row where it is in the text."""
        del event
        layout = self._scene.layout
        page = self._page()
        self._left = max(MARGIN_LEFT, min(12, (self.size.width - page - MARGIN_RIGHT) // 2))
        if layout.width != page or layout.text is not self._shown:
            first = None
            if layout.text is self._shown and self.top > TOP:
                first = layout.starts[min(self.top - TOP, len(layout) - 1)]
            self._scene.layout = Layout(self._shown, page)
            self._wanted_top = first if first is not None else self._wanted_top
            self._settle()
        else:
            self.top = self._clamp(self.top)
            self.reveal(0)
        self._redraw()
        self.post_message(self.Scrolled(self))

    def render_line(self, y: int) -> Strip:
        """Draw a row of the screen."""
        line = self.top + y - TOP
        scene = self._scene
        if not 0 <= line < len(scene.layout) or scene.layout.text is not self._shown:
            return Strip.blank(self.size.width, scene.styles.base)
        strip = self._strips.get(line)
        if strip is None:
            if len(self._strips) > _KEPT:
                self._strips.clear()
            strip = self._strips[line] = draw(scene, line, self._left, self.size.width)
        return strip

    # ---------------------------------------------------------------------------- mouse

    def _offset_at(self, event: events.MouseEvent) -> int:
        layout = self._scene.layout
        line = min(max(self.top + event.y - TOP, 0), len(layout) - 1)
        return layout.offset(line, event.x - self._left)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor where the mouse is."""
        if event.button == 1 and self._shown:
            self._pressed = True
            self.capture_mouse()
            self.move(self._offset_at(event))
            self.post_message(self.Pointed(self))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Draw a selection while the button is down."""
        if self._pressed:
            offset = self._offset_at(event)
            if offset != self.cursor or self.fixed is not None:
                self.move(offset, extend=True)
                self.post_message(self.Pointed(self))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Leave the selection as it is."""
        del event
        if self._pressed:
            self._pressed = False
            self.release_mouse()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll on; the cursor stays."""
        event.stop()
        self.scroll_rows(self.top + 3)
        self.post_message(self.Scrolled(self))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll back; the cursor stays."""
        event.stop()
        self.scroll_rows(self.top - 3)
        self.post_message(self.Scrolled(self))
