"""What is in the register: entities with their forms, roles and counts.

An entity as people see it is a whole group of tied entities, spoken for by its root.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from store.desk import Desk
from store.errors import Refused
from store.names.forms import alias_key, built_in
from store.state.register import ALIAS

ROLE, EXTERNAL = "role.", "external."
"""Fields of an entity that hold one role each (by a key of its own), or one id elsewhere."""

_MEMBERS = "SELECT id FROM entity WHERE root = (SELECT root FROM entity WHERE id = ?) ORDER BY id"
_SPEAKER = (
    "SELECT root.id, root.name FROM entity JOIN entity AS root ON root.id = entity.root "
    "WHERE entity.id = ?"
)


@dataclass(frozen=True, slots=True)
class Alias:
    """A form an entity is called by. ``given``: somebody said that it is (1) or is not (-1) one."""

    form: str
    mentions: int
    confirmed: int
    given: int = 0

    @property
    def stands(self) -> bool:
        """Whether the form counts as a name of the entity."""
        return self.given > 0 or (self.given == 0 and self.mentions > 0)


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody was, and from when to when (ISO 8601, "" unknown or still)."""

    title: str
    since: str = ""
    until: str = ""
    key: str = ""
    """Names the role within its entity; a new one has none."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One official, country or area as people see it: all that is tied together under a root."""

    id: str
    label: str
    name: str
    members: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    """Most used first; forms somebody said are none come last."""
    mentions: int = 0
    confirmed: int = 0
    articles: int = 0
    roles: tuple[Role, ...] = ()
    country: str = ""
    code: str = ""
    """ISO 3166-1 alpha-2, of a country."""
    external: tuple[tuple[str, str], ...] = ()
    notes: str = ""
    conflict: bool = False
    built_in: bool = False
    fields: dict[str, Any] = field(default_factory=dict)


def root_of(connection: sqlite3.Connection, entity: str) -> str:
    """Who speaks for an entity: itself, when nobody tied it to another."""
    row = connection.execute("SELECT root FROM entity WHERE id = ?", (entity,)).fetchone()
    return str(row[0]) if row else entity


def lives(connection: sqlite3.Connection, entity: str) -> bool:
    """Whether an entity, or what it is tied to, is in the register."""
    row = connection.execute(
        "SELECT 1 FROM entity JOIN entity AS root ON root.id = entity.root "
        "WHERE entity.id = ? AND root.alive",
        (entity,),
    ).fetchone()
    return row is not None


def members_of(connection: sqlite3.Connection, entity: str) -> list[str]:
    """All that is tied to an entity, itself among them, in order of id."""
    return [row[0] for row in connection.execute(_MEMBERS, (entity,))] or [entity]


def name_of(connection: sqlite3.Connection, entity: str) -> str:
    """The name of whoever speaks for an entity; that of the list for a built-in one."""
    row = connection.execute(
        "SELECT root.name FROM entity JOIN entity AS root ON root.id = entity.root "
        "WHERE entity.id = ?",
        (entity,),
    ).fetchone()
    if row:
        return str(row[0])
    known = built_in(entity)
    return known.name if known else ""


class Speakers:
    """Roots and their names by entity, kept while a list is drawn or a file written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, tuple[str, str]] = {"": ("", "")}
        self._countries: dict[str, str] = {}

    def __call__(self, entity: str) -> tuple[str, str]:
        """The root of an entity, and the root's name."""
        found = self._known.get(entity)
        if found is None:
            row = self._connection.execute(_SPEAKER, (entity,)).fetchone()
            found = row or (entity, name_of(self._connection, entity))
            self._known[entity] = found
        return found

    def forget(self, entity: str) -> None:
        """Ask anew who speaks for an entity: it may have another name now."""
        self._known.pop(entity, None)

    def country(self, root: str) -> str:
        """The ISO 3166-1 code of a country, and what the register says of others: "" for nothing."""
        found = self._countries.get(root)
        if found is None:
            known = built_in(root)
            row = self._connection.execute(
                "SELECT fields FROM entity WHERE id = ? AND fields != '{}'", (root,)
            ).fetchone()
            fields = json.loads(row[0]) if row else {}
            said = fields.get("code") or fields.get("country") or (known.code if known else "")
            found = self._countries[root] = str(said)
        return found


def find(desk: Desk, key: str) -> str:
    """The entity that a person names: by its id, or by a name that one alone has.

    Of entities that are tied together it is the one that bears the name.

    Raises:
        Refused: nobody, or several, answer to it.
    """
    connection = desk.connection
    row = connection.execute("SELECT root FROM entity WHERE id = ?", (key,)).fetchone()
    if row:
        return key
    rows = connection.execute(
        "SELECT root, min(entity.id) FROM alias JOIN entity ON entity.id = alias.entity "
        "WHERE key = ? AND given >= 0 GROUP BY root ORDER BY root LIMIT 6",
        (alias_key(key),),
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][1])
    if not rows and built_in(key) is not None:
        return key
    if not rows:
        raise Refused(f"The register has no entity with the id or name {key}.")
    named = ", ".join(root for root, _ in rows[:5])
    raise Refused(f"Several entities are called {key}: {named}. Say which by its id.")


def entity(desk: Desk, entity_id: str) -> Entity:
    """The entity that any of its members' ids leads to.

    Raises:
        Refused: the register knows no such id.
    """
    return read_entity(desk.connection, entity_id)


def read_entity(connection: sqlite3.Connection, entity_id: str) -> Entity:
    """As `entity`, by a connection of one's own.

    Raises:
        Refused: the register knows no such id.
    """
    members = [row[0] for row in connection.execute(_MEMBERS, (entity_id,))]
    known = built_in(entity_id)
    if not members:
        if known is None:
            raise Refused(f"The register has no entity {entity_id}.")
        return Entity(known.id, known.kind, known.name, (known.id,), code=known.code, built_in=True)
    root = root_of(connection, entity_id)
    rows = [
        (member, *connection.execute(
            "SELECT label, name, fields, conflict FROM entity WHERE id = ?", (member,)
        ).fetchone())
        for member in [root, *(m for m in members if m != root)]
    ]  # fmt: skip
    fields = _together([json.loads(row[3]) for row in rows])
    marks = ",".join("?" * len(members))
    articles, mentions, confirmed = connection.execute(
        "SELECT count(DISTINCT n), count(*), coalesce(sum(confirmed), 0) FROM span "
        f"WHERE entity != '' AND entity IN ({marks})",
        members,
    ).fetchone()
    return Entity(
        id=root,
        label=rows[0][1],
        name=rows[0][2],
        members=tuple(members),
        aliases=tuple(aliases(connection, members)),
        mentions=mentions,
        confirmed=confirmed,
        articles=articles,
        roles=tuple(_roles(fields)),
        country=str(fields.get("country", "")),
        code=next((one.code for m in members if (one := built_in(m)) and one.code), "")
        or str(fields.get("code", "")),
        external=tuple(
            (key.removeprefix(EXTERNAL), str(value))
            for key, value in sorted(fields.items())
            if key.startswith(EXTERNAL) and value
        ),
        notes=str(fields.get("notes", "")),
        conflict=bool(rows[0][4]),
        built_in=any(built_in(member) for member in members),
        fields=fields,
    )


def roles_of(fields: Sequence[str]) -> tuple[tuple[Role, ...], str]:
    """The roles of tied entities, and their country, from their encoded fields, the root's first."""
    together = _together([json.loads(one) for one in fields])
    return tuple(_roles(together)), str(together.get("country", ""))


def aliases(connection: sqlite3.Connection, members: Sequence[str]) -> list[Alias]:
    """The forms of some tied entities taken together, most used first."""
    marks = ",".join("?" * len(members))
    return [
        Alias(*row)
        for row in connection.execute(
            "SELECT form, sum(mentions), sum(confirmed), "
            "CASE WHEN max(given) > 0 THEN 1 ELSE min(given) END FROM alias "
            f"WHERE entity IN ({marks}) GROUP BY form "
            "ORDER BY min(given) < 0, sum(mentions) DESC, length(form) DESC, form",
            list(members),
        )
    ]


def _together(all_fields: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The attributes of tied entities: what the root says counts before what others say."""
    found: dict[str, Any] = {}
    for fields in all_fields:
        for key, value in fields.items():
            if value not in (None, "") and not key.startswith(ALIAS):
                found.setdefault(key, value)
    return found


def _roles(fields: dict[str, Any]) -> Iterator[Role]:
    roles = [
        Role(str(value[0]), str(value[1]), str(value[2]), key.removeprefix(ROLE))
        for key, value in fields.items()
        if key.startswith(ROLE) and isinstance(value, list) and len(value) == 3
    ]
    # who still is comes first, then the latest
    yield from sorted(roles, key=lambda role: (role.until == "", role.since, role.title))[::-1]
