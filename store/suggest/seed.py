"""Names of persons, places and organisations in English, as a chain finds them that ships with the
program: something to begin with, and a feature of what is learned on a desk.

It was learned from openly licensed text, see `store.suggest.build_seed`, and never changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from store.suggest.chain import Candidate, Chain, read_chain
from store.suggest.features import Reading
from store.text.tokens import Span

PERSON, PLACE, ORGANISATION = "person", "place", "organisation"

_SURE, _LIKELY, _PERHAPS = 0.9, 0.6, 0.3
_SMALL = 2
"""Words in small letters that may stand within a name: ``Bank of the West``."""


class Name(NamedTuple):
    """``text[start:end]`` (code points) is likely a name of a kind."""

    start: int
    end: int
    kind: str
    probability: float


@lru_cache(maxsize=1)
def chain() -> Chain:
    """The chain that ships with the program."""
    import gzip
    from importlib import resources

    packed = resources.files("store.suggest").joinpath("data", "seed.txt.gz").read_bytes()
    head, _, lines = gzip.decompress(packed).decode("utf-8").partition("\n")
    return read_chain(json.loads(head), lines)


def names(text: str, tokens: Sequence[Span] | None = None) -> list[Name]:
    """The likely names in a text, in order; they may overlap."""
    reading, _, found = _read(text, None if tokens is None else tuple(tokens))
    return [
        Name(reading.tokens[x.first][0], reading.tokens[x.last - 1][1], x.label, x.probability)
        for x in found
    ]


def described(
    text: str, tokens: Sequence[Span] | None = None
) -> tuple[Reading, list[tuple[str, ...]]]:
    """A text read, and the features of its places, names among them."""
    reading, rows, _ = _read(text, None if tokens is None else tuple(tokens))
    return reading, rows


# the same article is asked for its names and described, one after the other
@lru_cache(maxsize=2)
def _read(
    text: str, tokens: tuple[Span, ...] | None
) -> tuple[Reading, list[tuple[str, ...]], list[Candidate]]:
    reading = Reading(text, tokens)
    rows = reading.dynamic()
    found = sorted(
        chain().candidates(reading, rows, list(_stretches(reading))),
        key=lambda x: (x.first, -x.last, x.label),
    )
    for one in found:
        kind, p = one.label[:2], one.probability
        said = kind + ("9" if p > _SURE else "6" if p > _LIKELY else "3" if p > _PERHAPS else "1")
        rows[one.first].append(f"SB{said}")
        if p <= _PERHAPS:
            continue
        for at in range(one.first + 1, one.last):
            rows[at].append(f"SI{said}")
        if one.first:
            rows[one.first - 1].append(f"S>{kind}")
        if one.last < len(rows):
            rows[one.last].append(f"S<{kind}")
    return reading, [tuple(row) for row in rows], found


def _stretches(reading: Reading) -> Iterator[tuple[int, int]]:
    """Words with a capital, and the few small ones between two of them."""
    for first, last in reading.sequences:
        begin = end = -1
        for at in range(first, last):
            if not reading.words[at][:1].isupper():
                continue
            if begin < 0:
                begin = at
            elif at - end > _SMALL:
                yield begin, end
                begin = at
            end = at + 1
        if begin >= 0:
            yield begin, end
