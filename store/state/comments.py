"""``comment:ARTICLE:ID`` objects into ``comment``."""

from __future__ import annotations

import sqlite3
from typing import Any

from store.journal.fold import Folded
from store.journal.operations import time_of
from store.state.articles import number

INSERT = "INSERT OR REPLACE INTO comment VALUES (?, ?, ?, ?, ?, ?, ?)"


def name(article_id: str, comment_id: str) -> str:
    """The comment's object name."""
    return f"comment:{article_id}:{comment_id}"


def row_of(n: int, comment_id: str, state: Folded) -> tuple[Any, ...] | None:
    """A ``comment`` row, or None when there is no such comment (any more)."""
    fields = state.fields
    if state.born is None or fields.get("del") or "text" not in fields:
        return None
    return (
        comment_id,
        n,
        str(fields.get("span", "")),
        str(fields["text"]),
        str(fields.get("annotator", "")),
        time_of(state.born),
        int(bool(fields.get("resolved"))),
    )


def project(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    _, article_id, comment_id = obj.split(":", 2)
    n = number(connection, article_id)
    if n is None:
        return
    row = row_of(n, comment_id, state)
    if row is None:
        connection.execute("DELETE FROM comment WHERE id = ?", (comment_id,))
    else:
        connection.execute(INSERT, row)
