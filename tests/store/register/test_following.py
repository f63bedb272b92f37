"""Inside an article a surname goes with its full name, and what is decided of words with the same."""

from __future__ import annotations

import pytest

from store import annotations
from store.check import check
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.model import Record
from store.register import choosing, deciding, linking, listing, reading

TEXTS = {
    "one": "Hashemi met Rahimi. Hashemi smiled. Seyed Sattar Hashemi had come with Ali Rahimi.",
    "two": "Mohsen Hashemi spoke, then Hashemi left. Seyed Sattar Hashemi stayed.",
    "three": "Hashemi alone is named here.",
    "four": "Sattar Hashemi was there. Hashemi sat. Sattar Hashemi stood.",
}


@pytest.fixture
def desk(tmp_path):
    with Desk.create(tmp_path / "d.desk", actor="mina") as desk:
        with Intake(desk) as intake:
            for name, text in TEXTS.items():
                intake.add(Record(text=text, title=name, external_id=name))
        yield desk
    assert check(tmp_path / "d.desk") == []


def mark(desk, article, words, label="official", nth=0):
    found = desk.find_article(article)
    start = -1
    for _ in range(nth + 1):
        start = found.text.index(words, start + 1)
    return annotations.tag(desk, found.id, start, start + len(words), label)


def now(desk, span):
    return desk.span(span.id)


def link(desk, span):
    found = now(desk, span)
    return found.entity, found.linked, found.confirmed


def test_surnames_marked_first_follow_the_full_name_in_one_step(desk):
    first, second = mark(desk, "one", "Hashemi"), mark(desk, "one", "Hashemi", nth=1)
    other = mark(desk, "one", "Rahimi")
    before = [link(desk, x) for x in (first, second, other)]
    full = mark(desk, "one", "Seyed Sattar Hashemi")
    assert (full.linked, full.confirmed) == ("new", True)
    assert full.entity != first.entity
    assert [link(desk, x) for x in (first, second)] == [(full.entity, "inside", True)] * 2
    assert link(desk, other) == before[2]
    assert reading.entity(desk, full.entity).mentions == 3
    # what the surname had made is gone with its last mention
    assert {line.id for line in listing.page(desk.connection)} == {full.entity, other.entity}
    desk.undo()
    assert [link(desk, x) for x in (first, second, other)] == before
    assert desk.span(full.id) is None


def test_a_surname_that_is_chosen_or_known_elsewhere_stays(desk):
    away = mark(desk, "three", "Hashemi")
    here = mark(desk, "one", "Hashemi")
    choosing.choose(desk, here, away.entity)
    full = mark(desk, "one", "Seyed Sattar Hashemi")
    assert link(desk, here) == (away.entity, "chosen", True)
    assert full.entity != away.entity or not full.confirmed


def test_a_surname_that_somebody_edited_is_an_entity_of_its_own(desk):
    here = mark(desk, "one", "Hashemi")
    deciding.edit(desk, here.entity, notes="a family")
    mark(desk, "one", "Seyed Sattar Hashemi")
    assert link(desk, here) == (here.entity, "new", True)


def test_a_surname_two_in_the_article_bear_follows_the_first_of_them_only(desk):
    alone = mark(desk, "two", "Hashemi", nth=1)
    first = mark(desk, "two", "Mohsen Hashemi")
    assert link(desk, alone) == (first.entity, "inside", True)
    mark(desk, "two", "Seyed Sattar Hashemi")
    assert link(desk, alone) == (first.entity, "inside", True)


def test_a_surname_is_no_surer_than_the_full_name(desk):
    mark(desk, "one", "Seyed Sattar Hashemi")
    full = mark(desk, "four", "Sattar Hashemi")
    assert not full.confirmed
    alone = mark(desk, "four", "Hashemi", nth=1)
    assert link(desk, alone) == (full.entity, "guess", False)
    latest = linking.linker(desk).latest
    assert latest is not None
    assert latest.offers[0].entity == full.entity
    choosing.confirm(desk, now(desk, full))
    assert now(desk, full).confirmed
    assert link(desk, alone) == (full.entity, "inside", True)
    desk.undo()
    assert not now(desk, alone).confirmed


def test_a_choice_goes_for_the_same_words_of_the_article_and_their_surname(desk):
    known = mark(desk, "one", "Seyed Sattar Hashemi")
    first = mark(desk, "four", "Sattar Hashemi")
    again = mark(desk, "four", "Sattar Hashemi", nth=1)
    alone = mark(desk, "four", "Hashemi", nth=1)
    changed = choosing.choose(desk, now(desk, first), "")
    assert changed[0].id == first.id
    assert {span.id for span in changed} == {first.id, again.id, alone.id}
    new = now(desk, first).entity
    assert new != known.entity
    assert {now(desk, x).entity for x in (first, again, alone)} == {new}
    # and once more, the other way: what went along goes along again
    choosing.choose(desk, now(desk, first), known.entity)
    assert {now(desk, x).entity for x in (first, again, alone)} == {known.entity}
    assert link(desk, known) == (known.entity, "new", True)
    desk.undo()
    desk.undo()
    assert {now(desk, x).entity for x in (first, again, alone)} == {first.entity}


def test_what_was_chosen_for_a_mark_itself_stays(desk):
    first = mark(desk, "four", "Sattar Hashemi")
    again = mark(desk, "four", "Sattar Hashemi", nth=1)
    choosing.choose(desk, now(desk, again), "")
    own = now(desk, again).entity
    choosing.choose(desk, now(desk, first), "")
    assert now(desk, again).entity == own


def test_a_full_name_made_by_moving_an_edge_takes_the_surname_along(desk):
    alone = mark(desk, "one", "Hashemi")
    part = mark(desk, "one", "Seyed Sattar")
    annotations.resize(desk, part.id, part.start, part.end + len(" Hashemi"))
    assert link(desk, alone) == (now(desk, part).entity, "inside", True)
    desk.undo()
    assert link(desk, alone) == (alone.entity, "new", True)


def test_only_my_marks_can_be_linked(desk):
    span = mark(desk, "three", "Hashemi")
    desk.actor = "omid"
    for what in (lambda: choosing.choose(desk, span, ""), lambda: choosing.confirm(desk, span)):
        with pytest.raises(Refused, match="mina"):
            what()
    own = mark(desk, "three", "Hashemi")
    assert own.annotator == "omid"
    with pytest.raises(Refused, match="no entity nobody"):
        choosing.choose(desk, own, "nobody")
