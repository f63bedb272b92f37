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


def of_articles(connection: sqlite3.Connection, which: str, *values: object) -> list[FacetRow]:
    """All facet rows that articles should have, from the other derived tables.

    ``which`` is a condition on ``n``, free of outside text; articles not listed have none.
    """
    support: Counter[tuple[str, str, int, int]] = Counter()
    listed = f"FROM article WHERE {which}"
    for n, at, source, language, assignee in connection.execute(
        f"SELECT n, at, source, language, assignee {listed}", values
    ):
        for dim, value in (("source", source), ("language", language), ("assignee", assignee)):
            if value:
                support[dim, value, at, n] += 1
    for n, at, label, annotator, entity, count in connection.execute(
        "SELECT n, at, label, annotator, entity, count(*) FROM span "
        f"JOIN (SELECT n, at {listed}) USING (n) GROUP BY n, label, annotator, entity",
        values,
    ):
        support["label", label, at, n] += count
        support["annotator", annotator, at, n] += count
        if entity:
            support["entity", entity, at, n] += count
    for n, at, annotator, status, starred, labels in connection.execute(
        "SELECT n, listed.at, annotator, status, starred, labels FROM layer "
        f"JOIN (SELECT n, at {listed}) AS listed USING (n)",
        values,
    ):
        for dim, value in layer_keys(annotator, status, bool(starred), labels):
            support[dim, value, at, n] += 1
    return [(*key, k) for key, k in support.items()]


def clear(connection: sqlite3.Connection, which: str, *values: object) -> None:
    """Remove articles' facet rows; call it before the tables they follow from change."""
    connection.executemany(
        "DELETE FROM facet WHERE dim = ? AND value = ? AND at = ? AND n = ?",
        [row[:4] for row in of_articles(connection, which, *values)],
    )


def fill(connection: sqlite3.Connection, which: str, *values: object) -> None:
    """Write articles' facet rows, when they have none."""
    add_many(connection, of_articles(connection, which, *values))


def layer_keys(annotator: str, status: str, starred: bool, labels: str) -> set[tuple[str, str]]:
    """The facets of one layer; ``labels`` as stored (JSON list). ``new`` is the absence of one."""
    keys = {("alabel", annotator + SEPARATOR + label) for label in json.loads(labels)}
    if status != "new":
        keys.add(("status", annotator + SEPARATOR + status))
    if starred:
        keys.add(("star", annotator))
    return keys
