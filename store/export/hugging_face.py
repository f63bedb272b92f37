"""A folder that ``datasets.load_dataset`` takes: the rows, and a card that says what they are.

A row has the article's text with every span, its tokens with their tags (IOB2), and all that is
known of it. Tags cannot overlap: they are those of the longest spans that do not. The rows are JSON
lines, or Parquet, which needs pyarrow (option ``file``); ``meta`` is JSON in a string, since no
two articles need have the same facts.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Protocol

from store.export import json_text, tokens
from store.export.back import Back, Mark
from store.export.dataset_card import Features, card, features
from store.export.fit import LONGEST, apart
from store.export.format import Job, Option, Out, Source
from store.export.layers import Exported
from store.model import Span

CARD = "README.md"
FILE = Option(
    "file",
    ("jsonl", "parquet"),
    "how the rows are written",
    needs={"parquet": ("pyarrow", "parquet")},
)
_TOGETHER = 1000
"""Rows of a Parquet file that are packed as one group."""

Row = dict[str, Any]


class Writer:
    """A row for each article, and at last the card."""

    def __init__(self, out: Out) -> None:
        self._out, self._job = out, out.job
        kind = out.job.options["file"]
        self._data = f"data.{kind}"
        self._features = features(_tags(out.job))
        stream = out.line_file(self._data)
        self._rows: _Rows = (
            _Parquet(stream, self._features) if kind == "parquet" else _Lines(stream)
        )
        self._languages: set[str] = set()
        self._articles = self._spans = 0

    def add(self, exported: Exported) -> None:
        """Write an article."""
        known = json_text.known(exported)
        text = exported.article.text
        found, tags = self._tagged(exported)
        self._rows.add(
            {
                "id": known.pop("id"),
                "article": known.pop("article"),
                "text": text,
                "tokens": [text[start:end] for start, end in found],
                "ner_tags": tags,
                "spans": [self._span(exported, span) for span in exported.spans],
                "labels": [self._job.labels[label] for label in exported.labels],
                **known,
                "meta": _json(known["meta"]),
            }
        )
        self._articles += 1
        self._spans += len(exported.spans)
        self._languages |= {exported.article.language} - {""}

    def _tagged(self, exported: Exported) -> tuple[list[tuple[int, int]], list[str]]:
        """Where the tokens are, and their tags."""
        spans = exported.spans
        cuts = [edge for span in spans for edge in (span.start, span.end)]
        found = tokens.pieces(exported.article.text, cuts)
        starts = [start for start, _ in found]
        tags = ["O"] * len(found)
        for span in apart(spans, LONGEST):
            label = self._job.labels[span.label]
            first, end = bisect_left(starts, span.start), bisect_left(starts, span.end)
            tags[first:end] = [f"{'I' if at > first else 'B'}-{label}" for at in range(first, end)]
        return found, tags

    def _span(self, exported: Exported, span: Span) -> Row:
        return {
            "start": span.start,
            "end": span.end,
            "label": self._job.labels[span.label],
            "text": exported.article.text[span.start : span.end],
            "annotator": span.annotator,
            "entity": span.entity,
            "entity_name": exported.names.get(span.entity, ""),
            "verdict": exported.verdict(span),
            "origin": span.origin,
            "confirmed": span.confirmed,
            "created": span.created,
            "id": span.id,
            "meta": _json(span.meta),
        }

    def close(self) -> None:
        """Write the rows that wait, and the card."""
        self._rows.close()
        languages = sorted(self._languages)
        told = (self._articles, self._spans, self._job.licence)
        self._out.put(CARD, card(self._data, self._features, languages, *told))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False)


def _tags(job: Job) -> list[str]:
    """All tags there may be."""
    return ["O", *(f"{letter}-{job.labels[label]}" for label in job.on_spans() for letter in "BI")]


class _Rows(Protocol):
    def add(self, row: Row) -> None: ...

    def close(self) -> None: ...


class _Lines:
    """Rows as JSON lines. Tags are words there; the card gives them their numbers."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def add(self, row: Row) -> None:
        self._stream.write(json_text.line(row))

    def close(self) -> None:
        """Nothing stands at the end."""


class _Parquet:
    """Rows as Parquet with the features in its schema, as ``datasets`` writes them."""

    def __init__(self, stream: BinaryIO, told: Features) -> None:
        import pyarrow
        from pyarrow import parquet

        about = json.dumps({"info": {"features": told}}, ensure_ascii=False)
        self._table = pyarrow.Table
        self._schema = pyarrow.schema(
            [(name, _arrow(feature)) for name, feature in told.items()],
            metadata={"huggingface": about},
        )
        self._numbers = {
            name: number for number, name in enumerate(told["ner_tags"]["feature"]["names"])
        }
        self._file = parquet.ParquetWriter(stream, self._schema)
        self._waiting: list[Row] = []

    def add(self, row: Row) -> None:
        row["ner_tags"] = [self._numbers[tag] for tag in row["ner_tags"]]
        self._waiting.append(row)
        if len(self._waiting) >= _TOGETHER:
            self._flush()

    def _flush(self) -> None:
        self._file.write_table(self._table.from_pylist(self._waiting, schema=self._schema))
        self._waiting = []

    def close(self) -> None:
        if self._waiting:
            self._flush()
        self._file.close()


def _arrow(feature: Any) -> Any:
    """A feature as a type of Arrow."""
    import pyarrow

    if isinstance(feature, list):
        fields = [(name, _arrow(inner)) for name, inner in feature[0].items()]
        return pyarrow.list_(pyarrow.struct(fields))
    if feature["_type"] == "Sequence":
        return pyarrow.list_(_arrow(feature["feature"]))
    if feature["_type"] == "ClassLabel":
        return pyarrow.int64()
    return {"string": pyarrow.string(), "int32": pyarrow.int32(), "bool": pyarrow.bool_()}[
        feature["dtype"]
    ]


def read(source: Source) -> Iterator[Back]:
    """Read the rows, and hold tokens against text and tags against spans."""
    labels = source.job.label_ids
    for row in _rows(source):
        text = row["text"]
        back = Back(row["id"], text, labels=sorted(labels[one] for one in row["labels"]))
        back.facts = {
            name: row[name]
            for name in ("title", "published", "source", "url", "language", "status")
        }
        back.facts["meta"] = json.loads(row["meta"])
        for span in row["spans"]:
            start, end = span["start"], span["end"]
            if text[start:end] != span["text"]:
                raise ValueError(f"{span['text']!r} does not stand at {start}")
            history = (*map(span.__getitem__, _HISTORY), json.loads(span["meta"]))
            back.marks.append(
                Mark(
                    start,
                    end,
                    labels[span["label"]],
                    span["text"],
                    span["annotator"],
                    span["entity"],
                    span["entity_name"],
                    span["verdict"],
                    history,
                )
            )
        _hold(row, {(span["start"], span["end"], span["label"]) for span in row["spans"]})
        yield back


_HISTORY = ("origin", "confirmed", "created", "id")


def _rows(source: Source) -> Iterator[Row]:
    if source.job.options["file"] == "jsonl":
        with (source.path / "data.jsonl").open("rb") as lines:
            yield from map(json.loads, lines)
        return
    from pyarrow import parquet

    with parquet.ParquetFile(source.path / "data.parquet") as file:
        said = json.loads(file.schema_arrow.metadata[b"huggingface"])
        names = said["info"]["features"]["ner_tags"]["feature"]["names"]
        for batch in file.iter_batches(batch_size=256):
            for row in batch.to_pylist():
                yield {**row, "ner_tags": [names[number] for number in row["ner_tags"]]}


def _hold(row: Row, spans: set[tuple[int, int, str]]) -> None:
    """Refuse tokens that are not the text, and tags that are of none of the spans."""
    text, at = row["text"], 0
    open_label, begun, ended = "", 0, 0
    for token, tag in zip([*row["tokens"], ""], [*row["ner_tags"], "O"], strict=True):
        start = text.index(token, at) if token else len(text)
        if text[at:start].strip():
            raise ValueError(f"{text[at:start]!r} of {row['id']} is no token")
        letter, _, label = tag.partition("-")
        if letter == "I" and label != open_label:
            raise ValueError(f"{tag} of {token!r} begins nothing")
        if letter != "I" and open_label:
            held = any(
                name == open_label and not text[first:begun].strip() and not text[ended:end].strip()
                for first, end, name in spans
                if first <= begun and ended <= end
            )
            if not held:
                raise ValueError(f"{text[begun:ended]!r} of {row['id']} is tagged and no span")
        if letter == "B":
            begun = start
        open_label = label
        at = ended = start + len(token)
