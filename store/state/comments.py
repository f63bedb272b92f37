"""``comment:ARTICLE:ID`` objects into ``comment``."""

from __future__ import annotations

import sqlite3

from store.journal.fold import Folded
from store.journal.operations import time_of
from store.state.articles import number


def name(article_id: str, comment_id: str) -> str:
    """The comment's object name."""
    return f"comment:{article_id}:{comment_id}"


def project(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    _, article_id, comment_id = obj.split(":", 2)
    n = number(connection, article_id)
    fields = state.fields
    if n is None:
        return
    if state.born is None or fields.get("del") or "text" not in fields:
        connection.execute("DELETE FROM comment WHERE id = ?", (comment_id,))
        return
    connection.execute(
        "INSERT OR REPLACE INTO comment VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            comment_id,
            n,
            str(fields.get("span", "")),
            str(fields["text"]),
            str(fields.get("annotator", "")),
            time_of(state.born),
            int(bool(fields.get("resolved"))),
        ),
    )
