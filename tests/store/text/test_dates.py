"""Dates come in at the precision they have, or not at all."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.dates import read

READ = {
    "2024-05-03 15:47:42.389000+00:00": "2024-05-03T15:47:42.389000+00:00",
    "2024-05-03T15:47": "2024-05-03T15:47",
    "2024-05-03T15:47:42Z": "2024-05-03T15:47:42Z",
    "2025-01-20T10:11:12.5+0330": "2025-01-20T10:11:12.5+03:30",
    "2025/01/20": "2025-01-20",
    "2025-01": "2025-01",
    "2025": "2025",
    "20250120": "2025-01-20",
    "20250120101112": "2025-01-20T10:11:12",
    "20250120T101112Z": "2025-01-20T10:11:12Z",
    "26-FEB-1987 15:01:01.79": "1987-02-26T15:01:01.79",
    "Mon, 20 Jan 2025 10:11:12 GMT": "2025-01-20T10:11:12Z",
    "Mon, 20 Jan 2025 10:11:12 +0330": "2025-01-20T10:11:12+03:30",
    "Thu, 26 Feb 87 15:01:01 EST": "1987-02-26T15:01:01-05:00",
    "Sat Jan 18 10:11:12 +0000 2025": "2025-01-18T10:11:12+00:00",
    "Jan. 20, 2025 at 3:05 p.m. EST": "2025-01-20T15:05-05:00",
    "12:30 AM, 20 January 2025": "2025-01-20T00:30",
    "January 20, 2025": "2025-01-20",
    "20th January 2025": "2025-01-20",
    "January 2025": "2025-01",
    "03/14/1998 10:36:00": "1998-03-14T10:36:00",
    "14/03/1998": "1998-03-14",
    "04.05.2024": "2024-05-04",
    "le 20 janvier 2025 à 15h30": "2025-01-20T15:30",
    "mar. 20 mai 2025": "2025-05-20",
    "20 de enero de 2025": "2025-01-20",
    "20. Januar 2025": "2025-01-20",
    "20 января 2025 г.": "2025-01-20",
    "20 Ocak 2025": "2025-01-20",
    "٢٠ يناير ٢٠٢٥": "2025-01-20",
    "20 كانون الثاني 2025": "2025-01-20",
    "۲۰ ژانویه ۲۰۲۵": "2025-01-20",
    "20 जनवरी 2025": "2025-01-20",
    "2025年1月20日": "2025-01-20",
    "2025年1月20日 下午3:05": "2025-01-20T15:05",
    "一九九八年十二月三十一日": "1998-12-31",
    "２０２５年１月": "2025-01",
    "2025년 1월 20일 오후 3시": "2025-01-20T15:00",
    "۳۱ فروردین ۱۳۹۹": "2020-04-19",
    "۱ دی ۱۴۰۳": "2024-12-21",
    "30 اسفند 1399": "2021-03-20",
    "1737367872": "2025-01-20T10:11:12Z",
    "1737367872123": "2025-01-20T10:11:12.123Z",
}
UNREAD = [
    "", "yesterday", "2 hours ago", "03/04/2024", "۱۴۰۳/۱۰/۳۰", "2025-02-30", "29 February 2025",
    "20 January", "May or June 2025", "30 اسفند 1400", "25:61", "None", "0000-00-00", "x" * 500,
    "2025-01-20T25:00", "12345",
]  # fmt: skip


@pytest.mark.parametrize(("given_form", "iso"), READ.items())
def test_forms_of_feeds_become_iso_at_their_precision(given_form: str, iso: str) -> None:
    assert read(given_form) == iso


@pytest.mark.parametrize("given_form", UNREAD)
def test_what_is_uncertain_is_not_read(given_form: str) -> None:
    assert read(given_form) == ""


def test_numbers_are_stamps_or_seconds() -> None:
    assert read(1737367872) == "2025-01-20T10:11:12Z"
    assert read(1737367872.0) == "2025-01-20T10:11:12Z"
    assert read(20250120) == "2025-01-20"
    assert read(1987) == "1987"
    assert [read(value) for value in (7, -1, True, None, float("nan"), [], {})] == [""] * 7


def test_persian_leap_years_are_the_known_ones() -> None:
    """Leap years of the observed calendar, 1354 to 1408."""
    known = {1354, 1358, 1362, 1366, 1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408}
    found = {year for year in range(1351, 1411) if read(f"30 اسفند {year}")}
    assert found == known


@pytest.mark.parametrize("iso", [*READ.values()])
def test_what_was_read_reads_the_same_again_and_python_knows_it(iso: str) -> None:
    assert read(iso) == iso
    if len(iso) >= 10:
        datetime.fromisoformat(iso)


@given(st.text(max_size=60) | st.text("0123456789/-.: TZ年月日", max_size=30))
def test_nothing_makes_it_fail(text: str) -> None:
    found = read(text)
    assert read(found) == found


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2099, 1, 1)))
def test_python_dates_come_back(moment: datetime) -> None:
    assert datetime.fromisoformat(read(moment.isoformat())) == moment
    assert datetime.fromisoformat(read(str(moment))) == moment
