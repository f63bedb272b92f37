"""The orders of a list, each a chain of runs that an index gives without sorting."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from store.listing.conditions import Condition, dimension, status_is_not
from store.listing.values import ALL_STATUSES, RETURNED
from store.state.facets import SEPARATOR

NEWEST = ("{at} DESC", "{n} DESC")
_OLDEST = ("{at} ASC", "{n} ASC")


class Run(NamedTuple):
    """A stretch of a list: articles that meet ``sql`` and ``also``, in the order ``by``.

    ``{at}`` and ``{n}`` stand for the columns of whatever index leads; ``dated``: in order of
    date, so that a run of the facet index can lead too. ``facet``: the run comes from a whole
    dimension of that index, which is in order of value. ``rest``: it holds just what the runs
    before it left over, which is cheaper to know than ``sql`` when the whole list is made.
    """

    by: tuple[str, ...]
    sql: str = ""
    also: Condition | None = None
    dated: bool = False
    facet: str = ""
    rest: bool = False

    @property
    def backwards(self) -> tuple[str, ...]:
        """The opposite order."""
        return tuple(
            term[:-4] + " DESC" if term.endswith(" ASC") else term[:-5] + " ASC" for term in self.by
        )


def runs(connection: sqlite3.Connection, sort: str, mine: str, *, dated: bool = False) -> list[Run]:
    """The runs of a sort; articles that were sent back to me come first in every one.

    ``dated``: the query lets in only articles with a date.
    """
    found = _runs(sort, mine, dated)
    back = connection.execute(
        "SELECT 1 FROM facet WHERE dim = 'status' AND value = ? LIMIT 1",
        (mine + SEPARATOR + RETURNED,),
    ).fetchone()
    if back is None or sort == "status":
        return found
    return [
        run._replace(also=also)
        for also in (dimension("status", (RETURNED,), mine), status_is_not(mine, RETURNED))
        for run in found
    ]


def _runs(sort: str, mine: str, dated: bool) -> list[Run]:
    if dated and sort in ("newest", "oldest"):
        # no stretch to set apart: the query's own limits lead through the index
        return [Run(_OLDEST if sort == "oldest" else NEWEST, dated=True)]
    if sort == "oldest":
        return [
            Run(_OLDEST, "{at} < 0", dated=True),
            Run(_OLDEST, "{at} > 0", dated=True),
            Run(_OLDEST, "{at} = 0", dated=True),
        ]
    if sort == "arrival":
        return [Run(("{n} DESC",))]
    if sort == "title":
        by_title = ("a.title COLLATE NOCASE ASC", "{n} ASC")
        return [
            Run(by_title, "a.title COLLATE NOCASE > ''"),
            Run(("{n} ASC",), "a.title COLLATE NOCASE = ''", rest=True),
        ]
    if sort == "source":
        by_source = ("f.value ASC", *NEWEST)
        return [Run(by_source, facet="source"), Run(NEWEST, "a.source = ''", dated=True, rest=True)]
    if sort == "tags":
        by_tags = ("a.spans DESC", *NEWEST)
        return [Run(by_tags, "a.spans > 0"), Run(NEWEST, "a.spans = 0", dated=True, rest=True)]
    if sort == "status":
        return [
            Run(run.by, run.sql, dimension("status", (status,), mine), dated=True)
            for status in ALL_STATUSES
            for run in _runs("newest", mine, dated)
        ]
    return [
        Run(NEWEST, "{at} > 0", dated=True),
        Run(NEWEST, "{at} < 0", dated=True),
        Run(NEWEST, "{at} = 0", dated=True),
    ]
