"""``copydesk agreement DESK``: how far do the annotators agree?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.command_line import arguments
from tui.command_line.output import Progress, result, result_json, tell
from tui.telling import count

if TYPE_CHECKING:
    from store.agreement.figures import Figure
    from store.agreement.report import Measures, Report

NAME = "agreement"
HELP = "show how far annotators agree"

_HEAD = f"{'':<26}{'exact F1':>10}{'overlap F1':>12}{'kappa':>8}{'alpha':>8}{'u-alpha':>9}"
_WHO = 26


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
            tell(f"Left out: {number:,} {reason.replace('_', ' ')}.")
    return 0


def lines(report: Report) -> Iterator[str]:
    """The report as a table, and under it in words what has no value."""
    if not report.articles:
        yield "No article has been finished by two annotators yet: there is nothing to compare."
        return
    with_gamma = report.overall.gamma is not None
    yield f"{count(report.articles, 'article')} by {', '.join(report.annotators)}"
    yield _HEAD + (f"{'gamma':>8}" if with_gamma else "")
    rows = [("all", report.overall)]
    rows += [(f"{pair.first} – {pair.second}", pair.all) for pair in report.pairs]
    rows += [(label, measures) for label, measures in report.labels.items()]
    for name, measures in rows:
        yield _row(name, measures)
    reasons = {
        f"{name}, {what}: {figure.reason}"
        for name, measures in rows
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


def _row(name: str, measures: Measures) -> str:
    widths = (10, 12, 8, 8, 9, 8)
    cells = [
        f"{'–' if figure.value is None else format(figure.value, '.3f'):>{width}}"
        for (_, figure), width in zip(_figures(measures), widths, strict=False)
    ]
    if len(name) > _WHO - 1:
        name = name[: _WHO - 2] + "…"
    return f"{name:<{_WHO}}{''.join(cells)}"
