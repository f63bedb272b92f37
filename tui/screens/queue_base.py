"""The queue's ground: its parts, the list it shows, and keeping that list fresh."""

from __future__ import annotations

import math
import sqlite3
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from store.errors import DeskError
from store.listing.background import Background
from store.listing.fresh import newest_operation, stale
from store.listing.listing import Listing
from store.listing.query import Query, parse, written
from store.listing.rows import ArticleRow
from tui.screens.base import DeskScreen
from tui.screens.queue_telling import Totals, empty_desk, header, meaningless, no_hit, summary
from tui.widgets.article_list import ArticleList
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line

if TYPE_CHECKING:
    from tui.screens.queue_reading import Counted, Explained, Found, Stood
    from tui.widgets.facet_panel import FacetPanel
    from tui.widgets.filter_field import FilterField

_FILTER = "queue.filter"
_PLACE = "queue.place"
_MOMENT = 0.01
_SOON = 0.1
_CACHE = -2048
"""SQLite's page cache while the queue is up, in KiB below 0."""


class QueueBase(DeskScreen):
    """Shows one `Listing`; the rest of the queue changes which, and acts on its articles."""

    WHERE = "queue"
    DEFAULT_CSS = """
    QueueBase {
        & #desk-line { height: 1; padding: 0 1; background: $surface; }
        & #summary { height: 1; padding: 0 1; }
        & #middle { height: 1fr; }
    }
    """

    _panel: FacetPanel
    _field: FilterField

    def __init__(self) -> None:
        super().__init__()
        self.asked = Query()
        self._list = ArticleList(self._tell)
        self._ticket = 0
        self._shown_ticket = 0
        self._seen = 0
        self._stay = 0
        """The number of the article another list is to be entered at; 0 for its top."""
        self._totals: Totals | None = None
        self._reader_thread: Background | None = None
        self._begun = False
        self._held: list[events.Key] = []
        """Keys pressed before all of the screen was there, in order."""
        self._resumed = False

    def compose(self) -> ComposeResult:
        yield Line("", id="desk-line")
        yield Line("", id="summary")
        with Horizontal(id="middle"):
            yield self._list
        yield KeyLine()

    # -- beginning and ending --------------------------------------------------------------------

    def on_mount(self) -> None:
        """Show the first page at once; everything else is read after it is painted."""
        super().on_mount()
        self._reader_thread = Background(self.desk.reader, self._failed)
        self.asked = parse(self.desk.recall(f"{_FILTER}:{self.desk.actor}"), mine=self.desk.actor)
        self._list.focus()
        self.look_for(self.asked)
        self._stay = self._return_to(self.desk.recall(f"{_PLACE}:{self.desk.actor}"))
        # rows are few and read in order here; a large cache would only fill with passing pages
        self.desk.connection.execute(f"PRAGMA cache_size = {_CACHE}")

        self._waiting_to_begin = self.set_interval(_MOMENT, self._begin_when_painted)

    def _begin_when_painted(self) -> None:
        """Nothing else is begun before the first page stands on the screen."""
        if self.painted_at < math.inf:
            self._waiting_to_begin.stop()
            self._begin()

    def _begin(self) -> None:
        """The list is painted: now for what is not seen yet."""
        from tui.widgets.facet_panel import FacetPanel
        from tui.widgets.filter_field import FilterField

        self._panel = FacetPanel({f"label:{x.id}": x.name for x in self.desk.labels(retired=True)})
        self._panel.ask(self.asked)
        self._field = FilterField(placeholder="words, status: source: lang: label: by: from: is:")
        self._field.display = self._panel.display = False
        self.mount(self._field, after="#summary")
        self.query_one("#middle").mount(self._panel)
        self._begun = True
        self.read()
        held, self._held = self._held, []
        for event in held:
            self.take_key(event)  # the page was painted before: what decides may decide
        if not held:
            self.mark_undecided()

    def take_key(self, event: events.Key) -> None:
        """Find out what a press means; before the filter line is there, what follows "/" cannot
        be told from commands, so presses wait."""
        if self._begun:
            super().take_key(event)
        else:
            self._held.append(event)
            event.stop()
            event.prevent_default()

    def on_unmount(self) -> None:
        """Remember the place, and let go of the reading thread."""
        self.keep_place()
        if self._reader_thread is not None:
            self._reader_thread.close()

    def keep_place(self) -> None:
        """Remember filter and article for the next time this desk is opened."""
        row = self._list.current
        try:
            self.desk.remember(f"{_FILTER}:{self.desk.actor}", written(self.asked))
            if row is not None:
                self.desk.remember(f"{_PLACE}:{self.desk.actor}", row.id)
        except (DeskError, sqlite3.Error):
            return  # a desk that is closed or cannot be written forgets where one was

    def _return_to(self, article_id: str) -> int:
        """Stand on an article; gives its number when it is further down than is known yet."""
        row = self.desk.connection.execute(
            "SELECT n FROM article WHERE id = ?", (article_id,)
        ).fetchone()
        return 0 if row is None or self._list.go_to(row[0]) else int(row[0])

    def _failed(self, error: Exception) -> None:
        """Something went wrong in the reading thread."""
        self.app.call_later(self.report, error)

    # -- which list ------------------------------------------------------------------------------

    def look_for(self, query: Query, *, stay_on: int = 0) -> None:
        """List other articles, or in another order. With ``stay_on``, an article's number, the
        cursor goes there, and the old list stays until it is known where that is in the new one."""
        self.ask_for(query)
        self._stay = stay_on
        if self._begun:
            self._panel.ask(self.asked)
            self.read()
            # most lists are there in the next frame
            self.after(_SOON, self._tell)
        elif not self.asked.text:  # the first page of all
            listing = Listing(self.desk.connection, self.asked)
            if not listing.pending:
                self._put(listing)

    def ask_for(self, query: Query) -> None:
        """What is to be listed from now on; the list itself is found afterwards."""
        query = query._replace(mine=self.desk.actor)
        other = query._replace(sort=self.asked.sort) != self.asked
        self.asked = query
        self._ticket += 1
        self._stay = 0
        self._seen = newest_operation(self.desk.connection)
        if other and self._list.selection:
            self._list.clear_selection()
            self.say("Nothing is selected any more: the filter is another one.")

    def read(
        self,
        *,
        listing: Listing | None = None,
        quiet: bool = False,
        offer: tuple[str, str] | None = None,
    ) -> None:
        """Have the whole list, the totals and the counts read in the background."""
        if self._reader_thread is None or not self._begun:
            return
        from tui.screens.queue_reading import Reading  # the first page does without

        if listing is None and not quiet and self._shown_ticket == self._ticket:
            # what was written since the list was read may change it
            quiet = stale(self.desk.connection, self.asked, self._seen)
            listing = None if quiet else self._list.listing
        if listing is None or listing is self._list.listing:
            self._seen = newest_operation(self.desk.connection)
        self._reader_thread.submit(
            Reading(
                self.desk.connection,
                self.asked,
                self._ticket,
                self._post,
                listing=listing,
                counts=self._panel.display,
                offer=offer,
                typed=self._field.value,
                quiet=quiet,
                stay=self._stay,
                selected=self._list.selection.apart,
            )
        )

    def _post(self, message: Message) -> None:
        self.post_message(message)

    def _put(self, listing: Listing, place: int | None = None) -> None:
        """Show another list: from its top, or with the cursor at ``place`` on the line it is on."""
        shown = self._list
        self._shown_ticket, self._stay = self._ticket, 0
        shown.note = []
        top = 0 if place is None else place - (shown.cursor - shown.top)
        shown.show(listing, cursor=place or 0, top=top)
        self.mark_undecided()

    def on_found(self, message: Found) -> None:
        """A list, or more of it, came from the background."""
        if message.ticket != self._ticket:
            return
        if message.listing is self._list.listing:
            self._list.grown()
            if self._stay and message.place is not None and not self._list.cursor:
                self._list.stand(message.place)
                self.mark_undecided()
                self._stay = 0
        elif self._shown_ticket == self._ticket:
            if not message.whole:
                return
            self._list.selection.forget(message.gone)
            self._list.replace(message.listing)
            self.mark_undecided()
        elif not message.listing.pending and (
            message.whole or message.place is not None or not self._stay
        ):
            self._put(message.listing, message.place)
        if message.whole and not message.listing.count and not self.asked.filtered:
            keys = {x: self.copydesk.keymap.key("queue", f"app.{x}") for x in ("ingest", "paste")}
            self._list.note = empty_desk(str(self.desk.path), keys)
            self._list.refresh()

    def on_explained(self, message: Explained) -> None:
        """Say which filter stands in the way when nothing is listed, and which says nothing."""
        if message.ticket != self._ticket:
            return
        if message.without:
            clear = self.copydesk.keymap.key("queue", "queue.cancel")
            self._list.note = no_hit(self._named(), message.without, message.unknown, clear)
            self._list.refresh()
        elif self.open_field() is None:  # while it is typed a value is not whole
            self.say("; ".join(map(meaningless, message.unknown)), error=True)

    def on_counted(self, message: Counted) -> None:
        """Counts came."""
        if message.ticket == self._ticket:
            self._panel.arrive(message.counts)

    def on_stood(self, message: Stood) -> None:
        """The totals of the desk came."""
        if message.totals != self._totals:
            self._totals = message.totals
            self._tell_desk()

    # -- keeping it fresh ------------------------------------------------------------------------

    def actor_changed(self) -> None:
        """Somebody else reads now: statuses, stars and the header are theirs."""
        self._totals = None
        self._tell_desk()
        self.look_for(self.asked, stay_on=self._under_cursor)

    def desk_changed(self) -> None:
        """Somebody wrote to the desk: rows are read afresh, and the list too where that matters."""
        self._list.forget()
        self._refresh_listing()

    def _refresh_listing(self) -> None:
        if not self._begun or self._reader_thread is None:
            return
        if stale(self.desk.connection, self.asked, self._seen):
            self.read(quiet=True)
        elif newest_operation(self.desk.connection) != self._seen:
            self.read()

    def on_screen_resume(self) -> None:
        """Back from the reader: stand on the article one read last."""
        super().on_screen_resume()
        if not self._begun:
            return
        reader = getattr(self.copydesk, "_reader", None)
        article = getattr(reader, "article", None)
        if self._resumed and article is not None:
            self._list.go_to(article.n)
        self._resumed = False
        self.desk_changed()

    # -- saying it -------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Lines are cut for the width."""
        del event
        self._tell_desk()
        self._tell()

    def on_article_list_unread(self, message: ArticleList.Unread) -> None:
        """Rows could not be read: say why they are not drawn."""
        self.report(message.error)

    def _tell_desk(self) -> None:
        width = max(20, self.size.width - 2)
        line = self.query_one("#desk-line", Line)
        who = self.desk.actor
        if self.desk.read_only:
            who = f"{who} · read only" if who else "read only"
        line.update(header(self.desk.path.name, who, self._totals, width), layout=False)

    def _tell(self) -> None:
        if not self.is_mounted:
            return
        width = max(20, self.size.width - 2)
        line = self.query_one("#summary", Line)
        line.update(summary(self._named(), width, self._aside()), layout=False)

    def _named(self) -> Query:
        """What is asked for, as people call it: an entity chosen from the facets is there by id."""
        if not self.asked.entity:
            return self.asked
        from store.register.reading import name_of  # the first page does without

        names = (name_of(self.desk.connection, one) or one for one in self.asked.entity)
        return self.asked._replace(entity=tuple(names))

    def _aside(self) -> str:
        """Where the cursor is in the list and how much is selected."""
        listing = self._list.listing
        here = listing is not None and self._shown_ticket == self._ticket
        selected = ""
        if self._list.selection:
            chosen = self._list.selection.count(listing.count if here and listing else None)
            selected = f"{'all' if chosen is None else f'{chosen:,}'} selected · "
        if listing is None or not here:
            return selected + "searching…"
        if listing.count is not None:
            place = self._list.place + 1 if listing.count else 0
            return f"{selected}{place:,}/{listing.count:,}"
        if self._list.cursor < 0:
            return f"{selected}last {-self._list.cursor:,}" if self._list.cursor < -1 else "last"
        return f"{selected}{self._list.cursor + 1:,}/{listing.at_least:,}+"

    # -- for the rest of the queue ---------------------------------------------------------------

    @property
    def current(self) -> ArticleRow | None:
        """The row under the cursor."""
        return self._list.current

    @property
    def _under_cursor(self) -> int:
        """The number of the article under the cursor, 0 when there is none."""
        row = self.current
        return row.n if row is not None and row.id else 0
