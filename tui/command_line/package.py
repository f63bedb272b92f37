"""``copydesk package DESK OUT --for NAME``: a desk to hand to a colleague."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from tui.command_line import arguments
from tui.command_line.output import result_json, tell
from tui.merges import packaged

NAME = "package"
HELP = "make a desk for a colleague that holds the texts of their articles alone"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument("out", metavar="OUT", type=Path, help="the new desk; must not exist yet")
    parser.add_argument(
        "--for", dest="annotator", metavar="NAME", required=True, help="whose articles go along"
    )
    arguments.as_json(parser)


def run(given: argparse.Namespace) -> int:
    """Make the package."""
    from store.desk import Desk
    from store.sync.package import package

    with Desk.open(given.desk, read_only=True) as desk:
        made = package(desk, given.out, given.annotator)
    if given.json:
        result_json(asdict(made))
    else:
        tell(packaged(made))
    return 0
