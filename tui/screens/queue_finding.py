"""The queue's ways of finding: the filter line, the facets, the order, moving about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Input

from store.listing.query import SORTS, Query, parse, unread, written
from tui.screens.queue_base import QueueBase
from tui.screens.queue_telling import SORT_WORDS, meaningless
from tui.widgets.article_list import ArticleList
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line

if TYPE_CHECKING:
    from tui.screens.queue_reading import Offered
    from tui.widgets.filter_field import FilterField

_LIVE_LETTERS = 2
"""A single letter is no word to search a million articles for; a second one comes soon."""


class QueueFinding(QueueBase):
    """Moves in the list and changes what it lists."""

    def __init__(self) -> None:
        super().__init__()
        self._before = Query()
        self._stood_on = 0
        self._offers: list[str] = []

    # -- moving ----------------------------------------------------------------------------------

    def do_down(self) -> None:
        """Next article."""
        self._list.move(1)

    def do_up(self) -> None:
        """Previous article."""
        self._list.move(-1)

    def do_page_down(self) -> None:
        """A page on."""
        self._list.page(1)

    def do_page_up(self) -> None:
        """A page back."""
        self._list.page(-1)

    def do_top(self) -> None:
        """First article."""
        self._list.first()

    def do_bottom(self) -> None:
        """Last article."""
        self._list.last()

    def do_next_new(self) -> None:
        """Next article I have not begun."""
        listing = self._list.listing
        place = listing.next_new(self._list.cursor + 1) if listing is not None else None
        if place is None:
            self.say("No new article further down.")
        else:
            self._list.stand(place)

    def do_open(self) -> None:
        """Read the article under the cursor, among those listed."""
        row, listing = self.current, self._list.listing
        if row is None or listing is None:
            return
        if not row.id:
            self.say("This article is no longer on the desk.")
            return
        self.keep_place()
        self._resumed = True
        self.copydesk.open_reader(row.id, listing.ids())

    def on_article_list_opened(self, message: ArticleList.Opened) -> None:
        """A double click reads the article."""
        message.stop()
        self.do_open()

    # -- the filter line -------------------------------------------------------------------------

    def open_field(self) -> Input | None:
        """The filter line, once it is open."""
        return self._field if self._begun and self._field.display else None

    def do_filter(self) -> None:
        """Open the filter line on the present filter."""
        if not self._begun:
            return
        self._before, self._stood_on = self.asked, self._under_cursor
        text = written(self.asked._replace(sort="newest"))
        # set on the widgets themselves: a class would have all styles looked up anew
        self.query_one("#summary", Line).display = False
        self._field.display = True
        self._field.take(text + " " if text else "", len(text) + 1 if text else 0)
        self._field.focus()
        self._offer()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Something was typed: it is painted; the list follows when it has been found."""
        if event.input is not self._field or not self._field.display:
            return
        event.stop()
        query = parse(event.value, mine=self.desk.actor)
        if "sort" not in event.value:
            query = query._replace(sort=self.asked.sort)
        words = query.text.split(" ")
        if len(words[-1]) < _LIVE_LETTERS and words[-1].isascii():
            query = query._replace(text=" ".join(words[:-1]))
        same = query == self.asked
        if not same:
            self.ask_for(query)
            self._panel.ask(query)
        from tui.widgets.filter_field import piece_at

        piece = piece_at(self._field.value, self._field.cursor_position)
        offer = (piece.field, piece.typed) if piece.field not in ("", "since", "until") else None
        if not same or offer is not None:
            self.read(offer=offer)
        self._offer()

    def _offer(self, values: list[str] | None = None) -> None:
        """Show what tab would put in, in the key line."""
        from tui.widgets.filter_field import keys_for, piece_at

        piece = piece_at(self._field.value, self._field.cursor_position)
        if piece.field in ("since", "until"):
            self._offers, title = [], "2025, 2025-01 or 2025-01-20"
        elif piece.field:
            self._offers = values or []
            title = "  ".join(self._offers[:8])
        else:
            self._offers = keys_for(piece.typed)
            title = "  ".join(f"{key}:" for key in self._offers)
        keys = [("enter", "keep"), ("esc", "drop")]
        if title:
            keys = [("tab" if self._offers else "date", title), *keys]
        self._keys(keys)

    def _keys(self, keys: list[tuple[str, str]] | None) -> None:
        for line in self.query(KeyLine):
            line.show_keys(tuple(keys) if keys is not None else None)

    def on_offered(self, message: Offered) -> None:
        """Values to offer came from the background."""
        if message.value == self._field.value and self._field.display:
            self._offer(message.choices)

    def on_filter_field_completed(self, message: FilterField.Completed) -> None:
        """Tab: put the first offer in."""
        message.stop()
        if self._offers:
            from tui.widgets.filter_field import completed, piece_at

            piece = piece_at(self._field.value, self._field.cursor_position)
            self._field.take(*completed(self._field.value, piece, self._offers[0]))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps the filter."""
        if event.input is not self._field:
            return
        event.stop()
        query = parse(self._field.value, mine=self.desk.actor)
        if "sort" not in self._field.value:
            query = query._replace(sort=self.asked.sort)
        self._close_field()
        if query != self.asked:
            self.look_for(query)
        else:
            self.read()  # what was not said while it was typed
        if unheard := unread(self._field.value):
            self.say("; ".join(map(meaningless, unheard)), error=True)
        self.keep_place()

    def _close_field(self) -> None:
        self._field.display = False
        self.query_one("#summary", Line).display = True
        self._list.focus()
        self._keys(None)
        self._tell()

    def do_cancel(self) -> None:
        """Leave the filter line, else the facets, else drop the selection, else the filter."""
        if self._begun and self._field.display:
            self._close_field()
            if self.asked != self._before:
                self.look_for(self._before, stay_on=self._stood_on)
        elif self._in_facets:
            self._leave_facets()
        elif self._list.selection:
            self._list.clear_selection()
            self._tell()
        elif self.asked.filtered:
            self.look_for(Query(sort=self.asked.sort), stay_on=self._under_cursor)
            self.keep_place()

    # -- facets ----------------------------------------------------------------------------------

    @property
    def _in_facets(self) -> bool:
        return self._begun and self._panel.entered

    def do_facets(self) -> None:
        """Open the panel or go back into it; from within, close it."""
        if not self._begun:
            return
        if self._in_facets:
            self._panel.display = False
            self._leave_facets()
            return
        opened = not self._panel.display
        self._panel.display = self._panel.entered = True
        self._panel.refresh()
        keys = [("↑↓", "value"), ("tab", "field"), ("enter", "narrow"), ("esc", "list")]
        self._keys([*keys, (self.copydesk.keymap.key("queue", "queue.facets"), "close")])
        if opened:
            self.read()

    def _leave_facets(self) -> None:
        self._panel.entered = False
        self._panel.refresh()
        self._keys(None)

    def intercept(self, event: events.Key, character: str) -> bool:
        """In the facets the arrows and enter belong to the panel."""
        del event
        if not self._in_facets:
            return False
        if character in ("down", "j"):
            self._panel.move(1)
        elif character in ("up", "k"):
            self._panel.move(-1)
        elif character in ("tab", "right", "l"):
            self._panel.jump(1)
        elif character in ("shift+tab", "left", "h"):
            self._panel.jump(-1)
        elif character in ("enter", "space"):
            self._choose()
        else:
            return False
        return True

    def _choose(self) -> None:
        """Narrow the list to the value under the panel's cursor, or widen it again."""
        entry = self._panel.current
        if entry is None:
            return
        if entry.more:
            self._panel.unfold()
        elif entry.value is not None and entry.field == "month":
            chosen = self.asked.since == self.asked.until == entry.value
            month = "" if chosen else entry.value
            query = self.asked._replace(since=month, until=month)
            self.look_for(query, stay_on=self._under_cursor if chosen else 0)
        elif entry.value is not None:
            chosen = entry.value in self.asked.values(entry.field)
            query = self.asked.toggled(entry.field, entry.value)
            self.look_for(query, stay_on=self._under_cursor if chosen else 0)

    # -- order -----------------------------------------------------------------------------------

    async def do_sort(self) -> None:
        """Choose the order."""
        from tui.screens.dialogs import Choice, choose

        options = [Choice(sort, SORT_WORDS[sort]) for sort in SORTS]
        chosen = await self.ask(choose("Order", options, chosen=self.asked.sort))
        if chosen and chosen != self.asked.sort:
            self.look_for(self.asked._replace(sort=chosen), stay_on=self._under_cursor)
            self.keep_place()
