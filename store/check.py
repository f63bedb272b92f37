"""Is the desk whole? And copying it safely while it is in use."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from store import state
from store.database import schema
from store.database.connection import Database, translated
from store.errors import DeskError, Refused
from store.journal.operations import link, text_hash
from store.state import search

Progress = Callable[[str], None]
_SHOWN = 20
"""Findings of one kind that are listed one by one; the rest are counted."""
_SAMPLE = 200
"""Entries of the search index that a quick check looks at."""
_DERIVED = {"search", "state"}
"""Checks of what follows from the rest."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a desk: which check found it, and a sentence."""

    check: str
    message: str


def check(
    path: Path | str, progress: Progress | None = None, *, quick: bool = False
) -> list[Finding]:
    """Everything that can be verified about a desk; an empty list means it is whole.

    SQLite's integrity check, density of every site's numbers, hash chains, text hashes, and the
    search index and the derived tables against what the texts and the journal say. ``quick`` looks
    at the truth (SQLite's quick check, chains, texts) and at a sample of the search index alone.

    Raises:
        DeskError: the file cannot even be opened as a desk.
    """
    path = Path(path)
    database = Database(path, read_only=True)
    findings: list[Finding] = []
    steps: dict[str, Callable[[Database], Iterator[str]]] = {
        "integrity": partial(_integrity, pragma="quick_check" if quick else "integrity_check"),
        "journal": _journal,
        "texts": _texts,
        "search": partial(_search, sample=_SAMPLE if quick else 0),
    }
    if not quick:
        steps["state"] = _state
    try:
        # one snapshot for all, so that somebody writing meanwhile is no finding
        with translated(path):
            database.connection.execute("BEGIN")
        for name, step in steps.items():
            if progress is not None:
                progress(name)
            try:
                found = [Finding(name, message) for message in step(database)]
            except Exception as error:  # what a damaged desk holds may be anything
                found = [Finding(name, f"this check could not be finished: {error}.")]
            findings += found[:_SHOWN]
            if len(found) > _SHOWN:
                findings.append(Finding(name, f"and {len(found) - _SHOWN} more like these."))
    finally:
        with suppress(sqlite3.Error):
            database.connection.execute("ROLLBACK")
        database.close()
    return findings


def _integrity(database: Database, pragma: str) -> Iterator[str]:
    for (line,) in database.connection.execute(f"PRAGMA {pragma}(20)"):
        if line != "ok":
            yield f"SQLite: {line}."
    yield from _columns(database, schema.TRUTH)


def _columns(database: Database, statements: Sequence[str]) -> Iterator[str]:
    """Tables whose columns are not those that ``statements`` make."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in statements:
            fresh.execute(statement)
        names = fresh.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
        )
        for (name,) in names.fetchall():
            told = f'PRAGMA table_xinfo("{name}")'
            if database.connection.execute(told).fetchall() != fresh.execute(told).fetchall():
                yield f"table {name}: it has not the columns it should have."


def _journal(database: Database) -> Iterator[str]:
    sites = database.connection.execute("SELECT s, uid, seq, head FROM site").fetchall()
    known = {row[0] for row in sites}
    for (s,) in database.connection.execute("SELECT DISTINCT s FROM op"):
        if s not in known:
            yield f"operations of an unknown site ({s})."
    for s, uid, last, head in sites:
        expected, chain = 0, b""
        rows = database.connection.execute(
            "SELECT id, seq, grp, actor, obj, kind, v, fields, h FROM op WHERE s = ? ORDER BY seq",
            (s,),
        )
        for op_id, seq, grp, actor, obj, kind, v, fields, h in rows:
            expected += 1
            if op_id[8:] != uid:
                yield f"site {uid.hex()}: operation {seq} bears another site's name."
            if seq != expected:
                yield f"site {uid.hex()}: operation {expected} is missing (next is {seq})."
                expected = seq
            elif link(chain, op_id, grp, actor, obj, kind, v, fields) != h:
                yield f"site {uid.hex()}: the chain breaks at operation {seq} ({kind} on {obj})."
            chain = h
        if expected != last or chain != head:
            yield f"site {uid.hex()}: {expected} operations are there, {last} were written."


def _texts(database: Database) -> Iterator[str]:
    for n, digest, size, body in database.connection.execute(
        "SELECT n, hash, size, body FROM text"
    ):
        if body is not None and (text_hash(body) != digest or len(body) != size):
            yield f"article {digest.hex()} (number {n}): its text is not what was stored."
    rows = database.connection.execute(
        "SELECT count(*) FROM article WHERE n NOT IN (SELECT n FROM text)"
    )
    if missing := rows.fetchone()[0]:
        yield f"{missing} articles have no text entry."


def _search(database: Database, sample: int) -> Iterator[str]:
    """Index the texts anew in a scratch file (about ``sample`` of them, or all) and compare.

    The desk's index holds no text. So each entry's number of words is compared, the beginning of
    some, and when all are there how often every word stands in how many entries.
    """
    count = "SELECT count(*) FROM text WHERE body IS NOT NULL"
    texts = database.connection.execute(count).fetchone()[0]
    indexed = database.connection.execute("SELECT count(*) FROM search_docsize").fetchone()[0]
    if texts != indexed:
        yield f"{texts} texts, but {indexed} entries in the search index."
    with _scratch(database, schema.SEARCH) as scratch:
        search.fill(scratch, max(1, texts // sample) if sample else 1)
        wrong = [n for (n,) in scratch.execute(_OTHER_LENGTH)]
        some = "SELECT id FROM main.search_docsize ORDER BY id % 997, id LIMIT 200"
        for (n,) in scratch.execute(some).fetchall():
            if n not in wrong and not _begins_alike(scratch, database.connection, n):
                wrong.append(n)
        for n in wrong:
            yield f"the search index holds something else of article number {n} than its text says."
        if not sample and not wrong and texts == indexed:
            for place in ("main", "desk"):
                scratch.execute(
                    f"CREATE VIRTUAL TABLE temp.words_{place} USING fts5vocab('{place}', search, row)"
                )
            odd = scratch.execute(
                "SELECT count(DISTINCT term) FROM ("
                "SELECT * FROM (SELECT * FROM words_main EXCEPT SELECT * FROM words_desk) UNION "
                "SELECT * FROM (SELECT * FROM words_desk EXCEPT SELECT * FROM words_main))"
            ).fetchone()[0]
            if odd:
                yield f"{odd} words are not found where they stand."


_OTHER_LENGTH = (
    "SELECT made.id FROM main.search_docsize AS made LEFT JOIN desk.search_docsize AS kept "
    "ON kept.id = made.id WHERE kept.sz IS NOT made.sz ORDER BY made.id"
)
_BEGINNING = 200
"""Code points of an entry that are looked up as a phrase."""


def _begins_alike(scratch: sqlite3.Connection, desk: sqlite3.Connection, n: int) -> bool:
    """Whether the first words of an entry are found in it, where they are in the one made anew."""
    title, body = desk.execute(
        "SELECT coalesce(title, ''), body FROM text LEFT JOIN article USING (n) WHERE text.n = ?",
        (n,),
    ).fetchone()
    words = search.entry(title, body)[:_BEGINNING].rsplit(" ", 1)[0].replace('"', " ")
    asked = ("SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?", (f'"{words}"', n))
    return bool(scratch.execute(*asked).fetchone() == desk.execute(*asked).fetchone())


@contextmanager
def _scratch(database: Database, statements: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """A scratch file with these tables that reads the desk: what it lacks is the desk's own."""
    with tempfile.TemporaryDirectory(prefix="copydesk-check-") as folder:
        scratch = sqlite3.connect(Path(folder) / "rebuilt", isolation_level=None, uri=True)
        with closing(scratch):
            scratch.execute("PRAGMA synchronous = OFF")
            scratch.execute("PRAGMA journal_mode = OFF")
            scratch.execute("ATTACH ? AS desk", (database.reading_uri,))
            scratch.execute("BEGIN")
            for statement in statements:
                scratch.execute(statement)
            yield scratch
            scratch.execute("COMMIT")
            scratch.execute("DETACH desk")


def _state(database: Database) -> Iterator[str]:
    """Rebuild the derived tables from the desk's journal in a scratch file, and compare."""
    yield from _columns(database, schema.STATE)
    with _scratch(database, schema.STATE) as scratch:
        state.rebuild(scratch)
        for table in schema.STATE_TABLES:
            yield from _compare(scratch, table)


def _compare(scratch: sqlite3.Connection, table: str) -> Iterator[str]:
    wrong = f"SELECT count(*) FROM (SELECT * FROM desk.{table} EXCEPT SELECT * FROM main.{table})"
    lacking = f"SELECT count(*) FROM (SELECT * FROM main.{table} EXCEPT SELECT * FROM desk.{table})"
    extra = scratch.execute(wrong).fetchone()[0]
    missing = scratch.execute(lacking).fetchone()[0]
    if extra or missing:
        yield (
            f"table {table}: {extra} rows do not follow from the journal, "
            f"{missing} that should are not there."
        )


def can_be_rebuilt(findings: Sequence[Finding]) -> bool:
    """Whether `rebuild` mends what `check` found: the journal and the texts must be whole."""
    return bool(findings) and all(finding.check in _DERIVED for finding in findings)


def rebuild(path: Path | str) -> None:
    """Make all derived tables and the search index anew from the journal and the texts.

    In one transaction: it is done wholly or not at all.

    Raises:
        DeskError: the desk could not be opened or written.
    """
    path = Path(path)
    database = Database(path)
    try:
        with database.write() as connection:
            schema.drop_state(connection)
            state.rebuild(connection)
            search.rebuild(connection)
    finally:
        database.close()


def backup(path: Path | str, out: Path | str) -> None:
    """Copy a desk to ``out`` while it may be in use; ``out`` appears only when whole.

    Raises:
        Refused: something stands at ``out`` already.
        DeskError: the desk cannot be read, or the copy not be written.
    """
    path, out = Path(path), Path(out)
    if out.exists():
        raise Refused(f"{out.name}: a file stands there already; nothing was changed.")
    if not out.parent.is_dir():
        raise Refused(f"{out.name}: there is no folder {out.parent}.")
    database = Database(path, read_only=True)
    part = out.with_name(out.name + ".part")
    try:
        with translated(out):
            part.unlink(missing_ok=True)
            with closing(sqlite3.connect(part, isolation_level=None)) as target:
                database.connection.backup(target, pages=4096)
                target.execute("PRAGMA journal_mode = DELETE")
                target.execute("UPDATE meta SET v = '0' WHERE k = 'open'")
        with part.open("r+b") as file:  # Windows writes out only what may be written to
            os.fsync(file.fileno())
        copied = Database(part, read_only=True)
        try:
            with translated(part):
                verdict = copied.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            copied.close()
        if verdict != "ok":
            raise DeskError(f"{out.name}: the copy is not whole ({verdict}); it was not kept.")
        part.rename(out)
    except OSError as error:
        raise DeskError(f"{out.name}: could not be written ({error.strerror}).") from error
    finally:
        for left in (part, part.with_name(part.name + "-lock")):
            with suppress(OSError):
                left.unlink()
        database.close()
