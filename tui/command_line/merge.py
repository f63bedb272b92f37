"""``copydesk merge DESK OTHER...``: take in what colleagues' desks know."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import DeskError
from tui.command_line import arguments, places
from tui.command_line.output import Progress, count, result_json, tell

if TYPE_CHECKING:
    from store.sync.merge import Merged

NAME = "merge"
HELP = "take in colleagues' desks"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument("others", metavar="OTHER", type=Path, nargs="+", help="desks to take in")
    arguments.who(parser)
    arguments.as_json(parser)


def run(given: argparse.Namespace) -> int:
    """Merge one after the other; 1 when some could not be taken in, 2 when none could."""
    from store.desk import Desk
    from store.sync.merge import merge

    taken: list[Merged] = []
    refused: list[dict[str, str]] = []
    with Desk.open(given.desk, places.annotator(given.annotator_name)) as desk:
        for other in given.others:
            try:
                with Progress(f"Merging {other.name}") as progress:
                    taken.append(merge(desk, other, progress))
            except DeskError as error:
                refused.append({"file": str(other), "reason": str(error)})
    if given.json:
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


def sentences(merged: Merged) -> list[str]:
    """What came in, by annotator."""
    name = Path(merged.origin).name
    found = []
    if merged.released:
        found.append(f"{name}: what was taken back counts again.")
    if merged.operations:
        people = ", ".join(
            f"{who} {number:,}"
            for who, number in sorted(merged.by.items(), key=lambda item: (-item[1], item[0]))
        )
        found.append(
            f"{name}: {count(merged.operations, 'operation')} taken in ({people}); "
            f"{count(merged.articles, 'new article')}, {count(merged.texts, 'text')}."
        )
    elif not merged.released:
        found.append(f"{name}: nothing new.")
    for handle, machines in merged.machines.items():
        found.append(
            f"Careful: {handle} writes from several machines ({', '.join(machines)}). If these are "
            "two people, one of them should take another name."
        )
    return found
