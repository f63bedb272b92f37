"""Names grouped."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from store.names.cluster import cluster
from tests.store.names.name_samples import any_text, person_names

NAMES = [
    "Seyed Karim Haddad",
    "ICT Minister Karim Haddad",
    "Kareem Al-Haddad",
    "HADDAD Karim",
    "Leila Haddad",
    "Viktor Petrenko",
    "Petrenko, Viktor",
    "Viktor Ivanovich Petrenko",
    "Ingrid Lindqvist",
]


def named(names: list[str], groups: list[list[int]]) -> set[frozenset[str]]:
    return {frozenset(names[at] for at in group) for group in groups}


def together(groups: list[list[int]], one: int, other: int) -> bool:
    return any(one in group and other in group for group in groups)


def test_spellings_come_together_and_persons_do_not():
    groups = cluster(NAMES).groups
    assert [group for group in groups if 0 in group] == [[0, 1, 2, 3]]
    assert [group for group in groups if 5 in group] == [[5, 6, 7]]
    assert [4] in groups
    assert [8] in groups


@settings(max_examples=40, deadline=None)
@given(st.lists(any_text, max_size=14), st.randoms(use_true_random=False))
def test_every_name_is_in_one_group_and_order_does_not_matter(names, chance):
    groups = cluster(names).groups
    assert sorted(at for group in groups for at in group) == list(range(len(names)))
    shuffled = list(names)
    chance.shuffle(shuffled)
    assert sorted(sorted(names[at] for at in group) for group in groups) == sorted(
        sorted(shuffled[at] for at in group) for group in cluster(shuffled).groups
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(person_names(), min_size=2, max_size=14), st.data())
def test_decisions_bind(names, data):
    place = st.integers(0, len(names) - 1)
    pair = st.tuples(place, place).filter(lambda two: two[0] != two[1])
    same = data.draw(st.lists(pair, max_size=4))
    different = data.draw(st.lists(pair, max_size=4))
    found = cluster(names, same=same, different=different)
    for one, other in different:
        assert not together(found.groups, one, other)
    if not found.conflicts:
        for one, other in same:
            assert together(found.groups, one, other)


def test_contradicting_decisions_are_reported_and_not_followed():
    names = ["Karim Haddad", "Ingrid Lindqvist", "Viktor Petrenko"]
    found = cluster(names, same=[(0, 1), (1, 2)], different=[(2, 0)])
    assert found.conflicts == [(0, 2)]
    assert not together(found.groups, 0, 2)


def test_the_same_name_twice_can_be_two_persons():
    names = ["Karim Haddad", "Karim Haddad", "Dr Karim Haddad"]
    assert cluster(names).groups == [[0, 1, 2]]
    groups = cluster(names, different=[(0, 1)]).groups
    assert not together(groups, 0, 1)


def test_a_surname_alone_ties_nobody_together():
    groups = cluster(["Haddad", "Karim Haddad", "Leila Haddad"]).groups
    assert groups == [[0], [1], [2]]


def test_progress_is_told_to_the_end():
    told: list[tuple[int, int]] = []
    chance = random.Random(1)
    names = [f"{chance.choice('abcdefgh') * 3}an {number}berg" for number in range(300)]
    cluster(names, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_another_form_of_a_word_is_looked_under_whichever_name_has_it():
    pair = ["Daim Moravec", "Abdul Daim Moravec"]
    assert cluster(pair).groups == cluster(pair[::-1]).groups == [[0, 1]]


def test_one_odd_spelling_keeps_nobody_out():
    names = [
        "Oleksandr Petrenko", "Alexander Petrenko", "Aleksandr Petrenko", "Oleksander Petrenko",
        "Olexandr Petrenko", "Alexandr Petrenka",
    ]  # fmt: skip
    assert cluster(names).groups == [[0, 1, 2, 3, 4, 5]]
