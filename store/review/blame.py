"""The story of a mark: who made it, when, from what, and every change and verdict since."""

from __future__ import annotations

from dataclasses import dataclass

from store.desk import Desk
from store.errors import Refused
from store.history import LogLine
from store.review.layers import Key
from store.state.reviews import verdict_name
from store.state.spans import name as span_name


@dataclass(frozen=True, slots=True)
class Blame:
    """``origin`` is how the mark came (hand, suggestion, propagated, import, re-anchored) and
    ``source`` what from: the name of the suggestion or import, the mark it was carried from.

    ``changes`` are all later operations on the mark, ``verdicts`` those on the ranges and labels
    it ever had, oldest first; taken-back ones are among them with ``live`` false.
    """

    annotator: str
    made_by: str
    at: str
    origin: str
    source: str
    changes: tuple[LogLine, ...]
    verdicts: tuple[LogLine, ...]


def blame(desk: Desk, article_id: str, span_id: str) -> Blame:
    """The story of a mark, also of a removed one.

    Raises:
        Refused: the journal has no such mark.
    """
    obj = span_name(article_id, span_id)
    lines = list(desk.log(article_id))
    own = [line for line in lines if line.object == obj]
    first = next((line for line in own if line.live and "range" in line.fields), None)
    first = first or next((line for line in own if "range" in line.fields), None)
    if first is None:
        raise Refused("The journal knows no such mark.")
    objects = {verdict_name(article_id, *key) for key in _shapes(own)}
    meta = first.fields.get("meta") or {}
    source = first.fields.get("from") or meta.get("suggestion") or meta.get("source") or ""
    return Blame(
        annotator=str(first.fields.get("annotator", first.actor)),
        made_by=first.actor,
        at=first.at,
        origin=str(first.fields.get("origin", "hand")),
        source=str(source),
        changes=tuple(line for line in own if line is not first),
        verdicts=tuple(line for line in lines if line.object in objects),
    )


def _shapes(lines: list[LogLine]) -> set[Key]:
    """Every range and label the mark had at some time."""
    found: set[Key] = set()
    extent: list[int] | None = None
    label = ""
    for line in lines:
        if not line.live:
            continue
        extent = line.fields.get("range", extent)
        label = line.fields.get("label", label)
        if extent and label:
            found.add((int(extent[0]), int(extent[1]), str(label)))
    return found
