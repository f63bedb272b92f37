"""What a label key takes when nothing is selected: the best phrase under the cursor for a label."""

from __future__ import annotations

from store.model import Label
from store.text.tokens import Span, words

KINDS = ("person", "country", "term", "name", "word")

_BY_NAME = {
    "person": "official per pers person people persons officials politician leader minister "
    "diplomat human",
    "country": "country countries gpe nationality norp nation state",
    "term": "area areas topic topics term terms cooperation theme subject field",
    "name": "loc location place org organisation organization company misc geo fac facility",
}
_KIND_OF = {name: kind for kind, names in _BY_NAME.items() for name in names.split()}


def kind_of(label: Label) -> str:
    """The kind of phrase a span label takes: by its id, else by its name, else ``word``."""
    for name in (label.id, label.name):
        kind = _KIND_OF.get(name.strip().casefold())
        if kind:
            return kind
    return "word"


_REACH = 240
"""Code points looked at on each side of the cursor: a text may be one line of a megabyte."""


def _window(text: str, offset: int) -> Span:
    start = max(0, offset - _REACH)
    while 0 < start < offset and not text[start - 1].isspace():
        start += 1
    end = min(len(text), offset + _REACH)
    while offset < end < len(text) and not text[end].isspace():
        end -= 1
    if end <= offset:
        end = min(len(text), offset + _REACH)
    if start >= offset:
        start = max(0, offset - _REACH)
    return start, end


def word(text: str, offset: int) -> Span:
    """The word at ``offset``, else the next one near, else the one before; empty in no text."""
    start, end = _window(text, offset)
    spans = words(text, start, end)
    for first, last in spans:
        if offset < last:
            return first, last
    return spans[-1] if spans else (offset, offset)


def phrase(text: str, offset: int, kind: str) -> Span:
    """The best phrase of ``kind`` (see `KINDS`) at ``offset`` of ``text``: start, end exclusive.

    Never empty where there is a word near; `word` for an unknown kind.
    """
    offset = min(max(0, offset), len(text))
    return word(text, offset)
