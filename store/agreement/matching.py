"""Agreement on marks themselves: precision, recall and F1, exact and by overlap.

Exact: the same range and label, the ``strict`` scheme of SemEval-2013 task 9.1 (Segura-Bedmar,
Martínez and Herrero-Zazo 2013). Overlap: the same label and at least one code point shared, each
mark paired at most once, as many pairs as can be had; a scheme like that task's ``type``, which
pairs greedily and so depends on who is called the reference. F1 does not (Hripcsak and Rothschild
2005 show why it is kappa's place-holder where nobody can count the marks that nobody made).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from store.agreement.figures import Figure, undefined

Unit = tuple[int, int, str]
"""start, end (end exclusive), label"""


@dataclass(frozen=True, slots=True)
class Score:
    """``matched`` pairs among ``ours`` and ``theirs`` marks; precision is of theirs against ours."""

    matched: int = 0
    ours: int = 0
    theirs: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.matched + other.matched, self.ours + other.ours, self.theirs + other.theirs
        )

    @property
    def precision(self) -> Figure:
        return _share(self.matched, self.theirs, "the second annotator marked nothing")

    @property
    def recall(self) -> Figure:
        return _share(self.matched, self.ours, "the first annotator marked nothing")

    @property
    def f1(self) -> Figure:
        return _share(2 * self.matched, self.ours + self.theirs, "neither marked anything")

    def to_json(self) -> dict[str, Any]:
        return {
            "precision": self.precision.value,
            "recall": self.recall.value,
            "f1": self.f1.value,
            "reason": self.f1.reason or self.precision.reason or self.recall.reason,
            "counted": {"matched": self.matched, "first": self.ours, "second": self.theirs},
        }


def _share(part: int, whole: int, reason: str) -> Figure:
    return Figure(part / whole, "", {"marks": whole}) if whole else undefined(reason)


def by_label(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    """Marks under their labels, each once, by start."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in sorted(set(units)):
        found[unit[2]].append(unit)
    return found


def exact(ours: Iterable[Unit], theirs: Iterable[Unit]) -> dict[str, Score]:
    """Marks that are the same, for each label."""
    mine, other = by_label(ours), by_label(theirs)
    return {
        label: Score(len(set(mine[label]) & set(other[label])), len(mine[label]), len(other[label]))
        for label in sorted(mine.keys() | other.keys())
    }


def overlap(ours: Iterable[Unit], theirs: Iterable[Unit]) -> dict[str, Score]:
    """Marks that overlap, for each label, paired so that there are as many pairs as possible."""
    mine, other = by_label(ours), by_label(theirs)
    return {
        label: Score(_most_pairs(mine[label], other[label]), len(mine[label]), len(other[label]))
        for label in sorted(mine.keys() | other.keys())
    }


def _most_pairs(ours: Sequence[Unit], theirs: Sequence[Unit]) -> int:
    """The size of a largest matching of overlapping marks (augmenting paths, Kuhn 1955)."""
    near = _overlapping(ours, theirs)
    taken: dict[int, int] = {}
    count = 0
    for first in range(len(ours)):
        # one search, without recursion: how we came to each of our marks
        came: dict[int, tuple[int, int]] = {}
        seen: set[int] = set()
        waiting = [first]
        while waiting:
            place = waiting.pop()
            free = next((x for x in near[place] if x not in taken), None)
            if free is not None:
                while True:
                    before = came.get(place)
                    taken[free] = place
                    if before is None:
                        break
                    free, place = before[1], before[0]
                count += 1
                break
            for x in near[place]:
                if x not in seen:
                    seen.add(x)
                    came[taken[x]] = (place, x)
                    waiting.append(taken[x])
    return count


def _overlapping(ours: Sequence[Unit], theirs: Sequence[Unit]) -> list[list[int]]:
    """For each of ours the places of theirs that share a code point; both sorted by start."""
    near: list[list[int]] = []
    first = 0
    longest = max((unit[1] - unit[0] for unit in theirs), default=0)
    for start, end, _ in ours:
        while first < len(theirs) and theirs[first][0] + longest <= start:
            first += 1
        row = []
        for place in range(first, len(theirs)):
            if theirs[place][0] >= end:
                break
            if theirs[place][1] > start:
                row.append(place)
        near.append(row)
    return near


def total(scores: Iterable[Score]) -> Score:
    """All of them counted together (micro)."""
    return sum(scores, Score())
