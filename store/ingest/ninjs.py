"""ninjs, IPTC's JSON for news (1 to 3), and JSON Feed: articles without marks.

The body is plain text where there is one, otherwise what a browser would show of its markup. An
item without a body (a picture, an event) is an article if its headline and description make one,
as with any record; pictures, sounds and films are refused by what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from store.ingest import markup, objects, records
from store.ingest.reading import Reading
from store.model import Record, Refusal

_NOT_READ = frozenset({"picture", "audio", "video", "graphic", "animation", "planning", "event"})
_MARKUP = ("body_html", "body_xhtml", "content_html")
_PLAIN = ("body_text", "content_text")


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the items of a ninjs document or a JSON Feed."""
    yield from objects.read(reading, _item)


def _item(data: Mapping[str, Any], reading: Reading, position: str) -> Iterator[Record | Refusal]:
    kind = data.get("type")
    body = _body(data)
    if kind in _NOT_READ and not body:
        yield reading.refuse(position, f"an item of type {kind}: no article text")
        return
    record = dict(data)
    for key in ("headlines", "bodies", *_MARKUP, *_PLAIN):
        record.pop(key, None)
    title = data.get("headline") or _said(data.get("headlines")) or data.get("title")
    if isinstance(title, str):
        record.pop("headline", None)
        record["title"] = title
    description = data.get("description_text") or _said(data.get("descriptions"))
    if description:
        for key in ("description_text", "description_html", "descriptions"):
            record.pop(key, None)
        record["description"] = description
    if "uri" in data and isinstance(data["uri"], str):
        record["id"] = record.pop("uri")
    if body:
        record["body"] = body
    elif not (title and description):
        yield reading.refuse(position, "no body, and no headline with a description beside it")
        return
    yield from records.build(record, reading, position)


def _body(data: Mapping[str, Any]) -> str:
    for key in _PLAIN:
        if isinstance(data.get(key), str) and data[key].strip():
            return str(data[key])
    for key in _MARKUP:
        if isinstance(data.get(key), str) and (text := markup.text_of(data[key])):
            return text
    bodies = data.get("bodies")
    listed = [one for one in bodies if isinstance(one, dict)] if isinstance(bodies, list) else []
    listed.sort(key=lambda one: one.get("contentType", one.get("contenttype")) != "text/plain")
    for one in listed:
        value = one.get("value")
        if isinstance(value, str) and value.strip():
            return markup.text_of(value) if markup.is_markup(value) else value
    return ""


def _said(values: Any) -> str:
    """The main one of headlines or descriptions, the first otherwise."""
    found = [one for one in (values if isinstance(values, list) else []) if isinstance(one, dict)]
    found.sort(key=lambda one: one.get("role") not in ("main", None))
    return next((str(one["value"]) for one in found if one.get("value")), "")
