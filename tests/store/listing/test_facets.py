"""Counts of values agree with counting the rows by hand, whichever way they are counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings

from store.listing import facets as facets_module
from store.listing.conditions import conditions
from store.listing.facets import FIELDS, Count, facets
from store.listing.query import Query
from store.listing.sets import Sets
from tests.store.listing.reference import DESKS, MINE, QUERIES, Piece, build, expected

_MONTHS = {-86_400: "1969-12", 1_735_689_600: "2025-01", 1_735_689_601: "2025-01",
           1_738_368_000: "2025-02", 1_767_225_600: "2026-01"}  # fmt: skip


def _values(piece: Piece, field: str) -> set[str]:
    if field == "status":
        return {piece.status.get(MINE, "new")}
    if field in ("source", "language", "assignee"):
        return {getattr(piece, field)}
    if field == "label":
        return {label for label, _ in piece.marks}
    if field == "annotator":
        return {annotator for _, annotator in piece.marks}
    if field == "article_label":
        return set(piece.labels.get(MINE, ()))
    return {_MONTHS[piece.at]} if piece.at else set()


@settings(max_examples=60, deadline=None)
@given(pieces=DESKS, query=QUERIES)
def test_counts(pieces: list[Piece], query: Query) -> None:
    connection = build(pieces)
    by_number = {piece.n: piece for piece in pieces}
    few = facets_module._FEW
    try:
        for facets_module._FEW in (few, -1):  # -1: always along the index
            found: dict[str, list[Count]] = {}
            sets = Sets(connection)
            with sets.snapshot():
                facets(sets, conditions(connection, query), MINE, found.__setitem__)
            for field in FIELDS:
                freed = (
                    replace(query, since="", until="") if field == "month" else query.without(field)
                )
                right: Counter[str] = Counter()
                for n in expected(pieces, freed):
                    right.update(_values(by_number[n], field))
                assert {x.value: x.count for x in found[field]} == dict(right), field
    finally:
        facets_module._FEW = few
        connection.close()
