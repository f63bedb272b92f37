"""Verifying, repairing, copying and bringing an older desk up to date."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from store import annotations
from store.check import backup, check, rebuild
from store.database.connection import network_file_system
from store.desk import Desk
from store.errors import ForeignFile, Refused
from store.intake import Intake
from store.model import Record
from tests.command import copydesk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed desk with one article, three marks and an undo."""
    path = tmp_path / "news.desk"
    with Desk.create(path, "mina") as desk:
        with Intake(desk) as intake:
            article = intake.add(Record(text="Norway and Kenya", source="Gazette")).article_id
        for start in (0, 3, 7):
            annotations.tag(desk, article, start, start + 3, "country")
        desk.undo()
    return path


def spoil(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def found(path: Path) -> dict[str, str]:
    return {finding.check: finding.message for finding in check(path)}


def test_a_whole_desk_has_no_findings(path: Path) -> None:
    before = path.read_bytes()
    assert check(path) == []
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("check_name", "statement", "part"),
    [
        ("journal", "UPDATE op SET fields = '{\"on\":false}' WHERE n = 14", "chain breaks"),
        ("journal", "UPDATE op SET actor = 'omar' WHERE n = 12", "chain breaks"),
        ("journal", "DELETE FROM op WHERE n = 12", "is missing"),
        ("journal", "DELETE FROM op WHERE n = (SELECT max(n) FROM op)", "were written"),
        ("texts", "UPDATE text SET body = 'Norway and Kenia'", "not what was stored"),
        ("state", "UPDATE span SET label = 'area'", "table span"),
        ("state", "DELETE FROM facet WHERE dim = 'source'", "table facet"),
        ("state", "UPDATE action SET revoked = 0", "table action"),
        ("search", "INSERT INTO search (rowid, body) VALUES (9, 'x')", "search index"),
    ],
)
def test_what_was_tampered_with_is_named(
    path: Path, check_name: str, statement: str, part: str
) -> None:
    triggers = [f"DROP TRIGGER {name}" for name in ("op_stays", "op_kept", "text_stays")]
    spoil(path, *triggers, statement)
    assert part in found(path)[check_name]


@pytest.mark.parametrize(
    ("entry", "part", "quickly"),
    [
        ("norway {} kenya oslo", "article number 2", True),  # a word too many
        ("kenya {} norway", "article number 2", True),  # another beginning
        ("norway {} oslo", "2 words", False),  # another end
    ],
)
def test_an_entry_of_the_search_index_that_is_not_its_text_is_found(
    path: Path, entry: str, part: str, quickly: bool
) -> None:
    middle = "and " * 60
    with Desk.open(path, "mina") as desk, Intake(desk) as intake:
        intake.add(Record(text=f"Norway {middle} Kenya"))
    assert check(path, quick=True) == []
    spoil(
        path,
        f"INSERT INTO search (search, rowid, body) VALUES ('delete', 2, 'norway {middle} kenya')",
        f"INSERT INTO search (rowid, body) VALUES (2, '{entry.format(middle)}')",
    )
    assert part in found(path)["search"]
    assert bool(check(path, quick=True)) == quickly


def test_a_quick_check_does_without_the_derived_tables(path: Path) -> None:
    spoil(path, "UPDATE span SET label = 'area'")
    assert check(path, quick=True) == []
    done = copydesk("check", path, "--quick")
    assert (done.returncode, done.stdout) == (0, "")
    spoil(path, "DROP TRIGGER op_stays", "UPDATE op SET actor = 'omar' WHERE n = 12")
    assert copydesk("check", path, "--quick").returncode == 1


def test_the_journal_and_the_texts_refuse_to_be_changed(path: Path) -> None:
    for statement in ("UPDATE op SET kind = 'x'", "DELETE FROM op", "DELETE FROM text"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            spoil(path, statement)


def test_rebuilding_mends_the_derived_tables(path: Path) -> None:
    spoil(path, "UPDATE span SET label = 'area'", "DELETE FROM facet")
    rebuild(path)
    assert check(path) == []
    with Desk.open(path) as desk:
        assert [s.label for s in desk.spans(desk.article(1).id)] == ["country", "country"]


def test_rebuilding_mends_the_search_index(path: Path) -> None:
    spoil(path, "INSERT INTO search (search) VALUES ('delete-all')")
    assert set(found(path)) == {"search"}
    rebuild(path)
    assert check(path) == []
    with Desk.open(path) as desk:
        hits = desk.connection.execute("SELECT rowid FROM search WHERE search MATCH 'kenya'")
        assert hits.fetchall() == [(1,)]


def test_the_command_offers_to_rebuild_what_follows_from_the_rest(path: Path) -> None:
    spoil(
        path, "UPDATE span SET label = 'area'", "INSERT INTO search (rowid, body) VALUES (9, 'x')"
    )
    told = copydesk("check", path)
    assert told.returncode == 1
    assert "--rebuild" in told.stderr
    done = copydesk("check", path, "--rebuild")
    assert (done.returncode, done.stdout) == (0, "")
    assert "made anew" in done.stderr
    assert json.loads(copydesk("check", path, "--rebuild", "--json").stdout)["rebuilt"] is False


def test_the_command_rebuilds_nothing_from_a_damaged_journal(path: Path) -> None:
    spoil(path, "DROP TRIGGER op_stays", "UPDATE op SET actor = 'omar' WHERE n = 12")
    spoil(path, "UPDATE span SET label = 'area'")
    assert "--rebuild" not in copydesk("check", path).stderr
    before = path.read_bytes()
    done = copydesk("check", path, "--rebuild")
    assert done.returncode == 1
    assert "Nothing was rebuilt" in done.stderr
    assert path.read_bytes() == before


def test_a_backup_is_written_out_through_a_handle_that_may_write(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def fsync(handle: int) -> None:
        seen.append(fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE)

    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr("store.check.os.fsync", fsync)
    backup(path, tmp_path / "copy.desk")
    assert seen
    assert os.O_RDONLY not in seen


@pytest.mark.parametrize("read_only", [False, True])
def test_an_older_desk_is_copied_first_and_brought_up_to_date(path: Path, read_only: bool) -> None:
    for _ in range(2):  # a second older state must not stumble over the first one's copy
        spoil(path, "UPDATE meta SET v = '0' WHERE k = 'state'", "DROP TABLE facet")
        with Desk.open(path, "mina", read_only=read_only) as desk:
            assert len(desk.spans(desk.article(1).id)) == 2
        assert check(path) == []
        copies = list(path.parent.glob(f"{path.name}.before-*"))
        assert len(copies) == 1
        copies[0].unlink()


def test_a_desk_whose_texts_were_folded_otherwise_is_indexed_anew(path: Path) -> None:
    spoil(
        path,
        "INSERT INTO search (search) VALUES ('delete-all')",
        "INSERT INTO search (rowid, body) VALUES (1, 'as it was folded once')",
        "UPDATE meta SET v = '0' WHERE k = 'search'",
    )
    with Desk.open(path) as desk:
        hits = desk.connection.execute("SELECT rowid FROM search WHERE search MATCH 'kenya'")
        assert hits.fetchall() == [(1,)]
    assert check(path) == []
    assert len(list(path.parent.glob(f"{path.name}.before-*"))) == 1


def test_a_backup_taken_while_somebody_writes_is_whole(path: Path, tmp_path: Path) -> None:
    begun, stop = threading.Event(), threading.Event()
    written = []

    def write() -> None:
        with Desk.open(path, "omar") as desk:
            article = desk.article(1).id
            while not stop.is_set():
                for start in range(10):
                    written.append(annotations.tag(desk, article, start, start + 2, "area"))
                    desk.undo()
                    begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        for number in range(3):
            out = tmp_path / f"copy-{number}.desk"
            backup(path, out)
            assert check(out) == []
    finally:
        stop.set()
        writer.join()
    assert written
    assert sorted(p.name for p in tmp_path.glob("copy-*")) == [f"copy-{n}.desk" for n in range(3)]


def test_a_backup_never_overwrites(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "there.desk"
    out.write_text("mine")
    with pytest.raises(Refused):
        backup(path, out)
    assert out.read_text() == "mine"


def test_network_drives_are_told_from_local_ones() -> None:
    mounts = (
        "/dev/vda / ext4 rw 0 0\n"
        "server:/x /mnt/team nfs4 rw 0 0\n"
        "/dev/vdb /mnt/team\\040disk ext4 rw 0 0\n"
    )
    assert network_file_system(Path("/mnt/team/a.desk"), mounts) == "nfs4"
    assert network_file_system(Path("/mnt/team disk/a.desk"), mounts) == ""
    assert network_file_system(Path("/mnt/teammates/a.desk"), mounts) == ""


def test_a_copy_without_its_log_says_so_and_a_closed_one_does_not(
    path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.desk"
    with Desk.open(path, "mina") as desk:
        annotations.tag(desk, desk.article(1).id, 0, 9, "area")
        copy.write_bytes(path.read_bytes())
    with Desk.open(copy) as cut:
        assert "-wal" in cut.notice
    copy.write_bytes(path.read_bytes())
    with Desk.open(copy) as whole:
        assert whole.notice == ""
        assert len(whole.spans(whole.article(1).id)) == 3


def test_the_file_of_another_program_is_not_touched(tmp_path: Path) -> None:
    other = tmp_path / "recipes.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    before = other.read_bytes()
    with pytest.raises(ForeignFile):
        Desk.open(other)
    assert other.read_bytes() == before
