"""Quote anchors: finding a span again after its article was corrected or reprinted.

An anchor keeps the span's own words and some text on both sides (the text quote selector of the
W3C Web Annotation Data Model). The rule is never to be wrong in silence: a quote that is gone, or
that could as well be somewhere else, gives ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

CONTEXT = 32
"""Code points of text kept on each side of the quote."""

_BOTH = 1.25
"""Likeness of the two contexts together, 0 to 2, that shows the place."""

_ONE = 0.95
"""Likeness of one context, 0 to 1, that shows the place alone."""

_TIE = 0.1
"""Two places whose likeness differs by less than this cannot be told apart."""

_CLOSE = 90.0
"""`rapidfuzz.fuzz.ratio` at or above which a changed quote is still the same words."""

_MOST = 2000
"""Occurrences of one quote looked at, at most."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A span by its words: ``exact``, what stood before and after, and where it was (``start``)."""

    exact: str
    prefix: str
    suffix: str
    start: int

    def __len__(self) -> int:
        return len(self.exact)


def quote(text: str, start: int, end: int) -> Anchor:
    """The anchor of ``text[start:end]``."""
    before = text[max(0, start - CONTEXT) : start]
    return Anchor(text[start:end], before, text[end : end + CONTEXT], start)


def _side(old: str, new: str, ends: bool) -> float:
    """How alike two contexts are, 0 to 1; what stands next to the quote counts twice."""
    if not old:
        return 1.0 if not new else 0.5
    near = slice(-12, None) if ends else slice(0, 12)
    whole = Levenshtein.normalized_similarity(old, new)
    return (whole + Levenshtein.normalized_similarity(old[near], new[near])) / 2


def _context(anchor: Anchor, text: str, start: int, end: int) -> tuple[float, float]:
    before = _side(anchor.prefix, text[max(0, start - CONTEXT) : start], ends=True)
    after = _side(anchor.suffix, text[end : end + CONTEXT], ends=False)
    return before, after


def word_edges(text: str, start: int, end: int) -> bool:
    """Does the quote not begin or end in the middle of a longer word here?"""
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not (before or after)


def find(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Where the anchored words stand in ``text``, or ``None`` when that is not certain.

    Where it was, if it still stands there between the same texts. Else exact words: the occurrence
    whose surroundings are most like the old ones, provided they are alike enough and no other
    occurrence is as like. Else slightly changed words between surroundings that are still there.
    """
    if not anchor.exact:
        return None
    start, end = anchor.start, anchor.start + len(anchor.exact)
    if quote(text, start, end) == anchor:
        return start, end
    return _exact(anchor, text) or _changed(anchor, text)


def _exact(anchor: Anchor, text: str) -> tuple[int, int] | None:
    size = len(anchor.exact)
    old = anchor.prefix + anchor.exact + anchor.suffix
    inside_word = not word_edges(old, len(anchor.prefix), len(anchor.prefix) + size)
    found: list[tuple[float, int]] = []
    at = text.find(anchor.exact)
    while at >= 0 and len(found) < _MOST:
        if inside_word or word_edges(text, at, at + size):
            before, after = _context(anchor, text, at, at + size)
            if before + after >= _BOTH or max(before, after) >= _ONE:
                found.append((before + after, at))
        at = text.find(anchor.exact, at + 1)
    if not found:
        return None
    found.sort(reverse=True)
    best, place = found[0]
    if len(found) > 1 and best - found[1][0] < _TIE:
        return None
    return place, place + size


def _changed(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """The words between the two contexts, when both are there, in order, once, and nearly adjoin.

    At least 8 code points of context must stand on each side and the words be close (`_CLOSE`):
    a mended spelling, but not Austria for Australia.
    """
    before, after = anchor.prefix[-16:], anchor.suffix[:16]
    if len(before) < 8 or len(after) < 8 or len(anchor.exact) < 5:
        return None
    first = text.find(before)
    if first < 0 or text.find(before, first + 1) >= 0:
        return None
    start = first + len(before)
    reach = start + len(anchor.exact) + max(3, len(anchor.exact) // 5)
    end = text.find(after, start, reach + len(after))
    if end <= start:
        return None
    if fuzz.ratio(anchor.exact, text[start:end]) < _CLOSE:
        return None
    return start, end
