"""What a person types narrows a list as written, and nothing they type can break it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.listing.query import Query, parse, period, written

_PIECES = st.sampled_from(
    ["source:", "status:done", "lang:", '"', ":", " ", "is:", "starred", "from:", "2025-1", "to:",
     "sort:", "title", "none", "IRNA", "x:y", "\t", "is:superseded", "label:", "كاتب", "\n"]
)  # fmt: skip
LINES = st.one_of(st.text(), st.lists(_PIECES, max_size=12).map("".join))


@given(LINES)
def test_any_line_is_understood_and_can_be_written_again(line: str) -> None:
    query = parse(line, mine="mina")
    assert parse(written(query), mine="mina") == query


def test_a_full_line() -> None:
    query = parse(
        'iran source:IRNA status:done lang:ar label:country from:2025-01 to:2025-02 is:starred by:reza "data transit"'
    )
    assert query == Query(
        text='iran "data transit"',
        source=("IRNA",),
        status=("done",),
        language=("ar",),
        label=("country",),
        annotator=("reza",),
        since="2025-01",
        until="2025-02",
        starred=True,
    )


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("source:IRNA source:WAM", Query(source=("IRNA", "WAM"))),
        ('source:"Al Noor"', Query(source=("Al Noor",))),
        ('source:"Al Noor', Query(source=("Al Noor",))),
        ("assignee:none", Query(assignee=("",))),
        ('source:"none"', Query(source=("none",))),
        ("http://x.example", Query(text="http://x.example")),
        ("colour:red", Query(text="colour:red")),
        ("source: from:20 from:2025-13 sort:speed", Query()),
        ("SORT:title", Query(sort="title")),
    ],
)
def test_values_quotes_and_what_is_not_understood(line: str, query: Query) -> None:
    assert parse(line) == query


def test_a_period_holds_its_last_second() -> None:
    assert period("2024-02") == (1706745600, 1709251199)
    assert period("2024-02-29") == (1709164800, 1709251199)
    assert period("2025-02-29") is None


def test_toggling_a_value_twice_changes_nothing() -> None:
    query = Query(source=("IRNA",))
    assert query.toggled("source", "WAM").toggled("source", "WAM") == query
    assert query.toggled("source", "IRNA") == Query()
