"""The article list: a window on a `Listing` that scrolls a million rows like ten.

Only the rows on screen are read and drawn. Positions are those of the listing: from 0, or negative
from the end while nobody knows yet how long the list is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from store.listing.listing import Listing
from store.listing.rows import ArticleRow
from store.listing.selection import Selection
from tui.display import fit
from tui.widgets.article_columns import (
    Columns,
    columns,
    date_text,
    heads,
    others_text,
    status_text,
)

_NO_TITLE = "(no title)"
_GONE = "(no longer on this desk)"


class ArticleList(Widget, can_focus=True):
    """Shows a listing under a line of column titles; the screen moves the cursor by its methods."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article-list--head",
        "article-list--title",
        "article-list--muted",
        "article-list--cursor",
        "article-list--selected",
        "article-list--star",
        "article-list--new",
        "article-list--started",
        "article-list--done",
        "article-list--skipped",
        "article-list--returned",
        "article-list--bar",
        "article-list--thumb",
    }
    DEFAULT_CSS = """
    ArticleList {
        width: 1fr; height: 1fr; background: $background;
        & .article-list--head { color: $text-muted; background: $background; }
        & .article-list--title { color: $foreground; }
        & .article-list--muted { color: $text-muted; }
        & .article-list--cursor { background: $primary 26%; }
        & .article-list--selected { color: $accent; text-style: bold; }
        & .article-list--star { color: $accent; }
        & .article-list--new { color: $text-muted; }
        & .article-list--started { color: $primary; text-style: bold; }
        & .article-list--done { color: $success; text-style: bold; }
        & .article-list--skipped { color: $text-muted; }
        & .article-list--returned { color: $error; text-style: bold; }
        & .article-list--bar { color: $panel; }
        & .article-list--thumb { color: $text-muted; }
    }
    """

    @dataclass
    class Moved(Message):
        """The cursor stands on another row, or the list is another one."""

        list: ArticleList

    @dataclass
    class Opened(Message):
        """A row was double-clicked."""

        list: ArticleList

    @dataclass
    class Unread(Message):
        """The rows could not be read from the desk."""

        error: Exception

    def __init__(self) -> None:
        super().__init__()
        self.listing: Listing | None = None
        self.cursor = 0
        self.top = 0
        self.selection = Selection()
        self.note: list[str] = []
        self._window: list[ArticleRow] = []
        self._to_end = False
        self._styles: dict[str, Style] = {}
        self._strips: dict[tuple[object, ...], Strip] = {}

    # -- what is shown ---------------------------------------------------------------------------

    def show(self, listing: Listing, *, cursor: int = 0, top: int | None = None) -> None:
        """Show another listing with the cursor at a position, on the row ``top`` says is first."""
        self.listing = listing
        self.cursor = cursor
        self.top = cursor if top is None else top
        self._settle()
        self.refresh()
        self.post_message(self.Moved(self))

    def replace(self, listing: Listing) -> None:
        """Show a newer listing of the same; the cursor stays on its article and on its line."""
        row = self.current
        line = self.cursor - self.top
        place = listing.position(row.n) if row else None
        if place is None:
            count = listing.count if listing.count is not None else listing.at_least
            place = max(0, min(self.place, count - 1))
        self.show(listing, cursor=place, top=place - line)

    def grown(self) -> None:
        """More of the listing is known than before."""
        listing = self.listing
        if listing is None:
            return
        short = len(self._window) < self.lines
        if listing.count is not None and self.cursor < 0:
            self.cursor += listing.count
            self.top += listing.count
        if self._to_end and listing.count is not None:
            self._to_end = False
            self.cursor = listing.count - 1
        self._settle()
        if short or listing.count is not None:
            self.refresh()
        self.post_message(self.Moved(self))

    def forget(self) -> None:
        """Rows changed on the desk: read them afresh. Which articles are listed stays."""
        if self.listing is not None:
            self.listing.forget()
        self.refresh()

    @property
    def current(self) -> ArticleRow | None:
        """The row under the cursor, None in an empty list."""
        return self.listing.row(self.cursor) if self.listing is not None else None

    @property
    def place(self) -> int:
        """The cursor's position from 0, as far as that is known (else 0)."""
        if self.cursor >= 0 or self.listing is None or self.listing.count is None:
            return max(0, self.cursor)
        return self.cursor + self.listing.count

    @property
    def lines(self) -> int:
        """Rows of articles that fit on screen."""
        return max(1, self.size.height - 1)

    # -- moving ----------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Move the cursor so many rows, as far as there are any."""
        self._go(self._stepped(by))

    def page(self, by: int) -> None:
        """Move by pages; the cursor keeps its line while there is room to scroll."""
        step = by * max(1, self.lines - 1)
        self.top += step
        self._go(self._stepped(step), scrolled=True)

    def _stepped(self, by: int) -> int:
        """So many rows on, counted from the same end of the list as before."""
        place = self.cursor + by
        return max(0, place) if self.cursor >= 0 else min(-1, place)

    def first(self) -> None:
        """Go to the first article."""
        self.top = 0
        self._go(0, scrolled=True)

    def last(self) -> None:
        """Go to the last article, even before anybody has counted them."""
        listing = self.listing
        if listing is None:
            return
        if listing.count is None and not listing.known_from_end():
            # the end cannot be had at once: as far as is known, and on as soon as it is
            self._go(listing.at_least - 1)
            self._to_end = True
            return
        self._go(-1 if listing.count is None else listing.count - 1)

    def stand(self, place: int) -> None:
        """Put the cursor on a position."""
        self._go(place)

    def go_to(self, n: int) -> bool:
        """Put the cursor on an article; says whether the list holds it."""
        place = self.listing.position(n) if self.listing is not None else None
        if place is None:
            return False
        self._go(place)
        return True

    def _go(self, place: int, *, scrolled: bool = False) -> None:
        before, top = self.cursor, self.top
        self.cursor = place
        self._to_end = False
        if (place < 0) != (before < 0):
            self.top = place
        self._settle()
        if self.top != top or scrolled:
            self.refresh()
        elif self.cursor != before:
            width = self.size.width
            self.refresh(*(Region(0, 1 + x - self.top, width, 1) for x in (before, self.cursor)))
        if self.cursor != before:
            self.post_message(self.Moved(self))

    def _settle(self) -> None:
        """Keep cursor and first row within what there is, and the cursor on screen."""
        listing, height = self.listing, self.lines
        if listing is None:
            return
        if self.cursor < 0:
            low, high = -max(1, listing.known_from_end()), -1
        else:
            low, high = 0, max(0, listing.at_least - 1)
        self.cursor = max(low, min(self.cursor, high))
        self.top = max(self.cursor - height + 1, min(self.top, self.cursor))
        self.top = max(low, min(self.top, max(low, high - height + 1)))

    # -- selecting -------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Take the article under the cursor into the selection, or out of it."""
        row = self.current
        if row is not None:
            self.selection.toggle(row.n)
            self.refresh()

    def select(self, numbers: Iterable[int]) -> None:
        """Take articles into the selection."""
        self.selection.add(numbers)
        self.refresh()

    def select_all(self) -> None:
        """Take in all that is listed, whether it is known already or not."""
        self.selection.take_all()
        self.refresh()

    def clear_selection(self) -> None:
        """Nothing is selected any more."""
        if self.selection:
            self.selection.clear()
            self.refresh()

    # -- mouse -----------------------------------------------------------------------------------

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.move(-3)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; a second one opens the article."""
        place = self.top + event.y - 1
        if event.y < 1 or self.listing is None or self.listing.row(place) is None:
            return
        event.stop()
        self._go(place)
        if event.chain == 2:
            self.post_message(self.Opened(self))

    # -- drawing ---------------------------------------------------------------------------------

    def on_resize(self) -> None:
        self._settle()
        self._strips.clear()

    def notify_style_update(self) -> None:
        """Colours changed: nothing drawn before is right any more."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def _style(self, name: str, *, cursor: bool = False) -> Style:
        """The style of a piece, on the ground of an ordinary row or of the cursor's."""
        key = f"{name} {cursor}"
        style = self._styles.get(key)
        if style is None:
            ground = self.rich_style
            if cursor:
                ground += self.get_component_rich_style("article-list--cursor")
            style = self.get_component_rich_style(f"article-list--{name}")
            style = self._styles[key] = style + Style(bgcolor=ground.bgcolor)
        return style

    def render_lines(self, crop: Region) -> list[Strip]:
        """Read the rows on screen once, then draw the lines asked for."""
        listing = self.listing
        try:
            self._window = listing.rows(self.top, self.lines) if listing is not None else []
        except sqlite3.Error as error:  # a damaged page, a disk that is gone
            self._window = []
            self.post_message(self.Unread(error))
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw the column titles or one article."""
        width = self.size.width
        shape = columns(width)
        if y == 0:
            return self._head(shape, width)
        place = self.top + y - 1
        row = self._window[y - 1] if y - 1 < len(self._window) else None
        bar = self._bar(y)
        if row is None:
            return self._line([(self._noted(y, width - 1), "muted"), bar], cursor=False)
        cursor, selected = place == self.cursor, row.n in self.selection
        key = (row, width, cursor, selected, bar)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) > 512:
                self._strips.clear()
            parts = [*self._parts(row, shape, cursor=cursor, selected=selected), bar]
            strip = self._strips[key] = self._line(parts, cursor=cursor)
        return strip

    def _noted(self, y: int, width: int) -> str:
        """A line of the note an empty list shows, in the middle of the screen."""
        if self.listing is not None and self.listing.at_least:
            return " " * width
        at = y - max(2, (self.lines - len(self.note)) // 3)
        text = self.note[at] if 0 <= at < len(self.note) else ""
        indent = max(2, (width - max(map(len, self.note), default=0)) // 2)
        return fit(" " * indent + text, width, pad=True)

    def _head(self, shape: Columns, width: int) -> Strip:
        gap = " " * shape.gap
        text = "  " + gap.join(fit(name, cells, pad=True) for name, cells in heads(shape))
        return Strip([Segment(fit(text, width, pad=True), self._style("head"))], width)

    def _parts(
        self, row: ArticleRow, shape: Columns, *, cursor: bool, selected: bool
    ) -> list[tuple[str, str]]:
        """The pieces of a row with the name of their style."""
        gap = " " * shape.gap
        faded = row.status == "skipped" or row.superseded
        mark = "✓" if selected else "▌" if cursor else " "
        title = " ".join(row.title.split()) or (_NO_TITLE if row.id else _GONE)
        tone = "muted" if faded or not row.title else "title"
        before = "".join(
            fit(text, cells, pad=True) + gap
            for text, cells in (
                (date_text(row, shape), shape.date),
                (row.source, shape.source),
                (row.language, shape.language),
            )
            if cells
        )
        after = gap + (f"{row.spans:>{shape.tags}}" if row.spans else " " * shape.tags)
        if shape.others:
            after += gap + fit(others_text(row, shape), shape.others, pad=True)
        known = "done" if row.status == "approved" else row.status
        return [
            (mark, "selected"),
            (" ", "title"),
            (fit(status_text(row, shape), shape.status, pad=True) + gap, known),
            (("★" if row.starred else " ") + gap, "star"),
            (before, "muted"),
            (fit(title, shape.title, pad=True), tone),
            (after + gap if shape.gap > 1 else after + " ", "muted"),
        ]

    def _line(self, parts: list[tuple[str, str]], *, cursor: bool) -> Strip:
        # the pieces are cut to their columns, so the width of the whole is known
        segments = [Segment(text, self._style(name, cursor=cursor)) for text, name in parts]
        return Strip(segments, self.size.width)

    def _bar(self, y: int) -> tuple[str, str]:
        """The place bar's cell on a line: how far down the list the screen is."""
        listing = self.listing
        count = listing.count if listing is not None else None
        lines = self.lines
        if count is None or count <= lines:
            return " ", "title"
        size = max(1, lines * lines // count)
        start = round((lines - size) * self.top / max(1, count - lines))
        return ("┃", "thumb") if start <= y - 1 < start + size else ("│", "bar")
