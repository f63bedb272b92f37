"""``copydesk export DESK --format F``: write articles and spans to a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, cast

from store.model import STATUSES
from tui.command_line import arguments, filtering, places
from tui.command_line.output import Progress, ShownJson, result_json, tell_all
from tui.telling import count, no_own_spans

if TYPE_CHECKING:
    from store.desk import Desk
    from store.export import ExportSummary

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
        "--layer",
        metavar="POLICY",
        default="",
        help="whose spans: mine, annotator:NAME, all, consensus:K (made alike by at least K who "
        "finished the article) or adjudicated (what the verdicts of a review made of them); "
        "default: adjudicated for an article that has a verdict, else mine",
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
        "--filter",
        metavar="WORDS",
        default="",
        help="only articles that answer to this, as in the queue's filter line",
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
        "--superseded", action="store_true", help="also articles that have a corrected version"
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
            superseded=given.superseded,
            numbers=_numbers(desk, given.filter) if given.filter else None,
            progress=progress,
            stdout=cast(BinaryIO, ShownJson()) if sys.stdout.isatty() else None,
        )
    if given.json and not to_output:
        result_json(summary.to_json())
    else:
        tell_all(sentences(summary))
    return 0


def _numbers(desk: Desk, words: str) -> Sequence[int]:
    """The articles that answer to a filter line, by local number."""
    listing = filtering.listed(desk, words)
    return listing.numbers(0, listing.at_least)


def sentences(summary: ExportSummary) -> Iterator[str]:
    """What a person wants to know of it."""
    proven = " Read back and compared." if summary.proven else ""
    yield (
        f"{count(summary.articles, 'article')} with {count(summary.spans, 'span')} written"
        f"{' to ' + summary.output if summary.output else ''}.{proven}"
    )
    left = {
        "corrected since": summary.left_out_superseded,
        "of another status": summary.left_out_status,
        "without their text": summary.left_out_textless,
        "not reviewed": summary.left_out_unreviewed,
        "finished by too few": summary.left_out_few,
    }
    told = [f"{number:,} {why}" for why, number in left.items() if number]
    if told:
        yield f"Left out: {', '.join(told)}."
    if hint := no_own_spans(summary.spans, summary.left_out_others):
        yield hint
