"""What came in by merging, and taking it back on this desk alone.

A batch that is held stays in the journal, skipped by the fold; the note that it is held is never
exchanged. Merging a desk that holds its operations releases it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from store import state
from store.desk import Desk
from store.errors import Refused
from store.journal import log


@dataclass(frozen=True, slots=True)
class Batch:
    """A merge that came in here: number, time (UTC), the desk's path then, operations.

    ``by``: its operations by annotator; ``held``: taken back for now.
    """

    id: int
    at: str
    origin: str
    operations: int
    held: bool
    by: dict[str, int] = field(default_factory=dict)


def batches(desk: Desk) -> list[Batch]:
    """The merges of this desk, newest first."""
    people: dict[int, dict[str, int]] = {}
    for number, who, operations in desk.connection.execute(
        "SELECT batch, actor, sum(ops) FROM batch_group JOIN action USING (grp) "
        "GROUP BY batch, actor ORDER BY 3 DESC, actor"
    ):
        people.setdefault(number, {})[who] = operations
    rows = desk.connection.execute("SELECT id, at, origin, ops, held FROM batch ORDER BY id DESC")
    return [
        Batch(number, at, origin, ops, bool(held), people.get(number, {}))
        for number, at, origin, ops, held in rows
    ]


def take_back(desk: Desk, number: int | None = None) -> Batch:
    """Hold a merge back on this desk alone: the numbered one, or the newest that counts.

    Nothing is deleted and nobody else hears of it; merging the same desk again releases it.

    Raises:
        Refused: there is no such merge, or it is taken back already.
    """
    with desk.transaction() as connection:
        known = batches(desk)
        if number is None:
            found = next((batch for batch in known if not batch.held), None)
            if found is None:
                raise Refused("No merge counts on this desk: there is nothing to take back.")
        else:
            found = next((batch for batch in known if batch.id == number), None)
            if found is None:
                raise Refused(f"There is no merge number {number} on this desk.")
            if found.held:
                raise Refused(
                    f"Merge {number} is taken back already; merge {found.origin} again to let it "
                    "count."
                )
        connection.execute("UPDATE batch SET held = 1 WHERE id = ?", (found.id,))
        _refresh(connection, _groups_of(connection, [found.id]))
    return Batch(found.id, found.at, found.origin, found.operations, True, found.by)


def any_held(here: sqlite3.Connection, source: sqlite3.Connection) -> bool:
    """Whether another desk holds something that was taken back here."""
    return bool(_held_there(here, source))


def release(connection: sqlite3.Connection, source: sqlite3.Connection) -> set[bytes]:
    """Let batches count again whose operations another desk holds; gives their groups.

    The caller holds the write transaction.
    """
    numbers = _held_there(connection, source)
    for number in numbers:
        connection.execute("UPDATE batch SET held = 0 WHERE id = ?", (number,))
    groups = _groups_of(connection, numbers)
    _refresh(connection, groups)
    return groups


def _held_there(here: sqlite3.Connection, source: sqlite3.Connection) -> list[int]:
    known = "SELECT 1 FROM op WHERE grp = ? LIMIT 1"
    return [
        number
        for (number,) in here.execute("SELECT id FROM batch WHERE held = 1").fetchall()
        if any(
            source.execute(known, row).fetchone()
            for row in here.execute("SELECT grp FROM batch_group WHERE batch = ?", (number,))
        )
    ]


def _groups_of(connection: sqlite3.Connection, numbers: Iterable[int]) -> set[bytes]:
    return {
        group
        for number in numbers
        for (group,) in connection.execute("SELECT grp FROM batch_group WHERE batch = ?", (number,))
    }


def _refresh(connection: sqlite3.Connection, groups: set[bytes]) -> None:
    """Bring groups whose standing changed up to date, and those their undo operations speak of."""
    objects = {obj for group in groups for obj in log.objects_of(connection, group)}
    spoken = {bytes.fromhex(obj[6:]) for obj in objects if obj.startswith("group:")} - groups
    objects |= {obj for group in spoken for obj in log.objects_of(connection, group)}
    log.refresh_actions(connection, sorted(groups | spoken))
    state.project(connection, objects)
