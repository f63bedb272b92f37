"""Rows of the derived tables as the nouns they stand for: the columns to select, and what to make
of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from store import model

if TYPE_CHECKING:
    from store.model import Article, Label, Layer, Span

ARTICLE = (
    "article.n, article.id, title, body, external_id, published, source, url, language, assignee, "
    "meta, supersedes, superseded_by"
)
"""Columns of ``article JOIN text``."""

SPAN = 'span.id, start, "end", label, annotator, origin, confirmed, created, entity, meta, linked'
"""Columns of ``span``."""

IN_TEXT = 'start, "end" DESC, label, annotator, span.id'
"""The order of an article's marks: by start, longest first."""


def in_text(row: Sequence[Any]) -> tuple[Any, ...]:
    """That order, for rows of the columns of ``SPAN``."""
    return row[1], -row[2], row[3], row[4], row[0]


LAYER = "annotator, status, skip_reason, starred, labels, spans"
"""Columns of ``layer``."""


def article(row: Sequence[Any], external_ids: tuple[str, ...] = ()) -> Article:
    """An article from the columns of ``ARTICLE``; without a text where the desk has none."""
    return model.Article(
        n=row[0],
        id=row[1],
        title=row[2],
        text=row[3] or "",
        external_id=row[4],
        published=row[5],
        source=row[6],
        url=row[7],
        language=row[8],
        assignee=row[9],
        meta=json.loads(row[10]),
        external_ids=external_ids,
        supersedes=row[11],
        superseded_by=row[12],
        has_text=row[3] is not None,
    )


def span(row: Sequence[Any], article_id: str) -> Span:
    """A mark from the columns of ``SPAN``; what follows them in the row is passed over."""
    meta = json.loads(row[9]) if row[9] != "{}" else {}
    # by place: exports make millions of them
    return model.Span(
        row[0], article_id, row[1], row[2], row[3], row[4], row[5], bool(row[6]), row[7], row[8],
        meta, row[10],
    )  # fmt: skip


def layer(row: Sequence[Any], article_id: str) -> Layer:
    """What an annotator made of an article, from the columns of ``LAYER``."""
    who, status, reason, star, labels, spans = row
    return model.Layer(
        article_id, who, status, reason, bool(star), tuple(json.loads(labels)), spans
    )


def label(label_id: str, fields: Mapping[str, Any]) -> Label:
    """A label of the scheme from its id and its fields."""
    return model.Label(
        id=label_id,
        name=str(fields.get("name", label_id)),
        key=str(fields.get("key", "")),
        colour=str(fields.get("colour", "")),
        scope=str(fields.get("scope", "span")),
        group=str(fields.get("group", "")),
        guideline=str(fields.get("guideline", "")),
        examples=tuple(fields.get("examples", ())),
        order=int(fields.get("order", 0)),
        retired=bool(fields.get("retired", False)),
    )
