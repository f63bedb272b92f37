"""``edge``: what was said about two entities, and what hangs together because of it.

"Same" edges tie entities into one, of which a root speaks for all; entities themselves never
change, so taking an edge away restores what was there before exactly. A group that also holds a
"different" pair is in conflict.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from store.journal import log
from store.journal.fold import Folded
from store.journal.operations import edge_hash

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
VERDICTS = (SAME, DIFFERENT, UNSURE)

_Member = tuple[str, bytes, bytes, int]
"""id, born, preferred, alive"""


def edge_name(one: str, other: str) -> str:
    """The object name of what is said about two entities; their order does not matter."""
    return f"edge:{edge_hash(*sorted((one, other)))}"


def row_of(obj: str, state: Folded) -> tuple[str, str, str, str] | None:
    """An ``edge`` row from folded fields, or None when nothing is said (any more)."""
    fields = state.fields
    if fields.get("verdict") not in VERDICTS or not {"a", "b"} <= fields.keys():
        return None
    return obj.partition(":")[2], str(fields["a"]), str(fields["b"]), str(fields["verdict"])


def put(connection: sqlite3.Connection, obj: str, state: Folded) -> list[str]:
    """Bring an edge's row up to date; gives the two entities at its ends, if it ever had any."""
    key = obj.partition(":")[2]
    old = connection.execute("SELECT id, a, b, verdict FROM edge WHERE id = ?", (key,)).fetchone()
    new = row_of(obj, state)
    if new is None:
        connection.execute("DELETE FROM edge WHERE id = ?", (key,))
    else:
        connection.execute("INSERT OR REPLACE INTO edge VALUES (?, ?, ?, ?)", new)
    known = new or old
    return [str(known[1]), str(known[2])] if known and new != old else []


def root(connection: sqlite3.Connection, entity: str) -> str:
    """Who speaks for an entity that has a row."""
    row = connection.execute("SELECT root FROM entity WHERE id = ?", (entity,)).fetchone()
    return str(row[0])


def tied(connection: sqlite3.Connection, entity: str) -> bool:
    """Whether anything was said about an entity and another."""
    found = connection.execute("SELECT 1 FROM edge WHERE a = ?1 OR b = ?1 LIMIT 1", (entity,))
    return found.fetchone() is not None


def component(connection: sqlite3.Connection, entity: str) -> list[str]:
    """The entities that "same" edges tie to one, itself among them, in order of id."""
    found = {entity}
    waiting = [entity]
    while waiting:
        near = connection.execute(
            "SELECT b FROM edge WHERE a = ?1 AND verdict = 'same' "
            "UNION SELECT a FROM edge WHERE b = ?1 AND verdict = 'same'",
            (waiting.pop(),),
        )
        fresh = {other for (other,) in near} - found
        found |= fresh
        waiting += fresh
    return sorted(found)


def settle(connection: sqlite3.Connection, entities: Iterable[str]) -> None:
    """Work out anew who speaks for these entities and for all that hangs together with them."""
    done: set[str] = set()
    roots: list[str] = []
    for entity in entities:
        if entity in done:
            continue
        members = component(connection, entity)
        done.update(members)
        rows = [
            row
            for member in members
            for row in connection.execute(
                "SELECT id, born, preferred, alive FROM entity WHERE id = ?", (member,)
            )
        ]
        if not rows:
            continue
        root, conflict = speaker(rows), int(in_conflict(connection, members))
        roots.append(root)
        connection.executemany(
            "UPDATE entity SET root = ?, conflict = ?, total = 0 WHERE id = ?",
            [(root, conflict, member) for member in members],
        )
    # when all know whose they are: until then some are counted with what they belonged to
    count(connection, roots)


def count(connection: sqlite3.Connection, roots: Iterable[str]) -> None:
    """Count the mentions of all that each root speaks for."""
    connection.executemany(
        "UPDATE entity SET total = (SELECT sum(mentions) FROM entity WHERE root = ?1) WHERE id = ?1",
        ((root,) for root in roots),
    )


def in_conflict(connection: sqlite3.Connection, members: Sequence[str]) -> bool:
    """Whether two of the members were told apart."""
    inside = set(members)
    return any(
        other in inside
        for member in members
        for (other,) in connection.execute(
            "SELECT b FROM edge WHERE a = ? AND verdict = 'different'", (member,)
        )
    )


def speaker(members: Sequence[_Member]) -> str:
    """The root: of those that live the one preferred last, else the earliest born."""
    return min(members, key=_rank)[0]


def _rank(member: _Member) -> tuple[bool, bool, int, bytes, str]:
    entity, born, preferred, alive = member
    # built-in entities were born before all others
    return not alive, not preferred, -int.from_bytes(preferred, "big"), born, entity


def fill(connection: sqlite3.Connection) -> list[str]:
    """Fill the empty table from the journal; gives the entities something was said of."""
    rows = [
        row for obj, state in log.all_folded(connection, "edge:") if (row := row_of(obj, state))
    ]
    connection.executemany("INSERT INTO edge VALUES (?, ?, ?, ?)", rows)
    return sorted({entity for row in rows for entity in row[1:3]})
