"""doccano's JSON Lines: its own export names the text ``data`` and its marks ``label``.

The forms it takes in (``text`` with ``label`` or ``labels`` as triples, ``entities`` with
``start_offset`` and ``relations``) need no reader of their own: they are read as any record is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from store.ingest import objects, records
from store.ingest.reading import Reading
from store.model import Record, Refusal


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the examples of a doccano file."""
    yield from objects.read(reading, _example)


def _example(
    data: Mapping[str, Any], reading: Reading, position: str
) -> Iterator[Record | Refusal]:
    example = dict(data)
    if isinstance(example.get("data"), str) and not isinstance(example.get("text"), str):
        example["text"] = example.pop("data")
    yield from records.build(example, reading, position)
