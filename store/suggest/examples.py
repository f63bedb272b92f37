"""What there is to learn from: finished articles, where what is not marked was left out."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from store.review.layers import Key, blinds, gold, verdicts_of
from store.state.layers import name as layer_name

LEARNED_FROM = ("done", "approved")
"""Statuses of an article whose marks are somebody's last word."""

_FINISHED = (
    "SELECT l.n, a.id, l.annotator, l.status FROM layer l INDEXED BY layer_n "
    "JOIN article a ON a.n = l.n JOIN text t ON t.n = l.n WHERE l.status IN ('done', 'approved') "
    "AND a.superseded_by = '' AND t.body IS NOT NULL {} ORDER BY l.n, l.annotator"
)
_SOME = "AND l.n IN (SELECT value FROM json_each(?))"
_DECIDED = "SELECT max(id) FROM op WHERE obj = ?"
_MARKS = 'SELECT DISTINCT start, "end", label FROM span WHERE n = ? AND annotator = ?'


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished article: its local number, and whose layer of it counts.

    ``approved``: a review closed it, so that the verdicts say what its marks are. ``order`` is the
    last operation on that layer: the same on every desk with the same journal.
    """

    n: int
    article: str
    annotator: str
    approved: bool
    order: bytes


@dataclass(frozen=True, slots=True)
class Example:
    """A finished article's text and marks, in reading order."""

    article: str
    text: str
    marks: tuple[Key, ...]


def finished(
    connection: sqlite3.Connection, who: str, numbers: Collection[int] | None = None
) -> list[Finished]:
    """The finished articles ``who`` learns from, in the order in which they were finished.

    Of several people's layers of an article counts the adjudicated one, else one's own, else the
    first by name. In blind mode only one's own counts. ``numbers``: of these articles alone.
    """
    blind = blinds(connection)
    layers: dict[int, tuple[str, str, str]] = {}
    approved: set[int] = set()
    some = () if numbers is None else (json.dumps(list(numbers)),)
    rows = connection.execute(_FINISHED.format(_SOME if some else ""), some)
    for n, article, annotator, status in rows:
        if blind and annotator != who:
            continue
        if status == "approved":
            approved.add(n)
        if n not in layers or annotator == who:
            layers[n] = article, annotator, status
    found = []
    for n, (article, annotator, _) in layers.items():
        row = connection.execute(_DECIDED, (layer_name(article, annotator),)).fetchone()
        order = bytes(row[0]) if row and row[0] is not None else b""
        found.append(Finished(n, article, annotator, n in approved and not blind, order))
    return sorted(found, key=lambda one: (one.order, one.article))


def learner(connection: sqlite3.Connection, who: str) -> str:
    """Whom what is learned is for, in one short word: what ``who`` learns from, and whether blind,
    is not what a colleague does who works on the same desk."""
    said = f"{who}\n{blinds(connection)}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def how_many(connection: sqlite3.Connection, who: str) -> int:
    """How many articles `finished` gives, without looking at each."""
    blind = blinds(connection)
    where = " AND l.annotator = ?" if blind else ""
    row = connection.execute(
        "SELECT count(DISTINCT l.n) FROM layer l JOIN article a ON a.n = l.n "
        "JOIN text t ON t.n = l.n WHERE l.status IN ('done', 'approved') "
        f"AND a.superseded_by = '' AND t.body IS NOT NULL{where}",
        (who,) if blind else (),
    ).fetchone()
    return int(row[0])


def read(
    connection: sqlite3.Connection, some: Collection[Finished], labels: Collection[str]
) -> Iterator[Example]:
    """Their texts, and the marks that have one of these labels (ids)."""
    wanted = set(labels)
    for one in some:
        (text,) = connection.execute("SELECT body FROM text WHERE n = ?", (one.n,)).fetchone()
        found: set[Key] = set()
        if one.approved:
            found = set(gold(verdicts_of(connection, one.n)))
        if not found:
            found = {(s, e, x) for s, e, x in connection.execute(_MARKS, (one.n, one.annotator))}
        marks = [
            mark for mark in found if mark[2] in wanted and 0 <= mark[0] < mark[1] <= len(text)
        ]
        yield Example(one.article, text, tuple(sorted(marks, key=lambda x: (x[0], -x[1], x[2]))))
