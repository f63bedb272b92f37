"""``copydesk ingest DESK PATH...``: take articles in."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tui.command_line import arguments, places
from tui.command_line.output import Progress, count, result_json, tell

if TYPE_CHECKING:
    from store.ingest import Summary

NAME = "ingest"
HELP = "take in files or folders of articles"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser, "the desk's file; made if it is not there")
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", help="files or folders; - is standard input"
    )
    parser.add_argument(
        "--format", default="", help="read every file as this format (else recognised)"
    )
    parser.add_argument("--source", default="", help="source of records that name none")
    parser.add_argument("--language", default="", help="language of records that name none")
    parser.add_argument(
        "--annotator", default="", help="annotator of spans that name none (else: import)"
    )
    parser.add_argument(
        "--column",
        metavar="K=V",
        action="append",
        default=[],
        type=_column,
        help="field K is in the column or key V of the files; may be repeated",
    )
    parser.add_argument(
        "--strict", action="store_true", help="write nothing if any record is refused"
    )
    arguments.who(parser)
    arguments.as_json(parser)


def _column(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not (equals and field and column):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form FIELD=COLUMN")
    return field, column


def run(given: argparse.Namespace) -> int:
    """Take in; 0 when everything was, 1 when some records were refused, 2 when none was written."""
    from store.desk import Desk
    from store.ingest import ingest

    who = places.annotator(given.annotator_name)
    with Desk.open(given.desk, who, create=True) as desk, Progress("Reading") as progress:
        summary = ingest(
            desk,
            given.paths,
            format=given.format,
            source=given.source,
            language=given.language,
            annotator=given.annotator,
            columns=dict(given.column),
            strict=given.strict,
            progress=progress,
            stdin=sys.stdin.buffer,
        )
    report(summary, json=given.json, strict=given.strict)
    if summary.refused:
        return 2 if given.strict else 1
    return 0


def report(summary: Summary, *, json: bool, strict: bool) -> None:
    """Say what was taken in and what was not."""
    if json:
        result_json(summary.to_json())
        return
    for refusal in summary.refused:
        tell(f"{refusal.file}: {refusal.position}: {refusal.reason}")
    if strict and summary.refused:
        tell(f"Nothing was written: {count(len(summary.refused), 'record')} refused.")
