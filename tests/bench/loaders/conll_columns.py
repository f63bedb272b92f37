"""CoNLL-2003 columns, by seqeval in its strict mode, and beside it by iobes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.bench.loaders import Job, Loaded

NAME = "seqeval (strict), iobes"
PACKAGES = ("seqeval", "iobes")


def load(job: Job) -> Iterator[Loaded]:
    """The entities both see, at the offsets that stand beside the file."""
    import iobes
    from seqeval import scheme
    from seqeval.metrics import f1_score

    tags = job.options["tags"]
    strict = {"iob2": scheme.IOB2, "bioes": scheme.IOBES, "bilou": scheme.BILOU}[tags]
    other = {
        "iob2": iobes.SpanEncoding.BIO,
        "bioes": iobes.SpanEncoding.IOBES,
        "bilou": iobes.SpanEncoding.BILOU,
    }[tags]
    with Path(job.path).open(encoding="utf-8", newline="\n") as columns:
        documents = list(_documents(columns))
    with Path(f"{job.path}.offsets.jsonl").open(encoding="utf-8", newline="\n") as lines:
        beside = [json.loads(line) for line in lines]
    for sentences, known in zip(documents, beside, strict=True):
        offsets = known["tokens"]
        words = [word for sentence in sentences for word, _ in sentence]
        back = Loaded(known["id"], _text(words, offsets, known["blanks"]))
        sequences = [[tag for _, tag in sentence] for sentence in sentences]
        if len(words) != len(offsets):
            back.complaints.append(f"{len(words)} tokens and {len(offsets)} offsets")
        score = f1_score(sequences, sequences, mode="strict", scheme=strict, zero_division=1)
        if score != 1.0:
            back.complaints.append(f"F1 of the tags with themselves is {score}")
        first = 0
        for sequence in sequences:
            found = {
                (entity.start, entity.end, entity.tag)
                for entity in scheme.Entities([sequence], strict).entities[0]
            }
            there = {(one.start, one.end, one.type) for one in iobes.parse_spans(sequence, other)}
            if found != there:
                back.complaints.append(f"seqeval sees {found - there}, iobes {there - found}")
            for start, end, label in sorted(found):
                a, b = offsets[first + start][0], offsets[first + end - 1][1]
                back.spans.append((a, b, label, None))
            first += len(sequence)
        yield back


def _documents(lines: Iterator[str]) -> Iterator[list[list[tuple[str, str]]]]:
    """Sentences of words and tags for each -DOCSTART-."""
    document: list[list[tuple[str, str]]] | None = None
    for line in lines:
        columns = line.split()
        if columns[:1] == ["-DOCSTART-"] and len(columns) == 4:
            if document is not None:
                yield [sentence for sentence in document if sentence]
            document = [[]]
        elif document is None:
            raise ValueError("the file begins with no document")
        elif not columns:
            document.append([])
        elif len(columns) == 4:
            document[-1].append((columns[0], columns[3]))
        else:
            raise ValueError(f"{line!r} has {len(columns)} columns")
    if document is not None:
        yield [sentence for sentence in document if sentence]


def _text(words: list[str], offsets: list[list[int]], blanks: list[list[object]]) -> str:
    """The text that words and other blanks make; everything between them is a blank."""
    pieces = [(start, word) for (start, _), word in zip(offsets, words, strict=False)]
    pieces += [(at, gap) for at, gap in blanks]  # type: ignore[misc]
    length = max((at + len(piece) for at, piece in pieces), default=0)
    characters = [" "] * length
    for at, piece in pieces:
        characters[at : at + len(piece)] = piece
    return "".join(characters)
