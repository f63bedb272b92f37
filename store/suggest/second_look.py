"""A second look at finished articles: marks that are likely wrong or missed, as hints.

Every article is looked at by a model that was learned from the others. The learning process keeps
what it finds in the desk's cache; it is shown as long as the marks are still as they were.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from store.desk import Desk
from store.review.consistency import MISSED, WRONG, Finding, Place, is_dismissed
from store.suggest import cache
from store.suggest.crossvalidation import Progress, chosen, crossfit
from store.suggest.examples import LEARNED_FROM, Example
from store.suggest.values import GHOST, Key, Suggestion

FOLDS = 3
LEAST = 12
"""Articles below which a second look would find nothing but what is rare."""

_MISSED = 0.8
"""From this probability on a mark that nobody made is likely missed."""

_WRONG = 0.08
"""Below this probability a mark that somebody made is likely wrong."""

_ENOUGH = 50
"""Articles below which a mark is not doubted for being the first of its kind."""

_ROW = "second look"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A mark of ``annotator`` (None: none was made) that is rather ``instead`` (None: no mark).

    ``probability``: that an editor would have done so.
    """

    article: str
    annotator: str
    mark: Key | None
    instead: Key | None
    probability: float

    @property
    def kind(self) -> str:
        """`MISSED` or `WRONG`."""
        return MISSED if self.mark is None else WRONG


def doubts_of(
    example: Example, annotator: str, proposed: Sequence[Suggestion], usual: Container[str] | None
) -> Iterator[Doubt]:
    """What in an article's marks a model that does not know them would have done otherwise.

    ``usual``: words that are marked in several places, and so not doubted; None when too little is
    known to say that a mark should not be there.
    """
    by_key = {one.key: one.probability for one in proposed}
    likely = chosen(proposed)
    for key in likely:
        if by_key[key] >= _MISSED and not _touching(key, example.marks):
            yield Doubt(example.article, annotator, None, key, by_key[key])
    for mark in example.marks:
        if by_key.get(mark, 0.0) >= _WRONG or len(_touching(mark, example.marks)) > 1:
            continue
        better = [
            key for key in likely if key in _touching(mark, likely) and by_key[key] >= _MISSED
        ]
        if len(better) == 1 and _touching(better[0], example.marks) == [mark]:
            if better[0][:2] != mark[:2] and better[0][2] != mark[2]:
                continue  # another thing altogether
            yield Doubt(example.article, annotator, mark, better[0], by_key[better[0]])
        elif not better and usual is not None and example.text[mark[0] : mark[1]] not in usual:
            some = sum(by_key[key] for key in _touching(mark, list(by_key)))
            if not some:  # what is less likely than a ghost is not proposed
                yield Doubt(example.article, annotator, mark, None, 1 - GHOST)


def _touching(key: Key, others: Sequence[Key]) -> list[Key]:
    return [one for one in others if one[0] < key[1] and key[0] < one[1]]


def look(
    examples: Sequence[Example], whose: Sequence[str], progress: Progress | None = None
) -> list[Doubt]:
    """Doubts about finished articles (``whose`` gives the annotator of each), the surest first."""
    if len(examples) < LEAST:
        return []
    marked = Counter(x.text[start:end] for x in examples for start, end, _ in x.marks)
    usual = {words for words, count in marked.items() if count > 1}
    annotator = {example.article: who for example, who in zip(examples, whose, strict=True)}
    found = [
        doubt
        for example, proposed in crossfit(examples, FOLDS, progress)
        for doubt in doubts_of(
            example,
            annotator[example.article],
            proposed,
            usual if len(examples) >= _ENOUGH else None,
        )
    ]
    return sorted(found, key=lambda x: (-x.probability, x.article, x.mark or x.instead or ()))


def row(stamp: str, doubts: Iterable[Doubt]) -> tuple[str, str, str]:
    """Doubts as a row of the cache."""
    values = [[x.article, x.annotator, x.mark, x.instead, round(x.probability, 4)] for x in doubts]
    return _ROW, stamp, json.dumps(values, ensure_ascii=False)


def doubts(connection: sqlite3.Connection, annotator: str = "", article: str = "") -> list[Doubt]:
    """What the last second look found in finished articles whose marks are still as they were.

    ``annotator``: whose marks; by default everybody's. ``article``: in this one (id) alone. The
    surest first.
    """
    try:
        values = json.loads(cache.kept(connection, _ROW) or "[]")
        read = [
            Doubt(str(article), str(who), _key(mark), _key(instead), float(probability))
            for article, who, mark, instead, probability in values
        ]
    except (ValueError, TypeError):
        return []
    return [
        one
        for one in read
        if annotator in ("", one.annotator)
        and article in ("", one.article)
        and _stands(connection, one)
    ]


def _key(value: object) -> Key | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise TypeError("a mark is a list")
    start, end, label = value
    return int(start), int(end), str(label)


def _stands(connection: sqlite3.Connection, doubt: Doubt) -> bool:
    """Whether the article is finished and marked as it was."""
    row = connection.execute(
        "SELECT l.n, l.status FROM article a JOIN layer l ON l.n = a.n "
        "WHERE a.id = ? AND l.annotator = ? AND a.superseded_by = ''",
        (doubt.article, doubt.annotator),
    ).fetchone()
    if row is None or row[1] not in LEARNED_FROM:
        return False
    start, end, label = doubt.mark or doubt.instead or (0, 0, "")
    found = connection.execute(
        'SELECT start, "end", label FROM span WHERE n = ? AND annotator = ? AND start < ? '
        'AND "end" > ?',
        (row[0], doubt.annotator, end, start),
    ).fetchall()
    return found == ([] if doubt.mark is None else [(start, end, label)])


def findings(desk: Desk, connection: sqlite3.Connection | None = None) -> list[Finding]:
    """Doubts about my own marks as findings, each mended by one action; dismissed ones left out."""
    read = desk.connection if connection is None else connection
    places: dict[tuple[str, str, str], list[Place]] = {}
    sure: dict[tuple[str, str, str], float] = {}
    for doubt in doubts(read, desk.actor):
        place, label = _mending(read, doubt)
        start, end, _ = doubt.mark or doubt.instead or (0, 0, "")
        (text,) = read.execute(
            "SELECT substr(body, ?, ?) FROM text WHERE hash = ?",
            (start + 1, end - start, bytes.fromhex(doubt.article)),
        ).fetchone()
        about = doubt.kind, str(text), label
        places.setdefault(about, []).append(place)
        sure[about] = max(sure.get(about, 0.0), doubt.probability)
    found = [
        Finding(kind, text, label, (), tuple(where), sure[kind, text, label])
        for (kind, text, label), where in places.items()
    ]
    return [one for one in found if not is_dismissed(desk, one)]


def _mending(read: sqlite3.Connection, doubt: Doubt) -> tuple[Place, str]:
    """Where something is to be done, and the label it should have; "" for no mark."""
    if doubt.mark is None:
        start, end, label = doubt.instead or (0, 0, "")
        return Place(doubt.article, start, end), label
    start, end, label = doubt.instead or (*doubt.mark[:2], "")
    (span,) = read.execute(
        "SELECT id FROM span WHERE n = (SELECT n FROM text WHERE hash = ?) AND annotator = ? "
        'AND start = ? AND "end" = ? AND label = ? ORDER BY id',
        (bytes.fromhex(doubt.article), doubt.annotator, *doubt.mark),
    ).fetchone()
    return Place(doubt.article, start, end, doubt.mark[2], str(span)), label
