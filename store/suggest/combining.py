"""Every reason to mark something there, made into one probability a range and label.

What a sort of clue is worth is where it starts; how often these very words were marked on the desk
counts more the more often they were seen; the model, once there is one, counts more the more
articles it was learned from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import exp, log

from store.suggest.clues import Clue
from store.suggest.memory_tables import Counts
from store.suggest.values import Key, Settings, Suggestion
from store.suggest.weighing import Weights, is_part
from store.suggest.wording import Wording
from store.text.folding import fold
from store.text.targets.lexicon import listed

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

_WORD = "word"
"""The sort of clue that a capitalised word is of which nothing is known."""

_YOUNG = -1.2
"""Added at first, and less and less, where only the model says so."""


class Candidates:
    """Gathers what may be marked in one article."""

    def __init__(self, roles: Mapping[str, str], weights: Weights, settings: Settings) -> None:
        self._roles = roles
        self._weights = weights
        self._parts = settings.parts
        self._least = min(settings.ghost, _LEAST)
        self._clues: dict[Key, Suggestion] = {}
        self.sorts: dict[Key, str] = {}
        """Of what sort of clue a candidate is, where there is one."""
        self._known: dict[Key, Suggestion] = {}
        self._model: dict[Key, Suggestion] = {}
        self._outside: dict[Key, Suggestion] = {}
        self._names: dict[tuple[int, int], Suggestion] = {}
        self._learned: float | None = None

    def take_clues(self, clues: Iterable[Clue]) -> None:
        """Take clues of the parts that are on."""
        for clue in clues:
            if clue.part not in self._parts:
                continue
            labels = self._weights.labels(clue.sort)
            for label, p in labels.items():
                one = Suggestion(clue.start, clue.end, label, p, clue.part, clue.reason)
                if keep_better(self._clues, one):
                    self.sorts[one.key] = clue.sort
            if not labels and (label := self._weights.usual(clue.sort)):
                one = Suggestion(clue.start, clue.end, label, 0.0, clue.part, clue.reason)
                self._names[one.start, one.end] = one

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

    def combined(self, wording: Wording) -> tuple[tuple[Suggestion, ...], tuple[Suggestion, ...]]:
        """All of them with their probabilities, in reading order; and names that are hardly ever
        marked, each with the label it would have, the likeliest first."""
        found = self._clues | self._known
        if self._learned is not None:
            found = dict(self._with_model(found, self._learned))
        for one in self._outside.values():
            keep_better(found, one)
        every = sorted(found.values(), key=lambda x: (x.start, -x.end, x.label))
        kept = tuple(one for one in every if one.probability >= self._least)
        return kept, self._unlikely(wording, kept, every)

    def _unlikely(
        self, wording: Wording, kept: Iterable[Suggestion], every: Iterable[Suggestion]
    ) -> tuple[Suggestion, ...]:
        names = dict(self._names)
        for one in every:
            range_ = one.start, one.end
            if range_ not in names or names[range_].probability < one.probability:
                names[range_] = one
        for one in kept:
            names.pop((one.start, one.end), None)
        ranked = sorted(names.values(), key=lambda x: (-x.probability, x.start, -x.end))
        label = self._weights.usual(_WORD) if "rule" in self._parts else ""
        plain = _names_left(wording, [*kept, *ranked]) if label else ()
        ranked += [Suggestion(*x, label, 0.0, "rule", "capitalised word") for x in plain]
        return tuple(ranked)

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


def _names_left(wording: Wording, names: Iterable[Suggestion]) -> Iterator[tuple[int, int]]:
    """Capitalised words within sentences that are in none of ``names``."""
    text = wording.text
    taken = bytearray(len(text))
    for one in names:
        taken[one.start : one.end] = b"\1" * (one.end - one.start)
    stops = listed("stop", "en")
    for start, end in wording.spans:
        free = end - start > 1 and text[start].isupper() and not taken[start]
        if free and _inside(text, start) and fold(text[start:end]) not in stops:
            yield start, end


def _inside(text: str, start: int) -> bool:
    """Whether a word is none that a sentence or a line begins with."""
    before = text[max(0, start - 3) : start].rstrip(" \"'“”‘’«»([")
    return bool(before) and before[-1] not in ".!?:\n"


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
