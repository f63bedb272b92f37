"""``copydesk log DESK [--article ID]``: who did what, when."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from tui.command_line import arguments
from tui.command_line.output import result, result_json

if TYPE_CHECKING:
    from store.history import LogLine

NAME = "log"
HELP = "show who did what, when"

_LONGEST = 160


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument("--article", metavar="ID", default="", help="only this article")
    arguments.as_json(parser, "print a JSON object for each line")


def run(given: argparse.Namespace) -> int:
    """One line for each operation, oldest first."""
    from store.desk import Desk

    with Desk.open(given.desk, read_only=True) as desk:
        article = desk.find_article(given.article).id if given.article else None
        for line in desk.log(article):
            if given.json:
                result_json(asdict(line))
            else:
                result(as_text(line))
    return 0


def as_text(line: LogLine) -> str:
    """One operation as a person reads it: when, who, what, where, and the fields written."""
    fields = " ".join(
        f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in line.fields.items()
    )
    if len(fields) > _LONGEST:
        fields = fields[:_LONGEST] + "…"
    where = line.article[:12] or line.object
    undone = "" if line.live else "  (taken back)"
    return f"{line.at}  {line.actor}  {line.kind}  {where}  {fields}{undone}"
