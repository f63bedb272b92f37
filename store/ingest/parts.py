"""Marks in several parts: the desk knows none, so they are one stretch or they are refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from store.ingest.spans import counted_in_utf16

Range = tuple[int, int]


def between(text: str, ranges: Sequence[Range], surface: str = "") -> str:
    """Why parts are no stretch of a text: words stand between them. ``""`` when they are one.

    ``surface`` tells whether the offsets count UTF-16 units.
    """
    if len(ranges) < 2:
        return ""
    if any(later[0] < earlier[1] for earlier, later in pairwise(ranges)):
        return "its parts are not in the order of the text"
    where: Callable[[int], int | None] = lambda offset: offset  # noqa: E731
    said = "".join(surface.split())
    if said and said != "".join("".join(text[a:b] for a, b in ranges).split()):
        where = counted_in_utf16(text)
    for (_, end), (start, _) in pairwise(ranges):
        first, last = where(end), where(start)
        if first is None or last is None or text[first:last].strip():
            return "it is in parts with other words between them, and a span here is one stretch"
    return ""
