"""JSON that is not one object a line: arrays, wrapped arrays, single and concatenated objects.

Read piece by piece, so that an array of any size needs the memory of its largest item.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

from store.ingest import encodings, records
from store.ingest.fields import field_of
from store.ingest.jsonl import DECODER, fault, one
from store.ingest.reading import Build, Reading
from store.model import Record, Refusal

WRAPPERS = frozenset(
    "articles items data results documents docs records news entries hits stories rows value "
    "response result content feed posts dataset".split()
)
"""Keys of an outer object under which feeds and dumps keep their list of records."""

_DEEPEST = 5
"""Wrappers around a list of records that are looked through."""

_CHUNK = 256 * 1024
_SPACE = re.compile(r"[\s\ufeff,\x1e]*")
_SPACE_ONLY = re.compile(r"[\s\ufeff]*")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]"]', re.S)


class _Broken(Exception):
    """The rest of the file cannot be read; the message says why."""


class _Bad(Exception):
    """One value cannot be read; what follows it can."""


class _Text:
    """A window on the file's characters that moves forward only."""

    def __init__(self, stream: io.TextIOWrapper, largest: int) -> None:
        self._stream = stream
        self._largest = largest
        self._ended = False
        self.buffer = ""
        self.at = 0

    def more(self) -> bool:
        """Read on; the window grows by as much as it holds, so long values cost linear time."""
        if self._ended:
            return False
        rest = len(self.buffer) - self.at
        if rest > self._largest:
            raise _Broken(
                f"a value is larger than {self._largest // (1024 * 1024)} MB, "
                "the most a record may be; the rest was not read"
            )
        chunk = self._stream.read(max(_CHUNK, rest))
        self._ended = not chunk
        self.buffer = self.buffer[self.at :] + chunk
        self.at = 0
        return bool(chunk)

    def peek(self, space: re.Pattern[str] = _SPACE_ONLY) -> str:
        """The next character that is no white space; ``""`` at the end."""
        while True:
            found = space.match(self.buffer, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> None:
        there = self.peek()
        if there != expected:
            raise _Broken(f"not JSON: {expected!r} expected, {there or 'the end'!r} found")
        self.at += 1

    def value(self) -> Any:
        """The next value whole; a bad one is passed over and raises ``_Bad``."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self.buffer, self.at)
            except RecursionError:
                self._skip()
                raise _Bad("nested too deep") from None
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos >= len(self.buffer) - 12
                if cut and self.more():
                    continue
                error = json.JSONDecodeError(error.msg, error.doc[self.at :][:1], 0)
                self._skip()
                raise _Bad(f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}") from None
            except ValueError as error:
                self._skip()
                raise _Bad(f"not JSON: {fault(error)}") from None
            if end == len(self.buffer) and self.more():
                continue  # a number may go on
            self.at = end
            return value

    def _skip(self) -> None:
        """Pass over a value by its brackets and strings alone."""
        if self.peek() not in ("{", "["):
            scalar = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[^,\]}"]+', re.S)
            found = scalar.match(self.buffer, self.at)
            if not found:
                raise _Broken("not JSON from here on; the rest was not read")
            self.at = found.end()
            return
        depth = 0
        while True:
            for token in _TOKEN.finditer(self.buffer, self.at):
                mark = token[0]
                if mark == '"':
                    break  # a string that goes on beyond the window
                depth += (mark in "{[") - (mark in "}]")
                if depth <= 0 and mark in "}]":
                    self.at = token.end()
                    return
                self.at = token.end()
            if not self.more():
                raise _Broken("not JSON from here on; the rest was not read")


def read(reading: Reading, build: Build = records.build) -> Iterator[Record | Refusal]:
    """Yield what ``build`` makes of the objects of a file: an array, a wrapper or one by one."""
    encoding = encodings.detect(reading.head)
    stream = io.TextIOWrapper(reading.stream, encoding, errors="surrogateescape", newline="")
    text = _Text(stream, reading.largest)
    counter = _Counter(build)
    try:
        while (mark := text.peek(_SPACE)) != "":
            if mark == "[":
                yield from _array(text, reading, counter)
            elif mark == "{":
                yield from _object(text, reading, counter)
            else:
                raise _Broken(f"not JSON: an object or array expected, {mark!r} found")
    except _Broken as broken:
        yield reading.refuse(f"record {counter.number + 1}", str(broken))


class _Counter:
    """Numbers the records of a file across its arrays. ``build`` makes them."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.number = 0

    def next(self) -> str:
        self.number += 1
        return f"record {self.number}"


def _array(text: _Text, reading: Reading, counter: _Counter) -> Iterator[Record | Refusal]:
    text.take("[")
    while (mark := text.peek(_SPACE)) != "]":
        if not mark:
            raise _Broken("the array does not end: the file is cut off")
        try:
            value = text.value()
        except _Bad as bad:
            yield reading.refuse(counter.next(), str(bad))
        else:
            yield from _record(value, reading, counter)
    text.take("]")


def _record(value: Any, reading: Reading, counter: _Counter) -> Iterator[Record | Refusal]:
    yield from one(value, reading, counter.next(), counter.build)


def _object(
    text: _Text, reading: Reading, counter: _Counter, depth: int = 1
) -> Iterator[Record | Refusal]:
    """One record, or an object around a list of them, which is told by its keys as they come."""
    text.take("{")
    own: dict[str, Any] = {}
    wrapped = told = False
    while (mark := text.peek(_SPACE)) != "}":
        if not mark:
            raise _Broken("the object does not end: the file is cut off")
        try:
            key = text.value()
            text.take(":")
            after = text.peek()
            holds = isinstance(key, str) and key.casefold() in WRAPPERS and not told
            if holds and (after == "[" and _objects_follow(text)):
                wrapped = True
                yield from _array(text, reading, counter)
                continue
            outer = holds and key.casefold() in ("hits", "response", "result", "feed")
            if outer and after == "{" and depth < _DEEPEST:
                wrapped = True
                yield from _object(text, reading, counter, depth + 1)
                continue
            own[str(key)] = text.value()
        except _Bad as bad:
            raise _Broken(str(bad)) from None
        meaning = field_of(str(key))
        told = told or (meaning is not None and meaning[0] in ("text", "body"))
    text.take("}")
    if wrapped and not told:
        return
    if not told and own and all(isinstance(value, dict) for value in own.values()):
        for key, value in own.items():  # a table of records by their ids
            yield from _record({"id": key, **value}, reading, counter)
        return
    yield from _record(own, reading, counter)


def _objects_follow(text: _Text) -> bool:
    """Whether the array that starts here holds objects (or nothing)."""
    inside = re.compile(r"\[\s*([^\s])")
    while not (found := inside.match(text.buffer, text.at)):
        if not text.more():
            return False
    return found[1] in "{]"
