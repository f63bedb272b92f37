"""Training examples for spaCy as JSON Lines: ``text``, ``entities`` as ``[start, end, label]``,
article labels as ``cats``, and what else is known under ``meta``.

``Example.from_dict(nlp.make_doc(text), {"entities": ..., "cats": ...})`` takes them as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from store.export import json_text
from store.export.back import Back, Mark
from store.export.format import Out, Source
from store.export.layers import Exported


class Writer:
    """A line for each article."""

    def __init__(self, out: Out) -> None:
        self._stream, self._job = out.stream, out.job
        self._cats = [label.id for label in out.job.article_labels()]

    def add(self, exported: Exported) -> None:
        """Write an article. Its spans do not overlap."""
        labels = self._job.labels
        cats = [*self._cats, *(label for label in exported.labels if label not in self._cats)]
        self._stream.write(
            json_text.line(
                {
                    "text": exported.article.text,
                    "entities": [
                        [span.start, span.end, labels[span.label]] for span in exported.spans
                    ],
                    "cats": {labels[one]: float(one in exported.labels) for one in cats},
                    "meta": json_text.known(exported),
                }
            )
        )

    def close(self) -> None:
        """Nothing stands at the end."""


def read(source: Source) -> Iterator[Back]:
    """Read the lines as JSON."""
    labels = source.job.label_ids
    with source.open() as stream:
        for line in stream:
            one = json.loads(line)
            text, known = one["text"], one["meta"]
            marks = [
                Mark(start, end, labels[label], text[start:end])
                for start, end, label in one["entities"]
            ]
            worn = sorted(labels[label] for label, value in one["cats"].items() if value)
            facts = {name: known[name] for name in known if name not in ("id", "article")}
            yield Back(known["id"], text, marks, worn, facts)
