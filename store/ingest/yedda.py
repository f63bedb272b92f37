"""YEDDA: marks inside the text, ``[@words#Label*]``; those it only recommends are ``[$words#Label*]``.

Recommended ones come in as suggestions that nobody confirmed. One inside another is refused, since
its words cannot be told from its marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from store.ingest import encodings, records
from store.ingest.reading import Reading, SpanRefusal
from store.model import Record, Refusal
from store.text.clean import keepable

_MARK = re.compile(r"\[([@$])([^\[\]#*]{1,10000})#([^\[\]#*\s]{1,100})\*\]")
_OPEN = re.compile(r"\[[@$](?=[^\[\]]{1,10000}#)")


def looks_so(start: str) -> bool:
    """Whether a text holds marks of this kind."""
    return bool(_MARK.search(start))


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the article of a YEDDA file."""
    data = reading.stream.read(reading.largest + 1)
    if len(data) > reading.largest:
        yield reading.refuse("line 1", f"larger than {reading.largest // (1024 * 1024)} MB")
        return
    marked = data.decode(encodings.detect(data), "surrogateescape").lstrip("\ufeff")
    parts: list[str] = []
    spans = []
    at = length = 0
    for found in _MARK.finditer(marked):
        before = marked[at : found.start()]
        parts += (before, found[2])
        start = length + len(before)
        length = start + len(found[2])
        at = found.end()
        said = {"start": start, "end": length, "label": found[3]}
        if found[1] == "$":
            said |= {"origin": "suggestion", "confirmed": False}
        spans.append(said)
    parts.append(marked[at:])
    text = "".join(parts)
    for number, left in enumerate(_OPEN.finditer(text), 1):
        line = text.count("\n", 0, left.start()) + 1
        reason = "a mark that does not end, or lies around another"
        yield SpanRefusal(reading.file, f"line {line} mark {number}", reason)
    record = {"text": text, "spans": spans}
    if reading.path is not None:
        record["file"] = keepable(PurePath(reading.file).name)
    yield from records.build(record, reading, "line 1")
