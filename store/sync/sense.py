"""What a well-formed journal can still say that no desk could have meant."""

from __future__ import annotations

import sqlite3

from store.model import STATUSES

_STATUSES = ", ".join(f"'{status}'" for status in STATUSES)

_CHECKS = {
    "a mark outside its text": "SELECT 1 FROM span JOIN text ON text.n = span.n WHERE start < 0 "
    'OR start >= "end" OR "end" > size LIMIT 1',
    "metadata that is no object": "SELECT 1 FROM span WHERE json_type(meta) != 'object' "
    "UNION ALL SELECT 1 FROM article WHERE json_type(meta) != 'object' LIMIT 1",
    "an unknown status": f"SELECT 1 FROM layer WHERE status NOT IN ({_STATUSES}) LIMIT 1",
    "a mark without label or annotator": "SELECT 1 FROM span WHERE label = '' OR annotator = '' "
    "LIMIT 1",
}


def nonsense(connection: sqlite3.Connection) -> str:
    """What in the derived tables makes no sense; an empty string when all of it does."""
    for what, query in _CHECKS.items():
        if connection.execute(query).fetchone():
            return what
    return ""
