"""Makes ``data/seed.txt.gz``; run by hand, never at run time. Needs nothing else installed.

    python -m store.suggest.build_seed WIKIGOLD TWEETS

``WIKIGOLD`` is ``wikigold.conll.txt`` (Balasuriya, Ringland, Nothman, Murphy and Curran 2009: 145
articles of Wikipedia, CC BY 4.0); ``TWEETS`` is section G, tweets of news media, of the Broad
Twitter Corpus (Derczynski, Bontcheva and Roberts 2016, CC BY 4.0), both a word and its tag a line.
Kept are weights of features alone, and none of a pair of words or of a word as it is written.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from store.suggest.examples import Example
from store.suggest.features import Reading
from store.suggest.learning import learn_chain, tagged, tags_of

OUT = Path(__file__).with_name("data") / "seed.txt.gz"
KINDS = {"PER": "person", "LOC": "place", "ORG": "organisation"}
LEFT_OUT = ("1", "2", "8", "W")
"""First letters of the features that are left out (`store.suggest.features`)."""

_TOGETHER = 8
"""Sentences that are taken for an article where none is marked."""

Words = list[tuple[str, str]]


def articles(path: Path) -> Iterator[Example]:
    """The articles of a file, their words a blank apart, their sentences a line each."""
    sentences: list[Words] = [[]]
    whole = "-DOCSTART-" in path.read_text(encoding="utf-8")
    for line in [*path.read_text(encoding="utf-8").split("\n"), "", "-DOCSTART- O"]:
        parts = line.split()
        if len(parts) > 1 and parts[0] != "-DOCSTART-":
            sentences[-1].append((parts[0], parts[-1]))
            continue
        if sentences[-1]:
            sentences.append([])
        if len(sentences) > 1 and (parts or (len(sentences) > _TOGETHER and not whole)):
            yield _article(sentences[:-1])
            sentences = [[]]


def _article(sentences: list[Words]) -> Example:
    text = ""
    marks: list[tuple[int, int, str]] = []
    for words in sentences:
        going_on = ""
        for word, tag in words:
            text += " " if going_on else ""
            kind = KINDS.get(tag[2:], "")
            if kind and going_on == kind and tag[0] == "I":
                marks[-1] = (marks[-1][0], len(text) + len(word), kind)
            elif kind:
                marks.append((len(text), len(text) + len(word), kind))
            going_on = kind or "O"
            text += word
        text += "\n"
    return Example("", text, tuple(marks))


def main(*files: str) -> None:
    """Learn from the files and write what was learned."""
    read = [one for file in files for one in articles(Path(file))]

    def sequences() -> Iterator[tuple[list[list[str]], list[str]]]:
        for one in read:
            reading = Reading(one.text)
            yield from tagged(reading, reading.dynamic(), tags_of(reading, one.marks))

    learned = learn_chain(sorted(KINDS.values()), sequences(), 0, 60)
    kept = [line for line in learned.lines() if not line.startswith(LEFT_OUT)]
    text = "\n".join([json.dumps(learned.head()), *kept])
    with OUT.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
