"""JSON of any form, an object at a time: what the readers of the tools' own JSON stand on."""

from __future__ import annotations

from collections.abc import Iterator

from store.ingest import encodings, json_array, json_look, jsonl
from store.ingest.reading import Build, Reading
from store.model import Record, Refusal


def read(reading: Reading, build: Build) -> Iterator[Record | Refusal]:
    """Yield what ``build`` makes of each object of a file, an array's items or a line's."""
    start = reading.head.decode(encodings.detect(reading.head), "ignore").lstrip("\ufeff \t\r\n")
    lines = json_look.form(start, reading.suffix) == "jsonl"
    yield from (jsonl if lines else json_array).read(reading, build)
