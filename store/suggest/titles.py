"""Titles that stand for who holds them: ``the Prime Minister``, ``Secretary of State``.

Some editors mark them as they mark names, most do not; one article mostly tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from store.names.vocabulary import vocabulary
from store.suggest.clues import Clue
from store.text.targets.capitals import Capitals

_LONGEST = 6
"""Words of what somebody is the head of."""


def find(read: Capitals) -> Iterator[Clue]:
    """Capitalised titles without a name behind them; sorts ``title alone`` and ``title of``."""
    spans, text = read.near.spans, read.near.text
    heads = vocabulary().heads
    index = 0
    while index < len(spans):
        if not text[spans[index][0]].isupper():
            index += 1
            continue
        first = index
        while read.capital(index) and read.title(index):
            index += 1
            if not read.joined(index - 1) and read.near.gap(index - 1) != ". ":
                break
        if index == first:
            index += 1
            continue
        last = index - 1
        if read.key(last) not in heads or _named(read, last):
            continue
        yield Clue(spans[first][0], spans[last][1], "title alone", "rule", "a title by itself")
        if (end := _office(read, last)) > last:
            said = text[spans[last][0] : spans[end][1]]
            yield Clue(spans[first][0], spans[end][1], "title of", "rule", f"an office: {said}")


def _named(read: Capitals, last: int) -> bool:
    """Whether a name follows."""
    return read.joined(last) and read.capital(last + 1) and not read.stop(last + 1)


def _office(read: Capitals, last: int) -> int:
    """The last word of ``Minister of Foreign Affairs``; ``last`` where it is a title alone."""
    near = read.near
    if near.word(last + 1) != "of" or not read.joined(last):
        return last
    at = last + 1 + (near.word(last + 2) == "the")
    end = last
    while (
        at + 1 < len(near.spans)
        and at - last < _LONGEST
        and read.joined(at)
        and read.capital(at + 1)
    ):
        at += 1
        end = at
    return end
