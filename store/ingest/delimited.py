"""CSV and TSV: dialect, encoding and header found out, columns known by name or by what they hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from store.ingest import encodings, records, span_rows
from store.ingest.jsonl import DECODER
from store.ingest.reading import Build, Reading
from store.ingest.spans import SPAN_KEYS
from store.ingest.table_shape import Shape, shape_of
from store.model import Record, Refusal

_SUSPECT_LINES = 2_000


def read(reading: Reading, build: Build = records.build) -> Iterator[Record | Refusal]:
    """Yield what ``build`` makes of each row; one refusal when no column holds articles."""
    csv.field_size_limit(max(csv.field_size_limit(), reading.largest))
    encoding = encodings.detect(reading.head)
    # a character cut off at the end of the head is left out; so is the row it stands in
    start = reading.head.decode(encoding, "ignore")
    shape = shape_of(
        start,
        whole=len(reading.head) < 1024,
        tabs=reading.suffix in (".tsv", ".tab"),
        mapped=reading.columns,
    )
    if shape.reason:
        yield reading.refuse("line 1", shape.reason)
        return
    stream = io.TextIOWrapper(reading.stream, encoding, errors="surrogateescape", newline="")
    if shape.preamble:
        stream.readline()
    rows = _lines(stream, shape, reading)
    if shape.header and span_rows.is_ours(shape.names):
        rows = map(_undefused, rows)
    yield from take(rows, shape, reading, build)


def _undefused(item: tuple[str, list[str]] | Refusal) -> tuple[str, list[str]] | Refusal:
    """A row of our own export, without the apostrophes that keep spreadsheets from computing."""
    if isinstance(item, Refusal):
        return item
    return item[0], [cell.removeprefix("'") for cell in item[1]]


def _lines(
    stream: io.TextIOWrapper, shape: Shape, reading: Reading
) -> Iterator[tuple[str, list[str]] | Refusal]:
    """Every row with the line it begins in."""
    rows = csv.reader(stream, **shape.dialect)
    line = 1 + shape.preamble
    while True:
        start = line
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            line = rows.line_num + 1 + shape.preamble
            yield reading.refuse(f"line {start}", f"not a row: {error}")
            continue
        line = rows.line_num + 1 + shape.preamble
        if line - start > _SUSPECT_LINES and len(row) < len(shape.names):
            yield reading.refuse(
                f"line {start}",
                f"a quotation mark opened here closes {line - start} lines on; "
                "the rows between are not read",
            )
            continue
        yield f"line {start}", row


def take(
    rows: Iterable[tuple[str, list[str]] | Refusal],
    shape: Shape,
    reading: Reading,
    build: Build = records.build,
) -> Iterator[Record | Refusal]:
    """Yield what ``build`` makes of the rows of a table, each with its place."""
    reading.columns = {**reading.columns, **shape.columns}
    told = _told(rows, shape)
    if shape.header and span_rows.is_ours(shape.names):
        yield from span_rows.read_ours(told, reading)
        return
    if shape.header and span_rows.is_span_table(shape.names):
        yield from span_rows.read_others(told, reading)
        return
    for row in told:
        if isinstance(row, Refusal):
            yield row
            continue
        position, cells = row
        yield from build(
            {name: _cell(name, cell) for name, cell in cells.items()}, reading, position
        )


def _told(
    rows: Iterable[tuple[str, list[str]] | Refusal], shape: Shape
) -> Iterator[tuple[str, dict[str, str]] | Refusal]:
    """Each row after the header with its cells by column; empty ones are left out."""
    names = list(shape.names)
    skipped = not shape.header
    for item in rows:
        if isinstance(item, Refusal):
            yield item
            continue
        position, row = item
        if not skipped:
            skipped = True
            continue
        if not any(cell.strip() for cell in row):
            continue
        while len(names) < len(row):
            names.append(f"column{len(names) + 1}")
        yield position, {name: cell for name, cell in zip(names, row, strict=False) if cell}


def _cell(name: str, cell: str) -> Any:
    """Marks and meta written as JSON into a cell are read as such."""
    if cell[0] in "[{" and (name in SPAN_KEYS or name == "meta"):
        try:
            return DECODER.decode(cell)
        except (ValueError, RecursionError):
            return cell
    return cell
