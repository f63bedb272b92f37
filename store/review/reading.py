"""Reading what a review needs through any connection, so that a worker thread can do it too."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from store.model import FINISHED, Layer, Span
from store.review.disagreement import Comparison, compare
from store.review.layers import counted, is_closed, verdicts_of

_SPANS = (
    'SELECT id, start, "end", label, annotator, origin, confirmed, created, entity, meta '
    'FROM span WHERE n = ? ORDER BY start, "end" DESC, label, annotator, id'
)
_WORKED_ON = (
    "SELECT l.n, a.id, a.at, t.body IS NOT NULL, l.annotator, l.status, l.spans "
    "FROM layer l INDEXED BY layer_n JOIN article a ON a.n = l.n JOIN text t ON t.n = l.n "
    "WHERE a.superseded_by = '' ORDER BY l.n"
)
_BY_HAND = "SELECT 1 FROM span WHERE n = ? AND annotator = ? AND origin != 'import' LIMIT 1"
_LAYERS = "SELECT annotator, status, skip_reason, starred, labels, spans FROM layer WHERE n = ?"


def spans_of(connection: sqlite3.Connection, n: int, article_id: str) -> list[Span]:
    """Everybody's marks of an article, as `Desk.spans` gives them."""
    return [
        Span(
            id=row[0],
            article=article_id,
            start=row[1],
            end=row[2],
            label=row[3],
            annotator=row[4],
            origin=row[5],
            confirmed=bool(row[6]),
            created=row[7],
            entity=row[8],
            meta=json.loads(row[9]) if row[9] != "{}" else {},
        )
        for row in connection.execute(_SPANS, (n,))
    ]


def layers_of(connection: sqlite3.Connection, n: int, article_id: str) -> list[Layer]:
    """What every annotator made of an article, as `Desk.layers` gives it."""
    return [
        Layer(article_id, who, status, reason, bool(star), tuple(json.loads(labels)), spans)
        for who, status, reason, star, labels, spans in connection.execute(
            f"{_LAYERS} ORDER BY annotator", (n,)
        )
    ]


def comparison_of(
    connection: sqlite3.Connection,
    n: int,
    article_id: str,
    annotators: Sequence[str] | None = None,
) -> Comparison:
    """An article's marks side by side; ``annotators`` as for `verdicts.comparison`."""
    spans = spans_of(connection, n, article_id)
    layers = layers_of(connection, n, article_id)
    who = counted(layers, spans) if annotators is None else tuple(annotators)
    return compare(spans, verdicts_of(connection, n), who, closed=is_closed(layers))


@dataclass(frozen=True, slots=True)
class WorkedOn:
    """An article that somebody did something to; ``layers``: annotator, status, marks.

    ``at`` is its date (UTC seconds), ``here`` whether its text is on this desk.
    """

    n: int
    id: str
    at: int
    here: bool
    layers: tuple[tuple[str, str, int], ...]


def worked_on(connection: sqlite3.Connection) -> Iterator[WorkedOn]:
    """Every such article that no correction has replaced; streams."""
    for (n, article, at, here), rows in groupby(
        connection.execute(_WORKED_ON), key=lambda row: row[:4]
    ):
        yield WorkedOn(n, article, at, bool(here), tuple(row[4:] for row in rows))


def handed_in(
    connection: sqlite3.Connection, n: int, layers: Sequence[tuple[str, str, int]]
) -> tuple[str, ...]:
    """As `layers.counted`, without reading all marks."""
    return tuple(
        sorted(
            annotator
            for annotator, status, spans in layers
            if status in FINISHED
            or (
                status == "started"
                and spans
                and connection.execute(_BY_HAND, (n, annotator)).fetchone() is None
            )
        )
    )
