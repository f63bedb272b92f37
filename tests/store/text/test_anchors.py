"""A span is found again after edits, or not at all."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from store.text.anchors import CONTEXT, find, quote

SYLLABLES = "ba de fi go hu ka le mi no pu ra se ti vo wu za".split()


def prose(seed: int, size: int = 120) -> list[str]:
    """Words that never repeat: every surrounding is a place of its own."""
    chance = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < size:
        made["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(made)


SEEDS = st.integers(0, 10_000)


@given(
    SEEDS,
    st.integers(10, 100),
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 119), st.sampled_from("idr")), max_size=8),
)
def test_edits_outside_the_surroundings_do_not_matter(seed, at, size, edits):
    listed = prose(seed)
    span = " ".join(listed[at : at + size])
    text = " ".join(listed)
    start = len(" ".join(listed[:at])) + 1
    anchor = quote(text, start, start + len(span))
    changed: list[str] = []
    fixed = range(at - CONTEXT // 4 - 2, at + size + CONTEXT // 4 + 2)
    for place, word in enumerate(listed):
        kinds = [kind for where, kind in edits if where == place and place not in fixed]
        if "i" in kinds:
            changed += ["xyxy", "quux"]
        if "d" in kinds:
            continue
        changed.append("replaced" if "r" in kinds else word)
    new = " ".join(changed)
    found = find(anchor, new)
    assert found is not None
    assert new[slice(*found)] == span


@given(
    SEEDS,
    st.integers(0, 100),
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 119), st.sampled_from("idr")), max_size=60),
)
def test_edits_anywhere_never_give_a_wrong_place(seed, at, size, edits):
    listed = prose(seed)
    text = " ".join(listed)
    start = len(" ".join(listed[:at])) + (1 if at else 0)
    span = " ".join(listed[at : at + size])
    anchor = quote(text, start, start + len(span))
    changed: list[str] = []
    where = -1
    for place, word in enumerate(listed):
        inside = at <= place < at + size
        kinds = [kind for spot, kind in edits if spot == place and not inside]
        if "i" in kinds:
            changed += ["xyxy", "quux"]
        if place == at:
            where = len(" ".join(changed)) + (1 if changed else 0)
        if "d" not in kinds:
            changed.append("replaced" if "r" in kinds else word)
    new = " ".join(changed)
    assert find(anchor, new) in (None, (where, where + len(span)))


@given(SEEDS, st.integers(0, 100), st.integers(1, 4))
def test_a_deleted_span_is_not_found(seed, at, size):
    listed = prose(seed)
    text = " ".join(listed)
    span = " ".join(listed[at : at + size])
    start = len(" ".join(listed[:at])) + (1 if at else 0)
    anchor = quote(text, start, start + len(span))
    assert find(anchor, " ".join(listed[:at] + listed[at + size :])) is None


NEWS = (
    "Minister Rahimi met the ambassador in Tehran. Rahimi said that ties would grow. "
    "The ambassador thanked Rahimi for his support and left for Riyadh on Monday."
)


def anchored(text: str, word: str, occurrence: int = 0):
    at = -1
    for _ in range(occurrence + 1):
        at = text.index(word, at + 1)
    return quote(text, at, at + len(word))


def test_of_several_occurrences_the_one_in_the_same_surroundings_is_taken():
    new = "TEHRAN, Monday. " + NEWS.replace("in Tehran", "in the capital")
    for occurrence in range(3):
        found = find(anchored(NEWS, "Rahimi", occurrence), new)
        assert found == (anchored(new, "Rahimi", occurrence).start, found[1])


def test_an_occurrence_that_was_deleted_is_not_taken_for_another():
    new = NEWS.replace("Rahimi said that ties would grow. ", "")
    assert find(anchored(NEWS, "Rahimi", 1), new) is None
    assert find(anchored(NEWS, "Rahimi", 0), new) is not None


def test_the_same_words_in_the_same_surroundings_twice_are_left_open():
    line = "Weather: Tehran sunny, Riyadh sunny, Baghdad sunny and dry today.\n"
    anchor = anchored(line, "Riyadh")
    assert find(anchor, line) == (anchor.start, anchor.start + 6)
    assert find(anchor, "Late news.\n" + line * 3) is None


def test_a_mended_spelling_is_found_and_another_country_is_not():
    text = "They welcomed the envoy Seyed Satar Hashemi at the ministry in the morning."
    found = find(anchored(text, "Seyed Satar Hashemi"), text.replace("Satar", "Sattar"))
    assert found is not None
    assert text.replace("Satar", "Sattar")[slice(*found)] == "Seyed Sattar Hashemi"
    country = "The delegation flew to Austria with the other ministers on Sunday."
    assert find(anchored(country, "Austria"), country.replace("Austria", "Australia")) is None


def test_a_quote_inside_a_longer_word_is_another_word():
    text = "He spoke of Niger and its neighbours at some length."
    assert find(anchored(text, "Niger"), text.replace("Niger", "Nigeria")) is None


@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_any_text_at_all(old, new, one, other):
    start, end = sorted((min(one, len(old)), min(other, len(old))))
    found = find(quote(old, start, end), new)
    assert found is None or 0 <= found[0] < found[1] <= len(new)
    if start < end:
        assert find(quote(old, start, end), old) == (start, end)
