"""Trouble with the file or the disk: a clear sentence, nothing lost, no traceback."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import annotations
from store.check import check
from store.database.schema import STATE_TABLES
from store.desk import Desk
from store.errors import DamagedDesk, DeskError, DeskFull, DeskReplaced
from store.intake import Intake
from store.model import Record
from tests.bench import ten_writers
from tests.command import copydesk

TEXT = "Norway and Indonesia signed a programme on coastal protection. " * 200


def build(path: Path, articles: int = 3) -> list[str]:
    """A desk with some articles and one mark in each; returns their ids."""
    with Desk.create(path, actor="mina") as desk:
        with Intake(desk) as intake:
            ids = [intake.add(Record(text=f"{n} {TEXT}")).article_id for n in range(articles)]
        for article in ids:
            annotations.tag(desk, article, 2, 8, "country")
    return ids


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence a command that could do nothing says."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    # how to make a desk that is not there is a line of its own
    assert len([line for line in lines if not line.startswith("To make one")]) == 1, lines
    return lines[0]


COMMANDS = [["check"], ["labels"], ["log"], ["backup"]]


@pytest.fixture(params=["missing", "empty", "text", "other-sqlite", "short", "folder", "newer"])
def no_desk(request, tmp_path) -> tuple[str, Path]:
    """A path at which there is no desk we can open."""
    path = tmp_path / "bad.desk"
    if request.param == "empty":
        path.touch()
    elif request.param == "text":
        path.write_text("Dear editor,\n" * 500)
    elif request.param == "other-sqlite":
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE recipes (name)")
        other.close()
    elif request.param == "short":
        build(tmp_path / "whole.desk")
        path.write_bytes((tmp_path / "whole.desk").read_bytes()[:70])
    elif request.param == "folder":
        path.mkdir()
    elif request.param == "newer":
        build(path)
        other = sqlite3.connect(path)
        other.execute("PRAGMA user_version = 9999")
        other.close()
    return request.param, path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_what_is_no_desk_is_refused_with_a_sentence_and_left_alone(no_desk, tmp_path, command):
    kind, path = no_desk
    before = path.read_bytes() if path.is_file() else None
    extra = [tmp_path / "copy.desk"] if command == ["backup"] else []
    said = complaint(copydesk(*command, path, *extra))
    assert "bad.desk" in said
    assert said.endswith(".")
    if kind == "newer":
        assert "newer" in said
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not (tmp_path / "copy.desk").exists()


def test_a_desk_cut_short_in_the_middle_is_found_damaged(tmp_path):
    build(tmp_path / "a.desk", articles=20)
    whole = (tmp_path / "a.desk").read_bytes()
    (tmp_path / "a.desk").write_bytes(whole[: len(whole) // 2])
    done = copydesk("check", tmp_path / "a.desk")
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert done.stdout or "damaged" in done.stderr or "cut short" in done.stderr


def test_a_flipped_bit_in_a_text_is_found(tmp_path):
    path = tmp_path / "a.desk"
    build(path)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"coastal protection")
    data[at] ^= 1
    path.write_bytes(data)
    done = copydesk("check", path)
    assert done.returncode == 1
    assert "text" in done.stdout


NOT_DERIVED = {
    "op": "*",
    "text": "*",
    "batch": "*",
    "batch_group": "*",
    "site": "s, uid, seq, head",
}


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All a desk says, row by row: journal, texts and what follows from them."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
            for table, columns in {**dict.fromkeys(STATE_TABLES, "*"), **NOT_DERIVED}.items()
        }
    finally:
        connection.close()


def flipped(path: Path, whole: bytes, at: int, bit: int) -> bool:
    """Turn one bit of a desk around; whether `check` finds it, in words of ours."""
    data = bytearray(whole)
    data[at] ^= 1 << bit
    path.write_bytes(data)
    try:
        findings = check(path)
    except DeskError as error:
        told, named = [str(error)], "bad.desk" in str(error)
    else:
        told, named = [finding.message for finding in findings], True
    assert named
    assert all(sentence.endswith(".") for sentence in told)
    return bool(told)


def test_a_flipped_bit_is_found_wherever_it_changes_what_the_desk_says(tmp_path):
    path = tmp_path / "bad.desk"
    build(path)
    whole, said = path.read_bytes(), content(path)
    used = [at for at, byte in enumerate(whole) if byte]
    chance = random.Random(7)
    found = 0
    for at in chance.sample(used, 200):
        if flipped(path, whole, at, chance.randrange(8)):
            found += 1
        else:
            assert content(path) == said, f"byte {at} changed the desk unseen"
    assert found > 100


@pytest.mark.parametrize(
    "piece",
    [
        b'"range":[2,8]',  # an operation's fields
        b"span.add",  # its kind
        b"Norway and Indonesia",  # a text
        b"countryminahand",  # a mark among the derived rows
        b"CREATE TABLE article",  # the schema
    ],
    ids=["fields", "kind", "text", "mark", "schema"],
)
def test_every_flipped_bit_of_what_matters_is_found(tmp_path, piece):
    path = tmp_path / "bad.desk"
    build(path)
    whole = path.read_bytes()
    at = whole.index(piece)
    unseen = [place for place in range(at, at + len(piece)) if not flipped(path, whole, place, 1)]
    assert unseen == []


@pytest.fixture
def unwritable(tmp_path) -> Iterator[Path]:
    """A desk that cannot be written: by its mode, or for root by the disk it is on."""
    if sys.platform == "win32":
        pytest.skip("needs POSIX")
    path = tmp_path / "a.desk"
    if os.geteuid() != 0:
        build(path)
        path.chmod(0o444)
        yield path
        return
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mounted(disk, "-t", "tmpfs", "tmpfs"):
        pytest.skip("root may write anything, and no disk can be mounted here")
    build(disk / "a.desk")
    assert mounted(disk, "-o", "remount,ro")
    yield disk / "a.desk"
    subprocess.run(["umount", str(disk)], check=True)


def mounted(disk: Path, *options: str) -> bool:
    """Mount something on a folder; whether that worked."""
    command = ["mount", *options, str(disk)]
    return (
        shutil.which("mount") is not None
        and not subprocess.run(command, capture_output=True).returncode
    )


def test_a_read_only_file_is_read_and_not_written(unwritable):
    shown = copydesk("labels", unwritable)
    assert shown.returncode == 0
    assert "official" in shown.stdout
    checked = copydesk("check", unwritable)
    assert (checked.returncode, checked.stdout) == (0, ""), checked
    changed = unwritable.parent.parent / "two.toml"
    changed.write_text('[[label]]\nid = "org"\n')
    said = complaint(copydesk("labels", unwritable, changed, "--as", "mina"))
    assert "cannot be written" in said


def test_a_file_replaced_underneath_is_noticed_and_what_was_saved_is_kept(tmp_path):
    path = tmp_path / "a.desk"
    ids = build(path)
    shutil.copy(path, tmp_path / "old.desk")
    with Desk.open(path, "mina") as desk:
        annotations.tag(desk, ids[0], 13, 22, "country")
        (tmp_path / "old.desk").replace(path)
        with pytest.raises(DeskReplaced, match=r"a\.desk") as caught:
            annotations.tag(desk, ids[1], 13, 22, "country")
    # the file that came is as it came: our write-ahead log was not read into it
    assert check(path) == []
    with Desk.open(path, "mina") as desk:
        assert [len(desk.spans(article)) for article in ids] == [1, 1, 1]
    (kept,) = tmp_path.glob("a.desk.kept-*")
    assert kept.name in str(caught.value)
    assert check(kept) == []
    with Desk.open(kept, "mina") as desk:
        assert [len(desk.spans(article)) for article in ids] == [2, 1, 1]


@pytest.mark.parametrize("deed", ["moved", "deleted"])
def test_a_file_moved_or_deleted_underneath_loses_nothing_that_was_saved(tmp_path, deed):
    path = tmp_path / "a.desk"
    ids = build(path)
    with Desk.open(path, "mina") as desk:
        annotations.tag(desk, ids[0], 13, 22, "country")
        if deed == "moved":
            path.rename(tmp_path / "b.desk")
        else:
            path.unlink()
        with pytest.raises(DeskReplaced, match=r"a\.desk"):
            annotations.tag(desk, ids[1], 13, 22, "country")
    assert not path.exists()
    (kept,) = tmp_path.glob("a.desk.kept-*")
    assert check(kept) == []
    with Desk.open(kept, "mina") as desk:
        assert [len(desk.spans(article)) for article in ids] == [2, 1, 1]


@pytest.fixture(params=["limit", "small-disk"])
def little_room(request, tmp_path) -> Iterator[Path]:
    """A folder where only about a megabyte can be written: by a limit, or on a small disk."""
    if sys.platform == "win32":
        pytest.skip("needs POSIX")
    if request.param == "limit":
        import resource

        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, before[1]))
        yield tmp_path
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        return
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mounted(disk, "-t", "tmpfs", "-o", "size=2m", "tmpfs"):
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_refuses_the_action_and_keeps_all_before(little_room):
    path = little_room / "a.desk"
    ids = build(path, articles=1)
    saved = []

    def mark_on_and_on(desk: Desk) -> None:
        for turn in range(20_000):
            start = turn % 9000
            saved.append(annotations.tag(desk, ids[0], start, start + 9, "official").id)

    with Desk.open(path, "mina") as desk:
        with pytest.raises(DeskFull, match=r"a\.desk"):
            mark_on_and_on(desk)
        there = {span.id for span in desk.spans(ids[0])}
        assert set(saved) <= there
        assert len(there) == len(saved) + 1
    assert saved


def test_a_flipped_bit_shows_as_an_error_of_ours(tmp_path):
    path = tmp_path / "a.desk"
    build(path, articles=40)
    data = bytearray(path.read_bytes())
    size = 8192
    for page in range(1, len(data) // size):
        data[page * size : page * size + 40] = b"\xff" * 40
    path.write_bytes(data)
    with pytest.raises(DamagedDesk, match=r"a\.desk"):
        Desk.open(path, "mina").labels()


def test_pages_of_a_desk_overwritten_show_as_an_error_of_ours(tmp_path):
    path = tmp_path / "a.desk"
    build(path, articles=40)
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 8192):
        data[page * 8192 : page * 8192 + 40] = b"\xff" * 40
    path.write_bytes(data)
    with pytest.raises(DamagedDesk, match=r"a\.desk"):
        Desk.open(path, "mina")


@pytest.mark.parametrize(
    ("table", "command"),
    [
        ("text", ["export", "--format", "jsonl", "--layer", "all"]),
        ("span", ["export", "--format", "jsonl", "--layer", "all"]),
        ("label", ["labels"]),
        ("op", ["log"]),
        ("layer", ["agreement"]),
    ],
)
def test_damage_met_only_while_reading_is_said_in_a_sentence(tmp_path, table, command):
    path = tmp_path / "a.desk"
    build(path, articles=40)
    connection = sqlite3.connect(path)
    query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
    (root,) = connection.execute(query, (table,)).fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * 8192 : (root - 1) * 8192 + 40] = b"\xff" * 40
    path.write_bytes(data)
    Desk.open(path, "mina").close()  # nothing of it is read yet
    done = copydesk(command[0], path, *command[1:])
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    (said,) = done.stderr.splitlines()
    assert "a.desk" in said
    assert "damaged" in said


def test_several_writers_at_once_lose_nothing_and_hear_no_complaint():
    outcome = ten_writers.run(writers=4, each=30)
    assert outcome["ok"], outcome
    assert outcome["saved"] == 4 * 27
