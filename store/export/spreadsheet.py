"""Spans as rows of a table: the columns, the rows to write, and the articles they are read as."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from store.export.back import Back, Mark
from store.export.format import Job
from store.export.layers import Exported

COLUMNS = (
    "article",
    "id",
    "title",
    "published",
    "source",
    "url",
    "language",
    "status",
    "labels",
    "start",
    "end",
    "label",
    "text",
    "annotator",
    "entity",
    "entity_name",
    "verdict",
    "origin",
    "confirmed",
    "created",
    "span",
    "meta",
)
FACTS = COLUMNS[2:8]

FORMULA = "=+-@\t\r\n＝＋－＠'"
"""What a cell may not begin with: programs would take the rest for something to work out."""


def rows(exported: Exported, job: Job) -> Iterator[tuple[str | int, ...]]:
    """A row for every span, in the order of the text."""
    article = exported.article
    before = (
        article.id,
        exported.id,
        article.title,
        article.published,
        article.source,
        article.url,
        article.language,
        exported.status,
        "|".join(job.labels[label] for label in exported.labels),
    )
    for span in exported.spans:
        yield (
            *before,
            span.start,
            span.end,
            job.labels[span.label],
            article.text[span.start : span.end],
            span.annotator,
            span.entity,
            exported.names.get(span.entity, ""),
            exported.verdict(span),
            span.origin,
            "yes" if span.confirmed else "no",
            span.created,
            span.id,
            _json(span.meta) if span.meta else "",
        )


def _json(value: Mapping[str, Any]) -> str:
    """JSON that no cell has to change: what XML cannot hold is an escape."""
    text = json.dumps(dict(value), ensure_ascii=False)
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def articles(table: Iterable[Mapping[str, Any]], job: Job) -> Iterator[Back]:
    """The articles that rows, by column, tell of. Rows of one article stand together."""
    label_ids = job.label_ids
    now, back = "", Back("")
    for row in table:
        if row["article"] != now:
            if now:
                yield back
            now = row["article"]
            worn = row["labels"].split("|") if row["labels"] else []
            facts = {name: row[name] for name in FACTS}
            back = Back(row["id"], labels=sorted(label_ids[one] for one in worn), facts=facts)
        back.marks.append(
            Mark(
                int(row["start"]),
                int(row["end"]),
                label_ids[row["label"]],
                row["text"],
                row["annotator"],
                row["entity"],
                row["entity_name"],
                row["verdict"],
                (
                    row["origin"],
                    {"yes": True, "no": False}[row["confirmed"]],
                    row["created"],
                    row["span"],
                    json.loads(row["meta"] or "{}"),
                ),
            )
        )
    if now:
        yield back
