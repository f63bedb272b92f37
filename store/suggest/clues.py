"""What in a text may be worth marking, before anybody has said how the desk marks such things.

A *clue* is a stretch of text and its *sort*: a country's name, a people, a name after a title. What
a sort of clue is marked as, and how often, is learned from the desk (`store.suggest.weighing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from store.names.countries import name_of
from store.names.gazetteer import Hit, areas, countries
from store.text.targets.lexicon import listed
from store.text.tokens import Span

VERSION = 10
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


def built_in(text: str, spans: list[Span]) -> Iterator[Clue]:
    """Countries, peoples, capitals and areas of cooperation that ship with the program, in order;
    of overlapping ones of one list the longest from the left."""
    for hit in countries().find_all(text, spans=spans):
        kind = min((entry.kind for entry in hit.entries), key=_ORDER.index)
        ident = next(entry.id for entry in hit.entries if entry.kind == kind)
        sort = f"country {kind}{_beside(text, hit)}"
        yield Clue(hit.start, hit.end, sort, "built-in", _SAID[kind].format(name_of(ident)))
    for hit in areas().find_all(text, spans=spans):
        kind = "word" if " " not in text[hit.start : hit.end] else "phrase"
        said = hit.entries[0].id.partition(":")[2].replace("-", " ")
        yield Clue(hit.start, hit.end, f"area {kind}", "built-in", f"area: {said}")


_BEFORE = re.compile(r"(?:(?<!^)(?<![.\n] )\b[A-Z]\w+ (?:of (?:the )?)?)$")
_AFTER = re.compile(r" ((?:[A-Z]\w+ ){0,3}[A-Z]\w+)")


def _beside(text: str, hit: Hit) -> str:
    """What stands round a country's name that makes it part of something else's."""
    words = text[hit.start : hit.end]
    if words.isupper() and len(words) > 5:
        return " in capitals"
    if text[hit.end : hit.end + 1] in ("-", "‑") or text[hit.start - 1 : hit.start] == "-":
        return " in a compound"
    if not words[0].isascii():
        return ""
    organisations = listed("organisation", "en")
    if after := _AFTER.match(text, hit.end, hit.end + 60):
        if any(word.lower() in organisations for word in after[1].split()):
            return " before organisation"
        if after[1].split()[0].lower() not in listed("title", "en"):
            return " before name"
    if before := _BEFORE.search(text, max(0, hit.start - 30), hit.start):
        first = before[0].split()[0].lower()
        if first in organisations:
            return " behind organisation"
        if " of " not in before[0] and first not in listed("title", "en"):
            return " behind name"
    return ""
