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
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from store.export.back import Back, Mark
from store.export.format import Out, Source
from store.export.layers import Exported
from store.model import Span

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
FACTS = ("title", "published", "source", "url", "language", "status", "meta")


class Writer:
    """A line for each article."""

    def __init__(self, out: Out) -> None:
        self._stream = out.stream

    def add(self, exported: Exported) -> None:
        """Write an article."""
        line = _ENCODE(as_object(exported)) + "\n"
        # what a terminal or a file name slipped in cannot be UTF-8; nothing ingested can hold it
        self._stream.write(line.encode("utf-8", "replace"))

    def close(self) -> None:
        """Nothing stands at the end."""


def as_object(exported: Exported) -> dict[str, Any]:
    """The object of one line. Keys and their order are a contract."""
    article, names = exported.article, exported.names
    decided = exported.verdict if exported.verdicts else _undecided
    return {
        "id": exported.id,
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
                "entity_name": names.get(span.entity, ""),
                "verdict": decided(span),
                "origin": span.origin,
                "confirmed": span.confirmed,
                "created": span.created,
                "id": span.id,
                "meta": span.meta,
            }
            for span in exported.spans
        ],
    }


def _undecided(span: Span) -> str:
    """The verdict on a mark of an article in which nothing was decided."""
    del span
    return ""


def read(source: Source) -> Iterator[Back]:
    """Read the lines as any program would that reads JSON."""
    with source.open() as stream:
        for line in stream:
            one = json.loads(line)
            text = one["text"]
            marks = []
            for span in one["spans"]:
                start, end, words = span["start"], span["end"], span["text"]
                if text[start:end] != words:
                    raise ValueError(f"{words!r} does not stand at {start}")
                known = _MARK(span)
                marks.append(Mark._make((start, end, *known[:6], known[6:])))
            facts = {name: one[name] for name in FACTS}
            yield Back(one["id"], text, marks, sorted(one["labels"]), facts)


_MARK = itemgetter(
    "label", "text", "annotator", "entity", "entity_name", "verdict",
    "origin", "confirmed", "created", "id", "meta",
)  # fmt: skip
"""Of a written span, what a `Mark` has behind the offsets; its history last."""
