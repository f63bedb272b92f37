"""``copydesk assign DESK --to NAME``: hand articles out."""

from __future__ import annotations

import argparse

from tui.command_line import arguments, filtering, places
from tui.command_line.output import result_json, tell
from tui.telling import count

NAME = "assign"
HELP = "hand articles to annotators"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument(
        "--to",
        metavar="NAME",
        action="append",
        required=True,
        help='who gets them; several names share them in turn; "" takes them back',
    )
    parser.add_argument(
        "--filter",
        metavar="WORDS",
        default="assignee:none",
        help="which articles, as in the queue's filter line (default: assignee:none)",
    )
    parser.add_argument(
        "--limit", metavar="N", type=_positive, default=0, help="at most so many articles"
    )
    arguments.who(parser)
    arguments.as_json(parser)


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 1 or more")
    return int(text)


def run(given: argparse.Namespace) -> int:
    """Assign; 2 when no article answers to the filter."""
    from store.desk import Desk
    from store.sync.sharing import share

    with Desk.open(given.desk, places.annotator(given.annotator_name)) as desk:
        ids = list(filtering.listed(desk, given.filter).ids())[: given.limit or None]
        shared = share(desk, ids, given.to)
    if given.json:
        result_json({"articles": len(ids), "assigned": shared})
    else:
        for who, number in shared.items():
            tell(f"{count(number, 'article')} {f'for {who}' if who else 'taken back'}.")
    return 0
