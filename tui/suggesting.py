"""The thread in which suggestions are prepared, so that no key waits for them.

What is on the screen comes first, then the article that will be opened next. Results are told in the
thread: whoever asks hands them to the screen as a message.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

from store.model import Article, Label, Span
from store.suggest.engine import Engine, Prepared
from store.suggest.values import Key, Settings, Suggestion

_KEPT = 8
"""Articles whose suggestions are kept prepared, the last ones asked for."""

_URGENCY = ("offer", "present", "next")
"""What is done first when several things are asked for; of each only the newest is done."""

Task = Iterator[None]
"""Work in steps, each so short that something more urgent can wait for it."""


class Suggesting:
    """One engine, one thread, a connection of its own; the thread begins with the first request.

    ``open_reader`` is `Desk.reader`; ``failed`` is called in the thread with what went wrong.
    """

    def __init__(
        self,
        open_reader: Callable[[], sqlite3.Connection],
        settings: Settings,
        failed: Callable[[Exception], None] = lambda _: None,
    ) -> None:
        self.engine = Engine(settings)
        self._open_reader, self._failed = open_reader, failed
        self._connection: sqlite3.Connection | None = None
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._tasks: dict[str, Task] = {}
        self._wake = threading.Condition()
        self._closed = False
        self._idle = True
        self._thread: threading.Thread | None = None

    # ------------------------------------------------------------------------- asking

    def ready(self, article_id: str) -> Prepared | None:
        """What is prepared of an article already, perhaps before the last things were learned."""
        return self._kept.get(article_id)

    def prepare(
        self,
        article: Article,
        labels: Sequence[Label],
        who: str,
        told: Callable[[Prepared], None],
    ) -> None:
        """Prepare what is on the screen, unless it is prepared with all that is known now."""
        self._submit("present", self._preparing(article, labels, who, told))

    def prepare_next(self, article: Article, labels: Sequence[Label], who: str) -> None:
        """Prepare what will be opened next, once nothing else is to be done."""
        self._submit("next", self._preparing(article, labels, who, lambda _: None))

    def offer(
        self,
        prepared: Prepared,
        spans: Sequence[Span],
        rejected: frozenset[Key],
        told: Callable[[tuple[Suggestion, ...]], None],
    ) -> None:
        """`Engine.offer` for an article that is too long to do so between two keys."""

        def offering() -> Task:
            told(self.engine.offer(prepared, spans, rejected))
            yield

        self._submit("offer", offering())

    def close(self, timeout: float = 2.0) -> None:
        """Stop, and wait for the thread to let go of its connection."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join(timeout)

    def wait(self, timeout: float = 30.0) -> bool:
        """Wait until nothing is left to do; says whether that came about in time."""
        with self._wake:
            return self._wake.wait_for(lambda: self._idle, timeout)

    # --------------------------------------------------------------------- in the thread

    def _preparing(
        self,
        article: Article,
        labels: Sequence[Label],
        who: str,
        told: Callable[[Prepared], None],
    ) -> Task:
        assert self._connection is not None
        prepared = self.engine.prepare(self._connection, article, labels, who)
        with self._wake:
            self._kept[article.id] = prepared
            self._kept.move_to_end(article.id)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        told(prepared)
        yield

    def _submit(self, what: str, task: Task) -> None:
        with self._wake:
            if self._closed:
                return
            self._tasks[what] = task
            self._idle = False
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="suggesting", daemon=True)
                self._thread.start()
            self._wake.notify_all()

    def _next(self) -> tuple[str, Task] | None:
        """The most urgent thing to do, waiting for one; None when there will be no more."""
        with self._wake:
            while not self._tasks and not self._closed:
                self._idle = True
                self._wake.notify_all()
                self._wake.wait()
            if self._closed:
                return None
            what = next(one for one in _URGENCY if one in self._tasks)
            return what, self._tasks[what]

    def _run(self) -> None:
        try:
            while (found := self._next()) is not None:
                what, task = found
                try:
                    if self._connection is None:
                        self._connection = self._open_reader()
                    next(task)
                    continue
                except StopIteration:
                    pass
                except Exception as error:
                    self._failed(error)
                with self._wake:
                    if self._tasks.get(what) is task:
                        del self._tasks[what]
        finally:
            with self._wake:
                self._idle = True
                self._wake.notify_all()
            if self._connection is not None:
                self._connection.close()
