"""``verdict:ARTICLE:ID`` and ``request:ARTICLE:ANNOTATOR`` objects into ``verdict`` and ``request``.

Every operation on a verdict writes all its fields, so that the newest decision on a mark wins
whole, whoever made it; its operation's id (``op``) orders the decisions on an article.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from store.journal.fold import Folded
from store.journal.operations import edge_hash, time_of
from store.state.articles import number

DECISIONS = ("accept", "reject", "relabel", "resize")
"""What a verdict can say of a mark; any other word takes the decision back."""

INSERT_VERDICT = "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_REQUEST = "INSERT OR REPLACE INTO request VALUES (?, ?, ?, ?, ?)"


def verdict_id(article_id: str, start: int, end: int, label: str) -> str:
    """The one id of all decisions on a range and label, on every desk and by everybody."""
    return edge_hash("verdict", article_id, start, end, label)


def verdict_name(article_id: str, start: int, end: int, label: str) -> str:
    """The verdict's object name."""
    return f"verdict:{article_id}:{verdict_id(article_id, start, end, label)}"


def request_name(article_id: str, annotator: str) -> str:
    """The object name of somebody's request for a review; a handle may hold a colon."""
    return f"request:{article_id}:{annotator}"


def verdict_row(n: int, key: str, state: Folded) -> tuple[Any, ...] | None:
    """A ``verdict`` row, or None when nothing is decided (any more)."""
    fields = state.fields
    extent, label, decision = fields.get("range"), fields.get("label"), fields.get("decision")
    if state.newest is None or not extent or not label or decision not in DECISIONS:
        return None
    # a rejected mark leaves nothing; (0, 0, "") says so without a NULL
    gold = fields.get("gold") or (0, 0, "")
    return (
        key,
        n,
        int(extent[0]),
        int(extent[1]),
        str(label),
        str(decision),
        int(gold[0]),
        int(gold[1]),
        str(gold[2]),
        str(fields.get("entity", "")),
        str(fields.get("reviewer", "")),
        time_of(state.newest),
        state.newest,
    )


def request_row(n: int, annotator: str, state: Folded) -> tuple[Any, ...] | None:
    """A ``request`` row, or None when nobody asks (any more)."""
    fields = state.fields
    if state.newest is None or not fields.get("on"):
        return None
    return (
        annotator,
        n,
        str(fields.get("reviewer", "")),
        str(fields.get("why", "")),
        time_of(state.newest),
    )


def project_verdict(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    _, article_id, key = obj.split(":", 2)
    n = number(connection, article_id)
    if n is None:
        return
    row = verdict_row(n, key, state)
    if row is None:
        connection.execute("DELETE FROM verdict WHERE n = ? AND id = ?", (n, key))
    else:
        connection.execute(INSERT_VERDICT, row)


def project_request(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    _, article_id, annotator = obj.split(":", 2)
    n = number(connection, article_id)
    if n is None:
        return
    row = request_row(n, annotator, state)
    if row is None:
        connection.execute("DELETE FROM request WHERE annotator = ? AND n = ?", (annotator, n))
    else:
        connection.execute(INSERT_REQUEST, row)
