"""The commands, one module each: ``NAME``, ``HELP``, ``declare`` its arguments, ``run`` it.

A command module imports nothing heavy at its top: declaring all of them must cost nothing to the
one that runs.
"""

from __future__ import annotations

import argparse
from types import ModuleType

from tui.command_line import (
    agreement,
    annotators,
    assign,
    backup,
    check,
    demo,
    export,
    ingest,
    labels,
    log,
    merge,
    names,
    opening,
    package,
    progress,
    suggest,
    train,
)

COMMANDS: tuple[ModuleType, ...] = (
    opening,
    demo,
    ingest,
    export,
    labels,
    names,
    assign,
    package,
    merge,
    annotators,
    agreement,
    progress,
    suggest,
    train,
    log,
    check,
    backup,
)
"""In the order they are listed to the user."""


def declare_all(parser: argparse.ArgumentParser) -> None:
    """Give ``parser`` every command; the chosen one's ``run`` ends up in ``arguments.run``."""
    commands = parser.add_subparsers(metavar="COMMAND", title="commands", dest="command")
    for module in COMMANDS:
        command = commands.add_parser(
            module.NAME,
            help=module.HELP,
            description=f"{module.HELP[:1].upper()}{module.HELP[1:]}.",
        )
        module.declare(command)
        command.set_defaults(run=module.run)
