"""The full-text index follows an article's title when that is corrected.

The index holds no text of its own, so an entry is taken out by saying again what was put in.
"""

from __future__ import annotations

import sqlite3

from store.text.folding import search_fold, searched


def retitle(connection: sqlite3.Connection, n: int, old: str, new: str) -> None:
    """Index article ``n`` under its new title instead of the old one."""
    row = connection.execute("SELECT body FROM text WHERE n = ?", (n,)).fetchone()
    if row is None or row[0] is None:
        return
    before, after = searched(old, row[0]), searched(new, row[0])
    if before == after:
        return
    connection.execute(
        "INSERT INTO search (search, rowid, body) VALUES ('delete', ?, ?)",
        (n, search_fold(before)),
    )
    connection.execute("INSERT INTO search (rowid, body) VALUES (?, ?)", (n, search_fold(after)))
