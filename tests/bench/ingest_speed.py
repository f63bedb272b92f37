"""How fast records come in, against SQLite alone writing the very same rows.

    python -m tests.bench.ingest_speed [-n RECORDS] [--corpus FILE] [--profile]

Takes a corpus of JSON Lines into a new desk with ``store.ingest``, search index complete, then
writes the rows it made with plain ``executemany`` into the same tables, indexes and search index
of a second file (WAL, synchronous=FULL, all rows ready in memory). Prints both in CPU seconds with
a fixed loop beside them to compare machines by, and the ratio, which is to be at least 1/3.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from store.database import schema
from store.desk import Desk
from store.ingest import ingest
from store.text.folding import search_fold

ROOT = Path(__file__).resolve().parents[2]
MAKER = ROOT.parent / "shared/tools/make_corpus.py"
TABLES = ("op", "text", "action", "article", "external", "layer", "span", "facet", "label")
_BATCH = 5_000
_WORDS = (
    "minister border treaty energy council visit trade accord water rail summit press law "
    "export delegation نیروگاه وزير اتفاق 合作 部长 réunion España"
).split()


def make(path: Path, records: int) -> None:
    """A corpus of news-like records with some twenty marks each."""
    if MAKER.is_file():
        subprocess.run([sys.executable, MAKER, "-n", str(records), "-o", path], check=True)
        return
    chance = random.Random(7)
    with path.open("w", encoding="utf-8") as out:
        for number in range(records):
            body = f"{number} " + " ".join(chance.choices(_WORDS, k=400))
            starts = sorted(chance.sample(range(len(body) - 12), 20))
            record = {
                "id": f"r{number}",
                "title": " ".join(chance.choices(_WORDS, k=8)),
                "body": body,
                "date": f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}",
                "source": f"Source {number % 8}",
                "spans": [{"start": s, "end": s + 9, "label": f"L{s % 6}"} for s in starts],
            }
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def cost(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """CPU and wall seconds of a piece of work, and what it returned."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    began, before = time.perf_counter(), usage.ru_utime + usage.ru_stime
    result = work()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime - before, time.perf_counter() - began, result


def calibration() -> float:
    """CPU seconds of a fixed loop on this machine now."""
    return cost(lambda: sum(number * number % 7 for number in range(3_000_000)))[0]


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with sqlite3.connect(path) as made:
        every = {table: "*" if table != "text" else "n, hash, body" for table in TABLES}
        return {
            table: made.execute(f"SELECT {columns} FROM {table}").fetchall()
            for table, columns in every.items()
        }


def raw(path: Path, rows: dict[str, list[tuple[Any, ...]]], search: list[tuple[int, str]]) -> None:
    """The same rows by SQLite alone, in transactions of some thousand."""
    made = sqlite3.connect(path, isolation_level=None)
    made.execute("PRAGMA page_size = 8192")
    made.execute("PRAGMA journal_mode = WAL")
    made.execute("PRAGMA synchronous = FULL")
    made.execute("PRAGMA cache_size = -65536")
    made.execute("BEGIN IMMEDIATE")
    schema.create(made)
    made.execute("COMMIT")
    insert = "INSERT INTO search (rowid, body) VALUES (?, ?)"
    for table, values in [*rows.items(), ("search", search)]:
        if table != "search" and values:
            insert_here = f"INSERT INTO {table} VALUES ({','.join('?' * len(values[0]))})"
        else:
            insert_here = insert
        size = _BATCH if table in ("text", "article", "search", "layer") else 4 * _BATCH
        for start in range(0, len(values), size):
            made.execute("BEGIN IMMEDIATE")
            made.executemany(insert_here, values[start : start + size])
            made.execute("COMMIT")
    made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=10_000, help="records in the corpus")
    parser.add_argument("--corpus", type=Path, help="a JSON Lines file to use instead")
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = options.corpus or Path(folder, "corpus.jsonl")
        if options.corpus is None:
            make(corpus, options.n)

        def take_in() -> Any:
            with Desk.create(Path(folder, "news.desk"), actor="bench") as desk:
                return ingest(desk, [corpus])

        profile = cProfile.Profile()
        loop = calibration()
        if options.profile:
            profile.enable()
        cpu, wall, summary = cost(take_in)
        profile.disable()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows = rows_of(Path(folder, "news.desk"))
        titles = {row[0]: row[2] for row in rows["article"]}
        search = [(n, search_fold(f"{titles.get(n, '')}\n{body}")) for n, _, body in rows["text"]]
        raw_cpu, raw_wall, _ = cost(lambda: raw(Path(folder, "raw.desk"), rows, search))
        size = corpus.stat().st_size / 1e6
        print(f"fixed loop      {loop:7.2f} s CPU")
        print(
            f"ingest          {cpu:7.2f} s CPU, {wall:.2f} s by the clock, {memory:.0f} MB; "
            f"{summary.added + summary.known} records, {summary.spans_added} marks, {size:.0f} MB"
        )
        print(f"raw executemany {raw_cpu:7.2f} s CPU, {raw_wall:.2f} s by the clock")
        print(f"ratio           {raw_cpu / cpu:7.2f} by CPU, {raw_wall / wall:.2f} by the clock")
        if options.profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
