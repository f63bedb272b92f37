"""The words of an article as phrases are compared: where one occurs, and what a range is called.

A key is folded, so that spellings of one word meet, and keeps what case says: ``turkey``, ``Turkey``
and ``US`` are three things. Particles written to a word and the parts of compounds are words too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from store.text.folding import fold
from store.text.tokens import Span, inner_starts, words

LONGEST = 12
"""Words of the longest phrase that is remembered."""

_ACRONYM = 4


@lru_cache(maxsize=50_000)
def key_of(word: str) -> str:
    """A word as it is compared."""
    if word.islower() and word.isascii():
        return word
    if word.isupper() and 1 < len(word) <= _ACRONYM:
        return "^" + fold(word)
    return "~" + fold(word) if word[:1].isupper() else fold(word)


class Wording:
    """The words of one text. Offsets are code points, ends exclusive."""

    __slots__ = ("_at", "_inner", "keys", "spans", "text")

    def __init__(self, text: str, spans: list[Span] | None = None) -> None:
        self.text = text
        self.spans = words(text) if spans is None else spans
        self.keys = [key_of(text[start:end]) for start, end in self.spans]
        self._at: dict[str, list[int]] = {}
        self._inner: dict[str, list[tuple[int, Span]]] = {}
        for index, (start, end) in enumerate(self.spans):
            self._at.setdefault(self.keys[index], []).append(index)
            for first, last, key in _parts(text[start:end]):
                found = self._inner.setdefault(key, [])
                found.append((index, (start + first, start + last)))

    def firsts(self) -> Iterator[str]:
        """Every key that a phrase may begin with here, each once."""
        yield from self._at
        for key in self._inner:
            if key not in self._at:
                yield key

    def starts(self, key: str) -> Iterator[tuple[int, Span]]:
        """The places where a phrase that begins with ``key`` may begin: word and its part."""
        for index in self._at.get(key, ()):
            yield index, self.spans[index]
        yield from self._inner.get(key, ())

    def phrases(self, longest: Mapping[str, int]) -> Iterator[tuple[str, Span]]:
        """Every phrase of up to so many words that begins with a key of ``longest``."""
        for first, most in longest.items():
            for index, (start, end) in self.starts(first):
                key = first
                yield key, (start, end)
                if end != self.spans[index][1]:
                    continue
                for at in range(index + 1, min(index + most, len(self.spans))):
                    if self._apart(at):
                        break
                    key = f"{key} {self.keys[at]}"
                    yield key, (start, self.spans[at][1])

    def occurrences(self, phrase: str) -> Iterator[Span]:
        """Where a phrase (as by `phrase_of`) stands, in order for those at borders of words."""
        first, _, rest = phrase.partition(" ")
        keys = rest.split(" ") if rest else []
        for index, (start, end) in self.starts(first):
            if not keys:
                yield start, end
            elif (
                end == self.spans[index][1]
                and self.keys[index + 1 : index + 1 + len(keys)] == keys
                and not any(self._apart(at) for at in range(index + 1, index + 1 + len(keys)))
            ):
                yield start, self.spans[index + len(keys)][1]

    def _apart(self, at: int) -> bool:
        """Whether a paragraph or a mark of more than one sign stands before the word."""
        start, end = self.spans[at - 1][1], self.spans[at][0]
        return end - start > 3 or (end - start > 1 and self.text.count("\n", start, end) > 1)


def phrase_of(text: str, start: int, end: int) -> str:
    """What ``text[start:end]`` is called as a phrase; "" when it has no word, or too many."""
    keys = [key_of(text[first:last]) for first, last in words(text, start, end)]
    return " ".join(keys) if 0 < len(keys) <= LONGEST else ""


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[tuple[int, int, str], ...]:
    """What stands inside a word: after its particles, and the parts of a compound."""
    if word.isascii() and word.isalpha():
        return ()
    size = len(word)
    inner = inner_starts(word, 0, size)
    if "\u0590" <= word[0] <= "\u08ff":  # Hebrew, Arabic
        ranges = [(first, size) for first in inner]
    elif inner:
        ranges = []
        for first, last in pairwise([0, *inner, size]):
            if last < size:
                while last > first and not word[last - 1].isalnum():
                    last -= 1
            ranges.append((first, last))
    else:
        return ()
    return tuple((first, last, key_of(word[first:last])) for first, last in ranges)
