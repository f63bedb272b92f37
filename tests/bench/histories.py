"""Long random histories of three editors: the same desk everywhere, equal to a rebuild.

    python -m tests.bench.histories [--steps N] [--seeds N]

Prints a JSON object for the program as it is, which no history may find fault with, and one for
each planted fault with the seeds that noticed it: one of them only long histories tell. Exit status
1 when a history failed, or a planted fault went unnoticed.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from time import process_time

from tests.store.sync.histories import MUTANTS, Mutant, play

STEPS = 2000
SEEDS = 4


def failing(planted: Mutant, seeds: Iterable[int], steps: int, *, first: bool) -> dict[int, str]:
    """The seeds whose histories did not end as they should, and why; only the first if asked."""
    found: dict[int, str] = {}
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="copydesk-histories-") as folder:
            try:
                with planted():
                    play(Path(folder), seed, steps)
            except (AssertionError, sqlite3.Error) as error:
                found[seed] = str(error).splitlines()[0] if str(error) else type(error).__name__
        if found and first:
            break
    return found


def main() -> int:
    """Play, with and without planted faults."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    given = parser.parse_args()
    wrong = 0
    for planted in (nullcontext, *MUTANTS):
        started = process_time()
        whole = planted is nullcontext
        # a fault that is rarely met gets more chances
        seeds = range(given.seeds if whole else 3 * given.seeds)
        found = failing(planted, seeds, given.steps, first=not whole)
        wrong += bool(found) == whole
        told = {
            "planted": "" if whole else planted.__name__,
            "steps": given.steps,
            "histories": len(seeds) if whole else max(found, default=seeds[-1]) + 1,
            "failed": found,
            "cpu_s": round(process_time() - started, 1),
        }
        print(json.dumps(told), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
