"""The proof of the formats: it reads every one of them, and sees what is lost without a word."""

from __future__ import annotations

import ast
import subprocess
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from store.export import FORMATS
from tests.bench import formats_written, prove_formats
from tests.bench.loaders import Job
from tests.bench.prove_formats import HARD, LOADERS, compare

TEXT = "😀 Oman met Iran ."
MARKS = [[2, 6, "country"], [2, 15, "official"], [11, 15, "country"], [11, 15, "country"]]
DESK = [{"id": "a", "text": TEXT, "spans": MARKS}]


def loaded(*marks: list[Any], text: str | None = TEXT) -> list[dict[str, Any]]:
    spans = [[start, end, label, TEXT[start:end]] for start, end, label in marks]
    return [{"id": "a", "text": text, "spans": spans, "complaints": []}]


def test_every_format_has_the_loader_that_its_line_names() -> None:
    assert LOADERS.keys() == FORMATS.keys()
    for name, form in FORMATS.items():
        loader = import_module(f"tests.bench.loaders.{LOADERS[name]}")
        assert form.loader == loader.NAME


def test_no_loader_leans_on_the_program_or_imports_early(root: Path) -> None:
    for path in (root / "tests" / "bench" / "loaders").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            tops = {name.partition(".")[0] for name in names}
            assert not tops & {"store", "tui"}, path.name
            if "tests" in tops:
                assert names == ["tests.bench.loaders"], path.name


def test_what_is_equal_is_equal() -> None:
    assert compare(DESK, loaded(*MARKS), {}, {}) == (Counter(), [])
    written = [[start, end, label.upper()] for start, end, label in MARKS]
    labels = {"COUNTRY": "country", "OFFICIAL": "official"}
    assert compare(DESK, loaded(*written), {}, labels) == (Counter(), [])


def test_losses_that_were_told_are_found_again_by_kind() -> None:
    lost, wrong = compare(DESK, loaded(MARKS[1]), {"nested": 2, "alike": 1}, {})
    assert (lost, wrong) == (Counter(nested=2, alike=1), [])
    lost, wrong = compare(DESK, loaded(*MARKS, text=None), {"text": 1}, {})
    assert not wrong
    unmarked = [*DESK, {"id": "b", "text": "Nothing.", "spans": []}]
    lost, wrong = compare(unmarked, loaded(*MARKS), {"unmarked": 1}, {})
    assert not wrong
    blanks = [{"id": "a", "text": TEXT, "spans": [[1, 6, "x"], [6, 7, "x"], [7, 11, "x"]]}]
    lost, wrong = compare(
        blanks, loaded([2, 6, "x"], [7, 10, "x"]), {"edges": 2, "misaligned": 1}, {}
    )
    assert not wrong


@pytest.mark.parametrize(
    ("marks", "told", "why"),
    [
        (MARKS[:3], {}, "1 spans are not there, told 0"),
        (MARKS[1:2], {"crossing": 2, "alike": 1}, "2 nested, told 0"),
        (MARKS[:1], {"nested": 2, "alike": 1}, "misaligned, told 0"),
        ([*MARKS, [7, 10, "country"]], {}, "too often"),
        ([[1, 5, "country"], *MARKS[1:]], {}, "too often"),
        ([[2, 6, "official"], *MARKS[1:]], {}, "too often"),
        (MARKS, {"nested": 1}, "0 spans are not there, told 1"),
        (MARKS, {"unmarked": 1}, "0 unmarked, told 1"),
        (MARKS, {"edges": 1}, "0 edges, told 1"),
    ],
)
def test_what_was_not_told_is_told_of(marks: list[Any], told: dict[str, int], why: str) -> None:
    _, wrong = compare(DESK, loaded(*marks), told, {})
    assert any(why in one for one in wrong), wrong


def test_texts_words_articles_and_complaints_count_too() -> None:
    def wrong(found: list[dict[str, Any]], told: dict[str, int] | None = None) -> list[str]:
        return compare(DESK, found, told or {}, {})[1]

    assert wrong(loaded(*MARKS, text=TEXT + " "))
    assert wrong(loaded(*MARKS, text=None))
    assert wrong([])
    assert wrong(loaded(*MARKS) * 2)
    assert wrong([*loaded(*MARKS), {"id": "b", "text": "", "spans": [], "complaints": []}])
    spoilt = loaded(*MARKS)
    spoilt[0]["complaints"] = ["it is broken"]
    assert wrong(spoilt)
    other = loaded(*MARKS)
    other[0]["spans"][0][3] = "Omen"
    assert wrong(other)
    replaced = loaded(*MARKS)
    replaced[0]["spans"][0][3] = "Om\ufffdn"
    assert wrong(replaced)
    assert not wrong(replaced, {"characters": 1})
    assert wrong(loaded(*MARKS, text="\ufffd" + TEXT[1:]))
    assert not wrong(loaded(*MARKS, text="\ufffd" + TEXT[1:]), {"characters": 1})


def test_what_cannot_be_installed_or_run_is_no_proof_and_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Path:
        raise subprocess.CalledProcessError(1, "pip", stderr="one\nno such package\n")

    monkeypatch.setattr(prove_formats, "environment", refuse)
    file = {"format": "jsonl", "options": {}, "path": "", "told": {}, "error": "", "labels": {}}
    desk = {"file": "f", "articles": DESK, "written": [file]}
    (row,) = prove_formats.rows([desk], tmp_path)
    assert (row["equal"], row["not_proven_here"]) == (None, "no such package")
    told = prove_formats.summary([row])
    assert told["not_proven_here"] == {"jsonl": "no such package"}
    assert told["differ"] == []
    monkeypatch.setattr(prove_formats, "environment", lambda *_: Path("python"))
    result = {"articles": [], "error": "", "missing": "No module named 'cgi'"}
    answer = {"versions": {}, "results": [result]}
    monkeypatch.setattr(prove_formats, "run", lambda *_: answer)
    (row,) = prove_formats.rows([desk], tmp_path)
    assert (row["equal"], row["not_proven_here"]) == (None, "No module named 'cgi'")
    answer["results"] = [{**result, "missing": "", "error": "it is broken"}]
    (row,) = prove_formats.rows([desk], tmp_path)
    assert (row["equal"], row["differs"]) == (False, ["it is broken"])
    assert prove_formats.summary([row])["differ"] == ["jsonl {} f: it is broken"]


def test_the_whole_road_with_a_loader_that_needs_nothing(tmp_path: Path) -> None:
    desk = formats_written.written(Path(HARD), tmp_path / "out", None, ["jsonl"])
    (file,) = desk["written"]
    loader = import_module(f"tests.bench.loaders.{LOADERS['jsonl']}")
    found = [one.to_json() for one in loader.load(Job(file["path"], "jsonl", file["options"]))]
    assert not file["error"]
    assert not desk["refused"]
    assert sum(len(one["spans"]) for one in desk["articles"]) > 100
    assert compare(desk["articles"], found, file["told"], file["labels"]) == (Counter(), [])
    found[2]["spans"].pop()
    assert compare(desk["articles"], found, file["told"], file["labels"])[1]
