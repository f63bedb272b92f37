"""Tagging links at once; what is linked, silently or as a guess, and what is offered."""

from __future__ import annotations

import pytest

from store import annotations, articles
from store.check import check
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from store.register import choosing, deciding, listing, reading
from store.sync.package import package

TEXTS = {
    "first": "Iran's minister Seyed Sattar Hashemi met Abdullah bin Saud al-Anzi. Hashemi smiled.",
    "second": "In Tehran, Sattar Hashemi spoke about data transit with the Islamic Republic of Iran.",
    "third": "Seyed Sattar Hashemi and Mohsen Hashemi were there. Iranian envoys spoke of ICT.",
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
    text = desk.find_article(article).text
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return annotations.tag(desk, desk.find_article(article).id, start, start + len(words), label)


def test_the_first_of_a_name_is_a_new_entity_and_the_second_is_known(desk):
    first = mark(desk, "first", "Seyed Sattar Hashemi")
    assert (first.linked, first.confirmed) == ("new", True)
    again = mark(desk, "third", "Seyed Sattar Hashemi")
    assert (again.entity, again.linked, again.confirmed) == (first.entity, "alias", True)
    entity = reading.entity(desk, first.entity)
    assert (entity.name, entity.label, entity.mentions) == ("Seyed Sattar Hashemi", "official", 2)


def test_a_surname_alone_is_resolved_inside_its_article(desk):
    full = mark(desk, "first", "Seyed Sattar Hashemi")
    alone = mark(desk, "first", "Hashemi", nth=1)
    assert (alone.entity, alone.linked) == (full.entity, "inside")


def test_a_surname_that_two_in_the_article_bear_is_no_silent_link(desk):
    mark(desk, "third", "Seyed Sattar Hashemi")
    mark(desk, "third", "Mohsen Hashemi")
    text = desk.find_article("third").text
    start = text.index("Hashemi")
    alone = annotations.tag(desk, desk.find_article("third").id, start, start + 7, "official")
    assert not alone.confirmed


@pytest.mark.parametrize(
    ("article", "words"),
    [("second", "Islamic Republic of Iran"), ("third", "Iranian"), ("second", "Tehran")],
)
def test_countries_are_known_from_the_start(desk, article, words):
    span = mark(desk, article, words, "country")
    assert (span.entity, span.linked, span.confirmed) == ("country:IR", "built-in", True)
    assert reading.entity(desk, "country:IR").code == "IR"


def test_areas_are_known_by_name_and_abbreviation(desk):
    assert mark(desk, "second", "data transit", "area").entity == "area:data-transit"
    assert mark(desk, "third", "ICT", "area").entity == "area:ict"


def test_a_choice_moves_the_mark_and_undo_brings_it_back(desk):
    first = mark(desk, "first", "Seyed Sattar Hashemi")
    guess = mark(desk, "second", "Sattar Hashemi")
    choosing.choose(desk, guess, first.entity)
    chosen = desk.span(guess.id)
    assert (chosen.entity, chosen.linked, chosen.confirmed) == (first.entity, "chosen", True)
    choosing.choose(desk, chosen, "")
    assert desk.span(guess.id).entity not in (first.entity, "")
    desk.undo()
    assert desk.span(guess.id) == chosen


def test_a_resized_new_name_keeps_its_entity_and_takes_the_new_words(desk):
    span = mark(desk, "first", "Sattar Hashemi")
    text = desk.find_article("first").text
    start = text.index("Seyed")
    wider = annotations.resize(desk, span.id, start, span.end)
    assert wider.entity == span.entity
    assert reading.entity(desk, span.entity).name == "Seyed Sattar Hashemi"
    assert [one.form for one in reading.entity(desk, span.entity).aliases] == [
        "Seyed Sattar Hashemi"
    ]


def test_another_label_means_another_entity(desk):
    span = mark(desk, "second", "Tehran", "country")
    other = annotations.relabel(desk, span.id, "official")
    assert other.entity != span.entity


def test_an_entity_goes_with_its_last_mention(desk):
    span = mark(desk, "first", "Seyed Sattar Hashemi")
    assert [line.id for line in listing.page(desk.connection)] == [span.entity]
    annotations.remove(desk, span.id)
    assert listing.page(desk.connection) == []
    desk.undo()
    assert [line.id for line in listing.page(desk.connection)] == [span.entity]
    desk.undo()
    assert listing.page(desk.connection) == []


def test_one_who_was_edited_stays(desk):
    span = mark(desk, "first", "Seyed Sattar Hashemi")
    deciding.edit(desk, span.entity, notes="ICT minister")
    annotations.remove(desk, span.id)
    assert reading.entity(desk, span.entity).notes == "ICT minister"
    assert listing.count(desk.connection) == 1


def test_those_tied_together_count_as_one_and_a_known_name_of_either_is_known(desk):
    one = mark(desk, "first", "Seyed Sattar Hashemi")
    other = mark(desk, "third", "Mohsen Hashemi")
    deciding.same(desk, [one.entity, other.entity], canonical=other.entity)
    both = reading.entity(desk, one.entity)
    assert (both.id, both.mentions, both.articles) == (other.entity, 2, 2)
    again = mark(desk, "third", "Seyed Sattar Hashemi")
    assert (again.entity, again.linked) == (one.entity, "alias")
    deciding.split(desk, [one.entity])
    # a mention made meanwhile goes with the one that bears its name
    assert reading.entity(desk, one.entity).mentions == 2
    assert reading.entity(desk, other.entity).mentions == 1


def test_two_told_apart_are_never_tied_by_the_way(desk):
    one = mark(desk, "first", "Seyed Sattar Hashemi").entity
    other = mark(desk, "third", "Mohsen Hashemi").entity
    deciding.different(desk, [one, other])
    with pytest.raises(Exception, match="told apart"):
        deciding.same(desk, [one, other])
    deciding.same(desk, [one, other], despite=True)
    assert reading.root_of(desk.connection, one) == reading.root_of(desk.connection, other)


def test_another_label_takes_the_link_away_where_the_words_are_not_here(desk, tmp_path):
    person = mark(desk, "first", "Seyed Sattar Hashemi")
    articles.assign(desk, [desk.find_article("second").id], "omar")
    package(desk, tmp_path / "p.desk", "omar")
    with Desk.open(tmp_path / "p.desk", "mina") as other:
        relabelled = annotations.relabel(other, person.id, "country")
        assert (relabelled.label, relabelled.entity, relabelled.linked) == ("country", "", "")
        other.undo()
        assert other.span(person.id) == person
    assert check(tmp_path / "p.desk") == []


def in_articles(desk, *texts):
    """Marks what stands in brackets, one in an article; gives the marks."""
    made = []
    with Intake(desk) as intake:
        for text in texts:
            start, end = text.index("["), text.index("]") - 1
            added = intake.add(Record(text=text.replace("[", "").replace("]", "")))
            made.append((added.article_id, start, end))
    return [annotations.tag(desk, *extent, "official") for extent in made]


def test_a_full_name_is_known_from_its_first_mark_on_though_somebody_is_like_it(desk):
    _, first, again = in_articles(
        desk,
        "[Dmitry Medvedenko] spoke.",
        "[Andrei Medvedenko] left.",
        "So [Andrei Medvedenko] is in.",
    )
    assert not first.confirmed  # it may be the other one
    assert (again.entity, again.linked, again.confirmed) == (first.entity, "alias", True)


def test_a_form_that_only_a_guess_gave_is_no_known_name(desk):
    first, guess, again = in_articles(
        desk, "[Bashkim Rexhepi] met her.", "[B. Rexhepi] left.", "Then [B. Rexhepi] came back."
    )
    assert (guess.entity, guess.linked) == (first.entity, "guess")
    assert (again.entity, again.linked) == (first.entity, "guess")


def test_a_name_without_blanks_may_be_a_full_one_and_a_title_makes_none(desk):
    one, other = in_articles(desk, "[江泽民] said so.", "Then [江泽民] left.")
    assert (other.entity, other.linked) == (one.entity, "alias")
    one, other = in_articles(desk, "[Mr Okonjo] said so.", "Then [Mr Okonjo] left.")
    assert (other.entity, other.linked) == (one.entity, "guess")  # there are more of that name


def test_a_surname_with_a_title_is_resolved_inside_its_article(desk):
    with Intake(desk) as intake:
        text = "Tony Blair came. Mr Blair smiled. Mr Blair left."
        article = intake.add(Record(text=text)).article_id
    before = annotations.tag(desk, article, 17, 25, "official")
    full = annotations.tag(desk, article, 0, 10, "official")
    after = annotations.tag(desk, article, 34, 42, "official")
    assert (after.entity, after.linked) == (full.entity, "inside")
    assert desk.span(before.id).entity == full.entity


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("Dmitry Medvedenko", "Andrei Medvedenko"),
        ("Rodney Eyles", "El-Sissi"),
        ("李中文", "李长云"),
    ],
    ids=["another given name", "a word that only sounds alike", "a surname of millions"],
)
def test_namesakes_and_words_that_sound_alike_are_offered_but_not_guessed(desk, known, other):
    first, second = in_articles(desk, f"[{known}] met her.", f"[{other}] left.")
    assert second.linked == "new"
    assert second.entity != first.entity


def test_a_surname_follows_a_new_name_of_its_article_though_that_may_be_somebody_else(desk):
    in_articles(desk, "[Dmitry Medvedenko] spoke.")
    with Intake(desk) as intake:
        text = "Medvedenko came. Andrei Medvedenko spoke. Medvedenko left."
        article = intake.add(Record(text=text)).article_id
    before = annotations.tag(desk, article, 0, 10, "official")
    full = annotations.tag(desk, article, 17, 34, "official")
    after = annotations.tag(desk, article, 42, 52, "official")
    assert (full.linked, full.confirmed) == ("new", False)
    for one in (desk.span(before.id), after):
        assert (one.entity, one.linked, one.confirmed) == (full.entity, "inside", True)


def test_two_spellings_that_are_marked_in_one_step_are_compared(desk):
    text = "Sattar Hashemi came. Seyed Sattar Hashemi spoke of Mohsen Hashemi."
    with Intake(desk) as intake:
        article = intake.add(Record(text=text)).article_id
    extents = [(0, 14), (21, 41), (51, 65)]
    short, full, other = annotations.tag_many(
        desk, [(article, *extent, "official") for extent in extents]
    )
    assert (full.linked, full.confirmed) == ("new", True)
    assert (short.entity, short.linked, short.confirmed) == (full.entity, "guess", False)
    assert other.entity != full.entity


def test_one_name_twice_in_one_step_is_introduced_once(desk):
    with Intake(desk) as intake:
        article = intake.add(Record(text="Ana Kadare met Ana Kadare.")).article_id
    one, two = annotations.tag_many(
        desk, [(article, 0, 10, "official"), (article, 15, 25, "official")]
    )
    assert (two.entity, two.linked, two.confirmed) == (one.entity, "alias", True)
