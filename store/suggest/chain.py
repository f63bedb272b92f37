"""A linear chain over the words of a sentence: weights of features, and what they say of a text.

Its tags are those of BIO. Found is every range whose probability, summed over all tag sequences that
have it, is worth showing. Pure Python: learning needs python-crfsuite, using what was learned nothing.

The weights of a feature for all tags are held as one integer, a lane of 32 bits for each, so that one
addition adds them all: that is most of what finding does, and costs a fifth of adding them singly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from operator import mul
from struct import Struct
from typing import Any

from store.suggest.features import PLACES, VERSION, Reading, of_word
from store.suggest.values import GHOST

_UNIT = 1 << 16
"""What 1.0 is in a lane. Weights have three digits; a thousand of the largest make no lane run over."""

_HOPELESS = -8 * _UNIT
"""A word whose best tag is so far from "no mark" (as logarithms, in units) is taken for none."""

_FAINT = -4 * _UNIT
"""Of words that are all so far from any mark, none is worth showing: with none above -2 there never
was one, in two schemes of labels."""

_LONGEST = 24
"""Words of the longest range that is found."""

_CACHE = 60_000
"""Words whose weights are held ready."""

_LARGEST = 32.0

_NOTHING = (0,) * len(PLACES)

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
        self._read: dict[str, int] = {}
        self._words = _grouped(weights)
        self._lends: dict[str, tuple[int, ...]] = {}
        lanes = Struct(f"<{len(self.tags)}I")
        self._unpack, self._bytes = lanes.unpack, lanes.size
        self._middle = sum(1 << 32 * tag + 31 for tag in range(len(self.tags)))
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
            if max(map(_nearest, scores)) > _FAINT:
                found += self._ranges(scores, 0, end - begin, begin > first, end < last, begin)
        return found

    def _scores(
        self, reading: Reading, rows: Rows, begin: int, end: int, first: int, last: int
    ) -> list[tuple[int, ...]]:
        """The score of every tag, in units from one middle, at words ``begin`` to ``end`` of the
        sequence ``first`` to ``last``; what a neighbour lends, `PLACES` say."""
        words = reading.words
        # nothing is lent from beyond the sequence
        low, high = max(first, begin - 2), min(last, end + 2)
        lent = [_NOTHING] * (low - begin + 2)
        lent += [self._lent(word) for word in words[low:high]]
        lent += [_NOTHING] * (end + 2 - high)
        found = []
        weights, read, packed_of = self._weights, self._read, self._packed
        unpack, size, middle = self._unpack, self._bytes, self._middle
        for row, far, near, own, after, beyond in zip(
            rows[begin:end], lent, lent[1:], lent[2:], lent[3:], lent[4:], strict=False
        ):
            total = middle + own[0] + near[1] + after[2] + far[3] + beyond[4]
            for feature in row:
                if feature in weights:
                    total += read.get(feature) or packed_of(feature)
            found.append(unpack(total.to_bytes(size, "little")))
        return found

    def _packed(self, feature: str) -> int:
        """The weights of a feature that has some, read for the first time."""
        read = self._read[feature] = _packed(self._weights[feature])
        return read

    def _lent(self, word: str) -> tuple[int, ...]:
        """What a word alone says of the tags of itself and of those round it."""
        known = self._lends.get(word)
        if known is not None:
            return known
        own, near, far = of_word(word)
        words = self._words
        made = [0] * len(PLACES)
        for features, places in zip((own, near, far), _LENT, strict=True):
            for feature in features:
                if (said := words.get(feature)) is not None:
                    for place in places:
                        if kept := said[place]:
                            if kept.__class__ is str:
                                kept = said[place] = _packed(kept)
                            made[place] += kept
        if len(self._lends) >= _CACHE:
            self._lends.clear()
        self._lends[word] = tuple(made)
        return self._lends[word]

    def _ranges(
        self,
        scores: Sequence[Sequence[int]],
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
            local.append([exp((value - top) / _UNIT) for value in row])
        ahead: list[list[float]] = []
        scale: list[float] = []
        for at, here in enumerate(local):
            if at:
                past = ahead[-1]
                reach = [
                    p * sum(map(mul, past, column)) for p, column in zip(here, into, strict=True)
                ]
            elif before:
                reach = list(map(mul, here, outof[0]))
            else:
                reach = [0.0 if tag and tag % 2 == 0 else p for tag, p in enumerate(here)]
            total = sum(reach) or 1e-300
            scale.append(total)
            ahead.append([value / total for value in reach])
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


def _packed(kept: str) -> int:
    """``1:0.52,4:-1.3``, weights by the number of the tag, in their lanes."""
    found = 0
    for part in kept.split(","):
        tag, _, value = part.partition(":")
        weight = min(max(float(value), -_LARGEST), _LARGEST)
        found += round(weight * _UNIT) << 32 * int(tag)
    return found


def _nearest(row: Sequence[int]) -> int:
    """How far the best tag is above "no mark"."""
    return max(row[1:]) - row[0]


def _islands(scores: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Stretches of words that could be marked at all, with one in each that may well be."""
    begin, best = -1, _FAINT
    for at, row in enumerate(scores):
        over = _nearest(row)
        if over > _HOPELESS:
            if begin < 0:
                begin, best = at, over
            elif over > best:
                best = over
        elif begin >= 0:
            if best > _FAINT:
                yield begin, at
            begin = -1
    if begin >= 0 and best > _FAINT:
        yield begin, len(scores)
