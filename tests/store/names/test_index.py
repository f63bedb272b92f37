"""The register that is asked who may be meant."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.names import filing
from store.names.filing import add_name, add_names, remove_name
from store.names.index import NameIndex, sure
from store.names.tables import STATEMENTS, TABLES
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


def tables() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for statement in STATEMENTS:
        connection.execute(statement)
    return connection


def contents(connection: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    return [
        connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES
    ]


@pytest.fixture
def index() -> NameIndex:
    return NameIndex.in_memory(REGISTER)


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
    twice = NameIndex.in_memory([*REGISTER, ("8", "Karim al-Haddad")])
    assert sure(twice.lookup("Karim al-Haddad")) is None


def test_a_name_is_found_as_soon_as_it_is_added_and_not_after_it_went():
    connection = tables()
    add_names(connection, REGISTER)
    index = NameIndex(connection)
    assert not any(one.owner == "9" for one in index.lookup("Agnes Moravec"))
    assert add_name(connection, "9", "Agnes Moravec")
    assert not add_name(connection, "9", "Agnes Moravec")
    assert index.lookup("Agnes Moravec")[0].owner == "9"
    assert len(index) == len(REGISTER) + 1
    assert remove_name(connection, "9", "Agnes Moravec")
    assert not remove_name(connection, "9", "Agnes Moravec")
    assert not any(one.owner == "9" for one in index.lookup("Agnes Moravec"))


def test_what_another_process_commits_is_seen_and_what_is_rolled_back_is_not(tmp_path):
    path = tmp_path / "names.db"
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in STATEMENTS:
        connection.execute(statement)
    add_names(connection, REGISTER)
    index = NameIndex(connection)
    other = NameIndex(sqlite3.connect(path))
    assert other.lookup("Ingrid Lindquist")[0].owner == "4"
    connection.execute("BEGIN IMMEDIATE")
    add_name(connection, "9", "Agnes Moravec")
    assert index.lookup("Agnes Moravec")[0].owner == "9"
    assert "9" not in [one.owner for one in other.lookup("Agnes Moravec")]
    connection.execute("ROLLBACK")
    assert "9" not in [one.owner for one in index.lookup("Agnes Moravec")]
    add_name(connection, "9", "Agnes Moravec")
    assert other.lookup("Agnes Moravec")[0].owner == "9"


def test_many_names_at_once_are_the_same_as_one_by_one(monkeypatch):
    filler = [(f"f{n}", f"Filler{n} Person{n % 97}") for n in range(300)]
    slow, quick = tables(), tables()
    for owner, text in [*filler, *REGISTER]:
        add_name(slow, owner, text)
    monkeypatch.setattr(filing, "_BATCH", 50)
    steps: list[int] = []
    assert add_names(quick, REGISTER) == len(REGISTER)
    assert add_names(quick, [*filler, *REGISTER, *filler], steps.append) == len(filler)
    assert steps[-1] == len(filler)
    assert add_names(quick, [*filler, *REGISTER]) == 0
    assert contents(quick) == contents(slow)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), any_text), max_size=12), person_names())
def test_every_name_finds_itself_and_answers_are_in_order(names, asked):
    index = NameIndex.in_memory(names)
    for found in (index.lookup(asked), *(index.lookup(name) for _, name in names)):
        assert len({one.owner for one in found}) == len(found)
        assert all(0 <= one.match.score <= 1 for one in found)
    index = NameIndex.in_memory([*names, ("self", asked)])
    assert "self" in [one.owner for one in index.lookup(asked)]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from("abc"), st.one_of(person_names(), any_text)),
        max_size=25,
    ),
    st.randoms(use_true_random=False),
)
def test_only_what_is_there_counts(steps, chance):
    """However names came and went, tables and answers are those of a fresh register."""
    connection = tables()
    index = NameIndex(connection)
    held: dict[tuple[str, str], None] = {}
    for come, owner, text in steps:
        if come:
            assert add_name(connection, owner, text) == ((owner, text) not in held)
            held[owner, text] = None
        else:
            assert remove_name(connection, owner, text) == ((owner, text) in held)
            held.pop((owner, text), None)
        index.lookup(text)  # what is remembered of a look-up must not outlive a change
    names = list(held)
    chance.shuffle(names)
    fresh = tables()
    for owner, text in names:
        add_name(fresh, owner, text)
    assert contents(connection) == contents(fresh)
    again = NameIndex(fresh)
    for _, _, text in steps:
        assert index.lookup(text) == again.lookup(text)
    assert len(index) == len(held)


def test_neighbouring_spellings_are_found_where_nothing_else_fits():
    index = NameIndex.in_memory([*REGISTER, ("9", "Brudvik Halmstrem")])
    assert index.lookup("Brudlik Halmstren")[0].owner == "9"
