"""The N3 collections (``TextWithNamedEntities``): texts in pieces, each named entity with its URI.

The entities have no type: their label is ``entity``. The URI becomes the link.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from store.ingest import records, safe_xml
from store.ingest.reading import Reading
from store.ingest.safe_xml import local, said
from store.model import Record, Refusal


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the documents of a corpus."""
    try:
        for document, line in safe_xml.each(
            reading.stream, reading.largest, lambda name, _: name == "Document"
        ):
            yield from _document(document, reading, f"line {line}")
    except safe_xml.Unsafe as error:
        yield reading.refuse("line 1", str(error))


def _document(document: Element, reading: Reading, position: str) -> Iterator[Record | Refusal]:
    parts: list[str] = []
    spans: list[dict[str, Any]] = []
    length = 0
    whole = safe_xml.find(document, "TextWithNamedEntities")
    for part in whole if whole is not None else ():
        text = "".join(part.itertext())
        if local(part) == "NamedEntityInText":
            mark = {"start": length, "end": length + len(text), "label": "entity"}
            uri = part.get("uri", "")
            spans.append({**mark, **({"entity": uri, "entity_name": _name(uri)} if uri else {})})
        parts.append(text)
        length += len(text)
    record = {
        "text": "".join(parts),
        "spans": spans,
        "source": said(document, "DocumentSource"),
        "url": said(document, "DocumentURI"),
        "document": document.get("id", ""),
    }
    yield from records.build({k: v for k, v in record.items() if v}, reading, position)


def _name(uri: str) -> str:
    """The name in a URI: what follows the last slash, blanks for underscores."""
    return unquote(uri.rstrip("/").rpartition("/")[2]).replace("_", " ")
