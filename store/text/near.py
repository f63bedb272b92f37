"""Texts that are nearly the same: reprints, updates, cut versions of one story.

Every text gives a sketch: of its runs of five words the smallest hash in each of 64 classes. Two
sketches agree in as many classes as their texts share runs (Broder; one permutation). Those that
agree in two neighbouring classes are looked at. The same texts in the same order always give the
same groups, on every machine.
"""

from __future__ import annotations

import re
from array import array
from itertools import accumulate
from operator import eq
from zlib import crc32

from store.text.characters import HAN, KANA, SPACELESS

_RUN = 5
_CLASSES = 64
_NONE = 0xFFFF_FFFF
_ALIKE, _WITHIN = 0.4, 0.7
"""From here on two texts are nearly the same: the share of runs both have of all, or of the
shorter one's."""
_FEW = 8
"""So many of those that agree in two classes are compared with the next one that does."""

_WORD = re.compile(rf"[{HAN}{KANA}{SPACELESS}]|[^\W_{HAN}{KANA}{SPACELESS}]+")


class Likeness:
    """Groups texts that are nearly the same. Holds 260 bytes a text, whatever its length."""

    def __init__(self) -> None:
        self._sketches = array("I")
        self._sizes: list[int] = []

    def add(self, text: str) -> None:
        """Take the next text in."""
        runs = _runs(text)
        # from the largest to the smallest: the smallest of a class stays
        best = {run % _CLASSES: run for run in sorted(runs, reverse=True)}
        self._sketches.extend(best.get(number, _NONE) for number in range(_CLASSES))
        self._sizes.append(len(runs))

    def groups(self) -> list[int]:
        """For each text the number of the first one of its group."""
        first = list(range(len(self._sizes)))

        def root(number: int) -> int:
            while first[number] != number:
                first[number] = number = first[first[number]]
            return number

        for band in range(0, _CLASSES, 2):
            met: dict[tuple[int, int], list[int]] = {}
            for number in range(len(first)):
                at = number * _CLASSES + band
                one, two = self._sketches[at], self._sketches[at + 1]
                if one == two == _NONE:
                    continue
                there = met.setdefault((one, two), [])
                for other in there:
                    here, before = root(number), root(other)
                    if here != before and self._near(number, other):
                        first[max(here, before)] = min(here, before)
                if len(there) < _FEW and all(root(other) != root(number) for other in there):
                    there.append(number)
        return [root(number) for number in range(len(first))]

    def _near(self, one: int, other: int) -> bool:
        a = self._sketches[one * _CLASSES : (one + 1) * _CLASSES]
        b = self._sketches[other * _CLASSES : (other + 1) * _CLASSES]
        empty = sum(x == y == _NONE for x, y in zip(a, b, strict=True))
        share = float(sum(map(eq, a, b)) - empty) / (_CLASSES - empty)
        if share >= _ALIKE:
            return True
        sizes = self._sizes[one], self._sizes[other]
        return bool(share * sum(sizes) / ((1 + share) * min(sizes)) >= _WITHIN)


def _runs(text: str) -> set[int]:
    """Hashes of the runs of words of a text, one or more."""
    words = [word.encode("utf-8", "replace") + b" " for word in _WORD.findall(text.casefold())]
    if len(words) <= _RUN:
        return {crc32(b"".join(words) or text.encode("utf-8", "replace"))}
    joined = memoryview(b"".join(words))
    edges = [0, *accumulate(map(len, words))]
    return {crc32(joined[a:b]) for a, b in zip(edges, edges[_RUN:], strict=False)}
