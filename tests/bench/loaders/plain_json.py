"""JSON Lines, by the json module of the standard library and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.bench.loaders import Job, Loaded

NAME = "json"
PACKAGES: tuple[str, ...] = ()


def load(job: Job) -> Iterator[Loaded]:
    """The lines."""
    with Path(job.path).open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            one = json.loads(line)
            yield Loaded(
                one["id"],
                one["text"],
                [(x["start"], x["end"], x["label"], x["text"]) for x in one["spans"]],
            )
