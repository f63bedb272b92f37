"""Sentences that speak for a name."""

from __future__ import annotations

import pytest

from store.register import deciding, evidence
from store.register.candidates import Part
from store.register.evidence import card, sentences_of
from store.register.past import past
from tests.store.register.names_desk import mark, named, put

ME = "mina"


@pytest.fixture
def desk(tmp_path):
    with named(tmp_path / "n.desk", {}) as desk:
        for at, source in enumerate(("IRNA", "IRNA", "IRNA", "BBC")):
            put(
                desk, f"x{at}", f"First things first. In {at}, Ingrid Solberg\nspoke. Then not.",
                source, f"2024-0{at + 1}-01",
            )  # fmt: skip
            mark(desk, f"x{at}", "Ingrid Solberg")
        yield desk


def solberg(desk):
    return desk.connection.execute("SELECT id FROM entity").fetchone()[0]


def test_various_sources_come_first_and_of_each_the_newest(desk):
    found = sentences_of(desk.connection, [solberg(desk)], limit=3)
    assert [(one.source, one.published) for one in found] == [
        ("BBC", "2024-04-01"), ("IRNA", "2024-03-01"), ("IRNA", "2024-02-01"),
    ]  # fmt: skip


def test_a_mention_is_found_in_its_sentence_and_in_the_article(desk):
    for one in sentences_of(desk.connection, [solberg(desk)]):
        assert one.sentence[one.at : one.at + one.length] == "Ingrid Solberg"
        assert desk.article(one.article).text[one.start : one.end] == "Ingrid Solberg"
        assert "First things" not in one.sentence
        assert "Then" not in one.sentence


def test_a_long_text_without_stops_is_cut(desk):
    words = "word " * 400
    put(desk, "long", f"{words}Ingrid Solberg {words}", "AP", "2025-01-01")
    mark(desk, "long", "Ingrid Solberg")
    (first, *_) = sentences_of(desk.connection, [solberg(desk)])
    assert first.source == "AP"
    assert len(first.sentence) < 700
    assert first.sentence[first.at : first.at + first.length] == "Ingrid Solberg"


def test_a_card_tells_dates_sources_roles_and_country(desk):
    root = solberg(desk)
    deciding.role(desk, root, deciding.Role("envoy", "2024"))
    deciding.edit(desk, root, country="Norway")
    found = card(desk.connection, Part(root), ME)
    assert (found.name, found.mentions) == ("Ingrid Solberg", 4)
    assert (found.first, found.last) == ("2024-01-01", "2024-04-01")
    assert found.sources == ("IRNA", "BBC")
    assert [role.title for role in found.roles] == ["envoy"]
    assert found.country == "Norway"


def test_a_name_of_very_many_mentions_costs_little(desk, monkeypatch):
    monkeypatch.setattr(evidence, "LOOKED_AT", 2)
    found = card(desk.connection, Part(solberg(desk)), ME)
    assert found.partly
    assert found.mentions == 4
    assert found.sources == ("BBC", "IRNA")


def test_the_past_tells_everything_also_what_was_taken_back(desk):
    root = solberg(desk)
    put(desk, "y", "Mina Karimi came.")
    other = mark(desk, "y", "Mina Karimi").entity
    deciding.same(desk, [root, other], canonical=root)
    deciding.split(desk, [other])
    deciding.edit(desk, root, notes="hm")
    desk.undo()
    kinds = [(done.kind, done.other, done.live) for done in past(desk, root)]
    assert kinds[0] == ("entity.edit", "", False)
    assert ("entity.same", "Mina Karimi", True) in kinds
    assert ("entity.split", "Mina Karimi", True) in kinds
    assert kinds[-1][0] == "entity.add"
