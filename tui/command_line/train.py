"""``copydesk train DESK``: learn from the finished articles now, and say how good it is."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.command_line import arguments, places
from tui.command_line.output import Progress, result, result_json, tell
from tui.telling import count

if TYPE_CHECKING:
    from store.suggest.crossvalidation import Figures

NAME = "train"
HELP = "learn from the finished articles now; print figures by cross-validation"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    arguments.who(parser)
    arguments.as_json(parser)


def run(given: argparse.Namespace) -> int:
    """Learn and print; 2 when there is nothing to learn from."""
    from store.desk import Desk
    from store.suggest import training
    from store.suggest.crossvalidation import FOLDS, MOST, validate
    from store.suggest.learning import refuse_without

    refuse_without()
    with (
        Desk.open(given.desk, places.annotator(given.annotator_name)) as desk,
        Progress("Learning") as shown,
    ):
        examples = training.examples(desk)
        if len(examples) < training.FIRST or not any(one.marks for one in examples):
            tell("Nothing to learn from yet: finish a few articles first (D in the reader).")
            return 2
        shown.step(f"from {len(examples):,} articles")
        training.refresh(desk, every=True)
        names = {label.id: label.name for label in desk.labels()}
        figures = validate(examples, progress=lambda done, total: shown(done, total))
    tested = min(len(examples), MOST)
    parts = min(FOLDS, tested)
    if given.json:
        result_json(
            {
                "articles": len(examples),
                "tested": tested,
                "labels": {key: one.to_json() for key, one in figures.items() if key},
                "all": figures[""].to_json(),
            }
        )
        return 0
    result(f"Learned from {count(len(examples), 'article')}.")
    result(f"On {tested:,} of them, each by what was learned from the others ({parts} parts):")
    width = max(len(names.get(key, key)) for key in figures)
    result(f"{'':{width}}  precision  recall     F1  marks")
    for key in [*filter(None, figures), ""]:
        result(_row(names.get(key, key) or "all", figures[key], width))
    return 0


def _row(name: str, one: Figures, width: int) -> str:
    return (
        f"{name:{width}}  {one.precision:9.1%}  {one.recall:6.1%}  {one.f1:5.1%}  {one.marked:5,}"
    )
