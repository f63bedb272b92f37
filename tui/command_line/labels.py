"""``copydesk labels DESK [FILE]``: show the label scheme, or set it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from tui.command_line import arguments, places
from tui.command_line.output import result, result_block, result_json, tell

NAME = "labels"
HELP = "show the label scheme as TOML, or set it from a file"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument(
        "scheme", metavar="FILE", type=Path, nargs="?", help="the scheme to set; none: show it"
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
    with Desk.open(given.desk, places.annotator(given.annotator_name)) as desk:
        changes = scheme.apply(desk, wanted)
    if given.json:
        result_json({"changes": [asdict(change) for change in changes]})
    else:
        for change in changes:
            result(str(change))
        if not changes:
            tell("The desk has this label scheme already.")
    return 0
