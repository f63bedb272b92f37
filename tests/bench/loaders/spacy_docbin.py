"""spaCy's documents, by spaCy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.bench.loaders import Job, Loaded

NAME = "spaCy"
PACKAGES = ("spacy",)


def load(job: Job) -> Iterator[Loaded]:
    """Documents of a DocBin or examples of training lines."""
    return _lines(job) if job.format == "spacy-jsonl" else _documents(job)


def _documents(job: Job) -> Iterator[Loaded]:
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("xx").vocab
    for doc in DocBin().from_disk(job.path).get_docs(vocab):
        spans = doc.spans["sc"]
        back = Loaded(
            doc.user_data["id"],
            doc.text,
            [(one.start_char, one.end_char, one.label_, one.text) for one in spans],
        )
        there = {(one.start, one.end, one.label) for one in spans}
        if any((one.start, one.end, one.label) not in there for one in doc.ents):
            back.complaints.append("an entity that is none of the spans")
        if spans and not doc.ents:
            back.complaints.append("spans and no entity")
        yield back


def _lines(job: Job) -> Iterator[Loaded]:
    """As spaCy's training makes examples of them: what stands in no token's edges is told."""
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("xx")
    with Path(job.path).open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            one = json.loads(line)
            doc = _cut_at(nlp, one["text"], one["entities"])
            example = Example.from_dict(doc, {"entities": one["entities"], "cats": one["cats"]})
            yield Loaded(
                one["meta"]["id"],
                example.reference.text,
                [(e.start_char, e.end_char, e.label_, e.text) for e in example.reference.ents],
            )


def _cut_at(nlp, text, entities):  # type: ignore[no-untyped-def]
    """A document whose tokens are also cut where entities begin and end.

    Which tokens training sees is the pipeline's choice; offsets, labels and text are the file's.
    """
    from spacy.tokens import Doc

    edges = {edge for start, end, _ in entities for edge in (start, end)}
    edges |= {edge for token in nlp.make_doc(text) for edge in (token.idx, token.idx + len(token))}
    ends = sorted(edges | {0, len(text)})
    words = [text[a:b] for a, b in pairwise(ends) if a < b]
    return Doc(nlp.vocab, words=words, spaces=[False] * len(words))
