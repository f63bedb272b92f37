"""How much it says that two names share a word: the rarer the word among the names, the more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log

from store.names.normalise import Name, Word

_PRIOR_NAMES = 2000
_PRIOR_SHARE = (0.05, 0.03, 0.012, 0.005, 0.0018, 0.0008, 0.0005)
"""By length of the skeleton: what share of names is expected to have such a word; a rule of thumb
that the names themselves replace as soon as there are some thousands of them."""


class Rarity:
    """Weights of words in nats: the surprise of meeting the word in a name, from 1 to about 10.

    Words are counted by skeleton, so that a rare misspelling of a frequent name stays frequent.
    """

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self.names = 0
        self.counts: Counter[str] = Counter()
        self._weights: dict[Word, float] = {}
        for name in names:
            self.add(name)

    def add(self, name: Name) -> None:
        """Count one more name."""
        self.names += 1
        self.counts.update({word.key for word in name.words})
        if self._weights:
            self._weights = {}

    def forget(self) -> None:
        """Weigh anew: the counts have changed."""
        self._weights = {}

    def count(self, key: str) -> int:
        """In how many names a skeleton occurs."""
        return self.counts.get(key, 0)

    def weight(self, word: Word) -> float:
        """The weight of one word; little for initials and for what is left out at will."""
        known = self._weights.get(word)
        if known is None:
            known = self._weights[word] = self._weigh(word)
        return known

    def _weigh(self, word: Word) -> float:
        expected = _PRIOR_NAMES * _PRIOR_SHARE[min(len(word.key), len(_PRIOR_SHARE) - 1)]
        weight = log((_PRIOR_NAMES + self.names) / (expected + self.count(word.key)))
        if word.weak:
            return 0.3 * weight
        return 0.4 * weight if len(word.text) == 1 else weight
