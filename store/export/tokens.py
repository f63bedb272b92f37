"""Words, marks of punctuation and blanks of a text, for formats that count in tokens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from itertools import pairwise

from store.export.format import Option
from store.text.tokens import Span as Range
from store.text.tokens import words

SPLIT = "split"
OPTION = Option(
    "tokens", (SPLIT, "whole"), "words in which a span begins or ends: split, or kept whole"
)
"""Split words lose no span. Whole ones are cut as a program cuts them that knows no spans."""

_OTHER = re.compile(r"\S")


def pieces(text: str, cuts: Iterable[int] = ()) -> list[Range]:
    """Words, and every character that is neither part of one nor blank; cut at ``cuts``."""
    found: list[Range] = []
    at = 0
    for start, end in words(text):
        if at < start:
            found += [match.span() for match in _OTHER.finditer(text, at, start)]
        found.append((start, end))
        at = end
    found += [match.span() for match in _OTHER.finditer(text, at)]
    return _cut(found, cuts)


def spaced(text: str, marks: Collection[Range] = ()) -> list[tuple[int, int, bool]]:
    """Pieces cut where marks begin and end, and whether one blank follows each; all other blanks
    are pieces too.

    Put together they are the text again, to the last character.
    """
    starts, ends = {start for start, _ in marks}, {end for _, end in marks}
    cuts = sorted(starts | ends)
    found: list[tuple[int, int, bool]] = []
    at = 0
    for start, end in [*pieces(text, cuts), (len(text), len(text))]:
        if found and at < start and text[at] == " " and at not in starts and at + 1 not in ends:
            found[-1] = (*found[-1][:2], True)
            at += 1
        if at < start:
            found += [(first, last, False) for first, last in _cut([(at, start)], cuts)]
        if start < end:
            found.append((start, end, False))
        at = end
    return found


def _cut(ranges: list[Range], cuts: Iterable[int]) -> list[Range]:
    """The ranges, each divided at the cuts inside it."""
    where = sorted(set(cuts))
    if not where:
        return ranges
    found: list[Range] = []
    for start, end in ranges:
        edges = [start, *where[bisect_right(where, start) : bisect_left(where, end)], end]
        found += pairwise(edges)
    return found
