"""Makes ``data/name_scorer.json``; run by hand, never at run time. Needs nothing else installed.

    python -m store.names.build_scorer FOLDER

``FOLDER`` holds ``persons.jsonl`` and ``pairs.jsonl`` as described in ``tests/bench/
names_quality.py``. Only pairs of the source "ofac" (the sanctions list of the US Treasury, a work of
the US government, free to use) are learnt from; persons whose id hashes into the held-out quarter
are left aside, and nothing but the points of the tables is written.

The method is gradient boosting of one-split trees (Friedman 2001) on features cut into few bins:
the sum of all trees is one table of points a feature. Directions that are known beforehand (more
of the name covered cannot speak against) are kept.
"""

from __future__ import annotations

import hashlib
import json
import sys
from bisect import bisect_right
from math import exp, log
from pathlib import Path
from typing import Any

from store.names.features import FEATURES, measure
from store.names.normalise import parse
from store.names.rarity import Rarity

SOURCES = ("ofac",)
BINS = 24
ROUNDS = 300
RATE = 0.1
LEAF = 25.0
RIDGE = 4.0
RISING = "cover_short cover_long likeness shared loose_likeness first last whole bones rarest generation".split()
FALLING = "loose_short loose_long order".split()


def held_out(identity: str) -> bool:
    """Whether an identity is of the quarter that nothing is learnt from or tuned on."""
    return int(hashlib.sha256(identity.encode()).hexdigest()[:8], 16) % 4 == 0


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def evidence(folder: Path) -> tuple[list[tuple[float, ...]], list[float]]:
    """Features and answers of the pairs that may be learnt from."""
    persons = read(folder / "persons.jsonl")
    identity = {row["name"]: row["id"] for row in persons}
    rarity = Rarity(
        parse(row["name"])
        for row in persons
        if row["kind"] in ("main", "variant") and not held_out(row["id"])
    )
    rows: list[tuple[float, ...]] = []
    answers: list[float] = []
    for pair in read(folder / "pairs.jsonl"):
        if pair["source"] not in SOURCES:
            continue
        if held_out(identity[pair["a"]]) or held_out(identity[pair["b"]]):
            continue
        left, right = parse(pair["a"]), parse(pair["b"])
        if left.words and right.words:
            rows.append(measure(left, right, rarity)[0])
            answers.append(float(pair["same"]))
    return rows, answers


def cuts_of(values: list[float]) -> list[float]:
    """At most `BINS` - 1 cuts between the values, as evenly filled as they allow."""
    ordered = sorted(values)
    found = {
        round((ordered[at - 1] + ordered[at]) / 2, 4)
        for step in range(1, BINS)
        if 0 < (at := step * len(ordered) // BINS) < len(ordered)
    }
    return sorted(cut for cut in found if ordered[0] < cut < ordered[-1])


def learn(rows: list[tuple[float, ...]], answers: list[float]) -> dict[str, Any]:
    """The tables: base points, and cuts and points of each feature that says anything."""
    share = sum(answers) / len(answers)
    weights = [0.5 / share if answer else 0.5 / (1 - share) for answer in answers]
    cuts = [cuts_of([row[f] for row in rows]) for f in range(len(FEATURES))]
    binned = [
        [bisect_right(cuts[f], row[f]) for row in rows] for f in range(len(FEATURES))
    ]
    points = [[0.0] * (len(cut) + 1) for cut in cuts]
    base = log(
        sum(w * a for w, a in zip(weights, answers, strict=True))
        / sum(w * (1 - a) for w, a in zip(weights, answers, strict=True))
    )
    totals = [base] * len(rows)
    for _ in range(ROUNDS):
        chances = [1 / (1 + exp(-total)) for total in totals]
        slopes = [w * (a - c) for w, a, c in zip(weights, answers, chances, strict=True)]
        bends = [w * c * (1 - c) for w, c in zip(weights, chances, strict=True)]
        gain, feature, cut, low, high = max(
            _split(f, binned[f], len(cuts[f]) + 1, slopes, bends, weights)
            for f in range(len(FEATURES))
        )
        if gain <= 0:
            break
        for at in range(len(points[feature])):
            points[feature][at] += RATE * (low if at <= cut else high)
        low, high = RATE * low, RATE * high
        for row, at in enumerate(binned[feature]):
            totals[row] += low if at <= cut else high
    return {
        "base": round(base, 4),
        "features": {
            name: {"cuts": cuts[f], "points": [round(value, 3) for value in points[f]]}
            for f, name in enumerate(FEATURES)
            if any(points[f])
        },
    }


def _split(
    feature: int,
    bins: list[int],
    size: int,
    slopes: list[float],
    bends: list[float],
    weights: list[float],
) -> tuple[float, int, int, float, float]:
    """The best cut of one feature: its gain, and the steps below and above."""
    slope, bend, mass = [0.0] * size, [0.0] * size, [0.0] * size
    for at, one, other, weight in zip(bins, slopes, bends, weights, strict=True):
        slope[at] += one
        bend[at] += other
        mass[at] += weight
    slope_all, bend_all, mass_all = sum(slope), sum(bend), sum(mass)
    best = (0.0, feature, 0, 0.0, 0.0)
    slope_low = bend_low = mass_low = 0.0
    for at in range(size - 1):
        slope_low += slope[at]
        bend_low += bend[at]
        mass_low += mass[at]
        if mass_low < LEAF or mass_all - mass_low < LEAF:
            continue
        low = slope_low / (bend_low + RIDGE)
        high = (slope_all - slope_low) / (bend_all - bend_low + RIDGE)
        if (FEATURES[feature] in RISING and low > high) or (
            FEATURES[feature] in FALLING and low < high
        ):
            continue
        gain = slope_low * low + (slope_all - slope_low) * high
        gain -= slope_all * slope_all / (bend_all + RIDGE)
        if gain > best[0]:
            best = (gain, feature, at, low, high)
    return best


def main(folder: Path) -> None:
    """Learn and write."""
    rows, answers = evidence(folder)
    tables = learn(rows, answers)
    path = Path(__file__).parent / "data" / "name_scorer.json"
    path.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows)} pairs, {len(tables['features'])} features: {path}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
