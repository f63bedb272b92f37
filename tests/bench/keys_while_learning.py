"""From a key to its paint while the process learns, and while it does not: the real app in a terminal.

    python -m tests.bench.keys_while_learning [--articles 1000] [--rounds 3] [--keys 120]

One JSON object. The app is open on an article of a desk with so many finished ones. In turn, keys are
pressed in peace and while the process that the app has started learns from all of them beside it; for
each the milliseconds on the wall from the key to the first byte drawn: middle, 95th percentile,
worst. ``ratio`` compares the middles and the 95th percentiles; target: at most 1.2 of the middle.
Needs two cores that nothing else is busy on; ``load`` before and after says whether that was so.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from store.desk import Desk
from store.suggest import cache, training
from tests.bench import finished
from tests.bench.run import calibration
from tests.pty_driver import Terminal

TARGET = 1.2
KEYS = (
    "down",
    "w",
    "w",
    "down",
    "tab",
    "c",
    "u",
    "right",
    "pagedown",
    "pageup",
    "down",
    "f",
    "escape",
)
"""Moves, jumps, a tag and its undo, letters."""

_CHANGE = ("tab", "c", "u")

_PEACE = 0.12
"""Seconds without output after which the next key comes."""


def pressed(
    terminal: Terminal, keys: int, going_on: Callable[[], bool] = lambda: True
) -> list[float]:
    """Milliseconds to paint of each key; fewer when it does not go on so long."""
    found = []
    for key in islice(cycle(KEYS), keys):
        terminal.wait_quiet(_PEACE)
        if not going_on():
            break
        found.append(terminal.answered(key) * 1000)
    return found


def learns(terminal: Terminal) -> bool:
    """Whether the process that the app starts is there. Two of them would spoil the figure."""
    asked = ["pgrep", "-P", str(terminal.pid), "-f", training.__name__]
    found = subprocess.run(asked, capture_output=True, text=True).stdout.split()
    if len(found) > 1:
        raise SystemExit("the app learns in two processes at once")
    return bool(found)


def wait_until(wanted: bool, terminal: Terminal, seconds: float = 300) -> None:
    """Until the app learns, or does so no more."""
    ends = time.monotonic() + seconds
    while learns(terminal) is not wanted:
        if time.monotonic() > ends:
            raise SystemExit(f"the app {'did not begin' if wanted else 'did not cease'} to learn")
        terminal.read(0.2)


def begin(terminal: Terminal, path: Path) -> None:
    """Have the app learn everything anew: what was learned is gone, and something has changed."""
    with Desk.open(path, "bench") as desk:
        cache.drop(desk, cache.MODEL)
    for key in _CHANGE:
        terminal.wait_quiet(_PEACE)
        terminal.press(key)
    wait_until(True, terminal)


def spread(values: list[float]) -> dict[str, Any]:
    """Middle, 95th percentile, worst, in milliseconds."""
    ordered = sorted(values)
    return {
        "n": len(ordered),
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
        "max": round(ordered[-1], 1),
    }


def measure(articles: int, rounds: int, keys: int) -> dict[str, Any]:
    """Press keys in peace and during learning, in turn."""
    times: dict[str, list[float]] = {"in peace": [], "while learning": []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keys.desk"
        finished.desk_of(path, articles, more=3)
        with Desk.open(path, "bench") as desk:
            training.refresh(desk)  # the app finds nothing to do by itself
        home = {"HOME": folder, "XDG_CONFIG_HOME": f"{folder}/config", "XDG_DATA_HOME": folder}
        command = ["-m", "tui.cli", "open", str(path), "--as", "bench"]
        with Terminal(command, size=(120, 40), env=home) as terminal:
            terminal.wait_for("articles")
            terminal.wait_quiet(1)
            terminal.press("/", *"status:new", "enter")
            terminal.wait_quiet(1)
            while "suggested" not in terminal.text():  # a key that comes too early opens nothing
                terminal.press("enter", settle=2.0)
            terminal.wait_quiet(2)
            pressed(terminal, len(KEYS))
            for _ in range(rounds):
                times["in peace"] += pressed(terminal, keys)
                if learns(terminal):
                    raise SystemExit("the app learns where nothing is to be learned")
                begin(terminal, path)
                times["while learning"] += pressed(terminal, keys, lambda: learns(terminal))
                wait_until(False, terminal)
                terminal.wait_quiet(3)  # what was learned has been taken over
    return {name: spread(values) for name, values in times.items()}


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keys", type=int, default=120)
    options = parser.parse_args()
    if not finished.FOLDER.is_dir():
        print(f"there are no articles in {finished.FOLDER}", file=sys.stderr)
        return 2
    result: dict[str, Any] = {"calibration_ms": calibration(), "load": [os.getloadavg()[0]]}
    result |= measure(options.articles, options.rounds, options.keys)
    result["load"].append(os.getloadavg()[0])
    calm, busy = result["in peace"], result["while learning"]
    result["ratio"] = {x: round(busy[x] / calm[x], 2) for x in ("p50", "p95")}
    result["missed"] = ["key to paint"] if result["ratio"]["p50"] > TARGET else []
    print(json.dumps(result, indent=1))
    return 1 if result["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())
