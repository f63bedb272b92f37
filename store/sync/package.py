"""A package: a desk for a colleague that knows everything and holds the texts of some articles.

The journal goes along whole, so that nothing has to be guessed when the work comes back; the texts
of articles that are not the colleague's stay here, and so do local notes. Built beside its place
from nothing, so that no trace of a withheld text is in the file but the words that marks link to
the register of names.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from store import state
from store.check import check
from store.database import schema
from store.database.connection import Database, translated
from store.desk import Desk
from store.errors import DamagedDesk, DeskError, Refused
from store.state import search

FOR = "package.for"
"""The local note of a package that says whom it was made for (`Desk.recall`)."""

# only merges that were taken back here: without them they would count there
_COPIED = {
    "op": "",
    "batch": "WHERE held = 1",
    "batch_group": "WHERE batch IN (SELECT id FROM batch WHERE held = 1)",
}
_PAGE = 500

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Packaged:
    """What was handed out. ``withheld``: articles that go along without their text."""

    path: str
    annotator: str
    articles: int
    withheld: int
    operations: int


def package(
    desk: Desk, out: Path | str, annotator: str, progress: Progress | None = None
) -> Packaged:
    """Make a desk at ``out`` for an annotator, with the texts of what is assigned to them.

    The desk may be in use. ``out`` appears only when it is whole and was checked. What was made
    here cannot be undone there, merges that were taken back here stay so there.

    Raises:
        Refused: something stands at ``out``, or nothing is assigned to the annotator.
        DeskError: the desk could not be read or the package not be written.
    """
    out = Path(out)
    who = desk.known_as(annotator)
    if not who:
        raise Refused("Say for whom the package is.")
    if out.exists():
        raise Refused(f"{out.name}: a file stands there already; nothing was changed.")
    if not out.parent.is_dir():
        raise Refused(f"{out.name}: there is no folder {out.parent}.")
    part = out.with_name(out.name + ".part")
    try:
        with translated(desk.path):
            _remove(part)
            Database.create(part)
            with closing(desk.reader()) as source:
                source.execute("BEGIN")
                packed = _fill(part, source, who, out, progress)
        findings = check(part)
        if findings:
            raise DamagedDesk(f"{out.name}: the package is not whole ({findings[0].message})")
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        part.rename(out)
    except OSError as error:
        raise DeskError(f"{out.name}: could not be written ({error.strerror}).") from error
    finally:
        _remove(part)
    return packed


def _remove(part: Path) -> None:
    for name in ("", "-wal", "-shm", "-lock"):
        with suppress(OSError):
            part.with_name(part.name + name).unlink()


def _fill(
    part: Path, source: sqlite3.Connection, who: str, out: Path, progress: Progress | None
) -> Packaged:
    with closing(sqlite3.connect(part, isolation_level=None)) as target:
        target.execute("PRAGMA synchronous = OFF")
        target.execute("PRAGMA temp_store = MEMORY")
        target.execute("BEGIN")
        schema.create(target)
        for s, uid, machine, seq, head in source.execute(
            "SELECT s, uid, machine, seq, head FROM site"
        ):
            # here = 0: undo there reaches what is made there alone
            target.execute(
                "INSERT INTO site VALUES (?, ?, ?, 0, ?, ?)", (s, uid, machine, seq, head)
            )
        for table, which in _COPIED.items():
            _copy(target, source, table, which)
        articles, withheld = _texts(target, source, who, progress)
        if not articles:
            raise Refused(
                f"Nothing is assigned to {who}: assign articles first, then make the package."
            )
        current = source.execute("SELECT v FROM meta WHERE k = 'state'").fetchone()
        if current == (str(schema.STATE_VERSION),):
            for table in schema.STATE_TABLES:
                _copy(target, source, table)
            target.execute("UPDATE action SET here = 0")
        else:  # an older desk opened for reading only
            state.rebuild(target)
        target.execute("INSERT INTO local VALUES (?, ?)", (FOR, who))
        target.execute("INSERT OR REPLACE INTO meta VALUES ('open', '0')")
        operations = target.execute("SELECT count(*) FROM op").fetchone()[0]
        target.execute("COMMIT")
        target.execute("PRAGMA journal_mode = DELETE")
    return Packaged(str(out), who, articles, withheld, operations)


def _copy(
    target: sqlite3.Connection, source: sqlite3.Connection, table: str, which: str = ""
) -> None:
    columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(f'"{name}"' for name in columns)
    rows = source.execute(f"SELECT {names} FROM {table} {which}")
    marks = ", ".join("?" * len(columns))
    while page := rows.fetchmany(_PAGE * 10):
        target.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", page)


def _texts(
    target: sqlite3.Connection, source: sqlite3.Connection, who: str, progress: Progress | None
) -> tuple[int, int]:
    """Copy the texts of assigned articles and the places of all; gives how many of each."""
    given = withheld = 0
    total = source.execute("SELECT count(*) FROM text").fetchone()[0]
    # bodies of others are not even read
    rows = source.execute(
        "SELECT text.n, hash, CASE WHEN article.assignee = ? THEN body END, article.title, "
        "article.n IS NOT NULL FROM text LEFT JOIN article ON article.n = text.n ORDER BY text.n",
        (who,),
    )
    while page := rows.fetchmany(_PAGE):
        target.executemany("INSERT INTO text VALUES (?, ?, ?)", (row[:3] for row in page))
        target.executemany(
            "INSERT INTO search (rowid, body) VALUES (?, ?)",
            (
                (n, search.entry(title or "", body))
                for n, _, body, title, _ in page
                if body is not None
            ),
        )
        given += sum(row[2] is not None for row in page)
        withheld += sum(row[2] is None and row[4] for row in page)
        if progress is not None:
            progress(page[-1][0], total)
    return given, withheld
