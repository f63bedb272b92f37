"""Keys in review: a perfect reviewer with real keys, where one of the versions is right.

    python -m tests.bench.review_keys [--size 120x40] [--seed 7]

Two desks: the two editors of sample_data, and, where the shared folder is beside the checkout, a
doccano export with two annotators. Which version of a disagreement is right is drawn by lot, so that
nothing the program offers can know it. The reviewer looks at the screen: enter when the version shown
is the right one, its digit otherwise, and D where all agree. At the end everything must be approved and
the adjudicated marks must be those that were right, or the run fails. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.desk import Desk
from store.ingest import ingest
from store.review.disagreement import Comparison, Disagreement
from store.review.layers import gold, verdicts
from store.review.queue import waiting
from store.review.verdicts import comparison
from tui.app import CopydeskApp
from tui.command_line import demo
from tui.screens.review import ReviewScreen
from tui.screens.reviews import ReviewsScreen

ROOT = Path(__file__).resolve().parents[2]
DOCCANO = ROOT.parent / "shared" / "data" / "formats" / "doccano"
EXPORTS = {
    "aparna": "restaurants-aparna_annotations.jsonl",
    "june": "restaurants-june_annotations.jsonl",
}

Key = tuple[int, int, str]


def sample(folder: Path) -> Path:
    """The demo desk."""
    return demo.build(folder / "sample.desk")


def doccano(folder: Path) -> Path:
    """Two annotators' exports of the same reviews, as the files are."""
    path = folder / "doccano.desk"
    with Desk.create(path, actor="lead") as desk:
        for who, name in EXPORTS.items():
            ingest(desk, [DOCCANO / name], annotator=who)
    return path


class Truth:
    """Which version of each disagreement is right, drawn once."""

    def __init__(self, desk: Desk, seed: int) -> None:
        rng = random.Random(seed)
        self.right: dict[str, dict[tuple[Key, ...], int]] = {}
        self.marks: dict[str, set[Key]] = {}
        self.agreed: list[str] = []
        for one in waiting(desk.connection):
            found = comparison(desk, one.article)
            chosen = {_name(x): rng.randrange(len(x.versions)) for x in found.disagreements}
            self.right[one.article] = chosen
            self.marks[one.article] = set(_marks(found, chosen))
            if not found.disagreements:
                self.agreed.append(one.article)


def _name(one: Disagreement) -> tuple[Key, ...]:
    return tuple(mark.key for mark in one.marks)


def _marks(found: Comparison, chosen: dict[tuple[Key, ...], int]) -> Iterator[Key]:
    yield from (mark.key for mark in found.agreed)
    for one in found.disagreements:
        yield from (mark[:3] for mark in one.versions[chosen[_name(one)]].marks)


async def _settled(app: CopydeskApp, pilot: Any) -> None:
    for _ in range(20_000):
        if getattr(app.screen, "painted_at", 0.0) < math.inf:
            return
        await pilot.pause(0.001)
    raise AssertionError("never painted")


async def review(path: Path, size: tuple[int, int], seed: int) -> dict[str, Any]:
    """Review a whole desk; raises when the result is not what was right."""
    with Desk.open(path, "lead") as desk:
        truth = Truth(desk, seed)
        app = CopydeskApp(desk)
        keys: Counter[str] = Counter()
        agreed: Counter[str] = Counter()
        decided = at_once = 0
        async with app.run_test(size=size) as pilot:

            async def press(key: str) -> None:
                await _settled(app, pilot)
                await pilot.press(key)
                await _settled(app, pilot)

            await press("R")
            listing = app.screen
            assert isinstance(listing, ReviewsScreen)
            while len(listing.shown) < len(truth.right):
                await pilot.pause(0.01)
            await press("enter")
            screen = app.screen
            assert isinstance(screen, ReviewScreen)
            for _ in range(100_000):
                assert screen.article is not None
                here = screen.article.id
                stop = screen.stop
                if stop is None:
                    if not screen.waits(here):
                        break
                    agreed[here] += 1
                    await press("D")
                    continue
                if stop.decided:
                    break
                right = truth.right[here][_name(stop)]
                at_once += screen.shown == right
                key = "enter" if screen.shown == right else str(right + 1)
                keys[key] += 1
                decided += 1
                await press(key)
        disagreements = sum(len(chosen) for chosen in truth.right.values())
        left = [one.article for one in waiting(desk.connection)]
        wrong = [
            article
            for article, marks in truth.marks.items()
            if set(gold(verdicts(desk, article))) != marks
        ]
        assert not left, f"{len(left)} articles still wait"
        assert not wrong, f"{len(wrong)} articles are not as they should be"
        assert decided == disagreements, (decided, disagreements)
        assert set(agreed) == set(truth.agreed)
        return {
            "articles": len(truth.right),
            "disagreements": disagreements,
            "keys": sum(keys.values()),
            "keys_per_disagreement": round(sum(keys.values()) / max(1, disagreements), 3),
            "offered_was_right": at_once,
            "by_key": dict(keys.most_common()),
            "articles_in_full_agreement": len(truth.agreed),
            "keys_per_article_in_full_agreement": max(agreed.values(), default=0),
        }


def main() -> int:
    """Run from the command line; 1 when a bound is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    width, height = map(int, given.size.split("x"))
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        desks = {"sample_data": sample}
        if DOCCANO.is_dir():
            desks["doccano"] = doccano
        for name, make in desks.items():
            found[name] = asyncio.run(review(make(Path(folder)), (width, height), given.seed))
    print(json.dumps(found))
    kept = all(
        one["keys_per_disagreement"] <= 2 and one["keys_per_article_in_full_agreement"] <= 1
        for one in found.values()
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
