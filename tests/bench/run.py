"""Runs every bench beside it and prints one JSON object with all they found.

    python -m tests.bench.run [NAME...]

A bench is a module of this folder that can be run by itself. What it prints as JSON objects is
taken as they are, other lines as text. A calibration loop runs before each, so that its figures can
be compared with another machine's, or another hour's. Exit status 1 when a bench failed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from time import thread_time
from typing import Any

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
LIMIT = 3600
"""Seconds a bench may take before it counts as failed."""


def calibration() -> float:
    """CPU milliseconds of a fixed loop: best of five."""
    best = float("inf")
    for _ in range(5):
        start = thread_time()
        total = 0
        for number in range(200_000):
            total = (total * 31 + number) & 0xFFFFFFFF
        best = min(best, thread_time() - start)
    return round(best * 1000, 2)


def names() -> list[str]:
    """The benches, in order of name."""
    return sorted(
        path.stem
        for path in FOLDER.glob("*.py")
        if path.stem not in ("__init__", "run")
        and not path.stem.startswith("prove_")  # these install what they compare with
        and 'if __name__ == "__main__":' in path.read_text(encoding="utf-8")
    )


def run(name: str) -> dict[str, Any]:
    """One bench in a process of its own."""
    before = calibration()
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"tests.bench.{name}"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            timeout=LIMIT,
        )
        status, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired as error:
        status = -1
        output = (error.stdout or b"").decode("utf-8", "replace")
    results: list[Any] = []
    text: list[str] = []
    for line in output.splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            value = None
        if isinstance(value, dict):
            results.append(value)
        elif line.strip():
            text.append(line)
    outcome: dict[str, Any] = {"bench": name, "status": status, "calibration_ms": before}
    if results:
        outcome["results"] = results
    if text:
        outcome["text"] = text
    return outcome


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", metavar="NAME", nargs="*", help="only these (default: all)")
    wanted = parser.parse_args().names or names()
    outcomes = []
    for name in wanted:
        print(f"bench {name} ...", file=sys.stderr, flush=True)
        outcomes.append(run(name))
    print(json.dumps({"benches": outcomes}, ensure_ascii=False, indent=1))
    return 1 if any(outcome["status"] for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
