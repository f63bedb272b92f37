"""Hugging Face data sets, by datasets: the folder is loaded as its card says."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence

from tests.bench.loaders import Job, Loaded

NAME = "datasets"
PACKAGES = ("datasets", "pyarrow")


def load(job: Job) -> Iterator[Loaded]:
    """The rows of the one split. Tags are numbers of the card's class label."""
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    from datasets import load_dataset

    with tempfile.TemporaryDirectory(prefix="copydesk-datasets-") as cache:
        data = load_dataset(job.path, split="train", cache_dir=cache)
        names = data.features["ner_tags"].feature
        for row in data:
            back = Loaded(
                row["id"],
                row["text"],
                [(x["start"], x["end"], x["label"], x["text"]) for x in row["spans"]],
            )
            tags = [names.int2str(number) for number in row["ner_tags"]]
            back.complaints += _tagged(row["text"], row["tokens"], tags, back.spans)
            yield back


def _tagged(
    text: str,
    tokens: Sequence[str],
    tags: Sequence[str],
    spans: Sequence[tuple[int, int, str, str | None]],
) -> Iterator[str]:
    """What is wrong with tags: each run is a span but for blanks, and no span is left out that
    shares no character with a run."""
    at, runs = 0, []
    for token, tag in zip(tokens, tags, strict=True):
        start = text.find(token, at)
        if start < 0 or text[at:start].strip():
            yield f"{token!r} is not the next token of the text"
            return
        at = start + len(token)
        letter, _, label = tag.partition("-")
        if letter == "B":
            runs.append((start, at, label))
        elif letter == "I":
            if not runs or runs[-1][2] != label:
                yield f"{tag} begins nothing"
                return
            runs[-1] = (runs[-1][0], at, label)
    if text[at:].strip():
        yield f"{text[at:]!r} is behind the last token"
    bare = {
        (start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()), label)
        for start, end, label, _ in spans
        if (words := text[start:end]).strip()
    }
    for run in runs:
        if run not in bare:
            yield f"{run} is tagged and no span"
    for start, end, label in bare:
        if not any(first < end and start < last for first, last, _ in runs):
            yield f"{(start, end, label)} is in nobody's way and not tagged"
