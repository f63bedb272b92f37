"""How fast articles leave, against json.dumps alone on the very same rows.

    python -m tests.bench.export_speed [-n ARTICLES] [--spans N] [--format F] [--profile]

Fills a new desk, exports it (counting, writing, reading back), then encodes the objects of the
written lines, ready in memory by the thousand, with json.dumps. Prints CPU seconds with a fixed
loop beside them to compare machines by. Writing and reading back are each to be at least a third
as fast as json.dumps, in the memory of a few articles whatever their number.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.desk import Desk
from store.export import export
from store.intake import Intake
from store.model import STATUSES, RawSpan, Record
from tests.bench.ingest_speed import calibration

_WORDS = (
    "minister border treaty energy council visit trade accord water rail summit press law "
    "export delegation نیروگاه وزير اتفاق 合作 部长 réunion España 😀"
).split()


def fill(path: Path, articles: int, spans: int) -> None:
    """A desk of news-like articles with so many marks each."""
    chance = random.Random(7)
    labels = ("official", "country", "area")
    with Desk.create(path, actor="bench") as desk, Intake(desk, "bench") as intake:
        for number in range(articles):
            text = f"{number} " + " ".join(chance.choices(_WORDS, k=400))
            starts = sorted(chance.sample(range(len(text) - 12), spans))
            marks = tuple(RawSpan(s, s + 9, labels[s % 3], annotator="bench") for s in starts)
            date = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}"
            intake.add(
                Record(
                    text,
                    title=" ".join(chance.choices(_WORDS, k=8)),
                    external_id=f"r{number}",
                    published=date,
                    source=f"Source {number % 8}",
                    spans=marks,
                )
            )


def blocks(path: Path, size: int = 1000) -> Iterator[list[Any]]:
    """The objects of a file of JSON Lines, by the thousand."""
    found: list[Any] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            found.append(json.loads(line))
            if len(found) == size:
                yield found
                found = []
    yield found


def encode(path: Path) -> float:
    """CPU seconds of json.dumps on the objects of a file."""
    spent = 0.0
    for block in blocks(path):
        before = time.process_time()
        for one in block:
            json.dumps(one, ensure_ascii=False)
        spent += time.process_time() - before
    return spent


def run(desk_path: Path, out: Path, name: str, profiled: bool) -> dict[str, float]:
    """Export, and the CPU seconds of each part of it."""
    spent: dict[str, float] = {}
    last = time.process_time()

    def told(what: str, done: int, total: int) -> None:
        nonlocal last
        del done, total
        now = time.process_time()
        spent[what] = spent.get(what, 0.0) + now - last
        last = now

    profile = cProfile.Profile()
    with Desk.open(desk_path, "bench", read_only=True) as desk:
        if profiled:
            profile.enable()
        summary = export(
            desk, name, out, progress=told, layer="all", overlap="longest", statuses=STATUSES
        )
        profile.disable()
    told("Reading back", 0, 0)
    assert summary.proven
    spent["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent["articles"], spent["spans"] = summary.articles, summary.spans
    if profiled:
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(25)
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5_000, help="articles")
    parser.add_argument("--spans", type=int, default=20, help="marks in each")
    parser.add_argument("--format", default="jsonl")
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    parser.add_argument("--run", nargs=2, metavar=("DESK", "OUT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:  # an interpreter of its own, so that its memory is that of the export alone
        desk, out = map(Path, given.run)
        print(json.dumps(run(desk, out, given.format, given.profile)))
        return
    with tempfile.TemporaryDirectory() as folder:
        desk, out = Path(folder, "news.desk"), Path(folder, "out")
        fill(desk, given.n, given.spans)
        more = ["--profile"] if given.profile else []
        command = [sys.executable, "-m", "tests.bench.export_speed", "--format", given.format]
        done = subprocess.run(
            [*command, "--run", desk, out, *more], check=True, stdout=subprocess.PIPE
        )
        spent = json.loads(done.stdout)
        lines = out
        if given.format != "jsonl":
            lines = Path(folder, "lines")
            run(desk, lines, "jsonl", profiled=False)
        alone = encode(lines)
        found = {
            **spent,
            "json.dumps": alone,
            "fixed loop": calibration(),
            "ratio_writing": alone / spent["Writing"],
            "ratio_proof": alone / spent["Reading back"],
        }
        print(json.dumps({name: round(value, 2) for name, value in found.items()}))


if __name__ == "__main__":
    main()
