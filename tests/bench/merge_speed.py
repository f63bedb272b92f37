"""What a merge costs beside taking the same operations in on one desk, in CPU time of one run.

    python -m tests.bench.merge_speed [--articles N]       N articles, 5 N operations on each desk

Prints one JSON object: ``ratio`` is the merge of a colleague's desk (none of whose articles are
here) against taking its records in here, ``ratio_half_known`` the same when half of the articles
are here too. ``again`` says how many times quicker a second merge is, which takes nothing in.
At full size: less than 2, and at least 20.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

from store.check import check
from store.desk import Desk
from store.intake import Intake
from store.model import RawSpan, Record
from store.sync.merge import Merged, merge

ARTICLES = 100_000
MARKS = 4
_LABELS = ("country", "official", "area")
_WORDS = [
    "".join(random.Random(place).choices("abdeghiklmnoprstuvy", k=2 + place % 8))
    for place in range(4000)
]


def record(number: int) -> Record:
    """An article of about 700 characters with four marks; the same for the same number."""
    chance = random.Random(number)
    text = " ".join(chance.choices(_WORDS, k=110)) + f" {number}."
    starts = sorted(chance.sample(range(len(text) - 20), MARKS))
    return Record(
        text=text,
        title=text[:40],
        external_id=f"made-{number}",
        source=f"source {number % 40}",
        language="en",
        published=f"20{10 + number % 15}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        spans=tuple(RawSpan(at, at + 9, _LABELS[at % 3]) for at in starts),
    )


def take_in(desk: Desk, numbers: range, who: str) -> None:
    """Take records in as their maker's work."""
    with Intake(desk, who) as intake:
        for number in numbers:
            intake.add(record(number))


def seconds(work: Callable[[], Merged | None]) -> tuple[float, Merged | None]:
    """CPU seconds, and what came of it."""
    started = process_time()
    found = work()
    return process_time() - started, found


def measure(folder: Path, articles: int) -> dict[str, object]:
    """All figures at one size."""
    ours, one = folder / "ours.desk", folder / "one.desk"
    with Desk.create(ours, "mina") as desk:
        take_in(desk, range(articles), "mina")
    shutil.copy(ours, one)
    theirs, half = folder / "theirs.desk", folder / "half.desk"
    with Desk.create(theirs, "omar") as desk:
        take_in(desk, range(articles, 2 * articles), "omar")
    with Desk.create(half, "omar") as desk:
        take_in(desk, range(articles // 2, articles + articles // 2), "omar")

    # making the records is no part of taking them in
    making, _ = seconds(lambda: [record(n) for n in range(articles, 2 * articles)] and None)
    with Desk.open(one, "mina") as desk:
        taking, _ = seconds(lambda: take_in(desk, range(articles, 2 * articles), "omar"))
    append = taking - making
    found: dict[str, object] = {"articles": articles, "append_s": round(append, 2)}
    for other, name in ((theirs, ""), (half, "_half_known")):
        here = folder / f"here{name}.desk"
        shutil.copy(ours, here)
        with Desk.open(here, "mina") as desk:
            first, merged = seconds(lambda desk=desk, other=other: merge(desk, other))
            second, again = seconds(lambda desk=desk, other=other: merge(desk, other))
        assert merged is not None
        assert again is not None
        assert not again.operations
        found |= {
            f"operations{name}": merged.operations,
            f"merge{name}_s": round(first, 2),
            f"ratio{name}": round(first / append, 2),
            f"again{name}": round(first / second),
        }
        if articles <= ARTICLES // 10:
            found[f"findings{name}"] = len(check(here))
    return found


def main() -> None:
    """Measure and print; a small size first, so that something is told soon."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=ARTICLES)
    articles = parser.parse_args().articles
    for size in sorted({articles, min(articles, ARTICLES // 20)}):
        with tempfile.TemporaryDirectory(prefix="copydesk-merge-") as folder:
            print(json.dumps(measure(Path(folder), size)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
