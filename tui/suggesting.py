"""The thread in which suggestions are prepared, so that no key waits for them.

What is on the screen comes first, then the article that will be opened next. Results are told in the
thread: whoever asks hands them to the screen as a message.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

from store.model import Article, Label
from store.suggest.engine import Engine, Prepared
from store.suggest.values import Settings

_KEPT = 8
"""Articles whose suggestions are kept prepared, the last ones asked for."""

_WHOLE = 20_000
"""Characters up to which an article is one stretch: what is offered follows each key at once."""

_STRETCH = 6_000
"""Characters of a stretch of a longer one."""

_BREATH = 0.005
"""Seconds between two stretches in which the screen has the interpreter for itself."""

_URGENCY = ("present", "next")
"""What is done first when several things are asked for; of each only the newest is done."""

Task = Iterator[None]
"""Work in steps, each so short that something more urgent can wait for it."""


def stretches(text: str) -> list[tuple[int, int]]:
    """A text in pieces to prepare one by one: cut between paragraphs or lines, else at a blank."""
    found: list[tuple[int, int]] = []
    start = 0 if len(text) > _WHOLE else len(text)
    while len(text) - start > _STRETCH:
        stop = start + _STRETCH
        least = start + _STRETCH // 2
        cuts = (text.rfind(cut, least, stop) for cut in ("\n", " "))
        end = next((cut + 1 for cut in cuts if cut >= 0), stop)
        found.append((start, end))
        start = end
    return [*found, (start, len(text))] if found else [(0, len(text))]


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
        self._kept: OrderedDict[str, dict[int, Prepared]] = OrderedDict()
        self._tasks: dict[str, Task] = {}
        self._wake = threading.Condition()
        self._closed = False
        self._idle = True
        self._thread: threading.Thread | None = None

    # ------------------------------------------------------------------------- asking

    def ready(self, article_id: str) -> list[Prepared]:
        """The stretches of an article that are prepared, perhaps before the last was learned."""
        with self._wake:
            return list(self._kept.get(article_id, {}).values())

    def prepare(
        self,
        article: Article,
        labels: Sequence[Label],
        who: str,
        near: int,
        told: Callable[[Prepared], None],
    ) -> None:
        """Prepare the article on the screen, beginning with the stretch around an offset."""
        self._submit("present", self._preparing(article, labels, who, near, told))

    def prepare_next(self, article: Article, labels: Sequence[Label], who: str) -> None:
        """Prepare what will be opened next, once nothing else is to be done."""
        self._submit("next", self._preparing(article, labels, who, 0, lambda _: None))

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
        near: int,
        told: Callable[[Prepared], None],
    ) -> Task:
        assert self._connection is not None
        order = stretches(article.text)
        order.sort(key=lambda x: max(x[0] - near, near - x[1] + 1, 0))
        for number, (start, end) in enumerate(order):
            if number:
                time.sleep(_BREATH)
            prepared = self.engine.prepare(self._connection, article, labels, who, start, end)
            with self._wake:
                self._kept.setdefault(article.id, {})[start] = prepared
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
