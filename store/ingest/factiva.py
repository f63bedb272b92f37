"""Factiva's XML: the articles of a search, streamed. They bring no marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from store.ingest import records, safe_xml
from store.ingest.reading import Reading
from store.ingest.safe_xml import local, said, words
from store.model import Record, Refusal


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the articles of a Factiva response."""
    try:
        for article, line in safe_xml.each(
            reading.stream, reading.largest, lambda name, _: name == "article"
        ):
            yield from _article(article, reading, f"line {line}")
    except safe_xml.Unsafe as error:
        yield reading.refuse("line 1", str(error))


def _article(article: Element, reading: Reading, position: str) -> Iterator[Record | Refusal]:
    paragraphs: list[str] = []
    facts: dict[str, Any] = {"subjects": [], "regions": []}
    for part in article:
        name = local(part)
        if name in ("leadParagraph", "tailParagraphs"):
            paragraphs += [words(one) for one in part if local(one) == "paragraph"] or [words(part)]
        elif name in ("newsSubject", "region"):
            facts["subjects" if name == "newsSubject" else "regions"].append(words(part))
    data = {
        "title": said(article, "headline"),
        "body": "\n\n".join(filter(None, paragraphs)),
        "published": said(article, "publicationDate"),
        "source": said(article, "sourceName"),
        "id": said(article, "accessionNo"),
        "language": said(article, "baseLanguage").casefold(),
        "author": said(article, "byline"),
        "copyright": said(article, "copyright"),
        **facts,
    }
    yield from records.build({k: v for k, v in data.items() if v}, reading, position)
