"""``copydesk progress DESK``: how far is the work, and how fast does it go?"""

from __future__ import annotations

import argparse
import shutil
import sys

from tui.command_line import arguments
from tui.command_line.output import Progress, result, result_json

NAME = "progress"
HELP = "show articles by status and annotator, pace, labels, agreement and names"

_WIDTH = 100
"""Columns of what no terminal shows."""

_NARROWEST = 76


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    arguments.as_json(parser)


def run(given: argparse.Namespace) -> int:
    """Print the page of the progress screen, or its figures."""
    from store.desk import Desk
    from store.progress.report import read
    from tui.text.progress_page import page
    from tui.text.tables import View, plain

    with Desk.open(given.desk, read_only=True) as desk, Progress("Reading") as shown:
        figures = read(desk, told=lambda _, done, total: shown(done, total))
        labels = {one.id: one.name for one in desk.labels() if one.scope == "span"}
    if given.json:
        result_json(figures.to_json())
        return 0
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH
    rows, _ = page(figures, View(max(_NARROWEST, width), labels))
    for line in plain(rows):
        result(line)
    return 0
