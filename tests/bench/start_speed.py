"""From the process's start to the first page of the queue: CPU time, beside a hello-world Textual app.

    python -m tests.bench.start_speed [ARTICLES] [--rounds N]      one JSON object

Each program runs in a pseudo-terminal of its own, in turns. ``first`` is the wall time until the
text is painted, ``cpu`` that of the main thread up to the moment the text is written, both in
milliseconds as medians; ``ratio`` is the median of the ratios of two runs that followed one another,
which what else the machine does disturbs least. ``stages`` splits the CPU time: the interpreter,
Textual with the terminal's driver, our modules, settings and desk, the app, and all from there to
the written page. Nobody's settings are read.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import pty
import re
import select
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.million import ARTICLES, MINE, desk_of
from tests.bench.run import ROOT, calibration

_ROUNDS = 15
_PAGE = rb"20\d\d-\d\d-\d\d"

_STARTED = """
import json, os, re, sys, time
marks = [("interpreter", time.thread_time())]
def mark(name):
    marks.append((name, time.thread_time()))
own = len(sys.argv) > 2
if own:
    import tui.loading
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
mark("textual")
wanted = r"20\\d\\d-\\d\\d-\\d\\d" if own else "Hello world"
write, run = LinuxDriver.write, App.run
def written(self, data):
    if marks[-1][0] != "paint" and re.search(wanted, data):
        mark("paint")
        spent = {n: 1000 * (t - s) for (n, t), (_, s) in zip(marks, [("", 0.0), *marks])}
        with open(sys.argv[1], "w") as out:
            json.dump(spent, out)
    write(self, data)
def ran(self):
    mark("app")
    return run(self)
LinuxDriver.write, App.run = written, ran
if own:
    from store.desk import Desk
    import tui.app, tui.identity, tui.screens.queue
    mark("modules")
    opened = Desk.open
    def opening(*arguments):
        desk = opened(*arguments)
        mark("desk")
        return desk
    Desk.open = opening
    tui.app.run(sys.argv[2], sys.argv[3])
else:
    from textual.widgets import Static
    class Hello(App):
        def compose(self):
            yield Static("Hello world")
    Hello().run()
"""


def _start(arguments: list[str], needle: bytes, home: str) -> float:
    """Wall milliseconds until ``needle`` is painted."""
    pid, fd = pty.fork()
    if pid == 0:
        try:
            os.chdir(ROOT)
            environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor",
                           "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": home,
                           "COLUMNS": "120", "LINES": "40"}  # fmt: skip
            os.execve(sys.executable, [sys.executable, *arguments], environment)
        finally:
            os._exit(127)
    began = time.perf_counter()
    seen = b""
    try:
        while time.perf_counter() - began < 60:
            if select.select([fd], [], [], 1)[0]:
                data = os.read(fd, 65536)
                for question, answer in ((b"\x1b[6n", b"\x1b[1;1R"), (b"\x1b[c", b"\x1b[?62c"),
                                         (b"\x1b[?2026$p", b"\x1b[?2026;2$y")):  # fmt: skip
                    if question in data:
                        os.write(fd, answer)
                seen = seen[-4096:] + data
                if re.search(needle, seen):
                    return (time.perf_counter() - began) * 1000
        raise TimeoutError(seen[-400:])
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(fd)


def forget(path: Path) -> None:
    """Begin with no filter and no place, whatever an earlier run left behind."""
    from store.desk import Desk

    with Desk.open(path, MINE) as desk:
        for note in ("queue.filter", "queue.place"):
            desk.remember(f"{note}:{MINE}", "")


def starting(path: Path, rounds: int = _ROUNDS) -> dict[str, Any]:
    """Hello world and the queue in turns."""
    forget(path)
    for folder in ("store", "tui"):
        compileall.compile_dir(ROOT / folder, quiet=2)
    hello: list[dict[str, float]] = []
    queue: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as home:
        spent = Path(home) / "spent.json"
        programs = ((hello, b"Hello world", []), (queue, _PAGE, [str(path), MINE]))
        for _ in range(rounds):
            for runs, needle, more in programs:
                first = _start(["-c", _STARTED, str(spent), *more], needle, home)
                stages = json.loads(spent.read_text())
                runs.append({**stages, "first": first, "cpu": sum(stages.values())})
    found: dict[str, Any] = {"stages": {}}
    for name in queue[0]:
        pairs = [(one.get(name, 0.0), other[name]) for one, other in zip(hello, queue, strict=True)]
        figures = {"hello": round(statistics.median(x for x, _ in pairs), 1),
                   "queue": round(statistics.median(x for _, x in pairs), 1)}  # fmt: skip
        if name in ("first", "cpu"):
            ratio = round(statistics.median(other / one for one, other in pairs), 3)
            found[name] = {**figures, "ratio": ratio}
        else:
            found["stages"][name] = figures
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="the start, beside hello world")
    parser.add_argument("articles", nargs="?", type=int, default=ARTICLES)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    arguments = parser.parse_args()
    path = desk_of(arguments.articles)
    found = {"articles": arguments.articles, "calibration_ms": calibration()}
    print(json.dumps({**found, **starting(path, arguments.rounds)}, indent=1))


if __name__ == "__main__":
    main()
