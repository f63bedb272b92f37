"""Whether what was written to a desk since some moment can change a list."""

from __future__ import annotations

import sqlite3

from store.listing.query import Query
from store.listing.values import RETURNED
from store.state.facets import SEPARATOR

_OF_WORK = ("status", "label", "entity", "annotator", "article_label", "starred")
_MANY = 1000
"""More operations are not looked through: that would take longer than a key may."""


def newest_operation(connection: sqlite3.Connection) -> int:
    """The number of the journal's last operation on this desk."""
    return int(connection.execute("SELECT max(n) FROM op").fetchone()[0] or 0)


def stale(connection: sqlite3.Connection, query: Query, since: int) -> bool:
    """Whether operations after number ``since`` may have changed which articles are listed, or how.

    Marks, stars and statuses do not move articles in a list that asks for none of them: so coming
    back from reading one leaves a list of a million as it is.
    """
    newest = newest_operation(connection)
    if newest == since:
        return False
    if newest - since > _MANY:
        return True
    by_work = query.sort in ("status", "tags") or any(x in _OF_WORK for x in query.narrowed_by())
    if by_work or _returned(connection, query.mine):
        return True
    row = connection.execute(
        "SELECT 1 FROM op WHERE n > ? AND (obj LIKE 'article:%' OR obj LIKE 'group:%') LIMIT 1",
        (since,),
    ).fetchone()
    return row is not None


def _returned(connection: sqlite3.Connection, mine: str) -> bool:
    value = mine + SEPARATOR + RETURNED
    row = connection.execute(
        "SELECT 1 FROM facet WHERE dim = 'status' AND value = ? LIMIT 1", (value,)
    )
    return row.fetchone() is not None
