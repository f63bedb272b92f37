"""Tasks for Prodigy as JSON Lines, as ``ner_manual`` shows them, or ``spans_manual`` where spans
overlap.

``token_end`` of a span is the number of its last token. What was skipped is answered by
``ignore``. Hashes are left to Prodigy, which makes them itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from store.export import json_text, tokens
from store.export.back import Back, Mark
from store.export.format import Out, Source
from store.export.layers import Exported


class Writer:
    """A task for each article."""

    def __init__(self, out: Out) -> None:
        self._stream, self._job = out.stream, out.job
        self._view = "spans_manual" if out.job.overlapping else "ner_manual"

    def add(self, exported: Exported) -> None:
        """Write an article."""
        text, labels = exported.article.text, self._job.labels
        found = tokens.spaced(text, [(span.start, span.end) for span in exported.spans])
        first = {start: number for number, (start, _, _) in enumerate(found)}
        last = {end: number for number, (_, end, _) in enumerate(found)}
        task: dict[str, Any] = {
            "text": text,
            "tokens": [
                {"text": text[start:end], "start": start, "end": end, "id": number, "ws": blank}
                for number, (start, end, blank) in enumerate(found)
            ],
            "spans": [
                {
                    "start": span.start,
                    "end": span.end,
                    "token_start": first[span.start],
                    "token_end": last[span.end],
                    "label": labels[span.label],
                    "text": text[span.start : span.end],
                }
                for span in exported.spans
            ],
            "meta": {
                **json_text.known(exported),
                "labels": [labels[label] for label in exported.labels],
            },
            "_view_id": self._view,
            "answer": "ignore" if exported.status == "skipped" else "accept",
        }
        if len(self._job.annotators) == 1:
            task["_annotator_id"] = self._job.annotators[0]
        self._stream.write(json_text.line(task))

    def close(self) -> None:
        """Nothing stands at the end."""


def read(source: Source) -> Iterator[Back]:
    """Read the tasks, holding tokens, spans and text against one another."""
    labels = source.job.label_ids
    with source.open() as stream:
        for line in stream:
            task = json.loads(line)
            text, known, parts = task["text"], task["meta"], task["tokens"]
            if "".join(one["text"] + " " * one["ws"] for one in parts) != text:
                raise ValueError(f"the tokens of {known['id']} are not its text")
            marks = []
            for span in task["spans"]:
                start, end = parts[span["token_start"]]["start"], parts[span["token_end"]]["end"]
                if (start, end) != (span["start"], span["end"]):
                    raise ValueError(f"tokens and offsets of a span of {known['id']} differ")
                marks.append(Mark(start, end, labels[span["label"]], text[start:end]))
            worn = sorted(labels[label] for label in known.pop("labels"))
            facts = {name: known[name] for name in known if name not in ("id", "article")}
            yield Back(known["id"], text, marks, worn, facts)
