"""The folder for Hugging Face: a card that tells of the rows, and rows without any library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from store.desk import Desk
from store.errors import ExportError
from store.export import export
from store.ingest import ingest
from store.model import STATUSES

ROWS: list[dict[str, Any]] = [
    {"id": "none", "text": "Nothing on 2024-01-02", "published": "2024-01-02"},
    {
        "id": "two",
        "text": "Iran's 外交部长王毅 met.",
        "language": "en",
        "labels": ["urgent"],
        "meta": {"k": [1, None]},
        "spans": [
            {"start": 0, "end": 4, "label": 'a"b\\\x7f', "annotator": "mina"},
            {"start": 7, "end": 13, "label": "official", "annotator": "mina"},
            {"start": 11, "end": 13, "label": "official", "annotator": "sara"},
        ],
    },
]


@pytest.fixture
def marked(desk: Desk, tmp_path: Path) -> Desk:
    given = tmp_path / "given.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    assert ingest(desk, [given]).clean
    return desk


def written(desk: Desk, place: Path, **options: Any) -> Path:
    assert export(desk, "hf", place, layer="all", statuses=STATUSES, **options).proven
    return place


def test_rows_have_what_the_card_says(marked: Desk, tmp_path: Path) -> None:
    folder = written(marked, tmp_path / "set", licence="CC BY, mostly")
    assert sorted(one.name for one in folder.iterdir()) == [
        "README.md", "corpus.json", "data.jsonl"
    ]  # fmt: skip
    card = (folder / "README.md").read_text(encoding="utf-8")
    _, head, body = card.split("---\n")
    rows = [json.loads(line) for line in (folder / "data.jsonl").read_bytes().splitlines()]
    for row in rows:
        assert list(row) == [line[10:] for line in head.splitlines() if line[:10] == "  - name: "]
    spans = [line[12:] for line in head.splitlines() if line[:12] == "    - name: "]
    assert list(rows[1]["spans"][0]) == spans
    assert "path: data.jsonl" in head
    assert 'license_name: "CC BY, mostly"' in head
    assert '- "en"' in head
    assert '"B-a\\"b\\\\\\U0000007f"' in head  # as YAML has it between quotes
    assert "2 articles with 3 spans" in body


def test_tags_are_those_of_the_longest_spans(marked: Desk, tmp_path: Path) -> None:
    folder = written(marked, tmp_path / "set")
    row = json.loads((folder / "data.jsonl").read_bytes().splitlines()[1])
    tagged = list(zip(row["tokens"], row["ner_tags"], strict=True))
    assert tagged[0] == ("Iran", 'B-a"b\\\x7f')
    inside = "".join(token for token, tag in tagged if tag.endswith("official"))
    assert inside == "外交部长王毅"
    assert [tag for _, tag in tagged].count("B-official") == 1
    assert len(row["spans"]) == 3


def test_without_pyarrow_lines_are_written_and_parquet_is_refused(
    marked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.export.format.find_spec", lambda _: None)
    written(marked, tmp_path / "lines")
    with pytest.raises(ExportError, match=r"pip install 'copydesk\[parquet\]'"):
        written(marked, tmp_path / "packed", options={"file": "parquet"})
    assert not (tmp_path / "packed").exists()


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_datasets_loads_the_rows_as_they_are(
    marked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    lines = written(marked, tmp_path / "lines") / "data.jsonl"
    folder = written(marked, tmp_path / "set", options={"file": kind})
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))["train"]
    tags = loaded.features["ner_tags"].feature
    assert [{**row, "ner_tags": tags.int2str(row["ner_tags"])} for row in loaded] == [
        json.loads(line) for line in lines.read_bytes().splitlines()
    ]
