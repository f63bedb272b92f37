"""Moves by word, sentence and paragraph, looking only at the text around the cursor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from store.text.tokens import paragraphs, sentences, words

_Split = Callable[[str, int, int], list[tuple[int, int]]]

_NEAR = 300
_FAR = 6000


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """``start`` and ``end`` moved out to where no word is cut, but not far."""
    first = max(0, start - 80)
    if first:
        at = first
        while at < start and not text[at - 1].isspace():
            at += 1
        first = at if at < start else first
    last = min(len(text), end + 80)
    if last < len(text):
        at = last
        while at > end and not text[at].isspace():
            at -= 1
        last = at if at > end else last
    return first, last


def words_near(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Whole words that lie at least partly between ``start`` and ``end``."""
    found = words(text, *around(text, start, end))
    return [(first, last) for first, last in found if last > start and first < end]


def _next(text: str, offset: int, edge: int) -> int:
    """The first start (``edge`` 0) or end (1) of a word behind ``offset``, else the text's end."""
    reach = offset
    while reach < len(text):
        reach = min(len(text), reach + _NEAR)
        for word in words_near(text, offset, reach):
            if word[edge] > offset:
                return word[edge]
    return len(text)


def _last(text: str, offset: int, edge: int) -> int:
    """The last start (``edge`` 0) or end (1) of a word before ``offset``, else 0."""
    reach = offset
    while reach > 0:
        reach = max(0, reach - _NEAR)
        for word in reversed(words_near(text, reach, offset)):
            if word[edge] < offset:
                return word[edge]
    return 0


def word_right(text: str, offset: int) -> int:
    """Start of the next word; the end of the text when there is none."""
    return _next(text, offset, 0)


def word_left(text: str, offset: int) -> int:
    """Start of the word before ``offset``, or of the word it is inside; 0 when there is none."""
    return _last(text, offset, 0)


def end_right(text: str, offset: int) -> int:
    """End of the first word that ends behind ``offset``."""
    return _next(text, offset, 1)


def end_left(text: str, offset: int) -> int:
    """End of the last word that ends before ``offset``; 0 when there is none."""
    return _last(text, offset, 1)


def sentence_right(text: str, offset: int) -> int:
    """Start of the next sentence; the end of the text when there is none near."""
    return _right(text, offset, sentences, 0)


def sentence_left(text: str, offset: int) -> int:
    """Start of this sentence, or of the one before when ``offset`` is one."""
    return _left(text, offset, sentences, 0)


def paragraph_right(text: str, offset: int) -> int:
    """Start of the next paragraph; the end of the text when there is none near."""
    return _right(text, offset, paragraphs, 0)


def paragraph_left(text: str, offset: int) -> int:
    """Start of this paragraph, or of the one before when ``offset`` is one."""
    return _left(text, offset, paragraphs, 0)


def _right(text: str, offset: int, split: _Split, edge: int) -> int:
    first = max(0, text.rfind("\n", max(0, offset - _FAR), offset) + 1)
    last = min(len(text), offset + _FAR)
    for piece in split(text, first, last):
        if piece[edge] > offset:
            return piece[edge]
    return last


def _left(text: str, offset: int, split: _Split, edge: int) -> int:
    first = max(0, offset - _FAR)
    best = first
    # An end just before ``offset`` is seen as one only when the text behind it is too.
    for piece in split(text, first, min(len(text), offset + edge)):
        if piece[edge] < offset:
            best = piece[edge]
    return best


@dataclass(frozen=True, slots=True)
class Unit:
    """What a selection grows and shrinks by: the next start or end on either side of an offset."""

    start_right: Callable[[str, int], int]
    start_left: Callable[[str, int], int]
    end_right: Callable[[str, int], int]
    end_left: Callable[[str, int], int]


WORD = Unit(word_right, word_left, end_right, end_left)
SENTENCE = Unit(
    sentence_right,
    sentence_left,
    lambda text, offset: _right(text, offset, sentences, 1),
    lambda text, offset: _left(text, offset, sentences, 1),
)
PARAGRAPH = Unit(
    paragraph_right,
    paragraph_left,
    lambda text, offset: _right(text, offset, paragraphs, 1),
    lambda text, offset: _left(text, offset, paragraphs, 1),
)


def grown(text: str, unit: Unit, fixed: int, cursor: int, end: int) -> tuple[int, int, bool]:
    """A selection carried one unit on: start, end, and whether it runs backwards.

    It was made from ``fixed`` with the cursor at ``cursor``, and reaches to ``end`` (exclusive).
    A forward one grows to the end of a unit; a backward one shrinks, down to the character it
    began with.
    """
    if cursor >= fixed:
        return fixed, unit.end_right(text, end), False
    return min(fixed, unit.start_right(text, cursor)), end, True


def grown_back(text: str, unit: Unit, fixed: int, cursor: int, end: int) -> tuple[int, int, bool]:
    """`grown` the other way: a backward selection grows to the start of a unit.

    One that began on the first letter of a word leaves that letter out: it belongs to no whole word.
    """
    if cursor > fixed:
        return fixed, max(fixed + 1, unit.end_left(text, end)), False
    start = unit.start_left(text, cursor)
    before = end_left(text, cursor + 1)
    inside = end_right(text, cursor) > end and word_right(text, max(0, cursor - 1)) == cursor
    if cursor == fixed and inside and before > start:
        end = before
    return start, end, True


def edges_moved(
    text: str, first: int, last: int, start: int = 0, end: int = 0
) -> tuple[int, int] | None:
    """A range with its end (``end``: 1 on, -1 back), else its start moved by a word; None when
    nothing would be left of it."""
    if end > 0:
        last = end_right(text, last)
    elif end < 0:
        last = end_left(text, last)
    elif start > 0:
        first = word_right(text, first)
    else:
        first = word_left(text, first)
    return (first, last) if first < last else None
