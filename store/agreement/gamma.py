"""Gamma of two annotators: agreement on position and label through the best alignment.

Mathet, Widlöcher and Métivier, "The unified and holistic method gamma for inter-annotator agreement
measure and alignment", Computational Linguistics 41(3), 2015: the combined dissimilarity with equal
weights, the best alignment found exactly (for two annotators it is an assignment), and the expected
disorder from their section 5.2, rotating annotators' units by random pivots. The draw starts from
a fixed seed, so the same marks give the same figure.
"""

from __future__ import annotations

import heapq
import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from store.agreement.matching import Unit

SAMPLES = 30
"""As many random alignments as the authors draw at first (section 5.3)."""

_ALONE = 1.0
_FARTHEST = 2 * _ALONE
"""Two units dearer than that are better left alone, each at `_ALONE`."""


@dataclass(frozen=True, slots=True)
class Disorder:
    """Of two annotators on one text: observed, expected, and units an annotator on average."""

    observed: float
    expected: float
    weight: float


def dissimilarity(a: Unit, b: Unit) -> float:
    """Positional (sporadic) plus categorical dissimilarity of two units; 0 for equal ones."""
    apart = abs(a[0] - b[0]) + abs(a[1] - b[1])
    position = apart / (a[1] - a[0] + b[1] - b[0])
    return position * position + (a[2] != b[2])


def disorder(ours: Sequence[Unit], theirs: Sequence[Unit]) -> float:
    """The disorder of the best alignment, for each unit of an average annotator.

    Somebody must have marked something.
    """
    units = len(ours) + len(theirs)
    return (units * _ALONE + _best(ours, theirs)) / (units / 2)


def disorders(
    ours: Sequence[Unit], theirs: Sequence[Unit], length: int, samples: int = SAMPLES
) -> Disorder | None:
    """Observed and expected disorder on a text of ``length`` code points; None: no marks."""
    units = len(ours) + len(theirs)
    if not units:
        return None
    rng = random.Random(f"{length} {len(ours)} {len(theirs)}")
    ours, theirs = sorted(ours), sorted(theirs)
    half = sum(unit[1] - unit[0] for unit in (*ours, *theirs)) / units / 2
    drawn = 0.0
    for _ in range(samples):
        drawn += disorder(*_shuffled(rng, (ours, theirs), length, half))
    return Disorder(disorder(ours, theirs), drawn / samples, units / 2)


def _shuffled(
    rng: random.Random, both: tuple[Sequence[Unit], Sequence[Unit]], length: int, half: float
) -> tuple[list[Unit], list[Unit]]:
    """Two random annotators: each a real one's units, rotated by pivots ``half`` apart or more."""
    while True:
        first = int(rng.random() * length)
        low, high = max(0.0, first - half), min(float(length), first + half)
        free = low + length - high
        if free > 0:
            at = rng.random() * free
            second = int(at if at < low else at - low + high)
        else:
            second = int(rng.random() * length)
        a = _rotated(both[rng.random() < 0.5], first, length)
        b = _rotated(both[rng.random() < 0.5], second, length)
        if a or b:
            return a, b


def _rotated(units: Sequence[Unit], pivot: int, length: int) -> list[Unit]:
    moved = []
    for start, end, label in units:
        by = pivot - length if start + pivot > length else pivot
        moved.append((start + by, end + by, label))
    return sorted(moved)


def _best(ours: Sequence[Unit], theirs: Sequence[Unit]) -> float:
    """What the best alignment saves (a number below zero) against leaving every unit alone.

    A minimal assignment by shortest augmenting paths with potentials (Jonker and Volgenant 1987),
    over the few pairs that are near enough to be worth aligning.
    """
    starts = [unit[0] for unit in theirs]
    longest = max((unit[1] - unit[0] for unit in theirs), default=0)
    costs: list[list[tuple[int, float]]] = []
    for unit in ours:
        reach = 1.4143 * (unit[1] - unit[0] + longest) + 1
        row = []
        for place in range(bisect_left(starts, unit[0] - reach), len(theirs)):
            if starts[place] > unit[0] + reach:
                break
            cost = dissimilarity(unit, theirs[place]) - _FARTHEST
            if cost < 0:
                row.append((place, cost))
        costs.append(row)
    return _assignment(costs, len(theirs))


def _assignment(costs: Sequence[Sequence[tuple[int, float]]], columns: int) -> float:
    """The least total cost of giving each row at most one of its columns, no column twice."""
    u = [0.0] * len(costs)
    v = [0.0] * columns
    of_row: list[int] = [-1] * len(costs)
    of_column: list[int] = [-1] * columns
    for first, row in enumerate(costs):
        u[first] = min([0.0, *(cost - v[column] for column, cost in row)])
        rows = {first: 0.0}
        done: dict[int, float] = {}
        came: dict[int, int] = {}
        best: dict[int, float] = {}
        heap: list[tuple[float, int, int]] = []
        current, base = first, 0.0
        while True:
            # -1 - row: let that row go without
            heapq.heappush(heap, (base - u[current], -1 - current, current))
            for column, cost in costs[current]:
                if column in done:
                    continue
                distance = base + cost - u[current] - v[column]
                if distance < best.get(column, 1e18):
                    best[column] = distance
                    came[column] = current
                    heapq.heappush(heap, (distance, column, current))
            while True:
                base, column, current = heapq.heappop(heap)
                if column < 0 or (column not in done and best[column] == base):
                    break
            if column < 0 or of_column[column] < 0:
                break
            done[column] = base
            current = of_column[column]
            rows[current] = base
        for row_, distance in rows.items():
            u[row_] += base - distance
        for column_, distance in done.items():
            v[column_] -= base - distance
        if column < 0:  # its row gives its column up
            current = -1 - column
            column, of_row[current] = of_row[current], -1
            if column < 0:
                continue
        while True:
            current = came[column]
            of_column[column] = current
            column, of_row[current] = of_row[current], column
            if current == first:
                break
    return sum(
        cost for place, row in enumerate(costs) for column, cost in row if column == of_row[place]
    )
