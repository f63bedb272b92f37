"""What is proposed stands in the rows there are, names before reasons, and nothing is cut away unsaid."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.text.proposals import Laid, Proposal, lay_out

OFFERS = [
    Proposal("1", "Seyed Sattar Hashemi", "same surname, minister, IR, 12 articles", "?"),
    Proposal("2", "Mohsen Hashemi", "same surname, 3 articles"),
    Proposal("3", "Faezeh Hashemi Rafsanjani", "same surname, 1 article"),
]
LAST = [Proposal("0", "new"), Proposal("K", "search")]


def text(laid: Laid) -> list[str]:
    return ["".join(piece.text for piece in row) for row in laid.rows]


def test_at_120_columns_one_row_holds_all_and_the_first_reasons() -> None:
    laid = lay_out("“Hashemi” →", OFFERS, LAST, 118, 1)
    assert text(laid) == [
        "“Hashemi” →  1 Seyed Sattar Hashemi? (same surname,…)  2 Mohsen Hashemi"
        "  3 Faezeh Hashemi Rafsanjani  0 new  K search"
    ]
    assert laid.shown == 3


def test_at_80_columns_two_rows_do() -> None:
    laid = lay_out("“Hashemi” →", OFFERS, LAST, 78, 2)
    assert text(laid) == [
        "“Hashemi” →  1 Seyed Sattar Hashemi? (same surname, minister, IR, 12 articles)",
        "2 Mohsen Hashemi  3 Faezeh Hashemi Rafsanjani  0 new  K search",
    ]


def test_what_finds_no_room_is_not_shown_rather_than_unreadable() -> None:
    laid = lay_out("“Hashemi” →", OFFERS, LAST, 60, 1)
    assert laid.shown == 1
    assert text(laid) == ["“Hashemi” →  1 Seyed Sattar Hashemi?  0 new  K search"]


NAMES = st.text(max_size=60)


@given(
    NAMES,
    st.lists(st.tuples(NAMES, NAMES), max_size=5),
    st.integers(30, 140),
    st.integers(1, 2),
)
def test_rows_keep_to_the_width_and_those_shown_are_the_first(
    lead: str, offers: list[tuple[str, str]], width: int, height: int
) -> None:
    proposals = [Proposal(str(n), *offer) for n, offer in enumerate(offers, 1)]
    laid = lay_out(lead, proposals, LAST, width, height)
    assert len(laid.rows) <= height
    assert all(cell_len(row) <= width for row in text(laid))
    keys = [piece.text.strip() for row in laid.rows for piece in row if piece.kind == "key"]
    assert keys in ([*(str(n + 1) for n in range(laid.shown)), "0", "K"], [])
    assert keys or width < 50
