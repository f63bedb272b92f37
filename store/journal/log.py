"""Appending to and reading the journal inside a write transaction the caller holds."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from store.journal.fold import Folded, fold
from store.journal.operations import VERSION, Draft, encode, first_stamp, link, new_site

GROUP_UNDO = "undo"
GROUP_REDO = "redo"
_APPEND = (
    "INSERT INTO op (id, s, seq, grp, actor, obj, kind, v, fields, h) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LIVE = (
    "SELECT op.id, op.kind, op.fields FROM op JOIN action ON action.grp = op.grp "
    "WHERE op.obj IN ({}) AND action.revoked = 0 ORDER BY op.id"
)
NAMED = "coalesce((SELECT same_as FROM annotator WHERE handle = {0}), {0})"
"""SQL for the handle that a handle's person goes by."""


@dataclass(slots=True)
class Site:
    """Where this process writes: its row in ``site``, its last dense number and chain head.

    Never used after a fork: a child opens the desk anew and gets a site of its own.
    """

    uid: bytes
    row: int = 0
    seq: int = 0
    head: bytes = b""

    @classmethod
    def fresh(cls) -> Site:
        return cls(new_site())


def append(
    connection: sqlite3.Connection,
    site: Site,
    actor: str,
    drafts: Iterable[Draft],
    group: bytes | None = None,
) -> bytes:
    """Write drafts as operations of one group and give the group's id (its first operation's).

    A draft is asked for when those before it are written, so that many need no room at once.
    The site's row is made with its first operation, so opening a desk writes nothing. On an
    error the transaction is rolled back and ``site`` must be reloaded with `reload`.
    """
    if not site.row:
        site.row = connection.execute(
            "INSERT INTO site (uid, machine, here) VALUES (?, ?, 1) RETURNING s",
            (site.uid, platform.node()),
        ).fetchone()[0]
    newest = connection.execute("SELECT max(id) FROM op").fetchone()[0]
    stamp, before = first_stamp(newest), site.seq
    waiting = iter(drafts)
    first = next(waiting, None)
    if first is None:
        raise ValueError("an action needs at least one operation")
    if group is None:
        group = stamp.to_bytes(8, "big") + site.uid
    connection.executemany(_APPEND, _rows(site, actor, chain([first], waiting), group, stamp))
    connection.execute(
        "UPDATE site SET seq = ?, head = ? WHERE s = ?", (site.seq, site.head, site.row)
    )
    _note_action(connection, group, actor, first.kind, site.seq - before)
    return group


def _rows(
    site: Site, actor: str, drafts: Iterable[Draft], group: bytes, stamp: int
) -> Iterator[tuple[object, ...]]:
    """Rows of ``op``, the first with this stamp; after the last the site has moved on."""
    s, seq, head = site.row, site.seq, site.head
    for op_stamp, draft in enumerate(drafts, stamp):
        op_id = op_stamp.to_bytes(8, "big") + site.uid
        seq += 1
        fields = encode(draft.fields)
        head = link(head, op_id, group, actor, draft.obj, draft.kind, VERSION, fields)
        yield op_id, s, seq, group, actor, draft.obj, draft.kind, VERSION, fields, head
    site.seq, site.head = seq, head


def _note_action(
    connection: sqlite3.Connection, group: bytes, actor: str, kind: str, count: int
) -> None:
    connection.execute(
        # one row of values: a SELECT could be many, for which SQLite notes every page it changes
        "INSERT INTO action (grp, n, actor, kind, here, ops) VALUES "
        f"(?1, (SELECT max(n) FROM op) - ?4 + 1, {NAMED.format('?2')}, ?3, 1, ?4) "
        "ON CONFLICT (grp) DO UPDATE SET ops = ops + excluded.ops",
        (group, actor, kind, count),
    )


def reload(connection: sqlite3.Connection, site: Site) -> None:
    """Take the site's numbers from the file again, after a rolled-back transaction."""
    row = connection.execute("SELECT s, seq, head FROM site WHERE uid = ?", (site.uid,)).fetchone()
    site.row, site.seq, site.head = row if row else (0, 0, b"")


def folded(connection: sqlite3.Connection, *objects: str) -> Folded:
    """The state of one object, which several names may stand for."""
    marks = ", ".join("?" * len(objects))
    return fold(connection.execute(_LIVE.format(marks), objects))


def live_objects(connection: sqlite3.Connection, prefix: str) -> list[str]:
    """The objects under a prefix that have a live operation."""
    rows = connection.execute(
        "SELECT DISTINCT op.obj FROM op JOIN action ON action.grp = op.grp "
        "WHERE op.obj >= ? AND op.obj < ? AND action.revoked = 0",
        below(prefix),
    )
    return [row[0] for row in rows]


def is_revoked(connection: sqlite3.Connection, group: bytes) -> bool:
    """Whether a group does not count at present."""
    row = connection.execute("SELECT revoked FROM action WHERE grp = ?", (group,)).fetchone()
    return row is not None and row[0] != 0


def is_undone(connection: sqlite3.Connection, group: bytes) -> bool:
    """Whether a group was undone, held back or not."""
    row = connection.execute("SELECT revoked & 1 FROM action WHERE grp = ?", (group,)).fetchone()
    return row is not None and row[0] == 1


def objects_of(connection: sqlite3.Connection, group: bytes) -> list[str]:
    """The objects a group wrote to."""
    rows = connection.execute("SELECT DISTINCT obj FROM op WHERE grp = ?", (group,))
    return [row[0] for row in rows]


def below(prefix: str) -> tuple[str, str]:
    """The range of object names that begin with ``prefix``, for ``obj >= ? AND obj < ?``."""
    return prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)


def all_folded(connection: sqlite3.Connection, prefix: str) -> Iterator[tuple[str, Folded]]:
    """Every object under a prefix with its state, in order of name; streams."""
    rows = connection.execute(
        "SELECT op.obj, op.id, op.kind, op.fields FROM op JOIN action ON action.grp = op.grp "
        "WHERE op.obj >= ? AND op.obj < ? AND action.revoked = 0 ORDER BY op.obj, op.id",
        below(prefix),
    )
    current: str | None = None
    gathered: list[tuple[bytes, str, str]] = []
    for obj, op_id, kind, fields in rows:
        if obj != current:
            if current is not None:
                yield current, fold(gathered)
            current, gathered = obj, []
        gathered.append((op_id, kind, fields))
    if current is not None:
        yield current, fold(gathered)


def rebuild_actions(connection: sqlite3.Connection) -> None:
    """Fill ``action`` from the journal: one row a group, revoked as its undo operations say."""
    connection.execute(
        "INSERT INTO action (grp, n, actor, kind, here, ops) "
        "SELECT op.grp, min(op.n), op.actor, op.kind, site.here, count(*) "
        "FROM op JOIN site ON site.s = op.s GROUP BY op.grp"
    )
    undone = connection.execute(
        "SELECT DISTINCT obj FROM op WHERE obj >= ? AND obj < ?", below("group:")
    ).fetchall()
    refresh_actions(connection, [bytes.fromhex(obj.partition(":")[2]) for (obj,) in undone])
    held = connection.execute(
        "SELECT grp FROM batch_group JOIN batch ON batch.id = batch WHERE held = 1"
    ).fetchall()
    refresh_actions(connection, [group for (group,) in held])


_HELD = (
    "EXISTS (SELECT 1 FROM batch_group JOIN batch ON batch.id = batch_group.batch "
    "WHERE batch_group.grp = {} AND batch.held = 1)"
)
_UNDONE = f"kind = '{GROUP_UNDO}'"
_STANDING = (
    "UPDATE action SET (revoked, revoked_n) = ("
    # of the newest counting operation on the group, if there is one
    f"SELECT coalesce(max({_UNDONE}), 0) + 2 * {_HELD.format('?1')}, "
    f"coalesce(max(CASE WHEN {_UNDONE} THEN n END), 0) FROM ("
    f"SELECT kind, n FROM op WHERE obj = ?2 AND NOT {_HELD.format('op.grp')} "
    "ORDER BY id DESC LIMIT 1)) WHERE grp = ?1 "
    f"AND (revoked OR {_HELD.format('?1')} OR EXISTS (SELECT 1 FROM op WHERE obj = ?2))"
)


def refresh_actions(connection: sqlite3.Connection, groups: Iterable[bytes]) -> None:
    """Work out anew whether groups count: undone by a counting operation, held back, or both."""
    connection.executemany(_STANDING, ((group, f"group:{group.hex()}") for group in groups))
