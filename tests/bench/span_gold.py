"""Gold documents with spans, for the benches of suggestions: JSON Lines of ``text`` and ``spans``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from store.model import Label
from store.suggest.values import Key

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared/data/gold"

BUCKETS = ((1, 10), (11, 50), (51, 100), (101, 200), (201, 10**9))
"""First and last document of what is told together; an editor's first hours, then later ones."""

MAIN = {"official": ("Official", "o", "blue"), "country": ("Country", "c", "green")}
_COLOURS = ("blue", "green", "orange", "purple", "teal", "yellow", "red", "grey")


@dataclass(frozen=True, slots=True)
class Document:
    """A text and the marks that are right, of which no two have one range and none is blank."""

    text: str
    language: str
    gold: frozenset[Key]


def read(
    path: Path, *, labels: Iterable[str] = MAIN, orig: bool = False, limit: int | None = None
) -> tuple[list[Document], int]:
    """The first documents of a file, and how many spans were left out for having the range of
    another, or no text but blanks. ``orig``: with all labels as the source has them, instead of the named ones.
    """
    wanted = set(labels)
    found: list[Document] = []
    left_out = 0
    for line in path.read_text(encoding="utf-8").splitlines()[:limit]:
        record = json.loads(line)
        ranges: dict[tuple[int, int], str] = {}
        for span in record["spans"]:
            label = span["orig"] if orig else span["label"]
            if orig or label in wanted:
                at = span["start"], span["end"]
                if at in ranges or not record["text"][at[0] : at[1]].strip():
                    left_out += 1
                else:
                    ranges[at] = label
        gold = frozenset((*at, label) for at, label in ranges.items())
        found.append(Document(record["text"], record.get("language", ""), gold))
    return found, left_out


def scheme_of(documents: Sequence[Document]) -> list[Label]:
    """A label scheme for the labels the documents have, the commonest first, each with a key."""
    counts: dict[str, int] = {}
    for document in documents:
        for _, _, label in document.gold:
            counts[label] = counts.get(label, 0) + 1
    labels: list[Label] = []
    taken: set[str] = set()
    for at, name in enumerate(sorted(counts, key=lambda name: (-counts[name], name))):
        colour = _COLOURS[at % len(_COLOURS)]
        title, key, colour = MAIN.get(name, (name, "", colour))
        letters = [*name.casefold(), *"qwertzuiopasdghjklycvbnm"]
        key = key or next(x for x in letters if x.isalpha() and x not in taken | set("fxu"))
        taken.add(key)
        labels.append(Label(name, title, key=key, colour=colour))
    return labels


def bucket(number: int) -> str:
    """Which of `BUCKETS` the document of a number, from 1 on, is told with."""
    for first, last in BUCKETS:
        if number <= last:
            return f"{first}-{last}" if last < 10**9 else f"{first}+"
    raise AssertionError(number)


def edges(one: Key, other: Key) -> bool:
    """Whether two marks share any text."""
    return one[0] < other[1] and other[0] < one[1]
