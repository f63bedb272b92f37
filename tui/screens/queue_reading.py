"""What the queue has read in the background: lists, counts, and why a list is empty.

Everything here runs in the thread of a `Background`; what it finds goes to the screen as messages.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from store.listing.conditions import conditions
from store.listing.facets import Count, facets
from store.listing.listing import Listing
from store.listing.query import Query
from store.listing.sets import Sets
from store.listing.values import completions
from store.state.facets import SEPARATOR
from tui.screens.queue_telling import Totals

_GROWN_SECONDS = 0.15


@dataclass
class Found(Message):
    """A list is there, or more of it than before (``whole``: all of it)."""

    listing: Listing
    ticket: int
    whole: bool = False


@dataclass
class Counted(Message):
    """The counts of one field have arrived."""

    field: str
    counts: list[Count]
    ticket: int


@dataclass
class Stood(Message):
    """How the desk stands as a whole."""

    totals: Totals


@dataclass
class Explained(Message):
    """How many articles an empty list would hold without each of its filters."""

    without: dict[str, int]
    ticket: int


@dataclass
class Offered(Message):
    """What could be typed next in the filter line."""

    choices: list[str]
    value: str


@dataclass(frozen=True)
class Reading:
    """One request of the queue: a list, then what goes with it.

    ``listing`` is given when its first page is shown already. ``offer``: field and beginning of a
    value to complete, for the line ``typed``.
    """

    connection: sqlite3.Connection
    query: Query
    ticket: int
    post: Callable[[Message], object]
    listing: Listing | None = None
    counts: bool = False
    offer: tuple[str, str] | None = None
    typed: str = ""
    totals: bool = True
    quiet: bool = False

    def __call__(self, sets: Sets) -> None:
        """Do it, in the background."""
        listing = self.listing
        if listing is None:
            listing = Listing(self.connection, self.query, through=sets.connection)
        sets.check()
        if not listing.pending and self.listing is None and not self.quiet:
            self.post(Found(listing, self.ticket))
        if self.offer is not None:
            found = completions(sets.connection, *self.offer, self.query.mine)
            self.post(Offered(found, self.typed))
        last = 0.0

        def grown() -> None:
            nonlocal last
            now = time.monotonic()
            if not self.quiet and now - last > _GROWN_SECONDS:
                last = now
                self.post(Found(listing, self.ticket))

        if listing.count is None or listing.pending:
            listing.build(sets, grown)
        self.post(Found(listing, self.ticket, whole=True))
        if not listing.count and self.query.filtered:
            self._explain(sets)
        if self.totals:
            self.post(Stood(_totals(sets, self.query.mine)))
        if self.counts:
            with sets.snapshot():
                facets(sets, listing.conditions, self.query.mine, self._count)

    def _count(self, field: str, counts: list[Count]) -> None:
        self.post(Counted(field, counts, self.ticket))

    def _explain(self, sets: Sets) -> None:
        without = {}
        with sets.snapshot():
            for name in self.query.narrowed_by():
                fewer = conditions(sets.connection, self.query.without(name))
                marks = sets.all_of(fewer)
                without[name] = _listed(sets, marks)
        self.post(Explained(without, self.ticket))


def _listed(sets: Sets, marks: bytes | None) -> int:
    everything = sets.everything()
    if marks is None:
        return everything.count(1)
    both = int.from_bytes(marks, "little") & int.from_bytes(everything, "little")
    return both.bit_count()


def _totals(sets: Sets, mine: str) -> Totals:
    run = sets.connection.execute
    sets.check()
    (articles,) = run("SELECT count(*) FROM article").fetchone()
    (replaced,) = run("SELECT count(*) FROM article WHERE superseded_by != ''").fetchone()
    counts = {}
    for status in ("done", "started", "skipped"):
        sets.check()
        (counts[status],) = run(
            "SELECT count(*) FROM facet WHERE dim = 'status' AND value = ?",
            (mine + SEPARATOR + status,),
        ).fetchone()
    return Totals(articles - replaced, **counts)
