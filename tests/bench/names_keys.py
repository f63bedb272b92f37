"""Keys per mention: decides about gold mentions on the real names screen with real keys.

    python -m tests.bench.names_keys [--part news|persons|both] [--identities 1500] [--size 120x40]

Articles are made that contain the gold mentions, one for each news document, or of eight mentions
taken at random where the gold has names alone. Each mention is tagged in the order of the text, as
an editor would, so that the program links it. Then an annotator who makes no mistake, but sees
nothing than the sentences on the screen, goes through the clusters until none is left.

``resolved``: mentions of the names that were decided about; ``settled``: those of them that were
doubtful or stood apart from the name they belong to. ``silent_wrong``: mentions that tagging linked
without asking, to somebody else, and that are so at the end. ``decided_wrong``: other mentions that
are with somebody else at the end, as the screen did not show their sentence. ``apart``: mentions
that stand apart from most of their person's at the end. Prints one JSON object for each part.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import random
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from time import process_time
from typing import Any

from store import annotations
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from store.register.evidence import spans_of
from tests.bench.names_gold import GOLD, read
from tests.bench.run import calibration
from tui.app import CopydeskApp
from tui.screens.names import NamesScreen

SENTENCES = (
    "{} met officials on Monday.",
    "The visit of {} ended with a joint statement.",
    "Talks with {} will go on next week.",
    "{} told reporters that cooperation would grow.",
)
SILENT = ("alias", "inside", "built-in", "sure")
ME = "bench"

Mention = tuple[str, str]
"""name, identity"""


def news() -> list[list[Mention]]:
    """The mentions of each news document."""
    documents: dict[str, list[Mention]] = defaultdict(list)
    for row in read("persons_news.jsonl"):
        documents[row["doc"]].append((row["name"], row["id"]))
    return list(documents.values())


def persons(identities: int) -> list[list[Mention]]:
    """Names of so many persons (0: of all) at random, eight an article."""
    rows = [row for row in read("persons.jsonl") if row["kind"] != "alias"]
    ids = sorted({row["id"] for row in rows})
    random.Random(5).shuffle(ids)
    kept = set(ids[: identities or None])
    mentions = [(row["name"], row["id"]) for row in rows if row["id"] in kept]
    random.Random(6).shuffle(mentions)
    return [mentions[at : at + 8] for at in range(0, len(mentions), 8)]


def tagged(path: Path, documents: list[list[Mention]]) -> tuple[Desk, dict[str, str]]:
    """A desk with the documents, every mention tagged; and whom each mark means."""
    desk = Desk.create(path, actor=ME)
    marks: list[tuple[str, int, int, str]] = []
    with Intake(desk) as intake:
        for number, mentions in enumerate(documents):
            text, extents = f"Report {number}\n\n", []
            for at, (name, identity) in enumerate(mentions):
                sentence = SENTENCES[(number + at) % len(SENTENCES)]
                start = len(text) + sentence.index("{}")
                extents.append((start, start + len(name), identity))
                text += sentence.format(name) + " "
            added = intake.add(
                Record(
                    text=text.strip(),
                    title=f"Report {number}",
                    source=("IRNA", "BBC", "Reuters")[number % 3],
                    published=f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}",
                    external_id=str(number),
                )
            )
            marks += [(added.article_id, *extent) for extent in extents]
    gold = {}
    for article, start, end, identity in marks:
        gold[annotations.tag(desk, article, start, end, "official").id] = identity
    return desk, gold


class Annotator:
    """Knows whom a sentence means, and looks at the screen."""

    def __init__(self, app: CopydeskApp, pilot: Any, gold: dict[str, str]) -> None:
        self.app, self.pilot, self.gold = app, pilot, gold
        self.keys: Counter[str] = Counter()
        self.resolved: set[str] = set()
        self.settled: set[str] = set()
        self.clusters = 0

    @property
    def screen(self) -> NamesScreen:
        screen = self.app.screen
        assert isinstance(screen, NamesScreen)
        return screen

    async def settle(self) -> None:
        """Wait until something can be decided, or nothing is left to decide."""
        for _ in range(200_000):
            await asyncio.sleep(0.0005)
            screen = self.app.screen
            painted = getattr(screen, "painted_at", 0.0) < math.inf
            if painted and (
                not isinstance(screen, NamesScreen) or screen.view.shown or not screen.looking
            ):
                return
        raise AssertionError("the screen never came to rest")

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.keys[key] += 1
            await self.pilot.press(key)
            await self.settle()

    async def all(self) -> None:
        """Go through the clusters until none is left."""
        await self.settle()
        while self.screen.view.shown is not None:
            self.clusters += 1
            await self.one()

    async def one(self) -> None:
        """Decide about the cluster on the screen."""
        shown = self.screen.view.shown
        assert shown is not None
        meant = [self.gold[card.evidence[0].span] if card.evidence else "" for card in shown.cards]
        known = [one for one in meant if one]
        desk = self.app.desk
        marks = [set(spans_of(desk.connection, card.part, ME)) for card in shown.cards]
        most = max(marks, key=len)
        self.resolved |= set().union(*marks)
        self.settled |= set().union(*(one for one in marks if one is not most))
        if len(set(known)) == 1:
            await self.press("y")
        elif len(set(known)) == len(known):
            await self.press("n")
        else:
            counts = Counter(known)
            main = max(counts, key=lambda one: (counts[one], one == meant[0]))
            for at, one in enumerate(meant):
                if one not in ("", main):
                    while self.screen.view.cursor != at:
                        await self.press("down")
                    await self.press("space")
            await self.press("y")


def outcome(desk: Desk, gold: dict[str, str], linked: dict[str, str]) -> dict[str, Any]:
    """How the mentions stand at the end; ``linked``: how each was linked when it was tagged."""
    rows = desk.connection.execute(
        "SELECT span.id, entity.root, span.confirmed FROM span "
        "JOIN entity ON entity.id = span.entity"
    ).fetchall()
    of_root: dict[str, Counter[str]] = defaultdict(Counter)
    news: dict[str, Counter[str]] = defaultdict(Counter)
    of_identity: dict[str, Counter[str]] = defaultdict(Counter)
    for span, root, _ in rows:
        of_root[root][gold[span]] += 1
        of_identity[gold[span]][root] += 1
        news[root][gold[span]] += linked[span] == "new"
    # whose most are; among equals whoever the entity was introduced with
    speaks = {
        root: max(counts, key=lambda one: (counts[one], news[root][one], one))
        for root, counts in of_root.items()
    }
    wrong = {span for span, root, _ in rows if speaks[root] != gold[span]}
    silent = sum(linked[span] in SILENT for span in wrong)
    apart = sum(sum(one.values()) - max(one.values()) for one in of_identity.values())
    total = len(rows)
    return {
        "silent_wrong": silent,
        "silent_wrong_per_1000": round(1000 * silent / total, 2),
        "decided_wrong": len(wrong) - silent,
        "apart": apart,
        "apart_per_1000": round(1000 * apart / total, 1),
        "unconfirmed": sum(not confirmed for *_, confirmed in rows),
    }


async def bench(part: str, identities: int, size: tuple[int, int]) -> dict[str, Any]:
    """Tag and decide."""
    documents = news() if part == "news" else persons(identities)
    with tempfile.TemporaryDirectory() as folder:
        desk, gold = tagged(Path(folder) / "names.desk", documents)
        linked = dict(desk.connection.execute("SELECT id, linked FROM span").fetchall())
        before = outcome(desk, gold, linked)
        app = CopydeskApp(desk)
        start = process_time()
        async with app.run_test(size=size) as pilot:
            annotator = Annotator(app, pilot, gold)
            await annotator.settle()
            await pilot.press("N")
            await annotator.all()
        spent = process_time() - start
        keys = sum(annotator.keys.values())
        after = outcome(desk, gold, linked)
        desk.close()
    resolved, settled = len(annotator.resolved), len(annotator.settled)
    return {
        "part": part,
        "mentions": len(gold),
        "identities": len(set(gold.values())),
        "linked": dict(Counter(linked.values())),
        "clusters": annotator.clusters,
        "keys": keys,
        "keys_by_kind": dict(annotator.keys),
        "resolved": resolved,
        "keys_per_resolved": round(keys / max(1, resolved), 3),
        "settled": settled,
        "keys_per_settled": round(keys / max(1, settled), 3),
        "keys_per_mention": round(keys / len(gold), 3),
        "before": before,
        "after": after,
        "cpu_ms_per_key": round(1000 * spent / max(1, keys), 1),
        "calibration_ms": calibration(),
    }


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--part", choices=("news", "persons", "both"), default="both")
    parser.add_argument("--identities", type=int, default=1500)
    parser.add_argument("--size", default="120x40")
    options = parser.parse_args()
    if not GOLD.is_dir():
        print(json.dumps({"skipped": f"no gold names at {GOLD}"}))
        return 0
    columns, rows = map(int, options.size.split("x"))
    for part in ("news", "persons") if options.part == "both" else (options.part,):
        result = asyncio.run(bench(part, options.identities, (columns, rows)))
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
