"""What the journal folds into: tables that lists and screens read.

`project` brings the rows of some objects up to date, `rebuild` all of them. Each kind of object has
one module here; its rows are a pure function of the fold, so a rebuild equals what the single steps
made (`store.check` compares the two).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.journal.fold import Folded

Projector = Callable[[sqlite3.Connection, str, "Folded"], None]


@cache
def _projectors() -> dict[str, Projector]:
    """In the order a rebuild needs: an article's row exists before its layers and spans.

    Imported with the first write: whoever only reads needs none of them.
    """
    from store.state import articles, comments, labels, layers, register, rejections, reviews, spans

    return {
        "article": articles.project,
        "label": labels.project,
        "layer": layers.project,
        "span": spans.project,
        "comment": comments.project,
        "verdict": reviews.project_verdict,
        "request": reviews.project_request,
        "rejection": rejections.project,
        "entity": register.project_entity,
    }


_MANY = 1000
"""From so many objects on, making their articles' rows anew is cheaper than step by step."""


def project(
    connection: sqlite3.Connection, objects: Iterable[str], *, whole: Iterable[str] = ()
) -> None:
    """Bring the rows of these objects up to date, and all rows of the articles (ids) in ``whole``.

    The caller holds the transaction.

    Raises:
        ValueError: an object's name is none.
    """
    from store.state import annotators, register

    projectors = _projectors()
    order = {kind: place for place, kind in enumerate(projectors)}
    wanted = set(objects)
    articles = set(whole)
    if any(obj.startswith(annotators.PREFIX) for obj in wanted):
        articles |= annotators.project(connection)
    names = annotators.load(connection)
    if len(wanted) >= _MANY or articles:
        wanted = _project_articles(connection, wanted, articles)
    named = {annotators.canonical(obj, names) for obj in wanted}
    for obj in sorted(named, key=lambda name: order.get(name.partition(":")[0], 99)):
        projector = projectors.get(obj.partition(":")[0])
        if projector is not None:
            projector(connection, obj, annotators.folded(connection, obj, names))
    edges = sorted(obj for obj in named if obj.startswith("edge:"))
    register.project_edges(
        connection, ((obj, annotators.folded(connection, obj, names)) for obj in edges)
    )


def _project_articles(
    connection: sqlite3.Connection, objects: set[str], articles: set[str]
) -> set[str]:
    """Make anew the articles named, and if they are many all that the objects belong to.

    Gives the objects that are left.
    """
    from store.state import bulk

    of_one = {obj for obj in objects if obj.startswith(bulk.PREFIXES)}
    if len(of_one) >= _MANY:
        articles |= {obj.split(":", 2)[1] for obj in of_one}
    bulk.refresh(connection, articles)
    return {obj for obj in objects if obj not in of_one or obj.split(":", 2)[1] not in articles}


def rebuild(connection: sqlite3.Connection) -> None:
    """Fill empty derived tables from the journal; the caller holds the transaction."""
    from store.journal import log
    from store.state import annotators, bulk, register

    log.rebuild_actions(connection)
    annotators.project(connection)
    bulk.rebuild(connection)
    register.rebuild(connection)
    for kind, projector in _projectors().items():
        if kind not in (*bulk.KINDS, *register.KINDS):
            for obj, state in log.all_folded(connection, kind + ":"):
                projector(connection, obj, state)
