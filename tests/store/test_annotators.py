"""Handles that are one person's: their work is one layer, and the journal stays as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from store import annotations, annotators, articles
from store.agreement.report import agreement
from store.check import check
from store.desk import Desk
from store.errors import Refused
from store.export.layers import choose
from store.intake import Intake
from store.journal.operations import Draft
from store.listing.listing import Listing
from store.listing.query import parse
from store.listing.values import unknown
from store.model import RawSpan, Record
from store.review.articles import send_back
from store.state.layers import name as layer_name
from store.sync.merge import merge
from store.sync.package import package
from store.sync.sharing import share
from tests.command import copydesk

RECORD = Record(text="Norway and Kenya met.", spans=(RawSpan(0, 6, "country"),), status="started")


@pytest.fixture
def desk(tmp_path: Path):
    with Desk.create(tmp_path / "news.desk", "m.") as desk:
        with Intake(desk, "m.") as intake:
            intake.add(RECORD)
        yield desk


def article(desk: Desk) -> str:
    return desk.article(1).id


def owners(desk: Desk) -> list[str]:
    return [span.annotator for span in desk.spans(article(desk))]


def journal(desk: Desk) -> list[tuple[object, ...]]:
    return desk.connection.execute("SELECT id, actor, obj, fields, h FROM op ORDER BY n").fetchall()


def test_work_goes_by_the_new_name_and_the_journal_stays(desk: Desk) -> None:
    annotations.comment(desk, article(desk), "why?")
    articles.assign(desk, [article(desk)], "m.")
    before = journal(desk)
    annotators.same(desk, "M.", "Mina")
    assert journal(desk)[:-1] == before
    assert desk.actor == "mina"
    assert owners(desk) == ["mina"]
    assert [layer.annotator for layer in desk.layers(article(desk))] == ["mina"]
    assert desk.comments(article(desk))[0].annotator == "mina"
    assert desk.article(1).assignee == "mina"
    assert {action.actor for action in desk.history()} == {"copydesk", "mina"}
    assert desk.spans(article(desk), "m.") == desk.spans(article(desk), "mina")
    annotations.tag(desk, article(desk), 11, 16, "country")
    assert owners(desk) == ["mina", "mina"]
    (one,) = annotators.annotators(desk)
    assert (one.handle, one.also, one.articles, one.spans) == ("mina", ("m.",), 1, 2)
    assert check(desk.path) == []


def test_it_can_be_undone_and_taken_apart(desk: Desk) -> None:
    annotators.same(desk, "m.", "mina")
    assert desk.undo() is not None
    assert (desk.actor, owners(desk)) == ("m.", ["m."])
    assert desk.redo() is not None
    assert (desk.actor, owners(desk)) == ("mina", ["mina"])
    annotators.apart(desk, "m.")
    assert (desk.actor, owners(desk)) == ("m.", ["m."])
    assert check(desk.path) == []


def test_two_layers_of_one_person_fold_in_the_order_of_their_operations(desk: Desk) -> None:
    key = article(desk)
    for who, status in (("m.", "started"), ("mina", "done"), ("m.", "skipped")):
        desk.act([Draft(layer_name(key, who), "status.set", {"status": status})], actor=who)
    desk.act([Draft(layer_name(key, "mina"), "star.on", {"star": True})], actor="mina")
    annotators.same(desk, "m.", "mina")
    (layer,) = desk.layers(key)
    assert (layer.annotator, layer.status, layer.starred, layer.spans) == (
        "mina",
        "skipped",
        True,
        1,
    )
    articles.set_status(desk, [key], "done")
    assert [layer.status for layer in desk.layers(key)] == ["done"]
    assert check(desk.path) == []


def test_a_name_can_be_turned_round_and_chained(desk: Desk) -> None:
    annotators.same(desk, "m.", "mina")
    annotators.same(desk, "mina", "m.")
    assert owners(desk) == ["m."]
    annotators.same(desk, "m.", "mina h")
    annotators.same(desk, "mina h", "mina hashemi")
    assert owners(desk) == ["mina hashemi"]
    assert check(desk.path) == []


def test_who_is_asked_for_by_an_old_name_is_found(desk: Desk, tmp_path: Path) -> None:
    annotators.same(desk, "m.", "mina")
    assert share(desk, [article(desk)], ["M."]) == {"mina": 1}
    articles.set_status(desk, [article(desk)], "done")
    for layer, names in (("", ["M."]), ("annotator:m.", [])):
        assert choose(desk, layer, annotators=names).annotators == {"mina"}
    for words in ("by:M.", "for:m."):
        query = parse(words, mine=desk.actor)
        assert unknown(desk.connection, query) == []
        assert list(Listing(desk.connection, query).numbers(0, 9)) == [1]
    assert agreement(desk, annotators=["m."]).annotators == agreement(desk).annotators
    assert send_back(desk, article(desk), "why", ["m."]) is not None
    assert [layer.status for layer in desk.layers(article(desk))] == ["returned"]
    assert package(desk, tmp_path / "for.desk", "m.").annotator == "mina"


def test_what_makes_no_sense_is_refused(desk: Desk) -> None:
    annotators.same(desk, "m.", "mina")
    for old, new, part in (
        ("x", "X", "different"),
        ("", "x", "different"),
        ("m.", "mina", "already"),
    ):
        with pytest.raises(Refused, match=part):
            annotators.same(desk, old, new)
    with pytest.raises(Refused, match="no other name"):
        annotators.apart(desk, "mina")


def test_reading_the_same_file_again_adds_nothing(desk: Desk) -> None:
    annotators.same(desk, "m.", "mina")
    articles.set_status(desk, [article(desk)], "done")
    with Intake(desk, "m.") as intake:
        taken = intake.add(RECORD)
        intake.add(Record(text="A new text.", spans=(RawSpan(0, 1, "area"),), status="done"))
    assert (taken.spans_added, taken.spans_known) == (0, 1)
    assert desk.layer(article(desk)).status == "done"
    assert [span.annotator for span in desk.spans(desk.article(2).id)] == ["mina"]
    assert check(desk.path) == []


def test_names_travel_and_a_circle_made_on_two_desks_is_settled_alike(
    desk: Desk, tmp_path: Path
) -> None:
    desk.close()
    other = tmp_path / "other.desk"
    shutil.copy(desk.path, other)
    with Desk.open(desk.path, "m.") as here, Desk.open(other, "omar") as there:
        annotators.same(here, "m.", "mina")
        annotators.same(there, "mina", "m.")
        merge(here, other)
        merge(there, desk.path)
        assert owners(here) == owners(there) == ["m."]
        assert check(here.path) == check(there.path) == []


def test_the_command_shows_and_changes(desk: Desk) -> None:
    desk.close()
    assert copydesk("annotators", desk.path).stdout == "m.  1 article  1 mark\n"
    assert copydesk("annotators", desk.path, "--same", "m.", "Mina", "--as", "lead").returncode == 0
    assert copydesk("annotators", desk.path).stdout == "mina  1 article  1 mark  (also m.)\n"
    assert copydesk("annotators", desk.path, "--same", "m.", "Mina", "--as", "x").returncode == 2
    assert copydesk("annotators", desk.path, "--apart", "m.", "--as", "lead").returncode == 0
    told = copydesk("annotators", desk.path, "--json").stdout
    assert told == '{"annotators": [{"handle": "m.", "also": [], "articles": 1, "spans": 1}]}\n'
