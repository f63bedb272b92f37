"""Prodigy's JSON Lines: a task a line, whose answer says what became of it.

``accept`` makes the article done, ``ignore`` skipped; the marks of a task that was rejected are
refused one by one. Tokens are left out: the offsets say all of it. Marks that name no annotator
are those of the session.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from store.ingest import objects, records
from store.ingest.reading import Reading, SpanRefusal
from store.model import Record, Refusal

_STATUS = {"accept": "done", "ignore": "skipped", "reject": "skipped"}


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the tasks of a Prodigy file."""
    yield from objects.read(reading, _task)


def _task(data: Mapping[str, Any], reading: Reading, position: str) -> Iterator[Record | Refusal]:
    task = dict(data)
    answer = task.pop("answer", "")
    if isinstance(task.get("tokens"), list):
        del task["tokens"]
    given = task.get("spans")
    spans = given if isinstance(given, list) else []
    if answer == "reject":
        for number in range(1, len(spans) + 1):
            place = f"{position} span {number}"
            yield SpanRefusal(reading.file, place, "its task was rejected in Prodigy")
        spans = []
    who = next(
        (
            name
            for key in ("_annotator_id", "_session_id")
            if isinstance(name := task.get(key), str)
        ),
        "",
    )
    task["spans"] = [_mark(span, who) for span in spans]
    if answer in _STATUS:
        task.setdefault("status", _STATUS[answer])
    elif answer:
        task["answer"] = answer
    yield from records.build(task, reading, position)


def _mark(span: Any, who: str) -> Any:
    if not isinstance(span, dict):
        return span
    mark = {key: value for key, value in span.items() if key not in ("token_start", "token_end")}
    if who:
        mark.setdefault("annotator", who)
    return mark
