"""A corrected article takes the place of the older one, with the marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import annotations, corrections
from store.check import backup, check
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.model import Record
from store.sync.merge import merge

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


def late(desk: Desk, tmp_path: Path, *steps) -> Desk:
    """A colleague's copy of the desk, on which ``steps`` were taken."""
    desk.tidy()
    copy = tmp_path / "omar.desk"
    backup(desk.path, copy)
    with Desk.open(copy, "omar") as omar:
        for step in steps:
            step(omar)
        return omar


def tag(article: str, text: str, words: str):
    start = text.index(words)
    return lambda desk: annotations.tag(desk, article, start, start + len(words), "area")


def test_marks_that_come_after_the_correction_are_carried_too(pair, tmp_path: Path) -> None:
    desk, old, new = pair
    steps = (tag(old, OLD, "Minister"), tag(old, OLD, "Kenya"))
    omar = late(desk, tmp_path, *steps)
    corrections.accept(desk, new)
    merged = merge(desk, omar.path)
    assert merged.carried == 1
    found = [s for s in desk.spans(new) if s.annotator == "omar"]
    assert [(NEW[s.start : s.end], s.origin) for s in found] == [("Minister", "re-anchored")]
    assert merge(desk, omar.path).carried == 0
    assert corrections.carry_late(desk) == 0
    undone = desk.undo()
    assert undone is not None
    assert undone.kind == "span.carry"
    assert words(desk, new) == ["Laleh Sadr", "Ingrid Solberg"]
    assert corrections.carry_late(desk) == 0  # taken back is taken back
    assert check(desk.path) == []


def test_a_carried_mark_that_was_removed_does_not_come_back(pair, tmp_path: Path) -> None:
    desk, old, new = pair
    corrections.accept(desk, new)
    removed = desk.spans(new)[0]
    annotations.remove(desk, removed.id)
    omar = late(desk, tmp_path, tag(old, OLD, "Minister"))
    assert merge(desk, omar.path).carried == 1
    assert "Laleh Sadr" not in words(desk, new)


def test_late_marks_go_through_several_corrections_and_the_same_on_both_desks(
    pair, tmp_path: Path
) -> None:
    desk, old, new = pair
    newest = f"{NEW} The end."
    with Intake(desk) as intake:
        third = intake.add(Record(text=newest, external_id="7", source="Gazette")).article_id
    omar = late(desk, tmp_path, tag(old, OLD, "Minister"))
    corrections.accept(desk, new)
    corrections.accept(desk, third)
    assert merge(desk, omar.path).carried == 2
    assert "Minister" in words(desk, third)
    with Desk.open(omar.path, "omar") as other:
        assert merge(other, desk.path).carried == 0
        assert [s.id for s in other.spans(third)] == [s.id for s in desk.spans(third)]
        assert check(other.path) == []


def test_a_mark_that_was_removed_from_the_new_version_does_not_come_by_the_old_one(
    pair, tmp_path: Path
) -> None:
    desk, old, new = pair
    tag(new, NEW, "Laleh Sadr")(desk)
    tag(old, OLD, "Laleh Sadr")(desk)
    corrections.accept(desk, new)
    (mine,) = [s for s in desk.spans(new) if s.label == "area"]
    annotations.remove(desk, mine.id)
    omar = late(desk, tmp_path, tag(old, OLD, "Minister"))
    assert merge(desk, omar.path).carried == 1
    assert [s.annotator for s in desk.spans(new) if s.label == "area"] == ["omar"]


def test_a_carried_mark_goes_on_naming_whom_it_named(pair) -> None:
    desk, old, new = pair
    corrections.accept(desk, new)
    said = 'SELECT "end" - start, entity, form, linked, confirmed FROM span WHERE n = ?'
    before, after = (
        desk.connection.execute(f"{said} ORDER BY start", (desk.article(key).n,)).fetchall()
        for key in (old, new)
    )
    assert after == before[:2]
    assert [form for _, _, form, _, _ in after] == ["Laleh Sadr", "Ingrid Solberg"]
    told = "SELECT form, mentions FROM alias WHERE form LIKE '% S%' ORDER BY form"
    assert desk.connection.execute(told).fetchall() == [("Ingrid Solberg", 2), ("Laleh Sadr", 2)]
