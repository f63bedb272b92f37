"""Marking a whole desk beforehand: what is sure becomes the layer of an annotator of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from store import state
from store.desk import Desk
from store.errors import Refused
from store.journal import log
from store.journal.handles import handle
from store.journal.operations import Draft, edge_hash
from store.state.spans import name as span_name
from store.suggest.deciding import ORIGIN, rejected_of
from store.suggest.engine import Engine
from store.suggest.values import Suggestion

ANNOTATOR = "copydesk"
"""Whose the marks are when nobody else is named."""

_PIECE = 25


@dataclass(frozen=True, slots=True)
class Annotated:
    """How many articles were gone through, and how many marks were made in them."""

    articles: int
    marks: int


def annotate(
    desk: Desk,
    engine: Engine,
    articles: Sequence[str],
    annotator: str = ANNOTATOR,
    told: Callable[[int, int, int], None] | None = None,
) -> Annotated:
    """Make every sure suggestion for articles (ids) a mark of ``annotator``, as one action.

    Their status stays as it is. What the annotator has marked or rejected is not marked again, nor
    is what overlaps a mark. ``told`` gets articles done, articles in all, and marks made. When it is
    interrupted, what was finished stands.

    Raises:
        Refused: nobody is named, or somebody took the action back while it was going on.
        DeskError: the desk could not be written.
    """
    who = handle(annotator)
    if not who:
        raise Refused("The marks need an annotator: name one.")
    labels = desk.labels()
    group: bytes | None = None
    done = made = 0
    for first in range(0, len(articles), _PIECE):
        drafts: list[Draft] = []
        for article_id in articles[first : first + _PIECE]:
            article = desk.article(article_id)
            if article.has_text:
                prepared = engine.prepare(desk.connection, article, labels, desk.actor)
                rejected = rejected_of(desk.connection, article.n, who)
                offered = engine.offer(prepared, desk.spans(article_id, who), rejected)
                drafts += [_draft(article_id, who, one) for one in offered if one.sure]
            done += 1
        if drafts:
            with desk.transaction() as connection:
                if group is not None and log.is_revoked(connection, group):
                    raise Refused(f"This was undone elsewhere after {made:,} marks.")
                group = desk.append(connection, drafts, group=group)
                state.project(connection, [draft.obj for draft in drafts])
            made += len(drafts)
        if told is not None:
            told(done, len(articles), made)
        time.sleep(0.001)  # lets a waiting writer in
    return Annotated(done, made)


def _draft(article_id: str, who: str, one: Suggestion) -> Draft:
    span_id = edge_hash("suggested", article_id, who, *one.key)
    said = {"part": one.part, "reason": one.reason, "probability": round(one.probability, 3)}
    fields = {
        "range": [one.start, one.end],
        "label": one.label,
        "annotator": who,
        "origin": ORIGIN,
        "meta": {"suggested": said},
    }
    return Draft(span_name(article_id, span_id), "span.add", fields)
