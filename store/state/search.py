"""The full-text index: every text that is here, under the title its article has at present.

The index holds no text of its own, so an entry is taken out by saying again what was put in. An
article that is not listed is found by its text alone, which matters once it is listed again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from store.database.schema import SEARCH_VERSION
from store.text.folding import search_fold, searched

_ADD = "INSERT INTO search (rowid, body) VALUES (?, ?)"
_TITLED = "FROM text LEFT JOIN article USING (n) WHERE body IS NOT NULL"


def entry(title: str, body: str) -> str:
    """What the index holds of a text."""
    return search_fold(searched(title, body))


def retitle(connection: sqlite3.Connection, n: int, old: str, new: str) -> None:
    """Index article ``n`` under its new title instead of the old one; one not indexed stays so."""
    row = connection.execute(
        "SELECT body FROM text WHERE n = ? AND n IN (SELECT id FROM search_docsize)", (n,)
    ).fetchone()
    if row is None or row[0] is None:
        return
    before, after = searched(old, row[0]), searched(new, row[0])
    if before == after:
        return
    connection.execute(
        "INSERT INTO search (search, rowid, body) VALUES ('delete', ?, ?)",
        (n, search_fold(before)),
    )
    connection.execute(_ADD, (n, search_fold(after)))


def retitle_many(connection: sqlite3.Connection, old: Mapping[int, str], which: str) -> None:
    """`retitle` the articles for which ``which`` holds; ``old``: the titles of those then listed."""
    new = dict(connection.execute(f"SELECT n, title FROM article WHERE {which}"))
    for n in sorted(old.keys() | new.keys()):
        if old.get(n, "") != new.get(n, ""):
            retitle(connection, n, old.get(n, ""), new.get(n, ""))


def fill(connection: sqlite3.Connection, every: int = 1) -> None:
    """Index the texts that have no entry yet, or every so many of them."""
    found = connection.execute(
        f"SELECT text.n, title, body {_TITLED} AND text.n % ? = 0 "
        "AND text.n NOT IN (SELECT id FROM search_docsize)",
        (every,),
    )
    connection.executemany(_ADD, ((n, entry(title or "", body)) for n, title, body in found))


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the whole index anew."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    fill(connection)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('search', ?)", (str(SEARCH_VERSION),))
