"""Proposals with a digit each, laid out in the few rows there are: names before their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len

from tui.display import fit, safe, widened

_APART = 2
_NAMES = (999, 30, 22, 16)
"""Cells a name may have, tried in this order until all stand in the rows."""
_REASONS = (999, 80, 64, 52, 44, 36, 28, 20, 14)
_LEAD = 26


@dataclass(frozen=True, slots=True)
class Proposal:
    """A key, whom it chooses (outside text), and what speaks for it (outside text)."""

    key: str
    name: str
    detail: str = ""
    doubt: str = ""
    """A sign behind the name of the one that stands without being confirmed."""


class Piece(NamedTuple):
    """A piece of a row, safe to draw: ``kind`` is lead, key, name, detail or gap."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Laid:
    """Rows of pieces, and how many of the proposals stand in them."""

    rows: tuple[tuple[Piece, ...], ...] = ()
    shown: int = 0


def lay_out(
    lead: str, proposals: Sequence[Proposal], last: Sequence[Proposal], width: int, height: int
) -> Laid:
    """As many proposals as fit before ``last``, which always stand, with what there is room for.

    The last proposals are left out before a name is cut beyond knowing it.
    """
    first = _cut(lead, _LEAD)
    for count in range(len(proposals), -1, -1):
        for most in _NAMES:
            items = [_Item(one, most) for one in (*proposals[:count], *last)]
            rows = _flow(first, items, width, height)
            if rows is None:
                continue
            for item in items[:count]:
                for room in _REASONS:
                    item.reason(room)
                    if (longer := _flow(first, items, width, height)) is not None:
                        rows = longer
                        break
                else:
                    item.reason(0)
            return Laid(rows, count)
    return Laid(((Piece(first, "lead"),),), 0)


class _Item:
    """A proposal as it is drawn."""

    def __init__(self, proposal: Proposal, most: int) -> None:
        self._proposal = proposal
        self._name = _cut(proposal.name, most) + proposal.doubt
        self._detail = ""

    def reason(self, room: int) -> None:
        """Say why in so many cells; 0 says nothing."""
        self._detail = f" ({_cut(self._proposal.detail, room)})" if room and self._detailed else ""

    @property
    def _detailed(self) -> bool:
        return bool(self._proposal.detail)

    def pieces(self) -> list[Piece]:
        found = [Piece(safe(self._proposal.key) + " ", "key"), Piece(self._name, "name")]
        return [*found, Piece(self._detail, "detail")] if self._detail else found


def _flow(
    lead: str, items: Sequence[_Item], width: int, height: int
) -> tuple[tuple[Piece, ...], ...] | None:
    """The items in rows, none of them broken; None when the rows are too few."""
    rows: list[list[Piece]] = [[Piece(lead, "lead")]] if lead else [[]]
    used = cell_len(lead)
    for item in items:
        pieces = item.pieces()
        cells = sum(cell_len(piece.text) for piece in pieces)
        gap = _APART if used else 0
        if used + gap + cells > width:
            if len(rows) == height or cells > width:
                return None
            rows.append([])
            used = gap = 0
        rows[-1] += [Piece(" " * gap, "gap"), *pieces] if gap else pieces
        used += gap + cells
    return tuple(tuple(row) for row in rows)


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return fit(text, min(most, cell_len(widened(safe(text)))))
