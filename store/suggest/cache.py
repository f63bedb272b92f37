"""What was learned, kept in the desk's file beside the journal: never exchanged, never packaged.

Every row can be dropped at will: it is learned anew. A damaged row, or one of another version, is
none. What is stored is plain text, so that a foreign desk can bring nothing but wrong guesses.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Sequence

from store.desk import Desk

MODEL = "model:"
"""Before whom a learned model is for (`examples.learner`)."""

OUTSIDE = "outside:"
"""Before the id of an article: suggestions that others made for it."""

_FORMAT = 1
_LARGEST = 64_000_000
"""Bytes that a row may unpack to; more is a damaged or hostile one."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS learned (k TEXT PRIMARY KEY, format INTEGER NOT NULL, "
    "note TEXT NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL) WITHOUT ROWID"
)


def note(connection: sqlite3.Connection, key: str) -> str:
    """What was noted of a row when it was kept; "" when there is none."""
    row = _row(connection, "note", key)
    return str(row[0]) if row else ""


def is_whole(connection: sqlite3.Connection, key: str) -> bool:
    """Whether what is kept under a key is there, as it was written."""
    row = _row(connection, "digest, body", key)
    return (
        row is not None and isinstance(row[1], bytes) and hashlib.sha256(row[1]).digest() == row[0]
    )


def kept(connection: sqlite3.Connection, key: str) -> str:
    """The text kept under a key; "" when there is none, or a damaged or foreign one."""
    row = _row(connection, "digest, body", key) if is_whole(connection, key) else None
    if row is None:
        return ""
    unpack = zlib.decompressobj()
    try:
        text = unpack.decompress(row[1], _LARGEST)
        return text.decode("utf-8") if unpack.eof else ""
    except (zlib.error, UnicodeDecodeError):
        return ""


def _row(connection: sqlite3.Connection, columns: str, key: str) -> sqlite3.Row | None:
    if connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'learned'"
    ).fetchone():
        found: sqlite3.Row | None = connection.execute(
            f"SELECT {columns} FROM learned WHERE k = ? AND format = ?", (key, _FORMAT)
        ).fetchone()
        return found
    return None


def keep(desk: Desk, rows: Sequence[tuple[str, str, str]]) -> None:
    """Keep texts (key, note, text) in place of what was kept under their keys, all at once.

    Raises:
        DeskError: the desk could not be written.
    """
    packed = [(key, said, zlib.compress(text.encode("utf-8"), 6)) for key, said, text in rows]
    with desk.transaction() as connection:
        connection.execute(_TABLE)
        connection.executemany(
            "INSERT OR REPLACE INTO learned VALUES (?, ?, ?, ?, ?)",
            [(k, _FORMAT, said, hashlib.sha256(body).digest(), body) for k, said, body in packed],
        )


def drop(desk: Desk, prefix: str) -> None:
    """Forget every row whose key begins so."""
    with desk.transaction() as connection:
        connection.execute(_TABLE)
        connection.execute("DELETE FROM learned WHERE substr(k, 1, ?) = ?", (len(prefix), prefix))
