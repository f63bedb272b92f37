"""The progress screen on a desk of a million articles, and the pace read from a long journal.

    python -m tests.bench.progress_speed [ARTICLES]       one JSON object

CPU milliseconds. ``open``: of the interface's thread from the key P to the first frame of the screen,
the first time (what it needs is loaded) and later. ``read``: of all threads until every part is
drawn, and the interface's share of it. ``keys``: see `tests.bench.queue_speed`. ``journal``: the
pace of as many actions.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.million import ARTICLES, desk_of
from tests.bench.queue_speed import Probe, drive, summary
from tests.bench.run import calibration

ACTIONS = 100_000


async def _measure(app: Any, probe: Probe) -> dict[str, Any]:
    from textual import events

    def read() -> bool:
        return not app.screen._reading

    async def opened() -> tuple[float, float, float]:
        """Interface's thread to the first frame; it and all threads until everything is drawn."""
        probe._framed.clear()
        here, everywhere = time.thread_time(), time.process_time()
        app._driver.process_message(events.Key("P", "P"))
        await asyncio.wait_for(probe._framed.wait(), 60)
        first = probe.painted - here
        await probe.quiet(read, 0.3)
        return first, probe.painted - here, probe.all_painted - everywhere

    thread = app.screen._reader_thread
    await probe.quiet(lambda: bool(thread.wait(0)), 0.3)
    times = []
    for _ in range(8):
        times.append([one * 1000 for one in await opened()])
        keys: dict[str, list[float]] = {}
        for name, key, number in (("tab", "tab", 12), ("down", "down", 12), ("page down", "pagedown", 4),
                                  ("page up", "pageup", 4), ("measure", "m", 5)):  # fmt: skip
            keys.setdefault(name, []).extend([await probe.press(key) for _ in range(number)])
        await probe.press("q")
        await probe.quiet(lambda: bool(thread.wait(0)), 0.2)
    firsts = [first for first, _, _ in times]
    return {
        "open": {"first": round(firsts[0], 2), "later": round(statistics.median(firsts[1:]), 2),
                 "worst later": round(max(firsts[1:]), 2)},
        "read": {"interface": round(statistics.median(x for _, x, _ in times), 1),
                 "all threads": round(statistics.median(x for _, _, x in times), 1)},
        "keys": {name: summary(values) for name, values in keys.items()},
    }  # fmt: skip


def journal() -> dict[str, Any]:
    """The pace of actions written by four people, with nothing else on the desk."""
    from store.desk import Desk
    from store.journal.operations import Draft
    from store.progress.pace import pace

    with (
        tempfile.TemporaryDirectory(prefix="copydesk-bench-") as folder,
        Desk.create(Path(folder) / "d.desk", "lead") as desk,
    ):
        with desk.transaction() as connection:
            for at in range(ACTIONS):
                article = f"{at // 9:032x}"
                fields: dict[str, Any] = {"range": [0, 4], "label": "area", "origin": "hand"}
                draft = Draft(f"span:{article}:{at:024x}", "span.add", fields)
                if at % 9 == 8:
                    draft = Draft(f"layer:{article}:lead", "status.done", {"status": "done"})
                desk.append(connection, [draft], actor=("mina", "omar", "lena", "reza")[at % 4])
        before = time.thread_time()
        found = pace(desk.connection)
        spent = time.thread_time() - before
    return {"actions": ACTIONS, "marks": sum(x.marks for x in found), "ms": round(spent * 1000, 1)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="the progress screen on many articles")
    parser.add_argument("articles", nargs="?", type=int, default=ARTICLES)
    given = parser.parse_args()
    path = desk_of(given.articles)
    found: dict[str, Any] = {"articles": given.articles, "calibration_ms": calibration()}
    found.update(drive(path, _measure))
    found["journal"] = journal()
    found["calibration_after_ms"] = calibration()
    print(json.dumps(found, ensure_ascii=False, indent=1), file=sys.stdout)


if __name__ == "__main__":
    main()
