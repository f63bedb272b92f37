"""The reading thread: the newest request wins, the others stop, errors are told."""

from __future__ import annotations

import threading

from store.desk import Desk
from store.listing.background import Background
from store.listing.sets import Sets

_ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"


def test_a_new_request_interrupts_the_statement_of_the_one_before(desk: Desk) -> None:
    background = Background(desk.reader)
    started, done = threading.Event(), threading.Event()
    ended: list[str] = []

    def slow(sets: Sets) -> None:
        started.set()
        try:
            with sets.snapshot():
                sets.connection.execute(_ENDLESS).fetchone()
        finally:
            ended.append("slow")

    def quick(sets: Sets) -> None:
        ended.append(str(sets.connection.execute("SELECT 1").fetchone()[0]))
        done.set()

    background.submit(slow)
    assert started.wait(20)
    background.submit(quick)
    assert done.wait(20)
    assert ended == ["slow", "1"]
    background.close()


def test_errors_are_told_and_the_thread_goes_on(desk: Desk) -> None:
    told: list[Exception] = []
    background = Background(desk.reader, told.append)

    def broken(sets: Sets) -> None:
        sets.connection.execute("SELECT * FROM nowhere")

    background.submit(broken)
    assert background.wait()
    assert "nowhere" in str(told[0])
    seen: list[int] = []
    background.submit(lambda sets: seen.append(sets.size))
    assert background.wait()
    assert seen == [0]
    background.close()


def test_nothing_is_open_after_closing(desk: Desk) -> None:
    background = Background(desk.reader)
    background.submit(lambda sets: sets.check())
    background.wait()
    background.close()
    background.submit(lambda sets: sets.check())
    assert not [x for x in threading.enumerate() if x.name == "listing"]
