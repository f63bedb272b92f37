"""The command line from outside: exit statuses, streams, JSON."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from store import annotations
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from tests.command import ROOT, copydesk

HOSTILE = "a\x1b]0;owned\x07b\x9b31mc\u202ed\u2066e[bold]f[/]\rg\x00h"
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def lines(folder: Path, *records: object) -> Path:
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def small(tmp_path) -> Path:
    """A desk with one article called a1, marked by mina."""
    path = tmp_path / "small.desk"
    with Desk.create(path, actor="mina") as desk:
        with Intake(desk) as intake:
            article = intake.add(
                Record(text="Oman spoke to Iran.", title="Oman", external_id="a1")
            ).article_id
        annotations.tag(desk, article, 0, 4, "country")
    return path


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version_go_to_standard_output(flag):
    done = copydesk(flag)
    assert done.returncode == 0
    assert "copydesk" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    "wrong",
    [["bogus"], ["log"], ["log", "D", "--bogus"], ["ingest", "D", "x", "--column", "title"]],
)
def test_wrong_arguments_end_with_2_and_a_sentence(wrong):
    done = copydesk(*wrong)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "copydesk" in done.stderr


def test_a_record_taken_in_and_the_same_again(tmp_path):
    path = lines(tmp_path, {"text": "Oman and Iran met.", "spans": [[0, 4, "country"]]})
    first = copydesk("ingest", tmp_path / "d.desk", path, "--json")
    assert first.returncode == 0, first
    told = json.loads(first.stdout)
    assert (told["added"], told["known"], told["spans_added"]) == (1, 0, 1)
    second = json.loads(copydesk("ingest", tmp_path / "d.desk", path, "--json").stdout)
    assert (second["added"], second["known"], second["spans_known"]) == (0, 1, 1)


def test_a_bad_record_is_named_the_good_ones_are_kept_and_the_status_is_1(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "One."}\n{"text": \n{"text": "Three."}\n', encoding="utf-8")
    done = copydesk("ingest", tmp_path / "d.desk", path, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["added"] == 2
    (refused,) = told["refused"]
    assert "in.jsonl" in refused["file"]
    assert "2" in refused["position"]
    assert refused["reason"]
    plain = copydesk("ingest", tmp_path / "d.desk", path)
    assert plain.returncode == 1
    assert plain.stdout == ""
    assert "in.jsonl" in plain.stderr


def test_refusals_are_told_by_reason_and_each_one_as_json(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": ""}\n' * 40 + "{\n", encoding="utf-8")
    done = copydesk("ingest", tmp_path / "d.desk", path)
    told = [line for line in done.stderr.splitlines() if line.startswith("Refused: ")]
    assert len(told) == 2
    assert "40 × 'text' is empty: no article text" in told[0]
    assert "line 1, line 2, line 3; and 37 more" in told[0]
    assert "line 41" in told[1]
    assert "--json lists each one" in done.stderr
    objects = json.loads(copydesk("ingest", tmp_path / "d.desk", path, "--json").stdout)
    assert len(objects["refused"]) == 41
    assert [one["count"] for one in objects["reasons"]] == [40, 1]


def test_strict_writes_nothing_when_a_record_is_refused(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "One."}\n{"text": \n', encoding="utf-8")
    done = copydesk("ingest", tmp_path / "d.desk", path, "--strict", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["added"] == 0
    assert list(tmp_path.glob("d.desk*")) == []
    Desk.create(tmp_path / "d.desk").close()
    assert copydesk("ingest", tmp_path / "d.desk", path, "--strict").returncode == 2
    with Desk.open(tmp_path / "d.desk") as desk:
        assert desk.connection.execute("SELECT count(*) FROM article").fetchone() == (0,)


@pytest.mark.parametrize(
    "wrong",
    [["nothing.jsonl"], ["in.jsonl", "--format", "nonsense"], ["in.jsonl", "--column", "a=b"]],
)
def test_a_desk_is_not_made_for_nothing_and_one_that_was_there_stays(tmp_path, wrong):
    lines(tmp_path, {"text": "One."})
    new, old = tmp_path / "new.desk", tmp_path / "old.desk"
    done = copydesk("ingest", new, *wrong, cwd=tmp_path)
    assert done.returncode == 2
    assert "new.desk was not made" in done.stderr
    assert list(tmp_path.glob("new.desk*")) == []
    Desk.create(old).close()
    assert copydesk("ingest", old, *wrong, cwd=tmp_path).returncode == 2
    assert old.exists()


def test_a_path_that_is_not_there_is_refused_with_2(tmp_path):
    done = copydesk("ingest", tmp_path / "d.desk", tmp_path / "nothing.jsonl")
    assert done.returncode == 2
    assert "nothing.jsonl" in done.stderr
    assert "Traceback" not in done.stderr


def test_standard_input_is_read(tmp_path):
    done = copydesk("ingest", tmp_path / "d.desk", "-", "--json", given=b'{"text": "One."}\n')
    assert json.loads(done.stdout)["added"] == 1


def test_columns_can_be_named(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("Headline,Story\nOman,Oman and Iran met in Muscat.\n", encoding="utf-8")
    done = copydesk(
        *("ingest", tmp_path / "d.desk", path, "--column", "title=Headline"),
        *("--column", "body=Story", "--source", "Gulf Ledger", "--language", "en", "--json"),
    )
    assert done.returncode == 0, done
    with Desk.open(tmp_path / "d.desk") as desk:
        article = desk.article(1)
    assert article.text == "Oman\n\nOman and Iran met in Muscat."
    assert (article.source, article.language) == ("Gulf Ledger", "en")


def test_an_id_that_an_article_and_its_correction_share_is_answered_with_both(tmp_path):
    path = lines(
        tmp_path,
        {"id": "a1", "source": "Wire", "text": "First version."},
        {"id": "a1", "source": "Wire", "text": "Second version."},
    )
    desk = tmp_path / "d.desk"
    assert copydesk("ingest", desk, path).returncode == 0
    done = copydesk("log", desk, "--article", "a1")
    assert done.returncode == 2
    ids = re.findall("[0-9a-f]{32}", done.stderr)
    assert len(set(ids)) == 2
    for one in ids:
        assert copydesk("log", desk, "--article", one).returncode == 0


def test_the_log_says_who_did_what_when_one_line_each(small):
    told = copydesk("log", small, "--article", "a1").stdout.splitlines()
    assert len(told) == 2
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z  mina  span\.", told[1])
    objects = [json.loads(line) for line in copydesk("log", small, "--json").stdout.splitlines()]
    assert {"at", "actor", "kind", "article", "fields"} <= set(objects[-1])
    assert objects[-1]["actor"] == "mina"
    assert copydesk("log", small, "--article", "zz").returncode == 2


def test_check_is_silent_on_standard_output_when_nothing_is_wrong(small):
    done = copydesk("check", small)
    assert (done.returncode, done.stdout) == (0, "")
    told = json.loads(copydesk("check", small, "--json").stdout)
    assert told["clean"] is True
    assert told["findings"] == []


def test_a_backup_is_a_desk_and_is_never_written_over_a_file(small, tmp_path):
    copy = tmp_path / "copy.desk"
    assert copydesk("backup", small, copy).returncode == 0
    assert copydesk("check", copy).returncode == 0
    assert copydesk("log", copy).stdout == copydesk("log", small).stdout
    before = copy.read_bytes()
    again = copydesk("backup", small, copy)
    assert again.returncode == 2
    assert "copy.desk" in again.stderr
    assert copy.read_bytes() == before


def test_labels_shown_can_be_set_again_unchanged(small, tmp_path):
    shown = copydesk("labels", small)
    assert shown.returncode == 0
    path = tmp_path / "scheme.toml"
    path.write_text(shown.stdout + '\n[[label]]\nid = "org"\nkey = "g"\n', encoding="utf-8")
    done = copydesk("labels", small, path, "--as", "Omar", "--json")
    assert [change["label"] for change in json.loads(done.stdout)["changes"]] == ["org"]
    assert "  omar  label." in copydesk("log", small).stdout.splitlines()[-1]
    assert copydesk("labels", small, path).stdout == ""


def test_a_dry_run_of_labels_shows_what_would_change_and_be_emptied(small, tmp_path):
    path = tmp_path / "scheme.toml"
    text = copydesk("labels", small).stdout
    guideline = next(label["guideline"] for label in tomllib.loads(text)["label"])
    without = re.sub(r'guideline = """.*?"""|guideline = "[^"]*"', "", text, count=1, flags=re.S)
    path.write_text(without.replace('name = "Country"', 'name = "Land"'), encoding="utf-8")
    done = copydesk("labels", small, path, "--dry-run")
    assert done.returncode == 0
    assert "official: changed (guideline); emptied: guideline" in done.stdout
    assert f"guideline: emptied; it says {json.dumps(guideline, ensure_ascii=False)}" in done.stdout
    assert 'name: "Country" -> "Land"' in done.stdout
    assert "Nothing was changed." in done.stderr
    assert copydesk("labels", small).stdout == text
    done = copydesk("labels", small, path, "--as", "omar")
    assert "official: changed (guideline); emptied: guideline" in done.stdout
    assert "official" in done.stderr
    assert copydesk("labels", small, path, "--dry-run").stdout == ""


@pytest.mark.parametrize("command", [["check"], ["labels"], ["export", "--format", "jsonl"]])
def test_a_desk_that_is_not_there_is_told_with_how_to_make_one(tmp_path, command):
    done = copydesk(command[0], tmp_path / "no.desk", *command[1:])
    assert done.returncode == 2
    assert f"no.desk: there is no such desk in {tmp_path}." in done.stderr
    assert "copydesk open --new DESK" in done.stderr


def test_the_annotator_is_given_else_of_the_environment_else_of_the_settings(small, tmp_path):
    scheme = tmp_path / "scheme.toml"

    def actor(letter: str, *arguments: str, **env: str) -> str:
        scheme.write_text(f'[[label]]\nid = "x"\nkey = "{letter}"\n', encoding="utf-8")
        done = copydesk("labels", small, scheme, *arguments, env=env)
        assert done.returncode == 0, done
        last = copydesk("log", small, "--json").stdout.splitlines()[-1]
        return json.loads(last)["actor"]

    settings = Path(os.environ["XDG_CONFIG_HOME"]) / "copydesk" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('annotator = "sara"\n', encoding="utf-8")
    assert actor("a", "--as", "Mina", COPYDESK_ANNOTATOR="omar") == "mina"
    assert actor("b", COPYDESK_ANNOTATOR="omar") == "omar"
    if sys.platform == "linux":
        assert actor("c") == "sara"


def test_every_command_tells_all_settings_that_were_passed_over(small):
    settings = Path(os.environ["XDG_CONFIG_HOME"]) / "copydesk" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('theme = "pnik"\n[keys]\nreader.undo = "foo+bar"\n', encoding="utf-8")
    done = copydesk("check", small)
    if sys.platform == "linux":
        first, second, *_ = done.stderr.splitlines()
        assert "config.toml: line 1, theme: “pnik” is not dark" in first
        assert "line 3, keys.reader.undo: “foo+bar” is no key" in second
        assert done.returncode == 0


def test_hostile_text_never_leaves_a_command_raw(tmp_path):
    path = lines(
        tmp_path,
        {"id": HOSTILE, "title": HOSTILE, "text": HOSTILE * 2, "source": HOSTILE},
        {"text": 3, "title": HOSTILE},
    )
    hostile_name = tmp_path / "x\x1b[31m\u202e.jsonl"
    hostile_name.write_bytes(path.read_bytes() + b"{\n")
    desk = tmp_path / "d\x1b[31m.desk"
    scheme = tmp_path / "s\x1b[2J.toml"
    scheme.write_text('[[label]]\nid = "x\\u001b[31m"\n')
    runs = [
        copydesk("ingest", desk, hostile_name),
        copydesk("ingest", desk, hostile_name, "--json"),
        copydesk("log", desk),
        copydesk("log", desk, "--json"),
        copydesk("labels", desk),
        copydesk("labels", desk, scheme),
        copydesk("check", desk),
        copydesk("check", desk, "--json"),
        copydesk("log", desk, "--article", "\x1b[31m"),
        copydesk("\x1b[31m"),
        copydesk("log", desk, "--\x1b[31m"),
        copydesk("export", desk, "--format", "\x1b[31m"),
        copydesk("check", tmp_path / "nothing\x1b[31m"),
    ]
    for done in runs:
        assert "Traceback" not in done.stderr, done
        for stream in (done.stdout, done.stderr):
            found = UNSAFE.search(stream)
            assert found is None, (done.args, found)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX pipes")
def test_a_reader_who_has_enough_is_no_error(small):
    with subprocess.Popen(
        [sys.executable, "-m", "tui.cli", "log", str(small)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as running:
        running.stdout.close()
        told = running.stderr.read()
        assert running.wait() == 0
    assert told == b""


def test_the_demo_without_a_terminal_says_how_to_open_it(tmp_path):
    done = copydesk("demo", env={"TMPDIR": str(tmp_path)})
    assert done.returncode == 0, done
    (path,) = tmp_path.glob("copydesk-demo-*/demo.desk")
    assert f"open {path}" in done.stdout
    with Desk.open(path) as desk:
        assert desk.connection.execute("SELECT count(*) FROM article").fetchone() == (24,)
        assert desk.annotators() == ["mina", "omar"]
    assert copydesk("check", path).returncode == 0


@pytest.mark.parametrize("arguments", [["open", "small.desk"], []])
def test_the_screen_needs_a_terminal_and_says_so(small, arguments):
    done = copydesk(*arguments, cwd=small.parent)
    assert done.returncode == 2
    assert "terminal" in done.stderr


def test_what_goes_out_comes_in_again_the_same(tmp_path, root):
    first, second = tmp_path / "a.desk", tmp_path / "b.desk"
    assert copydesk("ingest", first, root / "sample_data" / "records.jsonl").returncode == 0
    out = tmp_path / "out.jsonl"
    done = copydesk(
        *("export", first, "--format", "jsonl", "--layer", "all", "--superseded"),
        *("--output", out, "--json"),
    )
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["articles"] == 24
    assert copydesk("ingest", second, out).returncode == 0
    again = copydesk("export", second, "--format", "jsonl", "--layer", "all", "--superseded")

    def told(text: str) -> list[object]:
        records = [json.loads(line) for line in text.splitlines()]
        for record in records:
            for span in record["spans"]:
                span.pop("id")
        return sorted(records, key=lambda record: record["text"])

    assert told(again.stdout) == told(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "wrong", [["--format", "bogus"], ["--format", "jsonl", "--layer", "bogus"], []]
)
def test_an_export_that_cannot_be_made_leaves_no_file(small, tmp_path, wrong):
    out = tmp_path / "out.jsonl"
    done = copydesk("export", small, *wrong, "--output", out)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


@pytest.mark.skipif(os.name == "nt", reason="such signals are POSIX's")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_an_export_told_to_end_leaves_no_file(small, tmp_path, name):
    made = tmp_path / "made"
    made.mkdir()
    program = (
        "import os, signal, sys\n"
        "from store.export import run\n"
        "from tui.cli import main\n"
        "def end(*_):\n"
        "    assert os.listdir(sys.argv[-1])\n"
        f"    os.kill(os.getpid(), signal.{name})\n"
        "run._Run._prove = end\n"
        "sys.exit(main(['export', *sys.argv[1:-1], '--output', sys.argv[-1] + '/out']))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(small), "--format", "jsonl", str(made)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 128 + getattr(signal, name), ended.stderr
    assert not list(made.iterdir())


def test_an_export_of_a_filter_and_without_own_spans(tmp_path):
    desk = tmp_path / "d.desk"
    spans = [{"start": 0, "end": 3, "label": "country", "annotator": "omar"}]
    path = lines(
        tmp_path,
        {"text": "One.", "source": "Wire", "spans": spans},
        {"text": "Two.", "source": "Post"},
    )
    assert copydesk("ingest", desk, path).returncode == 0
    done = copydesk("export", desk, "--format", "jsonl", "--filter", "source:wire", "--as", "mina")
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ["One."]
    assert "None of the spans is yours" in done.stderr
    assert "--layer all" in done.stderr
    done = copydesk("export", desk, "--format", "jsonl", "--layer", "all")
    assert len(done.stdout.splitlines()) == 2
    assert "--layer all" not in done.stderr


def test_an_export_to_standard_output_is_only_the_records(small):
    done = copydesk("export", small, "--format", "jsonl", "--as", "mina", "--label", "country")
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    record = json.loads(line)
    assert record["id"] == "a1"
    assert [(span["start"], span["end"]) for span in record["spans"]] == [(0, 4)]
    other = copydesk("export", small, "--format", "jsonl", "--as", "omar")
    assert json.loads(other.stdout)["spans"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_gets_no_control_character_of_the_text(tmp_path):
    from tests.pty_driver import Terminal

    path = lines(tmp_path, {"id": "h", "title": HOSTILE, "text": HOSTILE, "source": HOSTILE})
    desk = tmp_path / "d.desk"
    assert copydesk("ingest", desk, path).returncode == 0
    for command in (
        ["export", str(desk), "--format", "jsonl"],
        ["log", str(desk)],
        ["log", str(desk), "--json"],
        ["ingest", str(desk), str(path), "--json"],
    ):
        with Terminal(["-m", "tui.cli", *command], size=(500, 40)) as terminal:
            assert terminal.wait() == 0
            shown = bytes(terminal.raw).decode().replace("\r", "")
        assert UNSAFE.search(shown) is None, (command, UNSAFE.search(shown))
        if command[0] == "export":
            line = next(line for line in shown.splitlines() if line.startswith("{"))
            with Desk.open(desk) as opened:
                assert json.loads(line)["text"] == opened.article(1).text
