"""Exporting what a review made of marks: adjudicated, consensus, and the verdict on each mark."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from store import annotations, articles
from store.desk import Desk
from store.export import export
from store.ingest import ingest
from store.intake import Intake
from store.model import Record
from store.review import articles as whole
from store.review import verdicts

NORWAY, KENYA, BOTH = (0, 6, "country"), (11, 16, "country"), (0, 16, "area")


@pytest.fixture
def desk(tmp_path: Path):
    """Three articles marked alike by mina, omar and lin, who differ; omar has not finished c."""
    path = tmp_path / "d.desk"
    with Desk.create(path, "lead") as lead, Intake(lead) as intake:
        for key in "abc":
            intake.add(Record(text=f"Norway and Kenya met {key}.", external_id=key))
    for who, marks in {"mina": (NORWAY, KENYA), "omar": (NORWAY, BOTH), "lin": (KENYA,)}.items():
        with Desk.open(path, who) as own:
            keys = [own.find_article(key).id for key in "abc"]
            annotations.tag_many(own, [(key, *mark) for key in keys for mark in marks])
            articles.set_status(own, keys if who == "mina" else keys[:2], "done")
    with Desk.open(path, "lead") as lead:
        yield lead


def lines(desk: Desk, **options: Any) -> list[dict[str, Any]]:
    out = desk.path.with_name("out.jsonl")
    summary = export(desk, "jsonl", out, **options)
    assert summary.proven
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def marks(line: dict[str, Any]) -> list[tuple[int, int, str]]:
    return [(s["start"], s["end"], s["label"]) for s in line["spans"]]


def review(desk: Desk, name: str) -> None:
    key = desk.find_article(name).id
    verdicts.accept(desk, key, NORWAY)
    verdicts.reject(desk, key, BOTH)
    verdicts.relabel(desk, key, KENYA, "area")
    whole.approve(desk, key)


def test_the_adjudicated_layer_holds_reviewed_articles_alone(desk: Desk) -> None:
    review(desk, "b")
    (line,) = lines(desk, layer="adjudicated")
    assert (line["id"], line["status"]) == ("b", "approved")
    assert marks(line) == [NORWAY, (11, 16, "area")]
    assert {(s["annotator"], s["verdict"], s["meta"]["reviewer"]) for s in line["spans"]} == {
        ("adjudicated", "accepted", "lead")
    }
    summary = export(desk, "jsonl", desk.path.with_name("o"), layer="adjudicated")
    assert summary.left_out_unreviewed == 2


def test_an_approved_article_without_a_mark_is_a_true_negative(desk: Desk) -> None:
    with Intake(desk) as intake:
        key = intake.add(Record(text="Nothing here.", external_id="d")).article_id
    for who in ("mina", "omar"):
        with Desk.open(desk.path, who) as own:
            articles.set_status(own, [key], "done")
    whole.approve(desk, key)
    (line,) = lines(desk, layer="adjudicated")
    assert (line["id"], line["spans"], line["status"]) == ("d", [], "approved")


def test_without_a_policy_reviewed_articles_are_adjudicated_and_others_mine(desk: Desk) -> None:
    review(desk, "a")
    with Desk.open(desk.path, "lin") as lin:
        first, second, third = lines(lin)
    assert marks(first) == [NORWAY, (11, 16, "area")]
    assert marks(second) == marks(third) == [KENYA]
    assert [s["annotator"] for s in second["spans"]] == ["lin"]


def test_a_consensus_needs_that_many_who_have_finished(desk: Desk) -> None:
    found = lines(desk, layer="consensus:2")
    assert [(line["id"], marks(line)) for line in found] == [
        ("a", [NORWAY, KENYA]),
        ("b", [NORWAY, KENYA]),
    ]
    assert found[0]["spans"][0]["meta"] == {"annotators": ["mina", "omar"]}
    assert export(desk, "jsonl", desk.path.with_name("o"), layer="consensus:2").left_out_few == 1
    assert [marks(line) for line in lines(desk, layer="consensus:3")] == [[], []]
    alone = lines(desk, layer="consensus:2", annotators=["mina", "lin"])
    assert [marks(line) for line in alone] == [[KENYA], [KENYA]]


def test_everybody_s_marks_carry_the_verdict_on_them_and_come_back(desk: Desk, tmp_path) -> None:
    review(desk, "a")
    line = lines(desk, layer="all")[0]
    told = {
        ((s["start"], s["end"], s["label"]), s["annotator"]): s["verdict"] for s in line["spans"]
    }
    assert told == {
        (NORWAY, "mina"): "accepted",
        (NORWAY, "omar"): "accepted",
        (BOTH, "omar"): "rejected",
        (KENYA, "mina"): "relabelled",
        (KENYA, "lin"): "relabelled",
    }
    with Desk.create(tmp_path / "back.desk", "mina") as back:
        ingest(back, [desk.path.with_name("out.jsonl")])
        again = lines(back, layer="all")[0]
        assert marks(again) == marks(line)
        assert {s["verdict"] for s in again["spans"]} == {""}
        assert {s["meta"]["verdict"] for s in again["spans"]} == {
            "accepted",
            "rejected",
            "relabelled",
        }


def test_comments_go_with_what_a_review_made_of_their_mark_or_are_counted(desk: Desk) -> None:
    with Desk.open(desk.path, "mina") as own:
        key = own.find_article("b").id
        for span in own.spans(key, "mina"):
            annotations.comment(own, key, f"mina of {span.start}", span.id)
    with Desk.open(desk.path, "omar") as own:
        rejected = next(span for span in own.spans(key, "omar") if span.label == "area")
        annotations.comment(own, key, "too much", rejected.id)
        annotations.comment(own, key, "good piece")
    review(desk, "b")
    out = desk.path.with_name("o.json")

    def told(layer: str) -> tuple[list[str], int, int]:
        summary = export(desk, "labelstudio", out, layer=layer)
        text = out.read_text(encoding="utf-8")
        there = [said for said in ("mina of 0", "mina of 11", "too much") if said in text]
        return there, summary.losses["comments"], summary.left_out_comments

    # KENYA was given another label in the review: what was said of it goes with that
    assert told("adjudicated") == (["mina of 0", "mina of 11"], 1, 1)
    assert told("consensus:2") == (["mina of 0", "mina of 11"], 1, 1)
    assert told("annotator:omar") == (["too much"], 1, 2)
    assert told("all") == (["mina of 0", "mina of 11", "too much"], 1, 0)
