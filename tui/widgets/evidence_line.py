"""A sentence that mentions a name, in one line, cut so that the mention is seen."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len

from store.register.evidence import Evidence
from tui.display import ELLIPSIS, fit, safe, widened

_BEFORE = 0.45
"""Share of the line that what stands before the mention may take when not all has room."""

_SOURCE = 16
_DATE = 10

Piece = tuple[str, str]
"""text, the name of its style"""


def sentence(evidence: Evidence, cells: int) -> list[Piece]:
    """The sentence in exactly so many cells: what is before the mention, the mention, the rest."""
    text = evidence.sentence
    start, end = evidence.at, min(len(text), evidence.at + evidence.length)
    before, mention, after = text[:start], text[start:end], text[end:]
    whole = cell_len(widened(safe(text))) <= cells
    lead = fit(before, cells) if whole else tail(before, int(cells * _BEFORE))
    room = cells - cell_len(lead)
    middle = fit(mention, room)
    rest = fit(after, room - cell_len(middle), pad=True)
    return [(lead, "text"), (middle, "mention"), (rest, "text")]


def tail(text: str, cells: int) -> str:
    """The end of a text, at most so many cells, beginning with … where it was cut."""
    text = widened(safe(text))
    if cell_len(text) <= cells:
        return text
    at = max(0, len(text) - cells)
    while at < len(text) and (
        cell_len(text[at:]) > cells - 1 or unicodedata.category(text[at])[0] == "M"
    ):
        at += 1
    return ELLIPSIS + text[at:].lstrip()


def told(evidence: Evidence, indent: int, width: int) -> list[Piece]:
    """The sentence, and at the right edge where it is from, in a line of this width."""
    right = " ".join(x for x in (fit(evidence.source, _SOURCE), evidence.published[:_DATE]) if x)
    aside = cell_len(right) + 3 if right and width >= 60 else 0
    pieces = sentence(evidence, width - indent - aside)
    lead = [(" " * indent, "text")]
    return [*lead, *pieces, *([(f"  {right} ", "muted")] if aside else [])]
