"""The agreement of a desk: what is compared, what is left out, and the command that says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store import annotations, articles
from store.agreement.report import agreement
from store.desk import Desk
from store.errors import Refused
from store.ingest import ingest
from store.intake import Intake
from store.model import RawSpan, Record
from tests.command import copydesk


@pytest.fixture
def sampled(tmp_path: Path, root: Path):
    with Desk.create(tmp_path / "sample.desk", "lead") as desk:
        ingest(desk, [root / "sample_data" / "records.jsonl"])
        yield desk


def test_the_two_editors_of_the_sample_records(sampled) -> None:
    found = agreement(sampled)
    assert (found.annotators, found.articles) == (("mina", "omar"), 14)
    (pair,) = found.pairs
    assert pair.articles == 14
    assert 0.5 < pair.all.exact.f1.value < pair.all.overlap.f1.value <= 1
    assert 0.5 < pair.all.kappa.value == pytest.approx(found.overall.kappa.value)
    assert set(found.labels) == {"official", "country", "area"}
    assert len(found.by_article) == 14
    assert json.loads(json.dumps(found.to_json(), allow_nan=False)) == found.to_json()


def test_what_is_not_compared_is_counted(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "d.desk", "mina") as desk:
        spans = tuple(RawSpan(0, 6, "country", annotator=who) for who in ("june", "aparna"))
        with Intake(desk) as intake:
            intake.add(Record(text="Norway and Kenya met.", spans=spans))
            alone = intake.add(Record(text="Oman spoke to Iran.")).article_id
        annotations.tag(desk, alone, 0, 4, "country")
        assert agreement(desk).left_out["layers_unfinished"] == 1
        articles.set_status(desk, [alone], "done")
        found = agreement(desk)
        assert found.articles == 1
        assert found.left_out == {
            "articles_of_one_annotator": 1,
            "articles_without_text": 0,
            "layers_unfinished": 0,
        }
        assert agreement(desk, annotators=["June", "mina"]).articles == 0
        with pytest.raises(Refused, match="nobody-here"):
            agreement(desk, annotators=["nobody-here"])


def test_the_command_prints_a_table_and_json(sampled) -> None:
    path = sampled.path
    plain = copydesk("agreement", path)
    assert plain.returncode == 0, plain
    assert "mina – omar" in plain.stdout
    assert "official" in plain.stdout
    head, titles, overall, pair = plain.stdout.splitlines()[:4]
    assert head == "14 articles by mina, omar"
    assert titles.split()[0] == "articles"
    assert overall.split()[:2] == ["all", "14"]
    assert pair.split()[:4] == ["mina", "–", "omar", "14"]
    wide = copydesk("agreement", path, "--gamma").stdout.splitlines()
    assert max(map(len, wide)) <= 80
    told = json.loads(copydesk("agreement", path, "--json", "--gamma").stdout)
    assert told["articles"] == 14
    assert 0 < told["overall"]["gamma"]["value"] < 1
    assert told["overall"]["exact"]["f1"] == pytest.approx(
        agreement(sampled).overall.exact.f1.value
    )


def test_what_is_left_out_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "d.desk"
    with Desk.create(path, "mina") as desk, Intake(desk) as intake:
        intake.add(Record(text="Oman", spans=(RawSpan(0, 4, "country", "mina"),), status="done"))
    said = copydesk("agreement", path).stderr
    assert said == "Left out: 1 article that one annotator alone has finished.\n"


def test_a_desk_with_nothing_to_compare_says_so(tmp_path: Path) -> None:
    Desk.create(tmp_path / "d.desk", "mina").close()
    done = copydesk("agreement", tmp_path / "d.desk")
    assert done.returncode == 0
    assert "nothing to compare" in done.stdout
    assert json.loads(copydesk("agreement", tmp_path / "d.desk", "--json").stdout)["articles"] == 0
