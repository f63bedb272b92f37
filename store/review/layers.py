"""Layers of an article: whose marks are compared, and the adjudicated one that verdicts make.

A *mark* is a range and a label, whoever made it. The adjudicated layer is the fold of verdicts in
the order of their operations, and of nothing else: a mark that an annotator later removes stays in
it, one that arrives later is not in it until somebody decides.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from store.desk import Desk
from store.journal.operations import edge_hash
from store.model import FINISHED, Layer, Span

Key = tuple[int, int, str]
"""A mark: start, end (code points, end exclusive), label id."""

ADJUDICATED = "adjudicated"
CONSENSUS = "consensus"

_BLIND = "review.blind"
_VERDICTS = (
    'SELECT id, start, "end", label, decision, gold_start, gold_end, gold_label, entity, '
    "reviewer, at, op FROM verdict WHERE n = ? ORDER BY op"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer decided on a mark, and when (UTC).

    ``decision`` is accept, reject, relabel or resize; ``gold`` what stands in the adjudicated layer
    for the mark (None: nothing), ``entity`` what it is linked to there. ``order`` sorts the
    decisions on an article as everybody's clocks and causes have it.
    """

    id: str
    mark: Key
    decision: str
    gold: Key | None
    entity: str
    reviewer: str
    at: str
    order: bytes


def verdicts_of(connection: sqlite3.Connection, n: int) -> list[Verdict]:
    """The decisions on an article (by local number), oldest first."""
    return [
        Verdict(
            id=row[0],
            mark=(row[1], row[2], row[3]),
            decision=row[4],
            gold=None if row[4] == "reject" else (row[5], row[6], row[7]),
            entity=row[8],
            reviewer=row[9],
            at=row[10],
            order=row[11],
        )
        for row in connection.execute(_VERDICTS, (n,))
    ]


def verdicts(desk: Desk, article_id: str) -> list[Verdict]:
    """The decisions on an article, oldest first."""
    n = local_number(desk, article_id)
    return [] if n is None else verdicts_of(desk.connection, n)


def local_number(desk: Desk, article_id: str) -> int | None:
    """The number of an article on this desk."""
    row = desk.connection.execute(
        "SELECT n FROM text WHERE hash = ?", (bytes.fromhex(article_id),)
    ).fetchone()
    return int(row[0]) if row else None


def gold(decided: Iterable[Verdict]) -> dict[Key, Verdict]:
    """The adjudicated marks, each with the verdict it rests on.

    Verdicts count in their order: each takes its own mark out and puts its result in, so of two
    decisions that touch the same place the later one stands.
    """
    standing: dict[Key, Verdict] = {}
    for verdict in sorted(decided, key=lambda one: one.order):
        standing.pop(verdict.mark, None)
        if verdict.gold is not None:
            standing[verdict.gold] = verdict
    return standing


def reading_order(key: Key) -> tuple[int, int, str]:
    """Sorts marks by start, longest first, then label."""
    return key[0], -key[1], key[2]


def gold_spans(article_id: str, decided: Iterable[Verdict], spans: Iterable[Span]) -> list[Span]:
    """The adjudicated layer as marks, in reading order; their annotator is ``adjudicated``.

    Origin and metadata are those of the mark decided on, where it still stands; who decided is in
    ``meta["reviewer"]``.
    """
    known: dict[Key, Span] = {}
    for span in sorted(spans, key=lambda one: one.id):
        known.setdefault((span.start, span.end, span.label), span)
    found = []
    for key, verdict in sorted(gold(decided).items(), key=lambda item: reading_order(item[0])):
        base = known.get(verdict.mark) or known.get(key)
        found.append(
            Span(
                id=edge_hash(ADJUDICATED, article_id, *key),
                article=article_id,
                start=key[0],
                end=key[1],
                label=key[2],
                annotator=ADJUDICATED,
                origin=base.origin if base else "hand",
                created=verdict.at,
                entity=verdict.entity,
                meta={**(base.meta if base else {}), "reviewer": verdict.reviewer},
            )
        )
    return found


def consensus_spans(article_id: str, spans: Iterable[Span], k: int) -> list[Span]:
    """The marks that at least ``k`` annotators made alike (range and label), in reading order.

    Their annotator is ``consensus``; who made them stands in ``meta["annotators"]``. An entity is
    kept when nobody linked the mark to another.
    """
    held: dict[Key, dict[str, Span]] = {}
    for span in sorted(spans, key=lambda one: one.id):
        held.setdefault((span.start, span.end, span.label), {}).setdefault(span.annotator, span)
    found = []
    for key in sorted(held, key=reading_order):
        by = held[key]
        if len(by) < k:
            continue
        entities = {span.entity for span in by.values() if span.entity}
        found.append(
            Span(
                id=edge_hash(CONSENSUS, article_id, *key),
                article=article_id,
                start=key[0],
                end=key[1],
                label=key[2],
                annotator=CONSENSUS,
                origin=by[min(by)].origin,
                created=max(span.created for span in by.values()),
                entity=entities.pop() if len(entities) == 1 else "",
                meta={"annotators": sorted(by)},
            )
        )
    return found


def outcomes(decided: Iterable[Verdict]) -> dict[Key, str]:
    """What became of each decided mark: ``accepted``, ``rejected``, ``relabelled``, ``resized``.

    A mark that another one was changed into counts as accepted.
    """
    decided = list(decided)
    words = {"reject": "rejected", "relabel": "relabelled", "resize": "resized"}
    found = {v.mark: words.get(v.decision, "rejected") for v in decided}
    return found | dict.fromkeys(gold(decided), "accepted")


def counted(layers: Iterable[Layer], spans: Iterable[Span]) -> tuple[str, ...]:
    """The annotators whose marks are compared on an article, in order of name.

    Those who have handed it in, and those whose whole layer came from a file without saying how
    far it is: what they left unmarked counts as left out. Work under way does not.
    """
    by_hand = {span.annotator for span in spans if span.origin != "import"}
    return tuple(
        sorted(
            layer.annotator
            for layer in layers
            if layer.status in FINISHED
            or (layer.status == "started" and layer.spans and layer.annotator not in by_hand)
        )
    )


def is_closed(layers: Iterable[Layer]) -> bool:
    """Whether a reviewer approved the article: marks without a verdict are new since then."""
    return any(layer.status == "approved" for layer in layers)


def visible(desk: Desk, article_id: str, *, blind: bool) -> tuple[str, ...] | None:
    """The annotators whose marks I may see; None for everybody.

    In blind mode nobody's but mine until I have handed the article in (or skipped it).
    """
    if not blind or desk.layer(article_id).status in (*FINISHED, "skipped"):
        return None
    return (desk.actor,)


def is_blind(desk: Desk) -> bool:
    """Whether others' marks are hidden on this desk until one has finished an article."""
    return blinds(desk.connection)


def blinds(connection: sqlite3.Connection) -> bool:
    """`is_blind` through any connection."""
    row = connection.execute("SELECT v FROM local WHERE k = ?", (_BLIND,)).fetchone()
    return bool(row == ("1",))


def set_blind(desk: Desk, on: bool) -> None:
    """Hide others' marks on this desk until one has finished an article, or no longer."""
    desk.remember(_BLIND, "1" if on else "")


def to_be_done_blind(desk: Desk, article_id: str) -> bool:
    """Whether I have to finish an article myself before I may see what others made of it: in blind
    mode one that is handed to me, or that I have begun."""
    if visible(desk, article_id, blind=is_blind(desk)) is None:
        return False
    begun = desk.layer(article_id).status == "started"
    return begun or desk.article(article_id).assignee == desk.actor


def statuses(layers: Iterable[Layer]) -> Mapping[str, str]:
    """Everybody's status of the article."""
    return {layer.annotator: layer.status for layer in layers}
