"""``rejection:ARTICLE:ID`` objects into ``rejection``: what an annotator does not want marked there.

The id follows from annotator, range and label: the same suggestion rejected twice is one rejection,
and rejecting it on two desks is no conflict.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from store.journal.fold import Folded
from store.journal.operations import edge_hash
from store.state.articles import number

INSERT = "INSERT OR REPLACE INTO rejection VALUES (?, ?, ?, ?, ?, ?)"


def name(article_id: str, annotator: str, start: int, end: int, label: str) -> str:
    """The rejection's object name."""
    return f"rejection:{article_id}:{edge_hash('rejection', annotator, start, end, label)}"


def row_of(n: int, key: str, state: Folded) -> tuple[Any, ...] | None:
    """A ``rejection`` row, or None when nothing is rejected (any more)."""
    fields = state.fields
    extent, label = fields.get("range"), fields.get("label")
    if not fields.get("on") or not extent or not label:
        return None
    return key, n, int(extent[0]), int(extent[1]), str(label), str(fields.get("annotator", ""))


def project(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    _, article_id, key = obj.split(":", 2)
    n = number(connection, article_id)
    if n is None:
        return
    row = row_of(n, key, state)
    if row is None:
        connection.execute("DELETE FROM rejection WHERE n = ? AND id = ?", (n, key))
    else:
        connection.execute(INSERT, row)
