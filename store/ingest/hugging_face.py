"""Hugging Face data sets: rows of tokens with a tag each, or of texts with spans; JSON or Parquet.

Numbers for tags are given their names by what the Parquet file, or a ``dataset_info.json`` beside
a JSON one, says of its features; without names they are refused. Where a row has the text too and
its tokens stand in it in order, that is the article's text; otherwise its tokens, a blank between.
Of rows that our own export wrote the spans are taken. Parquet needs pyarrow (``pip install copydesk[parquet]``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from store.ingest import objects, records
from store.ingest.reading import Reading
from store.ingest.token_text import TokenText
from store.model import Record, Refusal

_LARGEST_INFO = 1024 * 1024
_TAGS = ("ner_tags", "tags", "labels", "entity_tags", "fine_ner_tags")
Features = Mapping[str, Any]


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the rows of a JSON or Parquet file of a data set."""
    if reading.head.startswith(b"PAR1"):
        yield from _parquet(reading)
        return
    features = _beside(reading)

    def build(row: Mapping[str, Any], reading: Reading, position: str) -> Iterator[Any]:
        yield from _row(row, reading, position, features)

    yield from objects.read(reading, build)


def _parquet(reading: Reading) -> Iterator[Record | Refusal]:
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        yield reading.refuse(
            "line 1", "a Parquet file, which needs pyarrow: pip install 'copydesk[parquet]'"
        )
        return
    if reading.path is None or not reading.path.is_file():
        yield reading.refuse("line 1", "a Parquet file is read from a file, not from a pipe")
        return
    number = 0
    with parquet.ParquetFile(reading.path) as file:
        features = _features((file.schema_arrow.metadata or {}).get(b"huggingface", b"{}"))
        for batch in file.iter_batches(batch_size=64):
            for row in batch.to_pylist():
                number += 1
                yield from _row(row, reading, f"row {number}", features)


def _row(
    row: Mapping[str, Any], reading: Reading, position: str, features: Features
) -> Iterator[Record | Refusal]:
    if records.is_article_id(row.get("article")) and isinstance(row.get("spans"), list):
        yield from records.build(_ours(row), reading, position)
        return
    record = dict(row)
    tokens = next((k for k in ("tokens", "words") if _strings(row.get(k))), "")
    tags = next((k for k in _TAGS if _tags_of(row, k, tokens)), "") or next(
        (k for k in row if k.endswith("tags") and _tags_of(row, k, tokens)), ""
    )
    if tokens and tags:
        names = _names(features.get(tags))
        given = row[tags]
        if any(isinstance(tag, int) for tag in given):
            if not names or any(not 0 <= tag < len(names) for tag in given):
                yield reading.refuse(
                    position,
                    f"{tags!r} holds numbers, and nothing here says which tags they are: "
                    "a Parquet file or a dataset_info.json beside this file would",
                )
                return
            given = [names[tag] for tag in given]
        text = TokenText()
        raw = row.get("text")
        if not (isinstance(raw, str) and text.align(raw, row[tokens], given)):
            text.sentence(row[tokens], given)
        del record[tokens], record[tags]
        record |= {"text": text.text, "spans": text.marks()}
    for key in ("spans", "entities"):
        columns = record.get(key)
        if (
            isinstance(columns, dict)
            and columns
            and all(isinstance(x, list) for x in columns.values())
        ):
            record[key] = [
                dict(zip(columns, one, strict=False))
                for one in zip(*columns.values(), strict=False)
            ]
        if isinstance(record.get(key), list):
            names = _names(_inner(features.get(key), "label"))
            record[key] = [_named(one, names) for one in record[key]]
    yield from records.build(record, reading, position)


def _ours(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of our own export: its spans say all that its tags do, and more."""
    record = {key: value for key, value in row.items() if key not in ("tokens", "ner_tags")}
    spans = [_told(one) if isinstance(one, dict) else one for one in row["spans"]]
    return {**_told(record), "spans": spans}


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """With what is JSON in a string."""
    with suppress(ValueError, RecursionError, TypeError, KeyError):
        if isinstance(meta := json.loads(row["meta"]), dict):
            return {**row, "meta": meta}
    return dict(row)


def _strings(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _tags_of(row: Mapping[str, Any], key: str, tokens: str) -> bool:
    value = row.get(key)
    return (
        bool(tokens)
        and isinstance(value, list)
        and len(value) == len(row[tokens])
        and all(isinstance(one, str | int) and not isinstance(one, bool) for one in value)
    )


def _named(span: Any, names: list[str]) -> Any:
    label = span.get("label") if isinstance(span, dict) else None
    if isinstance(label, int) and 0 <= label < len(names):
        return {**span, "label": names[label]}
    return span


def _beside(reading: Reading) -> Features:
    """The features a file beside this one tells of."""
    if reading.path is not None:
        for name in ("dataset_info.json", "dataset_infos.json"):
            with suppress(OSError), (reading.path.parent / name).open("rb") as file:
                return _features(file.read(_LARGEST_INFO))
    return {}


def _features(data: bytes) -> Features:
    try:
        said: Any = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    for _ in range(3):
        if not isinstance(said, dict):
            return {}
        if isinstance(said.get("features"), dict):
            return dict(said["features"])
        said = said.get("info", next(iter(said.values()), None))
    return {}


def _inner(feature: Any, key: str) -> Any:
    """The feature of a key within a list of objects."""
    for _ in range(3):
        if isinstance(feature, list) and feature:
            feature = feature[0]
        if isinstance(feature, dict):
            if key in feature:
                return feature[key]
            feature = feature.get("feature")
    return None


def _names(feature: Any) -> list[str]:
    """The names of a class label, or of a list of them."""
    for _ in range(3):
        if not isinstance(feature, dict):
            return []
        names = feature.get("names")
        if _strings(names):
            return [str(one) for one in names or ()]
        feature = feature.get("feature")
    return []
