"""One connection to a desk file: pragmas, guards, the write transaction.

Durable by default: write-ahead log, ``synchronous=FULL`` (and ``fullfsync`` on macOS), so that a
commit that returned is on disk; checked by cutting the power in simulation (see the trust bench).
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from store.database import replaced
from store.database.lock import WriteLock
from store.database.schema import APPLICATION_ID, SCHEMA_VERSION
from store.errors import (
    DamagedDesk,
    DeskBusy,
    DeskError,
    DeskFull,
    DeskNotFound,
    DeskReadOnly,
    DeskReplaced,
    ForeignFile,
    NetworkDesk,
    NewerDesk,
    Refused,
)

_HEADER = b"SQLite format 3\x00"
_CHECKPOINT_PAGES = 4000
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "fuse.sshfs", "webdav", "9p", "ncpfs"}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's and the system's errors into ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise named(path, error) from error
    except UnicodeDecodeError as error:  # SQLite quotes what it found, and that is no text
        damaged = sqlite3.DatabaseError("what should be text is not")
        damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise named(path, damaged) from error


def named(path: Path, error: sqlite3.Error) -> DeskError:
    """What SQLite says of the desk at ``path``, as a sentence with a way on."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    name = path.name
    if code == sqlite3.SQLITE_FULL:
        return DeskFull(
            f"{name}: the disk is full. The last action was not saved; everything before it is. "
            "Free some space and do it again."
        )
    if code == sqlite3.SQLITE_IOERR:
        return DeskFull(
            f"{name}: the disk refused to write or read ({error}). The last action was not saved; "
            "check the disk and its space, then do it again."
        )
    if code == sqlite3.SQLITE_READONLY:
        return DeskReadOnly(f"{name}: the desk cannot be written; nothing was changed.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DeskBusy(f"{name}: another program is using the desk; try again in a moment.")
    if code == sqlite3.SQLITE_CORRUPT:
        return DamagedDesk(
            f"{name}: the file is damaged ({error}). Copy it, run `copydesk check` on the copy, "
            "and go back to the newest backup that is clean."
        )
    if code == sqlite3.SQLITE_NOTADB:
        return ForeignFile(f"{name}: this is not a desk (not an SQLite file).")
    if code == sqlite3.SQLITE_CANTOPEN:
        return DeskNotFound(f"{name}: the file cannot be opened; check the path and your rights.")
    return DamagedDesk(f"{name}: SQLite says: {error}.")


def network_file_system(path: Path, mounts: str | None = None) -> str:
    """The kind of network file system ``path`` lies on, or an empty string (known on Linux)."""
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
    found, kind = "", ""
    target = str(path.resolve())
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        place = parts[1].replace("\\040", " ")
        below = target == place or target.startswith(place.rstrip("/") + "/")
        if below and len(place) >= len(found):
            found, kind = place, parts[2]
    return kind if kind in _NETWORK else ""


class Database:
    """An open desk file. ``read_only`` and ``notice`` say how it could be opened."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open an existing desk file.

        Raises:
            DeskNotFound, ForeignFile, NewerDesk, DamagedDesk, NetworkDesk: with a sentence.
        """
        self.path = path
        self.read_only = read_only
        self.notice = ""
        self._read_mode = "ro"
        self._log: replaced.Identity | None = None
        self._kept: Path | None = None
        if not path.exists():
            raise DeskNotFound(f"{path.name}: there is no such desk in {path.absolute().parent}.")
        if path.is_dir():
            raise ForeignFile(f"{path.name}: this is a folder, not a desk.")
        self._check_header()
        if not read_only and not _writable(path):
            self.read_only = True
            self.notice = f"{path.name} cannot be written here: opened for reading only."
        kind = "" if self.read_only else network_file_system(path)
        if kind:
            raise NetworkDesk(
                f"{path.name} lies on a network drive ({kind}), where two programs could damage "
                "it. Copy it to this machine, work there, and merge it back."
            )
        self.lock = WriteLock(path)
        alone = not path.with_name(path.name + "-wal").exists()
        self.connection = self._connect()
        self._identity = _identity(path)
        with translated(path):
            self._check_version()
            self.cut_off = alone and self._marked_open()
        if self.cut_off and not self.notice:
            self.notice = (
                f"{path.name} was copied while in use, without its -wal file: the newest marks may "
                "be missing. Copy both files, or use `copydesk backup`."
            )

    @staticmethod
    def create(path: Path) -> None:
        """Make an empty SQLite file fit for a desk; the caller fills it."""
        with translated(path):
            connection = sqlite3.connect(path, isolation_level=None)
            try:
                connection.execute("PRAGMA page_size = 8192")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            finally:
                connection.close()

    def _check_header(self) -> None:
        try:
            with self.path.open("rb") as file:
                head = file.read(100)
        except OSError as error:
            raise DeskNotFound(f"{self.path.name}: cannot be read ({error.strerror}).") from error
        if len(head) < 100 or not head.startswith(_HEADER):
            raise ForeignFile(
                f"{self.path.name}: this is not a desk (not an SQLite file, or cut short). "
                "Articles in a file are taken in with: copydesk ingest DESK FILE."
            )
        # read from the header itself: opening another program's file could change it
        if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
            raise ForeignFile(
                f"{self.path.name}: this SQLite file belongs to another program, not to copydesk."
            )

    def _connect(self) -> sqlite3.Connection:
        with translated(self.path):
            if not self.read_only:
                return self._open("rw")
            try:
                connection = self._open("ro")
                connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            except sqlite3.OperationalError:
                # a cleanly closed write-ahead database on a read-only medium opens only like this
                wal = self.path.with_name(self.path.name + "-wal")
                if wal.exists() and wal.stat().st_size:
                    raise DeskReadOnly(
                        f"{self.path.name}: it was not closed cleanly and cannot be recovered on a "
                        "read-only medium. Copy it, with its -wal file, to a place you can write."
                    ) from None
                self._read_mode = "ro&immutable=1"
                return self._open(self._read_mode)
            return connection

    def _open(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=30.0,
            cached_statements=256,
        )
        connection.execute("PRAGMA cache_size = -32768")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        if mode == "rw":
            # a backup comes back as a plain file
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("PRAGMA journal_size_limit = 8388608")
            if sys.platform == "darwin":
                connection.execute("PRAGMA fullfsync = 1")
                connection.execute("PRAGMA checkpoint_fullfsync = 1")
        else:
            connection.execute("PRAGMA query_only = ON")
        return connection

    def _check_version(self) -> None:
        version = self.schema_version
        if version > SCHEMA_VERSION:
            self.connection.close()
            raise NewerDesk(
                f"{self.path.name} was written by a newer copydesk (schema {version}, this one "
                f"knows {SCHEMA_VERSION}). Update copydesk to open it."
            )

    @property
    def schema_version(self) -> int:
        """``user_version`` of the file; 0 for one that was only just created."""
        return int(self.connection.execute("PRAGMA user_version").fetchone()[0])

    @property
    def reading_uri(self) -> str:
        """The file as it can be read here, for a connection that opens or attaches it."""
        return f"{self.path.resolve().as_uri()}?mode={self._read_mode}"

    def reader(self) -> sqlite3.Connection:
        """A new connection for reading in another thread; the caller closes it there."""
        with translated(self.path):
            connection = sqlite3.connect(
                self.reading_uri,
                uri=True,
                isolation_level=None,
                timeout=30.0,
                check_same_thread=False,
            )
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA cache_size = -8192")
            connection.execute("PRAGMA temp_store = MEMORY")
            return connection

    def in_place(self) -> None:
        """Make sure that the file at the path is still the one that was opened.

        Raises:
            DeskReplaced: commits would go, unseen, into a file nobody can open any more.
        """
        try:
            now = _identity(self.path)
        except OSError:
            now = None
        if now != self._identity:
            kept = f" What was saved until then is in {self._kept.name}." if self._kept else ""
            raise DeskReplaced(
                f"{self.path.name} was replaced or moved by another program while it was open. "
                f"Nothing more is written.{kept} Quit and open it again; if a file syncer did "
                "this, keep the desk out of its folder."
            )

    def look(self) -> None:
        """Like `in_place`, for a desk nobody writes to at the moment: what was saved is kept.

        Raises:
            DeskReplaced: another file stands at the path.
        """
        try:
            self.in_place()
        except DeskReplaced:
            self._set_aside()
            self.in_place()

    def _set_aside(self) -> None:
        """Another file took our place: keep what we saved, and keep our log out of that file."""
        if self._kept is None:
            self._kept = replaced.set_aside(self.connection, self.path, self._log)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One write transaction under the lock: committed and on disk when the block ends.

        Raises:
            DeskReadOnly, DeskReplaced, DeskFull, DeskBusy: and then nothing was written.
        """
        if self.read_only:
            raise DeskReadOnly(self.notice or f"{self.path.name} was opened for reading only.")
        try:
            with translated(self.path), self._transaction() as connection:
                yield connection
        except DeskReplaced:
            self.look()
            raise

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self.in_place()
        self.lock.acquire()
        try:
            self.in_place()
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.in_place()
                first = not self._marked_open()
                if first:
                    self.connection.execute("INSERT OR REPLACE INTO meta VALUES ('open', '1')")
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            if self._log is None:
                self._log = replaced.log_of(self.path)
            # what is committed is on disk, whatever becomes of the checkpoint; the first goes into
            # the file itself, so that a copy without its log can be told
            self._checkpoint_when_long(0 if first else _CHECKPOINT_PAGES)
        finally:
            self.lock.release()

    def _marked_open(self) -> bool:
        """Whether the file says that somebody wrote to it and has not closed it since."""
        if not self.schema_version:
            return False
        row = self.connection.execute("SELECT v FROM meta WHERE k = 'open'").fetchone()
        return bool(row == ("1",))

    def _checkpoint_when_long(self, pages: int = _CHECKPOINT_PAGES) -> None:
        wal = self.path.with_name(self.path.name + "-wal")
        with suppress(OSError, sqlite3.Error):
            if wal.stat().st_size > pages * 8192:
                self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def tidy(self) -> None:
        """Move the write-ahead log into the file; call it when nobody is waiting for a key."""
        if self.read_only:
            return
        with suppress(DeskError):
            self.in_place()
            self.lock.acquire()
            try:
                # just above what journal_size_limit leaves standing
                self._checkpoint_when_long(1100)
            finally:
                self.lock.release()

    def close(self) -> None:
        """Check point and close; the lock is held, as for a commit."""
        try:
            if not self.read_only:
                self.in_place()
                self.lock.acquire()
                try:
                    if self._marked_open():
                        self.connection.execute("UPDATE meta SET v = '0' WHERE k = 'open'")
                    self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    self.connection.close()
                finally:
                    self.lock.release()
        except DeskReplaced:
            self._set_aside()
        except (DeskError, sqlite3.Error):
            pass  # nothing is lost: the next to open it finds the log
        self.connection.close()
        self.lock.close()


def place_new(part: Path, path: Path) -> None:
    """Give a finished new file its name, never over another.

    Raises:
        Refused: somebody else's file came first.
    """
    try:
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if path.exists():
                raise FileExistsError from None
            part.rename(path)
    except FileExistsError:
        raise Refused(f"{path.name}: a file stands there already; nothing was changed.") from None


def _identity(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_dev, stat.st_ino


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
