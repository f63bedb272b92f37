"""What one line of a list shows of an article."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

OPENING = 160
"""Code points of an untitled article's text that are shown for it."""

_CHUNK = 64
_MARKS = ", ".join("?" * _CHUNK)
_ARTICLES = (
    "SELECT n, id, title, published, source, language, assignee, spans, superseded_by "
    f"FROM article WHERE n IN ({_MARKS})"
)
_OPENINGS = f"SELECT n, substr(body, 1, {OPENING}) FROM text WHERE n IN ({_MARKS})"
_LAYERS = f"SELECT n, annotator, status, starred, spans FROM layer WHERE n IN ({_MARKS})"


class ArticleRow(NamedTuple):
    """``status``, ``starred`` and ``mine`` (marks) are those of the person the list is for.

    ``spans``: marks of everybody; ``others``: who else has marked or decided something, in order.
    ``opening``: how the text begins, where there is no title.
    """

    n: int
    id: str
    title: str
    published: str = ""
    source: str = ""
    language: str = ""
    assignee: str = ""
    status: str = "new"
    starred: bool = False
    mine: int = 0
    spans: int = 0
    others: tuple[str, ...] = ()
    superseded: bool = False
    opening: str = ""

    @property
    def name(self) -> str:
        """What to call the article: its title, else how it begins, on one line."""
        return " ".join(self.title.split()) or " ".join(self.opening.split())


def rows(
    connection: sqlite3.Connection, numbers: Sequence[int], mine: str
) -> dict[int, ArticleRow]:
    """The rows of articles by number; an article that is gone meanwhile has none."""
    found: dict[int, ArticleRow] = {}
    for start in range(0, len(numbers), _CHUNK):
        some = numbers[start : start + _CHUNK]
        # always as many as the statement has places for, so that it is prepared only once
        padded = (*some, *(-1,) * (_CHUNK - len(some)))
        layers: dict[int, list[tuple[str, str, int, int]]] = {}
        for n, *layer in connection.execute(_LAYERS, padded):
            layers.setdefault(n, []).append(tuple(layer))
        articles = connection.execute(_ARTICLES, padded).fetchall()
        untitled = [row[0] for row in articles if not row[2].strip()]
        openings: dict[int, str] = {}
        if untitled:
            padded = (*untitled, *(-1,) * (_CHUNK - len(untitled)))
            openings = {n: text or "" for n, text in connection.execute(_OPENINGS, padded)}
        for row in articles:
            found[row[0]] = _row(row, layers.get(row[0], ()), mine, openings.get(row[0], ""))
    return found


def _row(
    row: tuple[int, str, str, str, str, str, str, int, str],
    layers: Iterable[tuple[str, str, int, int]],
    mine: str,
    opening: str,
) -> ArticleRow:
    status, starred, own = "new", False, 0
    others = []
    for annotator, layer_status, star, spans in layers:
        if annotator == mine:
            status, starred, own = layer_status, bool(star), spans
        elif spans or layer_status != "new":
            others.append(annotator)
    n, article_id, title, published, source, language, assignee, spans, superseded_by = row
    return ArticleRow(
        n=n,
        id=article_id,
        title=title,
        published=published,
        source=source,
        language=language,
        assignee=assignee,
        status=status,
        starred=starred,
        mine=own,
        spans=spans,
        others=tuple(sorted(others)),
        superseded=bool(superseded_by),
        opening=opening,
    )
