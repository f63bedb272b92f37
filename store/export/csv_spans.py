"""CSV of spans, a row each, for people with spreadsheets.

UTF-8 with the mark by which spreadsheets know it. A cell that a spreadsheet would take for a
formula begins with an apostrophe, and so does one that began with one: taking one apostrophe off
gives every cell back.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from typing import cast

from store.export.back import Back
from store.export.format import Out, Source
from store.export.layers import Exported
from store.export.spreadsheet import COLUMNS, FORMULA, articles, rows


class Writer:
    """A row for each span."""

    def __init__(self, out: Out) -> None:
        self._job = out.job
        self._text = io.TextIOWrapper(
            out.stream, "utf-8", "replace", newline="", write_through=False
        )
        self._text.write("\ufeff")
        self._table = csv.writer(self._text)
        self._table.writerow(COLUMNS)

    def add(self, exported: Exported) -> None:
        """Write an article's spans."""
        for row in rows(exported, self._job):
            self._table.writerow(map(defused, row))

    def close(self) -> None:
        """Write what waits, and leave the stream to whom it belongs."""
        self._text.flush()
        self._text.detach()


def defused(cell: str | int) -> str | int:
    """A cell that no program takes for a formula."""
    return "'" + cell if isinstance(cell, str) and cell and cell[0] in FORMULA else cell


def read(source: Source) -> Iterator[Back]:
    """Read the rows as the csv module of Python does."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        with source.open() as stream:
            text = io.TextIOWrapper(cast(io.BufferedReader, stream), "utf-8-sig", newline="")
            table = csv.DictReader(text)
            yield from articles(
                ({name: cell.removeprefix("'") for name, cell in row.items()} for row in table),
                source.job,
            )
    finally:
        csv.field_size_limit(before)
