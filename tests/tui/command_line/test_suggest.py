"""``copydesk suggest`` and ``copydesk train``, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.desk import Desk
from store.suggest import deciding
from tests.store.suggest.newsroom import offered
from tests.store.suggest.wire import PEOPLE, finished_desk, story
from tui.cli import main

COUNT = 6


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Desk.create(tmp_path / "news.desk", "mina") as desk:
        finished_desk(desk, COUNT)
    return tmp_path / "news.desk"


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """The exit status, standard output and standard error of a command."""
    status = main([*map(str, arguments), "--as", "mina"])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_what_would_be_marked_is_told_with_reasons_and_can_be_taken_in(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = said(capsys, "train", path, "--json")
    figures = json.loads(out)
    assert (status, figures["articles"]) == (0, COUNT)
    assert set(figures["labels"]) == {"country", "official"}
    assert all(0 <= one["f1"] <= 1 for one in (*figures["labels"].values(), figures["all"]))

    status, out, _ = said(capsys, "suggest", path)
    assert status == 0
    assert PEOPLE[COUNT] in out
    assert out.count("(") == out.count("\n") - 1  # of every suggestion a reason, below the title

    status, out, _ = said(capsys, "suggest", path, "--json")
    (record,) = [json.loads(line) for line in out.splitlines()]
    text = story(COUNT)[0]
    assert all(text[x["start"] : x["end"]] == x["text"] for x in record["spans"])
    assert {PEOPLE[COUNT]} <= {x["text"] for x in record["spans"] if x["sure"]}

    theirs = tmp_path / "theirs.jsonl"
    theirs.write_text(f"{out}no line\n", encoding="utf-8")
    status, out, err = said(capsys, "suggest", path, "--from", theirs, "--json")
    assert (status, json.loads(out)["suggestions"]) == (1, len(record["spans"]))
    assert "theirs.jsonl, line 2" in err
    assert said(capsys, "suggest", path, "--forget")[0] == 0


def test_a_desk_is_marked_beforehand_in_one_step_and_only_once(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = said(capsys, "suggest", path, "--write", "--annotator", "Robot", "--json")
    done = json.loads(out)
    assert (status, done["articles"]) == (0, 1)
    assert done["marks"] > 0
    with Desk.open(path, "mina") as desk:
        (layer,) = [
            x
            for n in range(1, COUNT + 2)
            for x in desk.layers(desk.article(n).id)
            if x.annotator == "robot"
        ]
        assert (layer.status, layer.spans) == ("started", done["marks"])
        spans = desk.spans(layer.article, "robot")
        assert all(x.origin == "suggestion" and x.meta["suggested"]["reason"] for x in spans)
    _, out, _ = said(capsys, "suggest", path, "--write", "--annotator", "Robot", "--json")
    assert json.loads(out)["marks"] == 0
    with Desk.open(path, "mina") as desk:
        desk.undo()
        assert desk.spans(layer.article, "robot") == []


def test_what_somebody_rejected_is_not_marked_beforehand_in_their_name(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Desk.open(path, "mina") as desk:
        article = desk.article(COUNT + 1)
        sure = [one for one in offered(desk, article.id) if one.sure]
        deciding.reject(desk, article.id, *sure)
    status, out, _ = said(capsys, "suggest", path, "--write", "--annotator", "mina", "--json")
    assert sure
    assert (status, json.loads(out)["marks"]) == (0, 0)


def test_suggestions_come_from_one_place_at_a_time(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--from", "theirs.jsonl", "--spacy", "some_pipeline")
    status, out, err = said(capsys, "suggest", path, *where)
    assert (status, out) == (2, "")
    assert "not allowed with" in err


def test_where_nothing_is_finished_there_is_nothing_to_learn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Desk.create(tmp_path / "new.desk", "mina").close()
    status, out, err = said(capsys, "train", tmp_path / "new.desk")
    assert (status, out) == (2, "")
    assert "finish a few articles first" in err


def test_the_figures_are_a_table_for_people(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = said(capsys, "train", path)
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()[3:]] == ["Country", "Official", "all"]
