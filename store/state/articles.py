"""``article:ID`` objects into the tables ``article`` and ``external``."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from store.journal.fold import Folded
from store.journal.operations import encode
from store.state import facets, search
from store.state.dates import epoch

_COLUMNS = (
    "n, id, title, source, language, published, at, url, external_id, meta, assignee, "
    "supersedes, superseded_by, spans"
)
INSERT = f"INSERT INTO article ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
EXTERNAL = "INSERT OR IGNORE INTO external (external_id, n, source, url) VALUES (?, ?, ?, ?)"

Row = tuple[Any, ...]


def row_of(n: int, article_id: str, fields: Mapping[str, Any], spans: int = 0) -> Row:
    """An ``article`` row from folded fields."""
    published = str(fields.get("published", ""))
    return (
        n,
        article_id,
        str(fields.get("title", "")),
        str(fields.get("source", "")),
        str(fields.get("language", "")),
        published,
        epoch(published),
        str(fields.get("url", "")),
        str(fields.get("external_id", "")),
        encode(fields.get("meta") or {}),
        str(fields.get("assignee", "")),
        str(fields.get("supersedes", "")),
        str(fields.get("superseded_by", "")),
        spans,
    )


def external_row(n: int, add: Mapping[str, Any]) -> tuple[str, int, str, str]:
    """What one ``article.add`` says about where the text came from."""
    return (
        str(add.get("external_id", "")),
        n,
        str(add.get("source", "")),
        str(add.get("url", "")),
    )


def facet_rows(row: Row) -> list[facets.FacetRow]:
    """The facets of an article row that depend on the article alone."""
    values = (("source", row[3]), ("language", row[4]), ("assignee", row[10]))
    return [(dim, value, row[6], row[0], 1) for dim, value in values if value]


def number(connection: sqlite3.Connection, article_id: str) -> int | None:
    """The local number of an article whose text (or text's place) is on this desk."""
    row = connection.execute(
        "SELECT n FROM text WHERE hash = ?", (bytes.fromhex(article_id),)
    ).fetchone()
    return int(row[0]) if row else None


def project(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    article_id = obj.partition(":")[2]
    n = number(connection, article_id)
    if n is None:
        return
    old = connection.execute(f"SELECT {_COLUMNS} FROM article WHERE n = ?", (n,)).fetchone()
    if not state.adds:  # every ingest of it was undone
        if old is not None:
            _drop(connection, n)
            search.retitle(connection, n, old[2], "")
        return
    if old is None:
        count = connection.execute("SELECT count(*) FROM span WHERE n = ?", (n,)).fetchone()[0]
        row = row_of(n, article_id, state.fields, count)
        connection.execute(INSERT, row)
        connection.execute("UPDATE layer SET at = ? WHERE n = ?", (row[6], n))
        facets.fill(connection, "n = ?", n)
        search.retitle(connection, n, "", row[2])
    else:
        row = row_of(n, article_id, state.fields, old[13])
        if old != row:
            if old[2] != row[2]:
                search.retitle(connection, n, old[2], row[2])
            facets.clear(connection, "n = ?", n)
            connection.execute("INSERT OR REPLACE" + INSERT[6:], row)
            connection.execute("UPDATE layer SET at = ? WHERE n = ?", (row[6], n))
            facets.fill(connection, "n = ?", n)
    connection.execute("DELETE FROM external WHERE n = ?", (n,))
    connection.executemany(EXTERNAL, [external_row(n, add) for add in state.adds])


def _drop(connection: sqlite3.Connection, n: int) -> None:
    """Take an article out of every list; its spans and layers stay, waiting for its return."""
    connection.execute("DELETE FROM external WHERE n = ?", (n,))
    facets.clear(connection, "n = ?", n)
    connection.execute("UPDATE layer SET at = 0 WHERE n = ?", (n,))
    connection.execute("DELETE FROM article WHERE n = ?", (n,))
