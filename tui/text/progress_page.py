"""The whole progress page: its parts in order, for the screen and for the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.progress.report import Figures
    from tui.text.tables import Row, View

PARTS = ("Articles", "Pace", "Labels", "Agreement", "Names")
"""The titles of the parts, as `page` draws them."""


def page(figures: Figures, view: View) -> tuple[list[Row], tuple[int, ...]]:
    """All rows, and where each part begins."""
    from tui.text import progress_marks, progress_work  # the screen stands before they are loaded

    if figures.counts is None:
        return [], ()
    blocks = (
        progress_work.articles(figures.counts, figures.coverage, view),
        progress_work.pace(figures.pace, view),
        progress_marks.labels(figures.marks, figures.counts, view),
        progress_marks.agreement(figures.agreement, figures.counts, view),
        progress_marks.names(figures.register, figures.marks, view),
    )
    rows: list[Row] = []
    starts = []
    for block in blocks:
        starts.append(len(rows))
        rows += [*block, []]
    return rows[:-1], tuple(starts)
