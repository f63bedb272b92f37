"""JSON Lines: the desk's own format, one article a line, which ``ingest`` reads back without loss.

Taken into a fresh desk and exported again with the same policy, the bytes are the same. Not in the
file, and so not in the other desk, are comments, stars, skip reasons, who an article is assigned
to, further external ids, the journal, and what the register holds beyond ids and names (a country
or area that ships with the program has its own name there). A line has one status and one set of
article labels: on the way in they become those of every annotator who has marks in it, or, when
nobody has, of the one ``ingest`` is told (``--annotator``), else of ``import``: the line does not
say who finished an article and found nothing in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from store.errors import ExportError
from store.export.layers import Exported
from store.ingest.run import read_records
from store.model import Article, Record, Refusal, Span
from store.text import dates, languages

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write(articles: Iterable[Exported], stream: BinaryIO) -> Iterator[Exported]:
    """Write each article as a line and yield it, so that the caller may count."""
    for exported in articles:
        line = _ENCODE(as_object(exported)) + "\n"
        # what a terminal or a file name slipped in cannot be UTF-8; nothing ingested can hold it
        stream.write(line.encode("utf-8", "replace"))
        yield exported


def as_object(exported: Exported) -> dict[str, Any]:
    """The object of one line. Keys and their order are a contract."""
    article = _settled(exported.article)
    return {
        "id": article.external_id or article.id,
        "text": article.text,
        "title": article.title,
        "published": article.published,
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "status": exported.status,
        "labels": list(exported.labels),
        "meta": dict(article.meta),
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "label": span.label,
                "text": article.text[span.start : span.end],
                "annotator": span.annotator,
                "entity": span.entity,
                "entity_name": exported.names.get(span.entity, ""),
                "verdict": exported.verdict(span),
                "origin": span.origin,
                "confirmed": span.confirmed,
                "created": span.created,
                "id": span.id,
                "meta": dict(span.meta),
            }
            for span in exported.spans
        ],
    }


def _settled(article: Article) -> Article:
    """An article's metadata in the form in which it will be read back.

    Desks kept a date or a language once as it was typed. A date that cannot be read moves to
    ``meta``, as it does when a file brings one.
    """
    published, language = _date(article.published), _language(article.language)
    if (published, language) == (article.published, article.language):
        return article
    meta = dict(article.meta)
    for name, old, new in (
        ("published", article.published, published),
        ("language", article.language, language),
    ):
        if old and not new:
            meta[f"record.{name}" if name in meta else name] = old
    in_order = dict(sorted(meta.items()))  # as the journal writes it
    return replace(article, published=published, language=language, meta=in_order)


_date = lru_cache(maxsize=8192)(dates.read)
_language = lru_cache(maxsize=512)(languages.read)


def prove(path: Path, articles: Iterable[Exported]) -> None:
    """Read a written file back as ``ingest`` would and compare it with the desk, line by line.

    Raises:
        ExportError: a line does not come back as it went out.
    """
    with closing(read_records([path], format="jsonl")) as back:
        for number, exported in enumerate(articles, 1):
            record = next(back, None)
            if isinstance(record, Refusal) or record is None or _said(record) != _meant(exported):
                why = f": {record.reason}" if isinstance(record, Refusal) else ""
                raise ExportError(
                    f"Line {number} of the export does not read back as it was written{why}; "
                    "no file was left behind."
                )
        if next(back, None) is not None:
            raise ExportError("The export reads back longer than it was; no file was left behind.")


def _said(record: Record) -> tuple[Any, ...]:
    return (
        record.text,
        record.title,
        record.external_id,
        record.published,
        record.source,
        record.url,
        record.language,
        record.labels,
        dict(record.meta),
        [
            (x.start, x.end, x.label, x.annotator, x.origin, x.confirmed, x.created, x.id, x.entity)
            for x in record.spans
        ],
        [(dict(x.meta), x.entity_name) for x in record.spans],
    )


def _meant(exported: Exported) -> tuple[Any, ...]:
    article = _settled(exported.article)
    external_id = article.external_id
    return (
        article.text,
        article.title,
        "" if external_id == article.id else external_id,
        article.published,
        article.source,
        article.url,
        article.language,
        exported.labels,
        dict(article.meta),
        [
            (x.start, x.end, x.label, x.annotator, x.origin, x.confirmed, x.created, x.id, x.entity)
            for x in exported.spans
        ],
        [(_kept(exported, x), exported.names.get(x.entity, "")) for x in exported.spans],
    )


def _kept(exported: Exported, span: Span) -> dict[str, Any]:
    """A mark's meta as it comes back: a verdict is kept there, since only a review decides."""
    verdict = exported.verdict(span)
    if not verdict:
        return dict(span.meta)
    return {**span.meta, ("span.verdict" if "verdict" in span.meta else "verdict"): verdict}
