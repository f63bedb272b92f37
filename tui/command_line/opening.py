"""``copydesk open DESK`` and ``copydesk`` alone: the full-screen app."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from store.errors import DeskError
from tui.command_line import arguments, places

NAME = "open"
HELP = "open a desk"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    arguments.who(parser)
    parser.add_argument("--new", action="store_true", help="make the desk if it is not there")


def run(given: argparse.Namespace) -> int:
    """Open the named desk."""
    return open_desk(given.desk, given.annotator_name, create=given.new)


def run_default(given: argparse.Namespace) -> int:
    """Open the last desk, or the user's own, made at the first start."""
    path = places.default_desk()
    path.parent.mkdir(parents=True, exist_ok=True)
    return open_desk(path, given.annotator_name, create=True)


def open_desk(path: Path, name: str, *, create: bool) -> int:
    """Run the app on the desk at ``path`` until it is left; returns the exit status.

    Raises DeskError: the desk cannot be opened, or there is no terminal.
    """
    from store.desk import Desk

    if not at_a_terminal():
        raise DeskError("The screen needs a terminal; see `copydesk --help` for other commands.")
    if create and not path.exists():
        Desk.create(path, actor=name).close()
    from tui.app import run as run_app

    with places.last_desk(path):
        return run_app(path, name)


def at_a_terminal() -> bool:
    """Whether a person can see and type."""
    return sys.stdin.isatty() and sys.stdout.isatty()
