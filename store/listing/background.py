"""One thread that does the slow reading for a screen: only the newest request counts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

from store.listing.sets import Cancelled, Sets

Job = Callable[[Sets], None]


class Background:
    """Runs one job at a time on a connection of its own; a new job stops the one before.

    ``open_reader`` is `Desk.reader`. ``failed`` is called in the thread with what went wrong. The
    thread begins with the first job and ends with `close`.
    """

    def __init__(
        self,
        open_reader: Callable[[], sqlite3.Connection],
        failed: Callable[[Exception], None] = lambda _: None,
    ) -> None:
        self._open_reader = open_reader
        self._failed = failed
        self._wake = threading.Condition()
        self._next: Job | None = None
        self._ticket = 0
        self._closed = False
        self._idle = True
        self._thread: threading.Thread | None = None

    def submit(self, job: Job) -> None:
        """Do this instead of whatever is being done."""
        with self._wake:
            if self._closed:
                return
            self._next = job
            self._ticket += 1
            self._idle = False
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="listing", daemon=True)
                self._thread.start()
            self._wake.notify()

    def cancel(self) -> None:
        """Stop what is being done; its result is no longer wanted."""
        with self._wake:
            self._next = None
            self._ticket += 1

    def close(self, timeout: float = 2.0) -> None:
        """Stop, and wait for the thread to let go of its connection."""
        with self._wake:
            self._closed = True
            self._ticket += 1
            self._wake.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def wait(self, timeout: float = 30.0) -> bool:
        """Wait until nothing is left to do; says whether that came about in time."""
        with self._wake:
            return self._wake.wait_for(lambda: self._idle, timeout)

    def _run(self) -> None:
        sets: Sets | None = None
        try:
            while True:
                with self._wake:
                    while self._next is None and not self._closed:
                        self._idle = True
                        self._wake.notify_all()
                        self._wake.wait()
                    if self._closed:
                        return
                    job, self._next = self._next, None
                    ticket = self._ticket
                if job is None:
                    continue
                try:
                    if sets is None:
                        sets = Sets(self._open_reader())
                        sets.connection.execute("PRAGMA cache_size = -4096")
                    sets.cancelled = lambda mine=ticket: self._ticket != mine  # type: ignore[misc]
                    job(sets)
                except Cancelled:
                    continue
                except Exception as error:
                    if self._ticket == ticket:
                        self._failed(error)
                finally:
                    job = None  # it holds a list of a million
                    if sets is not None:
                        sets.connection.execute("PRAGMA shrink_memory")
        finally:
            with self._wake:
                self._idle = True
                self._wake.notify_all()
            if sets is not None:
                sets.connection.close()
