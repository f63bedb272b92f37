"""What leaves in any format comes back into a fresh desk: texts, marks and what is known of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from store import annotations
from store.desk import Desk
from store.export import export
from store.export.formats import FORMATS
from store.ingest import ingest
from store.model import STATUSES

ROWS: list[dict[str, Any]] = [
    {
        "id": "a1",
        "text": "Tehran: Iran  met\n\nOman 😀 and Iran.\n",
        "title": "Talks",
        "published": "2024-01-02",
        "source": "IRNA",
        "url": "http://x.org/1",
        "language": "en",
        "status": "done",
        "labels": ["urgent"],
        "meta": {"k": 1},
        "spans": [
            {"start": 8, "end": 12, "label": "country", "entity": "urn:IR", "entity_name": "Iran"},
            {"start": 19, "end": 23, "label": "country"},
            {"start": 30, "end": 34, "label": "official", "meta": {"z": 2}},
        ],
    },
    {
        "id": "a2",
        "text": "عقد Wang Yi مباحثات",
        "status": "done",
        "spans": [{"start": 4, "end": 11, "label": "official"}],
    },
    {
        "id": "a3",
        "text": "'=cmd is nothing_x0041_",
        "status": "done",
        "spans": [{"start": 0, "end": 5, "label": "area"}],
    },
]
CASES = [(name, {}) for name, form in FORMATS.items()] + [
    (name, {option.name: value})
    for name, form in FORMATS.items()
    for option in form.options
    for value in option.values[1:]
    if option.name != "tokens"  # whole tokens lose marks, as is said when they are written
]


def marks(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    return {
        body: sorted(
            desk.connection.execute(
                "SELECT start, end, label FROM span WHERE n = ? AND annotator != ''", (n,)
            ).fetchall()
        )
        for n, body in desk.connection.execute(
            "SELECT article.n, text.body FROM article JOIN text ON text.n = article.n"
        ).fetchall()
    }


@pytest.mark.parametrize(("name", "options"), CASES, ids=lambda one: str(one))
def test_every_format_comes_back(
    desk: Desk, tmp_path: Path, name: str, options: dict[str, str]
) -> None:
    form = FORMATS[name]
    if not form.available:
        pytest.skip(f"{form.needs} is not installed")
    for option in form.options:
        if options.get(option.name, option.values[0]) not in option.available:
            pytest.skip(f"what {form.name} needs for {options} is not installed")
    given = tmp_path / "given.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    ingest(desk, [given], annotator="mina")
    out = tmp_path / "out" / f"made{form.suffix}"
    out.parent.mkdir()
    export(desk, name, out, layer="all", options=options)
    with Desk.create(tmp_path / "fresh.desk", actor="ali") as fresh:
        if "text" not in form.holds:
            bare = tmp_path / "bare.jsonl"
            bare.write_text("".join(json.dumps({"text": row["text"]}) + "\n" for row in ROWS))
            ingest(fresh, [bare])
        summary = ingest(fresh, [out.parent])
        assert summary.clean, summary.to_json()["refused"]
        assert marks(fresh) == marks(desk)
        if {"metadata", "text"} <= form.holds:
            told = "SELECT title, source, url, language, published FROM article ORDER BY n"
            assert (
                fresh.connection.execute(told).fetchall()
                == desk.connection.execute(told).fetchall()
            )


@pytest.mark.parametrize("name", ["webannotation", "hf"])
def test_what_holds_everything_comes_back_with_everything(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    given = tmp_path / "given.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    ingest(desk, [given], annotator="mina")
    annotations.tag(desk, desk.article(1).id, 8, 23, "area", origin="suggestion")
    ingest(desk, [given], annotator="sara")
    out = tmp_path / "out" / f"made{FORMATS[name].suffix}"
    out.parent.mkdir()
    export(desk, name, out, layer="all", statuses=STATUSES)
    export(desk, "jsonl", tmp_path / "before.jsonl", layer="all")
    with Desk.create(tmp_path / "fresh.desk", actor="mina") as fresh:
        assert ingest(fresh, [out.parent], annotator="mina").clean
        export(fresh, "jsonl", tmp_path / "after.jsonl", layer="all")
    assert (tmp_path / "after.jsonl").read_bytes() == (tmp_path / "before.jsonl").read_bytes()
