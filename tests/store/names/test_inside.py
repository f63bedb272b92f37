"""A part of a name inside one article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.names.inside import resolve_inside
from tests.store.names.name_samples import any_text, person_names

MARKED = ["Karim al-Haddad", "Ingrid Lindqvist", "Viktor Ivanovich Petrenko", "Seyed Sattar Rahimi"]


@pytest.mark.parametrize(
    ("mention", "place"),
    [
        ("Lindqvist", 1),
        ("Ms. Lindqvist", 1),
        ("LINDQVIST", 1),
        ("I. Lindqvist", 1),
        ("Haddad", 0),
        ("Al-Haddad", 0),
        ("الحداد", 0),
        ("Петренко", 2),
        ("Viktor Petrenko", 2),
        ("ICT Minister Rahimi", 3),
        ("رحیمی", 3),
        ("Sattar", 3),
        ("Lindquist", 1),
    ],
)
def test_a_part_of_one_name(mention, place):
    assert resolve_inside(mention, MARKED) == place


@pytest.mark.parametrize(
    "mention", ["", "?", "Moravec", "Agnes Lindqvist", "A. Lindqvist", "I.", "Dr.", "Haddadin Osei"]
)
def test_what_is_no_part_of_any(mention):
    assert resolve_inside(mention, MARKED) is None


def test_two_persons_of_one_surname_are_told_apart_by_more_or_not_at_all():
    names = ["Karim Haddad", "Leila Haddad"]
    assert resolve_inside("Haddad", names) is None
    assert resolve_inside("L. Haddad", names) == 1
    assert resolve_inside("Karim", names) == 0


def test_a_surname_goes_before_a_given_name_and_the_same_before_the_alike():
    assert resolve_inside("Tobias", ["Tobias Brandt", "Agnes Tobias"]) == 1
    assert resolve_inside("Hussain", ["Nasr Hussain", "Karim Hussein"]) == 0


def test_two_names_of_one_person_are_one():
    assert resolve_inside("Rahimi", ["Sattar Rahimi", "Seyed Sattar Rahimi", "Rahimi"]) in (0, 1)
    assert resolve_inside("Rahimi", ["Sattar Rahimi", "Agnes Rahimi", "Rahimi"]) is None
    assert resolve_inside("Rahimi", []) is None


@settings(deadline=None)
@given(any_text, st.lists(st.one_of(person_names(), any_text), max_size=5))
def test_any_text_may_be_asked_and_the_order_of_names_does_not_matter(mention, names):
    place = resolve_inside(mention, names)
    turned = resolve_inside(mention, names[::-1])
    assert place is None or 0 <= place < len(names)
    assert (place is None) == (turned is None)
