"""WebAnno TSV 1 to 3, INCEpTION's exchange format.

Version 3 has offsets in UTF-16 units, which are converted, and layers of several features; marks
that belong together bear a number (``PER[2]``), stacked ones stand side by side (``A|B``). Versions
1 and 2 have no offsets: each sentence is a line of the text, and its tokens are sought in it.

Every span layer and every chain makes marks but those that say something of each word (parts of
speech, lemmas, morphology ...), which the article's meta names. The label is the first feature
that has a value, ``value`` before others; other features stay in the mark's meta. Relations are
not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from store.ingest import records, webanno_layers, webanno_old
from store.ingest.columns import lines_of
from store.ingest.reading import Reading, SpanRefusal
from store.ingest.spans import counted_in_utf16
from store.ingest.webanno_layers import Layer, Marks
from store.model import Record, Refusal

_TOKEN = re.compile(r"(\d+)-(\d+)(?:\.\d+)?\t(\d{1,10})-(\d{1,10})\t")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the article of a TSV file."""
    lines = (line.rstrip("\n").lstrip("\ufeff") for line in lines_of(reading))
    first = next(lines, "")
    if not first.startswith("#FORMAT=WebAnno TSV 3"):
        yield from webanno_old.read(reading, first, lines)
        return
    layers: list[Layer] = []
    facts: dict[str, str] = {}
    text = _Text()
    marks: Marks | None = None
    for number, line in enumerate(lines, 2):
        if line.startswith("#T_"):
            layers.append(webanno_layers.layer_of(line))
        elif line.startswith("#Text="):
            text.sentence(_unescaped(line[6:]))
        elif line.startswith("#"):
            key, equals, value = line[1:].partition("=")
            if equals and marks is None and not text.begun:
                facts[key.strip()] = value.strip()
        elif line.strip():
            found = _TOKEN.match(line)
            if not found:
                yield reading.refuse(f"line {number}", "not a token of WebAnno TSV 3")
                return
            marks = marks or Marks(layers)
            cells = line.split("\t")
            start, end = int(found[3]), int(found[4])
            if "." not in cells[0]:  # a part of a token says again what stands there
                text.token(start, _unescaped(cells[2]))
            marks.token(start, end, cells[3:], f"line {number}")
    whole = text.whole()
    if whole is None:
        yield reading.refuse("line 1", "no sentences (#Text=) with tokens")
        return
    spans: list[dict[str, Any]] = []
    where = counted_in_utf16(whole)
    for mark, position in (marks or Marks(layers)).done():
        start, end = where(mark["start"]), where(mark["end"])  # type: ignore[assignment]
        if start is None or end is None or not whole[start:end].strip():
            reason = f"{mark['start']}-{mark['end']} does not stand in the text as UTF-16 units"
            yield SpanRefusal(reading.file, position, reason)
            continue
        spans.append({**mark, "start": start, "end": end})
    record: dict[str, Any] = {**facts, "text": whole, "spans": spans}
    if left := [layer.name for layer in layers if not layer.taken and layer.kind != "RL"]:
        record["layers left out"] = left
    yield from records.build(record, reading, "line 1")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), text)


class _Text:
    """Sentences put where their first token says they are, counted in UTF-16 units."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._waiting: list[str] = []
        self.begun = False

    def sentence(self, text: str) -> None:
        """A sentence; several in a row are the lines of one."""
        self._waiting.append(text)
        self.begun = True

    def token(self, start: int, form: str) -> None:
        """The first token of what waits puts it in its place."""
        if not self._waiting:
            return
        text, self._waiting = "\n".join(self._waiting), []
        gap = start - _units(text[: max(text.find(form), 0)]) - self._length
        if gap > 0:
            gap = min(gap, 1_000_000)
            self._put("\n" + " " * (gap - 1) if self._length else " " * gap)
        self._put(text)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += _units(text)

    def whole(self) -> str | None:
        """The text, if there is any."""
        return "".join(self._parts) or None


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
