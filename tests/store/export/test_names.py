"""Whom marks name goes out with every layer, by whoever speaks for them, and comes back alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store import annotations, articles
from store.desk import Desk
from store.export import export
from store.export.jsonl import as_object
from store.export.layers import mine
from store.ingest import ingest
from store.intake import Intake
from store.model import Record, Span
from store.register import choosing, deciding
from store.review import verdicts

TEXT = "Ali Rahimi met A. Rahimi and Mina Karimi in Iran."


def tag(desk: Desk, words: str, label: str = "official") -> Span:
    start = TEXT.index(words)
    return annotations.tag(desk, desk.article(1).id, start, start + len(words), label)


@pytest.fixture
def desk(tmp_path: Path):
    """Two annotators who mean the same person by two entities, which were told to be one."""
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        with Intake(desk) as intake:
            intake.add(Record(TEXT, external_id="a"))
        first, short = tag(desk, "Ali Rahimi"), tag(desk, "A. Rahimi")
        tag(desk, "Iran", "country")
        short = choosing.choose(desk, short, "")[0]
        deciding.same(desk, [first.entity, short.entity], canonical=short.entity)
        deciding.edit(desk, short.entity, name="Dr\u00a0Rahimi")
        with Desk.open(desk.path, "omar") as omar:
            choosing.choose(omar, tag(omar, "Ali Rahimi"), short.entity)
            articles.set_status(omar, [omar.article(1).id], "done")
        articles.set_status(desk, [desk.article(1).id], "done")
        yield desk


def written(desk: Desk, layer: str) -> bytes:
    out = desk.path.with_name("out.jsonl")
    assert export(desk, "jsonl", out, layer=layer).proven
    return out.read_bytes()


@pytest.mark.parametrize("layer", ["mine", "all", "consensus:2", "adjudicated"])
def test_every_layer_names_whom_its_marks_mean(desk: Desk, layer: str) -> None:
    with Desk.open(desk.path, "lead") as lead:
        verdicts.agree_all(lead, lead.article(1).id)
    spans = json.loads(written(desk, layer))["spans"]
    own = {desk.span(s.id).entity for s in desk.spans(desk.article(1).id, "mina")}  # type: ignore[union-attr]
    assert len(own) == 3
    named = {(s["text"], s["entity_name"]) for s in spans}
    assert ("Ali Rahimi", "Dr\u00a0Rahimi") in named
    assert len({s["entity"] for s in spans if s["entity_name"] == "Dr\u00a0Rahimi"}) == 1


@pytest.mark.parametrize("layer", ["mine", "all"])
def test_a_register_with_merged_names_comes_back_byte_for_byte(
    desk: Desk, layer: str, tmp_path: Path
) -> None:
    first = written(desk, layer)
    with Desk.create(tmp_path / "back.desk", "mina") as back:
        ingest(back, [tmp_path / "out.jsonl"], format="jsonl")
        assert written(back, layer) == first


def test_one_article_is_copied_as_it_is_exported(desk: Desk) -> None:
    record = as_object(mine(desk, desk.article(1)))
    assert record == json.loads(written(desk, "mine"))
