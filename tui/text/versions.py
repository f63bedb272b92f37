"""Versions of a passage under one another: the same words in the same columns, brackets around
what each version marks. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from rich.cells import cell_len

from tui.display import ELLIPSIS, fit, safe, widened

Piece = tuple[str, str]
"""text, ready to draw, and its style: ``text``, ``muted``, ``bracket`` or ``label:`` and an id."""

Range = tuple[int, int, str]
"""start, end (code points), label id"""

_CONTEXT = 60
"""Code points of context looked at on either side."""


def aligned(text: str, versions: Sequence[Sequence[Range]], cells: int) -> list[list[Piece]]:
    """One row for each version, each at most ``cells`` wide, in the same order.

    What stands before and behind gives way first, then the middle of long stretches.
    """
    marks = [mark for version in versions for mark in version]
    if not marks:
        return [[] for _ in versions]
    edges = sorted({edge for start, end, _ in marks for edge in (start, end)})
    slots = {edge: _slot(versions, edge) for edge in edges}
    room = max(0, cells - sum(map(sum, slots.values())))
    inner = [_drawn(text[a:b]) for a, b in pairwise(edges)]
    inner = _shortened(inner, room)
    left = room - sum(map(cell_len, inner))
    before = _drawn(text[max(0, edges[0] - _CONTEXT) : edges[0]].rpartition("\n")[2])
    after = _drawn(text[edges[-1] : edges[-1] + _CONTEXT].partition("\n")[0])
    share = left // 2
    lead = _tail(before, max(share, left - cell_len(after)))
    rest = fit(after, left - cell_len(lead)) if left - cell_len(lead) > 1 else ""
    return [
        [(lead, "muted"), *_row(version, edges, inner, slots), (rest, "muted")]
        for version in versions
    ]


def _drawn(stretch: str) -> str:
    return widened(safe(stretch))


def _slot(versions: Sequence[Sequence[Range]], edge: int) -> tuple[int, int]:
    """How many closing and opening brackets some version has at an edge, at most."""
    closing = max(sum(end == edge for _, end, _ in version) for version in versions)
    opening = max(sum(start == edge for start, _, _ in version) for version in versions)
    return closing, opening


def _row(
    version: Sequence[Range],
    edges: Sequence[int],
    inner: Sequence[str],
    slots: dict[int, tuple[int, int]],
) -> list[Piece]:
    pieces: list[Piece] = []
    for place, edge in enumerate(edges):
        closing, opening = slots[edge]
        closed = "]" * sum(end == edge for _, end, _ in version)
        opened = "[" * sum(start == edge for start, _, _ in version)
        pieces.append((closed.ljust(closing) + opened.rjust(opening), "bracket"))
        if place < len(inner):
            over = [m for m in version if m[0] <= edge < m[1]]
            top = min(over, key=lambda m: m[1] - m[0], default=None)
            pieces.append((inner[place], f"label:{top[2]}" if top else "text"))
    return [piece for piece in pieces if piece[0]]


def _shortened(stretches: list[str], room: int) -> list[str]:
    """The stretches with the longest cut until all have room together."""
    sizes = [cell_len(one) for one in stretches]
    if sum(sizes) <= room:
        return stretches
    left, fair = room, [0] * len(sizes)
    order = sorted(range(len(sizes)), key=lambda at: sizes[at])
    for rank, at in enumerate(order):
        fair[at] = min(sizes[at], left // (len(order) - rank))
        left -= fair[at]
    return [_middle(one, size) for one, size in zip(stretches, fair, strict=True)]


def _middle(text: str, cells: int) -> str:
    """Head and tail of a text with … between, so many cells at most."""
    if cell_len(text) <= cells:
        return text
    if cells < 5:
        return fit(text, cells)
    head = fit(text, cells // 2)
    return head + _tail(text, cells - cell_len(head)).removeprefix(ELLIPSIS)


def _tail(text: str, cells: int) -> str:
    """The end of a text, beginning with … where it was cut; "" where there is no room for it."""
    if cell_len(text) <= cells:
        return text
    if cells < 2:
        return ""
    at = max(0, len(text) - cells)
    while at < len(text) and (
        cell_len(text[at:]) > cells - 1 or unicodedata.category(text[at])[0] == "M"
    ):
        at += 1
    return ELLIPSIS + text[at:]
