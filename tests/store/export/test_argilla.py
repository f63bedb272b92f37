"""Records for Argilla: whose answers they are, and settings that know every label."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from store.desk import Desk
from store.export import export
from store.ingest import ingest
from store.model import STATUSES

ROWS: list[dict[str, Any]] = [
    {
        "id": "a",
        "text": "Iran met عمان 😀",
        "labels": ["urgent", "mine alone"],
        "status": "done",
        "spans": [
            {"start": 0, "end": 4, "label": "country", "annotator": "mina"},
            {"start": 0, "end": 4, "label": "country", "annotator": "أمل"},
            {"start": 0, "end": 8, "label": "my own", "annotator": "أمل"},
        ],
    },
    {"id": "b", "text": "Nothing here", "labels": ["urgent"]},
]


@pytest.fixture
def marked(desk: Desk, tmp_path: Path) -> Desk:
    given = tmp_path / "given.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    assert ingest(desk, [given]).clean
    return desk


def written(desk: Desk, place: Path, kind: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    summary = export(desk, "argilla", place, layer="all", statuses=STATUSES, options={"kind": kind})
    assert summary.proven
    told = json.loads(place.with_name(f"{place.name}.settings.json").read_text("ascii"))
    return json.loads(place.read_text("ascii")), told


def test_each_annotator_answers_under_an_id_that_the_record_explains(
    marked: Desk, tmp_path: Path
) -> None:
    records, told = written(marked, tmp_path / "a.json", "responses")
    answers, known = records[0]["responses"], records[0]["metadata"]
    names = dict(zip(known["user_ids"], known["annotators"], strict=True))
    assert {names[one["user_id"]]: len(one["value"]) for one in answers["spans"]} == {
        "mina": 1,
        "أمل": 2,
    }
    assert {one["status"] for one in answers["spans"]} == {"submitted"}
    spans, labels = told["questions"]
    assert spans["settings"]["allow_overlapping"] is True
    offered = {one["value"] for one in spans["settings"]["options"]}
    assert {one["label"] for answer in answers["spans"] for one in answer["value"]} <= offered
    assert {"urgent", "mine alone"} <= {one["value"] for one in labels["settings"]["options"]}
    assert records[1]["responses"]["labels"][0]["value"] == ["urgent"]
    again, _ = written(marked, tmp_path / "b.json", "responses")
    assert again == records


def test_a_suggestion_holds_each_span_once_and_says_so(marked: Desk, tmp_path: Path) -> None:
    records, _ = written(marked, tmp_path / "a.json", "suggestions")
    assert records[0]["responses"] == {}
    assert len(records[0]["suggestions"]["spans"]["value"]) == 2
    note = json.loads((tmp_path / "a.json.corpus.json").read_bytes())
    assert note["losses"]["alike"] == 1
    assert note["losses"]["annotators"] == 2
    assert "annotators" not in note["proof"]["compared"]


def test_answers_come_back_to_those_who_gave_them(marked: Desk, tmp_path: Path) -> None:
    written(marked, tmp_path / "a.json", "responses")
    told = (
        "SELECT start, end, label, annotator FROM span ORDER BY 1, 2, 3, 4",
        "SELECT n, annotator, labels FROM layer ORDER BY 1, 2",
    )
    with Desk.create(tmp_path / "b.desk", actor="mina") as other:
        assert ingest(other, [tmp_path / "a.json"]).clean
        for query in told:
            found = other.connection.execute(query).fetchall()
            assert found == marked.connection.execute(query).fetchall()
