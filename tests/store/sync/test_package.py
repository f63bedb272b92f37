"""A package knows everything, holds the texts of one annotator's articles, and comes back whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import annotations, articles
from store.check import check
from store.desk import Desk
from store.errors import DeskError, Refused
from store.intake import Intake
from store.listing.listing import Listing
from store.listing.query import parse
from store.listing.sets import Sets
from store.model import Record
from store.sync.batches import take_back
from store.sync.merge import merge
from store.sync.package import FOR, package
from store.sync.sharing import share

TEXTS = ("Norway and Kenya met.", "Oman spoke to Iran.", "A secret for Ghana alone.")


def sought(desk: Desk, typed: str) -> list[str]:
    listing = Listing(desk.connection, parse(typed))
    listing.build(Sets(desk.connection))
    return list(listing.ids())


@pytest.fixture
def lead(tmp_path: Path):
    """The lead's desk: three articles, the first two mina's, the third omar's."""
    with Desk.create(tmp_path / "lead.desk", "lead") as desk:
        with Intake(desk) as intake:
            keys = [intake.add(Record(text=text)).article_id for text in TEXTS]
        articles.assign(desk, keys[:2], "Mina")
        articles.assign(desk, keys[2:], "omar")
        annotations.tag(desk, keys[2], 2, 8, "area")
        yield desk, keys


def test_the_journal_goes_whole_and_only_the_assigned_texts(lead, tmp_path: Path) -> None:
    desk, keys = lead
    packed = package(desk, tmp_path / "mina.desk", "MINA")
    assert (packed.annotator, packed.articles, packed.withheld) == ("mina", 2, 1)
    assert check(tmp_path / "mina.desk") == []
    # the register of names goes along, and with it the marked words; nothing else of the text
    assert b"Ghana" not in (tmp_path / "mina.desk").read_bytes()
    assert not list(tmp_path.glob("*.part*"))
    with Desk.open(tmp_path / "mina.desk", "mina") as mina:
        assert mina.recall(FOR) == "mina"
        assert [mina.article(key).has_text for key in keys] == [True, True, False]
        assert mina.article(keys[2]).text == ""
        assert len(mina.spans(keys[2])) == 1
        assert len(list(mina.log())) == len(list(desk.log())) == packed.operations
        with pytest.raises(Refused, match="not on this desk"):
            annotations.tag(mina, keys[2], 0, 1, "area")
        assert sought(mina, "ghana") == []
        assert sought(mina, "oman") == [keys[1]]


def test_what_the_lead_did_is_not_undone_in_a_package(lead, tmp_path: Path) -> None:
    desk, _ = lead
    package(desk, tmp_path / "p.desk", "mina")
    with Desk.open(tmp_path / "p.desk", "lead") as copy:
        assert copy.peek_undo() is None


def test_the_work_comes_back_and_a_later_package_brings_more_texts(lead, tmp_path: Path) -> None:
    desk, keys = lead
    package(desk, tmp_path / "mina.desk", "mina")
    with Desk.open(tmp_path / "mina.desk", "mina") as mina:
        mark = annotations.tag(mina, keys[0], 0, 6, "country")
        articles.set_status(mina, [keys[0]], "done")
    merged = merge(desk, tmp_path / "mina.desk")
    assert (merged.by, merged.articles, merged.texts) == ({"mina": 2}, 0, 0)
    assert desk.span(mark.id) == mark
    articles.assign(desk, [keys[2]], "mina")
    package(desk, tmp_path / "more.desk", "mina")
    with Desk.open(tmp_path / "mina.desk", "mina") as mina:
        assert merge(mina, tmp_path / "more.desk").texts == 1
        assert mina.article(keys[2]).text == TEXTS[2]
        assert sought(mina, "ghana") == [keys[2]]
    for path in tmp_path.glob("*.desk"):
        assert check(path) == []


def test_a_merge_that_was_taken_back_does_not_count_in_a_package(lead, tmp_path: Path) -> None:
    desk, keys = lead
    package(desk, tmp_path / "mina.desk", "mina")
    with Desk.open(tmp_path / "mina.desk", "mina") as mina:
        annotations.tag(mina, keys[0], 0, 6, "country")
    take_back(desk, merge(desk, tmp_path / "mina.desk").batch)
    package(desk, tmp_path / "second.desk", "mina")
    assert check(tmp_path / "second.desk") == []
    with Desk.open(tmp_path / "second.desk") as second:
        assert second.spans(keys[0]) == []


def test_a_package_is_made_while_the_desk_is_written_to(lead, tmp_path: Path) -> None:
    desk, keys = lead
    with Desk.open(desk.path, "omar") as omar:
        annotations.tag(omar, keys[0], 0, 6, "country")
        package(desk, tmp_path / "p.desk", "mina")
        annotations.tag(omar, keys[0], 11, 16, "country")
    with Desk.open(tmp_path / "p.desk") as copy:
        assert len(copy.spans(keys[0])) == 1


def test_nothing_appears_when_it_cannot_be_made(lead, tmp_path: Path, monkeypatch) -> None:
    desk, _ = lead
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Refused, match="assigned to nobody-known"):
        package(desk, tmp_path / "p.desk", "nobody-known")
    with pytest.raises(Refused, match="already"):
        package(desk, desk.path, "mina")
    with pytest.raises(Refused, match="no folder"):
        package(desk, tmp_path / "none" / "p.desk", "mina")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(DeskError, match="No space left"):
        package(desk, tmp_path / "p.desk", "mina")
    assert sorted(tmp_path.iterdir()) == before


def test_articles_are_shared_in_turn_as_one_action(lead) -> None:
    desk, keys = lead
    assert share(desk, keys, ["Lin", "omar"]) == {"lin": 2, "omar": 1}
    assert [desk.article(key).assignee for key in keys] == ["lin", "omar", "lin"]
    desk.undo()
    assert [desk.article(key).assignee for key in keys] == ["mina", "mina", "omar"]
    assert share(desk, keys, [""]) == {"": 3}
    with pytest.raises(Refused):
        share(desk, [], ["lin"])
    with pytest.raises(Refused):
        share(desk, keys, ["lin", ""])
