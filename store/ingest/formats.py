"""The table of readers: one line per format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from store.ingest.reading import Reader, Reading
from store.model import Record, Refusal


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read. ``module`` has ``read(reading)``; it is loaded when first used."""

    name: str
    title: str
    module: str

    def read(self, reading: Reading) -> Iterator[Record | Refusal]:
        reader: Reader = import_module(f"store.ingest.{self.module}").read
        return reader(reading)


READERS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("jsonl", "JSON Lines", "jsonl"),
        Format("json", "JSON array, wrapped array or objects", "json_array"),
        Format("csv", "CSV or TSV", "delimited"),
        Format("text", "plain text, an article a file", "plain"),
        Format("html", "saved web page", "html"),
        Format("sgml", "SGML (Reuters-21578, TREC, LDC)", "sgml"),
    )
}
ALIASES = {
    "tsv": "csv",
    "ndjson": "jsonl",
    "txt": "text",
    "plain": "text",
    "htm": "html",
    "sgm": "sgml",
}
