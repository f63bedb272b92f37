"""``span:ARTICLE:ID`` objects into ``span``, with the counts and facets that follow.

A span exists when it has a range, a label and an annotator, and is not deleted.
"""

from __future__ import annotations

import sqlite3
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


def keys(row: SpanRow | None) -> list[tuple[str, str]]:
    """The facets a mark lends its article."""
    if row is None:
        return []
    return [("label", row[4]), ("annotator", row[5]), *([("entity", row[9])] if row[9] else [])]


def mention(row: SpanRow | None) -> register.Mention | None:
    """What a mark says of the register of names; None when it is linked to nothing."""
    if row is None or not row[9]:
        return None
    return register.Mention(row[9], row[11], row[4], bool(row[8]))


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
    before, after = mention(old), mention(new)
    if before != after:
        said = ((before, -1), (after, 1))
        register.shift(connection, {one: by for one, by in said if one is not None})


def _count(
    connection: sqlite3.Connection, n: int, old: SpanRow | None, new: SpanRow | None
) -> None:
    by = (new is not None) - (old is not None)
    at = layers.article_date(connection, n)
    if by:
        connection.execute("UPDATE article SET spans = spans + ? WHERE n = ?", (by, n))
    before, after = set(keys(old)), set(keys(new))
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
