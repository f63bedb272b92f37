"""Records for Argilla as one JSON array, and beside it the settings of a data set that takes them.

``Dataset.records.from_json`` reads the one, ``Settings.from_json`` the other. Every annotator's
spans are a response, submitted where the article is done; who a ``user_id`` is, the record's
metadata say. A server refuses responses of users it does not have: there, add the users under
these ids, or take the spans as a suggestion (option ``kind``), which holds but one of each span and
not who made it. Both files are ASCII, since Argilla opens them in whatever the machine writes in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from store.export import array_lines, json_text
from store.export.back import Back, Mark
from store.export.format import Job, Option, Out, Source
from store.export.layers import Exported
from store.model import Span

SETTINGS = ".settings.json"
SUGGESTIONS = "suggestions"
KIND = Option(
    "kind",
    ("responses", SUGGESTIONS),
    "as what the spans are taken in",
    lacks={SUGGESTIONS: frozenset({"annotators"})},
)
_STATUS = {"done": "submitted", "approved": "submitted", "skipped": "discarded"}
_PROGRAM = "copydesk"
_SPANS, _LABELS = "spans", "labels"


class Writer:
    """A record for each article."""

    def __init__(self, out: Out) -> None:
        self._stream, self._job = out.stream, out.job
        self._suggests = out.job.options["kind"] == SUGGESTIONS
        self._begun = False
        out.beside(SETTINGS).write(_ascii(settings(out.job)) + b"\n")
        self._stream.write(b"[")

    def add(self, exported: Exported) -> None:
        """Write an article."""
        known = json_text.known(exported)
        meta = json.dumps(known.pop("meta"))
        who = list(dict.fromkeys(span.annotator for span in exported.spans))
        answers = self._suggestions(exported, who)
        if not self._suggests:
            answers = self._responses(exported, who)
            known |= {"annotators": who, "user_ids": [_user(name) for name in who]}
        record = {
            "id": exported.article.id,
            "fields": {"text": exported.article.text},
            "metadata": {**known, "meta": meta},
            "suggestions": answers if self._suggests else {},
            "responses": {} if self._suggests else answers,
            "vectors": {},
        }
        self._stream.write((b",\n" if self._begun else b"\n") + _ascii(record))
        self._begun = True

    def _responses(self, exported: Exported, who: list[str]) -> dict[str, Any]:
        status = _STATUS.get(exported.status, "draft")
        answers: dict[str, Any] = {}
        if who:
            answers[_SPANS] = [
                {
                    "value": [self._value(one) for one in exported.spans if one.annotator == name],
                    "user_id": _user(name),
                    "status": status,
                }
                for name in who
            ]
        if exported.labels:
            user = _user(who[0] if who else _PROGRAM)
            answers[_LABELS] = [{"value": self._worn(exported), "user_id": user, "status": status}]
        return answers

    def _suggestions(self, exported: Exported, who: list[str]) -> dict[str, Any]:
        by = {"agent": who[0] if len(who) == 1 else _PROGRAM, "type": "human"}
        answers: dict[str, Any] = {}
        if exported.spans:
            answers[_SPANS] = {"value": [self._value(one) for one in exported.spans], **by}
        if exported.labels:
            answers[_LABELS] = {"value": self._worn(exported), **by}
        return answers

    def _value(self, span: Span) -> dict[str, Any]:
        return {"start": span.start, "end": span.end, "label": self._job.labels[span.label]}

    def _worn(self, exported: Exported) -> list[str]:
        return [self._job.labels[label] for label in exported.labels]

    def close(self) -> None:
        """End the array."""
        self._stream.write(b"\n]\n")


def _ascii(value: Any) -> bytes:
    return json.dumps(value, allow_nan=False).encode("ascii")


def _user(name: str) -> str:
    """The id an annotator has among Argilla's users; the same in every export."""
    return str(uuid5(NAMESPACE_URL, f"urn:copydesk:annotator:{name}"))


def settings(job: Job) -> dict[str, Any]:
    """The settings of a data set that takes the records."""
    questions = [
        _question(
            _SPANS,
            "Spans",
            required=True,
            type="span",
            field="text",
            allow_overlapping=job.overlapping,
            options=_options(job, job.on_spans()),
        )
    ]
    if labels := job.on_articles():
        options = _options(job, labels)
        kind = "multi_label_selection"
        questions.append(_question(_LABELS, "Labels", required=False, type=kind, options=options))
    told = [f"* {one.name}: {one.guideline}" for one in job.scheme if one.guideline]
    return {
        "guidelines": "\n".join(told) or None,
        "questions": questions,
        "fields": [
            {
                "name": "text",
                "title": "Text",
                "required": True,
                "settings": {"type": "text", "use_markdown": False},
            }
        ],
        "vectors": [],
        "metadata": [],
        "allow_extra_metadata": True,
        "distribution": {"strategy": "overlap", "min_submitted": 1},
        "mapping": None,
    }


def _question(name: str, title: str, *, required: bool, **told: Any) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "description": None,
        "required": required,
        "settings": told,
    }


def _options(job: Job, labels: list[str]) -> list[dict[str, Any]]:
    names = {label.id: label.name for label in job.scheme}
    return [
        {"value": job.labels[label], "text": names.get(label) or label, "description": None}
        for label in labels
    ]


def read(source: Source) -> Iterator[Back]:
    """Read the records one by one."""
    labels = source.job.label_ids
    with source.open() as stream:
        for record in array_lines.values(stream):
            yield _article(record, labels)


def _article(record: dict[str, Any], labels: dict[str, str]) -> Back:
    text, known = record["fields"]["text"], record["metadata"]
    users = dict(zip(known.pop("user_ids", ()), known.pop("annotators", ()), strict=True))
    facts = {name: known[name] for name in known if name not in ("id", "article")}
    facts["meta"] = json.loads(facts["meta"])
    back = Back(known["id"], text, facts=facts)
    given = dict(record["responses"])
    for question, offered in record["suggestions"].items():
        given.setdefault(question, []).append(offered)
    for answer in given.get("labels", ()):
        back.labels += sorted(labels[one] for one in answer["value"])
    for answer in given.get("spans", ()):
        who = users[answer["user_id"]] if "user_id" in answer else ""
        for one in answer["value"]:
            start, end = one["start"], one["end"]
            back.marks.append(Mark(start, end, labels[one["label"]], text[start:end], who))
    return back
