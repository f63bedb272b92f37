"""``copydesk export DESK --format F``: write articles and spans to a file."""

from __future__ import annotations

import argparse

from store.model import STATUSES
from tui.command_line import arguments, places
from tui.command_line.output import Progress, result_json

NAME = "export"
HELP = "write articles and spans to a file or to standard output"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument("--format", metavar="F", required=True, help="jsonl")
    parser.add_argument(
        "--output", metavar="OUT", default="-", help="the file to write (else standard output)"
    )
    parser.add_argument(
        "--layer", metavar="POLICY", default="", help="whose spans: mine (default) or all"
    )
    parser.add_argument(
        "--status",
        metavar="S",
        action="append",
        default=[],
        choices=STATUSES,
        help="only these; may be repeated",
    )
    parser.add_argument(
        "--annotator",
        metavar="A",
        action="append",
        default=[],
        help="only their spans; may be repeated",
    )
    parser.add_argument(
        "--label",
        metavar="L",
        action="append",
        default=[],
        help="only these labels; may be repeated",
    )
    parser.add_argument(
        "--overlap", metavar="POLICY", default="", help="for flat formats: longest, first or refuse"
    )
    arguments.who(parser)
    arguments.as_json(parser, "print one JSON object about the export (needs --output)")


def run(given: argparse.Namespace) -> int:
    """Write the file, or the articles themselves to standard output."""
    from store.desk import Desk
    from store.export import export

    who = places.annotator(given.annotator_name)
    to_output = given.output == "-"
    with Desk.open(given.desk, who, read_only=True) as desk, Progress("Writing") as progress:
        summary = export(
            desk,
            given.format,
            None if to_output else given.output,
            layer=given.layer,
            statuses=given.status,
            annotators=given.annotator,
            labels=given.label,
            overlap=given.overlap,
            progress=progress,
        )
    if given.json and not to_output:
        result_json(summary.to_json())
    return 0
