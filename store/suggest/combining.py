"""Every reason to mark something there, made into one probability a range and label.

What a sort of clue is worth is where it starts; how often these very words were marked on the desk
counts more the more often they were seen; the model, once there is one, counts more the more
articles it was learned from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp, log

from store.suggest.clues import Clue
from store.suggest.memory_tables import Counts
from store.suggest.values import Key, Suggestion
from store.suggest.weighing import Weights, is_part

_STRENGTH = 2.0
"""What a clue weighs against the places where its words were seen."""

_ONCE = 1.0
"""The same for words that nothing but the desk knows, of which so much is expected:"""
_KNOWN = 0.6

_LEAST = 0.02
"""What is kept: also what only a decision in the article makes likely enough to show."""

_HALF = 12.0
"""Articles after which the model has learned half of what it can."""

_OTHER, _OTHER_LATE, _MODEL = 0.82, 0.6, 0.42
"""By what the logarithmic odds of both are multiplied, at first and in the long run. Fitted to news
stories in English with two schemes of labels; on each they are the same within a tenth or two."""

_EXPECTED_SHARE, _EXPECTED_WEIGHT = 0.67, 3.0
"""How much of what is likely by the one the other is expected to have as well, and what that weighs
against what it does have in the article at hand."""

_LIKELY = 0.6
_SILENCE = 0.8
"""By what the logarithm is multiplied of how much it leaves out of what is likely."""

_YOUNG = -1.2
"""Added at first, and less and less, where only the model says so."""


class Candidates:
    """Gathers what may be marked in one article."""

    def __init__(self, roles: Mapping[str, str], weights: Weights, ghost: float) -> None:
        self._roles = roles
        self._weights = weights
        self._least = min(ghost, _LEAST)
        self._clues: dict[Key, Suggestion] = {}
        self.sorts: dict[Key, str] = {}
        """Of what sort of clue a candidate is, where there is one."""
        self._known: dict[Key, Suggestion] = {}
        self._model: dict[Key, Suggestion] = {}
        self._outside: dict[Key, Suggestion] = {}
        self._learned: float | None = None

    def take_clues(self, clues: Iterable[Clue], parts: frozenset[str]) -> None:
        """Take clues of some parts."""
        for clue in clues:
            if clue.part not in parts:
                continue
            for label, p in self._weights.labels(clue.sort).items():
                one = Suggestion(clue.start, clue.end, label, p, clue.part, clue.reason)
                if keep_better(self._clues, one):
                    self.sorts[one.key] = clue.sort

    def take_known(self, known: Iterable[tuple[int, int, Counts]]) -> None:
        """Take what was seen before on the desk; after the clues."""
        for start, end, counts in known:
            marked = sum(count for label, count in counts.items() if label)
            seen: float = max(counts.get("", 0), marked)
            for label in self._roles:
                count: float = counts.get(label, 0)
                key = start, end, label
                clue = self._clues.get(key)
                if clue is None and not count:
                    continue
                told = f"marked {count:,} of {seen:,} times"
                if seen > _STRENGTH and is_part(self.sorts.get(key, "")):
                    # what stands beside it says more than the same words elsewhere
                    count, seen = count * _STRENGTH / seen, _STRENGTH
                expected, weight = (clue.probability, _STRENGTH) if clue else (_KNOWN, _ONCE)
                if count:
                    expected = max(expected, _KNOWN)
                p = (count + expected * weight) / (seen + weight)
                if clue is not None and not count:
                    one = Suggestion(*key, p, clue.part, clue.reason)
                else:
                    one = Suggestion(*key, p, "known", told)
                self._known[key] = one

    def take_model(self, proposed: Iterable[Suggestion], articles: int) -> None:
        """Take what a model proposes that was learned from so many articles."""
        self._learned = articles / (articles + _HALF)
        for one in proposed:
            if one.label in self._roles:
                self._model[one.key] = one

    def take_outside(self, suggested: Iterable[Suggestion]) -> None:
        """Take what others suggest, with the probabilities they give."""
        for one in suggested:
            if one.label in self._roles:
                keep_better(self._outside, one)

    def combined(self) -> tuple[Suggestion, ...]:
        """All of them with their probabilities, in reading order."""
        found = self._clues | self._known
        if self._learned is not None:
            found = dict(self._with_model(found, self._learned))
        for one in self._outside.values():
            keep_better(found, one)
        return tuple(
            one
            for _, one in sorted(found.items(), key=lambda x: (x[0][0], -x[0][1], x[0][2]))
            if one.probability >= self._least
        )

    def _with_model(
        self, found: Mapping[Key, Suggestion], learned: float
    ) -> Iterable[tuple[Key, Suggestion]]:
        weight = _OTHER + (_OTHER_LATE - _OTHER) * learned
        silent = {x: _silence(found, self._model, x) for x in self._roles}
        untold = {x: _silence(self._model, found, x) + _YOUNG * (1 - learned) for x in self._roles}
        for key in found.keys() | self._model.keys():
            other, own = found.get(key), self._model.get(key)
            odds = _MODEL * _odds(own.probability) if own else silent[key[2]]
            odds += weight * _odds(other.probability) if other else untold[key[2]]
            best = own if other is None or (own and own.probability > other.probability) else other
            if best is not None:
                yield key, Suggestion(*key, _chance(odds), best.part, best.reason)


def _silence(one: Mapping[Key, Suggestion], other: Mapping[Key, Suggestion], label: str) -> float:
    """What it says that ``other`` has nothing for something with a label: who leaves out much of
    what is likely by ``one``, knowing little of a language or a label, says little by it."""
    likely = [x.key for x in one.values() if x.label == label and x.probability >= _LIKELY]
    both = sum(key in other for key in likely)
    share = (both + _EXPECTED_SHARE * _EXPECTED_WEIGHT) / (len(likely) + _EXPECTED_WEIGHT)
    return _SILENCE * log(max(1 - share, 0.03))


def keep_better(table: dict[Key, Suggestion], one: Suggestion) -> bool:
    """Put a suggestion where a less likely one stands, or none; says whether it did."""
    held = table.get(one.key)
    better = held is None or held.probability < one.probability
    if better:
        table[one.key] = one
    return better


def _odds(p: float) -> float:
    p = min(max(p, 0.002), 0.998)
    return log(p / (1 - p))


def _chance(odds: float) -> float:
    return 1 / (1 + exp(-odds))
