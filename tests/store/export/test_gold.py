"""Marked texts of all kinds, and the gold that lies beside: out in every format and in again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.desk import Desk
from store.export import FORMATS, export
from store.export.format import Job, Source
from store.ingest import ingest
from store.model import STATUSES
from tests.store.export.test_round_trip import gold_records

SOME = 6
"""Articles of each file of gold."""
MARKED = {
    "text": "\ufeff Iran \ufeff met",
    "spans": [{"start": 2, "end": 6, "label": "country"}],
}
"""A text that begins as if it told its encoding."""
WITH_TEXT = [name for name, form in FORMATS.items() if "text" in form.holds]


@pytest.fixture(scope="module", params=["made", "gold"])
def marked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, root: Path
) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("gold")
    given = folder / "given.jsonl"
    rows = [json.dumps(one) for one in [*gold_records(root), MARKED]]
    if request.param == "gold":
        files = sorted((request.getfixturevalue("shared") / "data/gold").glob("*.jsonl"))
        rows = [line for file in files for line in file.read_bytes().decode().split("\n")[:SOME]]
    given.write_text("".join(f"{row}\n" for row in rows if row), encoding="utf-8")
    with Desk.create(folder / "a.desk", actor="mina") as desk:
        summary = ingest(desk, [given], annotator="mina")
        assert summary.clean
        assert summary.spans_added
        yield desk


def held(desk: Desk) -> Counter[Any]:
    query = (
        "SELECT text.body, start, end, label FROM span JOIN text ON text.n = span.n "
        "WHERE annotator != ''"
    )
    return Counter(map(tuple, desk.connection.execute(query)))


@pytest.mark.parametrize("name", WITH_TEXT)
def test_what_was_not_counted_as_lost_comes_back(marked: Desk, tmp_path: Path, name: str) -> None:
    form = FORMATS[name]
    if not form.available:
        pytest.skip(f"{form.needs} is not installed")
    out = tmp_path / f"out{form.suffix}"
    summary = export(marked, name, out, layer="all", statuses=STATUSES, overlap="longest")
    note = json.loads(Path(summary.note).read_bytes())
    labels = {one.id: note["labels_written"].get(one.id, one.id) for one in marked.labels()}
    back = list(form.read(Source(out, Job(form.chosen({}), labels, marked.labels()))))
    there = Counter((one.text, *mark[:3]) for one in back for mark in one.marks)
    losses = Counter(summary.losses)
    gone = sum(losses[lost] for lost in ("crossing", "nested", "alike", "misaligned"))
    assert there.total() + gone == held(marked).total()
    assert (there - held(marked)).total() <= losses["edges"]
    with Desk.create(tmp_path / "b.desk", actor="mina") as other:
        again = ingest(other, [out], format=name, annotator="mina")
        assert again.clean, again.to_json()["refused"][:3]
        assert held(other) == there
