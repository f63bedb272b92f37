"""What a desk remembers follows from its finished articles, however it came to know of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from store import articles
from store.check import backup, check
from store.desk import Desk
from store.review import layers, verdicts
from store.suggest import memory_tables
from store.suggest.engine import Engine
from store.suggest.examples import learner
from store.suggest.values import Settings
from store.sync.batches import batches
from store.sync.merge import merge
from tests.store.suggest.newsroom import NO_MODEL, at, fill, finish, offered, tag, told

WORDS = "the glorb of Oman in deep water and President Grib Vlorp of Norway said Vlorp met".split()
TABLES = ("phrase", "first", "sort", "article")


def stories(count: int) -> list[str]:
    chance = random.Random(7)
    return [f"{n}. " + " ".join(chance.choices(WORDS, k=40)) + "." for n in range(count)]


def kept(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """What is written down, without words that are nowhere any more."""
    found = {
        name: desk.connection.execute(f"SELECT * FROM {mine(desk, name)} ORDER BY 1").fetchall()
        for name in TABLES
    }
    found["phrase"] = [row for row in found["phrase"] if row[1] or row[2] != "{}"]
    del found["first"]
    return found


def mine(desk: Desk, name: str) -> str:
    return memory_tables.table(name, learner(desk.connection, "mina"))


def forget(desk: Desk) -> None:
    with desk.transaction() as connection:
        for name in (*TABLES, "of"):
            connection.execute(f"DROP TABLE IF EXISTS {mine(desk, name)}")


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """A desk where six of eight articles are finished, each in its way."""
    ids = fill(desk, *stories(8))
    engine = Engine(NO_MODEL)
    for number, article in enumerate(ids[:6]):
        offered(desk, article, engine)  # learned from as it goes
        text = desk.article(article).text
        wanted = [("glorb", "area"), ("Oman", "country"), ("Grib Vlorp", "official")]
        finish(desk, article, [x for x in wanted[number % 2 :] if x[0] in text])
    engine.save(desk)
    return desk


def numbered(desk: Desk) -> list[str]:
    return [one for (one,) in desk.connection.execute("SELECT id FROM article ORDER BY n")]


def test_learned_bit_by_bit_or_at_once_is_the_same(worked: Desk) -> None:
    before = kept(worked)
    assert before["phrase"]
    assert len(before["article"]) == 6
    forget(worked)
    Engine(NO_MODEL).save(worked)
    assert kept(worked) == before
    assert check(worked.path) == []


def test_what_was_reopened_is_forgotten_and_learned_again(worked: Desk) -> None:
    before = kept(worked)
    some = numbered(worked)[1:4]
    articles.set_status(worked, some, "new")
    engine = Engine(NO_MODEL)
    engine.save(worked)
    assert len(kept(worked)["article"]) == 3
    tag(worked, some[0], "water", "area")
    articles.set_status(worked, some, "done")
    engine.save(worked)
    assert kept(worked) != before
    for _ in range(2):
        worked.undo()
    engine.save(worked)
    articles.set_status(worked, some, "done")
    engine.save(worked)
    assert kept(worked) == before


def test_what_was_written_down_is_not_learned_over_again(worked: Desk) -> None:
    last = numbered(worked)[-1]
    first = offered(worked, last)
    with worked.transaction() as connection:
        connection.execute(f"UPDATE {mine(worked, 'phrase')} SET seen = 1000 WHERE key = 'glorb'")
    assert "area" in {x.label for x in first if x.part == "known"}
    assert "area" not in {x.label for x in offered(worked, last)}


def test_two_windows_learn_the_same(worked: Desk) -> None:
    one, other = Engine(NO_MODEL), Engine(NO_MODEL)
    ids = numbered(worked)
    assert offered(worked, ids[7], one) == offered(worked, ids[7], other)
    finish(worked, ids[6], [("Oman", "country")])
    assert offered(worked, ids[7], one) == offered(worked, ids[7], other)
    one.save(worked)
    assert offered(worked, ids[7], one) == offered(worked, ids[7], other)
    articles.set_status(worked, [ids[6]], "new")
    other.save(worked)
    assert offered(worked, ids[7], one) == offered(worked, ids[7], other)


def test_more_than_a_few_articles_wait_until_they_are_learned_from(desk: Desk, monkeypatch) -> None:
    ids = fill(desk, *[f"{n}. A glorb here." for n in range(9)])
    for article in ids[:8]:
        finish(desk, article, [("glorb", "area")])
    monkeypatch.setattr("store.suggest.memory.AT_ONCE", 4)
    monkeypatch.setattr("store.suggest.memory._PIECE", 3)
    engine = Engine(NO_MODEL)
    assert told(desk, ids[8], engine) == []
    asked = Engine(NO_MODEL)
    asked.learn(desk.connection, desk.actor)
    assert told(desk, ids[8], asked) == [("glorb", "area")]
    engine.save(desk)
    assert told(desk, ids[8], engine) == [("glorb", "area")]


def test_what_was_done_since_is_told_when_it_is_much(worked: Desk, monkeypatch) -> None:
    assert not memory_tables.is_behind(worked.connection, "mina")
    monkeypatch.setattr(memory_tables, "BEHIND", 1)
    finish(worked, numbered(worked)[6], [("Oman", "country"), ("glorb", "area")])
    assert memory_tables.is_behind(worked.connection, "mina")
    Engine(NO_MODEL).save(worked)
    assert not memory_tables.is_behind(worked.connection, "mina")
    forget(worked)
    assert memory_tables.is_behind(worked.connection, "mina")


def test_much_that_teaches_nothing_is_noted_as_seen(worked: Desk, monkeypatch) -> None:
    monkeypatch.setattr(memory_tables, "BEHIND", 1)
    articles.star(worked, numbered(worked)[6:], True)
    assert memory_tables.is_behind(worked.connection, "mina")
    before = kept(worked)
    Engine(NO_MODEL).save(worked)
    assert kept(worked) == before
    assert not memory_tables.is_behind(worked.connection, "mina")


def test_what_two_people_learn_on_one_desk_stays_apart(worked: Desk) -> None:
    last = numbered(worked)[-1]
    before, mina = kept(worked), offered(worked, last)
    with Desk.open(worked.path, "omar") as other:
        assert memory_tables.is_behind(other.connection, "omar")
        finish(other, numbered(worked)[0], [("water", "area")])
        Engine(NO_MODEL).save(other)
        assert not memory_tables.is_behind(other.connection, "omar")
    assert kept(worked) == before
    assert not memory_tables.is_behind(worked.connection, "mina")
    assert offered(worked, last) == mina


def test_colleagues_teach_too_unless_one_works_blind(desk: Desk, tmp_path: Path) -> None:
    first, second = fill(desk, "The glorb is here.", "A glorb again.")
    backup(desk.path, tmp_path / "omar.desk")
    with Desk.open(tmp_path / "omar.desk", "omar") as other:
        finish(other, first, [("glorb", "area")])
    merge(desk, tmp_path / "omar.desk")
    engine = Engine(NO_MODEL)
    assert told(desk, second, engine) == [("glorb", "area")]
    layers.set_blind(desk, True)
    assert told(desk, second, engine, sure=False) == []
    layers.set_blind(desk, False)
    assert told(desk, second, engine) == [("glorb", "area")]
    finish(desk, first)  # mine goes before a colleague's
    assert told(desk, second, engine, sure=False) == []


def test_a_merge_that_is_taken_back_teaches_nothing(desk: Desk, tmp_path: Path) -> None:
    from store.sync.batches import take_back

    first, second = fill(desk, "The glorb is here.", "A glorb again.")
    backup(desk.path, tmp_path / "omar.desk")
    with Desk.open(tmp_path / "omar.desk", "omar") as other:
        finish(other, first, [("glorb", "area")])
    merge(desk, tmp_path / "omar.desk")
    engine = Engine(NO_MODEL)
    assert told(desk, second, engine) == [("glorb", "area")]
    engine.save(desk)
    take_back(desk, batches(desk)[0].id)
    assert told(desk, second, engine, sure=False) == []


def test_an_approved_article_teaches_what_the_review_decided(desk: Desk) -> None:
    from store.review import articles as review

    first, second = fill(desk, "The glorb is here, the blarg is there.", "A glorb, a blarg.")
    finish(desk, first, [("glorb", "area"), ("blarg", "area")])
    text = desk.article(first).text
    verdicts.accept(desk, first, (*at(text, "glorb"), "area"))
    verdicts.reject(desk, first, (*at(text, "blarg"), "area"))
    review.approve(desk, first)
    assert told(desk, second) == [("glorb", "area")]


@pytest.mark.parametrize("written", ["nonsense", "[1]", '{"area": "many"}', "null"])
def test_what_a_stranger_wrote_there_breaks_nothing(worked: Desk, written: str) -> None:
    with worked.transaction() as connection:
        connection.execute(f"UPDATE {mine(worked, 'phrase')} SET marked = ?", (written,))
        connection.execute(f"UPDATE {mine(worked, 'sort')} SET counts = ?", (written,))
        connection.execute(f"UPDATE {mine(worked, 'article')} SET marks = ?", (written,))
    ids = numbered(worked)
    assert offered(worked, ids[-1])
    articles.set_status(worked, ids[:2], "new")
    assert offered(worked, ids[-1])


def test_without_that_part_nothing_is_learned(worked: Desk) -> None:
    last = numbered(worked)[-1]
    engine = Engine(Settings(parts=frozenset({"built-in"})))
    assert {x.part for x in offered(worked, last, engine)} == {"built-in"}
