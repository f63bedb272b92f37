"""The article list: a window on a `Listing` that scrolls a million rows like ten.

Only the rows on screen are read and drawn. Positions are those of the listing: from 0, or negative
from the end while nobody knows yet how long the list is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from store.listing.listing import Listing
from store.listing.rows import ArticleRow
from store.listing.selection import Selection
from tui.display import fit
from tui.widgets.article_columns import (
    columns,
    date_text,
    heads,
    others_text,
    status_text,
    tags_text,
)
from tui.widgets.painted import Painted

_NO_TITLE = "(no title)"
_GONE = "(no longer on this desk)"


class ArticleList(Painted, can_focus=True):
    """Shows a listing under a line of column titles; the screen moves the cursor by its methods."""

    LOOKS: ClassVar[Mapping[str, str]] = {
        "head": "text-muted",
        "title": "foreground",
        "muted": "text-muted",
        "selected": "accent bold",
        "star": "accent",
        "new": "text-muted",
        "started": "primary bold",
        "done": "success bold",
        "skipped": "text-muted",
        "returned": "error bold",
        "bar": "panel",
        "thumb": "text-muted",
    }
    DEFAULT_CSS = """
    ArticleList {
        width: 1fr; height: 1fr; background: $background;
    }
    """

    class Opened(Message):
        """A row was double-clicked."""

    class Unread(Message):
        """The rows could not be read from the desk: ``error`` says why."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(self, moved: Callable[[], None] = lambda: None) -> None:
        """``moved`` is called when the cursor stands on another row, or the list is another one:
        at once, so that what the screen says of it is in the same frame."""
        super().__init__()
        self._moved = moved
        self.listing: Listing | None = None
        self.cursor = 0
        self.top = 0
        self.selection = Selection()
        self.note: list[str] = []
        self._window: list[ArticleRow] = []
        self._to_end = False
        self._shape = columns(80)
        self._thumb: range | None = None

    # -- what is shown ---------------------------------------------------------------------------

    def show(self, listing: Listing, *, cursor: int = 0, top: int | None = None) -> None:
        """Show another listing with the cursor at a position, on the row ``top`` says is first."""
        self.listing = listing
        self.cursor = cursor
        self.top = cursor if top is None else top
        self._settle()
        self.refresh()
        self._moved()

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
        if short:
            self.refresh()
        elif listing.count is not None:  # the place bar
            self.refresh(Region(self.size.width - 1, 1, 1, self.lines))
        self._moved()

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
            self._moved()

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
            self.post_message(self.Opened())

    # -- drawing ---------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """There is room for more rows, or for fewer."""
        self._settle()

    def prepare(self, width: int, height: int) -> None:
        """Read the rows on screen once."""
        self._shape = columns(width)
        try:
            rows = max(1, height - 1)
            self._window = self.listing.rows(self.top, rows) if self.listing is not None else []
        except sqlite3.Error as error:  # a damaged page, a disk that is gone
            self._window = []
            self.post_message(self.Unread(error))
        self._thumb = self._thumb_of(max(1, height - 1))

    def draw(self, y: int, width: int) -> Strip:
        """Draw the column titles or one article."""
        if y == 0:
            return self._head(width)
        row = self._window[y - 1] if y - 1 < len(self._window) else None
        cursor = row is not None and self.top + y - 1 == self.cursor
        selected = row is not None and row.n in self.selection
        bar = self._bar(y)
        note = self._noted(y, width - 1) if row is None else ""
        key = (row, note, width, cursor, selected)
        # found whole where nothing changed, else without the bar: a new one makes waste to collect
        strip = self._strips.get((key, bar))
        if strip is None:
            pieces = self._strips.get(key)
            if pieces is None:
                parts = self._parts(row, cursor, selected) if row else [(note, "muted")]
                pieces = self.line(key, parts, width - 1, marked=cursor)
            strip = self._strips[key, bar] = Strip([*pieces, self._piece(*bar)], width)
        return strip

    def _noted(self, y: int, width: int) -> str:
        """A line of the note an empty list shows, in the middle of the screen."""
        if self.listing is not None and self.listing.at_least:
            return " " * width
        at = y - max(2, (self.lines - len(self.note)) // 3)
        text = self.note[at] if 0 <= at < len(self.note) else ""
        indent = max(2, (width - max(map(len, self.note), default=0)) // 2)
        return fit(" " * indent + text, width, pad=True)

    def _head(self, width: int) -> Strip:
        key = ("head", width)
        gap = " " * self._shape.gap
        text = "  " + gap.join(fit(name, cells, pad=True) for name, cells in heads(self._shape))
        return self._strips.get(key) or self.line(
            key, [(fit(text, width, pad=True), "head")], width
        )

    def _parts(self, row: ArticleRow, cursor: bool, selected: bool) -> list[tuple[str, str]]:
        """The pieces of a row with the name of their style."""
        shape = self._shape
        gap = " " * shape.gap
        faded = row.status == "skipped" or row.superseded
        mark = "✓" if selected else "▌" if cursor else " "
        title = row.name or (_NO_TITLE if row.id else _GONE)
        tone = "muted" if faded or not row.title.strip() else "title"
        before = "".join(
            fit(text, cells, pad=True) + gap
            for text, cells in (
                (date_text(row, shape), shape.date),
                (row.source, shape.source),
                (row.language, shape.language),
            )
            if cells
        )
        after = gap + tags_text(row, shape)
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

    def _thumb_of(self, lines: int) -> range | None:
        """The lines on which the place bar's thumb stands; None when all there is is on screen."""
        count = self.listing.count if self.listing is not None else None
        if count is None or count <= lines:
            return None
        size = max(1, lines * lines // count)
        start = round((lines - size) * self.top / max(1, count - lines))
        return range(start + 1, start + size + 1)

    def _bar(self, y: int) -> tuple[str, str]:
        """The place bar's cell on a line: how far down the list the screen is."""
        if self._thumb is None:
            return " ", "title"
        return ("┃", "thumb") if y in self._thumb else ("│", "bar")

    def _piece(self, text: str, name: str) -> Segment:
        return Segment(text, self.style_of(name))
