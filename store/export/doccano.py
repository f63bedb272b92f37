"""JSON Lines for doccano: ``text`` and ``label`` as ``[start, end, label]`` (option ``form``:
``relations`` for projects with relations, spans as ``entities`` there).

doccano drops overlapping spans without a word unless the project allows them. Other keys become
its metadata.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from store.export import json_text
from store.export.back import Back, Mark
from store.export.format import Option, Out, Source
from store.export.layers import Exported

FORM = Option("form", ("spans", "relations"), "for projects of spans, or of spans and relations")


class Writer:
    """A line for each article."""

    def __init__(self, out: Out) -> None:
        self._stream, self._job = out.stream, out.job
        self._relations = out.job.options["form"] == "relations"

    def add(self, exported: Exported) -> None:
        """Write an article."""
        labels = self._job.labels
        marks: dict[str, Any]
        if self._relations:
            marks = {
                "entities": [
                    {
                        "id": number,
                        "start_offset": span.start,
                        "end_offset": span.end,
                        "label": labels[span.label],
                    }
                    for number, span in enumerate(exported.spans)
                ],
                "relations": [],
            }
        else:
            marks = {
                "label": [[span.start, span.end, labels[span.label]] for span in exported.spans]
            }
        known = json_text.known(exported)
        worn = [labels[label] for label in exported.labels]
        self._stream.write(
            json_text.line(
                {
                    "text": exported.article.text,
                    **marks,
                    "doc_id": known.pop("id"),
                    **known,
                    "article_labels": worn,
                }
            )
        )

    def close(self) -> None:
        """Nothing stands at the end."""


def read(source: Source) -> Iterator[Back]:
    """Read the lines as JSON, spans in either form."""
    labels = source.job.label_ids
    with source.open() as stream:
        for line in stream:
            one = json.loads(line)
            text = one.pop("text")
            found = one.pop("label", None)
            if found is None:
                del one["relations"]
                found = [
                    (span["start_offset"], span["end_offset"], span["label"])
                    for span in one.pop("entities")
                ]
            marks = [
                Mark(start, end, labels[label], text[start:end]) for start, end, label in found
            ]
            worn = sorted(labels[label] for label in one.pop("article_labels"))
            name = one.pop("doc_id")
            del one["article"]
            yield Back(name, text, marks, worn, one)
