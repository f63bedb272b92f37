"""A list shows just the right articles in the right order, however it is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from store.listing import listing as listing_module
from store.listing import pages as pages_module
from store.listing import whole as whole_module
from store.listing.conditions import conditions
from store.listing.listing import Listing
from store.listing.order import runs
from store.listing.pages import page
from store.listing.query import Query
from store.listing.sets import Sets
from tests.store.listing.reference import DESKS, MINE, QUERIES, Piece, build, expected


@settings(max_examples=200, deadline=None)
@given(pieces=DESKS, query=QUERIES)
def test_every_way_to_a_list_gives_the_same_articles(pieces: list[Piece], query: Query) -> None:
    connection = build(pieces)
    right = expected(pieces, query)

    listing = Listing(connection, query)
    if query.text:
        assert listing.pending
    else:
        assert [row.n for row in listing.rows(0, 50)] == right

    for sorted_up_to in (40_000, 0):
        whole_module.SORTED, before = sorted_up_to, whole_module.SORTED
        try:
            listing = Listing(connection, query)
            listing.build(Sets(connection))
        finally:
            whole_module.SORTED = before
        assert listing.count == len(right)
        assert list(listing.numbers(0, 100)) == right
        assert list(listing.numbers(-3, 3)) == right[-3:]
        for place, n in enumerate(right):
            assert listing.position(n) == place
    connection.close()


@settings(max_examples=100, deadline=None)
@given(pieces=DESKS, query=QUERIES)
def test_short_pages_from_both_ends_agree_with_the_whole(pieces: list[Piece], query: Query) -> None:
    if query.text:
        return
    connection = build(pieces)
    right = expected(pieces, query)
    demands, order = conditions(connection, query), runs(connection, query.sort, MINE)
    few = pages_module.FEW
    try:
        for pages_module.FEW in (few, 0):  # 0: always walk along an order, never sort
            for limit in (1, 3):
                assert page(connection, demands, order, limit=limit) == right[:limit]
                assert page(connection, demands, order, limit=limit, last=True) == right[-limit:]
    finally:
        pages_module.FEW = few
    connection.close()


def test_rows_kept_are_those_looked_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_module, "_ROWS_KEPT", 4)
    plain = Piece(0, "t", "", "", "", 0, (), False)
    listing = Listing(build([replace(plain) for _ in range(12)]), Query(sort="arrival", mine=MINE))
    for offset in (0, 3, 1, 6, 0, 5, 8):
        assert [x.n for x in listing.rows(offset, 4)] == [23 - 2 * (offset + k) for k in range(4)]
