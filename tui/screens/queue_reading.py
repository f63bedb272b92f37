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
from store.listing.query import Query, Unknown
from store.listing.sets import Sets
from store.listing.values import completions, unknown
from store.state.facets import SEPARATOR
from tui.screens.queue_telling import Totals

_GROWN_SECONDS = 0.15
_STRETCH = 20_000
"""Numbers looked through between two moments in which the screen may go on."""


@dataclass
class Found(Message):
    """A list is there, or more of it than before (``whole``: all of it).

    ``place``: where the article to stand on is, once that is known; ``gone``: what of the selection
    is listed no longer.
    """

    listing: Listing
    ticket: int
    whole: bool = False
    place: int | None = None
    gone: frozenset[int] = frozenset()


@dataclass
class Counted(Message):
    """The counts of some fields have arrived."""

    counts: dict[str, list[Count]]
    ticket: int


@dataclass
class Stood(Message):
    """How the desk stands as a whole."""

    totals: Totals


@dataclass
class Explained(Message):
    """How many articles an empty list would hold without each of its filters, and which values
    in them mean nothing on this desk."""

    without: dict[str, int]
    unknown: list[Unknown]
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
    value to complete, for the line ``typed``. ``stay``: the number of the article to stand on.
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
    stay: int = 0
    selected: frozenset[int] = frozenset()

    def __call__(self, sets: Sets) -> None:
        """Do it, in the background."""
        listing = self.listing
        if listing is None:
            listing = Listing(self.connection, self.query, through=sets.connection)
        sets.check()
        looking = _Looking(listing, self.stay)
        if not listing.pending and self.listing is None and not self.quiet:
            self.post(Found(listing, self.ticket, place=looking.place()))
        if self.offer is not None:
            found = completions(sets.connection, *self.offer, self.query.mine)
            self.post(Offered(found, self.typed))
        last = 0.0

        def grown() -> None:
            nonlocal last
            now = time.monotonic()
            if not self.quiet and now - last > _GROWN_SECONDS:
                last = now
                self.post(Found(listing, self.ticket, place=looking.place()))

        if listing.count is None or listing.pending:
            listing.build(sets, grown)
        gone = _gone(listing, self.selected) if self.quiet else frozenset()
        self.post(Found(listing, self.ticket, whole=True, place=looking.place(), gone=gone))
        if not self.quiet:
            self._explain(sets, empty=not listing.count)
        if self.totals:
            self.post(Stood(_totals(sets, self.query.mine)))
        if self.counts:
            self._count(sets, listing)

    def _count(self, sets: Sets, listing: Listing) -> None:
        """Count for the facets; what is counted in quick succession is shown together."""
        counted: dict[str, list[Count]] = {}
        last = time.monotonic()

        def publish(field: str, counts: list[Count]) -> None:
            nonlocal counted, last
            counted[field] = counts
            if time.monotonic() - last > _GROWN_SECONDS:
                self.post(Counted(counted, self.ticket))
                counted, last = {}, time.monotonic()

        with sets.snapshot():
            facets(sets, listing.conditions, self.query.mine, publish)
        self.post(Counted(counted, self.ticket))

    def _explain(self, sets: Sets, *, empty: bool) -> None:
        """Say what there is to say of the filters."""
        unheard = unknown(sets.connection, self.query)
        without = {}
        if empty:
            with sets.snapshot():
                for name in self.query.narrowed_by():
                    fewer = conditions(sets.connection, self.query.without(name))
                    without[name] = _listed(sets, sets.all_of(fewer))
        if without or unheard:
            self.post(Explained(without, unheard, self.ticket))


class _Looking:
    """Looks for an article in a list that is still growing, each stretch of it once."""

    def __init__(self, listing: Listing, n: int) -> None:
        self._listing = listing
        self._n = n
        self._looked = 0
        self._place: int | None = None

    def place(self) -> int | None:
        """Where the article stands, if that is known by now."""
        known = self._listing.at_least
        while self._n and self._place is None and self._looked < known:
            some = self._listing.numbers(self._looked, _STRETCH)
            if self._n in some:
                self._place = self._looked + some.index(self._n)
            self._looked += len(some)
        return self._place


def _gone(listing: Listing, selected: frozenset[int]) -> frozenset[int]:
    """What of the selected articles is not in a whole list."""
    gone = set(selected)
    for start in range(0, listing.at_least if gone else 0, _STRETCH):
        gone.difference_update(listing.numbers(start, _STRETCH))
    return frozenset(gone)


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
