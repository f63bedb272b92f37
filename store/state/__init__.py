"""What the journal folds into: tables that lists and screens read.

``project(connection, obj)`` brings one object's rows up to date, `rebuild` all of them. Each kind
of object has one module here; its rows are a pure function of the fold, so a rebuild equals what
the single steps made (`store.check` compares the two).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import cache

from store.journal import log
from store.journal.fold import Folded

Projector = Callable[[sqlite3.Connection, str, Folded], None]


@cache
def _projectors() -> dict[str, Projector]:
    """In the order a rebuild needs: an article's row exists before its layers and spans.

    Imported with the first write: whoever only reads needs none of them.
    """
    from store.state import articles, comments, labels, layers, reviews, spans

    return {
        "article": articles.project,
        "label": labels.project,
        "layer": layers.project,
        "span": spans.project,
        "comment": comments.project,
        "verdict": reviews.project_verdict,
        "request": reviews.project_request,
    }


def project(connection: sqlite3.Connection, objects: Iterable[str]) -> None:
    """Bring the rows of these objects up to date; the caller holds the transaction."""
    projectors = _projectors()
    order = {kind: place for place, kind in enumerate(projectors)}
    for obj in sorted(set(objects), key=lambda name: order.get(name.partition(":")[0], 99)):
        projector = projectors.get(obj.partition(":")[0])
        if projector is not None:
            projector(connection, obj, log.folded(connection, obj))


def rebuild(connection: sqlite3.Connection) -> None:
    """Fill empty derived tables from the journal; the caller holds the transaction."""
    log.rebuild_actions(connection)
    for kind, projector in _projectors().items():
        for obj, state in log.all_folded(connection, kind + ":"):
            projector(connection, obj, state)
