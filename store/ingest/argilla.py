"""Argilla's records: fields, and answers to span questions by people or, before them, by models.

Answers of people count; a record that has none brings its suggestions, which nobody confirmed.
Where our own export says whom the users are, the marks are theirs by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from store.ingest import objects, records
from store.ingest.fields import field_of
from store.ingest.reading import Reading
from store.model import Record, Refusal

_LABELS = "labels"
"""The question to which labels of the whole text are the answer, in our own export."""
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
    known = _known(data.get("metadata"))
    names = known.pop("users", {})
    answers = _answers(data.get("responses"))
    spans: list[Any] = []
    meta: dict[str, Any] = {}
    status = ""
    for question, answer in answers:
        who = answer.get("user_id") or answer.get("user") or ""
        status = status or _STATUS.get(str(answer.get("status", "")), "")
        by = {"annotator": str(names.get(who, who))} if who else {}
        spans += _marks(question, answer.get("value"), by, meta)
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
    record = {**fields, **rest, **known}
    if all(isinstance(one, list) for one in meta.get(_LABELS, ())):
        record[_LABELS] = [label for labels in meta.pop(_LABELS, ()) for label in labels]
    if meta:
        record["answers"] = meta
    if status and "status" not in known:
        record["status"] = status
    yield from records.build({**record, "spans": spans}, reading, position)


def _known(metadata: Any) -> dict[str, Any]:
    """What the metadata say of an article; those of our own export also whom the users are."""
    if not isinstance(metadata, dict):
        return {}
    if not records.is_article_id(metadata.get("article")):
        return {"meta": metadata}
    known = dict(metadata)
    users, names = known.pop("user_ids", None), known.pop("annotators", None)
    if isinstance(users, list) and isinstance(names, list):
        known["users"] = dict(zip(map(str, users), names, strict=False))
    with suppress(ValueError, RecursionError, TypeError, KeyError):
        known["meta"] = json.loads(known["meta"])
    return known


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
