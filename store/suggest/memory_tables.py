"""Where what a desk remembers of words is written down: tables of its own for each who learns.

They stand beside the journal, are never exchanged, and may be dropped at will.
"""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache

from store.suggest import clues
from store.suggest.examples import learner
from store.suggest.values import Key

VERSION = 1
"""Of what is kept here; another version is learned anew."""

BEHIND = 2_000
"""Operations that may be learned from anew each time a desk is opened: some sixty articles."""

TABLES = {
    "phrase": "key TEXT PRIMARY KEY, seen INTEGER NOT NULL, marked TEXT NOT NULL) WITHOUT ROWID",
    "first": "key TEXT PRIMARY KEY, longest INTEGER NOT NULL) WITHOUT ROWID",
    "sort": "sort TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID",
    "article": "n INTEGER PRIMARY KEY, marks TEXT NOT NULL)",
    # upto: the last operation that was learned from
    "of": "one INTEGER PRIMARY KEY, said TEXT NOT NULL, upto INTEGER NOT NULL, saved INTEGER NOT NULL)",
}


def table(name: str, whose: str) -> str:
    """What a table is called that holds what was learned for somebody (``whose``: by
    `examples.learner`)."""
    return f"known_{name}_{whose}"


Counts = dict[str, int]
"""By label how often marked; under "" how often seen."""

Marks = tuple[Key, ...]


def is_behind(connection: sqlite3.Connection, who: str) -> bool:
    """Whether nothing is written down for ``who``, or so much was done since that `Memory.save`
    should be called."""
    row = written(connection, learner(connection, who))
    if row is None or row[0] != said_of(connection):
        return True
    (newest,) = connection.execute("SELECT coalesce(max(n), 0) FROM op").fetchone()
    return bool(newest - row[1] > BEHIND)


def written(connection: sqlite3.Connection, whose: str) -> tuple[str, int, int] | None:
    """Under what terms it is written down for somebody, up to which operation, and how often it
    was; None when nothing is."""
    of = table("of", whose)
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (of,)).fetchone():
        return None
    row = connection.execute(f"SELECT said, upto, saved FROM {of}").fetchone()
    return None if row is None else (str(row[0]), int(row[1]), int(row[2]))


def said_of(connection: sqlite3.Connection) -> str:
    """All that what is remembered depends on beside the journal and who learns, in one line."""
    return f"{VERSION} {clues.VERSION} {_held(connection)}"


def encoded(counts: Counts) -> str:
    return json.dumps({k: v for k, v in sorted(counts.items()) if k}, ensure_ascii=False)


def decoded(text: object) -> Counts:
    """Counts as they were written down; none where somebody else wrote there."""
    return dict(_decoded(str(text)))


# every article asks for those of all sorts of clues
@lru_cache(maxsize=4096)
def _decoded(text: str) -> Counts:
    try:
        value = json.loads(text)
        return {str(label): max(0, int(count)) for label, count in value.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def decoded_marks(text: object) -> Marks:
    try:
        return tuple((int(a), int(b), str(label)) for a, b, label in json.loads(str(text)))
    except (ValueError, TypeError):
        return ()


def _held(connection: sqlite3.Connection) -> str:
    """The merges that were taken back here, which no operation tells."""
    rows = connection.execute("SELECT id FROM batch WHERE held = 1 ORDER BY id")
    return ",".join(str(one) for (one,) in rows)
