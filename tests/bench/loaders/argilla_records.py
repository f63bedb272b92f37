"""Argilla's records, by its own client: the settings beside them have to take every answer.

There is no server here, so what the client would send to one is looked at, as its models make it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import Mock

from tests.bench.loaders import Job, Loaded

NAME = "argilla"
PACKAGES = ("argilla", "requests")  # it needs the second and does not say so


def load(job: Job) -> Iterator[Loaded]:
    """The records as they would be sent."""
    import argilla

    argilla.Argilla._get_default = classmethod(lambda _: Mock())
    settings = argilla.Settings.from_json(f"{job.path}.settings.json")
    settings.validate()
    question = settings.questions["spans"]
    flat = not question.allow_overlapping
    taken = {question.name: set(question.labels)}
    taken |= {one.name: set(one.labels) for one in settings.questions if one is not question}
    for given in json.loads(Path(job.path).read_text(encoding="utf-8")):
        record = argilla.Record.from_dict(given, dataset=Mock(settings=settings))
        sent = json.loads(record.api_model().model_dump_json())
        back = Loaded(sent["metadata"]["id"], sent["fields"][question.field])
        for name, value in _answers(sent):
            if name != question.name:
                back.complaints += [f"{one!r} is no label" for one in set(value) - taken[name]]
                continue
            ends: list[tuple[int, int]] = []
            for one in value:
                if one["label"] not in taken[name]:
                    back.complaints.append(f"{one['label']!r} is no label")
                back.spans.append((one["start"], one["end"], one["label"], None))
                ends.append((one["start"], one["end"]))
            if flat and any(a[1] > b[0] for a, b in pairwise(sorted(ends))):
                back.complaints.append("spans overlap where the settings have none that do")
        yield back


def _answers(sent: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names of questions with what was answered or suggested."""
    for response in sent["responses"]:
        for name, answer in response["values"].items():
            yield name, answer["value"]
    for suggestion in sent["suggestions"]:
        yield suggestion["question_name"], suggestion["value"]
