"""What an editor decides about suggestions: every call is one action in my own layer.

Accepting makes a mark like any other that says where it came from. Rejecting is kept in the journal
too: it is not offered there again, and counts as one more place where such words were left alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from store import annotations as marking
from store import decisions
from store.annotations import Mark, tag_many
from store.desk import Desk
from store.errors import Refused
from store.journal.operations import Draft
from store.model import Span
from store.state.layers import name as layer_name
from store.state.rejections import name as rejection_name
from store.suggest.values import Key, Suggestion

ORIGIN = "suggestion"
"""The origin of marks that were accepted, as offered or mended."""

PROPAGATED = "propagated"
"""The origin of marks made because one like them was made elsewhere."""


def accept(
    desk: Desk,
    article_id: str,
    suggestions: Sequence[Suggestion],
    mended: Mapping[Key, Key] | None = None,
) -> list[Span]:
    """Make the marks that were suggested, as one action.

    ``mended`` gives, by a suggestion's key, the range and label to mark instead; such a mark
    remembers what was offered.

    Raises:
        Refused: one does not fit the text, or the scheme has no such label; then none is made.
        DeskError: the desk could not be written. The same goes for all functions here.
    """
    return _accept(desk, article_id, suggestions, mended or {}, ())


def finish(desk: Desk, article_id: str, suggestions: Sequence[Suggestion]) -> list[Span]:
    """Make the marks that were suggested and hand the article in, as one action.

    Raises:
        Refused: a review has approved the article; then nothing is done.
    """
    layer = desk.layer(article_id)
    if layer.status == "approved":
        raise Refused(decisions.APPROVED)
    done = decisions.status("done")
    # the first of an action's operations names it
    draft = Draft(layer_name(article_id, desk.actor), done.kind, done.fields)
    return _accept(desk, article_id, suggestions, {}, (draft,))


def _accept(
    desk: Desk,
    article_id: str,
    suggestions: Sequence[Suggestion],
    mended: Mapping[Key, Key],
    along: Sequence[Draft],
) -> list[Span]:
    marks: list[Mark] = []
    metas: dict[Mark, Mapping[str, Any]] = {}
    for one in suggestions:
        start, end, label = mended.get(one.key, one.key)
        said: dict[str, Any] = {
            "part": one.part,
            "reason": one.reason,
            "probability": round(one.probability, 3),
        }
        if (start, end, label) != one.key:
            said["from"] = [one.start, one.end, one.label]
        mark = (article_id, start, end, label)
        marks.append(mark)
        metas[mark] = {"suggested": said}
    return tag_many(desk, marks, origin=ORIGIN, metas=metas, along=along)


def propagate(desk: Desk, marks: Sequence[Mark]) -> list[Span]:
    """Make marks like one that was made, in this article and others, as one action."""
    return tag_many(desk, marks, origin=PROPAGATED)


def reject(desk: Desk, article_id: str, *suggestions: Suggestion) -> None:
    """Say that these are not to be marked; they are not offered to me there again."""
    if not desk.actor:
        raise Refused("Nobody is named: open the desk with --as NAME to write to it.")
    desk.act([_rejection(desk, article_id, one.key) for one in suggestions])


def remove(desk: Desk, span: Span) -> None:
    """Remove a mark of mine for good, as one action: it is not offered there again, either.

    Raises:
        Refused: it is not there or not mine.
    """
    rejection = _rejection(desk, span.article, (span.start, span.end, span.label))
    marking.remove(desk, span.id, along=[rejection])


def _rejection(desk: Desk, article_id: str, key: Key) -> Draft:
    start, end, label = key
    fields = {"range": [start, end], "label": label, "annotator": desk.actor, "on": True}
    return Draft(rejection_name(article_id, desk.actor, *key), "suggestion.reject", fields)


def rejected(desk: Desk, article_id: str) -> frozenset[Key]:
    """What I rejected in an article."""
    row = desk.connection.execute(
        "SELECT n FROM text WHERE hash = ?", (bytes.fromhex(article_id),)
    ).fetchone()
    return rejected_of(desk.connection, int(row[0]), desk.actor) if row else frozenset()


def rejected_of(connection: sqlite3.Connection, n: int, annotator: str) -> frozenset[Key]:
    """What an annotator rejected in an article, by local number."""
    rows = connection.execute(
        'SELECT start, "end", label FROM rejection WHERE n = ? AND annotator = ?', (n, annotator)
    )
    return frozenset((start, end, label) for start, end, label in rows)
