"""What the journal folds into: tables that lists and screens read.

``project(connection, obj)`` brings one object's rows up to date, `rebuild` all of them. Each kind
of object has one module here; its rows are a pure function of the fold, so a rebuild equals what
the single steps made (`store.check` compares the two).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from store.journal import log
from store.journal.fold import Folded
from store.state import articles, comments, labels, layers, reviews, spans

Projector = Callable[[sqlite3.Connection, str, Folded], None]

PROJECTORS: dict[str, Projector] = {
    "article": articles.project,
    "label": labels.project,
    "layer": layers.project,
    "span": spans.project,
    "comment": comments.project,
    "verdict": reviews.project_verdict,
    "request": reviews.project_request,
}
"""In the order a rebuild needs: an article's row exists before its layers and spans."""


def project(connection: sqlite3.Connection, objects: Iterable[str]) -> None:
    """Bring the rows of these objects up to date; the caller holds the transaction."""
    order = {kind: place for place, kind in enumerate(PROJECTORS)}
    for obj in sorted(set(objects), key=lambda name: order.get(name.partition(":")[0], 99)):
        projector = PROJECTORS.get(obj.partition(":")[0])
        if projector is not None:
            projector(connection, obj, log.folded(connection, obj))


def rebuild(connection: sqlite3.Connection) -> None:
    """Fill empty derived tables from the journal; the caller holds the transaction."""
    log.rebuild_actions(connection)
    for kind, projector in PROJECTORS.items():
        for obj, state in log.all_folded(connection, kind + ":"):
            projector(connection, obj, state)
