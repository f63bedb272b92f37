"""The columns of the article list: how wide each is, and what it says of a row."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from store.listing.rows import ArticleRow
from tui.display import fit

STATUS_LETTERS = {
    "new": "·",
    "started": "s",
    "done": "D",
    "skipped": "x",
    "returned": "R",
    "approved": "A",
}
STATUS_WORDS = {
    "new": "new",
    "started": "started",
    "done": "done",
    "skipped": "skipped",
    "returned": "sent back",
    "approved": "approved",
}
_DATE = 10
_NAMED = 7
"""Cells for who has marks in which one of several can still be told by name."""


class Columns(NamedTuple):
    """Cells of each column; 0 leaves it out. They stand apart by one blank, or two when wide."""

    status: int
    date: int
    source: int
    language: int
    title: int
    tags: int
    others: int
    gap: int


@lru_cache(maxsize=64)
def columns(width: int) -> Columns:
    """The columns for a list of ``width`` cells; the title takes what the others leave."""
    if width >= 150:
        status, date, source, language, tags, others, gap = 9, _DATE, 16, 4, 4, 16, 2
    elif width >= 110:
        status, date, source, language, tags, others, gap = 9, _DATE, 12, 2, 3, 10, 1
    elif width >= 74:
        status, date, source, language, tags, others, gap = 1, _DATE, 8, 2, 3, 5, 1
    elif width >= 50:
        status, date, source, language, tags, others, gap = 1, _DATE, 0, 0, 3, 0, 1
    else:
        status, date, source, language, tags, others, gap = 1, 8, 0, 0, 3, 0, 1
    # mark, blank, star and place bar: a cell each; gaps behind the star and before the bar
    fixed = 4 + 2 * gap
    for cells in (status, date, source, language, tags, others):
        fixed += cells + gap if cells else 0
    return Columns(status, date, source, language, max(8, width - fixed), tags, others, gap)


def heads(shape: Columns) -> list[tuple[str, int]]:
    """Column titles with their widths, in order, from the status on."""
    named = (
        ("status" if shape.status > 6 else "", shape.status),
        ("", 1),
        ("date", shape.date),
        ("source", shape.source),
        ("lang" if shape.language > 3 else "", shape.language),
        ("title", shape.title),
        (f"{'tags' if shape.tags > 3 else '#':>{shape.tags}}", shape.tags),
        ("marked by" if shape.others > 8 else "by", shape.others),
    )
    return [(name, cells) for name, cells in named if cells]


def status_text(row: ArticleRow, shape: Columns) -> str:
    """My status: a word where there is room, else its letter."""
    if shape.status > 6:
        return STATUS_WORDS.get(row.status, row.status)
    return STATUS_LETTERS.get(row.status, row.status[:1])


def date_text(row: ArticleRow, shape: Columns) -> str:
    """The day of publication, or as much of it as is known; the short form leaves the century out."""
    day = row.published[:_DATE]
    return day[2:] if shape.date < _DATE and len(day) == _DATE else day


def tags_text(row: ArticleRow, shape: Columns) -> str:
    """How many marks there are, of everybody; a plus sign where there is no room for the number."""
    number = str(row.spans) if row.spans else ""
    if len(number) > shape.tags:
        number = "9" * (shape.tags - 1) + "+"
    return f"{number:>{shape.tags}}"


def others_text(row: ArticleRow, shape: Columns) -> str:
    """Who has marks: me first, then the others; a number where names do not fit."""
    who = (("me",) if row.mine else ()) + row.others
    names = " ".join(fit(name, 10) for name in who)
    if len(names) <= shape.others:
        return names
    if len(who) == 1:
        return fit(who[0], shape.others)
    if who[0] != "me" and shape.others < _NAMED:
        return str(len(who))
    first = "me" if who[0] == "me" else fit(who[0], shape.others - 3)
    return f"{first} +{len(who) - 1}"
