"""Corrected articles: an older version gives way, its marks move to the new text.

Ingest only proposes (same source and id, or the same URL, with another text); a person accepts or
declines. Marks are carried by their words and what stands around them, never by number alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.desk import Desk
from store.errors import Refused
from store.journal.operations import Draft, edge_hash
from store.model import Article, Span
from store.state.spans import name as span_name
from store.text import anchors


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
    drafts = [
        Draft(f"article:{older.id}", "article.supersede", {"superseded_by": newer.id}),
    ]
    standing = {(s.start, s.end, s.label, s.annotator) for s in desk.spans(newer.id)}
    lost: list[Span] = []
    for span in desk.spans(older.id):
        place = _place(older.text, span, newer.text)
        if place is None:
            lost.append(span)
        elif (*place, span.label, span.annotator) not in standing:
            standing.add((*place, span.label, span.annotator))
            drafts.append(_carry(span, newer.id, place))
    desk.act(drafts)
    return Carried(older.id, len(drafts) - 1, tuple(lost))


def _place(old: str, span: Span, new: str) -> tuple[int, int] | None:
    """Where a mark's words stand in the new text; words that stand once in both are the same."""
    words = old[span.start : span.end]
    if old.count(words) == 1 and new.count(words) == 1:
        start = new.index(words)
        if anchors.word_edges(new, start, start + len(words)):
            return start, start + len(words)
    return anchors.find(anchors.quote(old, span.start, span.end), new)


def _carry(span: Span, article_id: str, place: tuple[int, int]) -> Draft:
    fields: dict[str, object] = {
        "range": list(place),
        "label": span.label,
        "annotator": span.annotator,
        "origin": "re-anchored",
        "from": span.id,
    }
    if span.entity:
        fields["entity"] = span.entity
    if span.meta:
        fields["meta"] = dict(span.meta)
    if not span.confirmed:
        fields["confirmed"] = False
    return Draft(span_name(article_id, edge_hash(span.id, article_id)), "span.carry", fields)


def decline(desk: Desk, article_id: str) -> None:
    """Say that the article is no correction: both stay, and it is not proposed again.

    Raises:
        Refused: nothing is proposed.
    """
    if not desk.article(article_id).supersedes:
        raise Refused("This article is not proposed as a correction.")
    desk.act([Draft(f"article:{article_id}", "article.decline", {"supersedes": ""})])
