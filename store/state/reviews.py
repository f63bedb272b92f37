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

_NEWEST = (
    "SELECT op.id FROM op JOIN action ON action.grp = op.grp "
    "WHERE op.obj = ? AND action.revoked = 0 ORDER BY op.id DESC LIMIT 1"
)


def verdict_id(article_id: str, start: int, end: int, label: str) -> str:
    """The one id of all decisions on a range and label, on every desk and by everybody."""
    return edge_hash("verdict", article_id, start, end, label)


def verdict_name(article_id: str, start: int, end: int, label: str) -> str:
    """The verdict's object name."""
    return f"verdict:{article_id}:{verdict_id(article_id, start, end, label)}"


def request_name(article_id: str, annotator: str) -> str:
    """The object name of somebody's request for a review; a handle may hold a colon."""
    return f"request:{article_id}:{annotator}"


def verdict_row(n: int, key: str, fields: dict[str, Any], newest: bytes) -> tuple[Any, ...] | None:
    """A ``verdict`` row from folded fields, or None when nothing is decided (any more)."""
    extent, label, decision = fields.get("range"), fields.get("label"), fields.get("decision")
    if not extent or not label or decision not in DECISIONS:
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
        time_of(newest),
        newest,
    )


def project_verdict(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    _, article_id, key = obj.split(":", 2)
    n = number(connection, article_id)
    if n is None:
        return
    row = None
    if state.born is not None:
        newest = connection.execute(_NEWEST, (obj,)).fetchone()[0]
        row = verdict_row(n, key, state.fields, newest)
    if row is None:
        connection.execute("DELETE FROM verdict WHERE n = ? AND id = ?", (n, key))
    else:
        connection.execute(
            "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row
        )


def project_request(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    _, article_id, annotator = obj.split(":", 2)
    n = number(connection, article_id)
    if n is None:
        return
    if state.born is None or not state.fields.get("on"):
        connection.execute("DELETE FROM request WHERE annotator = ? AND n = ?", (annotator, n))
        return
    newest = connection.execute(_NEWEST, (obj,)).fetchone()[0]
    connection.execute(
        "INSERT OR REPLACE INTO request VALUES (?, ?, ?, ?, ?)",
        (
            annotator,
            n,
            str(state.fields.get("reviewer", "")),
            str(state.fields.get("why", "")),
            time_of(newest),
        ),
    )
