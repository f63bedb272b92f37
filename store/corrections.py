"""Corrected articles: an older version gives way, its marks move to the new text.

Ingest only proposes (same source and id, or the same URL, with another text); a person accepts or
declines. Marks are carried by their words and what stands around them, never by number alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from store.desk import SYSTEM, Desk
from store.errors import Refused
from store.journal.log import below
from store.journal.operations import Draft, edge_hash
from store.model import Article, Span
from store.names.forms import form_of
from store.state.spans import name as span_name
from store.text import anchors

_Mark = tuple[int, int, str, str]
"""Start, end, label and annotator."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What accepting a correction did: marks carried over, and those whose words are gone."""

    older: str
    carried: int
    lost: tuple[Span, ...]


def proposal(desk: Desk, article: Article) -> Article | None:
    """The older version this article is thought to correct, while nobody has decided."""
    if not article.supersedes:
        return None
    try:
        older = desk.article(article.supersedes)
    except Refused:  # its ingest was undone
        return None
    return None if older.superseded_by else older


def accept(desk: Desk, article_id: str) -> Carried:
    """Let the article take its older version's place, with everybody's marks, as one action.

    A carried mark's id follows from the old mark and the new article, so that accepting on two
    desks gives one mark. Marks that stand already in the new version are not doubled.

    Raises:
        Refused: nothing is proposed.
    """
    newer = desk.article(article_id)
    older = proposal(desk, newer)
    if older is None:
        raise Refused("This article is not a correction of another that is still listed.")
    drafts, lost = _carried(older, newer, desk.spans(older.id), _standing(desk, newer.id))
    step = Draft(f"article:{older.id}", "article.supersede", {"superseded_by": newer.id})
    desk.act([step, *drafts])
    return Carried(older.id, len(drafts), tuple(lost))


def carry_late(desk: Desk) -> int:
    """Carry over marks that came to older versions after the newer ones took their place.

    One action (one more for each correction of a correction) of whoever acts, or of the desk
    itself. A mark that stood there before stays what became of it: removed, changed or taken back.
    Gives how many were carried.
    """
    carried = 0
    waiting = _replaced(desk)
    # an article that is replaced itself gets its marks before it hands them on
    while step := waiting.keys() - set(waiting.values()):
        replaced = {old: waiting.pop(old) for old in sorted(step)}
        action = desk.act_on(partial(_late, desk, replaced), actor=desk.actor or SYSTEM)
        carried += action.operations if action else 0
    return carried


def _replaced(desk: Desk) -> dict[str, str]:
    """From older versions that are marked to what took their place, both with their texts here."""
    rows = desk.connection.execute(
        "SELECT old.id, new.id FROM article AS old JOIN article AS new ON new.id = old.superseded_by "
        "JOIN text AS a ON a.n = old.n JOIN text AS b ON b.n = new.n "
        "WHERE old.superseded_by != '' AND a.body IS NOT NULL AND b.body IS NOT NULL ORDER BY old.id"
    )
    return dict(rows.fetchall())


def _late(desk: Desk, replaced: dict[str, str]) -> list[Draft]:
    drafts = []
    said = "SELECT 1 FROM op WHERE obj = ? LIMIT 1"
    for key, newer in replaced.items():
        late = [
            span
            for span in desk.spans(key)
            if desk.connection.execute(said, (_carried_name(span, newer),)).fetchone() is None
        ]
        if late:
            old, new = desk.article(key), desk.article(newer)
            drafts += _carried(old, new, late, _ever(desk, newer))[0]
    return drafts


def _ever(desk: Desk, article_id: str) -> set[_Mark]:
    """The marks that stand on an article, or once were put there."""
    found = _standing(desk, article_id)
    rows = desk.connection.execute(
        "SELECT fields FROM op WHERE obj >= ? AND obj < ?", below(span_name(article_id, ""))
    )
    for (encoded,) in rows:
        fields = json.loads(encoded)
        if fields.keys() >= {"range", "label", "annotator"}:
            found.add((*fields["range"], fields["label"], desk.known_as(fields["annotator"])))
    return found


def _standing(desk: Desk, article_id: str) -> set[_Mark]:
    return {(s.start, s.end, s.label, s.annotator) for s in desk.spans(article_id)}


def _carried(
    older: Article, newer: Article, spans: Sequence[Span], standing: set[_Mark]
) -> tuple[list[Draft], list[Span]]:
    """Marks as they will stand in the newer version, and those whose words are gone."""
    drafts: list[Draft] = []
    lost: list[Span] = []
    for span in spans:
        place = _place(older.text, span, newer.text)
        if place is None:
            lost.append(span)
        elif (*place, span.label, span.annotator) not in standing:
            standing.add((*place, span.label, span.annotator))
            drafts.append(_carry(span, newer.id, place, newer.text[slice(*place)]))
    return drafts, lost


def _carried_name(span: Span, article_id: str) -> str:
    return span_name(article_id, edge_hash(span.id, article_id))


def _place(old: str, span: Span, new: str) -> tuple[int, int] | None:
    """Where a mark's words stand in the new text; words that stand once in both are the same."""
    words = old[span.start : span.end]
    if old.count(words) == 1 and new.count(words) == 1:
        start = new.index(words)
        if anchors.word_edges(new, start, start + len(words)):
            return start, start + len(words)
    return anchors.find(anchors.quote(old, span.start, span.end), new)


def _carry(span: Span, article_id: str, place: tuple[int, int], words: str) -> Draft:
    """The mark in the newer version, where ``words`` stand at its place."""
    fields: dict[str, object] = {
        "range": list(place),
        "label": span.label,
        "annotator": span.annotator,
        "origin": "re-anchored",
        "from": span.id,
    }
    if span.entity:
        fields |= {"entity": span.entity, "form": form_of(words), "linked": span.linked}
    if span.meta:
        fields["meta"] = dict(span.meta)
    if not span.confirmed:
        fields["confirmed"] = False
    return Draft(_carried_name(span, article_id), "span.carry", fields)


def decline(desk: Desk, article_id: str) -> None:
    """Say that the article is no correction: both stay, and it is not proposed again.

    Raises:
        Refused: nothing is proposed.
    """
    if not desk.article(article_id).supersedes:
        raise Refused("This article is not proposed as a correction.")
    desk.act([Draft(f"article:{article_id}", "article.decline", {"supersedes": ""})])
