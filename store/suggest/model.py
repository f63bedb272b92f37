"""What was learned: weights of features, and the marks they propose in a text.

A linear chain over the words of a sentence, with the tags of BIO. Proposed is every range whose
probability, summed over all tag sequences that have it, reaches `GHOST`. Pure Python: learning needs
python-crfsuite, using what was learned needs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from operator import mul
from typing import Any

from store.suggest.features import PLACES, STEPS, VERSION, Reading, of_word
from store.suggest.phrases import Held, Phrases
from store.suggest.values import GHOST, Key, Suggestion
from store.text.tokens import Span, inner_starts

_HOPELESS = 8.0
"""A word whose best tag is so much below "no mark" (as logarithms) is taken for none."""

_LONGEST = 24
"""Words of the longest mark that is proposed."""

_CACHE = 60_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words ``first`` up to ``last`` (exclusive) with a label and the probability of just that."""

    first: int
    last: int
    label: str
    probability: float


class Model:
    """Weights for the tags of some labels; ``articles`` is how many it was learned from."""

    def __init__(
        self,
        labels: Sequence[str],
        weights: Mapping[str, str],
        moves: Mapping[tuple[str, str], float],
        phrases: Phrases,
        articles: int,
        starts: frozenset[str] = frozenset(),
    ) -> None:
        self.labels = tuple(labels)
        self.articles = articles
        self.phrases = phrases
        self.tags = ("O", *(f"{sign}-{label}" for label in self.labels for sign in "BI"))
        self._weights = weights
        self._moves = dict(moves)
        self._starts = starts
        self._read: dict[str, tuple[tuple[int, float], ...]] = {}
        self._vectors: dict[str, tuple[list[float], ...]] = {}
        # a mark's inside follows its begin or inside alone, whatever was learned
        self._into = [
            [0.0 if _forbidden(a, b) else exp(moves.get((a, b), 0.0)) for a in self.tags]
            for b in self.tags
        ]
        self._from = [list(row) for row in zip(*self._into, strict=True)]

    # -- proposing -------------------------------------------------------------------------------

    def propose(self, text: str, tokens: Sequence[Span] | None = None) -> tuple[Suggestion, ...]:
        """The marks somebody might make of ``text`` (code points), by start, longest first.

        Ranges may overlap; of each range and label there is one. None is said to be sure.
        """
        reading = Reading(text, tokens)
        reason = f"learned from {self.articles:,} articles"
        found: dict[Key, float] = {}
        for one in self.candidates(reading):
            start = self._start(reading, one.first)
            key = start, reading.tokens[one.last - 1][1], one.label
            found[key] = max(found.get(key, 0.0), one.probability)
        return tuple(
            Suggestion(*key, found[key], "model", reason, sure=False)
            for key in sorted(found, key=lambda x: (x[0], -x[1], x[2]))
        )

    def _start(self, reading: Reading, at: int) -> int:
        """Where a mark that begins with a word starts: behind the particles written to it, when
        marks were made so."""
        start, end = reading.tokens[at]
        if self._starts:
            for inner in inner_starts(reading.text, start, end):
                if reading.text[inner:end] in self._starts:
                    return inner
        return start

    def candidates(self, reading: Reading, held: Held | None = None) -> list[Candidate]:
        """The same by words; ``held`` is what the model has from this very article."""
        scores = self._scores(reading, reading.dynamic(self.phrases, held))
        found: list[Candidate] = []
        for first, last in reading.sequences:
            for begin, end in _islands(scores, first, last):
                found += self._ranges(scores, begin, end, begin > first, end < last)
        return found

    def _scores(self, reading: Reading, dynamic: list[list[str]]) -> list[list[float]]:
        """The score of every tag at every word; that of "no mark" taken away from the others."""
        width = len(self.tags)
        vectors = [self._vector(word) for word in reading.words]
        found: list[list[float]] = []
        weight, read = self._weights.get, self._read
        zero = [0.0] * width
        for first, last in reading.sequences:
            for at in range(first, last):
                rows = [
                    vectors[at + step][place] if first <= at + step < last else zero
                    for place, step in enumerate(STEPS)
                ]
                row = [a + b + c + d + e for a, b, c, d, e in zip(*rows, strict=True)]
                for feature in dynamic[at]:
                    pairs = read.get(feature)
                    if pairs is None:
                        kept = weight(feature)
                        if kept is None:
                            continue
                        pairs = read[feature] = _pairs(kept)
                    for tag, value in pairs:
                        row[tag] += value
                found.append(row)
        return found

    def _vector(self, word: str) -> tuple[list[float], ...]:
        """What a word alone says of the tags of itself and of those round it."""
        known = self._vectors.get(word)
        if known is not None:
            return known
        own, near, far = of_word(word)
        made = []
        for place, features in zip(PLACES, (own, near, near, far, far), strict=True):
            row = [0.0] * len(self.tags)
            for feature in features:
                kept = self._weights.get(place + feature)
                if kept is not None:
                    for tag, value in _pairs(kept):
                        row[tag] += value
            made.append(row)
        if len(self._vectors) >= _CACHE:
            self._vectors.clear()
        self._vectors[word] = tuple(made)
        return self._vectors[word]

    def _ranges(
        self, scores: list[list[float]], begin: int, end: int, before: bool, after: bool
    ) -> Iterator[Candidate]:
        """Ranges within words ``begin`` to ``end``, with "no mark" before and behind if so said."""
        into, outof = self._into, self._from
        local = []
        for at in range(begin, end):
            row = scores[at]
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

    def to_text(self) -> str:
        """As lines: what it is, how tags follow one another, what was marked, then the weights."""
        head = {
            "features": VERSION,
            "labels": self.labels,
            "articles": self.articles,
            "moves": [[a, b, round(w, 4)] for (a, b), w in sorted(self._moves.items())],
            "starts": sorted(self._starts),
            **self.phrases.to_json(),
        }
        lines = [json.dumps(head, ensure_ascii=False, sort_keys=True)]
        lines += [f"{feature}\t{kept}" for feature, kept in sorted(self._weights.items())]
        return "\n".join(lines)

    @classmethod
    def from_text(cls, text: str) -> Model:
        """From `to_text`.

        Raises:
            ValueError: it is none, or one of another version of the features.
        """
        head, _, rest = text.partition("\n")
        try:
            value: dict[str, Any] = json.loads(head)
            if value["features"] != VERSION:
                raise ValueError("learned from other features")
            moves = {(str(a), str(b)): float(w) for a, b, w in value["moves"]}
            weights = dict(line.split("\t", 1) for line in rest.split("\n") if line)
            labels = [str(label) for label in value["labels"]]
            for kept in weights.values():
                if not kept:
                    raise ValueError("a weight is missing")
            return cls(
                labels,
                weights,
                moves,
                Phrases.from_json(value),
                int(value["articles"]),
                frozenset(str(one) for one in value["starts"]),
            )
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"no model: {error}") from error


def _forbidden(one: str, other: str) -> bool:
    return other[:2] == "I-" and one[2:] != other[2:]


def _pairs(kept: str) -> tuple[tuple[int, float], ...]:
    """``1:0.52,4:-1.3``: weights by the number of the tag."""
    found = []
    for part in kept.split(","):
        tag, _, value = part.partition(":")
        found.append((int(tag), float(value)))
    return tuple(found)


def _islands(scores: list[list[float]], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Stretches of words that could be marked at all."""
    begin = -1
    for at in range(first, last):
        row = scores[at]
        if max(row) - row[0] > -_HOPELESS and max(row[1:]) - row[0] > -_HOPELESS:
            if begin < 0:
                begin = at
        elif begin >= 0:
            yield begin, at
            begin = -1
    if begin >= 0:
        yield begin, last
