"""RSS and Atom: entries with what the feed itself says of their text; nothing is fetched.

A feed that gives only a description has articles of that description.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from store.ingest import markup, records, safe_xml
from store.ingest.reading import Reading
from store.ingest.safe_xml import local, words
from store.model import Record, Refusal

_ENTRIES = frozenset({"item", "entry"})
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the entries of a feed."""
    number = 0
    try:
        for entry, line in safe_xml.each(
            reading.stream, reading.largest, lambda name, _: name in _ENTRIES
        ):
            number += 1
            yield from _entry(entry, reading, f"line {line}")
    except safe_xml.Unsafe as error:
        yield reading.refuse("line 1", str(error))
        return
    if not number:
        yield reading.refuse("line 1", "a feed without entries")


def _entry(entry: Element, reading: Reading, position: str) -> Iterator[Record | Refusal]:
    found: dict[str, Element] = {}
    subjects: list[str] = []
    for part in entry:
        name = local(part)
        if name == "category":
            subjects.append(part.get("term") or words(part))
        elif name == "encoded" and "excerpt" in part.tag:
            continue  # WordPress's excerpt, which bears the name of the text
        elif name == "link" and part.get("rel", "alternate") != "alternate":
            continue
        elif name not in found or not words(found[name]):
            found[name] = part
    body = next(
        (
            text
            for name in ("encoded", "content", "description", "summary")
            if name in found and (text := _text(found[name]))
        ),
        "",
    )
    title = _text(found["title"]) if "title" in found else ""
    link = found.get("link")
    url = (link.get("href") or words(link)) if link is not None else ""
    data: dict[str, Any] = {
        "title": title,
        "body": body,
        "url": urljoin(entry.get(_BASE, ""), url) if url else "",
        "id": _words(found, "guid", "id"),
        "published": _words(found, "published", "pubDate", "date", "updated", "issued"),
        "author": _words(found, "creator", "author"),
        "language": entry.get(_LANG, "") or _words(found, "language"),
    }
    record: dict[str, Any] = {key: value for key, value in data.items() if value}
    if subjects:
        record["subjects"] = list(filter(None, subjects))
    if not body:
        yield reading.refuse(position, "an entry without text or description")
        return
    yield from records.build(record, reading, position)


def _words(found: dict[str, Element], *names: str) -> str:
    return next((text for name in names if name in found and (text := words(found[name]))), "")


def _text(part: Element) -> str:
    """The text of an entry's part: markup inside it, escaped markup, base64 or plain."""
    if len(part):
        return markup.text_in(part)
    text = part.text or ""
    kind = part.get("type", "html")
    if kind in ("text", "text/plain"):
        return text.strip()
    if kind not in ("html", "xhtml") and not kind.startswith("text/") and "xml" not in kind:
        try:
            text = base64.b64decode(text, validate=False).decode("utf-8")
        except (ValueError, binascii.Error):
            return ""
    return markup.text_of(text) if markup.is_markup(text) else text.strip()
