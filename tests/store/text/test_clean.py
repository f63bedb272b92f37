"""Outside text is made fit to keep at the door, and offsets follow."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from store.text.clean import clean, joined, keepable

ANY_TEXT = st.text(st.characters() | st.sampled_from("\r\n\0\ud800\udfffé😀ا\u0301"))


def test_line_ends_become_one_and_offsets_follow() -> None:
    cleaned = clean("one\r\ntwo\rthree\nfour")
    assert cleaned.text == "one\ntwo\nthree\nfour"
    assert cleaned.line_ends == 2
    assert cleaned.text[cleaned.offset(5) : cleaned.offset(8)] == "two"
    assert cleaned.text[cleaned.offset(9) : cleaned.offset(14)] == "three"


def test_what_cannot_be_kept_is_replaced_one_to_one() -> None:
    cleaned = clean("a\0b\ud800c\udfff")
    assert cleaned.text == "a\ufffdb\ufffdc\ufffd"
    assert cleaned.replaced == 3


def test_ordinary_text_comes_back_as_the_same_object() -> None:
    text = "Ministers met in Tehran. وزير 😀"
    assert clean(text).text is text


@given(ANY_TEXT)
def test_every_character_that_stays_keeps_its_offset(text: str) -> None:
    cleaned = clean(text)
    assert "\r" not in cleaned.text
    cleaned.text.encode()
    for offset, character in enumerate(text):
        if character not in "\r\0" and not "\ud800" <= character <= "\udfff":
            assert cleaned.text[cleaned.offset(offset)] == character
    assert cleaned.offset(len(text)) == len(cleaned.text)
    assert clean(cleaned.text).text == cleaned.text


def test_a_title_is_set_off_by_an_empty_line() -> None:
    assert joined("Head", "Body") == ("Head\n\nBody", 6)
    assert joined("", "Body") == ("Body", 0)
    assert joined("Head", "") == ("Head", 0)


def test_meta_is_always_json_and_utf8() -> None:
    deep: list[object] = []
    for _ in range(300):
        deep = [deep]
    value = keepable(
        {"a\0": float("nan"), "b": ["\ud800", float("inf"), {1: (True, None, 2.5)}], "c": deep}
    )
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    assert value["b"][2] == {"1": [True, None, 2.5]}
