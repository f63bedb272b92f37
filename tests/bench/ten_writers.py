"""Several processes mark on one desk at the same time: is anything lost, is anybody told off?

    python -m tests.bench.ten_writers [--writers 10] [--each 100]

Prints one JSON object; exit status 1 when a mark is missing, an error reached a writer, or the
desk is not clean.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

from store import annotations, articles
from store.check import check
from store.desk import Desk
from store.errors import DeskError
from store.intake import Intake
from store.model import Record

ARTICLES = 40
WORDS = 200


def make_desk(path: Path) -> list[str]:
    """A desk of small articles; returns their ids."""
    with Desk.create(path, actor="maker") as desk, Intake(desk) as intake:
        return [
            intake.add(
                Record(text=" ".join(f"word{n:03d}" for n in range(WORDS)) + f" {number}")
            ).article_id
            for number in range(ARTICLES)
        ]


def write(path: Path, name: str, ids: list[str], each: int, pipe: Any) -> None:
    """One writer: opens the desk, marks, undoes now and then, and says what it was told is saved."""
    saved: list[str] = []
    errors: list[str] = []
    with Desk.open(path, name) as desk:
        for turn in range(each):
            try:
                start = (turn * 8) % (WORDS * 8)
                span = annotations.tag(desk, ids[turn % len(ids)], start, start + 7, "official")
                if turn % 10 == 9:
                    desk.undo()
                else:
                    saved.append(span.id)
                if turn % 25 == 24:
                    articles.set_status(desk, [ids[turn % len(ids)]], "done")
            except DeskError as error:
                errors.append(f"{type(error).__name__}: {error}")
    pipe.send((name, saved, errors, process_time()))
    pipe.close()


def run(writers: int, each: int) -> dict[str, Any]:
    """Let ``writers`` processes make ``each`` marks; returns what came of it."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="copydesk-writers-") as folder:
        path = Path(folder) / "shared.desk"
        ids = make_desk(path)
        running = []
        for number in range(writers):
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(
                target=write, args=(path, f"writer{number}", ids, each, sender)
            )
            process.start()
            sender.close()
            running.append((process, receiver))
        saved: set[str] = set()
        errors: list[str] = []
        for process, receiver in running:
            try:
                name, span_ids, told, _ = receiver.recv()
                saved.update(span_ids)
                errors += [f"{name}: {message}" for message in told]
            except EOFError:
                errors.append(f"{process.name} ended without a word")
            process.join()
        with Desk.open(path, read_only=True) as desk:
            there = {span.id for article in ids for span in desk.spans(article)}
        findings = [str(finding) for finding in check(path)]
    return {
        "bench": "ten_writers",
        "writers": writers,
        "each": each,
        "saved": len(saved),
        "lost": len(saved - there),
        "not_undone": len(there - saved),
        "errors": errors,
        "findings": findings,
        "ok": not (saved ^ there or errors or findings),
    }


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--writers", type=int, default=10)
    parser.add_argument("--each", type=int, default=100)
    given = parser.parse_args()
    outcome = run(given.writers, given.each)
    print(json.dumps(outcome))
    return 0 if outcome["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
