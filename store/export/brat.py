"""brat standoff: a folder with a text file and an annotation file for each article.

Links are normalisation lines, comments on spans are notes. A span that runs over a line end is
written as one of several fragments, since brat knows no other way; its edges stay what they are.
``articles.jsonl`` says which article each file is, and what else is known of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from store.export import json_text
from store.export.back import Back, Mark, one_line
from store.export.file_names import FileNames
from store.export.format import Out, Source
from store.export.layers import Exported
from store.model import Span

LABEL = r"[^\w-]"
"""What brat takes for a part of its own settings in the name of a type."""

INDEX, SETTINGS = "articles.jsonl", "annotation.conf"
_BASE = "copydesk"
_LINE = re.compile(r"[^\n\r]+")


class Writer:
    """Two files an article."""

    def __init__(self, out: Out) -> None:
        self._out, self._job = out, out.job
        self._names = FileNames()
        self._index = out.line_file(INDEX)
        labels = [out.job.labels[label.id] for label in out.job.span_labels()]
        out.put(
            SETTINGS,
            "\n".join(["[entities]", *labels, "[relations]", "[events]", "[attributes]", ""]),
        )

    def add(self, exported: Exported) -> None:
        """Write an article."""
        name = self._names.name(exported.id, exported.article.id)
        self._out.put(f"{name}.txt", exported.article.text)
        self._out.put(f"{name}.ann", "".join(self._lines(exported)))
        labels = [self._job.labels[label] for label in exported.labels]
        self._index.write(
            json_text.line({"file": name, **json_text.known(exported), "labels": labels})
        )

    def _lines(self, exported: Exported) -> Iterator[str]:
        text = exported.article.text
        links = notes = 0
        said: dict[str, list[str]] = {}
        for comment in exported.comments:
            said.setdefault(comment.span, []).append(comment.text)
        for number, span in enumerate(exported.spans, 1):
            parts = list(_fragments(text, span))
            where = ";".join(f"{start} {end}" for start, end in parts)
            words = " ".join(text[start:end] for start, end in parts)
            yield f"T{number}\t{self._job.labels[span.label]} {where}\t{words}\n"
            if span.entity:
                links += 1
                name = one_line(exported.names.get(span.entity, ""))
                entity = quote(span.entity, safe=":/@.-_")
                yield f"N{links}\tReference T{number} {_BASE}:{entity}\t{name}\n"
            for words in said.get(span.id, ()):
                notes += 1
                yield f"#{notes}\tAnnotatorNotes T{number}\t{one_line(words)}\n"

    def close(self) -> None:
        """Nothing stands at the end."""


def _fragments(text: str, span: Span) -> Iterator[tuple[int, int]]:
    """The parts of a span that stand on one line, without blanks at their edges."""
    for line in _LINE.finditer(text, span.start, span.end):
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        end = line.start() + len(line[0].rstrip())
        if start < end:
            yield start, end


def read(source: Source) -> Iterator[Back]:
    """Read the files as the standoff format is described."""
    labels = source.job.label_ids
    with (source.path / INDEX).open("rb") as index:
        for line in index:
            known = json.loads(line)
            name = known.pop("file")
            worn = [labels[one] for one in known.pop("labels")]
            facts = {key: value for key, value in known.items() if key not in ("id", "article")}
            text = (source.path / f"{name}.txt").read_bytes().decode("utf-8")
            lines = (source.path / f"{name}.ann").read_bytes().decode("utf-8").split("\n")
            back = Back(known["id"], text, labels=sorted(worn), facts=facts)
            _annotations(lines, back, labels)
            yield back


def _annotations(lines: list[str], back: Back, labels: dict[str, str]) -> None:
    marks: dict[str, Mark] = {}
    if lines.pop():
        raise ValueError(f"the last line of {back.id} does not end")
    for line in lines:
        key, said, words = line.split("\t", 2)
        if key[0] == "T":
            kind, _, where = said.partition(" ")
            parts = [tuple(map(int, part.split(" "))) for part in where.split(";")]
            if words != " ".join(back.text[start:end] for start, end in parts):
                raise ValueError(f"{words!r} does not stand at {where} of {back.id}")
            start, end = parts[0][0], parts[-1][1]
            marks[key] = Mark(start, end, labels[kind], back.text[start:end])
        elif key[0] == "N":
            _, target, reference = said.split(" ")
            entity = unquote(reference.partition(":")[2])
            marks[target] = marks[target]._replace(entity=entity, entity_name=words)
        else:
            mark = marks[said.split(" ")[1]]
            back.comments.append((mark.start, mark.end, mark.label, words))
    back.marks = list(marks.values())
