"""brat standoff, by pybrat."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.bench.loaders import Job, Loaded

NAME = "pybrat"
PACKAGES = ("pybrat",)


def load(job: Job) -> Iterator[Loaded]:
    """Text and entities of every pair of files; a line it cannot read is an error."""
    from pybrat.parser import BratParser

    class Parser(BratParser):  # type: ignore[misc]
        """It takes two entities of one range for a mistake; brat itself does not."""

        def _check_entities(self, entities: object) -> None:
            pass

    folder = Path(job.path)
    lines = (folder / "articles.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    examples = {one.id: one for one in Parser(error="raise").parse(folder)}
    for known in map(json.loads, lines):
        example = examples.pop(known["file"])
        back = Loaded(known["id"], example.text)
        for entity in example.entities:
            parts = [example.text[one.start : one.end] for one in entity.spans]
            if " ".join(parts) != entity.mention:
                back.complaints.append(f"{entity.id} says {entity.mention!r} and covers {parts!r}")
            start, end = entity.spans[0].start, entity.spans[-1].end
            back.spans.append((start, end, entity.type, None))
        yield back
    if examples:
        raise ValueError(f"{', '.join(examples)} are files of no article")
