"""What was done to an entity: introduced, tied, told apart, split, edited; by whom and when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain

from store.desk import Desk
from store.journal.operations import time_of
from store.register.reading import members_of, name_of
from store.state.register import ALIAS, entity_name

_MOST = 20_000
"""Tyings that are looked through, the newest ones."""


@dataclass(frozen=True, slots=True)
class Done:
    """One operation. ``other`` names the entity it also was about; ``what`` says what was set;
    ``live``: it was not taken back."""

    at: str
    actor: str
    kind: str
    other: str
    what: str
    live: bool
    group: str


def past(desk: Desk, entity: str) -> list[Done]:
    """What was done to an entity and to all that is tied to it, newest first."""
    connection = desk.connection
    members = set(members_of(connection, entity))
    own = chain.from_iterable(
        connection.execute(
            "SELECT op.id, op.actor, op.kind, op.fields, op.grp, action.revoked FROM op "
            "JOIN action ON action.grp = op.grp WHERE op.obj = ? ORDER BY op.id",
            (entity_name(member),),
        ).fetchall()
        for member in sorted(members)
    )
    # edges that were taken back have no row to be found by
    ties = connection.execute(
        "SELECT op.id, op.actor, op.kind, op.fields, op.grp, action.revoked FROM op "
        "JOIN action ON action.grp = op.grp WHERE op.obj >= 'edge:' AND op.obj < 'edge;' "
        "ORDER BY op.n DESC LIMIT ?",
        (_MOST,),
    )
    found: list[tuple[bytes, Done]] = []
    for op_id, actor, kind, encoded, group, revoked in chain(own, ties):
        fields = json.loads(encoded)
        other = ""
        if "verdict" in fields:
            a, b = str(fields.get("a", "")), str(fields.get("b", ""))
            if a not in members and b not in members:
                continue
            far = b if a in members else a
            other = " · ".join(
                dict.fromkeys(
                    _own_name(desk, one) for one in ((a, b) if far in members else (far,))
                )
            )
        said = Done(time_of(op_id), actor, kind, other, _what(fields), not revoked, group.hex())
        found.append((op_id, said))
    found.sort(key=lambda one: one[0], reverse=True)
    return [done for _, done in found]


def _own_name(desk: Desk, entity: str) -> str:
    row = desk.connection.execute("SELECT name FROM entity WHERE id = ?", (entity,)).fetchone()
    return str(row[0]) if row else name_of(desk.connection, entity) or entity


def _what(fields: dict[str, object]) -> str:
    """What an operation set, in words."""
    said: list[str] = []
    for key, value in fields.items():
        if key.startswith(ALIAS):
            form = key.removeprefix(ALIAS)
            said.append(f"{'not ' if value is False else ''}“{form}”")
        elif key.startswith(("role.", "external.")):
            name = key.partition(".")[2] if key.startswith("external.") else "role"
            shown = value[0] if isinstance(value, list) and value else value
            said.append(f"{name}: {shown or '–'}")
        elif key in ("name", "country", "code", "notes") and value:
            said.append(f"{key}: {value}")
    return ", ".join(said)
