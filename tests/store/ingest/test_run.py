"""From files and folders to a desk: nothing is lost in silence, running again adds only what is new."""

from __future__ import annotations

import gzip
import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.desk import Desk
from store.errors import IngestError
from store.ingest import Summary, ingest
from store.intake import Intake, Taken
from store.model import Record

NEWS, PAGES = 2_737, 32
"""Articles in the shared news files, and pages among those read here."""


def write(folder: Path, name: str, *objects: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in objects), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as people keep them."""
    base = tmp_path / "in"
    write(base, "b.jsonl", {"text": "second"}, {"text": "third", "spans": [[0, 5, "place"]]}, 7)
    write(base, "sub/a.jsonl", {"text": "second"}, {"text": "fourth", "spans": [[0, 99, "x"]]})
    (base / "note.txt").write_text("A short note\n\nIt says little.")
    (base / "README.md").write_text("# About this folder")
    (base / ".hidden.jsonl").write_text('{"text": "never"}')
    (base / ".git").mkdir()
    (base / ".git" / "x.jsonl").write_text('{"text": "never"}')
    (base / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (base / "empty.jsonl").write_bytes(b"")
    (base / "program.py").write_text("print('x')")
    return base


def test_a_folder_is_walked_and_every_refusal_names_its_place(desk: Desk, folder: Path) -> None:
    summary = ingest(desk, [folder])
    assert (summary.added, summary.known) == (4, 1)
    assert (summary.spans_added, summary.spans_known) == (1, 0)
    told = [(Path(one.file).name, one.position) for one in summary.refused]
    assert told == [
        ("README.md", "line 1"),
        ("b.jsonl", "line 3"),
        ("empty.jsonl", "line 1"),
        ("picture.png", "line 1"),
        ("program.py", "line 1"),
        ("a.jsonl", "line 2 span 1"),
    ]
    assert all(one.reason for one in summary.refused)
    assert summary.read == summary.added + summary.known + summary.refused_records
    assert summary.refused_spans == 1
    assert summary.labels_added == ["place"]
    assert not summary.clean


def test_again_adds_nothing(desk: Desk, folder: Path) -> None:
    first = ingest(desk, [folder])
    again = ingest(desk, [folder])
    assert (again.added, again.spans_added, again.labels_added) == (0, 0, [])
    assert again.known == first.added + first.known
    assert again.spans_known == first.spans_added


def test_the_summary_is_the_object_the_command_prints(desk: Desk, folder: Path) -> None:
    printed = ingest(desk, [folder]).to_json()
    assert list(printed)[:5] == ["added", "known", "spans_added", "spans_known", "refused"]
    assert set(printed["refused"][0]) == {"file", "position", "reason"}
    json.dumps(printed)


def test_strict_writes_nothing_when_anything_is_refused(desk: Desk, folder: Path) -> None:
    summary = ingest(desk, [folder], strict=True)
    assert not summary.written
    assert summary.added == 0
    assert summary.refused
    assert desk.connection.execute("SELECT count(*) FROM article").fetchone() == (0,)
    good = write(folder, "good/only.jsonl", {"text": "fine"})
    assert ingest(desk, [good], strict=True).added == 1


def test_strict_reads_standard_input_twice(desk: Desk) -> None:
    data = b'{"text": "one"}\n{"text": "two"}\n'
    assert ingest(desk, ["-"], strict=True, stdin=io.BytesIO(data)).added == 2
    bad = io.BytesIO(data + b"{")
    assert not ingest(desk, ["-"], strict=True, stdin=bad).written


def test_standard_input_of_any_kind(desk: Desk) -> None:
    assert ingest(desk, ["-"], stdin=io.BytesIO(b'[{"text": "a1"}, {"text": "a2"}]')).added == 2
    packed = io.BytesIO(gzip.compress(b'{"text": "b1"}\n'))
    assert ingest(desk, ["-"], stdin=packed).added == 1
    assert ingest(desk, ["-"], stdin=io.BytesIO(b"Pasted words of an article.")).added == 1
    table = io.BytesIO(b"id,title,body\n1,t,the body\n")
    assert ingest(desk, ["-"], stdin=table).added == 1


def test_sources_languages_and_annotators_stand_in(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a.jsonl",
        {
            "text": "one",
            "spans": [[0, 1, "x"], {"start": 1, "end": 2, "label": "x", "annotator": "Sara"}],
        },
        {"text": "two", "source": "Own", "language": "ar"},
    )
    ingest(desk, [path], source="Wire", language="English", annotator="Mina")
    rows = desk.connection.execute("SELECT source, language FROM article ORDER BY n").fetchall()
    assert rows == [("Wire", "en"), ("Own", "ar")]
    who = desk.connection.execute("SELECT annotator FROM span ORDER BY start").fetchall()
    assert who == [("mina",), ("sara",)]


def test_what_cannot_be_asked_for_is_said_before_anything_is_read(desk: Desk) -> None:
    for options in (
        {"format": "docx"},
        {"language": "not a language"},
        {"columns": {"a": "b"}},
    ):
        with pytest.raises(IngestError):
            ingest(desk, ["-"], stdin=io.BytesIO(b""), **options)  # type: ignore[arg-type]
    with pytest.raises(IngestError):
        ingest(desk, ["-", "-"], stdin=io.BytesIO(b""))


def test_missing_and_forbidden_paths_are_refused(desk: Desk, tmp_path: Path) -> None:
    summary = ingest(desk, [tmp_path / "absent.jsonl", "nul\0name"])
    assert [one.position for one in summary.refused] == ["line 1", "line 1"]
    assert "no such file" in summary.refused[0].reason


def test_the_desk_itself_is_not_read(desk: Desk, tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", {"text": "one"})
    summary = ingest(desk, [tmp_path])
    assert summary.added == 1
    assert not summary.refused


def test_an_interruption_keeps_what_was_finished(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", *({"text": f"article {n}"} for n in range(2000)))

    def stop(done: int, total: int, records: int) -> None:
        assert done <= total == path.stat().st_size
        if records >= 1000:
            raise KeyboardInterrupt

    summary = ingest(desk, [path], progress=stop)
    assert summary.interrupted
    assert 0 < summary.added < 2000
    kept = desk.connection.execute("SELECT count(*) FROM article").fetchone()[0]
    assert kept == summary.added
    rest = ingest(desk, [path])
    assert (rest.added, rest.known) == (2000 - kept, kept)


def test_ctrl_c_within_a_record_waits_for_its_end(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "a.jsonl", *({"text": f"article {n}"} for n in range(100)))
    honest = Intake.add

    def add(self: Intake, record: Record) -> Taken:
        if record.text == "article 40":
            signal.raise_signal(signal.SIGINT)
        return honest(self, record)

    monkeypatch.setattr(Intake, "add", add)
    summary = ingest(desk, [path])
    assert summary.interrupted
    assert summary.added == 41
    assert desk.connection.execute("SELECT count(*) FROM article").fetchone() == (41,)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


LINE = st.one_of(
    st.builds(lambda text: {"text": text}, st.text(max_size=20)),
    st.builds(lambda title, body: {"title": title, "body": body}, st.text(max_size=5), st.text()),
    st.integers(),
    st.just("broken"),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(LINE, max_size=12))
def test_every_record_is_added_known_or_refused(
    tmp_path_factory: object, lines: list[object]
) -> None:
    folder = tmp_path_factory.mktemp("p")  # type: ignore[attr-defined]
    path = folder / "a.jsonl"
    path.write_text(
        "".join(("{cut" if one == "broken" else json.dumps(one)) + "\n" for one in lines)
    )
    with Desk.create(folder / "d.desk", actor="me") as opened:
        summary = ingest(opened, [path]) if lines else Summary()
        count = opened.connection.execute("SELECT count(*) FROM article").fetchone()[0]
    assert summary.added + summary.known + summary.refused_records == len(lines)
    assert summary.read == len(lines)
    assert count == summary.added


def test_every_real_record_comes_in_or_is_refused_rightly(desk: Desk, shared: Path) -> None:
    news = shared / "data/news"
    summary = ingest(desk, [news, *sorted((shared / "data/html/zyte").glob("*.html"))])
    assert summary.read == summary.added + summary.known + summary.refused_records
    assert summary.refused_spans == 0
    told = {(Path(one.file).name, one.position) for one in summary.refused}
    assert told == {("README.md", "line 1"), ("gdelt-events-sample.csv", "line 1")}
    assert summary.added + summary.known == NEWS + PAGES
    languages = {row[0] for row in desk.connection.execute("SELECT DISTINCT language FROM article")}
    assert {"en", "ar", "fa", "zh", "de", "ja"} <= languages
    again = ingest(desk, [news])
    assert (again.added, again.spans_added) == (0, 0)


def test_a_reader_that_fails_costs_the_rest_of_its_file_and_no_other(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.ingest import jsonl, records

    def fragile(data: object, reading: object, position: str, _: object) -> Iterator[object]:
        if position == "line 2":
            raise MemoryError("a mistake of ours")
        return records.build(data, reading, position)  # type: ignore[arg-type]

    monkeypatch.setattr(jsonl, "one", fragile)
    one = write(tmp_path, "a.jsonl", {"text": "a"}, {"text": "b"}, {"text": "c"})
    two = write(tmp_path, "b.jsonl", {"text": "d"})
    summary = ingest(desk, [one, two])
    assert summary.added == 2
    assert [(Path(x.file).name, x.position) for x in summary.refused] == [("a.jsonl", "line 1")]
    assert "a mistake of ours" in summary.refused[0].reason


def test_files_beside_the_desk_are_passed_over_and_every_file_is_closed(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", {"text": "a"})
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b'{"text": "b"}\n'))
    (tmp_path / "c.gz").write_bytes(b"\x1f\x8bnot packed")
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.4")
    for copy in ("before-20250120", "kept-20250120-1"):
        (tmp_path / f"news.desk.{copy}").write_bytes(b"SQLite format 3\0")
    code = f"""
import gc, warnings
warnings.simplefilter("error", ResourceWarning)
from store.desk import Desk
from store.ingest import ingest
with Desk.create({str(tmp_path / "news.desk")!r}, actor="mina") as desk:
    summary = ingest(desk, [{str(tmp_path)!r}])
gc.collect()
assert summary.added == 2, summary
print(*sorted(x.file[-5:] for x in summary.refused))
"""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", code],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "ResourceWarning" not in done.stderr
    assert done.stdout.split() == ["/c.gz", "d.pdf"]
