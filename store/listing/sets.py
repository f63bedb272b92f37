"""Sets of articles as one byte each: how a whole list of a million is narrowed in milliseconds.

A set is ``bytes`` with 1 at the number of each article in it. Byte strings of a million are cheap
to combine (as large integers), to count and to walk along; Python sets of numbers are neither.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import compress

from store.listing.conditions import Condition, Select

SLICE = 8_000
"""Rows read between two looks at whether anybody still wants the result."""

_KEPT = 4
_STEPS = 4000
"""Steps of SQLite's machine between two such questions, well under a millisecond."""


class Cancelled(Exception):
    """The result is no longer wanted."""


class Sets:
    """Makes the sets of conditions through one connection; ``cancelled`` is asked between slices.

    The last few are kept as long as nothing is written to the desk: choosing one more value of a
    field does not read the other fields again.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.cancelled: Callable[[], bool] = lambda: False
        self._kept: OrderedDict[Condition | None, bytes] = OrderedDict()
        self._version = -1
        self.size = 0

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See the desk at one moment; what was kept is forgotten if it was written to since.

        Inside, a statement that runs on after the result is no longer wanted is stopped.
        """
        # asked by SQLite itself: `interrupt` from outside misses a statement about to begin
        self.connection.set_progress_handler(lambda: self.cancelled(), _STEPS)
        self.connection.execute("BEGIN")
        try:
            newest = self.connection.execute("SELECT max(n) FROM text").fetchone()[0]
            version = self.connection.execute("PRAGMA data_version").fetchone()[0]
            if version != self._version:
                self._version = version
                self._kept.clear()
                self.size = (newest or 0) + 1
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise Cancelled from error
            raise
        finally:
            self.connection.set_progress_handler(None, 0)
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def check(self) -> None:
        """Raise `Cancelled` when the result is no longer wanted."""
        if self.cancelled():
            raise Cancelled

    def numbers(self, select: Select) -> Iterable[Sequence[int]]:
        """The numbers a statement gives, in slices."""
        self.check()
        cursor = self.connection.execute(*select)
        while rows := cursor.fetchmany(SLICE):
            self.check()
            yield [n for (n,) in rows]

    def everything(self) -> bytes:
        """All listed articles, superseded ones too."""
        return self._keep(
            None, lambda: self._union([("SELECT n FROM article INDEXED BY article_at", ())])
        )

    def of(self, condition: Condition) -> bytes:
        """The articles a condition holds for; numbers of articles that are not listed may be in."""
        return self._keep(condition, lambda: self._make(condition))

    def all_of(self, conditions: Iterable[Condition]) -> bytes | None:
        """The articles every condition holds for; None when there is no condition at all."""
        both: int | None = None
        for condition in conditions:
            self.check()
            one = int.from_bytes(self.of(condition), "little")
            both = one if both is None else both & one
        return None if both is None else both.to_bytes(self.size, "little")

    def _keep(self, key: Condition | None, make: Callable[[], bytes]) -> bytes:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found

    def _make(self, condition: Condition) -> bytes:
        found = self._union(condition.sets) if condition.sets else bytes(self.size)
        if condition.others:
            rest = self._union(condition.others).translate(FLIP)
            found = join(found, rest)
        return found

    def _union(self, selects: Iterable[Select]) -> bytes:
        marks = bytearray(self.size)
        for select in selects:
            for numbers in self.numbers(select):
                for n in numbers:
                    marks[n] = 1
        return bytes(marks)


FLIP = bytes([1, 0]) + bytes(254)


def join(one: bytes, other: bytes) -> bytes:
    """The union of two sets of the same size."""
    both = int.from_bytes(one, "little") | int.from_bytes(other, "little")
    return both.to_bytes(len(one), "little")


def meet(one: bytes, other: bytes) -> bytes:
    """What is in both of two sets of the same size."""
    both = int.from_bytes(one, "little") & int.from_bytes(other, "little")
    return both.to_bytes(len(one), "little")


def members(marks: bytes) -> array[int]:
    """The numbers in a set, ascending."""
    return array("I", compress(range(len(marks)), marks))


def within(numbers: Sequence[int], marks: bytes) -> array[int]:
    """Those of ``numbers`` that are in a set, in their order."""
    return array("I", compress(numbers, map(marks.__getitem__, numbers)))
