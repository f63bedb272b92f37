"""``copydesk labels DESK [FILE]``: show the label scheme, or set it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tui.command_line import arguments, places
from tui.command_line.output import result, result_block, result_json, tell

if TYPE_CHECKING:
    from store.scheme import Change

NAME = "labels"
HELP = "show the label scheme as TOML, or set it from a file"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument(
        "scheme", metavar="FILE", type=Path, nargs="?", help="the scheme to set; none: show it"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show what FILE would change, and change nothing"
    )
    arguments.who(parser)
    arguments.as_json(parser)


def run(given: argparse.Namespace) -> int:
    """Show or set."""
    from store import scheme
    from store.desk import Desk

    if given.scheme is None:
        with Desk.open(given.desk, read_only=True) as desk:
            if given.json:
                labels = desk.labels(retired=True)
                result_json({"labels": [asdict(label) for label in labels]})
            else:
                result_block(scheme.dump(desk))
        return 0
    wanted = scheme.load(given.scheme)
    if given.dry_run:
        with Desk.open(given.desk, read_only=True) as desk:
            changes = scheme.changes(desk, wanted)
    else:
        with Desk.open(given.desk, places.annotator(given.annotator_name)) as desk:
            changes = scheme.apply(desk, wanted)
    if given.json:
        result_json({"changes": [asdict(change) for change in changes]})
        return 0
    for change in changes:
        result(str(change))
        if given.dry_run:
            for line in details(change):
                result(f"    {line}")
    if not changes:
        tell("The desk has this label scheme already.")
    elif given.dry_run:
        tell("Nothing was changed.")
    elif emptied := [change.label for change in changes if change.emptied]:
        tell(
            f"Emptied since FILE does not name them: see {', '.join(emptied)}. To have them back, "
            "take the change back in the app (U)."
        )
    return 0


def details(change: Change) -> Iterator[str]:
    """Field by field what stands there and what would."""
    for name, old, new in zip(change.fields, change.before, change.after, strict=True):
        if change.kind == "added":
            if new:
                yield f"{name}: {_shown(new)}"
        elif name in change.emptied:
            yield f"{name}: emptied; it says {_shown(old)}"
        else:
            yield f"{name}: {_shown(old)} -> {_shown(new)}"


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
