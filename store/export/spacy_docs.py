"""Documents for spaCy in one binary file, as ``spacy train`` takes them.

All spans stand in ``doc.spans["sc"]``, which may overlap, with whom they name as ``kb_id``;
``doc.ents`` are the longest that do not. Article labels are ``doc.cats``; what else is known is in
``doc.user_data`` (``meta`` as JSON). The file is made whole in memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from store.export import json_text, tokens
from store.export.back import Back, Mark
from store.export.fit import LONGEST, apart
from store.export.format import Out, Source
from store.export.layers import Exported

KEY = "sc"


class Writer:
    """A document for each article."""

    def __init__(self, out: Out) -> None:
        from spacy.tokens import DocBin
        from spacy.vocab import Vocab

        self._stream, self._job = out.stream, out.job
        self._cats = [label.id for label in out.job.article_labels()]
        self._vocab = Vocab()
        self._docs = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "ENT_KB_ID"], store_user_data=True)

    def add(self, exported: Exported) -> None:
        """Write an article."""
        from spacy.tokens import Doc
        from spacy.tokens import Span as Entity

        text, labels = exported.article.text, self._job.labels
        found = tokens.spaced(text, [(span.start, span.end) for span in exported.spans])
        doc = Doc(
            self._vocab,
            words=[text[start:end] for start, end, _ in found],
            spaces=[blank for *_, blank in found],
        )
        first = {start: number for number, (start, _, _) in enumerate(found)}
        last = {end: number + 1 for number, (_, end, _) in enumerate(found)}
        made = {
            span.id: Entity(
                doc, first[span.start], last[span.end], labels[span.label], kb_id=span.entity
            )
            for span in exported.spans
        }
        doc.spans[KEY] = list(made.values())
        doc.ents = [made[span.id] for span in apart(exported.spans, LONGEST)]
        cats = [*self._cats, *(label for label in exported.labels if label not in self._cats)]
        doc.cats = {labels[one]: float(one in exported.labels) for one in cats}
        known = json_text.known(exported)
        meta = json.dumps(known.pop("meta"), ensure_ascii=False)
        doc.user_data = {**known, "meta": meta, "names": dict(exported.names)}
        self._docs.add(doc)

    def close(self) -> None:
        """Write the documents."""
        self._stream.write(self._docs.to_bytes())


def read(source: Source) -> Iterator[Back]:
    """Read the documents with spaCy."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    labels = source.job.label_ids
    for doc in DocBin().from_disk(source.path).get_docs(Vocab()):
        known: dict[str, Any] = dict(doc.user_data)
        names = known.pop("names")
        marks = [
            Mark(
                span.start_char,
                span.end_char,
                labels[span.label_],
                span.text,
                entity=span.kb_id_,
                entity_name=names.get(span.kb_id_, ""),
            )
            for span in doc.spans[KEY]
        ]
        there = {mark[:3] for mark in marks}
        if any((e.start_char, e.end_char, labels[e.label_]) not in there for e in doc.ents):
            raise ValueError(f"an entity of {known['id']} is none of its spans")
        worn = sorted(labels[label] for label, value in doc.cats.items() if value)
        facts = {name: known[name] for name in known if name not in ("id", "article")}
        facts["meta"] = json.loads(facts["meta"])
        yield Back(known["id"], doc.text, marks, worn, facts)
