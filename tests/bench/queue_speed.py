"""The queue on a desk of a million articles: starting, moving, filtering, counting, memory.

    python -m tests.bench.queue_speed [ARTICLES]       one JSON object

``start``: see `tests.bench.start_speed`.
``keys``: CPU milliseconds of the interface's thread from a key to the last frame it caused, with real
compositing and output (50th and 99th percentile, and the worst). ``page``: CPU of all threads until
the first page of another list stands on screen, the background's work for that page included.
``whole``: the same until the exact count does. ``memory``: megabytes after all this, and after a pause.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.million import ARTICLES, MINE, desk_of
from tests.bench.run import ROOT, calibration
from tests.bench.start_speed import forget, starting

SIZE = (120, 40)


# -- keys, from inside ---------------------------------------------------------------------------


class Probe:
    """Presses keys on the running app and reads the clocks when they are painted.

    It waits without looking: a loop that asks again and again would be counted as the app's.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self.painted = 0.0
        self.all_painted = 0.0
        self.put = False
        self.watched: tuple[float, float] | None = (0.0, 0.0)
        self._framed = asyncio.Event()
        self._listed = asyncio.Event()

    def display(self) -> None:
        """A frame was written."""
        self.painted, self.all_painted = time.thread_time(), time.process_time()
        self._framed.set()
        queue = self.app.screen
        if self.watched is None and queue._shown_ticket == queue._ticket and self.put:
            self.watched = self.painted, self.all_painted
            self._listed.set()
        self.put = False

    def listed(self) -> None:
        """Another list was put on screen; the next frame shows it."""
        self.put = True

    async def quiet(self, ready: Callable[[], bool] = lambda: True, pause: float = 0.05) -> None:
        """Wait until nothing is painted any more and ``ready`` holds."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            self._framed.clear()
            try:
                await asyncio.wait_for(self._framed.wait(), pause)
            except TimeoutError:
                if ready():
                    return
        raise TimeoutError("the app does not come to rest")

    async def press(self, key: str) -> float:
        """CPU milliseconds of this thread from the key to the last frame it caused."""
        from textual import events

        character = key if len(key) == 1 else None
        self._framed.clear()
        started = time.thread_time()
        self.app._driver.process_message(events.Key(key, character))
        await asyncio.wait_for(self._framed.wait(), 60)
        await self.quiet(pause=0.04)
        return (self.painted - started) * 1000

    async def list(self, change: Callable[[], None]) -> tuple[float, float]:
        """CPU milliseconds, of this thread and of all, until another list stands on screen."""
        self.app.last_key_at = time.monotonic()
        self.watched = None
        self._listed.clear()
        started, all_started = time.thread_time(), time.process_time()
        change()
        await asyncio.wait_for(self._listed.wait(), 60)
        assert self.watched is not None
        return (self.watched[0] - started) * 1000, (self.watched[1] - all_started) * 1000


def summary(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {"p50": round(statistics.median(ordered), 2), "p99": round(high, 2),
            "max": round(ordered[-1], 2), "n": len(ordered)}  # fmt: skip


def _memory() -> dict[str, int]:
    fields = dict(
        line.split(":")
        for line in Path("/proc/self/status").read_text().splitlines()
        if ":" in line
    )
    return {name: int(fields[key].split()[0]) // 1024 for name, key in
            (("now", "VmRSS"), ("peak", "VmHWM"))}  # fmt: skip


async def _measure(app: Any, probe: Probe) -> dict[str, Any]:
    from store.listing.query import parse

    queue = app.screen
    put = queue._put

    def putting(listing: Any, place: int | None = None) -> None:
        put(listing, place)
        probe.listed()

    queue._put = putting
    thread = queue._reader_thread

    def read() -> bool:
        return bool(thread.wait(0)) and queue._shown_ticket == queue._ticket

    await probe.quiet(read, 0.3)
    found: dict[str, Any] = {"memory_first": _memory()}
    keys: dict[str, Any] = {}
    for name, key, times in (("down", "down", 150), ("page down", "pagedown", 100),
                             ("page up", "pageup", 40)):  # fmt: skip
        keys[name] = summary([await probe.press(key) for _ in range(times)])
    ends = []
    for _ in range(20):
        ends += [await probe.press("end"), await probe.press("home")]
    keys["end, home"] = summary(ends)

    frames, pages, wholes = {}, {}, {}
    for line in ("sort:oldest", "sort:title", "sort:source", "sort:tags", "sort:status",
                 "status:done", "status:new", "source:IRNA", "lang:ar label:country", "assignee:none",
                 "from:2020-03 to:2020-03", "is:starred", "source:IRNA sort:title", "iran",
                 "data transit lang:en", "مصر", "vorin kalo", ""):  # fmt: skip
        queries = [parse(line, mine=MINE)]
        page, whole, frame = [], [], []
        for query in queries * 3:
            queue.look_for(parse("by:nobody", mine=MINE))
            await probe.quiet(read)
            all_started = time.process_time()
            here, everywhere = await probe.list(partial(queue.look_for, query))
            page.append(everywhere)
            frame.append(here)
            await probe.quiet(read)
            whole.append((probe.all_painted - all_started) * 1000)
        pages[line or "(all)"] = round(statistics.median(page), 1)
        frames[line or "(all)"] = round(max(frame), 1)
        wholes[line or "(all)"] = round(statistics.median(whole), 1)
    found.update(page=pages, page_frame=frames, whole=wholes)

    typed = []
    for word in ("data transit", "iran", "source:irna status:new", "مصر"):
        await probe.press("slash")
        for character in word:
            typed.append(await probe.press("space" if character == " " else character))
        await probe.press("escape")
        await probe.quiet(read)
    keys["typing a filter"] = summary(typed)

    opened = [await probe.press("f")]
    await probe.quiet(read, 0.3)
    for _ in range(10):
        opened.append(await probe.press("down"))
    for _ in range(3):
        opened += [await probe.press("enter"), await probe.press("tab")]
        await probe.quiet(read, 0.2)
    keys["facets"] = summary(opened)
    found["keys"] = keys
    found["memory"] = _memory()
    await asyncio.sleep(3)
    found["memory_at_rest"] = _memory()
    return found


def keys(path: Path) -> dict[str, Any]:
    """What keys of the queue cost."""
    return drive(path, _measure)


def drive(path: Path, measure: Callable[[Any, Probe], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    """Drive the app in this process, with a driver that takes everything and shows nothing."""
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    from textual.app import App
    from textual.drivers.headless_driver import HeadlessDriver

    from store.desk import Desk
    from tui.app import CopydeskApp
    from tui.config import Config

    class Sink(HeadlessDriver):
        """Not headless to Textual, so that frames are wholly made."""

        @property
        def is_headless(self) -> bool:
            return False

        def write(self, data: str) -> None:
            """Take a frame."""

    forget(path)
    with Desk.open(path, MINE) as desk:
        app = CopydeskApp(desk, Config(), tend=True)
        app.driver_class = Sink
        probe = Probe(app)
        display = App._display

        def displayed(self: Any, *arguments: Any) -> None:
            display(self, *arguments)
            probe.display()

        App._display = displayed  # type: ignore[method-assign]
        found: dict[str, Any] = {}

        async def go() -> None:
            try:
                await probe.quiet(lambda: bool(app.screen_stack), 0.3)
                found.update(await measure(app, probe))
            finally:
                app.exit()

        async def both() -> None:
            task = asyncio.ensure_future(go())
            await app.run_async(size=SIZE)
            await task

        asyncio.run(both())
        App._display = display  # type: ignore[method-assign]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="the queue on many articles")
    parser.add_argument("articles", nargs="?", type=int, default=ARTICLES)
    parser.add_argument("--inside", metavar="DESK", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        print(json.dumps(keys(Path(arguments.inside))))
        return
    path = desk_of(arguments.articles)
    found: dict[str, Any] = {"articles": arguments.articles, "calibration_ms": calibration()}
    found["start"] = starting(path)
    # a fresh process: building a desk leaves memory behind
    with tempfile.TemporaryFile("w+") as out:
        import subprocess

        subprocess.run(
            [sys.executable, "-m", "tests.bench.queue_speed", "--inside", str(path)],
            cwd=ROOT, stdout=out, check=True,
        )  # fmt: skip
        out.seek(0)
        found.update(json.loads(out.read()))
    found["calibration_after_ms"] = calibration()
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
