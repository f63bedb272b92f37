"""CPU of reviewing: comparing a long article, one verdict, the queue, agreement, a package.

    python -m tests.bench.review_speed [ARTICLES]

Prints one JSON object, milliseconds of CPU unless said otherwise.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from store.agreement.report import agreement
from store.desk import Desk
from store.intake import Intake
from store.model import RawSpan, Record
from store.review import verdicts
from store.review.consistency import findings
from store.review.queue import waiting
from store.sync.package import package
from tests.bench.run import calibration

LABELS = ("official", "country", "area")
WORDS = "oman norway minister data transit signed agreed visit Hashemi Tehran port energy".split()


def record(rng: random.Random, number: int, words: int, every: int) -> Record:
    """An article marked by mina and omar, who differ in about a fifth of their marks."""
    text, spans = "", []
    for place in range(words):
        word = rng.choice(WORDS)
        if place % every == 0:
            label = rng.choice(LABELS)
            start, end = len(text), len(text) + len(word)
            spans.append(RawSpan(start, end, label, annotator="mina"))
            slip = rng.random()
            if slip < 0.8:
                spans.append(RawSpan(start, end, label, annotator="omar"))
            elif slip < 0.9:
                spans.append(RawSpan(start, end - 1, label, annotator="omar"))
        text += word + " "
    return Record(text=f"{text}{number}", spans=tuple(spans), status="done")


def cpu(work: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Least CPU milliseconds of a few goes, and the last result."""
    best = float("inf")
    for _ in range(times):
        before = time.thread_time()
        result = work()
        best = min(best, time.thread_time() - before)
    return round(best * 1000, 2), result


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rng = random.Random(5)
    found: dict[str, Any] = {"bench": "review_speed", "calibration": calibration()}
    with (
        tempfile.TemporaryDirectory(prefix="copydesk-bench-") as folder,
        Desk.create(Path(folder) / "d.desk", "lead") as desk,
    ):
        with Intake(desk) as intake:
            long = intake.add(record(rng, 0, 25_000, 9)).article_id
            for number in range(1, count):
                intake.add(record(rng, number, 300, 15))
        spans = len(desk.spans(long))
        ms, shown = cpu(lambda: verdicts.comparison(desk, long), 5)
        found["long_article"] = {
            "spans": spans,
            "disagreements": len(shown.disagreements),
            "compare": ms,
        }
        one = iter(shown.disagreements)
        times = sorted(
            cpu(lambda: verdicts.take(desk, long, (d := next(one)), d.versions[0]))[0]
            for _ in range(100)
        )
        found["verdict_in_it"] = {"median": times[50], "p99": times[98]}
        ms, action = cpu(lambda: verdicts.agree_all(desk, long))
        found["agree_all"] = {"operations": action.operations, "ms": ms}
        ms, queue = cpu(lambda: waiting(desk.connection, sample=5))
        found["queue"] = {"articles": count, "waiting": len(queue), "ms": ms}
        ms, report = cpu(lambda: agreement(desk))
        found["agreement"] = {"articles": report.articles, "ms": ms}
        ms, listed = cpu(lambda: findings(desk, "mina"))
        found["consistency"] = {"findings": len(listed), "ms": ms}
        desk.act(_assignments(desk, count))
        ms, packed = cpu(lambda: package(desk, Path(folder) / "p.desk", "mina"))
        found["package"] = {"operations": packed.operations, "ms": ms}
    print(json.dumps(found))


def _assignments(desk: Desk, count: int) -> list[Any]:
    from store.journal.operations import Draft

    return [
        Draft(f"article:{desk.article(n).id}", "article.assign", {"assignee": "mina"})
        for n in range(1, count + 1, 2)
    ]


if __name__ == "__main__":
    main()
