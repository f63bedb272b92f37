"""Hints at marks that are likely wrong or missed, and how they are mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import annotations
from store.desk import Desk
from store.review.consistency import MISSED, WRONG, dismiss, mend
from store.suggest import cache, second_look, training
from store.suggest.second_look import Doubt
from tests.store.suggest.wire import finished_desk, story

COUNT = 20


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with one mark forgotten and one under a wrong label, looked at a second time."""
    path = tmp_path_factory.mktemp("doubts") / "news.desk"
    with Desk.create(path, "mina") as desk:
        ids = finished_desk(desk, COUNT)
        forgotten = next(x for x in desk.spans(ids[4]) if x.label == "country")
        annotations.remove(desk, forgotten.id)
        wrong = next(x for x in desk.spans(ids[9]) if x.label == "country")
        annotations.relabel(desk, wrong.id, "area")
        training.refresh(desk, every=True, doubt=True)
    return path


@pytest.fixture
def doubted(looked_at: Path, tmp_path: Path) -> Iterator[Desk]:
    copy = tmp_path / "copy.desk"
    copy.write_bytes(looked_at.read_bytes())
    with Desk.open(copy, "mina") as desk:
        yield desk


def test_what_was_forgotten_and_what_is_wrong_are_pointed_at(doubted: Desk) -> None:
    found = {(x.kind, x.text, x.label) for x in second_look.findings(doubted)}
    assert (MISSED, story(4)[1][0][0], "country") in found
    assert (WRONG, story(9)[1][0][0], "country") in found
    assert len(found) <= 4


def test_one_action_mends_a_finding_and_one_undo_takes_it_back(doubted: Desk) -> None:
    for kind in (MISSED, WRONG):
        before = second_look.findings(doubted)
        finding = next(x for x in before if x.kind == kind and x.label == "country")
        place = finding.places[0]
        mend(doubted, finding)
        marks = doubted.spans(place.article, "mina")
        assert (place.start, place.end, "country") in {(x.start, x.end, x.label) for x in marks}
        assert finding not in second_look.findings(doubted)
        doubted.undo()
        assert second_look.findings(doubted) == before


def test_a_finding_is_dismissed_for_good(doubted: Desk) -> None:
    finding = second_look.findings(doubted)[0]
    dismiss(doubted, finding)
    assert finding not in second_look.findings(doubted)


def test_a_mark_that_should_not_be_there_is_removed(desk: Desk) -> None:
    ids = finished_desk(desk, 1)
    span = desk.spans(ids[0])[0]
    key = span.start, span.end, span.label
    cache.keep(desk, [second_look.row("1", [Doubt(ids[0], "mina", key, None, 0.9)])])
    (finding,) = second_look.findings(desk)
    mend(desk, finding)
    assert desk.span(span.id) is None
    assert second_look.findings(desk) == []


@pytest.mark.parametrize("text", ["no list", "[1]", '[["x"]]', '[["a", "b", 1, 2, 3]]', "{}"])
def test_what_cannot_be_read_says_nothing(desk: Desk, text: str) -> None:
    finished_desk(desk, 1)
    cache.keep(desk, [("second look", "1", text)])
    assert second_look.findings(desk) == []
