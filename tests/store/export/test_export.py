"""What leaves the desk: whose marks, which articles, and a file that is whole or not there."""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

from store import annotations, articles, corrections
from store.desk import Desk
from store.errors import ExportError
from store.export import FORMATS, REGISTERS, export, export_register, json_text
from store.export.back import Back, Mark
from store.export.format import Format
from store.ingest import ingest

KEYS = ["id", "text", "title", "published", "source", "url", "language", "status", "labels",
        "meta", "spans"]  # fmt: skip
SPAN_KEYS = ["start", "end", "label", "text", "annotator", "entity", "entity_name", "verdict",
             "origin", "confirmed", "created", "id", "meta"]  # fmt: skip


def take_in(desk: Desk, *objects: dict[str, Any]) -> list[str]:
    data = "".join(json.dumps(one) + "\n" for one in objects).encode()
    assert ingest(desk, ["-"], stdin=io.BytesIO(data)).clean
    return [row[0] for row in desk.connection.execute("SELECT id FROM article ORDER BY n")]


def lines(desk: Desk, **options: Any) -> list[dict[str, Any]]:
    out = io.BytesIO()
    export(desk, "jsonl", None, stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().decode().splitlines()]


@pytest.fixture
def marked(desk: Desk) -> Desk:
    """Three articles: one of mine done, one of sara's, one unread."""
    first, second, _ = take_in(
        desk,
        {"id": "a", "title": "Talks", "body": "Iran met Oman 😀", "meta": {"k": [1, "é"]}},
        {"text": "Oman only", "labels": ["relevant"],
         "spans": [{"start": 0, "end": 4, "label": "country", "annotator": "sara"}]},
        {"text": "Nobody read this"},
    )  # fmt: skip
    annotations.tag(desk, first, 7, 11, "country")
    annotations.tag(desk, first, 7, 20, "area")
    articles.set_status(desk, [first], "done")
    annotations.tag(desk, second, 5, 9, "official")
    return desk


def test_keys_stand_in_the_order_agreed(marked: Desk) -> None:
    first, second, third = lines(marked)
    assert list(first) == KEYS
    assert [list(span) for span in first["spans"]] == [SPAN_KEYS, SPAN_KEYS]
    assert first["id"] == "a"
    assert first["text"] == "Talks\n\nIran met Oman 😀"
    assert first["meta"] == {"k": [1, "é"]}
    assert [span["text"] for span in first["spans"]] == ["Iran met Oman", "Iran"]
    assert second["id"] == marked.article(2).id
    assert [one["status"] for one in (first, second, third)] == ["done", "started", "new"]


def test_layers_and_filters(marked: Desk) -> None:
    def owners(**options: Any) -> list[list[str]]:
        return [[span["annotator"] for span in one["spans"]] for one in lines(marked, **options)]

    assert owners() == [["mina", "mina"], ["mina"], []]
    assert owners(layer="all") == [["mina", "mina"], ["sara", "mina"], []]
    assert owners(layer="annotator:Sara") == [[], ["sara"], []]
    assert owners(annotators=["sara"]) == [[], ["sara"], []]
    assert owners(layer="all", labels=["country"]) == [["mina"], ["sara"], []]
    assert [one["id"] for one in lines(marked, statuses=["done"])] == ["a"]
    assert lines(marked, layer="all")[1]["labels"] == ["relevant"]
    assert lines(marked, layer="all")[1]["status"] == "started"


@pytest.mark.parametrize(
    "options",
    [
        {"layer": "theirs"},
        {"layer": "consensus"},
        {"layer": "consensus:0"},
        {"layer": "consensus:two"},
        {"layer": "adjudicated", "annotators": ["mina"]},
        {"layer": "annotator:nobody"},
        {"layer": "annotator:"},
        {"annotators": ["nobody"]},
        {"labels": ["nothing"]},
        {"statuses": ["finished"]},
        {"overlap": "shortest"},
    ],
)
def test_what_does_not_exist_is_said(marked: Desk, tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ExportError, match=r"\w"):
        export(marked, "jsonl", tmp_path / "out.jsonl", **options)
    assert not (tmp_path / "out.jsonl").exists()


def test_an_unknown_format_is_refused(marked: Desk, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="jsonl"):
        export(marked, "docx", tmp_path / "out")


def test_mine_needs_a_name(marked: Desk, tmp_path: Path) -> None:
    with Desk.open(marked.path) as nameless, pytest.raises(ExportError, match="--as"):
        export(nameless, "jsonl", tmp_path / "out.jsonl")


def test_a_corrected_article_stands_for_its_old_version(desk: Desk) -> None:
    _, newer = take_in(
        desk,
        {"id": "a", "source": "Wire", "text": "The first version"},
        {"id": "a", "source": "Wire", "text": "The second version"},
    )
    assert len(lines(desk)) == 2
    corrections.accept(desk, newer)
    assert [one["text"] for one in lines(desk)] == ["The second version"]
    assert len(lines(desk, superseded=True)) == 2


SIDES = ["", "-wal", "-shm", "-lock", "-journal", ".before-20250120", ".kept-20250120-1"]


@pytest.mark.parametrize("side", SIDES)
def test_nothing_of_the_desk_is_written_over(marked: Desk, tmp_path: Path, side: str) -> None:
    place = marked.path.with_name(marked.path.name + side)
    before = place.read_bytes() if place.exists() else None
    (tmp_path / "link").symlink_to(place)
    for output in (place, tmp_path / "link", tmp_path / "." / place.name):
        with pytest.raises(ExportError, match="belongs to it"):
            export(marked, "jsonl", output)
    assert (place.read_bytes() if place.exists() else None) == before
    assert export(marked, "jsonl", tmp_path / f"{marked.path.name}-walls.jsonl").proven


def test_a_file_is_proven_and_leaves_nothing_beside_it(marked: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    told = []
    summary = export(
        marked, "jsonl", out / "a.jsonl", layer="all", progress=lambda *args: told.append(args)
    )
    assert summary.proven
    assert (summary.articles, summary.spans) == (3, 4)
    assert [one for one in told if one[1] == 3] == [
        ("Counting", 3, 3), ("Writing", 3, 3), ("Reading back", 3, 3)
    ]  # fmt: skip
    assert sorted(one.name for one in out.iterdir()) == ["a.jsonl", "a.jsonl.corpus.json"]
    assert summary.note == str(out / "a.jsonl.corpus.json")
    data = (out / "a.jsonl").read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"}\n")
    assert "😀".encode() in data
    export(marked, "jsonl", out / "a.jsonl.gz", layer="all")
    assert gzip.decompress((out / "a.jsonl.gz").read_bytes()) == data
    json.dumps(summary.to_json())


def test_a_failed_export_keeps_the_old_file(
    marked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.jsonl").write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        export(marked, "jsonl", out / "a.jsonl")
    assert [one.name for one in out.iterdir()] == ["a.jsonl"]
    assert (out / "a.jsonl").read_text() == "old"


def test_the_proof_notices_a_spoiled_file(
    marked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.export import jsonl

    honest = jsonl.as_object

    def spoiled(exported: Any) -> dict[str, Any]:
        made = honest(exported)
        for span in made["spans"]:
            span["end"] -= 1
            span["text"] = span["text"][:-1]
        return made

    monkeypatch.setattr(jsonl, "as_object", spoiled)
    with pytest.raises(ExportError, match="article a"):
        export(marked, "jsonl", tmp_path / "a.jsonl")
    assert not (tmp_path / "a.jsonl").exists()


def test_places_that_cannot_hold_an_export(marked: Desk, tmp_path: Path) -> None:
    for place in (tmp_path, marked.path, tmp_path / "absent" / "a.jsonl"):
        with pytest.raises(ExportError):
            export(marked, "jsonl", place)
    assert marked.article(1).title == "Talks"


def test_another_process_writes_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    """Whatever it hashes with: every format, of articles in which many names are linked."""
    spans = [
        {"start": 6 * at, "end": 6 * at + 5, "label": "official", "annotator": "mina",
         "entity": f"e{at}", "entity_name": f"Name{at}"}
        for at in range(9)
    ]  # fmt: skip
    text = " ".join(f"Name{at}" for at in range(9))
    take_in(desk, *({"id": key, "text": f"{text} {key}", "spans": spans} for key in "pq"))
    writing = (
        "import sys; from pathlib import Path; from store.desk import Desk\n"
        "from store.export import FORMATS, REGISTERS, export, export_register\n"
        "with Desk.open(sys.argv[1], 'mina', read_only=True) as desk:\n"
        "    for form in FORMATS.values():\n"
        "        if form.available: export(desk, form.name, Path(sys.argv[2], form.name),\n"
        "            layer='all', overlap='longest', statuses=['new', 'started', 'done'])\n"
        "    for name in REGISTERS: export_register(desk, name, Path(sys.argv[2], name))\n"
    )
    written = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environ = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-c", writing, desk.path, folder], env=environ, check=True, timeout=120
        )
        found = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        written.append(found)
    one, other = written
    assert len(one) > len(FORMATS)
    assert [name for name in one if one[name] != other.get(name)] == []
    assert one.keys() == other.keys()


@pytest.mark.parametrize("name", [form.name for form in FORMATS.values() if form.available])
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_writing_that_is_stopped_leaves_nothing_and_says_nothing(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    many = [{"text": f"Oman met Iran {at}.", "spans": [[0, 4, "country"]]} for at in range(300)]
    take_in(desk, *many)
    out = tmp_path / "out"
    out.mkdir()

    def stop(what: str, done: int, _: int) -> None:
        if what == "Writing" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(
            desk, name, out / "o", layer="all", statuses=["new", "started", "done"], progress=stop
        )
    gc.collect()
    assert list(out.iterdir()) == []


def test_where_nothing_can_be_written_is_said_before_anything_is_counted(
    marked: Desk, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    told: list[Any] = []
    for name, form in (("no/o", "jsonl"), ("full", "jsonl"), ("full", "brat"), ("no/o", "ftm")):
        write = export_register if form in REGISTERS else export
        with pytest.raises(ExportError):
            write(marked, form, tmp_path / name, progress=lambda *one: told.append(one))
        assert told == []


@pytest.mark.parametrize("split", ["", "train=.5,test=.5"])
def test_the_note_of_a_folder_has_the_sum_of_its_files(
    marked: Desk, tmp_path: Path, split: str
) -> None:
    export(marked, "brat", tmp_path / "o", layer="all", statuses=["new", "done"], split=split)
    files = {one.relative_to(tmp_path / "o").as_posix(): one.read_bytes()
             for one in (tmp_path / "o").rglob("*.*") if one.name != "corpus.json"}  # fmt: skip
    lines = [f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    note = json.loads((tmp_path / "o" / "corpus.json").read_bytes())
    assert len(files) == 6 + 2 * bool(split)
    assert note["files"] == {
        "number": len(files),
        "bytes": sum(map(len, files.values())),
        "sha256": sha256("".join(lines).encode()).hexdigest(),
    }


def test_a_format_is_a_module_and_a_line_as_contributing_shows(
    marked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Path(__file__).parents[3].joinpath("CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = dedent(text[text.index("  # store/export/lines.py") :].partition("  ```")[0])
    code, line = shown.split("# store/export/formats.py\n")
    module = ModuleType("store.export.lines")
    vars(module).update(json=json, json_text=json_text, Back=Back, Mark=Mark)
    exec(code, vars(module))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(FORMATS, "lines", eval(line, {"Format": Format}))
    summary = export(marked, "lines", tmp_path / "o", layer="all", statuses=["started", "done"])
    assert summary.proven
    assert summary.losses["history"] == summary.equal["spans"] == 4
    written = (tmp_path / "o").read_text(encoding="utf-8").splitlines()
    assert [len(json.loads(one)[2]) for one in written] == [2, 2]
