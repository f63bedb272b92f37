"""``copydesk suggest DESK``: what would be marked, and marking it beforehand."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tui.command_line import arguments, filtering, places
from tui.command_line.output import Progress, result, result_json, tell
from tui.telling import count

if TYPE_CHECKING:
    from store.desk import Desk
    from store.model import Article
    from store.suggest.engine import Engine
    from store.suggest.values import Suggestion

NAME = "suggest"
HELP = "show what would be marked, and why; mark it beforehand; take suggestions from elsewhere"

_TO_DO = "status:new status:started status:returned"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument("--article", metavar="ID", default="", help="only this article")
    parser.add_argument(
        "--filter",
        metavar="WORDS",
        default=_TO_DO,
        help=f"which articles, as in the queue's filter line (default: {_TO_DO})",
    )
    parser.add_argument(
        "--write", action="store_true", help="make what is sure a layer of marks (one undo)"
    )
    parser.add_argument(
        "--annotator", metavar="A", default="", help="whose layer --write makes (else: copydesk)"
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--from",
        dest="file",
        metavar="FILE",
        default="",
        help='take suggestions from JSON Lines, {"id", "spans": [{"start", "end", "label"}]}; '
        "- is standard input",
    )
    source.add_argument(
        "--spacy", metavar="PIPELINE", default="", help="take what a pipeline of spaCy finds"
    )
    parser.add_argument(
        "--label",
        metavar="THEIRS=OURS",
        action="append",
        default=[],
        type=_pair,
        help="with --spacy: the label that one of the pipeline's stands for; may be repeated",
    )
    parser.add_argument(
        "--forget", action="store_true", help="offer nothing taken from elsewhere any more"
    )
    arguments.who(parser)
    arguments.as_json(parser, "print a JSON object for each article, fit for --from")


def _pair(text: str) -> tuple[str, str]:
    theirs, equals, ours = text.partition("=")
    if not (equals and theirs and ours):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form THEIRS=OURS")
    return theirs, ours


def run(given: argparse.Namespace) -> int:
    """Print, write or take in; 1 when some lines were refused, 2 when nothing could be used."""
    from store.desk import Desk
    from store.suggest.engine import Engine
    from tui import config

    changes = bool(given.write or given.file or given.spacy or given.forget)
    who = places.annotator(given.annotator_name)
    with Desk.open(given.desk, who, read_only=not changes) as desk:
        if given.forget or given.file or given.spacy:
            return _take(desk, given)
        engine = Engine(config.load().suggestions)
        engine.learn(desk.connection, desk.actor)
        ids = _ids(desk, given)
        if given.write:
            return _write(desk, engine, ids, given)
        for article_id in ids:
            _show(desk, engine, desk.article(article_id), as_json=given.json)
    return 0


def _ids(desk: Desk, given: argparse.Namespace) -> list[str]:
    if given.article:
        return [desk.find_article(given.article).id]
    return list(filtering.listed(desk, given.filter).ids())


def _show(desk: Desk, engine: Engine, article: Article, *, as_json: bool) -> None:
    from store.suggest.deciding import rejected

    prepared = engine.prepare(desk.connection, article, desk.labels(), desk.actor)
    marks = desk.spans(article.id, desk.actor)
    offered = engine.offer(prepared, marks, rejected(desk, article.id))
    if as_json:
        spans = [_as_json(one, article.text) for one in offered]
        result_json({"id": article.external_id or article.id, "spans": spans})
        return
    result(f"{article.external_id or article.id}  {article.title}")
    for one in offered:
        sign = "●" if one.sure else "○"
        words = article.text[one.start : one.end]
        result(f"  {sign} {one.probability:4.0%}  {one.label}  {words}  ({one.reason})")


def _as_json(one: Suggestion, text: str) -> dict[str, object]:
    return {
        "start": one.start,
        "end": one.end,
        "label": one.label,
        "text": text[one.start : one.end],
        "probability": round(one.probability, 4),
        "sure": one.sure,
        "part": one.part,
        "reason": one.reason,
    }


def _write(desk: Desk, engine: Engine, ids: list[str], given: argparse.Namespace) -> int:
    from store.suggest.annotating import ANNOTATOR, annotate

    annotator = given.annotator or ANNOTATOR
    with Progress("Marking") as shown:
        done = annotate(desk, engine, ids, annotator, shown)
    if given.json:
        result_json({"articles": done.articles, "marks": done.marks, "annotator": annotator})
    else:
        tell(f"{count(done.marks, 'mark')} of {annotator} in {count(done.articles, 'article')}.")
    return 0


def _take(desk: Desk, given: argparse.Namespace) -> int:
    from store.suggest import outside

    if given.forget:
        outside.forget(desk)
        if not (given.file or given.spacy):
            tell("What was taken from elsewhere is forgotten.")
            return 0
    if given.file:
        with ExitStack() as open_files:
            lines: TextIO = sys.stdin
            if given.file != "-":
                path = Path(given.file)
                lines = open_files.enter_context(path.open(encoding="utf-8", errors="replace"))
            taken = outside.take_file(desk, lines, Path(given.file).name)
    else:
        with Progress("Reading") as shown:
            ids = _ids(desk, given)
            taken = outside.take_pipeline(desk, given.spacy, ids, dict(given.label), shown)
    for refusal in taken.refused:
        tell(f"Refused: {refusal.file}, {refusal.position}: {refusal.reason}.")
    if given.json:
        refused = [[x.file, x.position, x.reason] for x in taken.refused]
        result_json(
            {"articles": taken.articles, "suggestions": taken.suggestions, "refused": refused}
        )
    else:
        tell(
            f"{count(taken.suggestions, 'suggestion')} taken for "
            f"{count(taken.articles, 'article')}, {len(taken.refused):,} refused."
        )
    if taken.refused:
        return 1 if taken.articles else 2
    return 0
