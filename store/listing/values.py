"""The values a field really has on a desk, and which of them a typed one means."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from store.journal.handles import handle
from store.listing.query import DIMENSIONS, KEY_OF, SORTS, Query, Unknown
from store.model import STATUSES
from store.state.facets import SEPARATOR

RETURNED = "returned"
"""The status of an article a reviewer has sent back: it stands on top of every list."""

ALL_STATUSES = (RETURNED, "started", "new", "done", "approved", "skipped")
"""In the order of the sort by status."""

ME = "me"
_DIM = {"article_label": "alabel"}
_PROBES = 5000
_NAMED = 8
"""Values of a field named to somebody who typed another."""


def dim_of(field: str) -> str:
    """The facet dimension a field of `Query` is kept under."""
    return _DIM.get(field, field)


def owned(field: str) -> bool:
    """Whether the values of a field belong to one annotator's layer."""
    return field in ("status", "article_label")


def known(connection: sqlite3.Connection, field: str, mine: str, limit: int = _PROBES) -> list[str]:
    """The values of a field that occur, in order; at most ``limit`` (one index probe each)."""
    if field == "status":
        return list(ALL_STATUSES[1:])
    prefix = mine + SEPARATOR if owned(field) else ""
    found: list[str] = []
    last = prefix
    while len(found) < limit:
        row = connection.execute(
            "SELECT value FROM facet WHERE dim = ? AND value > ? ORDER BY value LIMIT 1",
            (dim_of(field), last),
        ).fetchone()
        if row is None or not row[0].startswith(prefix):
            break
        last = row[0]
        found.append(last[len(prefix) :])
    return found


def resolved(connection: sqlite3.Connection, query: Query) -> Query:
    """The query with each typed value replaced by those on the desk it means.

    A value that occurs as typed means itself; else those equal to it but for case, accents and
    letter forms; else those that begin like it. Labels may be called by name, ``me`` is the
    annotator of the query. A value that means nothing stays and so matches no article.
    """
    changes: dict[str, tuple[str, ...]] = {}
    for field in DIMENSIONS:
        typed = query.values(field)
        if typed:
            meant = [
                x for value in typed for x in _meant(connection, query, field, value) or [value]
            ]
            changes[field] = tuple(dict.fromkeys(meant))
    return query._replace(**changes)  # type: ignore[arg-type]


def _meant(connection: sqlite3.Connection, query: Query, field: str, value: str) -> list[str]:
    """The values on the desk a typed one means; none when it means nothing."""
    if not value:
        return [value]
    if field in ("annotator", "assignee"):
        value = handle(value) or value
        if value == ME and query.mine:
            return [query.mine]
        other = "SELECT same_as FROM annotator WHERE handle = ?"
        value = next((name for (name,) in connection.execute(other, (value,))), value)
    if field == "status":
        return _like(value, list(ALL_STATUSES), str)
    if field == "entity":
        return entities(connection, value)
    if _occurs(connection, query, field, value):
        return [value]
    names = _label_names(connection) if field in ("label", "article_label") else {}
    values = known(connection, field, query.mine)
    return _like(value, values, lambda x: names.get(x, x)) or _like(value, values, str)


def entities(connection: sqlite3.Connection, value: str) -> list[str]:
    """All that is tied to the entities a value means: one of that id, else those of that name, else
    those of a name that begins so."""
    tied = "SELECT id FROM entity WHERE root = (SELECT root FROM entity WHERE id = ?) ORDER BY id"
    if found := [entity for (entity,) in connection.execute(tied, (value,))]:
        return found
    from store.names.forms import alias_key  # only typed names need it

    key = alias_key(value)
    called = (
        "SELECT DISTINCT tied.id FROM alias JOIN entity ON entity.id = alias.entity "
        "JOIN entity AS tied ON tied.root = entity.root WHERE given >= 0 AND {} LIMIT ?"
    )
    for which, bound in (
        ("key = ?", (key,)),
        ("key >= ? AND key < ?", (key, key + "\U0010ffff")),
    ):
        rows = connection.execute(called.format(which), (*bound, _PROBES))
        if found := sorted(entity for (entity,) in rows):
            return found
    return []


def unknown(connection: sqlite3.Connection, query: Query) -> list[Unknown]:
    """The typed values that mean nothing on this desk, each with what could stand there."""
    return [
        Unknown(KEY_OF[field], value, tuple(_possible(connection, field, query.mine)))
        for field in DIMENSIONS
        for value in query.values(field)
        if not _meant(connection, query, field, value)
    ]


def _possible(connection: sqlite3.Connection, field: str, mine: str) -> list[str]:
    if field == "status":
        return list(STATUSES)
    if field == "entity":
        values = named(connection, "", _NAMED + 1)
    else:
        values = known(connection, field, mine, _NAMED + 1)
    return values if len(values) <= _NAMED else [*values[:_NAMED], "…"]


def _occurs(connection: sqlite3.Connection, query: Query, field: str, value: str) -> bool:
    stored = query.mine + SEPARATOR + value if owned(field) else value
    row = connection.execute(
        "SELECT 1 FROM facet WHERE dim = ? AND value = ? LIMIT 1", (dim_of(field), stored)
    ).fetchone()
    return row is not None


def _like(value: str, values: list[str], name: Callable[[str], str]) -> list[str]:
    wanted = _plain(value)
    folded = [(x, _plain(name(x))) for x in values]
    same = [x for x, plain in folded if plain == wanted]
    return same or [x for x, plain in folded if wanted and plain.startswith(wanted)]


def _plain(value: str) -> str:
    from store.text.folding import fold  # only typed values need it

    return " ".join(fold(value).replace('"', "").split())


def _label_names(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT id, fields FROM label")
    return {label_id: str(json.loads(fields).get("name", label_id)) for label_id, fields in rows}


def named(connection: sqlite3.Connection, typed: str, limit: int) -> list[str]:
    """Names of entities that have a form which begins as typed, the most marked first."""
    from store.names.forms import alias_key  # only typed names need it

    key = alias_key(typed) if typed else ""
    if not key:
        rows = connection.execute(
            "SELECT name FROM entity WHERE id = root AND alive ORDER BY total DESC, name, id LIMIT ?",
            (limit,),
        )
        return [name for (name,) in rows]
    rows = connection.execute(
        "SELECT DISTINCT root.name FROM (SELECT entity FROM alias WHERE key >= ? AND key < ? "
        "AND given >= 0 LIMIT ?) JOIN entity ON entity.id = entity "
        "JOIN entity AS root ON root.id = entity.root ORDER BY root.total DESC, root.name LIMIT ?",
        (key, key + "\U0010ffff", _PROBES, limit),
    )
    return [name for (name,) in rows]


def completions(
    connection: sqlite3.Connection, field: str, typed: str, mine: str, limit: int = 8
) -> list[str]:
    """Values to offer while one is being typed: those that begin like it, then that contain it."""
    if field == "is":
        values = ["starred", "unstarred", "superseded"]
    elif field == "sort":
        values = list(SORTS)
    elif field == "status":
        values = list(STATUSES)
    elif field == "entity":
        return named(connection, typed, limit)
    else:
        values = known(connection, field, mine, 1000)
    wanted = _plain(typed)
    names = _label_names(connection) if field in ("label", "article_label") else {}
    plain = [(x, _plain(x), _plain(names.get(x, x))) for x in values]
    first = [x for x, own, name in plain if own.startswith(wanted) or name.startswith(wanted)]
    other = [x for x, own, name in plain if (wanted in own or wanted in name) and x not in first]
    return (first + other)[:limit]
