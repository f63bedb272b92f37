"""The register that is asked who may be meant."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.names.index import NameIndex, sure
from tests.store.names.name_samples import any_text, person_names

REGISTER = [
    ("1", "Karim al-Haddad"),
    ("1", "کریم حداد"),
    ("2", "Leila Haddad"),
    ("3", "Viktor Ivanovich Petrenko"),
    ("4", "Ingrid Lindqvist"),
    ("5", "Robert Osei"),
    ("6", "Kim Yong-ho"),
    ("7", "Nasr al-Din Rahimi"),
]


@pytest.fixture
def index() -> NameIndex:
    found = NameIndex.in_memory()
    found.add_many(REGISTER)
    return found


@pytest.mark.parametrize(
    ("asked", "owner"),
    [
        ("Karim Haddad", "1"),
        ("Kareem El-Haddad", "1"),
        ("Iranian ICT Minister Karim Haddad", "1"),
        ("Haddad, Karim", "1"),
        ("Карим Хаддад", "1"),
        ("ليلى حداد", "2"),
        ("V. Petrenko", "3"),
        ("Viktar Petrenka", "3"),
        ("Bob Osei", "5"),
        ("Yong Ho Kim", "6"),
        ("Nasreddin Rahimi", "7"),
        ("Lindqvist", "4"),
    ],
)
def test_the_first_answer(index, asked, owner):
    assert index.lookup(asked)[0].owner == owner


def test_nothing_close_no_answer(index):
    assert index.lookup("Wolfgang Zyablikov") == []
    assert index.lookup("") == []
    assert index.lookup("???") == []


def test_an_owner_is_answered_once_by_its_best_name(index):
    owners = [one.owner for one in index.lookup("کریم حداد")]
    assert len(owners) == len(set(owners))
    assert index.lookup("کریم حداد")[0].name == "کریم حداد"


def test_sure_only_where_one_owner_is(index):
    assert sure(index.lookup("Dr. Karim al-Haddad")).owner == "1"
    assert sure(index.lookup("Haddad")) is None
    index.add("8", "Karim al-Haddad")
    assert sure(index.lookup("Karim al-Haddad")) is None


def test_a_name_is_found_as_soon_as_it_is_added_and_not_after_it_went(index):
    assert not any(one.owner == "9" for one in index.lookup("Agnes Moravec"))
    index.add("9", "Agnes Moravec")
    assert index.lookup("Agnes Moravec")[0].owner == "9"
    assert index.names("9") == ["Agnes Moravec"]
    assert index.remove("9", "Agnes Moravec") == 1
    assert not any(one.owner == "9" for one in index.lookup("Agnes Moravec"))


def test_adding_twice_adds_once(index):
    size = len(index)
    assert index.add_many(REGISTER) == 0
    index.add(*REGISTER[0])
    assert len(index) == size


def test_it_is_kept_with_the_file_and_leaves_committing_to_others(tmp_path):
    path = tmp_path / "names.db"
    connection = sqlite3.connect(path, isolation_level=None)
    index = NameIndex(connection)
    index.prepare()
    index.add_many(REGISTER)
    connection.execute("BEGIN IMMEDIATE")
    index.add("9", "Agnes Moravec")
    connection.execute("ROLLBACK")
    index.refresh()
    assert index.names("9") == []
    connection.close()
    again = NameIndex(sqlite3.connect(path))
    assert len(again) == len(REGISTER)
    assert again.lookup("Ingrid Lindquist")[0].owner == "4"


def test_a_large_load_is_a_small_one():
    large = NameIndex.in_memory()
    filler = [(f"f{n}", f"Filler{n} Person{n % 97}") for n in range(45_000)]
    assert large.add_many([*filler, *REGISTER]) == len(filler) + len(REGISTER)
    for owner, name in REGISTER:
        assert large.lookup(name)[0].owner == owner
    assert large.lookup("Filler31234 Person0")[0].owner == "f31234"
    assert large.add_many(REGISTER) == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), any_text), max_size=12), person_names())
def test_every_name_finds_itself_and_answers_are_in_order(names, asked):
    index = NameIndex.in_memory()
    index.add_many(names)
    for found in (index.lookup(asked), *(index.lookup(name) for _, name in names)):
        assert len({one.owner for one in found}) == len(found)
        assert all(0 <= one.match.score <= 1 for one in found)
    index.add("self", asked)
    assert "self" in [one.owner for one in index.lookup(asked)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), person_names()), max_size=10))
def test_what_went_leaves_nothing_behind(names):
    index = NameIndex.in_memory()
    index.add_many(names)
    for owner in "abc":
        index.remove(owner)
    assert len(index) == 0
    assert all(index.lookup(name) == [] for _, name in names)
