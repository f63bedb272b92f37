"""When another file stands at a desk's path: keep what was saved, keep the two files apart.

SQLite finds a write-ahead log by its name. Ours, left beside the other file, would be read into it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

Identity = tuple[int, int]
"""Device and inode."""


def log_of(path: Path) -> Identity | None:
    """Which write-ahead log stands beside a desk, if there is one."""
    try:
        stat = path.with_name(path.name + "-wal").stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def set_aside(connection: sqlite3.Connection, path: Path, log: Identity | None) -> Path | None:
    """Copy the desk a connection still holds to a file beside its old place; take its log away.

    ``log`` is the log this connection wrote; another one is left alone. Returns the copy, or None
    when there is nothing of ours to keep or no room for it.
    """
    if log is None:
        return None
    kept = path.with_name(f"{path.name}.kept-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}")
    try:
        with closing(sqlite3.connect(kept, isolation_level=None)) as target:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            target.execute("UPDATE meta SET v = '0' WHERE k = 'open'")
    except (OSError, sqlite3.Error):
        with suppress(OSError):
            kept.unlink()
        return None
    if log_of(path) == log:
        for suffix in ("-wal", "-shm"):
            with suppress(OSError):
                path.with_name(path.name + suffix).unlink()
    return kept
