"""Under which keys a name is looked up, so that few names need be compared with it.

A key is two skeletons of words of the name, in both orders, packed into one number so that all
keys that begin with one skeleton (and with the first sound of another) lie side by side. Spellings
of one name nearly always share a pair; where they do not, neighbours in the order still help.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from math import log

from rapidfuzz.fuzz import ratio

from store.names.normalise import Name
from store.names.vocabulary import vocabulary

SOUNDS = "aptkfslrmnhj"
_CODE = {sound: number + 1 for number, sound in enumerate(SOUNDS)}
_OTHER = 15
_LENGTH = 7
_BITS = 4 * _LENGTH
WORDS = 5
"""Words of a name that are keyed; a longer name gives its first and its last ones."""


@lru_cache(maxsize=200_000)
def packed(key: str) -> int:
    """A skeleton as a number of 28 bits that sorts as the skeleton does."""
    number = 0
    for sound in key[:_LENGTH]:
        number = number << 4 | _CODE.get(sound, _OTHER)
    return number << 4 * (_LENGTH - min(len(key), _LENGTH))


def keyed(name: Name) -> list[str]:
    """The skeletons of the words that are keyed, those of names proper before weak ones."""
    words = [word.key for word in name.words if word.key and not word.weak]
    if len(words) < 2:
        words = [word.key for word in name.words if word.key]
    return words if len(words) <= WORDS else words[:2] + words[2 - WORDS - 1 :][-(WORDS - 2) :]


def keys(name: Name) -> set[int]:
    """All keys of a name: ordered pairs of its skeletons; a lone word has itself."""
    words = [packed(key) for key in keyed(name)]
    if len(words) == 1:
        return {words[0] << _BITS}
    found = set()
    for one, other in combinations(words, 2):
        found.add(one << _BITS | other)
        found.add(other << _BITS | one)
    return found


def between(key: str, start: str = "") -> tuple[int, int]:
    """The first and last key whose first word is ``key`` and whose second begins with ``start``."""
    low = packed(key) << _BITS | packed(start)
    return low, low | ((1 << (_BITS - 4 * min(len(start), _LENGTH))) - 1)


class Neighbours:
    """For each of some names the others that are worth comparing with it."""

    CROWD = 120
    """A key that more names have says too little by itself."""

    NEAREST = 24
    """Names at most that one is compared with."""

    VARIED_CROWD = 40
    """As `CROWD`, for keys that are a guess."""

    VARIED = 6
    """As `NEAREST`, for names found under such keys alone."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._plain = [name.plain for name in names]
        self._blocks: dict[Hashable, list[int]] = defaultdict(list)
        self._keys: list[list[Hashable]] = []
        for at, name in enumerate(names):
            mine = sorted(keys(name)), sorted(_starts(name))
            self._keys.append([*mine[0], *mine[1]])
            for key in self._keys[-1]:
                self._blocks[key].append(at)

    def near(self, at: int) -> list[int]:
        """The names nearest to name number ``at``, by the keys they share and their letters."""
        hits: dict[int, float] = defaultdict(float)
        for key in self._keys[at]:
            block = self._blocks[key]
            if len(block) <= self.CROWD:
                worth = 1 / (2 + log(len(block) + 1))
                for other in block:
                    hits[other] += worth
        hits.pop(at, None)
        if len(hits) <= self.NEAREST:
            return sorted(hits)
        mine, plain = self._plain[at], self._plain
        return sorted(
            hits, key=lambda other: (-hits[other] - ratio(mine, plain[other]) / 50, other)
        )[: self.NEAREST]

    def varied(self, at: int, keys: Iterable[Hashable]) -> list[int]:
        """Names that have one of ``keys``, other forms of name number ``at``; not only those before."""
        hits: dict[int, int] = defaultdict(int)
        for key in keys:
            block = self._blocks.get(key, ())
            if len(block) <= self.VARIED_CROWD:
                for other in block:
                    hits[other] += 1
        hits.pop(at, None)
        mine, plain = self._plain[at], self._plain
        return sorted(
            hits, key=lambda other: (-hits[other] - ratio(mine, plain[other]) / 50, other)
        )[: self.VARIED]


def _starts(name: Name) -> set[tuple[str, str]]:
    """A skeleton and the first sound of another word, where one of the two stands at an end."""
    words = keyed(name)
    last = len(words) - 1
    nicknames = vocabulary().nicknames
    forms = {
        (key, f"form {group}")
        for word in name.words
        for group in nicknames.get(word.text, ())
        for key in words
        if key != word.key
    }
    return forms | {
        (one, other[:1])
        for i, one in enumerate(words)
        for j, other in enumerate(words)
        if i != j and len(one) > 1 and (i in (0, last) or j in (0, last))
    }
