"""spaCy's JSON of before version 3: documents of paragraphs of sentences of tokens.

A document is an article, its paragraphs set off by an empty line. A paragraph is its ``raw`` text
where it holds every token in order, otherwise its tokens with a blank between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from store.ingest import objects, records
from store.ingest.reading import Reading
from store.ingest.token_text import TokenText
from store.model import Record, Refusal


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the documents of a spaCy JSON file."""
    yield from objects.read(reading, _document)


def _document(
    data: Mapping[str, Any], reading: Reading, position: str
) -> Iterator[Record | Refusal]:
    text = TokenText()
    labels: list[str] = []
    try:
        for number, paragraph in enumerate(data["paragraphs"]):
            if number:
                text.put("\n\n" if text.length else "")
            _paragraph(paragraph, text)
            labels += [
                one["label"]
                for one in paragraph.get("cats", ())
                if one.get("value") in (1, 1.0, True)
            ]
    except (KeyError, TypeError, AttributeError):
        yield reading.refuse(position, "not as spaCy writes documents: paragraphs of sentences")
        return
    record: dict[str, Any] = {key: value for key, value in data.items() if key != "paragraphs"}
    record |= {"text": text.text, "spans": text.marks()}
    if labels:
        record["labels"] = list(dict.fromkeys(labels))
    yield from records.build(record, reading, position)


def _paragraph(paragraph: Mapping[str, Any], text: TokenText) -> None:
    tokens = [token for sentence in paragraph["sentences"] for token in sentence["tokens"]]
    words = [str(token["orth"]) for token in tokens]
    tags = [str(token.get("ner", "O")) for token in tokens]
    raw = paragraph.get("raw")
    if not (isinstance(raw, str) and text.align(raw, words, tags)):
        text.sentence(words, tags)
