"""Who works on a desk, and which handles are one person's.

Calling a handle another's is an operation like any other: it can be undone, travels with a merge,
and leaves what the journal holds as it was written. Everything that is shown, counted or exported
goes by the new name.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.desk import Desk
from store.errors import Refused
from store.journal.handles import handle
from store.journal.operations import Draft
from store.model import Action
from store.state import annotators as names


@dataclass(frozen=True, slots=True)
class Annotator:
    """Somebody who has a layer here. ``also``: other handles of theirs; counts are of layers and
    of marks."""

    handle: str
    also: tuple[str, ...]
    articles: int
    spans: int


def annotators(desk: Desk) -> list[Annotator]:
    """Everybody who has a layer or goes by another name, in order of handle."""
    also: dict[str, list[str]] = {}
    for old, new in sorted(names.load(desk.connection).items()):
        also.setdefault(new, []).append(old)
    counts = dict.fromkeys(also, (0, 0))
    counts |= {
        who: (articles, spans)
        for who, articles, spans in desk.connection.execute(
            "SELECT annotator, count(*), sum(spans) FROM layer GROUP BY annotator"
        )
    }
    return [Annotator(who, tuple(also.get(who, ())), *counts[who]) for who in sorted(counts)]


def same(desk: Desk, old: str, new: str) -> Action:
    """Say that ``old`` is the person who goes by ``new``, here and wherever this desk is merged.

    Raises:
        Refused: one of the two is no name, or it is known already.
    """
    old, new = handle(old), handle(new)
    if not old or not new or old == new:
        raise Refused("Give two different names: the old one and the one to go by.")
    if desk.known_as(old) == new:
        raise Refused(f"{old} goes by {new} already.")
    drafts = [Draft(names.name(old), "annotator.same", {"same": new})]
    if desk.known_as(new) == desk.known_as(old):  # the other way round until now
        drafts.append(Draft(names.name(new), "annotator.same", {"same": ""}))
    return desk.act(drafts)


def apart(desk: Desk, known: str) -> Action:
    """Say that a handle is nobody else's: its work goes by it again.

    Raises:
        Refused: it does not go by another name.
    """
    known = handle(known)
    if desk.known_as(known) == known:
        raise Refused(f"{known} goes by no other name.")
    return desk.act([Draft(names.name(known), "annotator.apart", {"same": ""})])
