"""What every reader is given, and what it counts: one file on its way in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from store.model import Record, Refusal

LARGEST = 64 * 1024 * 1024
"""Bytes one record (a line, an array item, a row, a page) may have; larger ones are refused."""


@dataclass(frozen=True, slots=True)
class SpanRefusal(Refusal):
    """One mark that was not taken in; its article was."""


@dataclass(slots=True)
class Tally:
    """What reading changed, for the summary: nothing of it is an error."""

    line_ends: int = 0
    replaced: int = 0
    converted: int = 0


@dataclass(slots=True)
class Reading:
    """One file being read. ``head`` is its first bytes, uncompressed, still in ``stream`` too.

    ``columns`` maps the file's own keys or columns to our fields; ``source`` and ``language`` stand
    in for records that name none. ``path`` is where the file lies, for formats of several files;
    None for standard input.
    """

    file: str
    stream: BinaryIO
    head: bytes = b""
    suffix: str = ""
    source: str = ""
    language: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    largest: int = LARGEST
    path: Path | None = None

    def refuse(self, position: str, reason: str) -> Refusal:
        return Refusal(self.file, position, reason)


Reader = Callable[[Reading], Iterator[Record | Refusal]]

Build = Callable[[Mapping[str, Any], Reading, str], Iterator[Record | Refusal]]
"""Makes records of one object of a file; the last argument is its position."""
