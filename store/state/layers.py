"""``layer:ARTICLE:ANNOTATOR`` objects into ``layer``: status, star and article labels.

The annotator comes last in the name, since a handle may hold a colon. ``decided`` is the status
somebody set; ``status`` is what follows from it and from the marks made so far.
"""

from __future__ import annotations

import json
import sqlite3

from store.journal.fold import Folded
from store.state import facets
from store.state.articles import number

LABEL_FIELD = "label."
INSERT = "INSERT OR REPLACE INTO layer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

LayerRow = tuple[str, int, str, str, str, int, str, int, int]


def name(article_id: str, annotator: str) -> str:
    """The layer's object name."""
    return f"layer:{article_id}:{annotator}"


def status_of(decided: str, spans: int) -> str:
    """The status an annotator's article has: decided, else started once there is a mark."""
    if decided in ("", "new"):
        return "started" if spans else "new"
    return decided


def row_of(n: int, annotator: str, state: Folded, spans: int, at: int) -> LayerRow:
    """A ``layer`` row from folded fields, the number of marks and the article's date."""
    fields = state.fields
    decided = str(fields.get("status", ""))
    labels = sorted(
        key.removeprefix(LABEL_FIELD)
        for key, on in fields.items()
        if key.startswith(LABEL_FIELD) and on
    )
    return (
        annotator,
        n,
        status_of(decided, spans),
        decided,
        str(fields.get("reason", "")) if decided == "skipped" else "",
        int(bool(fields.get("star"))),
        json.dumps(labels, ensure_ascii=False),
        spans,
        at,
    )


def is_blank(row: LayerRow) -> bool:
    """Whether a layer row says nothing: no marks, nothing decided, no star, no label."""
    return not (row[7] or row[3] or row[5] or row[4] or row[6] != "[]")


def replace(connection: sqlite3.Connection, old: LayerRow | None, new: LayerRow) -> None:
    """Write a layer row and shift the facets that changed; an empty layer has no row."""
    blank = is_blank(new)
    before = facets.layer_keys(old[0], old[2], bool(old[5]), old[6]) if old else set()
    after = set() if blank else facets.layer_keys(new[0], new[2], bool(new[5]), new[6])
    n, at = new[1], new[8]
    if listed(connection, n):
        for dim, value in before - after:
            facets.shift(connection, dim, value, at, n, -1)
        for dim, value in after - before:
            facets.shift(connection, dim, value, at, n, 1)
    if blank:
        connection.execute("DELETE FROM layer WHERE annotator = ? AND n = ?", (new[0], n))
    else:
        connection.execute(INSERT, new)


def listed(connection: sqlite3.Connection, n: int) -> bool:
    """Whether the article is in the lists (not taken back by an undo)."""
    return connection.execute("SELECT 1 FROM article WHERE n = ?", (n,)).fetchone() is not None


def current(connection: sqlite3.Connection, n: int, annotator: str) -> LayerRow | None:
    """The layer row as it stands."""
    row: LayerRow | None = connection.execute(
        "SELECT annotator, n, status, decided, skip_reason, starred, labels, spans, at "
        "FROM layer WHERE annotator = ? AND n = ?",
        (annotator, n),
    ).fetchone()
    return row


def article_date(connection: sqlite3.Connection, n: int) -> int:
    """The article's ``at``; 0 while it is not listed."""
    row = connection.execute("SELECT at FROM article WHERE n = ?", (n,)).fetchone()
    return int(row[0]) if row else 0


def shift_spans(connection: sqlite3.Connection, n: int, annotator: str, by: int) -> None:
    """Count marks of a layer up or down."""
    old = current(connection, n, annotator)
    if old is None:
        at = article_date(connection, n)
        new: LayerRow = (annotator, n, status_of("", by), "", "", 0, "[]", by, at)
    else:
        spans = old[7] + by
        new = (*old[:2], status_of(old[3], spans), *old[3:7], spans, old[8])
    replace(connection, old, new)


def project(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    _, article_id, annotator = obj.split(":", 2)
    n = number(connection, article_id)
    if n is None:
        return
    old = current(connection, n, annotator)
    at = article_date(connection, n)
    replace(connection, old, row_of(n, annotator, state, old[7] if old else 0, at))
