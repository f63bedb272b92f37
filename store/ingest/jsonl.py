"""JSON Lines: one object a line, bad lines refused one by one."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from store.ingest import encodings, records
from store.ingest.reading import Build, Reading
from store.model import Record, Refusal

DECODER = json.JSONDecoder(strict=False)
"""Takes control characters inside strings, which many writers leave unescaped."""


def read(reading: Reading, build: Build = records.build) -> Iterator[Record | Refusal]:
    """Yield what ``build`` makes of each object of a file; blank lines are passed over."""
    encoding = encodings.detect(reading.head)
    if encoding in ("utf-8", "utf-8-sig", "ascii"):
        yield from _read_utf8(reading, build)
        return
    # Any other encoding: whole characters first, then lines.
    stream = io.TextIOWrapper(reading.stream, encoding, errors="surrogateescape", newline="\n")
    number = 0
    while line := stream.readline(reading.largest + 1):
        number += 1
        if len(line) > reading.largest:
            yield _too_long(reading, number)
            while line and not line.endswith("\n"):
                line = stream.readline(reading.largest)
            continue
        yield from _line(line, number, reading, build)


def _read_utf8(reading: Reading, build: Build) -> Iterator[Record | Refusal]:
    readline, largest = reading.stream.readline, reading.largest
    number = 0
    while line := readline(largest + 1):
        number += 1
        if len(line) > largest:
            yield _too_long(reading, number)
            while line and not line.endswith(b"\n"):
                line = readline(largest)
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            yield reading.refuse(f"line {number}", f"not valid UTF-8 at byte {error.start + 1}")
            continue
        yield from _line(text, number, reading, build)


def _line(text: str, number: int, reading: Reading, build: Build) -> Iterator[Record | Refusal]:
    text = text.strip(" \t\r\n\ufeff\x1e")  # 1e: RFC 7464 puts a record separator first
    if not text:
        return
    position = f"line {number}"
    try:
        data: Any = DECODER.decode(text)
    except RecursionError:
        yield reading.refuse(position, "nested too deep")
        return
    except ValueError as error:
        yield reading.refuse(position, f"not JSON: {fault(error)}")
        return
    yield from one(data, reading, position, build)


def one(data: Any, reading: Reading, position: str, build: Build) -> Iterator[Record | Refusal]:
    """What ``build`` makes of a value: of an object, or of a text and an object beside it."""
    match data:
        case dict():
            yield from build(data, reading, position)
        case [str(text), dict(said)]:  # spaCy's training pairs
            yield from build({"text": text, **said}, reading, position)
        case _:
            yield reading.refuse(position, f"not an object but {type(data).__name__}")


def fault(error: ValueError) -> str:
    """What is wrong with a piece of JSON, in a few words."""
    if isinstance(error, json.JSONDecodeError):
        where = f"column {error.colno}" if error.lineno == 1 else f"row {error.lineno}"
        return f"{error.msg[:1].lower()}{error.msg[1:]} at {where}"
    return str(error)[:120]


def _too_long(reading: Reading, number: int) -> Refusal:
    return reading.refuse(
        f"line {number}",
        f"longer than {reading.largest // (1024 * 1024)} MB, the most a line may be",
    )
