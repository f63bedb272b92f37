"""Handing out and taking in from the command line: assign, package, merge."""

from __future__ import annotations

import json
from pathlib import Path
from unittest import mock

import pytest

from store import annotations, articles
from store.check import check
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from tests.command import copydesk


@pytest.fixture
def lead(tmp_path: Path) -> Path:
    path = tmp_path / "lead.desk"
    with Desk.create(path, "lead") as desk, Intake(desk) as intake:
        for number in range(4):
            source = "Gazette" if number < 3 else "Bulletin"
            intake.add(Record(text=f"Oman, number {number}.", source=source))
    return path


def assignees(path: Path) -> list[str]:
    with Desk.open(path) as desk:
        return [desk.article(n).assignee for n in range(1, 5)]


def test_articles_go_round_from_hand_to_hand_and_back(lead: Path) -> None:
    done = copydesk(
        "assign",
        lead,
        "--to",
        "Mina",
        "--to",
        "omar",
        "--filter",
        "source:Gazette",
        "--as",
        "lead",
        "--json",
    )
    assert done.returncode == 0, done
    assert json.loads(done.stdout) == {"articles": 3, "assigned": {"mina": 2, "omar": 1}}
    assert sorted(assignees(lead)) == ["", "mina", "mina", "omar"]
    again = copydesk("assign", lead, "--to", "lin", "--as", "lead")
    assert (again.returncode, again.stdout) == (0, "")
    assert "1 article for lin." in again.stderr
    taken = copydesk(
        "assign", lead, "--to", "", "--filter", "assignee:mina", "--limit", "1", "--as", "lead"
    )
    assert "1 article taken back." in taken.stderr
    assert sorted(assignees(lead)) == ["", "lin", "mina", "omar"]
    none = copydesk("assign", lead, "--to", "lin", "--filter", "source:None-such", "--as", "lead")
    assert (none.returncode, none.stdout) == (2, "")
    assert copydesk("assign", lead, "--to", "lin", "--limit", "0").returncode == 2


@pytest.mark.parametrize("wrong", ["is:asigned", "status:finished", "from:soon"])
def test_a_filter_that_can_mean_nothing_hands_out_and_writes_nothing(
    lead: Path, wrong: str
) -> None:
    done = copydesk("assign", lead, "--to", "lin", "--filter", wrong, "--as", "lead")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"nothing is called {wrong}; there is " in done.stderr
    assert assignees(lead) == ["", "", "", ""]
    done = copydesk("export", lead, "--format", "jsonl", "--filter", wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert wrong in done.stderr


def test_a_value_no_article_has_is_told(lead: Path) -> None:
    done = copydesk("export", lead, "--format", "jsonl", "--filter", "source:Gazete")
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing is called source:Gazete; there is " in done.stderr
    assert "Gazette" in done.stderr


def test_a_package_goes_out_and_its_work_comes_back(lead: Path, tmp_path: Path) -> None:
    copydesk("assign", lead, "--to", "mina", "--filter", "source:Gazette", "--as", "lead")
    out = tmp_path / "mina.desk"
    done = copydesk("package", lead, out, "--for", "Mina", "--json")
    assert done.returncode == 0, done
    told = json.loads(done.stdout)
    assert (told["annotator"], told["articles"], told["withheld"]) == ("mina", 3, 1)
    assert copydesk("package", lead, out, "--for", "mina").returncode == 2
    with Desk.open(out, "mina") as mina:
        key = mina.article(1).id
        annotations.tag(mina, key, 0, 4, "country")
        articles.set_status(mina, [key], "done")
    merged = copydesk("merge", lead, out, "--as", "lead")
    assert (merged.returncode, merged.stdout) == (0, "")
    assert "2 operations taken in (mina 2)" in merged.stderr
    again = json.loads(copydesk("merge", lead, out, "--as", "lead", "--json").stdout)
    assert [one["operations"] for one in again["merged"]] == [0]
    assert check(lead) == []


def test_a_merge_is_listed_and_taken_back_and_comes_back(lead: Path, tmp_path: Path) -> None:
    nothing = copydesk("merge", lead, "--list")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert copydesk("merge", lead).returncode == 2
    assert copydesk("merge", lead, "--list", "--undo").returncode == 2
    other = tmp_path / "other.desk"
    with Desk.create(other, "omar") as desk, Intake(desk) as intake:
        intake.add(Record(text="A new text."))
    copydesk("merge", lead, other, "--as", "lead")
    line = copydesk("merge", lead, "--list").stdout
    assert "other.desk  " in line
    assert "omar 1" in line
    undone = copydesk("merge", lead, "--undo", "--as", "lead")
    assert (undone.returncode, undone.stdout) == (0, "")
    assert "Merge 1 (other.desk" in undone.stderr
    (listed,) = json.loads(copydesk("merge", lead, "--list", "--json").stdout)["merges"]
    assert (listed["id"], listed["held"], listed["by"]["omar"]) == (1, True, 1)
    again = copydesk("merge", lead, "--undo", "1", "--as", "lead")
    assert again.returncode == 2
    assert "already" in again.stderr
    released = copydesk("merge", lead, other, "--as", "lead")
    assert "what was taken back counts again" in released.stderr
    assert check(lead) == []


def test_one_handle_from_two_machines_is_warned_of(lead: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.desk"
    with (
        mock.patch("platform.node", return_value="laptop"),
        Desk.create(other, "lead") as desk,
        Intake(desk) as intake,
    ):
        intake.add(Record(text="A new text."))
    told = copydesk("merge", lead, other, "--as", "lead")
    assert told.returncode == 0
    assert "Careful: lead writes from several machines" in told.stderr
    assert "laptop" in told.stderr


def test_a_desk_that_cannot_be_taken_in_does_not_keep_others_out(lead: Path, tmp_path) -> None:
    other = tmp_path / "other.desk"
    with Desk.create(other, "omar") as desk, Intake(desk) as intake:
        intake.add(Record(text="A new text."))
    bad = tmp_path / "bad.desk"
    bad.write_text("this is no desk", encoding="utf-8")
    done = copydesk("merge", lead, bad, other, "--as", "lead", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert [Path(one["origin"]).name for one in told["merged"]] == ["other.desk"]
    assert [Path(one["file"]).name for one in told["refused"]] == ["bad.desk"]
    nothing = copydesk("merge", lead, bad, tmp_path / "none.desk", "--as", "lead")
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "bad.desk" in nothing.stderr
    assert "none.desk" in nothing.stderr
