"""``span:ARTICLE:ID`` objects into ``span``, with the counts and facets that follow.

A span exists when it has a range, a label and an annotator, and is not deleted.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from store.journal.fold import Folded
from store.journal.operations import encode, time_of
from store.state import facets, layers, register
from store.state.articles import number

INSERT_NEW = "INSERT INTO span VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT = INSERT_NEW.replace("INSERT", "INSERT OR REPLACE")
_COLUMNS = (
    'id, n, start, "end", label, annotator, origin, created, confirmed, entity, meta, form, linked'
)

SpanRow = tuple[str, int, int, int, str, str, str, str, int, str, str, str, str]

FACETS: tuple[tuple[str, Callable[[SpanRow], str]], ...] = (
    ("label", itemgetter(4)),
    ("annotator", itemgetter(5)),
    ("entity", itemgetter(9)),
)
"""The facets a mark lends its article, each with its value in a row; an empty one is none."""

mention: Callable[[SpanRow], register.Mention] = itemgetter(9, 11, 4, 8)
"""What a row says of the register of names."""


def name(article_id: str, span_id: str) -> str:
    """The span's object name; the article comes first so that its marks lie together."""
    return f"span:{article_id}:{span_id}"


def row_of(n: int, span_id: str, fields: dict[str, Any], born: bytes) -> SpanRow | None:
    """A ``span`` row from folded fields, or None when there is no such span (any more)."""
    extent = fields.get("range")
    if fields.get("del") or not extent or "label" not in fields or "annotator" not in fields:
        return None
    meta = fields.get("meta")
    return (
        span_id,
        n,
        int(extent[0]),
        int(extent[1]),
        str(fields["label"]),
        str(fields["annotator"]),
        str(fields.get("origin", "hand")),
        str(fields.get("created", "")) or time_of(born),
        int(bool(fields.get("confirmed", True))),
        str(fields.get("entity", "")),
        encode(meta) if meta else "{}",
        str(fields.get("form", "")),
        str(fields.get("linked", "")),
    )


def _facets(row: SpanRow | None) -> set[tuple[str, str]]:
    return {(dim, value_in(row)) for dim, value_in in FACETS} if row is not None else set()


def project(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    _, article_id, span_id = obj.split(":", 2)
    n = number(connection, article_id)
    if n is None:
        return
    old: SpanRow | None = connection.execute(
        f"SELECT {_COLUMNS} FROM span WHERE n = ? AND id = ?", (n, span_id)
    ).fetchone()
    new = row_of(n, span_id, state.fields, state.born) if state.born else None
    if old == new:
        return
    if new is None:
        connection.execute("DELETE FROM span WHERE n = ? AND id = ?", (n, span_id))
    else:
        connection.execute(INSERT, new)
    _count(connection, n, old, new)
    said: Counter[register.Mention] = Counter()
    for row, by in ((old, -1), (new, 1)):
        if row is not None:
            said[mention(row)] += by
    register.shift(connection, said)


def _count(
    connection: sqlite3.Connection, n: int, old: SpanRow | None, new: SpanRow | None
) -> None:
    by = (new is not None) - (old is not None)
    at = layers.article_date(connection, n)
    if by:
        connection.execute("UPDATE article SET spans = spans + ? WHERE n = ?", (by, n))
    before, after = _facets(old), _facets(new)
    if layers.listed(connection, n):
        for dim, value in before - after:
            facets.shift(connection, dim, value, at, n, -1)
        for dim, value in after - before:
            facets.shift(connection, dim, value, at, n, 1)
    owner_before, owner_after = old and old[5], new and new[5]
    if owner_before != owner_after:
        if owner_before:
            layers.shift_spans(connection, n, owner_before, -1)
        if owner_after:
            layers.shift_spans(connection, n, owner_after, 1)
