"""Reading what a review needs through any connection, so that a worker thread can do it too."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from store import rows
from store.model import FINISHED, Layer, Span
from store.register.reading import Speakers
from store.review.disagreement import Comparison, compare
from store.review.layers import counted, is_closed, verdicts_of

_SPANS = f"SELECT {rows.SPAN} FROM span WHERE n = ? ORDER BY {rows.IN_TEXT}"
_WORKED_ON = (
    "SELECT l.n, a.id, a.at, t.body IS NOT NULL, l.annotator, l.status, l.spans "
    "FROM layer l INDEXED BY layer_n JOIN article a ON a.n = l.n JOIN text t ON t.n = l.n "
    "WHERE a.superseded_by = '' ORDER BY l.n"
)
_BY_HAND = "SELECT 1 FROM span WHERE n = ? AND annotator = ? AND origin != 'import' LIMIT 1"
_LAYERS = f"SELECT {rows.LAYER} FROM layer WHERE n = ? ORDER BY annotator"


def spans_of(connection: sqlite3.Connection, n: int, article_id: str) -> list[Span]:
    """Everybody's marks of an article, as `Desk.spans` gives them."""
    return [rows.span(row, article_id) for row in connection.execute(_SPANS, (n,))]


def layers_of(connection: sqlite3.Connection, n: int, article_id: str) -> list[Layer]:
    """What every annotator made of an article, as `Desk.layers` gives it."""
    return [rows.layer(row, article_id) for row in connection.execute(_LAYERS, (n,))]


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
    speakers = Speakers(connection)
    return compare(
        spans,
        verdicts_of(connection, n),
        who,
        closed=is_closed(layers),
        canonical=lambda entity: speakers(entity)[0],
    )


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
    for (n, article, at, here), made in groupby(
        connection.execute(_WORKED_ON), key=lambda row: row[:4]
    ):
        yield WorkedOn(n, article, at, bool(here), tuple(row[4:] for row in made))


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
