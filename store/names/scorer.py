"""From evidence to a score: a sum of points, one table of points for each number measured.

The points are log-odds learnt by ``build_scorer.py`` and shipped as ``data/name_scorer.json``.
Nothing but the sum decides, so every score can say what it was made of.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp

from store.names.features import FEATURES

LONE = 0.6
"""What is left of the chance when one name is a single word and the other has more: a surname alone
is offered, but groups nothing by itself."""

_SHORT = FEATURES.index("words_short")
_LOOSE = FEATURES.index("loose_long")


@dataclass(frozen=True, slots=True)
class Table:
    """Points of one feature: ``points[i]`` for values from ``cuts[i - 1]`` up to ``cuts[i]``."""

    feature: int
    cuts: tuple[float, ...]
    points: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scorer:
    """The shipped tables and the points every pair starts with."""

    base: float
    tables: tuple[Table, ...]

    def chance(self, values: tuple[float, ...]) -> float:
        """The chance, from 0 to 1, that two look-alike names with this evidence are one person.

        The odds are those of pairs half of which are the same and half nearest neighbours.
        """
        total = self.base
        for table in self.tables:
            total += table.points[bisect_right(table.cuts, values[table.feature])]
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))

    def score(self, values: tuple[float, ...]) -> float:
        """`chance`, with a lone surname held back."""
        if values[_SHORT] == 1 and values[_LOOSE] > 0:
            return self.chance(values) * LONE
        return self.chance(values)

    def points(self, values: tuple[float, ...]) -> dict[str, float]:
        """What each feature added to the log-odds, by name."""
        return {
            FEATURES[table.feature]: table.points[bisect_right(table.cuts, values[table.feature])]
            for table in self.tables
        }


@cache
def shipped() -> Scorer:
    """The scorer that comes with the program."""
    file = resources.files("store.names").joinpath("data", "name_scorer.json")
    return read(file.read_text("utf-8"))


def read(text: str) -> Scorer:
    """A scorer from the JSON that `build_scorer.py` writes."""
    stored = json.loads(text)
    return Scorer(
        stored["base"],
        tuple(
            Table(FEATURES.index(name), tuple(table["cuts"]), tuple(table["points"]))
            for name, table in stored["features"].items()
        ),
    )
