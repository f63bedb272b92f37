"""``copydesk agreement DESK``: how far do the annotators agree?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.command_line import arguments
from tui.command_line.output import Progress, result, result_json, tell
from tui.telling import count

if TYPE_CHECKING:
    from store.agreement.figures import Figure
    from store.agreement.report import Measures, Report

NAME = "agreement"
HELP = "show how far annotators agree"

_WHO = 22
_WIDTHS = (9, 11, 7, 7, 8, 7)
_HEADS = ("exact F1", "overlap F1", "kappa", "alpha", "u-alpha", "gamma")
_ARTICLES = 9

_LEFT_OUT: Mapping[str, tuple[str, str]] = {
    "articles_of_one_annotator": (
        "article that one annotator alone has finished",
        "articles that one annotator alone has finished",
    ),
    "articles_without_text": (
        "article whose text is not on this desk",
        "articles whose texts are not on this desk",
    ),
    "layers_unfinished": (
        "article marked and not finished",
        "articles marked and not finished, counted for everyone who has begun them",
    ),
}
"""What each reason of `Report.left_out` counts, one and several."""


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument(
        "--annotator",
        metavar="A",
        action="append",
        default=[],
        help="compare only these; may be repeated",
    )
    parser.add_argument(
        "--gamma", action="store_true", help="also gamma, which takes some seconds for 100 articles"
    )
    arguments.as_json(parser)


def run(given: argparse.Namespace) -> int:
    """Print the figures; those of single articles only as JSON."""
    from store.agreement import gamma
    from store.agreement.report import agreement
    from store.desk import Desk

    with Desk.open(given.desk, read_only=True) as desk, Progress("Comparing") as progress:
        report = agreement(
            desk,
            annotators=given.annotator,
            gamma_samples=gamma.SAMPLES if given.gamma else 0,
            progress=progress,
        )
    if given.json:
        result_json(report.to_json())
        return 0
    for line in lines(report):
        result(line)
    for reason, number in report.left_out.items():
        if number:
            tell(f"Left out: {count(number, *_LEFT_OUT[reason])}.")
    return 0


def lines(report: Report) -> Iterator[str]:
    """The report as a table, and under it in words what has no value."""
    if not report.articles:
        yield "No article has been finished by two annotators yet: there is nothing to compare."
        return
    yield f"{count(report.articles, 'article')} by {', '.join(report.annotators)}"
    asked = len(_figures(report.overall))
    yield _row("", "articles", _HEADS[:asked])
    rows = [("all", f"{report.articles:,}", report.overall)]
    rows += [(f"{x.first} – {x.second}", f"{x.articles:,}", x.all) for x in report.pairs]
    rows += [(label, "", measures) for label, measures in report.labels.items()]
    for name, articles, measures in rows:
        figures = [figure.value for _, figure in _figures(measures)]
        yield _row(name, articles, ["–" if x is None else format(x, ".3f") for x in figures])
    reasons = {
        f"{name}, {what}: {figure.reason}"
        for name, _, measures in rows
        for what, figure in _figures(measures)
        if figure.value is None
    }
    yield from (f"No value for {reason}." for reason in sorted(reasons))


def _figures(measures: Measures) -> list[tuple[str, Figure]]:
    found = [
        ("exact F1", measures.exact.f1),
        ("overlap F1", measures.overlap.f1),
        ("kappa", measures.kappa),
        ("alpha", measures.alpha),
        ("u-alpha", measures.u_alpha),
    ]
    return found + ([("gamma", measures.gamma)] if measures.gamma is not None else [])


def _row(name: str, articles: str, cells: Sequence[str]) -> str:
    if len(name) > _WHO - 1:
        name = name[: _WHO - 2] + "…"
    columns = (f"{cell:>{width}}" for cell, width in zip(cells, _WIDTHS, strict=False))
    return f"{name:<{_WHO}}{articles:>{_ARTICLES}}{''.join(columns)}"
