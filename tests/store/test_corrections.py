"""A corrected article takes the place of the older one, with the marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import annotations, corrections
from store.check import check
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.model import Record

OLD = "Oslo, Monday\n\nMinister Laleh Sadr met Ingrid Solberg. Kenya was not named."
NEW = "Oslo, Tuesday\n\nMinister Laleh Sadr met the envoy Ingrid Solberg and others."


@pytest.fixture
def pair(tmp_path: Path):
    with Desk.create(tmp_path / "news.desk", "mina") as desk:
        with Intake(desk) as intake:
            ids = [
                intake.add(Record(text=text, external_id="7", source="Gazette")).article_id
                for text in (OLD, NEW)
            ]
        for words in ("Laleh Sadr", "Ingrid Solberg", "Kenya"):
            start = OLD.index(words)
            annotations.tag(desk, ids[0], start, start + len(words), "official")
        yield desk, *ids


def words(desk: Desk, article: str) -> list[str]:
    text = desk.article(article).text
    return [text[s.start : s.end] for s in desk.spans(article)]


def test_accepting_carries_the_marks_and_names_the_lost(pair) -> None:
    desk, old, new = pair
    assert corrections.proposal(desk, desk.article(new)).id == old
    carried = corrections.accept(desk, new)
    assert words(desk, new) == ["Laleh Sadr", "Ingrid Solberg"]
    assert (carried.carried, [OLD[s.start : s.end] for s in carried.lost]) == (2, ["Kenya"])
    assert desk.article(old).superseded_by == new
    assert {s.origin for s in desk.spans(new)} == {"re-anchored"}
    assert {s.annotator for s in desk.spans(new)} == {"mina"}
    assert corrections.proposal(desk, desk.article(new)) is None
    with pytest.raises(Refused):
        corrections.accept(desk, new)
    assert check(desk.path) == []


def test_accepting_is_one_step_to_undo(pair) -> None:
    desk, old, new = pair
    corrections.accept(desk, new)
    desk.undo()
    assert words(desk, new) == []
    assert desk.article(old).superseded_by == ""
    desk.redo()
    assert len(words(desk, new)) == 2


def test_declining_is_remembered(pair) -> None:
    desk, old, new = pair
    corrections.decline(desk, new)
    assert corrections.proposal(desk, desk.article(new)) is None
    assert desk.article(old).superseded_by == ""
    with Intake(desk) as intake:  # the same record again does not ask again
        intake.add(Record(text=NEW, external_id="7", source="Gazette"))
    assert corrections.proposal(desk, desk.article(new)) is None


def test_marks_that_stand_already_are_not_doubled(pair) -> None:
    desk, _, new = pair
    start = NEW.index("Laleh Sadr")
    annotations.tag(desk, new, start, start + 10, "official")
    assert corrections.accept(desk, new).carried == 1
    assert words(desk, new) == ["Laleh Sadr", "Ingrid Solberg"]
