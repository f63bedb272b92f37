"""``copydesk merge DESK OTHER...``: take in what colleagues' desks know, or take that back."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import DeskError, Refused
from tui.command_line import arguments, places
from tui.command_line.output import Progress, result, result_json, tell
from tui.merges import sentences, told

if TYPE_CHECKING:
    from store.desk import Desk
    from store.sync.merge import Merged

NAME = "merge"
HELP = "take in colleagues' desks, or take a merge back"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument("others", metavar="OTHER", type=Path, nargs="*", help="desks to take in")
    parser.add_argument("--list", action="store_true", help="list what was taken in, newest first")
    parser.add_argument(
        "--undo",
        metavar="N",
        type=int,
        nargs="?",
        const=0,
        help="take merge N back (else the newest) on this desk alone; merging the same desk again "
        "lets it count again",
    )
    arguments.who(parser)
    arguments.as_json(parser)


def run(given: argparse.Namespace) -> int:
    """Merge one after the other; 1 when some could not be taken in, 2 when none could."""
    from store.desk import Desk

    if bool(given.others) + given.list + (given.undo is not None) != 1:
        raise Refused("Name the desks to take in, or give --list or --undo, one of the three.")
    with Desk.open(
        given.desk, places.annotator(given.annotator_name), read_only=given.list
    ) as desk:
        if given.others:
            return _merge(desk, given.others, given.json)
        if given.list:
            return _list(desk, given.json)
        return _undo(desk, given.undo or None, given.json)


def _merge(desk: Desk, others: list[Path], as_json: bool) -> int:
    from store.sync.merge import merge

    taken: list[Merged] = []
    refused: list[dict[str, str]] = []
    for other in others:
        try:
            with Progress(f"Merging {other.name}") as progress:
                taken.append(merge(desk, other, progress))
        except DeskError as error:
            refused.append({"file": str(other), "reason": str(error)})
    if as_json:
        result_json({"merged": [asdict(one) for one in taken], "refused": refused})
    else:
        for one in taken:
            for line in sentences(one):
                tell(line)
        for refusal in refused:
            tell(refusal["reason"])
    if not refused:
        return 0
    return 1 if taken else 2


def _list(desk: Desk, as_json: bool) -> int:
    from store.sync.batches import batches

    found = batches(desk)
    if as_json:
        result_json({"merges": [asdict(batch) for batch in found]})
        return 0
    for batch in found:
        back = "  (taken back)" if batch.held else ""
        result(f"{batch.id}  {batch.at}  {batch.origin}  {told(batch)}{back}")
    if not found:
        tell(f"{desk.path.name}: nothing was taken in.")
    return 0


def _undo(desk: Desk, number: int | None, as_json: bool) -> int:
    from store.sync.batches import take_back

    batch = take_back(desk, number)
    if as_json:
        result_json({"taken_back": asdict(batch)})
    else:
        tell(
            f"Merge {batch.id} ({Path(batch.origin).name}, {told(batch)}) does not count on this "
            "desk any more; merging the same desk again lets it count again."
        )
    return 0
