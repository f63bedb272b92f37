"""What a label key takes when nothing is selected: the best phrase under the cursor for a label.

Rules by script, with small word lists; tuned on annotated news (``tests/bench/targets.py``).
"""

from __future__ import annotations

import re

from store.model import Label
from store.names.gazetteer import COUNTRY_KINDS, areas, countries
from store.text.characters import ARABIC, DEVANAGARI, HAN
from store.text.targets import cased, han, uncased
from store.text.targets.neighbourhood import around
from store.text.tokens import Span

KINDS = ("person", "country", "term", "name", "word")
"""The kinds of phrase; ``name`` is a run of capitalised words, for organisations and places."""

_BY_NAME = {
    "person": "official officials per pers person persons people politician leader minister "
    "diplomat human",
    "country": "country countries gpe nationality norp nation state",
    "term": "area areas topic topics term terms cooperation theme subject field",
    "name": "other entity name ne loc location place org organisation organization company misc geo fac facility",
}
_KIND_OF = {name: kind for kind, names in _BY_NAME.items() for name in names.split()}

_HAN = re.compile(f"[{HAN}]")
_UNCASED = re.compile(f"[{ARABIC}{DEVANAGARI}]")


def kind_of(label: Label) -> str:
    """The kind of phrase a span label takes: by its id, else by its name, else ``word``."""
    for name in (label.id, label.name):
        kind = _KIND_OF.get(name.strip().casefold())
        if kind:
            return kind
    return "word"


def phrase(text: str, offset: int, kind: str) -> Span:
    """The best phrase of ``kind`` (see `KINDS`) at ``offset`` of ``text``: start, end exclusive.

    Where there is none, and for an unknown kind, the word at ``offset``, else the next one near,
    else the one before; empty, at ``offset``, only where no word is near. Particles written to
    an Arabic or Hebrew word are left out where what follows them is known. Looks at some 240 code
    points on each side (8000 for another place with an Arabic word), so its cost does not grow
    with the text.
    """
    offset = min(max(0, offset), len(text))
    near = around(text, offset)
    if not near.spans:
        return offset, offset
    start, end = near.spans[near.here]
    offset = min(max(offset, start), end - 1)
    if kind == "country" or kind == "term":
        hit = (
            countries().longest_at(text, offset, COUNTRY_KINDS)
            if kind == "country"
            else areas().longest_at(text, offset)
        )
        return (hit.start, hit.end) if hit else (start, end)
    if kind == "person":
        if _HAN.match(text, start):
            return han.person(text, start)
        if _UNCASED.match(text, start):
            return uncased.person(near)
        return cased.person(near)
    if kind == "name" and not _HAN.match(text, start) and not _UNCASED.match(text, start):
        return cased.name(near)
    return start, end
