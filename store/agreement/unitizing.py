"""Krippendorff's unitizing alpha in its form of 2016: agreement on where units are and what.

Krippendorff, Mathet, Bouvry and Widlöcher, "On the reliability of unitizing textual continua:
Further developments", Quality & Quantity 50 (2016), equations 1, 4 and 5. Coincidences are lengths
(in code points) of intersections of two annotators' segments, gaps being segments of a value of
their own; by chance a unit is never paired with itself, and the length of a gap counts piece by
piece. Articles are laid end to end; each counts its own annotators.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from store.agreement.figures import Figure, undefined
from store.agreement.matching import Unit

GAP = ""


def apart(units: Iterable[Unit]) -> tuple[list[Unit], int]:
    """Units of one annotator that do not overlap, by start, and how many had to be left out.

    The measure is defined for those alone: the longest stays, of equals the first.
    """
    from bisect import bisect_left

    kept: list[Unit] = []
    given = sorted(set(units), key=lambda one: (one[0] - one[1], one))
    for unit in given:
        place = bisect_left(kept, unit)
        before = place == 0 or kept[place - 1][1] <= unit[0]
        after = place == len(kept) or unit[1] <= kept[place][0]
        if before and after:
            kept.insert(place, unit)
    return kept, len(given) - len(kept)


class Unitizing:
    """Gathers articles and gives the coefficient; ``left_out`` counts overlapping units."""

    def __init__(self) -> None:
        self._agreed = 0.0
        self._lengths: Counter[str] = Counter()
        self._alone: Counter[str] = Counter()
        self.articles = 0
        self.units = 0
        self.left_out = 0

    def add(self, length: int, by: Mapping[str, Sequence[Unit]]) -> None:
        """Count an article of ``length`` code points with the marks of those who read it.

        Nothing is counted of an article that fewer than two have read.
        """
        if len(by) < 2 or not length:
            return
        self.articles += 1
        segments: list[list[Unit]] = []
        for name in sorted(by):
            units, overlapping = apart(by[name])
            self.left_out += overlapping
            self.units += len(units)
            segments.append(list(_with_gaps(units, length)))
            for start, end, label in segments[-1]:
                size = end - start
                self._lengths[label] += size
                self._alone[label] += size if label == GAP else size * size
        shared = sum(_agreed(a, b) for a, b in combinations(segments, 2))
        self._agreed += 2 * shared / (len(by) - 1)

    def figure(self) -> Figure:
        """The coefficient over all that was added."""
        if not self.articles:
            return undefined("there is no article that two have finished")
        if not self.units:
            return undefined("nobody marked anything", articles=self.articles)
        total = sum(self._lengths.values())
        pairs = total * total - sum(self._alone.values())
        chance = sum(size * size - self._alone[label] for label, size in self._lengths.items())
        if pairs == chance:
            return undefined(
                "everybody's marks fill the texts with one label", articles=self.articles
            )
        value = 1 - (total - self._agreed) * pairs / (total * (pairs - chance))
        return Figure(
            value,
            "",
            {"articles": self.articles, "units": self.units, "overlapping_left_out": self.left_out},
        )


def u_alpha(articles: Iterable[tuple[int, Mapping[str, Sequence[Unit]]]]) -> Figure:
    """The coefficient of articles given as (length, marks by annotator)."""
    gathered = Unitizing()
    for length, by in articles:
        gathered.add(length, by)
    return gathered.figure()


def _with_gaps(units: Sequence[Unit], length: int) -> Iterator[Unit]:
    at = 0
    for start, end, label in units:
        if start > at:
            yield at, start, GAP
        yield start, end, label
        at = end
    if at < length:
        yield at, length, GAP


def _agreed(ours: Sequence[Unit], theirs: Sequence[Unit]) -> int:
    """The length on which two segmentations have the same value."""
    i = j = total = 0
    while i < len(ours) and j < len(theirs):
        a, b = ours[i], theirs[j]
        if a[2] == b[2]:
            total += max(0, min(a[1], b[1]) - max(a[0], b[0]))
        if a[1] <= b[1]:
            i += 1
        if b[1] <= a[1]:
            j += 1
    return total
