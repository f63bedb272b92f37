"""One opened list of articles: its first page at once, all of it as soon as it is known.

    listing = Listing(desk.connection, Query(status=("new",), mine=desk.actor))
    listing.rows(0, 40)            # at once, unless words are asked for
    background.submit(listing.build)   # in another thread; then listing.count is exact

Positions count from 0; negative ones from the end (-1 is the last), so that the end of a list can
be shown before anybody knows how long it is.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import overload

from store.listing.conditions import Condition, conditions
from store.listing.order import runs
from store.listing.pages import PAGE, page
from store.listing.query import Query
from store.listing.rows import ArticleRow, rows
from store.listing.sets import Sets
from store.listing.whole import whole

_ROWS_KEPT = 1024


class Listing:
    """The articles of a query in order. Use it in the thread of ``connection``; `build` elsewhere.

    ``pending``: not even the first page is known yet.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        query: Query,
        through: sqlite3.Connection | None = None,
    ) -> None:
        """Open a list; ``through``: make it in another thread, by a connection of that thread."""
        self.query = query
        self.pending = False
        self._connection = connection
        now = through or connection
        self._conditions = conditions(now, query)
        dated = any(x.field == "since" for x in self._conditions)
        self._runs = runs(now, query.sort, query.mine, dated=dated)
        self._rows: OrderedDict[int, ArticleRow] = OrderedDict()
        self._ids: array[int] = array("I")
        self._tail: array[int] | None = None
        self._complete = False
        first = page(now, self._conditions, self._runs)
        if first is None:
            self.pending = True
        else:
            self._ids = array("I", first)
            self._complete = len(first) < PAGE

    @property
    def conditions(self) -> Sequence[Condition]:
        """What the list demands of an article, as `facets` wants it."""
        return self._conditions

    # -- how long ----------------------------------------------------------------------------

    @property
    def count(self) -> int | None:
        """How many articles there are; None until that is known."""
        return len(self._ids) if self._complete else None

    @property
    def at_least(self) -> int:
        """How many articles are known to be there by now."""
        return len(self._ids)

    # -- what --------------------------------------------------------------------------------

    def numbers(self, offset: int, count: int) -> Sequence[int]:
        """Local numbers of the articles at ``offset`` and after it, as far as they are known."""
        if offset >= 0:
            return self._ids[offset : offset + count]
        end = offset + count
        ids = self._ids if self._complete else self._last()
        return ids[max(0, len(ids) + offset) : len(ids) + end if end < 0 else len(ids)]

    def _last(self) -> array[int]:
        if self._tail is None:
            last = page(self._connection, self._conditions, self._runs, last=True)
            self._tail = array("I", last or [])
        return self._tail

    def known_from_end(self) -> int:
        """How many articles can be reached from the end (by negative positions) right now."""
        return len(self._ids) if self._complete else len(self._last())

    def rows(self, offset: int, count: int) -> list[ArticleRow]:
        """The rows at ``offset`` and after it. An article gone meanwhile is a row without an id."""
        numbers = self.numbers(offset, count)
        missing = [n for n in numbers if n not in self._rows]
        if missing:
            found = rows(self._connection, missing, self.query.mine)
            for n in missing:
                self._rows[n] = found.get(n) or ArticleRow(n, "", "")
            for n in numbers:  # those asked for now are the last to be forgotten
                self._rows.move_to_end(n)
            while len(self._rows) > max(_ROWS_KEPT, count):
                self._rows.popitem(last=False)
        return [self._rows[n] for n in numbers]

    def row(self, offset: int) -> ArticleRow | None:
        """The row at one position, or None when there is none (known yet)."""
        found = self.rows(offset, 1)
        return found[0] if found else None

    def position(self, n: int) -> int | None:
        """Where an article stands; None when it is not in the list, or not known yet to be."""
        place = _place(self._ids, n)
        if place is not None:
            return place
        if not self._complete and self._tail is not None and n in self._tail:
            return self._tail.index(n) - len(self._tail)
        return None

    def neighbours(self, n: int) -> tuple[int | None, int | None]:
        """The articles before and after one, by number."""
        place = self.position(n)
        if place is None:
            return None, None
        before = None if place == 0 else self._one(place - 1)
        after = None if place == -1 else self._one(place + 1)
        return before, after

    def next_new(self, offset: int, reach: int = 20_000) -> int | None:
        """The position of the next article, from ``offset`` on, that I have not begun.

        Looks at no more than ``reach`` articles.
        """
        for start in range(offset, offset + reach, 500):
            numbers = self.numbers(start, min(500, -start) if start < 0 else 500)
            if not len(numbers):
                return None
            rows_begun = self._connection.execute(
                "SELECT n FROM layer WHERE annotator = ? AND status != 'new' "
                "AND n IN (SELECT value FROM json_each(?))",
                (self.query.mine, json.dumps(list(numbers))),
            )
            begun = {n for (n,) in rows_begun}
            for place, n in enumerate(numbers, start):
                if n not in begun:
                    return place
            if start < 0 <= start + 500:
                return None
        return None

    def _one(self, offset: int) -> int | None:
        found = self.numbers(offset, 1)
        return found[0] if len(found) else None

    def ids(self) -> ListedIds:
        """The permanent ids in order, for whoever walks along the list as it is now."""
        return ListedIds(self._connection, self._ids)

    def forget(self) -> None:
        """Read rows afresh: something on the desk changed. Which articles are listed stays."""
        self._rows.clear()

    # -- all of it ---------------------------------------------------------------------------

    def build(self, sets: Sets, grown: Callable[[], None] = lambda: None) -> None:
        """Make the whole list, in any thread, through a connection of that thread's own.

        ``grown`` is called in that thread when more is known than before.

        Raises:
            Cancelled: the list is no longer wanted.
        """

        def publish(ids: array[int]) -> None:
            if len(ids) and len(ids) >= len(self._ids):
                self._ids = ids
                self.pending = False
                grown()

        with sets.snapshot():
            ids = whole(sets, self._conditions, self._runs, publish)
        self._ids = ids
        self._complete = True
        self.pending = False
        grown()


class ListedIds(Sequence[str]):
    """Article ids in a list's order, looked up one by one: a million take no more room than ten.

    The order stays as it was, whatever becomes of the list it was taken from.
    """

    def __init__(self, connection: sqlite3.Connection, numbers: array[int]) -> None:
        self._connection = connection
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self._id(n) for n in self._numbers[place]]
        return self._id(self._numbers[place])

    def _id(self, n: int) -> str:
        row = self._connection.execute("SELECT id FROM article WHERE n = ?", (n,)).fetchone()
        return str(row[0]) if row else ""

    def __contains__(self, article_id: object) -> bool:
        return self._place(article_id) is not None

    def index(self, article_id: str, start: int = 0, stop: int | None = None) -> int:
        """Where an article stands; ValueError when it does not."""
        place = self._place(article_id)
        if place is None or place < start or (stop is not None and place >= stop):
            raise ValueError(article_id)
        return place

    def _place(self, article_id: object) -> int | None:
        row = self._connection.execute(
            "SELECT n FROM article WHERE id = ?", (article_id,)
        ).fetchone()
        if row is None:
            return None
        return _place(self._numbers, row[0])


def _place(numbers: array[int], n: int) -> int | None:
    """Where a number stands. Searched as bytes: a million of them in a millisecond or two."""
    wanted = n.to_bytes(numbers.itemsize, sys.byteorder)
    held = numbers.tobytes()
    at = held.find(wanted)
    while at % numbers.itemsize and at != -1:  # across two numbers
        at = held.find(wanted, at + 1)
    return None if at < 0 else at // numbers.itemsize
