"""A preview shows how an article will stand in the file, and leaves nothing written."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from store import annotations, articles
from store.desk import Desk
from store.export import FORMATS, REGISTERS, export, preview, preview_register
from store.export.layers import PASSED
from store.intake import Intake
from store.model import Record

TEXT = "Iran and Oman met.\n\n" + "They spoke of fish. " * 30


@pytest.fixture
def marked(desk: Desk) -> Desk:
    """Two articles, the second of which holds a span."""
    with Intake(desk, "mina") as intake:
        intake.add(Record(text="Nothing to see.", external_id="a0"))
        second = intake.add(Record(text=TEXT, title="T" * 200, external_id="a1")).article_id
    annotations.tag(desk, second, 0, 4, "country")
    articles.set_status(desk, [desk.article(1).id, second], "done")
    return desk


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_shows_a_marked_article(
    marked: Desk, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not FORMATS[name].available:
        pytest.skip(f"{FORMATS[name].needs} is not installed")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "home"))
    before = sorted((tmp_path / "home").rglob("*"))
    plan = preview(marked, name)
    shown = "\n".join(line for part in plan.begins for line in part.lines)
    assert "Iran" in shown
    assert "country" in shown
    assert "Nothing to see" not in shown
    assert all(len(line) <= 300 for part in plan.begins for line in part.lines)
    assert sorted((tmp_path / "home").rglob("*")) == before


@pytest.mark.parametrize("name", REGISTERS)
def test_every_format_of_the_register_shows_an_entity(marked: Desk, name: str) -> None:
    (part,) = preview_register(marked, name).begins
    assert "Iran" in "\n".join(part.lines)


def test_what_is_shown_stands_so_in_the_file(marked: Desk, tmp_path: Path) -> None:
    numbers = [2]
    first, beside = preview(marked, "conll", numbers=numbers).begins
    export(marked, "conll", tmp_path / "o.conll", numbers=numbers)
    assert (first.name, beside.name) == ("", ".offsets.jsonl")
    written = (tmp_path / "o.conll").read_text(encoding="utf-8").split("\n")
    assert list(first.lines) == written[: len(first.lines)]
    assert "Iran -X- _ B-country" in first.lines


def test_long_json_is_cut_and_laid_out(marked: Desk) -> None:
    (part,) = preview(marked, "jsonl").begins
    assert part.lines[0] == "{"
    assert f' "title": "{"T" * 59}…"' in part.lines
    assert any(
        line.startswith('  {"start": 0, "end": 4, "label": "country"') for line in part.lines
    )


def test_what_is_refused_shows_nothing(marked: Desk) -> None:
    annotations.tag(marked, marked.article(2).id, 0, 13, "area")
    plan = preview(marked, "conll")
    assert plan.refusal
    assert not plan.begins


def test_progress_goes_on_where_nothing_is_chosen(desk: Desk) -> None:
    with Intake(desk, "mina") as intake:
        for n in range(2 * PASSED + 1):
            intake.add(Record(text=f"Iran met {n}."))
    told: list[tuple[str, int, int]] = []
    preview(desk, "jsonl", numbers=[1], progress=lambda *one: told.append(one))
    whole = 2 * PASSED + 1
    assert told == [("Counting", done, whole) for done in (PASSED, 2 * PASSED, whole)]
