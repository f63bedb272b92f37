"""Counts of values agree with counting the rows by hand, whichever way they are counted."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing

import pytest
from hypothesis import given, settings

from store.listing import facets as facets_module
from store.listing.conditions import conditions
from store.listing.facets import FIELDS, Count, facets
from store.listing.query import Query
from store.listing.sets import Sets, members
from store.listing.values import unknown
from tests.store.listing.reference import DESKS, MINE, QUERIES, Piece, build, entity_of, expected

_MONTHS = {-86_400: "1969-12", 1_735_689_600: "2025-01", 1_735_689_601: "2025-01",
           1_738_368_000: "2025-02", 1_767_225_600: "2026-01"}  # fmt: skip


def _values(piece: Piece, field: str) -> set[str]:
    if field == "status":
        return {piece.status.get(MINE, "new")}
    if field in ("source", "language", "assignee"):
        return {getattr(piece, field)}
    if field == "label":
        return {label for label, _ in piece.marks}
    if field == "entity":
        return {"root" for mark in piece.marks if entity_of(*mark)}
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
                    query._replace(since="", until="") if field == "month" else query.without(field)
                )
                right: Counter[str] = Counter()
                for n in expected(pieces, freed):
                    right.update(_values(by_number[n], field))
                assert {x.value: x.count for x in found[field]} == dict(right), field
    finally:
        facets_module._FEW = few
        connection.close()


@pytest.mark.parametrize("typed", ["root", "tied", "ali rahimi", "A. Rahimi", "a. rah"])
def test_an_entity_is_asked_for_by_id_or_any_name_of_all_that_is_tied(typed: str) -> None:
    pieces = [
        Piece(0, "", "", "", "", 0, (), False, marks=marks)
        for marks in ((("official", MINE),), (("official", "reza"),), (("country", MINE),))
    ]
    with closing(build(pieces)) as connection:
        query = Query(entity=(typed,), mine=MINE)
        assert sorted(numbers(connection, query)) == [pieces[0].n, pieces[1].n]
        assert unknown(connection, query) == []
        assert unknown(connection, Query(entity=("nobody",)))[0].possible == ("Ali Rahimi",)


def numbers(connection: sqlite3.Connection, query: Query) -> list[int]:
    sets = Sets(connection)
    with sets.snapshot():
        return list(members(sets.all_of(conditions(connection, query)) or b""))
