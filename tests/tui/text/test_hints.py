"""Codes of hints, what they choose, where a fresh selection may end."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from store.text.tokens import words
from tui.text.hints import (
    AGAIN,
    EASY,
    Choice,
    Codes,
    Hint,
    Hints,
    assign,
    codes,
    ends,
    inner,
    onward,
    spread,
)


@given(st.integers(0, 2500), st.integers(0, 40))
def test_no_code_begins_another_even_when_its_last_letter_is_a_capital(
    count: int, favoured: int
) -> None:
    found = codes(count, favoured)
    assert len(set(found)) == len(found)
    assert all(1 <= len(code) <= 2 and code[0] != AGAIN for code in found)
    typed = set(found) | {code[:-1] + code[-1].upper() for code in found}
    assert len(typed) == 2 * len(found)
    assert not any(code[0] in typed for code in typed if len(code) == 2)


@given(
    st.integers(0, 700),
    st.integers(0, 700),
    st.text("asdjkl90", min_size=1).map(lambda x: "".join(dict.fromkeys(x))),
)
def test_codes_given_out_begin_no_other_and_have_no_capital(
    count: int, some: int, letters: str
) -> None:
    given = Codes(count, letters)
    dealt = given.deal(some)
    assert len(dealt) <= some
    found = list(dealt)
    while code := given.another(easy=len(found) % 2 > 0):
        found.append(code)
    singles = {code for code in found if len(code) == 1}
    pairs = [code for code in found if len(code) == 2]
    assert len(set(found)) == len(found)
    assert not singles & {code[0] for code in pairs}
    assert {code[0] for code in found} <= given.firsts
    assert all(code[0] in letters and code[1:].islower() | (len(code) == 1) for code in found)
    lasts = sum(letter.isalpha() for letter in letters) + 1
    assert len(found) >= min(count, len(letters) * lasts)


def test_a_whole_screen_of_words_gets_codes() -> None:
    assert len(codes(600, 30)) == 600
    assert len([code for code in codes(600, 30) if len(code) == 1]) == 15
    assert len(codes(1500, 30)) == 1500


@given(st.integers(1, 400), st.integers(0, 400))
def test_every_place_gets_one_hint_in_text_order(count: int, cursor: int) -> None:
    places = [(at * 3, at * 3 + 2) for at in range(count)]
    found = assign(places, onward(places[::7], cursor), cursor)
    assert [(hint.start, hint.end) for hint in found] == places


def test_typing_narrows_and_a_capital_selects() -> None:
    hints = Hints(
        [lambda: [Hint("a", 0, 1), Hint("sd", 2, 3), Hint("sf", 4, 5)], lambda: [Hint("j", 9, 10)]]
    )
    assert hints.press("s") is True
    assert hints.live == {2: ("d", 3), 4: ("f", 5)}
    assert hints.press("F") == Choice(4, 5, select=True)
    again = Hints([lambda: [Hint("a", 0, 1)], lambda: [Hint("j", 9, 10)]])
    assert again.press("A") == Choice(0, 1, select=True)
    assert again.press(AGAIN) is True
    assert again.press("j") == Choice(9, 10, select=False)
    assert Hints([lambda: [Hint("a", 0, 1)]]).press("q") is False


def test_ends_are_words_by_digit_and_odd_places_by_capital() -> None:
    text = 'He met "Max Corp." in A$ zone-wide talks.'
    found = ends(text, text.index("Max"), taken="S")
    assert text[text.index("Max") : found["2"]] == "Max Corp."
    odd = {text[text.index("Max") : to] for key, to in found.items() if key.isalpha()}
    assert {'Max Corp."', "Max Corp", 'Max Corp." in A$'} <= odd
    assert "S" not in found
    assert all(key.isdecimal() or key.isupper() for key in found)
    assert len(EASY) == 25


def test_inner_starts_are_particles_hyphens_and_opening_marks() -> None:
    text = '("Nur) والعراق China-Africa'
    places = words(text)
    found = {text[start:end] for start, end in inner(text, places)}
    assert {'"Nur', '("Nur', "العراق", "Africa"} <= found


def test_where_words_are_written_apart_every_one_is_a_place() -> None:
    text = "The U.N. envoy met Ali in Sana'a. تهران و بغداد"
    assert spread(text, words(text)) == words(text)


def test_where_they_are_not_the_text_stays_readable_and_names_are_preferred() -> None:
    text = "国务院总理李强3日在北京会见来华访问的伊朗外交部长阿卜杜拉希扬。李强表示，中国同伊朗关系长期友好"
    places = words(text)
    found = spread(text, places)
    starts = [start for start, _ in found]
    assert {0, text.index("李强"), text.index("伊朗"), text.index("中国")} <= set(starts)
    assert set(found) <= set(places)
    gaps = [after - before for before, after in pairwise(starts)]
    assert len(found) * 2 < len(places)
    assert max(gaps) <= 8


@given(
    st.lists(st.sampled_from(["中", "国", "的", "ab", " ", "。", "ไท", "ย", "カナ", "か"])).map(
        "".join
    )
)
def test_places_without_blanks_leave_room_for_the_text_between_codes(text: str) -> None:
    places = words(text)
    found = spread(text, places)
    assert set(found) <= set(places)
    for before, after in pairwise(found):
        joined = all(
            one[1] == other[0] for one, other in pairwise(places) if before[0] <= one[0] < after[0]
        )
        assert not joined or after[0] - before[0] >= 3
    if places:
        assert found[0] == places[0]
