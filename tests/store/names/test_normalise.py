"""Names taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.names.normalise import LONGEST, parse
from tests.store.names.name_samples import any_text, family_names, given_names


def words(text: str) -> list[str]:
    return [word.text for word in parse(text).words]


@pytest.mark.parametrize(
    "written",
    [
        "Karim Haddad",
        "Haddad, Karim",
        "Dr. Karim Haddad",
        "H.E. Dr. Karim Haddad",
        "Hon. Karim Haddad, MP",
        "President Karim Haddad",
        "Deputy Prime Minister Karim Haddad",
        "Iranian ICT Minister Karim Haddad",
        "Minister of Information and Communications Technology Karim Haddad",
        "Minister for Energy and Water of Lebanon Karim Haddad",
        "Saudi Arabia's foreign minister Karim Haddad",
        "Herr Karim Haddad",
        "Karim (the Elder) Haddad",
        "  Karim   Haddad ",
        "KARIM HADDAD",
    ],
)
def test_what_stands_around_a_name_falls_away(written):
    assert words(written) == ["karim", "haddad"]


@pytest.mark.parametrize("written", ["King", "President", "Minister", "Dr", "al-", "van der"])
def test_a_name_never_loses_its_last_word(written):
    assert words(written)


def test_titles_are_kept_apart():
    name = parse("Minister of Health Dr. Salma Osei, MP")
    assert words(name.text) == ["salma", "osei"]
    assert {"minister", "health", "dr", "mp"} <= set(name.titles)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Abdul Rahman Haddad", "Abdulrahman Haddad"),
        ("Abd al-Rahman Haddad", "Abdurrahman Haddad"),
        ("Kim Yong-ho", "Kim Yongho"),
        ("Łukasz Brøndsted", "Lukasz Brondsted"),
        ("习近山", "Xi Jinshan"),
        ("김영호", "Kim Yeongho"),
    ],
)
def test_the_same_words_however_written(written, other):
    assert sorted(words(written)) == sorted(words(other))


def test_particles_hang_on_their_word():
    assert [(one.prefix, one.text) for one in parse("Ingrid von der Lindqvist").words] == [
        ("", "ingrid"),
        ("vonder", "lindqvist"),
    ]
    assert words("Ben Okafor") == ["ben", "okafor"]


def test_a_family_name_in_capitals_or_before_a_comma_is_known():
    assert parse("HADDAD Karim").family == 0
    assert parse("Haddad, Karim Noor").family == 2
    assert parse("Karim Haddad").family == -1
    assert parse("KARIM HADDAD").family == -1


def test_generations_are_no_words():
    name = parse("Tobias Brandt Osei Jr.")
    assert name.generation == "jr"
    assert words(name.text) == ["tobias", "brandt", "osei"]


@pytest.mark.parametrize(
    ("script", "written", "skeletons"),
    [
        ("arabic", "كريم حداد", ["krm", "htt"]),
        ("cyrillic", "Карим Хаддад", ["krm", "ktt"]),
        ("greek", "Μπάμπης", ["pps"]),
        ("hebrew", "כרים", ["krm"]),
        ("kana", "カリム・ハダド", ["krm", "htt"]),
    ],
)
def test_scripts_meet_in_skeletons(script, written, skeletons):
    name = parse(written)
    assert name.script == script
    assert [word.key[:1] for word in name.words] == [key[:1] for key in skeletons]


@settings(deadline=None)
@given(any_text)
def test_anything_can_be_taken_apart(text):
    name = parse(text)
    assert name.text == text[:400]
    assert len(name.words) <= LONGEST
    for word in name.words:
        assert word.text.isascii()
        assert word.text.isalnum()
        assert word.text == word.text.lower()


@settings(deadline=None)
@given(st.lists(given_names, min_size=1, max_size=2), family_names)
def test_family_given_is_given_family(given_list, family):
    first = " ".join(given_list)
    assert words(f"{family}, {first}") == words(f"{first} {family}")


def test_a_long_text_costs_little():
    assert len(parse("Karim " * 100_000).words) == LONGEST
