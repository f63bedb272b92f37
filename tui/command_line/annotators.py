"""``copydesk annotators DESK``: who works on it, and which handles are one person's."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from tui.command_line import arguments, places
from tui.command_line.output import result, result_json, tell
from tui.telling import count

if TYPE_CHECKING:
    from store.annotators import Annotator

NAME = "annotators"
HELP = "show who works on a desk, or say that two names are one person's"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    change = parser.add_mutually_exclusive_group()
    change.add_argument(
        "--same",
        nargs=2,
        metavar=("OLD", "NEW"),
        help="OLD is the person who goes by NEW; the journal stays as it was written",
    )
    change.add_argument("--apart", metavar="NAME", help="NAME is nobody else's: take --same back")
    arguments.who(parser)
    arguments.as_json(parser)


def run(given: argparse.Namespace) -> int:
    """Change what is asked for; print everybody when nothing is."""
    from store import annotators
    from store.desk import Desk

    changes = bool(given.same or given.apart)
    name = places.annotator(given.annotator_name)
    with Desk.open(given.desk, name, read_only=not changes) as desk:
        if given.same:
            annotators.same(desk, *given.same)
        elif given.apart:
            annotators.apart(desk, given.apart)
        found = annotators.annotators(desk)
    if given.json:
        result_json({"annotators": [asdict(one) for one in found]})
    elif changes:
        tell(f"{given.desk.name}: done; this can be undone in the app, or with --apart or --same.")
    else:
        for one in found:
            result(_line(one))
    return 0


def _line(one: Annotator) -> str:
    also = f"  (also {', '.join(one.also)})" if one.also else ""
    return f"{one.handle}  {count(one.articles, 'article')}  {count(one.spans, 'mark')}{also}"
