"""Argilla's records: fields, and answers to span questions by people or, before them, by models.

Answers of people count; a record that has none brings its suggestions, which nobody confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from store.ingest import objects, records
from store.ingest.fields import field_of
from store.ingest.reading import Reading
from store.model import Record, Refusal

_STATUS = {"submitted": "done", "discarded": "skipped"}


def read(reading: Reading) -> Iterator[Record | Refusal]:
    """Yield the records of an Argilla export."""
    yield from objects.read(reading, _record)


def _record(data: Mapping[str, Any], reading: Reading, position: str) -> Iterator[Record | Refusal]:
    fields = data.get("fields")
    if not isinstance(fields, dict):
        yield reading.refuse(position, "no fields, as every record of Argilla has")
        return
    told = (field_of(key) for key in fields if isinstance(fields[key], str))
    if not any(found and found[0] in ("text", "body") for found in told):
        first = next((key for key, value in fields.items() if isinstance(value, str)), "")
        fields = {"text": fields.get(first, ""), **{k: v for k, v in fields.items() if k != first}}
    answers = _answers(data.get("responses"))
    spans: list[Any] = []
    meta: dict[str, Any] = {}
    status = ""
    for question, answer in answers:
        who = answer.get("user_id") or answer.get("user") or ""
        status = status or _STATUS.get(str(answer.get("status", "")), "")
        spans += _marks(question, answer.get("value"), {"annotator": str(who)} if who else {}, meta)
    if not answers:
        for question, offered in _answers(data.get("suggestions")):
            agent = offered.get("agent")
            given: dict[str, Any] = {"origin": "suggestion", "confirmed": False}
            if isinstance(agent, str) and agent:
                given["annotator"] = agent
            spans += _marks(question, offered.get("value"), given, meta)
    rest = {
        key: value
        for key, value in data.items()
        if key not in ("fields", "responses", "suggestions", "metadata", "status") and value
    }
    metadata = data.get("metadata")
    record = {**fields, **rest, **({"meta": metadata} if isinstance(metadata, dict) else {})}
    if meta:
        record["answers"] = meta
    if status:
        record["status"] = status
    yield from records.build({**record, "spans": spans}, reading, position)


def _answers(given: Any) -> list[tuple[str, dict[str, Any]]]:
    """(question, answer) of both forms: an object of questions, or a list that names them."""
    found: list[tuple[str, dict[str, Any]]] = []
    if isinstance(given, dict):
        for question, several in given.items():
            for answer in several if isinstance(several, list) else [several]:
                if isinstance(answer, dict):
                    found.append((str(question), answer))
    elif isinstance(given, list):
        for answer in given:
            if isinstance(answer, dict):
                found.append((str(answer.get("question_name", "")), answer))
    return found


def _marks(
    question: str, value: Any, given: Mapping[str, Any], meta: dict[str, Any]
) -> Iterator[Any]:
    """Marks of a span question; the answer to another one goes into ``meta``."""
    if isinstance(value, list) and all(isinstance(one, dict) and "start" in one for one in value):
        for one in value:
            yield {**one, **given}
    elif value not in (None, ""):
        meta.setdefault(question, []).append(value)
