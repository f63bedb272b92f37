"""Finding clusters in the background: the first at once, all of them in time, and anew what a
decision touched."""

from __future__ import annotations

import queue
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from store.errors import DeskError
from store.names.index import NameIndex
from store.register import clustering
from store.register.candidates import Cluster, around, conflicts

AT_ONCE = 300
"""Entities, the most mentioned ones, that are looked up one by one; a register that has no more
needs nothing else."""


@dataclass(frozen=True, slots=True)
class Found:
    """Clusters that were found. ``whole``: they are all there are, and replace those found before.

    ``finished``: no more will come but what decisions bring.
    ``instead``: entities a decision touched; clusters found before that are about them are gone.
    ``done`` of ``total`` names are compared so far; both are 0 while that is not known.
    """

    clusters: tuple[Cluster, ...] = ()
    whole: bool = False
    finished: bool = False
    instead: tuple[str, ...] = ()
    done: int = 0
    total: int = 0


class Proposing:
    """Runs until `close`. ``found`` and ``failed`` are called in threads of its own.

    ``open_reader`` is `Desk.reader`; ``me`` whose guesses are asked about.
    """

    def __init__(
        self,
        path: Path,
        open_reader: Callable[[], sqlite3.Connection],
        me: str,
        found: Callable[[Found], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._path, self._open_reader, self._me = path, open_reader, me
        self._found, self._failed = found, failed
        self._asked: queue.SimpleQueue[tuple[str, ...]] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._threads = [threading.Thread(target=self._run, name="names", daemon=True)]
        self._threads[0].start()

    def look(self, entities: Iterable[str]) -> None:
        """Find anew what these entities are likely one with: something was decided of them."""
        self._asked.put(tuple(dict.fromkeys(entities)))

    def close(self, timeout: float = 2.0) -> None:
        """End, and wait for the threads to let go of the desk."""
        self._closed.set()
        self._asked.put(())
        if self._process is not None:
            self._process.kill()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(timeout)

    # -- in the threads --------------------------------------------------------------------------

    def _run(self) -> None:
        connection = None
        try:
            connection = self._open_reader()
            self._look_all_up(connection)
        except (DeskError, sqlite3.Error, OSError) as error:
            if not self._closed.is_set():
                self._failed(error)
        finally:
            if connection is not None:
                connection.close()

    def _look_all_up(self, connection: sqlite3.Connection) -> None:
        roots = [
            root
            for (root,) in connection.execute(
                "SELECT id FROM entity WHERE id = root AND alive AND conflict = 0 "
                "ORDER BY total DESC, name, id LIMIT ?",
                (AT_ONCE + 1,),
            )
        ]
        index = NameIndex(connection)
        if first := conflicts(connection):
            self._found(Found(tuple(first)))
        if len(roots) > AT_ONCE:
            self._process = clustering.begin(self._path, self._me)
            self._threads.append(threading.Thread(target=self._read, name="clusters", daemon=True))
            self._threads[-1].start()
        seen: set[str] = set()
        for root in roots[:AT_ONCE]:
            while not self._asked.empty():
                self._answer(connection, index, self._asked.get())
            if self._closed.is_set():
                return
            if root not in seen and (cluster := around(connection, index, root, self._me)):
                seen.update(cluster.roots)
                self._found(Found((cluster,)))
        if len(roots) <= AT_ONCE:
            self._found(Found(finished=True))
        while True:
            asked = self._asked.get()
            if self._closed.is_set():
                return
            self._answer(connection, index, asked)

    def _answer(
        self, connection: sqlite3.Connection, index: NameIndex, asked: tuple[str, ...]
    ) -> None:
        found: list[Cluster] = []
        seen: set[str] = set()
        for root in asked:
            if root not in seen and (cluster := around(connection, index, root, self._me)):
                seen.update(cluster.roots)
                found.append(cluster)
        self._found(Found(tuple(found), instead=asked))

    def _read(self) -> None:
        process = self._process
        assert process is not None
        whole = False
        with suppress(ValueError):  # ended in the middle of a line
            for told in clustering.read(process):
                if isinstance(told, list):
                    whole = True
                    self._found(Found(tuple(told), whole=True, finished=True))
                else:
                    self._found(Found(done=told[0], total=told[1]))
        process.wait()
        if not whole and not self._closed.is_set():
            self._failed(DeskError("Not all names could be compared; those used most were."))
