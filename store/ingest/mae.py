"""MAE's XML: a text, and tags whose ``spans`` count in it (``3~9``, several for one in parts).

A tag in parts is one mark where only blanks lie between them, and is refused otherwise; so is one
that covers nothing (``-1~-1``), which MAE calls non-consuming. Links between tags stay in the
article's meta.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from store.ingest import parts, records, safe_xml
from store.ingest.reading import Reading, SpanRefusal
from store.ingest.safe_xml import local
from store.model import Record, Refusal

_PART = re.compile(r"\s*(-?\d{1,9})\s*~\s*(-?\d{1,9})\s*")


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the article of a MAE file."""
    try:
        root = safe_xml.tree(reading.stream, reading.largest)
    except safe_xml.Unsafe as error:
        yield reading.refuse("line 1", str(error))
        return
    text = next((one for one in root if local(one) == "TEXT"), None)
    tags = next((one for one in root if local(one) == "TAGS"), None)
    if text is None or tags is None:
        yield reading.refuse("line 1", "no TEXT and TAGS, as MAE's files have")
        return
    body = "".join(text.itertext())
    spans: list[dict[str, Any]] = []
    links: list[dict[str, str]] = []
    for number, tag in enumerate(tags, 1):
        if "spans" not in tag.attrib and "start" not in tag.attrib:
            links.append({"type": local(tag), **tag.attrib})
            continue
        found = _mark(tag, body)
        if isinstance(found, str):
            name = tag.get("id", str(number))
            yield SpanRefusal(reading.file, f"tag {name}", found)
        else:
            spans.append(found)
    record: dict[str, Any] = {"text": body, "spans": spans, "task": local(root)}
    if links:
        record["links"] = links
    yield from records.build(record, reading, "line 1")


def _mark(tag: Element, text: str) -> dict[str, Any] | str:
    """A mark of a tag, or why it is none."""
    fields = {
        key: value
        for key, value in tag.attrib.items()
        if key not in ("spans", "start", "end", "id", "text") and value
    }
    given = tag.get("spans") or f"{tag.get('start', '')}~{tag.get('end', '')}"
    pieces = [_PART.fullmatch(part) for part in given.split(",")]
    ranges = [(int(one[1]), int(one[2])) for one in pieces if one]
    if len(ranges) < len(pieces):
        return f"its spans are {given[:40]!r}, not START~END"
    if any(start < 0 or end <= start for start, end in ranges):
        return "it covers no text"
    surface = tag.get("text", "")
    if len(ranges) > 1:
        surface = surface.replace(" ... ", " ")  # so MAE writes what lies between parts
    between = parts.between(text, ranges, surface)
    if between:
        return between
    start, end = ranges[0][0], ranges[-1][1]
    mark: dict[str, Any] = {"start": start, "end": end, "label": local(tag), "text": surface}
    if fields:
        mark["meta"] = fields
    if "id" in tag.attrib:
        mark["tag"] = tag.attrib["id"]
    return {key: value for key, value in mark.items() if value != ""}
