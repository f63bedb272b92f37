"""The register as a list: searched as one types, filtered by label, in order of use or name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from store.names.forms import alias_key
from store.names.index import NameIndex
from store.register.reading import root_of

SORTS = ("mentions", "name", "newest")
_ORDER = {
    "mentions": "total DESC, name, id",
    "name": "name COLLATE NOCASE, id",
    "newest": "born DESC, id",
}
_COLUMNS = "id, label, name, total, conflict"
_FORMS = (
    "SELECT count(DISTINCT form) FROM alias JOIN entity ON entity.id = alias.entity "
    "WHERE entity.root = ? AND (given > 0 OR given = 0 AND alias.mentions > 0)"
)
_UNCONFIRMED = (
    "EXISTS (SELECT 1 FROM entity AS member JOIN alias ON alias.entity = member.id "
    "WHERE member.root = entity.id AND alias.mentions > alias.confirmed)"
)
_CLOSE = 40
"""Entities found by likeness that are listed after those found by their letters."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list: one entity, with how many marks mention it and how many forms it has."""

    id: str
    label: str
    name: str
    mentions: int
    forms: int
    conflict: bool


def page(
    connection: sqlite3.Connection,
    *,
    label: str = "",
    sort: str = "mentions",
    conflicts: bool = False,
    unconfirmed: bool = False,
    limit: int = 100,
    offset: int = 0,
) -> list[Listed]:
    """A stretch of the whole register, or of one label, of what is in conflict, or of what is
    mentioned by guesses."""
    where, values = _narrowed(label, conflicts, unconfirmed)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM entity WHERE {where} ORDER BY {_ORDER[sort]} LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return _lines(connection, rows.fetchall())


def ordered(
    connection: sqlite3.Connection,
    *,
    label: str = "",
    sort: str = "mentions",
    conflicts: bool = False,
    unconfirmed: bool = False,
    limit: int = 50_000,
) -> list[str]:
    """The first ids of what `page` walks through."""
    where, values = _narrowed(label, conflicts, unconfirmed)
    rows = connection.execute(
        f"SELECT id FROM entity WHERE {where} ORDER BY {_ORDER[sort]} LIMIT ?", (*values, limit)
    )
    return [root for (root,) in rows]


def lines(connection: sqlite3.Connection, roots: Iterable[str]) -> list[Listed]:
    """The lines of these entities, without those that are no longer there."""
    return _lines(connection, _rows(connection, roots))


def count(
    connection: sqlite3.Connection,
    *,
    label: str = "",
    conflicts: bool = False,
    unconfirmed: bool = False,
) -> int:
    """How many entities `page` walks through."""
    where, values = _narrowed(label, conflicts, unconfirmed)
    row = connection.execute(f"SELECT count(*) FROM entity WHERE {where}", values).fetchone()
    return int(row[0])


def _narrowed(label: str, conflicts: bool, unconfirmed: bool) -> tuple[str, list[str]]:
    where = ["id = root AND alive"]
    if label:
        where.append("label = ?")
    if conflicts:
        where.append("conflict = 1")
    if unconfirmed:
        where.append(_UNCONFIRMED)
    return " AND ".join(where), [label] if label else []


def search(
    connection: sqlite3.Connection,
    index: NameIndex,
    typed: str,
    *,
    label: str = "",
    conflicts: bool = False,
    unconfirmed: bool = False,
    limit: int = 50,
) -> list[Listed]:
    """Entities by what somebody types, in any script: the same form first, then forms that begin
    so, forms with a word that begins so, and names that are alike. Narrowed as `page` is."""
    key = alias_key(typed.strip())
    if not key:
        return page(
            connection, label=label, conflicts=conflicts, unconfirmed=unconfirmed, limit=limit
        )
    found: dict[str, None] = {}
    for where, value in (
        ("key = ?", (key,)),
        ("key >= ? AND key < ?", (key, key + "\U0010ffff")),
        ("instr(key, ?)", (" " + key,)),
    ):
        rows = connection.execute(
            "SELECT entity.root FROM alias JOIN entity ON entity.id = alias.entity "
            f"WHERE {where} AND given >= 0 ORDER BY entity.total DESC LIMIT ?",
            (*value, 4 * limit),
        )
        found.update((root, None) for (root,) in rows)
    for candidate in index.lookup(typed, _CLOSE):
        found.setdefault(root_of(connection, candidate.owner))
    where, values = _narrowed(label, conflicts, unconfirmed)
    return _lines(connection, islice(_rows(connection, found, where, values), limit))


def _rows(
    connection: sqlite3.Connection,
    roots: Iterable[str],
    where: str = "alive",
    values: Sequence[str] = (),
) -> Iterator[tuple[str, str, str, int, int]]:
    for root in roots:
        yield from connection.execute(
            f"SELECT {_COLUMNS} FROM entity WHERE {where} AND id = ?", (*values, root)
        ).fetchall()


def _lines(
    connection: sqlite3.Connection, rows: Iterable[tuple[str, str, str, int, int]]
) -> list[Listed]:
    return [
        Listed(
            root, label, name, mentions, connection.execute(_FORMS, (root,)).fetchone()[0],
            bool(conflict),
        )
        for root, label, name, mentions, conflict in rows
    ]  # fmt: skip
