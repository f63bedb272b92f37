"""spaCy's DocBin (``.spacy``): documents with entities and span groups.

Read by spaCy itself (``pip install 'copydesk[spacy]'``). Spans of groups and entities are both
marks; one that is in both comes once. Nothing in the file is run: it is packed data.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from store.ingest import records
from store.ingest.reading import Reading
from store.model import Record, Refusal

_LARGEST = 512 * 1024 * 1024
"""Bytes a file may unpack to."""


def looks_so(head: bytes) -> bool:
    """Whether the start of a file unpacks to the start of a DocBin."""
    if head[:1] != b"\x78":
        return False
    try:
        return b"version" in zlib.decompressobj().decompress(head, 64)
    except zlib.error:
        return False


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the documents of a DocBin."""
    try:
        from spacy import blank
        from spacy.tokens import DocBin
    except ImportError:
        yield reading.refuse(
            "line 1", "a DocBin of spaCy, which needs spaCy: pip install 'copydesk[spacy]'"
        )
        return
    data = reading.stream.read(_LARGEST + 1)
    try:
        unpacking = zlib.decompressobj()
        unpacking.decompress(data, _LARGEST)
        if unpacking.unconsumed_tail:
            yield reading.refuse("line 1", f"unpacks to more than {_LARGEST // 1024**2} MB")
            return
        documents = DocBin().from_bytes(data).get_docs(blank("xx").vocab)
        for number, document in enumerate(documents, 1):
            yield from records.build(_record(document), reading, f"document {number}")
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        yield reading.refuse("line 1", f"not a DocBin that spaCy can read: {str(error)[:120]}")


def _record(document: Any) -> dict[str, Any]:
    said = {k: v for k, v in document.user_data.items() if isinstance(k, str)}
    given = said.pop("names", None)  # our export's names of entities
    names = given if isinstance(given, dict) else {}
    listed = list(document.ents)
    for group in document.spans.values():
        listed += list(group)
    marks: dict[tuple[int, int, str], dict[str, Any]] = {}
    for span in listed:
        key = (span.start_char, span.end_char, span.label_)
        mark = marks.setdefault(key, {"start": key[0], "end": key[1], "label": key[2]})
        if span.kb_id_:
            mark["entity"] = span.kb_id_
            mark["entity_name"] = str(names.get(span.kb_id_, ""))
    record: dict[str, Any] = {"text": document.text, "spans": list(marks.values())}
    labels = [label for label, value in document.cats.items() if value >= 0.5]
    if labels:
        record["labels"] = labels
    return {**said, **record}
