"""Prodigy's tasks. Prodigy is not free, so a strict reading of its scheme stands in, and spaCy, on
which it stands, aligns the spans with the tokens.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.loaders import Job, Loaded

NAME = "strict schema, spaCy's alignment"
PACKAGES = ("spacy",)
_TASK = {"text": str, "tokens": list, "spans": list, "meta": dict, "_view_id": str, "answer": str}
_TOKEN = {"text": str, "start": int, "end": int, "id": int, "ws": bool}
_SPAN = {"start": int, "end": int, "token_start": int, "token_end": int, "label": str}


def load(job: Job) -> Iterator[Loaded]:
    """The tasks, with everything that Prodigy would trip over."""
    from spacy.tokens import Doc
    from spacy.training import offsets_to_biluo_tags
    from spacy.vocab import Vocab

    with Path(job.path).open(encoding="utf-8", newline="\n") as lines:
        tasks = [json.loads(line) for line in lines]
    for task in tasks:
        back = Loaded(task["meta"]["id"], task["text"], complaints=list(_wrong(task)))
        tokens = task["tokens"]
        words, blanks = [one["text"] for one in tokens], [one["ws"] for one in tokens]
        doc = Doc(Vocab(), words=words, spaces=blanks)
        if doc.text != task["text"]:
            back.complaints.append("the tokens are not the text")
        flat = []
        for span in task["spans"]:
            found = doc.char_span(span["start"], span["end"], label=span["label"])
            if found is None:
                back.complaints.append(f"{span} is not aligned")
                continue
            if (found.start, found.end - 1) != (span["token_start"], span["token_end"]):
                back.complaints.append(f"{span} counts other tokens")
            back.spans.append((found.start_char, found.end_char, found.label_, span["text"]))
            flat.append((found.start_char, found.end_char, found.label_))
        if task["_view_id"] == "ner_manual" and "-" in offsets_to_biluo_tags(doc, flat):
            back.complaints.append("spaCy finds a span misaligned")
        yield back


def _wrong(task: dict[str, Any]) -> Iterator[str]:
    yield from _misfit("task", task, _TASK)
    if task["answer"] not in ("accept", "reject", "ignore"):
        yield f"answer {task['answer']!r}"
    if task["_view_id"] not in ("ner_manual", "spans_manual"):
        yield f"interface {task['_view_id']!r}"
    for number, token in enumerate(task["tokens"]):
        yield from _misfit("token", token, _TOKEN)
        if token["id"] != number:
            yield f"token {number} has the number {token['id']}"
        if task["text"][token["start"] : token["end"]] != token["text"]:
            yield f"token {number} does not stand at {token['start']}"
    for span in task["spans"]:
        yield from _misfit("span", span, _SPAN)


def _misfit(what: str, value: dict[str, Any], scheme: dict[str, type]) -> Iterator[str]:
    for key, kind in scheme.items():
        if type(value.get(key)) is not kind:
            yield f"{key} of a {what} is {value.get(key)!r:.40}, no {kind.__name__}"
