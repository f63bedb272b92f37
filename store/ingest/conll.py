"""CoNLL columns (2002, 2003 and like them): a token a line, a tag in the last column that has some.

Tags may be IOB1, IOB2, BIOES or BILOU. Documents begin with ``-DOCSTART-``; a file without is one
article. The text is its tokens, a blank between, a line for each sentence. Where our export left
its ``.offsets.jsonl`` beside the file, the text is the one that was exported, to the character.
A document with a line that has no tag is refused, since its text would not be whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from store.ingest import records
from store.ingest.columns import DOCUMENT, Columns, columns_of, is_comment, lines_of, start_of
from store.ingest.reading import Reading
from store.ingest.token_text import TokenText
from store.model import Record, Refusal

OFFSETS = ".offsets.jsonl"
"""What our export adds to a file's name for the file beside it."""


@dataclass(slots=True)
class _Document:
    line: int
    begun: bool = False
    text: TokenText = field(default_factory=TokenText)
    fault: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def end_sentence(self) -> None:
        if self.tokens:
            self.text.put("\n" if self.text.length else "")
            self.text.sentence(self.tokens, self.tags)
            self.tokens, self.tags = [], []


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the documents of a file of columns."""
    columns = columns_of(start_of(reading), whole=len(reading.head) < 1024)
    if columns is None:
        yield reading.refuse("line 1", "no column of tags (B-..., I-..., O) beside the tokens")
        return
    yield from _documents(reading, columns)


def _documents(reading: Reading, columns: Columns) -> Iterator[Record | Refusal]:
    known = _beside(reading)
    document = _Document(1)
    number = 0
    for line_number, line in enumerate(lines_of(reading), 1):
        line = line.rstrip("\n")
        if line_number == 1 or line.lstrip("\ufeff").startswith(DOCUMENT):
            line = line.lstrip("\ufeff")  # elsewhere it is a token
        if not line.strip():
            document.end_sentence()
        elif line.startswith((DOCUMENT, "# newdoc")):
            number += 1
            yield from _record(document, number - 1, reading, known)
            document = _Document(line_number, begun=True)
            _note(line, document)
        elif is_comment(line):
            _note(line, document)
        else:
            _token(line, line_number, columns, document)
            if document.text.length > reading.largest:
                yield reading.refuse(f"line {document.line}", "a document of more than 64 MB")
                return
    yield from _record(document, number, reading, known)


def _note(line: str, document: _Document) -> None:
    key, equals, value = line.lstrip("# ").partition("=")
    if equals:
        document.facts.setdefault(key.strip(), value.strip())
    elif line.startswith(DOCUMENT):
        named = line[len(DOCUMENT) :].strip().strip("()")
        if not all(part in ("O", "-X-", "-Y-", "_") for part in named.split()):
            document.facts.setdefault("newdoc id", named)


def _token(line: str, number: int, columns: Columns, document: _Document) -> None:
    cells = columns.split(line)
    if len(cells) < columns.token + 1 - columns.tag or not cells[columns.token].strip():
        document.fault = document.fault or f"line {number}: a token without its tag"
        return
    document.tokens.append(cells[columns.token].strip())
    document.tags.append(cells[columns.tag].strip())


def _beside(reading: Reading) -> Iterator[dict[str, Any]]:
    """What our export says of each document in the file of offsets beside this one."""
    if reading.path is None:
        return
    with suppress(OSError), reading.path.with_name(reading.path.name + OFFSETS).open("rb") as file:
        while line := file.readline(reading.largest):
            try:
                known = json.loads(line)
            except (ValueError, RecursionError):
                return
            yield known if isinstance(known, dict) else {}


def _exact(text: TokenText, known: dict[str, Any]) -> dict[str, Any] | None:
    """The record of a document put together by the offsets; None where they do not belong to it."""
    exact = TokenText()
    try:
        forms = [one for one in text.tokens() if one[0]]
        pieces: list[tuple[int, str, str | None]] = [
            (int(start), form, tag)
            for (start, _), (form, tag) in zip(known["tokens"], forms, strict=True)
        ]
        pieces += [(int(at), str(blank), None) for at, blank in known["blanks"]]
    except (KeyError, TypeError, ValueError):
        return None
    for start, piece, tag in sorted(pieces, key=lambda one: one[0]):
        if start == exact.length + 1:
            exact.put(" ")
        if start != exact.length:
            return None
        if tag is None:
            exact.put(piece)
        else:
            exact.token(piece, tag)
    facts = {key: value for key, value in known.items() if key not in ("tokens", "blanks")}
    return {**facts, "text": exact.text, "spans": exact.marks()}


def _record(
    document: _Document, number: int, reading: Reading, beside: Iterator[dict[str, Any]]
) -> Iterator[Record | Refusal]:
    document.end_sentence()
    known = next(beside, {}) if document.begun else {}
    if document.fault:
        where, _, why = document.fault.partition(": ")
        yield reading.refuse(where, f"{why}; the document it is in is not taken")
        return
    if not document.text.length:
        return
    if known and (exact := _exact(document.text, known)) is not None:
        yield from records.build(exact, reading, f"line {document.line}")
        return
    record: dict[str, Any] = {"text": document.text.text, "spans": document.text.marks()}
    facts = dict(document.facts)
    if name := facts.pop("newdoc id", ""):
        record["id"] = name
    elif reading.path is not None:
        record["file"] = PurePath(reading.file).name
        if number:
            record["document"] = number
    yield from records.build({**facts, **record}, reading, f"line {document.line}")
