"""An article whose text is new to the desk: its operations, and all its rows without a look back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store.journal.fold import ADD_ARTICLE, Folded
from store.journal.operations import Draft
from store.model import Record
from store.state import annotators, register, search
from store.state import layers as layer_state
from store.state import spans as span_state
from store.state.bulk import Rows


@dataclass(slots=True)
class New:
    """A record whose text is new, waiting for its batch."""

    digest: bytes
    record: Record
    add: dict[str, Any]
    marks: list[tuple[str, dict[str, Any]]]
    layer: dict[str, Any]
    owners: list[str]
    n: int = 0

    def drafts(self) -> list[Draft]:
        """The operations in the order `write_rows` counts their ids in."""
        article_id = self.digest.hex()
        return [
            Draft(f"article:{article_id}", ADD_ARTICLE, self.add),
            *(
                Draft(span_state.name(article_id, span_id), "span.add", fields)
                for span_id, fields in self.marks
            ),
            *(
                Draft(layer_state.name(article_id, owner), "layer.import", self.layer)
                for owner in self.owners
            ),
        ]


def add_fields(record: Record, supersedes: str) -> dict[str, Any]:
    """The fields of an ``article.add``; empty ones are left out."""
    fields: dict[str, Any] = {
        key: getattr(record, key)
        for key in ("title", "published", "source", "url", "language", "external_id")
        if getattr(record, key)
    }
    if record.meta:
        fields["meta"] = dict(record.meta)
    if supersedes:
        fields["supersedes"] = supersedes
    return fields


def last_text(connection: sqlite3.Connection) -> int:
    """The highest number a text has; nobody stored one since while it stays the same."""
    return int(connection.execute("SELECT coalesce(max(n), 0) FROM text").fetchone()[0])


def store_texts(connection: sqlite3.Connection, pending: list[New], expected: int) -> list[New]:
    """Store and index the texts; gives the articles whose text is new, with their numbers.

    ``expected`` is what `last_text` said before the texts were found to be new.
    """
    last = last_text(connection)
    alone = last == expected
    known = "SELECT 1 FROM text WHERE hash = ?"
    fresh = []
    for new in pending:
        if alone or connection.execute(known, (new.digest,)).fetchone() is None:
            last += 1
            new.n = last
            fresh.append(new)
    connection.executemany(
        "INSERT INTO text (n, hash, body) VALUES (?, ?, ?)",
        ((new.n, new.digest, new.record.text) for new in fresh),
    )
    connection.executemany(
        "INSERT INTO search (rowid, body) VALUES (?, ?)",
        ((new.n, search.entry(new.record.title, new.record.text)) for new in fresh),
    )
    return fresh


def fill_places(connection: sqlite3.Connection, waiting: Mapping[bytes, Record]) -> None:
    """Put texts where a package left their places empty."""
    for digest, record in waiting.items():
        connection.execute(
            "UPDATE text SET body = ? WHERE hash = ? AND body IS NULL", (record.text, digest)
        )
    if waiting:
        search.fill(connection)


def write_rows(connection: sqlite3.Connection, fresh: list[New], born: bytes) -> None:
    """Write all derived rows of articles nobody has read yet; ``born`` is their first operation."""
    stamp = int.from_bytes(born[:8], "big")
    site = born[8:]
    rows = Rows()
    names = annotators.load(connection)
    for new in fresh:
        stamp += 1
        marks = [
            (key, annotators.resolved_fields(fields, names), place.to_bytes(8, "big") + site)
            for place, (key, fields) in enumerate(new.marks, stamp)
        ]
        stamp += len(marks) + len(new.owners)
        states = {
            "article": [("", Folded(new.add, (new.add,)))],
            "layer": [(names.get(owner, owner), Folded(new.layer)) for owner in new.owners],
        }
        rows.add(new.n, new.digest.hex(), marks, states)
    rows.write(connection)
    register.shift(connection, rows.mentions)
