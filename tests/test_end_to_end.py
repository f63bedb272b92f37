"""The whole road in a real terminal: real keys into the real command, the file looked at after."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from store.check import check
from store.desk import Desk
from tests.bench import kill_harness
from tests.command import copydesk
from tests.pty_driver import Terminal
from tui.config import config_path

SAVED = kill_harness.SAVED
SETTLED = 0.4
"""Seconds without output after which what is shown counts as seen: keys before it decide nothing."""


@pytest.fixture
def path(tmp_path) -> Path:
    """A desk with one article of plain words, term000 to term299."""
    kill_harness.make_template(tmp_path / "words.desk")
    return tmp_path / "words.desk"


def reader(path: Path, **how: object) -> Terminal:
    """The app, with the first article of the desk open in the reader."""
    terminal = Terminal(["-m", "tui.cli", "open", str(path), "--as", "mina"], size=(100, 30), **how)
    terminal.wait_for("Words")
    terminal.press("enter")
    terminal.wait_for("term010")
    terminal.wait_quiet(SETTLED)
    return terminal


def tags_saved(count: int) -> object:
    """A test of the screen: it says that ``count`` marks are saved."""

    def shown(text: str) -> bool:
        found = SAVED.search(text)
        return found is not None and int(found[1]) == count

    return shown


def leave(terminal: Terminal) -> None:
    """Out of the program, as it asks to be left."""
    terminal.press("ctrl+q")
    terminal.wait_for("Leave copydesk?")
    terminal.wait_quiet(SETTLED)
    terminal.press("y")
    assert terminal.wait() == 0


def marks(path: Path) -> list[str]:
    with Desk.open(path, read_only=True) as desk:
        article = desk.article(1)
        return [article.text[span.start : span.end] for span in desk.spans(article.id, "mina")]


def test_demo_mark_undo_finish_quit_export(tmp_path):
    env = {"TMPDIR": str(tmp_path)}
    settings = config_path()
    settings.parent.mkdir(parents=True)
    settings.write_text('[suggestions]\noff = "all"\n', encoding="utf-8")
    with Terminal(["-m", "tui.cli", "demo", "--as", "mina"], size=(100, 30), env=env) as terminal:
        terminal.wait_for("enter")
        terminal.wait_for(lambda text: "City library" in text or "Iran" in text)
        terminal.press("enter")
        terminal.wait_for(lambda text: "finish" in text)
        terminal.wait_quiet(SETTLED)
        # whatever article is first: mark three words, take one back
        before = terminal.text()
        terminal.press("a", settle=0.2)
        terminal.press("w", "w", "w", "a", settle=0.2)
        terminal.press("w", "w", "w", "a", settle=0.2)
        terminal.wait_for(lambda text: SAVED.search(text) is not None)
        terminal.press("u", settle=0.2)
        terminal.press("D")
        terminal.wait_for(lambda text: text.splitlines()[0] != before.splitlines()[0])
        leave(terminal)
        screen_after = terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
    (desk,) = tmp_path.glob("copydesk-demo-*/demo.desk")
    assert str(desk) in screen_after
    assert check(desk) == []
    done = copydesk("export", desk, "--format", "jsonl", "--as", "mina", "--status", "done")
    assert done.returncode == 0, done
    records = [json.loads(line) for line in done.stdout.splitlines()]
    mine = [record for record in records if record["status"] == "done"]
    assert len(mine) == 1
    spans = [span for span in mine[0]["spans"] if span["origin"] == "hand"]
    assert len(spans) == 2
    for span in spans:
        assert mine[0]["text"][span["start"] : span["end"]] == span["text"]


def test_marks_survive_leaving_and_undo_reaches_back_over_it(path):
    with reader(path) as terminal:
        terminal.press("a", "w", "a")
        terminal.wait_for(tags_saved(2))
        leave(terminal)
    assert marks(path) == ["term000", "term001"]
    with reader(path) as terminal:
        terminal.press("u")
        terminal.wait_for(lambda text: re.search(r"\b1 tag\b", text) is not None)
    assert marks(path) == ["term000"]


def test_pasted_text_is_never_run_as_keys(path):
    with reader(path) as terminal:
        terminal.paste("a a a x D u q")
        terminal.wait_quiet(0.3)
        terminal.press("w", "a")
        terminal.wait_for(tags_saved(1))
    assert marks(path) == ["term001"]


def test_what_was_shown_as_saved_survives_being_killed():
    outcome = kill_harness.run(times=6, seed=int.from_bytes(os.urandom(3), "big"))
    assert outcome["ok"], outcome
    assert outcome["marks_shown_as_saved"] > 0


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_being_told_to_end_loses_nothing(path, name):
    with reader(path) as terminal:
        terminal.press("a", "w", "a")
        terminal.wait_for(tags_saved(2))
        os.kill(terminal.pid, getattr(signal, name))
        terminal.wait()
    assert marks(path) == ["term000", "term001"]
    assert check(path) == []


def test_a_desk_replaced_while_open_is_told_and_the_app_stays(path, tmp_path):
    shutil.copy(path, tmp_path / "other.desk")
    with reader(path) as terminal:
        terminal.press("a")
        terminal.wait_for(tags_saved(1))
        (tmp_path / "other.desk").replace(path)
        terminal.press("w", "a")
        terminal.wait_for("replaced")
        assert not tags_saved(2)(terminal.text())
        terminal.press("w")
        terminal.wait_quiet()
        leave(terminal)
    assert marks(path) == []
    assert check(path) == []


def test_a_full_disk_is_told_the_app_stays_and_nothing_saved_is_lost(path):
    def little_room() -> None:
        import resource

        # the desk is there already; its write-ahead log may not grow past this
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    with reader(path, before=little_room) as terminal:
        shown = 0
        for _ in range(60):
            terminal.press("a")
            next_one = f" {shown + 1} tag"
            text = terminal.wait_for(
                lambda text, count=next_one: count in text or "not saved" in text
            )
            if "not saved" in text:
                break
            shown += 1
            terminal.press("w", settle=0.02)
        assert "full" in text or "refused to write" in text
        terminal.press("w")
        terminal.wait_quiet()
        assert not terminal.ended()
    assert len(marks(path)) >= shown
    assert check(path) == []


def test_a_desk_that_cannot_be_written_is_shown_and_says_so(path):
    if os.geteuid() == 0:
        pytest.skip("root may write anything")
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with reader(path) as terminal:
            assert "read only" in terminal.text()
            terminal.press("a")
            terminal.wait_quiet()
            assert not terminal.ended()
    finally:
        path.parent.chmod(0o755)
    assert marks(path) == []


def test_without_a_command_the_last_desk_is_opened(path, tmp_path):
    with Terminal(["-m", "tui.cli", "open", str(path), "--as", "mina"]) as terminal:
        terminal.wait_for("Words")
        leave(terminal)
    with Terminal(["-m", "tui.cli", "--as", "mina"], cwd=tmp_path) as terminal:
        terminal.wait_for("Words")


def test_the_first_start_makes_a_desk_of_ones_own():
    with Terminal(["-m", "tui.cli", "--as", "mina"]) as terminal:
        terminal.wait_for(lambda text: "help" in text)
    (made,) = Path(os.environ["XDG_DATA_HOME"]).rglob("*.desk")
    assert check(made) == []


def test_a_file_that_is_no_desk_ends_with_a_sentence_and_the_last_desk_stays(path, tmp_path):
    foreign = tmp_path / "letter.txt"
    foreign.write_text("Dear editor,\n" * 100)
    with Terminal(["-m", "tui.cli", "open", str(path), "--as", "mina"]) as terminal:
        terminal.wait_for("Words")
    with Terminal(["-m", "tui.cli", "open", str(foreign), "--as", "mina"]) as terminal:
        terminal.wait_for("not a desk")
        assert terminal.wait() == 2
    with Terminal(["-m", "tui.cli", "--as", "mina"]) as terminal:
        terminal.wait_for("Words")
