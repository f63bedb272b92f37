"""Charts and tables: what they say is what was counted, in as many cells as were asked for."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.text import charts, tables
from tui.text.charts import Bins

amounts = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)
days = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 60))
def test_a_bar_is_as_long_as_its_share(value: int, top: int, cells: int) -> None:
    drawn = charts.bar(value, top, cells)
    assert len(drawn) == cells
    assert (drawn.strip() == "") == (value == 0)
    filled = drawn.rstrip()
    eighths = 0 if not filled else 8 * (len(filled) - 1) + " ▏▎▍▌▋▊▉█".index(filled[-1])
    assert abs(eighths - 8 * cells * min(1, value / top)) <= 1


@given(amounts, st.integers(1, 80))
def test_parts_of_a_bar_fill_it(values: list[int], cells: int) -> None:
    given_ = charts.parts(values, cells)
    total = sum(values)
    assert sum(given_) == (cells if total else 0)
    assert all(size == 0 for size, value in zip(given_, values, strict=True) if not value)
    if sum(1 for value in values if value) <= cells:
        assert all(size for size, value in zip(given_, values, strict=True) if value)
    if all(value * cells >= total for value in values if value):
        assert all(
            abs(size - value * cells / total) < 1
            for size, value in zip(given_, values, strict=True)
            if value
        )


def test_sparks_shades_and_shares_in_words() -> None:
    assert charts.spark([0, 1, 4, 8]) == "·▂▅█"
    assert charts.spark([]) == ""
    assert [charts.shade(x) for x in (-0.3, 0.19, 0.2, 0.4, 0.6, 0.8, 1)] == list("  ░▒▓██")
    assert tables.percent(0, 9) == tables.percent(0, 0) == "0%"
    assert tables.percent(1, 1000) == "<1%"
    assert tables.percent(999, 1000) == ">99%"
    assert tables.percent(1, 3) == "33%"
    assert tables.percent(3, 3) == "100%"


@given(st.dictionaries(days, st.integers(0, 500), min_size=1, max_size=40), st.integers(50, 120))
def test_bins_hold_every_day_once(values: dict[date, int], columns: int) -> None:
    bins = Bins.over(list(values), columns)
    assert len(bins.starts) <= columns
    assert sum(bins.sums(values)) == sum(values.values())
    assert bins.starts[0] == charts.start_of(min(values), bins.unit)
    steps = {other - one for one, other in zip(bins.starts, bins.starts[1:], strict=False)}
    if bins.unit != "month":
        assert steps <= {timedelta(days=1 if bins.unit == "day" else 7)}
    drawn = charts.columns(bins.sums(values), 6, columns)
    assert len(drawn) == 6
    assert {len(row) for row in drawn} == {columns}
    assert len(charts.axis(bins, columns)) == columns
    assert any(row.strip() for row in drawn) == any(values.values())


def test_weeks_and_months_take_the_place_of_days_where_there_is_no_room() -> None:
    first = date(2025, 3, 5)
    assert Bins.over([first, first + timedelta(days=9)], 10).unit == "day"
    weeks = Bins.over([first, first + timedelta(days=60)], 10)
    assert (weeks.unit, weeks.starts[0]) == ("week", date(2025, 3, 3))
    months = Bins.over([first, date(2027, 1, 2)], 10)
    assert (months.unit, len(months.starts)) == ("month", 10)
    assert months.starts[-1] == date(2027, 1, 1)
    assert charts.axis(Bins.over([first], 10), 30).rstrip() == "5 Mar"


def test_columns_are_as_high_as_their_values() -> None:
    assert charts.columns([4, 2, 0, 1], 2, 8) == ["█       ", "█ █   ▄ "]
    assert charts.columns([0, 0], 2, 4) == ["    ", "    "]


@given(st.text(max_size=40), st.integers(2, 30))
def test_cells_of_a_table_have_their_width(text: str, cells: int) -> None:
    assert cell_len(tables.left(text, cells)) == cells
    assert cell_len(tables.right(text, cells)) == cells
