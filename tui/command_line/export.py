"""``copydesk export DESK --format F``: write articles and spans, or the register, to a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO, cast

from store.errors import ExportError
from store.model import STATUSES
from tui.command_line import arguments, filtering, places
from tui.command_line.output import Progress, ShownJson, result_json, tell_all
from tui.telling import count, no_own_spans

if TYPE_CHECKING:
    from store.desk import Desk
    from store.export import ExportSummary, Plan, RegisterPlan, RegisterSummary
    from store.export.layers import LeftOut

NAME = "export"
HELP = "write articles and spans, or the register, to a file or to standard output"
_ARTICLES = ("layer", "status", "filter", "annotator", "superseded", "overlap", "split", "split_by",
             "seed")  # fmt: skip
"""Arguments that say something of articles alone."""


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument(
        "--format",
        metavar="F",
        required=True,
        help="one of README's table, such as jsonl; the register of names is register-jsonl, "
        "register-csv or ftm (FollowTheMoney), of which only --label, --unconfirmed, --option and "
        "--licence can be asked",
    )
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
        "--unconfirmed",
        action="store_true",
        help="of the register, also forms that are only a guess so far",
    )
    parser.add_argument(
        "--superseded", action="store_true", help="also articles that have a corrected version"
    )
    parser.add_argument(
        "--overlap",
        metavar="POLICY",
        default="",
        help="which of overlapping spans stay in a format that holds none: longest, first, or "
        "refuse (the default)",
    )
    parser.add_argument(
        "--option",
        metavar="K=V",
        action="append",
        default=[],
        help="an option of the format, such as tags=bioes; may be repeated",
    )
    parser.add_argument(
        "--split",
        metavar="SHARES",
        default="",
        help="a folder with several parts, as in train=.8,dev=.1,test=.1; articles that are nearly "
        "the same stay together",
    )
    parser.add_argument(
        "--split-by",
        metavar="WHAT",
        default="",
        help="article (drawn by lot, the default), date (the oldest in the first part), or source "
        "(each in one part)",
    )
    parser.add_argument(
        "--seed", metavar="N", type=int, default=0, help="another number draws other lots"
    )
    parser.add_argument(
        "--licence", metavar="TEXT", default="", help="what the note on the export says of it"
    )
    arguments.who(parser)
    arguments.as_json(parser, "print one JSON object about the export (needs --output)")


def run(given: argparse.Namespace) -> int:
    """Write the file, or the articles themselves to standard output."""
    from store.desk import Desk
    from store.export import REGISTERS, export

    if given.format.casefold() in REGISTERS:
        _of_the_register(given)
        return write_register(given, given.format, given.label, _options(given.option))
    if given.unconfirmed:
        raise ExportError(
            f"--unconfirmed is asked of the register alone: --format {', '.join(REGISTERS)}."
        )
    who = places.annotator(given.annotator_name)
    to_output = given.output == "-"
    shown = to_output and sys.stdout.isatty()  # records and a bar would be drawn on one line
    with (
        Desk.open(given.desk, who, read_only=True) as desk,
        Progress("", silent=shown) as progress,
    ):
        summary = export(
            desk,
            given.format,
            None if to_output else given.output,
            layer=given.layer,
            statuses=given.status,
            annotators=given.annotator,
            labels=given.label,
            overlap=given.overlap,
            options=_options(given.option),
            split=given.split,
            split_by=given.split_by,
            seed=given.seed,
            licence=given.licence,
            superseded=given.superseded,
            numbers=_numbers(desk, given.filter) if given.filter else None,
            filter=given.filter,
            progress=progress.of,
            told=lambda plan: tell_all(losses(plan)),
            stdout=cast(BinaryIO, ShownJson()) if shown else None,
        )
    if given.json and not to_output:
        result_json(summary.to_json())
    else:
        tell_all(sentences(summary))
    return 0


def _of_the_register(given: argparse.Namespace) -> None:
    """Refuse what can only be asked of articles."""
    for name in _ARTICLES:
        if getattr(given, name):
            option = f"--{name.replace('_', '-')}"
            raise ExportError(f"{given.format} is of the register, not of articles: no {option}.")


def write_register(
    given: argparse.Namespace, form: str, labels: Sequence[str], options: Mapping[str, str]
) -> int:
    """Write the register; ``names export`` does so too."""
    from store.desk import Desk
    from store.export import export_register

    to_output = given.output == "-"
    shown = to_output and sys.stdout.isatty()
    with Desk.open(given.desk, "", read_only=True) as desk, Progress("", silent=shown) as progress:
        summary = export_register(
            desk,
            form,
            None if to_output else given.output,
            labels=labels,
            unconfirmed=given.unconfirmed,
            options=options,
            licence=given.licence,
            progress=progress.of,
            told=lambda plan: tell_all(losses(plan)),
            stdout=cast(BinaryIO, ShownJson()) if shown else None,
        )
    if given.json and not to_output:
        result_json(summary.to_json())
    else:
        tell_all(register_sentences(summary))
    return 0


def _numbers(desk: Desk, words: str) -> Sequence[int]:
    """The articles that answer to a filter line, by local number."""
    listing = filtering.listed(desk, words)
    return listing.numbers(0, listing.at_least)


def _options(given: Sequence[str]) -> dict[str, str]:
    for one in given:
        if "=" not in one:
            raise ExportError(f"--option {one}: write it as NAME=VALUE.")
    return dict(one.split("=", 1) for one in given)


def losses(plan: Plan | RegisterPlan) -> Iterator[str]:
    """What is lost, told before anything is written."""
    if plan.losses:
        yield f"What {plan.form.name} cannot hold:"
        yield from (f"  {one}" for one in plan.told())


def going(plan: Plan | RegisterPlan) -> str:
    """What goes out, told before anything is written."""
    from store.export import RegisterPlan

    if isinstance(plan, RegisterPlan):
        return (
            f"{count(plan.figures.entities, 'entity', 'entities')} with "
            f"{count(plan.figures.evidence, 'sentence')} go out."
        )
    return f"{count(plan.figures.articles, 'article')} with {count(plan.figures.spans, 'span')} go out."


def left_out(left: LeftOut, spans: int) -> Iterator[str]:
    """What of the desk does not go out, and why; ``spans``: how many do."""
    why = {
        "corrected since": left.superseded,
        "of another status": left.status,
        "without their text": left.textless,
        "not reviewed": left.unreviewed,
        "finished by too few": left.few,
    }
    told = [f"{number:,} {why}" for why, number in why.items() if number]
    if told:
        yield f"Left out: {', '.join(told)}."
    if left.comments:
        yield f"Left out: {count(left.comments, 'comment')} on spans that do not go out."
    if hint := no_own_spans(spans, left.others):
        yield hint


def sentences(summary: ExportSummary) -> Iterator[str]:
    """What a person wants to know of it."""
    proven = " Read back and found equal." if summary.proven else ""
    yield (
        f"{count(summary.articles, 'article')} with {count(summary.spans, 'span')} written"
        f"{' to ' + summary.output if summary.output else ''}.{proven}"
    )
    for name, part in summary.splits.items():
        yield f"  {name}: {count(part['articles'], 'article')}, {count(part['spans'], 'span')}"
    yield from left_out(summary.left_out, summary.spans)


def register_sentences(summary: RegisterSummary) -> Iterator[str]:
    """What a person wants to know of an export of the register."""
    proven = " Read back and found equal." if summary.proven else ""
    yield (
        f"{count(summary.entities, 'entity', 'entities')} with "
        f"{count(summary.evidence, 'sentence')} written"
        f"{' to ' + summary.output if summary.output else ''}.{proven}"
    )
    if summary.replaced or summary.gone:
        yield (
            f"Of other ids {summary.replaced:,} lead to one of them, "
            f"{summary.gone:,} mean nobody any more."
        )
