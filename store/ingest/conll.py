"""CoNLL columns (2002, 2003 and like them): a token a line, a tag in the last column that has some.

Tags may be IOB1, IOB2, BIOES or BILOU. Documents begin with ``-DOCSTART-``; a file without is one
article. The text is its tokens, a blank between, a line for each sentence. Where our export left
its ``.offsets.jsonl`` beside the file, the text is the one that was exported, to the character.
A document with a line that has no tag is refused, since its text would not be whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from store.ingest import records
from store.ingest.columns import DOCUMENT, Columns, columns_of, is_comment, lines_of, start_of
from store.ingest.reading import Reading
from store.ingest.token_text import TokenText
from store.model import Record, Refusal


@dataclass(slots=True)
class _Document:
    line: int
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
    document = _Document(1)
    number = 0
    for line_number, line in enumerate(lines_of(reading), 1):
        line = line.rstrip("\n").lstrip("\ufeff")
        if not line.strip():
            document.end_sentence()
        elif line.startswith((DOCUMENT, "# newdoc")):
            number += 1
            yield from _record(document, number - 1, reading)
            document = _Document(line_number)
            _note(line, document)
        elif is_comment(line):
            _note(line, document)
        else:
            _token(line, line_number, columns, document)
            if document.text.length > reading.largest:
                yield reading.refuse(f"line {document.line}", "a document of more than 64 MB")
                return
    yield from _record(document, number, reading)


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


def _record(document: _Document, number: int, reading: Reading) -> Iterator[Record | Refusal]:
    document.end_sentence()
    if document.fault:
        where, _, why = document.fault.partition(": ")
        yield reading.refuse(where, f"{why}; the document it is in is not taken")
        return
    if not document.text.length:
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
