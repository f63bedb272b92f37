"""Facet rows: (dimension, value) -> articles in date order, with a count of what supports them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable

SEPARATOR = "\x1f"
"""Between the parts of a facet value, as in annotator + status."""

_ADD = (
    "INSERT INTO facet (dim, value, at, n, k) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (dim, value, at, n) DO UPDATE SET k = k + excluded.k"
)
_DROP = "DELETE FROM facet WHERE dim = ? AND value = ? AND at = ? AND n = ? AND k <= 0"

FacetRow = tuple[str, str, int, int, int]


def shift(connection: sqlite3.Connection, dim: str, value: str, at: int, n: int, by: int) -> None:
    """Add ``by`` to the support of article ``n`` under a facet; no support, no row."""
    if not value or not by:
        return
    connection.execute(_ADD, (dim, value, at, n, by))
    if by < 0:
        connection.execute(_DROP, (dim, value, at, n))


def add_many(connection: sqlite3.Connection, rows: Iterable[FacetRow]) -> None:
    """Insert facet rows of articles that have none yet."""
    connection.executemany("INSERT INTO facet (dim, value, at, n, k) VALUES (?, ?, ?, ?, ?)", rows)


def of_article(connection: sqlite3.Connection, n: int) -> list[FacetRow]:
    """All facet rows an article should have, from the other derived tables; none when unlisted."""
    row = connection.execute(
        "SELECT at, source, language, assignee FROM article WHERE n = ?", (n,)
    ).fetchone()
    if row is None:
        return []
    at = row[0]
    support: Counter[tuple[str, str]] = Counter()
    for dim, value in zip(("source", "language", "assignee"), row[1:], strict=True):
        if value:
            support[dim, value] += 1
    for label, annotator, count in connection.execute(
        "SELECT label, annotator, count(*) FROM span WHERE n = ? GROUP BY label, annotator", (n,)
    ):
        support["label", label] += count
        support["annotator", annotator] += count
    for annotator, status, starred, labels in connection.execute(
        "SELECT annotator, status, starred, labels FROM layer WHERE n = ?", (n,)
    ):
        for key in layer_keys(annotator, status, bool(starred), labels):
            support[key] += 1
    return [(dim, value, at, n, k) for (dim, value), k in support.items()]


def clear(connection: sqlite3.Connection, n: int) -> None:
    """Remove an article's facet rows; call it before the tables they follow from change."""
    connection.executemany(
        "DELETE FROM facet WHERE dim = ? AND value = ? AND at = ? AND n = ?",
        [row[:4] for row in of_article(connection, n)],
    )


def fill(connection: sqlite3.Connection, n: int) -> None:
    """Write an article's facet rows, when it has none."""
    add_many(connection, of_article(connection, n))


def layer_keys(annotator: str, status: str, starred: bool, labels: str) -> set[tuple[str, str]]:
    """The facets of one layer; ``labels`` as stored (JSON list). ``new`` is the absence of one."""
    keys = {("alabel", annotator + SEPARATOR + label) for label in json.loads(labels)}
    if status != "new":
        keys.add(("status", annotator + SEPARATOR + status))
    if starred:
        keys.add(("star", annotator))
    return keys
