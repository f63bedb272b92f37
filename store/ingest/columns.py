"""A token a line, its columns beside it: which column holds what, told from the first lines."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from store.ingest import encodings
from store.ingest.reading import Reading

TAG = re.compile(r"O|[BIESLUM][-_]\S+")
_BEGUN = re.compile(r"[BIESLUM][-_]\S+")
_LINES = 2_000
_SHARE = 0.95
DOCUMENT = "-DOCSTART-"


@dataclass(frozen=True, slots=True)
class Columns:
    """How to read the lines. ``tag`` counts from the end (-1: the last column)."""

    tabs: bool
    token: int
    tag: int

    def split(self, line: str) -> list[str]:
        return line.split("\t") if self.tabs else line.split()


def lines_of(reading: Reading) -> io.TextIOWrapper:
    """The file as text, line by line, whatever ends the lines."""
    encoding = encodings.detect(reading.head)
    return io.TextIOWrapper(reading.stream, encoding, errors="surrogateescape", newline=None)


def start_of(reading: Reading) -> str:
    """The text the file starts with."""
    return reading.head.decode(encodings.detect(reading.head), "ignore").lstrip("\ufeff")


def is_comment(line: str) -> bool:
    """Whether a line says something of what follows: ``# text = ...``, not the token ``#``."""
    return bool(re.match(r"#\s*[\w.:-]+(?:\s\w+)?\s*=|#\s*(?:newdoc|newpar)\b", line))


def columns_of(start: str, *, whole: bool) -> Columns | None:
    """The columns of a file that starts so; None when none of them holds tags."""
    lines = start.splitlines()
    if not whole and len(lines) > 1:
        lines.pop()  # cut off
    said = [line for line in lines[:_LINES] if line.strip() and not is_comment(line)]
    said = [line for line in said if not line.startswith(DOCUMENT)]
    tabs = sum("\t" in line for line in said) > len(said) / 2
    rows = [line.split("\t") if tabs else line.split() for line in said]
    rows = [row for row in rows if len(row) > 1]
    if not rows or len(rows) < _SHARE * len(said) - 1:
        return None
    width = min(map(len, rows))
    tag = next((-n for n in range(1, width) if _are_tags([row[-n].strip() for row in rows])), 0)
    if not tag:
        return None
    counted = width > 2 and all(row[0].isdigit() for row in rows)
    return Columns(tabs, int(counted), tag)


def _are_tags(cells: list[str]) -> bool:
    found = sum(bool(TAG.fullmatch(cell)) for cell in cells)
    return found >= _SHARE * len(cells) and any(map(_BEGUN.fullmatch, cells))
