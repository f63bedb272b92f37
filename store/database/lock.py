"""One lock file beside the desk, held around every commit and checkpoint.

SQLite's own busy handler is unfair, and versions before 3.51.3 can damage a write-ahead log when
one connection checkpoints while another commits; both go away when one lock covers the two.
The desk file itself is never locked this way: closing any handle on it would drop SQLite's locks.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from store.errors import DeskBusy, DeskReadOnly

if sys.platform == "win32":  # pragma: no cover - exercised on Windows only
    import msvcrt

    def _try(fd: int) -> bool:
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(fd: int) -> None:
        os.lseek(fd, 0, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


class WriteLock:
    """The lock on ``DESK-lock``. Re-entrant within one object, exclusive between objects."""

    def __init__(self, desk: Path, patience: float = 30.0) -> None:
        self.path = desk.with_name(desk.name + "-lock")
        self._desk = desk
        self._patience = patience
        self._fd = -1
        self._depth = 0

    def acquire(self) -> None:
        """Wait for the lock, at most ``patience`` seconds.

        Raises:
            DeskBusy: somebody else held it all that time.
            DeskReadOnly: the lock file cannot be opened or locked here.
        """
        if self._depth:
            self._depth += 1
            return
        deadline = time.monotonic() + self._patience
        while not self._taken():
            if time.monotonic() > deadline:
                raise DeskBusy(
                    f"{self._desk.name}: another program has been writing to this desk for "
                    f"{self._patience:.0f} seconds; try again when it has finished."
                )
            time.sleep(random.uniform(0.001, 0.004))
        self._depth = 1

    def _taken(self) -> bool:
        try:
            if self._fd < 0:
                self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
            return _try(self._fd)
        except OSError as error:
            raise DeskReadOnly(
                f"{self._desk.name}: the lock beside it ({self.path.name}) cannot be used "
                f"({error.strerror}), so nothing was written. Check who may write in this folder."
            ) from error

    def release(self) -> None:
        """Give the lock back; the last of nested calls frees it."""
        self._depth -= 1
        if not self._depth:
            _release(self._fd)

    def close(self) -> None:
        """Drop the handle; the file stays, since another process may be waiting on it."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
            self._depth = 0
