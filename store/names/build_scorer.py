"""Makes ``data/name_scorer.json``; run by hand, never at run time. Needs nothing else installed.

    python -m store.names.build_scorer PERSONS LEGISLATORS

``PERSONS`` is a JSON Lines file of names of persons, ``{"id", "name", "kind", "source"}``; only
those of the source "ofac" (the sanctions list of the US Treasury, a work of the US government) are
learnt from. ``LEGISLATORS`` is ``legislators-current.yaml`` of unitedstates/congress-legislators
(CC0). Persons whose id hashes into the held-out quarter are left aside, and nothing but points of
the tables is written: no name.

Same pairs are names of one person; different pairs are each name's nearest names of others, chosen
again after a first round with what was learnt (hard negatives). The method is gradient boosting of
one-split trees (Friedman 2001) on features cut into few bins: the sum of all trees is one table of
points a feature. Directions that are known beforehand (more of the name covered cannot speak
against) are kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from math import exp, log
from pathlib import Path
from typing import Any

from store.names.blocking import Neighbours
from store.names.compare import ordered
from store.names.features import FEATURES, measure
from store.names.normalise import parse
from store.names.rarity import Rarity
from store.names.scorer import Scorer
from store.names.scorer import read as scorer_of

SOURCES = ("ofac",)
KINDS = ("main", "variant")
NEAREST = 4
BINS = 24
ROUNDS = 400
RATE = 0.1
LEAF = 15.0
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


def persons(path: Path) -> dict[str, set[str]]:
    """Names by identity of the records that may be learnt from."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in read(path):
        if row["source"] in SOURCES and row["kind"] in KINDS and not held_out(row["id"]):
            found[row["id"]].add(row["name"])
    return dict(found)


def legislators(path: Path) -> dict[str, set[str]]:
    """Names by identity of members of the US Congress, as several directories write them."""
    found: dict[str, set[str]] = {}
    for record in re.split(r"^- id:", path.read_text("utf-8"), flags=re.M)[1:]:
        fields = dict(re.findall(r"^    (\w+): (.+)$", record.split("\n  terms:")[0], re.M))
        fields = {key: value.strip("'\"") for key, value in fields.items()}
        if held_out(f"ep-{fields.get('wikidata', '')}"):
            continue
        first, last = fields.get("first", ""), fields.get("last", "")
        middle, nick = fields.get("middle", ""), fields.get("nickname", "")
        names = {
            f"{first} {last}",
            f"{first} {middle} {last}",
            f"{first[:1]}. {middle} {last}",
            f"{last}, {first} {middle[:1]}",
            f"{nick or first} {last}",
            fields.get("official_full", ""),
            *(re.sub(r" \(.*", "", fields.get(key, "")) for key in ("wikipedia", "ballotpedia")),
        }
        found[fields["bioguide"]] = {" ".join(name.split()) for name in names if last in name} - {
            ""
        }
    return found


@dataclass(frozen=True, slots=True)
class Pairs:
    """Evidence, answers and weights of pairs."""

    rows: list[tuple[float, ...]]
    answers: list[float]
    weights: list[float]


def same_pairs(people: list[dict[str, set[str]]], rarity: Rarity) -> Pairs:
    """All pairs of names of one person; a person with many names counts little more than others."""
    pairs = Pairs([], [], [])
    for group in people:
        for identity in sorted(group):
            parsed = [name for name in map(parse, sorted(group[identity])) if name.words]
            both = [pair for pair in combinations(parsed, 2) if pair[0].plain != pair[1].plain]
            for one, other in both:
                pairs.rows.append(measure(*ordered(one, other), rarity)[0])
                pairs.answers.append(1.0)
                pairs.weights.append(len(both) ** -0.5)
    return pairs


def different_pairs(
    people: list[dict[str, set[str]]], rarity: Rarity, scorer: Scorer | None
) -> Pairs:
    """Each name with its nearest names of others: by the scorer, else by what they share."""
    pairs = Pairs([], [], [])
    for group in people:
        names = [
            (parse(name), identity)
            for identity in sorted(group)
            for name in sorted(group[identity])
        ]
        index = Neighbours([name for name, _ in names])
        for at, (name, identity) in enumerate(names):
            rows = []
            for near in index.near(at):
                other, owner = names[near]
                if owner != identity and name.words and other.words:
                    row = measure(*ordered(name, other), rarity)[0]
                    worth = scorer.chance(row) if scorer else row[0] + row[1]
                    rows.append((worth, row))
            rows.sort(reverse=True)
            for _, row in rows[:NEAREST]:
                pairs.rows.append(row)
                pairs.answers.append(0.0)
                pairs.weights.append(len(group[identity]) ** -0.5)
    return pairs


def cuts_of(values: list[float]) -> list[float]:
    """At most `BINS` - 1 cuts between the values, as evenly filled as they allow."""
    ordered = sorted(values)
    found = {
        round((ordered[at - 1] + ordered[at]) / 2, 4)
        for step in range(1, BINS)
        if 0 < (at := step * len(ordered) // BINS) < len(ordered)
    }
    return sorted(cut for cut in found if ordered[0] < cut < ordered[-1])


def learn(pairs: Pairs) -> dict[str, Any]:
    """The tables: base points, and cuts and points of each feature that says anything."""
    rows, answers = pairs.rows, pairs.answers
    mass = [0.0, 0.0]
    for answer, weight in zip(answers, pairs.weights, strict=True):
        mass[int(answer)] += weight
    scale = [len(rows) / 2 / mass[0], len(rows) / 2 / mass[1]]
    weights = [w * scale[int(a)] for a, w in zip(answers, pairs.weights, strict=True)]
    cuts = [cuts_of([row[f] for row in rows]) for f in range(len(FEATURES))]
    binned = [[bisect_right(cuts[f], row[f]) for row in rows] for f in range(len(FEATURES))]
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


def main(persons_path: Path, legislators_path: Path) -> None:
    """Learn twice, the second time from harder pairs, and write."""
    people = [persons(persons_path), legislators(legislators_path)]
    rarity = Rarity(
        parse(name) for group in people for identity in sorted(group) for name in group[identity]
    )
    same = same_pairs(people, rarity)
    scorer, tables = None, {}
    for _ in range(2):
        other = different_pairs(people, rarity, scorer)
        tables = learn(
            Pairs(
                same.rows + other.rows,
                same.answers + other.answers,
                same.weights + other.weights,
            )
        )
        scorer = scorer_of(json.dumps(tables))
        sys.stdout.write(f"{len(same.rows)} same, {len(other.rows)} different\n")
    path = Path(__file__).parent / "data" / "name_scorer.json"
    path.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
