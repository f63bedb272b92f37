"""Merging another desk into this one: set union of operations and texts.

Order-free, idempotent and without conflicts, because state is a fold of the set. Each site's
operations are dense and chained, so what is missing here is what lies above our last number of
that site; a second merge compares only those numbers. Everything is verified before anything is
written, and the whole merge is one transaction.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from store import state
from store.corrections import carry_late
from store.database.connection import Database, translated
from store.database.schema import SCHEMA_VERSION
from store.desk import Desk
from store.errors import DamagedDesk, Refused
from store.journal import log
from store.journal.operations import VERSION, link, stamp_of, text_hash, time_of
from store.state import search
from store.sync.batches import any_held, release
from store.sync.sense import nonsense

MOST_AHEAD = 24 * 3600
"""Seconds: operations dated further ahead would drag every clock that sees them along."""

_PAGE = 5000
_OP = "id, seq, grp, actor, obj, kind, v, fields, h"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge brought. ``by``: operations by annotator, those that were new alone.

    ``machines`` names, for a handle that now comes from several machines, which ones; ``carried``
    counts marks that came to an article after a correction had taken its place, and moved there.
    """

    origin: str
    operations: int = 0
    articles: int = 0
    texts: int = 0
    by: dict[str, int] = field(default_factory=dict)
    machines: dict[str, tuple[str, ...]] = field(default_factory=dict)
    released: bool = False
    batch: int = 0
    carried: int = 0


@dataclass(frozen=True, slots=True)
class _Gap:
    """A site of the other desk and the operations of it that are not here."""

    uid: bytes
    machine: str
    theirs: int
    have: int
    head: bytes
    last: int


def merge(desk: Desk, other: Path | str, progress: Progress | None = None) -> Merged:
    """Take everything another desk knows in. Safe while either is in use.

    A merge that was taken back (`store.sync.batches`) is released by merging the same desk again.

    Raises:
        Refused: the other desk is this one.
        DamagedDesk: its journal is broken or dated in the future; nothing was taken in.
        DeskError: one of the two could not be read or written.
    """
    other = Path(other)
    if other.exists() and desk.path.exists() and other.samefile(desk.path):
        raise Refused(f"{other.name} is this very desk.")
    database = Database(other, read_only=True)
    try:
        if database.cut_off:
            raise DamagedDesk(
                f"{other.name}: its write-ahead file ({other.name}-wal) is missing, so its newest "
                "work is not in it. Ask for both files, or for a `copydesk backup`."
            )
        if database.schema_version != SCHEMA_VERSION:
            raise Refused(
                f"{other.name} was made by an older copydesk; open it once with this one, then "
                "merge it."
            )
        with translated(other):
            database.connection.execute("BEGIN")
            merged = _take_in(desk, database.connection, other, progress)
    finally:
        database.close()
    if merged.operations or merged.texts or merged.released:
        merged = replace(merged, carried=carry_late(desk))
    return merged


def _take_in(
    desk: Desk, source: sqlite3.Connection, other: Path, progress: Progress | None
) -> Merged:
    gaps = _gaps(desk.connection, source)
    total = sum(gap.last - gap.have for gap in gaps)
    for gap in gaps:
        _verify(source, gap, other)
    if (
        not total
        and not _texts_missing(desk.connection, source)
        and not any_held(desk.connection, source)
    ):
        return Merged(str(other), machines={})
    with desk.transaction() as connection:
        # what came in while we verified is left out: the gaps are taken again under the lock
        gaps = _gaps(connection, source)
        released = release(connection, source)
        first = connection.execute("SELECT coalesce(max(n), 0) FROM op").fetchone()[0]
        copied = 0
        for gap in gaps:
            _copy(connection, source, gap, progress, copied, total)
            copied += gap.last - gap.have
        texts = _copy_texts(connection, source)
        brought = connection.execute("SELECT count(*) FROM op WHERE n > ?", (first,)).fetchone()[0]
        batch = _note_batch(connection, other, first, brought) if brought else 0
        try:
            _bring_up_to_date(connection, first, texts, released)
            search.fill(connection)
            wrong = nonsense(connection)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            wrong = str(error)
        if wrong:
            raise DamagedDesk(
                f"{other.name}: it holds operations that make no sense here ({wrong}); nothing was "
                "taken in. Was it written by a newer copydesk, or by another program?"
            )
        by = Counter(
            dict(
                connection.execute(
                    "SELECT action.actor, count(*) FROM op JOIN action USING (grp) "
                    "WHERE op.n > ? GROUP BY action.actor",
                    (first,),
                ).fetchall()
            )
        )
        articles = connection.execute(
            "SELECT count(DISTINCT obj) FROM op WHERE n > ? AND kind = 'article.add'", (first,)
        ).fetchone()[0]
    return Merged(
        origin=str(other),
        operations=brought,
        articles=articles,
        texts=len(texts),
        by=dict(by),
        machines=_machines(desk.connection, set(by)),
        released=bool(released),
        batch=batch,
    )


# -- what is missing -----------------------------------------------------------------------------


def _gaps(here: sqlite3.Connection, source: sqlite3.Connection) -> list[_Gap]:
    ours = {uid: (seq, head) for uid, seq, head in here.execute("SELECT uid, seq, head FROM site")}
    gaps = []
    for s, uid, machine, seq in source.execute("SELECT s, uid, machine, seq FROM site"):
        have, head = ours.get(uid, (0, b""))
        if seq > have:
            gaps.append(_Gap(uid, machine, s, have, head, seq))
    return gaps


def _verify(source: sqlite3.Connection, gap: _Gap, other: Path) -> None:
    """Check density, chain and dates of what is to come.

    Raises:
        DamagedDesk: naming site and time.
    """
    site = gap.uid.hex()
    expected, chain = gap.have, gap.head
    latest = (time.time() + MOST_AHEAD) * 1000
    rows = source.execute(
        f"SELECT {_OP} FROM op WHERE s = ? AND seq > ? ORDER BY seq", (gap.theirs, gap.have)
    )
    for op_id, seq, grp, actor, obj, kind, v, fields, h in rows:
        expected += 1
        if seq != expected:
            raise DamagedDesk(
                f"{other.name}: operation {expected} of site {site} is missing; nothing was taken "
                "in. Ask for the desk again."
            )
        chain = link(chain, op_id, grp, actor, obj, kind, v, fields)
        if chain != h:
            raise DamagedDesk(
                f"{other.name}: the chain of site {site} breaks at operation {seq}, made "
                f"{time_of(op_id)}; nothing was taken in. Run `copydesk check` on that desk."
            )
        if v > VERSION:
            raise DamagedDesk(
                f"{other.name}: site {site} wrote operations of a newer copydesk; nothing was taken "
                "in. Update copydesk to merge it."
            )
        if stamp_of(op_id) > latest:
            raise DamagedDesk(
                f"{other.name}: site {site} wrote operations dated {time_of(op_id)}, in the "
                "future; nothing was taken in. Set that machine's clock and ask for the work anew."
            )
    if expected != gap.last:
        raise DamagedDesk(
            f"{other.name}: site {site} wrote {gap.last} operations, {expected} are there; "
            "nothing was taken in. Ask for the desk again."
        )


def _texts_missing(here: sqlite3.Connection, source: sqlite3.Connection) -> bool:
    """Whether the other desk holds a text we know of but do not have."""
    lacking = here.execute("SELECT hash FROM text WHERE body IS NULL")
    present = "SELECT 1 FROM text WHERE hash = ? AND body IS NOT NULL"
    return any(source.execute(present, row).fetchone() for row in lacking)


# -- writing ---------------------------------------------------------------------------------------


def _copy(
    connection: sqlite3.Connection,
    source: sqlite3.Connection,
    gap: _Gap,
    progress: Progress | None,
    before: int,
    total: int,
) -> None:
    row = connection.execute("SELECT s FROM site WHERE uid = ?", (gap.uid,)).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO site (uid, machine, here) VALUES (?, ?, 0) RETURNING s",
            (gap.uid, gap.machine),
        ).fetchone()
    site = row[0]
    rows = source.execute(
        f"SELECT {_OP} FROM op WHERE s = ? AND seq > ? ORDER BY seq", (gap.theirs, gap.have)
    )
    done = gap.have
    head = gap.head
    while page := rows.fetchmany(_PAGE):
        connection.executemany(
            "INSERT INTO op (id, s, seq, grp, actor, obj, kind, v, fields, h) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((line[0], site, *line[1:]) for line in page),
        )
        done, head = page[-1][1], page[-1][8]
        if progress is not None:
            progress(before + done - gap.have, total)
    connection.execute("UPDATE site SET seq = ?, head = ? WHERE s = ?", (done, head, site))


def _copy_texts(connection: sqlite3.Connection, source: sqlite3.Connection) -> list[bytes]:
    """Take over texts, and the places of texts, that are not here; gives the hashes."""
    taken: list[bytes] = []
    here = dict(connection.execute("SELECT hash, body IS NULL FROM text"))
    last = connection.execute("SELECT coalesce(max(n), 0) FROM text").fetchone()[0]
    digests = source.execute("SELECT n, hash FROM text ORDER BY n")
    body_of = "SELECT body FROM text WHERE n = ?"
    for n, digest in digests:
        lacking = here.get(digest, True)
        if not lacking:
            continue
        body = source.execute(body_of, (n,)).fetchone()[0]
        if body is not None and text_hash(body) != digest:
            raise DamagedDesk(
                f"The text of article {digest.hex()} is not what its desk stored; nothing was "
                "taken in. Run `copydesk check` on that desk."
            )
        if digest not in here:
            last += 1
            connection.execute(
                "INSERT INTO text (n, hash, body) VALUES (?, ?, ?)", (last, digest, body)
            )
        elif body is not None:
            connection.execute("UPDATE text SET body = ? WHERE hash = ?", (body, digest))
        else:
            continue
        taken.append(digest)
    return taken


def _note_batch(connection: sqlite3.Connection, other: Path, first: int, count: int) -> int:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    batch = connection.execute(
        "INSERT INTO batch (at, origin, ops) VALUES (?, ?, ?) RETURNING id",
        (now, str(other), count),
    ).fetchone()[0]
    connection.execute(
        "INSERT INTO batch_group SELECT DISTINCT ?, grp FROM op WHERE n > ?", (batch, first)
    )
    return int(batch)


def _bring_up_to_date(
    connection: sqlite3.Connection, first: int, texts: list[bytes], released: set[bytes]
) -> None:
    """Note the actions that came in, and make anew what their operations and texts touch."""
    connection.execute(
        "INSERT INTO action (grp, n, actor, kind, here, ops) "
        f"SELECT op.grp, min(op.n), {log.NAMED.format('op.actor')}, op.kind, site.here, count(*) "
        "FROM op "
        "JOIN site ON site.s = op.s WHERE op.n > ? GROUP BY op.grp "
        "ON CONFLICT (grp) DO UPDATE SET ops = ops + excluded.ops",
        (first,),
    )
    # a new undo may hit an old group, and an undo that came earlier a group that is new
    groups = {
        row[0] for row in connection.execute("SELECT DISTINCT grp FROM op WHERE n > ?", (first,))
    }
    undone = connection.execute(
        "SELECT DISTINCT obj FROM op WHERE n > ? AND obj >= ? AND obj < ?",
        (first, *log.below("group:")),
    )
    spoken = {bytes.fromhex(obj.partition(":")[2]) for (obj,) in undone} | released
    log.refresh_actions(connection, sorted(groups | spoken))
    objects = {
        row[0] for row in connection.execute("SELECT DISTINCT obj FROM op WHERE n > ?", (first,))
    }
    for group in spoken:
        objects.update(log.objects_of(connection, group))
    state.project(connection, objects, whole=(digest.hex() for digest in texts))


def _machines(here: sqlite3.Connection, handles: set[str]) -> dict[str, tuple[str, ...]]:
    """Handles that write from several machines: two people may share one by mistake."""
    found: dict[str, tuple[str, ...]] = {}
    for handle in sorted(handles):
        rows = here.execute(
            "SELECT DISTINCT machine FROM site WHERE machine != '' AND s IN "
            "(SELECT DISTINCT s FROM op WHERE grp IN (SELECT grp FROM action WHERE actor = ?)) "
            "ORDER BY machine",
            (handle,),
        )
        names = tuple(row[0] for row in rows)
        if len(names) > 1:
            found[handle] = names
    return found
