"""Histories of three editors on four desks end alike everywhere, and planted faults are noticed."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest

from store import annotations
from store.check import backup
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from store.sync.merge import merge
from tests.store.sync import histories


@pytest.mark.parametrize("seed", range(3))
def test_a_history_ends_with_the_same_desk_everywhere(tmp_path: Path, seed: int) -> None:
    histories.play(tmp_path, seed, 120)


@pytest.mark.parametrize("mutant", histories.SMALL, ids=lambda mutant: mutant.__name__)
def test_a_planted_fault_is_noticed(tmp_path: Path, mutant: histories.Mutant) -> None:
    def noticed(seed: int) -> bool:
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            with mutant():
                histories.play(folder, seed, 200)
        except (AssertionError, sqlite3.Error):
            return True
        return False

    assert any(noticed(seed) for seed in range(12))


def undone_on_two_machines(folder: Path) -> None:
    """Of an undo here and a later redo there the redo counts, whichever arrives first."""
    paths = [folder / f"{name}.desk" for name in ("here", "there", "third")]
    with Desk.create(paths[0], "mina") as desk:
        with Intake(desk) as intake:
            article = intake.add(Record(text="Norway and Kenya met.")).article_id
        annotations.tag(desk, article, 0, 6, "country")
    for path in paths[1:]:
        backup(paths[0], path)
    with ExitStack() as stack:
        here, there, third = (stack.enter_context(Desk.open(path, "mina")) for path in paths)
        tagging = here.history()[0].group
        here.undo(tagging)
        there.undo(tagging)
        there.redo(tagging)
        merge(third, there.path)
        merge(third, here.path)
        assert len(third.spans(article)) == 1


def test_an_undo_that_arrives_late_gives_way_to_a_later_redo(tmp_path: Path) -> None:
    undone_on_two_machines(tmp_path)


def test_counting_undos_as_they_arrive_is_noticed(tmp_path: Path) -> None:
    with histories.undo_in_order_of_arrival(), pytest.raises(AssertionError):
        undone_on_two_machines(tmp_path)
