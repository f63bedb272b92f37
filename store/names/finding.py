"""Finding, among very many names, the few that are worth comparing with one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from zlib import crc32

from store.names.blocking import SOUNDS, between, keyed, packed
from store.names.normalise import Name
from store.names.rarity import Rarity
from store.names.spellings import joins, other_keys

_UNDER = "SELECT n FROM name_key WHERE key = ? ORDER BY n LIMIT ?"
_BETWEEN = "SELECT n FROM name_key WHERE key BETWEEN ? AND ? ORDER BY key, n LIMIT ?"

_KEPT = 50_000
"""Counts and weights of words that are kept in memory at most."""

_AT_ONCE = 500

_CLOSE = 12
"""Neighbours of a skeleton that are looked under, itself included."""

_INNER = "ptkfslrmn"
"""Sounds that stand elsewhere than in front of a skeleton."""


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


class Counted(Rarity):
    """Rarity by the counts the tables keep, read when asked for."""

    def __init__(self, connection: sqlite3.Connection, names: int) -> None:
        super().__init__()
        self.names = names
        self._db = connection
        self._counts: dict[str, int] = {}

    def fetch(self, keys: Iterable[str]) -> None:
        """Read the counts of these skeletons at once."""
        if len(self._counts) > _KEPT:
            self._counts = {}
        if len(self._weights) > _KEPT:
            self.forget()
        wanted = list({key for key in keys if key not in self._counts})
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._db.execute(
                f"SELECT key, names FROM name_word WHERE key IN ({marks})", some
            )
            self._counts.update(dict.fromkeys(some, 0))
            self._counts.update(rows.fetchall())

    def count(self, key: str) -> int:
        known = self._counts.get(key)
        if known is None:
            self.fetch((key,))
            known = self._counts[key]
        return known


class Finder:
    """Reads the keys of an index. ``counted`` says how many names have a skeleton."""

    def __init__(self, connection: sqlite3.Connection, counted: Counted, effort: Effort) -> None:
        self._db = connection
        self._counted = counted
        self.effort = effort

    def _at(self, key: int, most: int) -> list[tuple[int]]:
        return self._db.execute(_UNDER, (key, most)).fetchall()

    def _between(self, low: int, high: int) -> list[tuple[int]]:
        return self._db.execute(_BETWEEN, (low, high, self.effort.under)).fetchall()

    def near(self, name: Name) -> Counter[int]:
        """Names under the keys of ``name``, by how many of them they are found under."""
        effort = self.effort
        hits: Counter[int] = Counter()
        for (n,) in self._at(exact(name), effort.under):
            hits[n] += 6
        words = keyed(name)
        if len(words) == 1:
            hits.update(n for (n,) in self._between(*between(words[0])))
            return hits
        others = other_keys(name)
        joined = joins(name, longest=99)
        written = [word.key for word in name.words]
        self._counted.fetch([*written, *chain(*others), *[key for key, _ in joined]])
        count = self._counted.count
        known = {
            packed(one) << 28 | packed(other): count(one) * count(other)
            for one, other in combinations(words, 2)
        }
        for key in sorted(known, key=known.__getitem__)[: effort.pairs]:
            for (n,) in self._at(key, effort.under):
                hits[n] += 3
        varied = self._varied(name, words, others, joined)
        for key in sorted(varied, key=varied.__getitem__)[: effort.guesses]:
            if key not in known:
                for (n,) in self._at(key, effort.guessed):
                    hits[n] += 2
        return hits

    def _varied(
        self,
        name: Name,
        words: list[str],
        others: list[list[str]],
        joined: list[tuple[str, list[str]]],
    ) -> dict[int, int]:
        """Pairs with one word as an initial, in another form, or joined with its neighbour.

        With each how many names it may lead to at most, so that the telling ones are read first;
        pairs that lead to none are left out.
        """
        count = self._counted.count
        found: dict[int, int] = {}
        for i, one in enumerate(words):
            many = count(one)
            if many and len(one) > 1:
                for j, other in enumerate(words):
                    if i != j:
                        found[packed(one) << 28 | packed(other[:1])] = many
        alternatives = [[key for key in tried if count(key)] for tried in others]
        for at, tried in enumerate(alternatives):
            for against, third in enumerate(name.words):
                if against == at:
                    continue
                for partner in (third.key, *alternatives[against][:2]):
                    many = count(partner)
                    if many:
                        for key in tried:
                            found[packed(key) << 28 | packed(partner)] = many * count(key)
        for key, rest in joined:
            if count(key):
                for other in rest:
                    found[packed(key) << 28 | packed(other)] = count(key)
        return found

    def deep(self, name: Name) -> Counter[int]:
        """As `near`, with words that only begin alike and with neighbouring skeletons."""
        hits = self.near(name)
        words = keyed(name)
        for i, one in enumerate(words):
            for start in sorted({other[:1] for j, other in enumerate(words) if i != j}):
                for (n,) in self._between(*between(one, start)):
                    hits[n] += 1
        for written, others in zip(name.words, other_keys(name), strict=True):
            for key in (written.key, *others):
                if len(key) > 2 and self._counted.count(key) <= _RARE:
                    rows = self._db.execute(
                        "SELECT DISTINCT n FROM name_key WHERE key BETWEEN ? AND ? ORDER BY n",
                        between(key),
                    )
                    for (n,) in rows.fetchall():
                        hits[n] += 2
        close = [self._close(key) for key in words]
        for i, ours in enumerate(close):
            for theirs in close[i + 1 :]:
                for one, worth in ours:
                    for other, much in theirs:
                        for (n,) in self._at(packed(one) << 28 | packed(other), 60):
                            hits[n] += 1 + int(2 * worth * much)
        return hits

    def _close(self, key: str) -> list[tuple[str, float]]:
        """Skeletons in use that are ``key`` but for one sound, with how like it they are."""
        near = _one_sound_off(key)
        self._counted.fetch(near)
        count = self._counted.count
        used = sorted((other for other in near if count(other)), key=lambda o: (-count(o), o))
        likes = [(other, 1 - 1 / max(len(key), len(other))) for other in used]
        likes.sort(key=lambda one: -one[1])
        return [(key, 1.0), *likes[: _CLOSE - 1]]


@lru_cache(maxsize=2000)
def _one_sound_off(key: str) -> tuple[str, ...]:
    """Skeletons of two sounds or more that ``key`` becomes by one sound more, less or other."""
    if len(key) < 2:
        return ()
    found = {key[:at] + key[at + 1 :] for at in range(len(key))}
    for at in range(len(key) + 1):
        for sound in SOUNDS if at == 0 else _INNER:
            found.add(key[:at] + sound + key[at:])
            found.add(key[:at] + sound + key[at + 1 :])
    return tuple(sorted(other for other in found if len(other) > 1 and other != key))


def exact(name: Name) -> int:
    """The key of all names with the same words in any order: negative, unlike all others."""
    return -1 - crc32(name.plain.encode())
