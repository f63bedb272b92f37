"""``copydesk ingest DESK PATH...``: take articles in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tui.command_line import arguments, places
from tui.command_line.output import Progress, result_json, tell, tell_all
from tui.telling import count

if TYPE_CHECKING:
    from store.desk import Desk
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
        "--format", metavar="F", default="", help="read every file as this format (else recognised)"
    )
    parser.add_argument(
        "--source", metavar="S", default="", help="source of records that name none"
    )
    parser.add_argument(
        "--language", metavar="L", default="", help="language of records that name none"
    )
    parser.add_argument(
        "--annotator",
        metavar="A",
        default="",
        help="annotator of spans that name none; theirs is also what is said of articles without "
        "spans (else: import)",
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
    from store.ingest import ingest

    who = places.annotator(given.annotator_name)
    with _desk(given.desk, who) as desk, Progress("Reading") as progress:
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
    report(summary, as_json=given.json)
    return status_of(summary)


@contextmanager
def _desk(path: Path, who: str) -> Iterator[Desk]:
    """The desk to take in to; one that had to be made is taken away again when nothing came."""
    from store.articles import is_untouched
    from store.desk import Desk

    made = not path.exists()
    empty = False
    try:
        with Desk.open(path, who, create=True) as desk:
            try:
                yield desk
            finally:
                empty = made and is_untouched(desk)
    finally:
        if empty:
            for side in ("", "-wal", "-shm", "-lock"):
                with suppress(OSError):
                    path.with_name(path.name + side).unlink()
            tell(f"No article came: {path.name} was not made.")


def status_of(summary: Summary) -> int:
    """The exit status that says what came of it."""
    if summary.interrupted:
        return 130
    if summary.clean:
        return 0
    return 1 if summary.written and (summary.added or summary.known) else 2


def report(summary: Summary, *, as_json: bool) -> None:
    """Say what was taken in and what was not."""
    if as_json:
        result_json(summary.to_json())
        return
    for reason in summary.reasons:
        tell(f"Refused: {reason}")
    if any(reason.count > len(reason.places) for reason in summary.reasons):
        tell("--json lists each one.")
    tell_all(sentences(summary))


def sentences(summary: Summary) -> Iterator[str]:
    """What a person wants to know of it, in a few lines."""
    refused = summary.refused_records
    if not summary.written and not summary.interrupted:
        yield f"Nothing was written: {count(refused + summary.refused_spans, 'refusal')}."
        return
    yield (
        f"{count(summary.added, 'article')} added, {summary.known:,} known already, "
        f"{refused:,} refused; {count(summary.spans_added, 'span')} added, "
        f"{summary.spans_known:,} known already, {summary.refused_spans:,} refused."
    )
    if summary.superseding:
        yield f"{count(summary.superseding, 'article')} correcting an older version."
    if summary.labels_added:
        yield f"New labels: {', '.join(summary.labels_added)}."
    if summary.line_ends or summary.replaced:
        yield (
            f"Cleaned: {count(summary.line_ends, 'line end')} shortened, "
            f"{count(summary.replaced, 'character')} replaced."
        )
    if summary.interrupted:
        yield "Interrupted; what was finished is kept. Run it again to take in the rest."
