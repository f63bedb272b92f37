"""What learning and suggesting cost: the process that learns from a thousand finished articles, and
the CPU time of suggesting with what it learned.

    python -m tests.bench.learning_speed [--articles 250,1000,3000] [--gold GOLD.jsonl...]

One JSON object. ``learning``: for a desk of so many finished articles of which nothing was learned
yet, the very process the app starts, which gives way to all others: seconds on the wall and of CPU
until the model is swapped in and until it has ended (the second look included), its largest resident
memory in MB. Targets: a thousand articles within 60 s of CPU; memory that grows no more from the number on that is learned from at most.
``suggesting``: CPU milliseconds per 1,000 tokens to prepare articles and offer once, with what was
learned of the thousand, by gold file; articles the process meets for the first time, in one piece as
the app prepares those of their length. Target: 45. ``calibration_ms``: a fixed loop, before and
after; how busy the machine was is the load average.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from store.desk import Desk
from store.model import Article
from store.suggest import training
from store.suggest.engine import Engine
from store.suggest.values import PARTS, Settings
from store.text.tokens import words
from tests.bench import finished, span_gold
from tests.bench.run import ROOT, calibration

ARTICLES = 1000
LEARNING, SUGGESTING = 60.0, 45.0
ROWS = {
    "built-in": frozenset({"built-in", "rule", "same"}),
    "everything": frozenset(PARTS),
}
_EVERY = 0.05
_WARM = 10
"""Articles suggested for before the clock runs: tables are read, as they are a second into a session."""


def learn(path: Path) -> dict[str, Any]:
    """Run the process the app runs on a desk of which nothing was learned yet."""
    began = time.monotonic()
    process = subprocess.Popen(
        training.command(path, "bench"),
        stdin=subprocess.PIPE,
        env=training.environment(),
        cwd=ROOT,
    )
    swapped: tuple[float, float] | None = None
    with Desk.open(path, "bench", read_only=True) as desk:
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if swapped is None and training.stamp(desk.connection, "bench"):
                spent = 0.0 if pid else _cpu(process.pid)
                swapped = time.monotonic() - began, spent
            if pid:
                break
            time.sleep(_EVERY)
        process.returncode = os.waitstatus_to_exitcode(status)
        ended = time.monotonic() - began
        model = training.load(desk.connection, "bench")
    megabyte = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return {
        "status": process.returncode,
        "learned_from": model.articles if model else 0,
        "s_until_swapped_in": round(swapped[0], 1) if swapped else None,
        "cpu_s_until_swapped_in": round(swapped[1], 1) if swapped else None,
        "s_until_ended": round(ended, 1),
        "cpu_s_until_ended": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": round(used.ru_maxrss / megabyte),
    }


def _cpu(pid: int) -> float:
    """CPU seconds of a running process; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def suggest(path: Path, gold: Sequence[Path]) -> dict[str, Any]:
    """CPU of suggesting in articles that are not on the desk, by file and by what is switched on."""
    found: dict[str, Any] = {}
    with Desk.open(path, "bench", read_only=True) as desk:
        labels = desk.labels()
        for row, parts in ROWS.items():
            engine = Engine(Settings(parts=parts))
            for file in gold:
                documents, _ = span_gold.read(file)
                articles = [
                    Article(10**6 + n, f"{n:032x}", "", one.text, language=one.language)
                    for n, one in enumerate(documents)
                ]
                spent: list[float] = []
                tokens = 0
                for number, article in enumerate((*articles[:_WARM], *articles)):
                    before = time.thread_time()
                    prepared = engine.prepare(desk.connection, article, labels, "bench")
                    engine.offer(prepared, (), frozenset())
                    took = (time.thread_time() - before) * 1000
                    if number >= _WARM:
                        size = len(words(article.text))
                        tokens += size
                        spent.append(took)
                found.setdefault(file.name, {"articles": len(articles), "tokens": tokens})
                found[file.name][f"{row}_ms_per_1000_tokens"] = round(sum(spent) * 1000 / tokens, 1)
                found[file.name][f"{row}_worst_ms"] = round(max(spent), 1)
    return found


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", default="250,1000,3000")
    parser.add_argument("--gold", type=Path, nargs="*")
    options = parser.parse_args()
    if not finished.FOLDER.is_dir():
        print(f"there are no articles in {finished.FOLDER}", file=sys.stderr)
        return 2
    gold = options.gold
    if gold is None:
        gold = sorted(span_gold.FOLDER.glob("*.jsonl"))
    sizes = [int(one) for one in options.articles.split(",")]
    result: dict[str, Any] = {"calibration_ms": [calibration()], "learning": {}}
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.desk"
            finished.desk_of(path, size)
            row = result["learning"][size] = learn(path)
            late = size <= ARTICLES and (row["cpu_s_until_swapped_in"] or 0) > LEARNING
            if row["status"] or late:
                missed.append(f"learning from {size}")
        path = Path(folder) / f"{ARTICLES if ARTICLES in sizes else sizes[-1]}.desk"
        result["suggesting"] = suggest(path, gold)
    for name, row in result["suggesting"].items():
        if row["everything_ms_per_1000_tokens"] > SUGGESTING:
            missed.append(f"suggesting in {name}")
    result["calibration_ms"].append(calibration())
    result["load"] = [round(one, 1) for one in os.getloadavg()]
    result["missed"] = missed
    print(json.dumps(result, indent=1))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
