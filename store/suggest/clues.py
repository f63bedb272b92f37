"""What in a text may be worth marking, before anybody has said how the desk marks such things.

A *clue* is a stretch of text and its *sort*: a country's name, a people, a name after a title. What
a sort of clue is marked as, and how often, is learned from the desk (`store.suggest.weighing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from store.names.countries import name_of
from store.names.gazetteer import Hit, areas, countries

VERSION = 1
"""Raised when clues are found otherwise, so that what was learned of them is learned anew."""


class Clue(NamedTuple):
    """``text[start:end]`` (code points) is of a sort. ``part`` and ``reason`` as in `Suggestion`."""

    start: int
    end: int
    sort: str
    part: str
    reason: str


_SAID = {
    "common": "name of {}",
    "organisation": "name of {}",
    "official": "official name of {}",
    "abbreviation": "abbreviation of {}",
    "demonym": "people of {}",
    "former": "former name of {}",
    "capital": "capital of {}",
}
_ORDER = tuple(_SAID)


def built_in(text: str) -> Iterator[Clue]:
    """Countries, peoples, capitals and areas of cooperation that ship with the program, in order;
    of overlapping ones of one list the longest from the left."""
    for hit in countries().find_all(text):
        kind = min((entry.kind for entry in hit.entries), key=_ORDER.index)
        ident = next(entry.id for entry in hit.entries if entry.kind == kind)
        sort = f"country {kind}"
        if kind in ("common", "demonym") and _shouted(text, hit):
            sort += " in capitals"
        yield Clue(hit.start, hit.end, sort, "built-in", _SAID[kind].format(name_of(ident)))
    for hit in areas().find_all(text):
        kind = "word" if " " not in text[hit.start : hit.end] else "phrase"
        said = hit.entries[0].id.partition(":")[2].replace("-", " ")
        yield Clue(hit.start, hit.end, f"area {kind}", "built-in", f"area: {said}")


def _shouted(text: str, hit: Hit) -> bool:
    words = text[hit.start : hit.end]
    return words.isupper() and len(words) > 5
