"""Finding, among very many names, the few that are worth comparing with one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from zlib import crc32

from store.names.blocking import between, keyed, packed
from store.names.normalise import Name
from store.names.spellings import joins, other_keys

_UNDER = "SELECT n FROM name_key WHERE key = ? LIMIT ?"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of what is found is looked at."""

    pairs: int
    """Keys read that are pairs of the name's own words, the rarest first."""
    guesses: int
    """Keys read that are pairs with another form of a word."""
    read: int
    """Names of those found that are read and compared letter by letter."""
    first: int
    """Names of those read that are weighed in full."""
    most: int
    """And where none of the first fits well, how many."""
    under: int
    """Names read under one key: beyond that the key says too little."""
    guessed: int
    """As ``under``, for keys that are a guess."""


SMALL = Effort(pairs=10, guesses=80, read=120, first=8, most=16, under=300, guessed=60)
LARGE = Effort(pairs=5, guesses=8, read=32, first=3, most=8, under=200, guessed=40)

_RARE = 40
"""Up to this many names with a word, all of them are looked at when nothing else fits."""


class Finder:
    """Reads the keys of an index. ``counts`` says how many names have a skeleton."""

    def __init__(
        self, connection: sqlite3.Connection, counts: Counter[str], effort: Effort
    ) -> None:
        self._db = connection
        self._counts = counts
        self.effort = effort
        self._similar: _NearKeys | None = None

    def _at(self, key: int, most: int) -> Iterator[tuple[int]]:
        return self._db.execute(_UNDER, (key, most))

    def near(self, name: Name) -> Counter[int]:
        """Names under the keys of ``name``, by how many of them they are found under."""
        hits: Counter[int] = Counter()
        for (n,) in self._at(exact(name), self.effort.under):
            hits[n] += 6
        words = keyed(name)
        if len(words) == 1:
            low, high = between(words[0])
            rows = self._db.execute(
                "SELECT n FROM name_key WHERE key BETWEEN ? AND ? LIMIT ?",
                (low, high, self.effort.under),
            )
            hits.update(n for (n,) in rows)
            return hits
        read = self._db.execute
        effort = self.effort
        count = self._counts.get
        known = {
            packed(one) << 28 | packed(other): count(one, 0) * count(other, 0)
            for one, other in combinations(words, 2)
        }
        for key in sorted(known, key=known.__getitem__)[: effort.pairs]:
            for (n,) in read(_UNDER, (key, effort.under)).fetchall():
                hits[n] += 3
        varied = self._varied(name, words)
        for key in sorted(varied.keys() - known.keys(), key=varied.__getitem__)[: effort.guesses]:
            for (n,) in read(_UNDER, (key, effort.guessed)).fetchall():
                hits[n] += 2
        return hits

    def _varied(self, name: Name, words: list[str]) -> dict[int, int]:
        """Pairs with one word as an initial, in another form, or joined with its neighbour.

        With each how many names it may lead to at most, so that the telling ones are read first;
        pairs that lead to none are left out.
        """
        count = self._counts.get
        found: dict[int, int] = {}
        for i, one in enumerate(words):
            many = count(one, 0)
            if many and len(one) > 1:
                for j, other in enumerate(words):
                    if i != j:
                        found[packed(one) << 28 | packed(other[:1])] = many
        alternatives = [[key for key in tried if count(key, 0)] for tried in other_keys(name)]
        for at, others in enumerate(alternatives):
            for against, third in enumerate(name.words):
                if against == at:
                    continue
                for partner in (third.key, *alternatives[against][:2]):
                    many = count(partner, 0)
                    if many:
                        for key in others:
                            found[packed(key) << 28 | packed(partner)] = many * count(key, 0)
        for joined, rest in joins(name, longest=99):
            if count(joined, 0):
                for key in rest:
                    found[packed(joined) << 28 | packed(key)] = count(joined, 0)
        return found

    def deep(self, name: Name) -> Counter[int]:
        """As `near`, with words that only begin alike and with neighbouring skeletons."""
        hits = self.near(name)
        words = keyed(name)
        for i, one in enumerate(words):
            for start in {other[:1] for j, other in enumerate(words) if i != j}:
                low, high = between(one, start)
                rows = self._db.execute(
                    "SELECT n FROM name_key WHERE key BETWEEN ? AND ? LIMIT ?",
                    (low, high, self.effort.under),
                )
                for (n,) in rows:
                    hits[n] += 1
        counts = self._counts
        for written, others in zip(name.words, other_keys(name), strict=True):
            for key in (written.key, *others):
                if len(key) > 2 and counts.get(key, 0) <= _RARE:
                    rows = self._db.execute(
                        "SELECT n FROM name_key WHERE key BETWEEN ? AND ?", between(key)
                    )
                    for n in {n for (n,) in rows}:
                        hits[n] += 2
        if self._similar is None:
            self._similar = _NearKeys(counts)
        close = [self._similar.of(key) for key in words]
        for i, ours in enumerate(close):
            for theirs in close[i + 1 :]:
                for one, worth in ours:
                    for other, much in theirs:
                        for (n,) in self._at(packed(one) << 28 | packed(other), 60):
                            hits[n] += 1 + int(2 * worth * much)
        return hits


class _NearKeys:
    """The skeletons in use that differ little from a given one."""

    _MOST = 12

    def __init__(self, counts: Counter[str]) -> None:
        self._keys = [key for key, number in counts.items() if number > 0 and len(key) > 1]
        self._found: dict[str, list[tuple[str, float]]] = {}

    def of(self, key: str) -> list[tuple[str, float]]:
        """Skeletons and their likeness from 0 to 1, nearest first, the same one included."""
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        found = self._found.get(key)
        if found is None:
            near = process.extract(
                key, self._keys, scorer=Levenshtein.normalized_similarity,
                limit=self._MOST, score_cutoff=0.5,
            )  # fmt: skip
            found = self._found[key] = [(other, score) for other, score, _ in near]
        return found


def exact(name: Name) -> int:
    """The key of all names with the same words in any order: negative, unlike all others."""
    return -1 - crc32(name.plain.encode())
