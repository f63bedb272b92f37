"""Tables with a span a row: what stands in rows of one article is one record.

Ours name the article by its id on the desk and hold the words of the span alone: a desk that has
the article takes the spans. Tables of others need a column with the text the spans stand in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from store.ingest import records
from store.ingest.fields import field_of, plain
from store.ingest.reading import Reading, SpanRefusal
from store.model import ORIGINS, RawSpan, Record, Refusal
from store.text.clean import keepable

_START = frozenset({"start", "startoffset", "startchar", "begin"})
_END = frozenset({"end", "endoffset", "endchar", "stop"})
_LABEL = frozenset({"label", "tag", "type", "category"})
_OURS = frozenset({"article", "start", "end", "label", "text", "span"})
_FACTS = ("title", "published", "source", "url", "language", "status")
_SAID = ("annotator", "entity", "entity_name", "created")

Row = tuple[str, dict[str, str]]
"""Its place and its cells by column."""


def is_span_table(names: Iterable[str]) -> bool:
    """Whether columns of these names hold a span a row."""
    told = {plain(name) for name in names}
    return bool(told & _START and told & _END and told & _LABEL)


def is_ours(names: Iterable[str]) -> bool:
    """Whether they are those of our own export."""
    return set(names) >= _OURS


def read_ours(rows: Iterable[Row | Refusal], reading: Reading) -> Iterator[Record | Refusal]:
    """Yield a record for the rows of each article; rows of one stand together."""
    waiting: list[Row] = []
    for row in rows:
        if isinstance(row, Refusal):
            yield row
            continue
        if waiting and row[1].get("article") != waiting[0][1].get("article"):
            yield from _ours(waiting, reading)
            waiting = []
        waiting.append(row)
    if waiting:
        yield from _ours(waiting, reading)


def _ours(rows: list[Row], reading: Reading) -> Iterator[Record | Refusal]:
    position, first = rows[0]
    article = first.get("article", "")
    if not records.is_article_id(article):
        yield reading.refuse(position, f"{article[:40]!r} is no id of an article")
        return
    spans = []
    for place, row in rows:
        try:
            spans.append(_span(row))
        except ValueError as error:
            yield SpanRefusal(reading.file, place, str(error))
    facts: dict[str, Any] = {name: str(keepable(first.get(name, ""))) for name in _FACTS}
    own = first.get("id", "")
    yield Record(
        text="",
        external_id="" if own == article else str(keepable(own)),
        labels=tuple(filter(None, first.get("labels", "").split("|"))),
        spans=tuple(spans),
        file=reading.file,
        position=position,
        article=article,
        **facts,
    )


def _span(row: dict[str, str]) -> RawSpan:
    try:
        start, end = int(row.get("start", "")), int(row.get("end", ""))
    except ValueError:
        given = f"{row.get('start', '')!r:.20} and {row.get('end', '')!r:.20}"
        raise ValueError(f"start and end must be whole numbers, not {given}") from None
    if not 0 <= start < end:
        raise ValueError(f"{start}-{end} is not a stretch of text (end is exclusive)")
    if not row.get("label"):
        raise ValueError(f"{start}-{end} has no label")
    meta: Any = {}
    with suppress(ValueError, RecursionError):
        meta = json.loads(row.get("meta") or "{}")
    origin = row.get("origin", "")
    said = {name: str(keepable(row.get(name, ""))) for name in _SAID}
    return RawSpan(
        start,
        end,
        row["label"],
        origin=origin if origin in ORIGINS else "",
        id=row.get("span", ""),
        confirmed=row.get("confirmed") != "no",
        meta=keepable(meta) if isinstance(meta, dict) else {},
        words=row.get("text", ""),
        **said,
    )


def read_others(rows: Iterable[Row | Refusal], reading: Reading) -> Iterator[Record | Refusal]:
    """Yield a record for each text: rows that follow one another with the same one."""
    text, place = "", ""
    record: dict[str, Any] = {}
    for row in rows:
        if isinstance(row, Refusal):
            yield row
            continue
        position, cells = row
        found = _parted(cells, reading)
        if found is None:
            yield reading.refuse(position, "a span without the text it stands in")
            continue
        told, span = found
        if told["text"] != text or not record:
            if record:
                yield from records.build(record, reading, place)
            text, place, record = told["text"], position, {**told, "spans": []}
        if span:
            record["spans"].append(span)
    if record:
        yield from records.build(record, reading, place)


def _parted(
    cells: dict[str, str], reading: Reading
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """What a row says of its article, and of its span."""
    span: dict[str, Any] = {}
    told: dict[str, Any] = {}
    for name, cell in cells.items():
        meaning = plain(name)
        if meaning in _START | _END:
            span["start" if meaning in _START else "end"] = int(cell) if cell.isdigit() else cell
        elif meaning in _LABEL:
            span["label"] = cell
        elif meaning == "annotator":
            span["annotator"] = cell
        else:
            told[name] = cell
    bodies = [name for name in told if _is_text(name, reading)]
    whole = max(bodies, key=lambda name: len(told[name]), default="")
    end = span.get("end")
    if not whole or (isinstance(end, int) and len(told[whole]) < end):
        return None
    told["text"], words = told.pop(whole), [told.pop(name) for name in bodies if name != whole]
    if words:
        span["text"] = words[0]
    return told, span


def _is_text(name: str, reading: Reading) -> bool:
    meaning = field_of(name)
    field = reading.columns.get(name) or (meaning[0] if meaning else "")
    return field in ("text", "body")
