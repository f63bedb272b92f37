"""brat's standoff: a ``.txt`` file and the ``.ann`` file of the same name beside it.

Text-bound annotations (T) are the marks; triggers of events are among them. Attributes, notes and
normalisations stay in the mark's meta; a mark's first normalisation also links it (``db:id``, or
the id alone where our export wrote it). Events, relations and equivalences stay, line by line, in
the article's meta, and then each mark keeps its ``brat`` id. A mark in fragments is taken where
only blanks lie between them, as where it crosses a line end, and refused otherwise. Notes on the
whole document stay in the article's meta.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote

from store.ingest import encodings, index, parts, records
from store.ingest.reading import Reading, SpanRefusal
from store.model import Record, Refusal
from store.text.clean import keepable

OURS = "copydesk"
"""The name of the data base in normalisations that our export writes."""

_LINE = re.compile(r"(?:[TREANM]\d[^\t\n]*|#\d*|\*)\t")
_BOUND = re.compile(r"(\S+) (\d{1,10} \d{1,10}(?:;\d{1,10} \d{1,10})*)")
_NORMALISED = re.compile(r"(\S+) (\S+) ([^:\s]+):(\S*)")


def looks_so(start: str) -> bool:
    """Whether a text is lines of standoff."""
    lines = [line for line in start.splitlines()[:50] if line.strip()]
    return bool(lines) and all(map(_LINE.match, lines[:-1] or lines))


def beside(path: Path) -> Path | None:
    """The standoff file beside a text file, or the text file beside a standoff file."""
    other = path.with_suffix({".txt": ".ann", ".ann": ".txt"}.get(path.suffix.casefold(), ""))
    if not other.suffix or other == path or not other.is_file():
        return None
    return other if other.suffix == ".txt" or _is_standoff(other) else None


def _is_standoff(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return looks_so(file.read(4096).decode("utf-8", "replace")) or not path.stat().st_size
    except OSError:
        return False


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the article of a text and its standoff, whichever of the two was named."""
    data = reading.stream.read(reading.largest + 1)
    other = beside(reading.path) if reading.path is not None else None
    if other is None:
        yield reading.refuse(
            "line 1", "brat's annotations are in two files, and the other one is not beside it"
        )
        return
    try:
        with other.open("rb") as file:
            more = file.read(reading.largest + 1)
    except OSError as error:
        yield reading.refuse("line 1", f"{other.name} beside it cannot be read: {error.strerror}")
        return
    if max(len(data), len(more)) > reading.largest:
        yield reading.refuse("line 1", f"larger than {reading.largest // (1024 * 1024)} MB")
        return
    text, standoff = (more, data) if other.suffix.casefold() == ".txt" else (data, more)
    text_name = other if other.suffix.casefold() == ".txt" else PurePath(reading.file)
    standoff_name = str(PurePath(reading.file).with_suffix(".ann"))
    known = index.known(reading.path) if reading.path is not None else {}
    # our own begin with no mark of their encoding: one that stands there is of the text
    words = text.decode("utf-8", "surrogateescape") if known else _decoded(text)
    document = _Document(words, standoff_name)
    document.read(_decoded(standoff))
    yield from document.refused
    record: dict[str, Any] = {
        "text": document.text,
        "spans": document.spans(),
        "file": keepable(text_name.name),
        **document.facts,
    }
    if known:
        del record["file"]
        record = {**known, **record}
    yield from records.build(record, reading, "line 1")


def _decoded(data: bytes) -> str:
    return data.decode(encodings.detect(data), "surrogateescape").lstrip("\ufeff")


class _Document:
    """What the lines of a standoff file say."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.refused: list[SpanRefusal] = []
        self.facts: dict[str, Any] = {}
        self._file = file
        self._marks: dict[str, dict[str, Any]] = {}
        self._kept: list[str] = []
        self._said: list[tuple[str, str, Any]] = []
        self._links: dict[str, list[tuple[str, str]]] = {}

    def read(self, standoff: str) -> None:
        """Take in every line."""
        for number, line in enumerate(standoff.split("\n"), 1):
            line = line.rstrip("\r")
            if not line.strip():
                continue
            name, _, rest = line.partition("\t")
            kind = name[:1]
            if kind == "T":
                self._bound(name, rest, number)
            elif kind in ("A", "M"):
                self._attribute(rest, line)
            elif kind == "N":
                self._normalisation(rest, line)
            elif kind == "#":
                self._note(rest, line)
            else:
                self._kept.append(line)

    def _refuse(self, number: int, name: str, reason: str) -> None:
        self.refused.append(SpanRefusal(self._file, f"line {number} {name}", reason))

    def _bound(self, name: str, rest: str, number: int) -> None:
        where, _, surface = rest.partition("\t")
        found = _BOUND.fullmatch(where)
        if not found:
            self._refuse(number, name, f"{where[:60]!r} is not a type and offsets")
            return
        ranges = []
        for part in found[2].split(";"):
            start, end = part.split(" ")
            ranges.append((int(start), int(end)))
        if name in self._marks:
            self._refuse(number, name, "another line has this id")
            return
        if why := parts.between(self.text, ranges, surface):
            self._refuse(number, name, why)
            return
        mark = {"start": ranges[0][0], "end": ranges[-1][1], "label": found[1]}
        if surface.strip():
            mark["text"] = surface
        self._marks[name] = mark

    def _attribute(self, rest: str, line: str) -> None:
        said, _, target_value = rest.partition(" ")
        target, _, value = target_value.partition(" ")
        if target.startswith("T"):
            self._said.append((target, said, value or True))
        else:
            self._kept.append(line)

    def _normalisation(self, rest: str, line: str) -> None:
        reference, _, name = rest.partition("\t")
        found = _NORMALISED.fullmatch(reference)
        if not found or not found[2].startswith("T"):
            self._kept.append(line)
            return
        entity = unquote(found[4]) if found[3] == OURS else f"{found[3]}:{found[4]}"
        self._links.setdefault(found[2], []).append((entity, name.strip()))

    def _note(self, rest: str, line: str) -> None:
        about, _, words = rest.partition("\t")
        kind, _, target = about.partition(" ")
        if target.startswith("T"):
            self._said.append((target, "note" if kind == "AnnotatorNotes" else kind, words))
        elif target in ("", "-1", "0"):
            self.facts.setdefault("notes", []).append(words)
        else:
            self._kept.append(line)

    def spans(self) -> list[dict[str, Any]]:
        """The marks with what was said of them; what was said of none is kept as it stands."""
        for target, name, value in self._said:
            mark = self._marks.get(target)
            if mark is None:
                self._kept.append(f"{target}\t{name} {value}")
                continue
            meta = mark.setdefault("meta", {})
            meta[name] = f"{meta[name]}\n{value}" if isinstance(meta.get(name), str) else value
        for target, links in self._links.items():
            mark = self._marks.get(target)
            if mark is None:
                self._kept += [f"{target}\tReference {entity}\t{name}" for entity, name in links]
                continue
            (mark["entity"], mark["entity_name"]), *more = links
            if more:
                mark.setdefault("meta", {})["references"] = [entity for entity, _ in more]
        if self._kept:
            self.facts["brat"] = self._kept
        spans = []
        for name, mark in self._marks.items():
            spans.append(dict(mark))
            if self._kept:
                spans[-1]["brat"] = name
        return spans
