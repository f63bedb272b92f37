"""fastText's lines: a text a line, its labels before it as ``__label__name``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.ingest import records
from store.ingest.columns import lines_of
from store.ingest.reading import Reading
from store.model import Record, Refusal

_LABELS = re.compile(r"(?:__label__\S+\s*)+")
_SEEN = re.compile(r"^__label__\S+[ \t]+\S", re.M)


def looks_so(start: str) -> bool:
    """Whether the first line bears a label."""
    return bool(_SEEN.match(start))


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield an article for each line."""
    for number, line in enumerate(lines_of(reading), 1):
        line = line.rstrip("\n")
        if not line.strip():
            continue
        found = _LABELS.match(line)
        labels = [one[len("__label__") :] for one in found[0].split()] if found else []
        text = line[found.end() :] if found else line
        yield from records.build({"text": text, "labels": labels}, reading, f"line {number}")
