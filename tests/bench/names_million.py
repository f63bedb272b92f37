"""A register of a million names: time to build, memory, time and recall of lookups; and clusters.

    python -m tests.bench.names_million [--names 1000000] [--mentions 100000] [--part all]

The register is every main name of the gold files and, up to the number asked for, names put
together at random from their words: given names from given names, family names from family names.
That is far denser than a real register (some 15,000 distinct words), so recall is a lower bound.
Prints one JSON object. Without the gold files it says so and measures nothing.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

from store.names.cluster import cluster
from store.names.filing import add_name, add_names, remove_name
from store.names.index import NameIndex
from store.names.tables import STATEMENTS
from tests.bench.names_gold import GOLD, held_out, read
from tests.bench.run import calibration


def combined(names: list[str], number: int, seed: int = 7) -> Iterator[str]:
    """``number`` names from the words of ``names``: as many words as one of them has."""
    chance = random.Random(seed)
    split = [name.split() for name in names if 1 < len(name.split()) < 6]
    first = [words[0] for words in split]
    middle = [word for words in split for word in words[1:-1]] or first
    last = [words[-1] for words in split]
    sizes = [len(words) for words in split]
    for _ in range(number):
        size = chance.choice(sizes)
        words = [chance.choice(first), *(chance.choice(middle) for _ in range(size - 2))]
        yield " ".join([*words, chance.choice(last)])


def peak() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def lookups(size: int, queries: int) -> dict[str, Any]:
    """Build a register of ``size`` names on disk, and ask it."""
    register = read("register.jsonl")
    real = [(row["id"], row["name"]) for row in register]
    extra = combined([name for _, name in real], max(0, size - len(real)))
    names = [*real, *((f"made:{n}", name) for n, name in enumerate(extra))]
    random.Random(11).shuffle(names)
    before = peak()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.db"
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -32768")  # as a desk has it
        start = process_time()
        connection.execute("BEGIN IMMEDIATE")
        for statement in STATEMENTS:
            connection.execute(statement)
        add_names(connection, names)
        connection.execute("COMMIT")
        built = process_time() - start
        connection.close()
        size = len(names)
        del names
        gc.collect()
        gc.freeze()  # as the program does once it is loaded
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA cache_size = -32768")
        index = NameIndex(connection)
        asked = [
            row
            for row in read("queries.jsonl")
            if row["kind"] in ("variant", "titled") and not held_out(row["id"])
        ]
        random.Random(3).shuffle(asked)
        for row in asked[queries:][:300]:  # caches warm up, as they do in the first minute
            index.lookup(row["q"])
        times, right, within, kinds = [], Counter[str](), 0, Counter[str]()
        for row in asked[:queries]:
            start = process_time()
            found = [one.owner for one in index.lookup(row["q"])]
            times.append((process_time() - start) * 1000)
            kinds[row["kind"]] += 1
            right[row["kind"]] += found[:1] == [row["id"]]
            within += row["id"] in found
        times.sort()
        return {
            **changes(connection, [row["q"] for row in asked[:200]]),
            "names": size,
            "build_cpu_s": round(built, 1),
            "build_peak_mb": round(peak() - before),
            "file_mb": round(path.stat().st_size / 1e6),
            "queries": len(times),
            "recall@1": round(sum(right.values()) / len(times), 4),
            "recall@5": round(within / len(times), 4),
            "recall@1_by_kind": {kind: round(right[kind] / kinds[kind], 4) for kind in kinds},
            "lookup_cpu_ms": {
                "p50": round(times[len(times) // 2], 3),
                "p95": round(times[int(len(times) * 0.95)], 3),
                "max": round(times[-1], 2),
            },
        }


def changes(connection: sqlite3.Connection, names: list[str]) -> dict[str, float]:
    """CPU of adding a name, of looking one up just after it, and of taking it away: medians.

    In one transaction that is taken back: an action of the desk commits more than a name.
    """
    index = NameIndex(connection)
    connection.execute("BEGIN IMMEDIATE")
    taken: dict[str, list[float]] = {"add": [], "lookup_after": [], "remove": []}
    for name in names:
        for what, act in (
            ("add", lambda name=name: add_name(connection, "new", name)),
            ("lookup_after", lambda name=name: index.lookup(name)),
            ("remove", lambda name=name: remove_name(connection, "new", name)),
        ):
            start = process_time()
            act()
            taken[what].append((process_time() - start) * 1000)
    return {
        f"{what}_cpu_ms": round(sorted(all_)[len(all_) // 2], 3) for what, all_ in taken.items()
    }


def clusters(mentions: int) -> dict[str, Any]:
    """Cluster as many mentions: gold names, each several times, among made ones."""
    names = [row["name"] for row in read("persons.jsonl") if row["kind"] in ("main", "variant")]
    chance = random.Random(5)
    made = list(combined(names, mentions // 2))
    pool = [*names, *made]
    listed = [*pool, *(chance.choice(pool) for _ in range(max(0, mentions - len(pool))))][:mentions]
    chance.shuffle(listed)
    calls = [0]

    def progress(*_: int) -> None:
        calls[0] += 1

    start = process_time()
    groups = cluster(listed, progress=progress).groups
    return {
        "mentions": len(listed),
        "distinct": len(set(listed)),
        "groups": len(groups),
        "cpu_s": round(process_time() - start, 1),
        "progress_calls": calls[0],
        "peak_mb": round(peak()),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument("--part", choices=("all", "lookups", "clusters"), default="all")
    given = parser.parse_args()
    if not GOLD.is_dir():
        sys.stdout.write(json.dumps({"skipped": "the gold names are not here"}) + "\n")
        return
    found: dict[str, Any] = {"calibration_ms": calibration()}
    if given.part != "clusters":
        found["lookups"] = lookups(given.names, given.queries)
    if given.part != "lookups":
        found["clusters"] = clusters(given.mentions)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
