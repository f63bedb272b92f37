"""Parts of an export: their shares, what stays together, and the same again every time."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from store import articles
from store.desk import Desk
from store.errors import ExportError
from store.export import export
from store.intake import Intake
from store.model import Record
from tests.store.text.test_near import story


@pytest.fixture
def desk(tmp_path: Path):
    """Forty articles of four sources and forty days; every tenth has a reprint in another."""
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        with Intake(desk, "mina") as intake:
            for n in range(40):
                words = " ".join(story(n, 40))
                date = f"2025-{n // 20 + 1:02}-{n % 20 + 1:02}" if n else ""
                intake.add(Record(words, external_id=f"a{n}", source=f"S{n % 4}", published=date))
                if n % 10 == 0:
                    again = f"(Wire) {words}"
                    intake.add(Record(again, external_id=f"r{n}", source="S3", published="2025-06"))
        keys = [row[0] for row in desk.connection.execute("SELECT id FROM article")]
        articles.set_status(desk, keys, "done")
        yield desk


def parts(desk: Desk, out: Path, **options: Any) -> dict[str, list[dict[str, Any]]]:
    summary = export(desk, "jsonl", out, **options)
    assert summary.proven
    found = {
        path.stem: [json.loads(line) for line in path.open(encoding="utf-8")]
        for path in out.glob("*.jsonl")
    }
    assert {name: part["articles"] for name, part in summary.splits.items()} == {
        name: len(lines) for name, lines in found.items()
    }
    assert sum(map(len, found.values())) == 44
    return found


def side(found: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    return {line["id"]: name for name, lines in found.items() for line in lines}


@pytest.mark.parametrize("by", ["article", "date", "source"])
def test_what_is_nearly_the_same_stays_together(desk: Desk, tmp_path: Path, by: str) -> None:
    found = parts(desk, tmp_path / "o", split="train=.5,dev=.25,test=.25", split_by=by)
    where = side(found)
    assert all(where[f"a{n}"] == where[f"r{n}"] for n in range(0, 40, 10))
    assert abs(len(found["train"]) - 22) <= 2
    assert abs(len(found["dev"]) - 11) <= 2


def test_the_same_seed_gives_the_same_parts_byte_for_byte(desk: Desk, tmp_path: Path) -> None:
    options = {"split": "train=80,test=20", "seed": 3}
    one, two = parts(desk, tmp_path / "a", **options), parts(desk, tmp_path / "b", **options)
    assert one == two
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    assert side(parts(desk, tmp_path / "c", **{**options, "seed": 4})) != side(one)


def test_dates_go_from_the_oldest_to_the_newest(desk: Desk, tmp_path: Path) -> None:
    found = parts(desk, tmp_path / "o", split="train=.6,test=.4", split_by="date")
    dates = defaultdict(list)
    for name, lines in found.items():
        dates[name] = [x["published"] for x in lines if x["id"][0] == "a"]
    assert max(dates["train"]) < min(dates["test"])
    assert "" in dates["train"]


def test_a_source_is_in_one_part(desk: Desk, tmp_path: Path) -> None:
    found = parts(desk, tmp_path / "o", split="train=.5,test=.5", split_by="source")
    own = {name: {x["source"] for x in lines if x["id"][0] == "a"} for name, lines in found.items()}
    assert not own["train"] & own["test"]


@pytest.mark.parametrize(
    ("split", "by"),
    [("train", ""), ("train=.8", ""), ("train=.8,test=.8", ""), ("train=.5,TRAIN=.5", ""),
     ("../up=.5,b=.5", ""), ("corpus=.5,b=.5", ""), ("a=0,b=1", ""), ("a=.5,b=.5", "colour"),
     ("", "date")],
)  # fmt: skip
def test_shares_that_mean_nothing_are_refused(
    desk: Desk, tmp_path: Path, split: str, by: str
) -> None:
    with pytest.raises(ExportError, match="--split"):
        export(desk, "jsonl", tmp_path / "o", split=split, split_by=by)
    assert not (tmp_path / "o").exists()
