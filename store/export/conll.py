"""CoNLL-2003: a token a line, its tag in the last of four columns, an empty line after a sentence.

Columns stand apart by one blank; the second and third say that nothing is known. Beside the file
stands one of offsets: for each ``-DOCSTART-`` a JSON line with the article's id, what is known of
it, start and end of each token in its text, and the ``blanks`` (where, what) that are not one blank
between two tokens. So tokens and offsets together are the text again, to the character.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from store.export import json_text, tokens
from store.export.back import Back, Mark
from store.export.format import Option, Out, Source
from store.export.layers import Exported
from store.text.tokens import sentences

OFFSETS = ".offsets.jsonl"
TAGS = Option("tags", ("iob2", "bioes", "bilou"), "how the tags mark first, last and only tokens")
_LETTERS = {
    "iob2": ("B", "I", "I", "B"),
    "bioes": ("B", "I", "E", "S"),
    "bilou": ("B", "I", "L", "U"),
}
"""First, inner, last and only token of a span."""


class Writer:
    """Tokens and tags, and beside them the offsets."""

    def __init__(self, out: Out) -> None:
        self._job = out.job
        self._stream = out.stream
        self._offsets = out.beside(OFFSETS)
        self._letters = _LETTERS[out.job.options["tags"]]

    def add(self, exported: Exported) -> None:
        """Write an article. Its spans do not overlap."""
        text, spans = exported.article.text, exported.spans
        cuts = [edge for span in spans for edge in (span.start, span.end)]
        found = tokens.pieces(text, cuts)
        starts = [start for start, _ in found]
        tags = ["O"] * len(found)
        for span in spans:
            first, last = bisect_left(starts, span.start), bisect_left(starts, span.end) - 1
            label = self._job.labels[span.label]
            tags[first : last + 1] = [
                f"{self._letter(at, first, last)}-{label}" for at in range(first, last + 1)
            ]
        ends = _ends(text, exported, starts)
        lines = ["-DOCSTART- -X- -X- O", ""]
        for at, (start, end) in enumerate(found):
            lines.append(f"{text[start:end]} -X- _ {tags[at]}")
            if at + 1 in ends:
                lines.append("")
        self._stream.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))
        labels = [self._job.labels[label] for label in exported.labels]
        self._offsets.write(
            json_text.line(
                {
                    **json_text.known(exported),
                    "labels": labels,
                    "tokens": found,
                    "blanks": _blanks(text, found),
                }
            )
        )

    def _letter(self, at: int, first: int, last: int) -> str:
        begin, inner, end, only = self._letters
        if first == last:
            return only
        return begin if at == first else end if at == last else inner

    def close(self) -> None:
        """Nothing stands at the end."""


def _blanks(text: str, found: list[tuple[int, int]]) -> list[tuple[int, str]]:
    """What stands before, behind and between the tokens where that is not one blank."""
    edges = zip(
        [0, *(end for _, end in found)], [*(start for start, _ in found), len(text)], strict=True
    )
    gaps = [(end, text[end:start]) for end, start in edges if end < start]
    inner = (found[0][1], found[-1][0]) if found else (0, 0)
    return [(at, gap) for at, gap in gaps if gap != " " or not inner[0] <= at < inner[1]]


def _ends(text: str, exported: Exported, starts: list[int]) -> set[int]:
    """Numbers of the tokens that a sentence begins with, and of the one behind the last; no
    sentence ends inside a span."""
    inside = sorted((span.start, span.end) for span in exported.spans)
    begins = [start for start, _ in inside]
    found = {len(starts)}
    for start, _ in sentences(text):
        at = bisect_right(begins, start - 1) - 1
        if at < 0 or inside[at][1] <= start:
            found.add(bisect_left(starts, start))
    return found


def read(source: Source) -> Iterator[Back]:
    """Read tags strictly: one that cannot follow the one before it is a mistake."""
    labels = source.job.label_ids
    with source.open() as stream, source.beside(OFFSETS) as offsets:
        lines: list[list[str]] = []
        for raw in stream:
            line = raw.decode("utf-8").removesuffix("\n")
            if line == "-DOCSTART- -X- -X- O":
                if lines:
                    yield _article(lines, json.loads(next(offsets)), labels)
                lines = [[]]
            elif line:
                lines.append(line.split(" "))
        if lines:
            yield _article(lines, json.loads(next(offsets)), labels)
        if next(offsets, b""):
            raise ValueError("there are offsets of more articles")


def _article(lines: list[list[str]], known: dict[str, object], labels: dict[str, str]) -> Back:
    where, blanks = known.pop("tokens"), known.pop("blanks")
    assert isinstance(where, list)
    assert isinstance(blanks, list)
    rows = lines[1:]
    if len(where) != len(rows) or any(len(row) != 4 for row in rows):
        raise ValueError(f"{len(rows)} tokens and {len(where)} offsets in {known['id']}")
    text = _text([row[0] for row in rows], where, blanks)
    marks: list[Mark] = []
    open_label, first = "", 0
    for number, (form, _, _, tag) in enumerate([*rows, ["", "", "", "O"]]):
        letter, _, label = tag.partition("-")
        if open_label and (letter in "OBSU" or label != open_label):
            if letter in "IEL":
                raise ValueError(f"{tag} cannot follow a tag of {open_label}")
            marks.append(_mark(text, where, first, number, labels[open_label]))
            open_label = ""
        if letter in "BSU":
            open_label, first = label, number
        elif letter != "O" and not open_label:
            raise ValueError(f"{tag} of {form!r} begins nothing")
        if letter in "SUEL" and open_label:
            marks.append(_mark(text, where, first, number + 1, labels[open_label]))
            open_label = ""
    worn = known.pop("labels")
    assert isinstance(worn, list)
    facts = {name: value for name, value in known.items() if name not in ("id", "article")}
    worn = sorted(labels[one] for one in worn)
    return Back(str(known["id"]), text, marks, worn, facts)


def _text(forms: list[str], where: list[list[int]], blanks: list[list[Any]]) -> str:
    """The text of which these are the tokens and the other blanks."""
    pieces = [(start, form) for (start, _), form in zip(where, forms, strict=True)]
    parts: list[str] = []
    length = 0
    for start, piece in sorted([*pieces, *((at, gap) for at, gap in blanks)]):
        if start != length:
            parts.append(" ")
            length += 1
        if start != length:
            raise ValueError(f"{piece!r} does not stand at {length}")
        parts.append(piece)
        length += len(piece)
    return "".join(parts)


def _mark(text: str, where: list[list[int]], first: int, last: int, label: str) -> Mark:
    start, end = where[first][0], where[last - 1][1]
    return Mark(start, end, label, text[start:end])
