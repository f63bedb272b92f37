"""What widening one name says of others, and names that words may be a part of."""

from __future__ import annotations

import pytest

from store.desk import Desk
from store.suggest import deciding
from tests.store.suggest.newsroom import fill, offered, tag, told

LISTS = (
    "Minister Laleh Sadr of the Unity Party met Minister Anna Kovacs of Green Hope. "
    "Minister Ingrid Solberg from Labour and Minister Pedro Quirarte of the House said no. "
    "They were shown round by Minister John Bello."
)


def test_what_is_added_to_one_name_is_added_to_those_that_stand_alike(desk: Desk) -> None:
    (article,) = fill(desk, LISTS)
    assert ("Anna Kovacs", "official") in told(desk, article)
    tag(desk, article, "Laleh Sadr of the Unity Party", "official")
    names = [words for words, label in told(desk, article) if label == "official"]
    assert names == [
        "Anna Kovacs of Green Hope",
        "Ingrid Solberg",
        "Pedro Quirarte of the House",
        "John Bello",
    ]


@pytest.mark.parametrize("how", ["marked", "rejected"])
def test_names_left_as_they_are_weigh_against_it(desk: Desk, how: str) -> None:
    (article,) = fill(desk, LISTS)
    tag(desk, article, "Laleh Sadr of the Unity Party", "official")
    if how == "marked":
        tag(desk, article, "Anna Kovacs", "official")
    else:
        wide = next(one for one in offered(desk, article) if "Hope" in LISTS[one.start : one.end])
        deciding.reject(desk, article, wide)
    names = told(desk, article)
    assert ("Pedro Quirarte of the House", "official") not in names
    assert ("Pedro Quirarte", "official") in names


def test_a_name_put_behind_its_surname_is_looked_for_in_the_rest_of_the_list(desk: Desk) -> None:
    text = (
        "As Agatha said, and Mark said:\n\nAusten, Jane. Emma\n\nChristie, Agatha. Curtain\n\n"
        "Twain, Mark. Roughing It\n\nJane said it too."
    )
    (article,) = fill(desk, text)
    tag(desk, article, "Austen, Jane", "official")
    names = [words for words, label in told(desk, article, sure=False) if label == "official"]
    assert names == ["Agatha", "Mark", "Christie, Agatha", "Twain, Mark", "Jane"]


def test_a_surname_before_another_name_may_be_a_part_of_it(desk: Desk) -> None:
    (article,) = fill(desk, "Minister Raymond Hale spoke. Then Hale left with Hale Vrrbtson.")
    tag(desk, article, "Raymond Hale", "official")
    sure = [(one.start, one.sure) for one in offered(desk, article) if one.reason[:5] == "short"]
    assert sure[0][1]
    assert not any(one for _, one in sure[1:])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The seat went to Leung Kwok-hung after a recount.", ["Leung Kwok-hung"]),
        ("They met Moon Jae-in on Monday.", ["Moon Jae-in"]),
        ("They read the Anti-drug Bill on Monday.", []),
    ],
)
def test_joined_given_names_make_a_person(desk: Desk, text: str, names: list[str]) -> None:
    (article,) = fill(desk, text)
    assert [words for words, label in told(desk, article) if label == "official"] == names
