"""Two names compared: what must not matter, and what must."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from store.names.compare import OFFER, SILENT, compare
from store.names.normalise import parse
from store.names.rarity import Rarity
from tests.store.names.name_samples import FAMILY, GIVEN, any_text, person_names

RARITY = Rarity(parse(f"{given_name} {family}") for given_name in GIVEN for family in FAMILY)


@settings(deadline=None)
@given(any_text, any_text)
def test_the_order_of_the_two_does_not_matter(one, other):
    assert compare(one, other, RARITY).score == compare(other, one, RARITY).score
    assert 0.0 <= compare(one, other).score <= 1.0


@settings(deadline=None)
@given(person_names())
def test_a_name_is_itself(name):
    match = compare(name, name, RARITY)
    assert match.score > 0.9
    assert match.reasons


@settings(deadline=None)
@given(person_names(), person_names())
def test_titles_do_not_matter(one, other):
    plain = compare(one, other, RARITY).score
    for title in ("Dr. ", "President ", "Iranian ICT Minister ", "H.E. "):
        assert compare(title + one, other, RARITY).score == pytest.approx(plain)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Karim Haddad", "Haddad Karim"),
        ("Karim al-Haddad", "Karim Haddad"),
        ("Karim El Haddad", "Kareem Alhaddad"),
        ("Abdul Rahman Okafor", "Abdulrahman Okafor"),
        ("Sergei Petrenko", "Serhiy Petrenko"),
        ("Robert Lindqvist", "Bob Lindqvist"),
        ("Tobias Lindqvist", "T. Lindqvist"),
        ("Tobias Erik Lindqvist", "Tobias Lindqvist"),
        ("Leila Hashemzadeh", "لیلا هاشم‌زاده"),
        ("Viktor Moravec", "Виктор Моравец"),
        ("Esteban Castellanos Ruiz", "Esteban Castelanos"),
        ("Jürgen Großmann", "Jurgen Grossman"),
    ],
)
def test_spellings_of_one_name_are_offered(one, other):
    assert compare(one, other, RARITY).score >= OFFER


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Karim Haddad", "Leila Haddad"),
        ("Karim Haddad", "Karim Rahimi"),
        ("Tobias Brandt", "Tomas Branco"),
        ("Ingrid Lindqvist", "Pavel Moravec"),
        ("President Karim Haddad", "President Noor Osei"),
    ],
)
def test_other_names_are_not(one, other):
    assert compare(one, other, RARITY).score < OFFER


@settings(deadline=None)
@given(person_names(), person_names())
def test_nothing_is_linked_silently_with_a_word_left_over(one, other):
    match = compare(one, other, RARITY)
    if match.silent:
        assert match.score >= SILENT
        assert not any(reason.startswith("only one has") for reason in match.reasons)
        assert not any(" against " in reason for reason in match.reasons)


def test_a_surname_alone_is_never_silent():
    match = compare("Lindqvist", "Ingrid Lindqvist", RARITY)
    assert not match.silent
    assert "same surname" in match.reasons


def test_the_reasons_are_said_in_words():
    assert "same surname" in compare("T. Lindqvist", "Tobias Lindqvist", RARITY).reasons
    assert "initial t. for tobias" in compare("T. Lindqvist", "Tobias Lindqvist", RARITY).reasons
    assert "other script" in compare("Карим Хаддад", "Karim Haddad", RARITY).reasons
    assert "only the title differs" in compare("Dr Karim Haddad", "Karim Haddad", RARITY).reasons
    assert "same words, other order" in compare("Xi Shan", "Shan Xi", RARITY).reasons
    assert "robert and bob: forms of one name" in [
        reason.replace("bob and robert", "robert and bob")
        for reason in compare("Bob Osei", "Robert Osei", RARITY).reasons
    ]


def test_nothing_is_like_nothing():
    assert compare("", "").score == 0.0
    assert compare("!!", "!!").score == 1.0
    assert compare("Karim", "").score == 0.0
