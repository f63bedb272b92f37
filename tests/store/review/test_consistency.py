"""Consistency: what differs is found, mended everywhere by one action, and undone by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import annotations, articles
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.model import Record
from store.review.consistency import LABELS, SURNAME, UNTAGGED, dismiss, findings, mend

FIRST = "Seyed Sattar Hashemi went to Oman. Hashemi said that Oman is near."
SECOND = "In Oman nothing happened. Oman’s  press slept."
UNREAD = "Oman and Oman again."


@pytest.fixture
def marked(tmp_path: Path):
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        with Intake(desk) as intake:
            keys = [intake.add(Record(text=text)).article_id for text in (FIRST, SECOND, UNREAD)]
        annotations.tag(desk, keys[0], 0, 20, "official")
        annotations.tag(desk, keys[0], 29, 33, "country")
        annotations.tag(desk, keys[0], 53, 57, "country")
        annotations.tag(desk, keys[1], 3, 7, "area")
        yield desk, keys


def told(desk: Desk) -> list[tuple[str, str, str, int]]:
    return [(f.kind, f.text, f.label, len(f.places)) for f in findings(desk)]


def test_everything_is_found_in_articles_that_were_begun(marked) -> None:
    desk, _ = marked
    assert told(desk) == [
        (LABELS, "Oman", "country", 1),
        (UNTAGGED, "Oman", "country", 1),
        (SURNAME, "Hashemi", "official", 1),
    ]
    assert findings(desk)[0].counts == (("country", 2), ("area", 1))


def test_each_is_mended_by_one_action_and_undone_by_one(marked) -> None:
    desk, keys = marked
    before = desk.spans(keys[0]) + desk.spans(keys[1])
    for finding in findings(desk):
        assert mend(desk, finding).operations == 1
    assert told(desk) == []
    marks = [(s.start, s.end, s.label) for s in desk.spans(keys[1])]
    assert marks == [(3, 7, "country"), (26, 30, "country")]
    assert [s.origin for s in desk.spans(keys[0]) if s.start == 35] == ["propagated"]
    for _ in range(3):
        desk.undo()
    assert desk.spans(keys[0]) + desk.spans(keys[1]) == before


def test_only_the_chosen_places_are_mended(marked) -> None:
    desk, keys = marked
    articles.set_status(desk, [keys[2]], "done")
    (wanted,) = [f for f in findings(desk) if f.kind == UNTAGGED]
    assert len(wanted.places) == 3
    mend(desk, wanted, wanted.places[1:2])
    assert [s.start for s in desk.spans(keys[2])] == [0]
    with pytest.raises(Refused):
        mend(desk, wanted, [])


def test_a_dismissed_finding_does_not_come_back(marked) -> None:
    desk, _ = marked
    dismiss(desk, findings(desk)[1])
    assert [kind for kind, *_ in told(desk)] == [LABELS, SURNAME]


def test_two_labels_on_one_range_are_meant(marked) -> None:
    desk, keys = marked
    annotations.tag(desk, keys[1], 3, 7, "country")
    assert LABELS not in [kind for kind, *_ in told(desk)]


def test_others_marks_are_looked_at_but_not_changed(marked) -> None:
    desk, keys = marked
    with Desk.open(desk.path, "omar") as omar:
        annotations.tag(omar, keys[2], 0, 4, "country")
        annotations.tag(omar, keys[2], 9, 13, "area")
    (finding,) = findings(desk, "omar")
    assert (finding.kind, finding.label) == (LABELS, "country")
    with pytest.raises(Refused):
        mend(desk, finding)


def test_part_of_a_longer_mark_or_text_is_no_finding(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        with Intake(desk) as intake:
            key = intake.add(Record(text="Guinea and Papua New Guinea. Guineans.")).article_id
        annotations.tag(desk, key, 0, 6, "country")
        annotations.tag(desk, key, 11, 27, "country")
        assert findings(desk) == []
