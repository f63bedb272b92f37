"""Decisions about suggestions are in the journal: undone, merged, packaged and checked like all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import annotators, articles
from store.check import backup, check
from store.desk import Desk
from store.errors import Refused
from store.review import verdicts
from store.suggest import deciding
from store.suggest.values import Suggestion
from store.sync.merge import merge
from store.sync.package import package
from tests.store.suggest.newsroom import at, fill, finish

TEXT = "Hashemi left Iran. Seyed Sattar Hashemi met John Smith in Oman; Smith left too."


def one(words: str, label: str, nth: int = 0, **more: object) -> Suggestion:
    values: dict[str, object] = {"probability": 0.9, "part": "rule", "reason": "why", **more}
    return Suggestion(*at(TEXT, words, nth), label, **values)  # type: ignore[arg-type]


SURNAME = one("Hashemi", "official")
NAME = one("Seyed Sattar Hashemi", "official")
IRAN = one("Iran", "country", part="built-in", reason="name of Iran", probability=0.95123)


@pytest.fixture
def article(desk: Desk) -> str:
    return fill(desk, TEXT)[0]


def marks(desk: Desk, article: str) -> list[tuple[str, str, str]]:
    return [(TEXT[x.start : x.end], x.label, x.origin) for x in desk.spans(article)]


def test_accepted_suggestions_are_marks_that_say_where_they_came_from(
    desk: Desk, article: str
) -> None:
    (made,) = deciding.accept(desk, article, [IRAN])
    assert (made.start, made.end, made.label) == IRAN.key
    assert (made.origin, made.annotator, made.entity) == ("suggestion", "mina", "country:IR")
    assert made.meta == {
        "suggested": {"part": "built-in", "reason": "name of Iran", "probability": 0.951}
    }
    assert check(desk.path) == []


def test_a_mended_suggestion_remembers_what_was_offered(desk: Desk, article: str) -> None:
    mended = (*at(TEXT, "Sattar Hashemi"), "official")
    (made,) = deciding.accept(desk, article, [NAME], {NAME.key: mended})
    assert (made.start, made.end, made.label) == mended
    assert made.meta["suggested"]["from"] == [NAME.start, NAME.end, "official"]


def test_many_are_one_step_and_a_surname_among_them_is_the_one_named_in_full(
    desk: Desk, article: str
) -> None:
    chosen = [SURNAME, IRAN, NAME, one("John Smith", "official"), one("Smith", "official", 1)]
    made = deciding.accept(desk, article, chosen)
    assert [(x.start, x.end) for x in made] == [(x.start, x.end) for x in chosen]
    assert made[0].entity == made[2].entity != made[3].entity
    assert made[4].entity == made[3].entity
    desk.undo()
    assert marks(desk, article) == []
    desk.redo()
    assert len(marks(desk, article)) == 5
    assert check(desk.path) == []


def test_what_cannot_be_marked_refuses_all(desk: Desk, article: str) -> None:
    with pytest.raises(Refused):
        deciding.accept(desk, article, [IRAN, Suggestion(3, 900, "country", 0.9, "rule", "")])
    assert marks(desk, article) == []


def test_finishing_accepts_and_hands_in_as_one_step(desk: Desk, article: str) -> None:
    deciding.finish(desk, article, [IRAN, NAME])
    assert desk.layer(article).status == "done"
    assert len(marks(desk, article)) == 2
    last = desk.undo()
    assert last is not None
    assert last.kind == "status.done"
    assert (desk.layer(article).status, marks(desk, article)) == ("new", [])
    deciding.finish(desk, article, [])
    assert desk.layer(article).status == "done"


def test_an_approved_article_is_not_finished_over_again(desk: Desk, article: str) -> None:
    finish(desk, article, [("Iran", "country")])
    verdicts.accept(desk, article, IRAN.key)
    from store.review import articles as review

    review.approve(desk, article)
    with pytest.raises(Refused):
        deciding.finish(desk, article, [NAME])
    assert len(marks(desk, article)) == 1


def test_a_rejection_can_be_undone_and_is_mine_alone(desk: Desk, article: str) -> None:
    deciding.reject(desk, article, IRAN, NAME)
    deciding.reject(desk, article, IRAN)
    assert deciding.rejected(desk, article) == {IRAN.key, NAME.key}
    desk.undo()
    assert deciding.rejected(desk, article) == {IRAN.key, NAME.key}
    desk.undo()
    assert deciding.rejected(desk, article) == set()
    desk.redo()
    desk.actor = "omar"
    assert deciding.rejected(desk, article) == set()
    assert deciding.rejected(desk, "00" * 16) == set()
    assert check(desk.path) == []


def test_nobody_rejects_nothing(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "n.desk") as desk, pytest.raises(Refused):
        deciding.reject(desk, "00" * 16, IRAN)


def test_rejections_go_with_the_person_the_desk_and_the_package(
    desk: Desk, article: str, tmp_path: Path
) -> None:
    backup(desk.path, tmp_path / "omar.desk")
    with Desk.open(tmp_path / "omar.desk", "omar") as other:
        deciding.reject(other, article, NAME)
    deciding.reject(desk, article, IRAN)
    merge(desk, tmp_path / "omar.desk")
    annotators.same(desk, "omar", "o.")
    desk.actor = "o."
    assert deciding.rejected(desk, article) == {NAME.key}
    desk.actor = "mina"
    articles.assign(desk, [article], "lin")
    package(desk, tmp_path / "lin.desk", "lin")
    with Desk.open(tmp_path / "lin.desk", "mina") as given_out:
        assert deciding.rejected(given_out, article) == {IRAN.key}
    for path in (desk.path, tmp_path / "lin.desk"):
        assert check(path) == []


WORDS = [SURNAME, NAME, IRAN, one("John Smith", "official"), one("Oman", "country")]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["accept", "reject", "finish"]), st.sets(st.sampled_from(WORDS))),
        max_size=5,
    )
)
def test_undo_takes_every_decision_back_exactly(desk: Desk, steps: list) -> None:
    (article,) = fill(desk, TEXT)

    def state() -> tuple[object, ...]:
        tables = [
            desk.connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("span", "layer", "rejection", "alias", "entity")
        ]
        return tuple(map(tuple, tables))

    seen = []
    for what, some in steps:
        chosen = sorted(some, key=lambda x: x.key)
        before, newest = state(), desk.peek_undo()
        if what == "accept":
            deciding.accept(desk, article, chosen)
        elif what == "finish":
            deciding.finish(desk, article, chosen)
        elif chosen:
            deciding.reject(desk, article, *chosen)
        if desk.peek_undo() != newest:
            seen.append(before)
    for before in reversed(seen):
        desk.undo()
        assert state() == before
    assert check(desk.path) == []
