"""CoNLL-U: sentences with their own text, and entities as CorefUD and GUM write them.

``Entity=`` in the last column opens and closes entities by brackets; ``global.Entity`` names their
parts, of which ``etype`` is the label and the others stay in the mark's meta. The text is what
``# text =`` says, sentences parted by a blank and paragraphs by an empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from store.ingest import records
from store.ingest.columns import lines_of
from store.ingest.reading import Reading, SpanRefusal
from store.ingest.token_text import TokenText
from store.model import Record, Refusal

_BRACKET = re.compile(r"\(([^()]+)(\)?)|([^()]+)\)")
_COLUMNS = 10


@dataclass(slots=True)
class _Sentence:
    text: str = ""
    paragraph: bool = False
    forms: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    words: dict[int, int] = field(default_factory=dict)
    """Which form each word is in, by the word's number."""
    entities: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Document:
    line: int
    facts: dict[str, str] = field(default_factory=dict)
    text: TokenText = field(default_factory=TokenText)
    spans: list[dict[str, Any]] = field(default_factory=list)
    opened: list[tuple[str, int, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def looks_so(start: str) -> bool:
    """Whether the first line that is no comment has ten columns and begins with a number."""
    first = next((line for line in start.splitlines() if line and not line.startswith("#")), "")
    cells = first.split("\t")
    return len(cells) == _COLUMNS and cells[0].split("-")[0].isdigit()


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the documents of a CoNLL-U file."""
    document, sentence = _Document(1), _Sentence()
    parts = ["GRP", "etype"]
    for number, line in enumerate(lines_of(reading), 1):
        line = line.rstrip("\n").lstrip("\ufeff")
        if not line.strip():
            _end(sentence, document, parts)
            sentence = _Sentence()
        elif line.startswith("#"):
            key, _, value = (part.strip() for part in line[1:].partition("="))
            if key.startswith("newdoc"):
                yield from _record(document, reading)
                document = _Document(number, {"id": value} if value else {})
            elif key == "text":
                sentence.text = value
            elif key.startswith("newpar"):
                sentence.paragraph = True
            elif key == "global.Entity":
                parts = value.split("-")
            elif key.startswith("meta::"):
                document.facts[key[6:]] = value
        else:
            cells = line.split("\t")
            if len(cells) != _COLUMNS:
                yield reading.refuse(f"line {number}", "not the ten columns of CoNLL-U")
                return
            _word(cells, sentence)
    _end(sentence, document, parts)
    yield from _record(document, reading)


def _word(cells: list[str], sentence: _Sentence) -> None:
    number, form, misc = cells[0], cells[1], cells[9]
    said = dict(part.partition("=")[::2] for part in misc.split("|"))
    if "." in number:
        return  # a word that is thought, not written
    first, _, last = number.partition("-")
    if not (first.isdigit() and (last.isdigit() or not last)):
        return
    if last or int(first) not in sentence.words:
        sentence.forms.append(form)
        sentence.spaces.append(said.get("SpaceAfter") != "No")
        for one in range(int(first), int(last or first) + 1):
            sentence.words[one] = len(sentence.forms) - 1
    if not last and "Entity" in said:
        sentence.entities[int(first)] = said["Entity"]


def _end(sentence: _Sentence, document: _Document, parts: list[str]) -> None:
    if not sentence.forms:
        return
    text = document.text
    if text.length:
        text.put("\n\n" if sentence.paragraph else " ")
    first = len(text.offsets) + 1  # after the boundary
    outside = ["O"] * len(sentence.forms)
    if not (sentence.text and text.align(sentence.text, sentence.forms, outside)):
        text.boundary()
        for place, form in enumerate(sentence.forms):
            text.token(form)
            if sentence.spaces[place] and place + 1 < len(sentence.forms):
                text.put(" ")
    for number, entities in sentence.entities.items():
        start, end = text.offsets[first + sentence.words[number]]
        for opening, single, closing in _BRACKET.findall(entities):
            if single:
                _close(opening, start, end, document, parts)
            elif opening:
                document.opened.append((opening.partition("-")[0], start, opening))
            else:
                _closed(closing, end, document, parts)


def _closed(group: str, end: int, document: _Document, parts: list[str]) -> None:
    for place in range(len(document.opened) - 1, -1, -1):
        if document.opened[place][0] == group:
            _, start, said = document.opened.pop(place)
            _close(said, start, end, document, parts)
            return
    document.refused.append(f"entity {group[:40]} ends and has not begun")


def _close(said: str, start: int, end: int, document: _Document, parts: list[str]) -> None:
    values = dict(zip(parts, said.split("-", len(parts) - 1), strict=False))
    label = values.pop("etype", "") or "entity"
    meta = {key: value for key, value in values.items() if value}
    document.spans.append({"start": start, "end": end, "label": label, "meta": meta})


def _record(document: _Document, reading: Reading) -> Iterator[Record | Refusal]:
    if not document.text.length:
        return
    document.refused += [f"entity {one[0][:40]} begins and does not end" for one in document.opened]
    for number, reason in enumerate(document.refused, 1):
        yield SpanRefusal(reading.file, f"line {document.line} entity {number}", reason)
    record = {**document.facts, "text": document.text.text, "spans": document.spans}
    yield from records.build(record, reading, f"line {document.line}")
