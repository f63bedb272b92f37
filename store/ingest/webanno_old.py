"""WebAnno TSV 1 and 2: sentences with their text, tokens without offsets, tags as in CoNLL.

Version 2 names its layers in the first line; version 1 has named entities in its fifth column.
Several marks on a token stand side by side: ``B-PER|B-ORG``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from store.ingest import records
from store.ingest.reading import Reading, SpanRefusal
from store.ingest.webanno_layers import is_mark
from store.model import Record, Refusal

_LAYER = re.compile(r"#\s*([\w.]+)\s*((?:\|\s*[^|#]+)*)")
_VERSION_1 = 4
_TAG = re.compile(r"([BI])-(.+)")


@dataclass(slots=True)
class _Column:
    at: int
    layer: str
    open: dict[str, dict[str, Any]] = field(default_factory=dict)


def looks_so(start: str) -> bool:
    """Whether a file begins as these do: perhaps a line of layers, then ``#id=`` and ``#text=``."""
    return bool(re.match(r"\s*(?:#\s*[\w.]+\s*\|[^\n]*\n)?#id=\d+\n#text=", start))


def read(reading: Reading, first: str, lines: Iterator[str]) -> Iterator[Record | Refusal]:
    """Yield the article of a file whose ``first`` line has been read."""
    columns, left = _columns(first)
    parts: list[str] = []
    length = at = 0
    sentence = ""
    spans: list[dict[str, Any]] = []
    for number, line in (
        enumerate(lines, 2) if first.lstrip().startswith("# ") else enumerate((first, *lines), 1)
    ):
        if line.startswith("#text="):
            length += len(sentence) + bool(parts)
            sentence, at = line[6:], 0
            parts.append(sentence)
        elif line.startswith("#") and not line.startswith("#\t"):
            continue
        elif not line.strip():
            for column in columns:
                column.open.clear()
        else:
            cells = line.split("\t")
            form = cells[1] if len(cells) > 1 else ""
            found = sentence.find(form, at) if form else -1
            if found < 0:
                reason = f"the token {form[:40]!r} does not stand in the sentence above it"
                yield reading.refuse(f"line {number}", f"{reason}; the file is not taken")
                return
            at = found + len(form)
            for column in columns:
                cell = cells[column.at] if column.at < len(cells) else "O"
                for refused in _tags(cell, column, length + found, length + at, spans):
                    yield SpanRefusal(reading.file, f"line {number}", refused)
    if not parts:
        yield reading.refuse("line 1", "no sentences (#text=) with tokens")
        return
    record: dict[str, Any] = {"text": "\n".join(parts), "spans": spans}
    if left:
        record["layers left out"] = left
    yield from records.build(record, reading, "line 1")


def _columns(first: str) -> tuple[list[_Column], list[str]]:
    if not first.lstrip().startswith("# "):
        return [_Column(_VERSION_1, "NamedEntity")], []
    columns, left = [], []
    at = 2
    for name, features in _LAYER.findall(first):
        layer = name.rpartition(".")[2]
        given = [one.strip() for one in features.split("|") if one.strip()]
        relation = any(one.startswith("AttachTo") for one in given)
        if relation or not is_mark(layer):
            left.append(layer)
        else:
            columns += [_Column(at + n, layer) for n in range(len(given) or 1)]
        at += max(len(given), 1)
    return columns, left


def _tags(
    cell: str, column: _Column, start: int, end: int, spans: list[dict[str, Any]]
) -> Iterator[str]:
    """Begin and go on with the marks a cell names; yield why one cannot be read."""
    going: dict[str, dict[str, Any]] = {}
    for tag in cell.split("|"):
        found = _TAG.fullmatch(tag.strip())
        if not found:
            continue
        begun, label = found[1] == "B", found[2]
        mark = column.open.get(label)
        if begun or mark is None:
            if not begun:
                yield f"{tag!r} goes on with a mark that has not begun"
                continue
            mark = {"start": start, "end": end, "label": label}
            if column.layer != "NamedEntity":
                mark["meta"] = {"layer": column.layer}
            spans.append(mark)
        mark["end"] = end
        going[label] = mark
    column.open = going
