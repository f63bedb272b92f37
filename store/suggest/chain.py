"""A linear chain over the words of a sentence: weights of features, and what they say of a text.

Its tags are those of BIO. Found is every range whose probability, summed over all tag sequences that
have it, is worth showing. Pure Python: learning needs python-crfsuite, using what was learned nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from operator import mul
from typing import Any

from store.suggest.features import PLACES, STEPS, VERSION, Reading, of_word
from store.suggest.values import GHOST

_HOPELESS = 8.0
"""A word whose best tag is so much below "no mark" (as logarithms) is taken for none."""

_LONGEST = 24
"""Words of the longest range that is found."""

_CACHE = 60_000
"""Words whose weights are held ready."""

_Pairs = tuple[tuple[int, float], ...]
"""Weights by the number of the tag."""

_LENT = ((0,), (1, 2), (3, 4))
"""Which of `PLACES` the features of `of_word` are for."""

Rows = Sequence[Sequence[str]]
"""The features of every word of a text, beyond those that follow from the words alone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words ``first`` up to ``last`` (exclusive) with a label and the probability of just that."""

    first: int
    last: int
    label: str
    probability: float


class Chain:
    """Weights for the tags of some labels."""

    def __init__(
        self,
        labels: Sequence[str],
        weights: Mapping[str, str],
        moves: Mapping[tuple[str, str], float],
    ) -> None:
        self.labels = tuple(labels)
        self.tags = ("O", *(f"{sign}-{label}" for label in self.labels for sign in "BI"))
        self._weights = weights
        self._moves = dict(moves)
        self._read: dict[str, _Pairs] = {}
        self._words = _grouped(weights)
        self._lends: dict[str, tuple[_Pairs, ...]] = {}
        # the inside of a range follows its begin or inside alone, whatever was learned
        self._into = [
            [0.0 if _forbidden(a, b) else exp(moves.get((a, b), 0.0)) for a in self.tags]
            for b in self.tags
        ]
        self._from = [list(row) for row in zip(*self._into, strict=True)]

    def __len__(self) -> int:
        return len(self._weights)

    # -- finding ---------------------------------------------------------------------------------

    def candidates(
        self, reading: Reading, rows: Rows, among: Sequence[tuple[int, int]] | None = None
    ) -> list[Candidate]:
        """Every range worth showing; ranges may overlap. ``among``: only within these stretches of
        words, each within one sequence, with nothing round them."""
        found: list[Candidate] = []
        if among is None:
            for first, last in reading.sequences:
                scores = self._scores(reading, rows, first, last, first, last)
                for begin, end in _islands(scores):
                    before, after = begin > 0, end < len(scores)
                    found += self._ranges(scores, begin, end, before, after, first)
            return found
        sequences = iter(reading.sequences)
        first = last = 0
        for begin, end in among:
            while begin >= last:
                first, last = next(sequences)
            scores = self._scores(reading, rows, begin, end, first, last)
            found += self._ranges(scores, 0, end - begin, begin > first, end < last, begin)
        return found

    def _scores(
        self, reading: Reading, rows: Rows, begin: int, end: int, first: int, last: int
    ) -> list[list[float]]:
        """The score of every tag at words ``begin`` to ``end`` of the sequence from ``first`` on."""
        width = len(self.tags)
        words = reading.words
        low = max(first, begin - 2)
        lent = [self._lent(word) for word in words[low : min(last, end + 2)]]
        found: list[list[float]] = []
        weights, read = self._weights, self._read
        for at in range(begin, end):
            row = [0.0] * width
            for place, step in enumerate(STEPS):
                if first <= at + step < last:
                    for tag, value in lent[at + step - low][place]:
                        row[tag] += value
            for feature in rows[at]:
                if feature in weights:
                    for tag, value in read.get(feature) or self._pairs_of(feature):
                        row[tag] += value
            found.append(row)
        return found

    def _pairs_of(self, feature: str) -> _Pairs:
        """The weights of a feature that has some, read for the first time."""
        pairs = self._read[feature] = _pairs(self._weights[feature])
        return pairs

    def _lent(self, word: str) -> tuple[_Pairs, ...]:
        """What a word alone says of the tags of itself and of those round it."""
        known = self._lends.get(word)
        if known is not None:
            return known
        own, near, far = of_word(word)
        words, width = self._words, len(self.tags)
        rows = [[0.0] * width for _ in PLACES]
        for features, places in zip((own, near, far), _LENT, strict=True):
            for feature in features:
                if (said := words.get(feature)) is not None:
                    for place in places:
                        if kept := said[place]:
                            if kept.__class__ is str:
                                kept = said[place] = _pairs(kept)
                            row = rows[place]
                            for tag, value in kept:
                                row[tag] += value
        made = [tuple([(tag, x) for tag, x in enumerate(row) if x]) for row in rows]
        if len(self._lends) >= _CACHE:
            self._lends.clear()
        self._lends[word] = tuple(made)
        return self._lends[word]

    def _ranges(
        self,
        scores: list[list[float]],
        begin: int,
        end: int,
        before: bool,
        after: bool,
        offset: int,
    ) -> Iterator[Candidate]:
        """Ranges within ``begin`` to ``end``, with "no mark" ``before`` and ``after`` if so said."""
        begin, end = begin + offset, end + offset
        into, outof = self._into, self._from
        local = []
        for at in range(begin, end):
            row = scores[at - offset]
            top = max(row)
            local.append([exp(value - top) for value in row])
        ahead: list[list[float]] = []
        scale: list[float] = []
        for at, here in enumerate(local):
            if at:
                past = ahead[-1]
                row = [
                    p * sum(map(mul, past, column)) for p, column in zip(here, into, strict=True)
                ]
            elif before:
                row = list(map(mul, here, outof[0]))
            else:
                row = [0.0 if tag and tag % 2 == 0 else p for tag, p in enumerate(here)]
            total = sum(row) or 1e-300
            scale.append(total)
            ahead.append([value / total for value in row])
        size = len(local)
        back: list[list[float]] = [[]] * size
        back[-1] = list(into[0]) if after else [1.0] * len(self.tags)
        closing = sum(map(mul, ahead[-1], back[-1])) or 1e-300
        back[-1] = [value / closing for value in back[-1]]
        coming: list[list[float]] = [[]] * size
        for at in range(size - 2, -1, -1):
            ready = [
                p * b / scale[at + 1] for p, b in zip(local[at + 1], back[at + 1], strict=True)
            ]
            coming[at] = ready
            back[at] = [sum(map(mul, ready, row)) for row in outof]
        for number, label in enumerate(self.labels):
            b_tag, i_tag = 2 * number + 1, 2 * number + 2
            for at in range(size):
                if ahead[at][b_tag] * back[at][b_tag] < GHOST:
                    continue
                reached, tag = ahead[at][b_tag], b_tag
                for last in range(at, min(size, at + _LONGEST)):
                    goes_on = outof[tag][i_tag] * coming[last][i_tag] if last + 1 < size else 0.0
                    chance = reached * (back[last][tag] - goes_on)
                    if chance >= GHOST:
                        yield Candidate(begin + at, begin + last + 1, label, min(chance, 1.0))
                    if reached * goes_on < GHOST:
                        break
                    reached *= outof[tag][i_tag] * local[last + 1][i_tag] / scale[last + 1]
                    tag = i_tag

    # -- keeping ---------------------------------------------------------------------------------

    def head(self) -> dict[str, Any]:
        """What it is and how tags follow one another, as plain values."""
        return {
            "features": VERSION,
            "labels": self.labels,
            "moves": [[a, b, w] for (a, b), w in sorted(self._moves.items())],
        }

    def lines(self) -> list[str]:
        """The weights, a line each."""
        return [f"{feature}\t{kept}" for feature, kept in sorted(self._weights.items())]


def read_chain(head: Mapping[str, Any], lines: str) -> Chain:
    """From `Chain.head` and `Chain.lines`.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it is none, or of other features.
    """
    if head["features"] != VERSION:
        raise ValueError("learned from other features")
    moves = {(str(a), str(b)): float(w) for a, b, w in head["moves"]}
    weights = dict(line.split("\t", 1) for line in lines.split("\n") if line)
    return Chain([str(label) for label in head["labels"]], weights, moves)


def _forbidden(one: str, other: str) -> bool:
    return other[:2] == "I-" and one[2:] != other[2:]


def _grouped(weights: Mapping[str, str]) -> dict[str, list[Any]]:
    """What is written of each feature of a word, by `PLACES`: one look finds all five."""
    found: dict[str, list[Any]] = {}
    for feature, kept in weights.items():
        place = PLACES.index(feature[0]) if feature[0] in "<>{}" else 0
        base = feature[1:] if place else feature
        found.setdefault(base, ["", "", "", "", ""])[place] = kept
    return found


def _pairs(kept: str) -> _Pairs:
    """``1:0.52,4:-1.3``: weights by the number of the tag."""
    found = []
    for part in kept.split(","):
        tag, _, value = part.partition(":")
        found.append((int(tag), float(value)))
    return tuple(found)


def _islands(scores: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    """Stretches of words that could be marked at all."""
    begin = -1
    for at, row in enumerate(scores):
        if max(row[1:]) - row[0] > -_HOPELESS:
            if begin < 0:
                begin = at
        elif begin >= 0:
            yield begin, at
            begin = -1
    if begin >= 0:
        yield begin, len(scores)
