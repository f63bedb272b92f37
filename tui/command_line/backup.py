"""``copydesk backup DESK OUT``: a copy that is whole, also while the desk is in use."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.command_line import arguments
from tui.command_line.output import tell

NAME = "backup"
HELP = "copy a desk safely, also while it is in use"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument("out", metavar="OUT", type=Path, help="the copy; must not exist yet")


def run(given: argparse.Namespace) -> int:
    """Copy."""
    from store.check import backup

    backup(given.desk, given.out)
    tell(f"Copied {given.desk} to {given.out}.")
    return 0
