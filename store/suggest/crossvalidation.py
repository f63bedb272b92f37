"""How good what is learned is on articles it was not learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.suggest.examples import Example
from store.suggest.learning import learn
from store.suggest.values import Key, Suggestion

FOLDS = 5
MOST = 400
"""Articles that are looked at, the newest first; more would change the figures little."""

LIKELY = 0.5
"""From this probability on a proposal counts as one."""

_ITERATIONS = 40

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one label: how many marks people made, how many were proposed, how many are in both."""

    marked: int
    proposed: int
    both: int

    @property
    def precision(self) -> float:
        """The share of the proposed that people made."""
        return self.both / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        """The share of what people made that was proposed."""
        return self.both / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.marked + self.proposed
        return 2 * self.both / total if total else 0.0

    def to_json(self) -> dict[str, Any]:
        """By name, shares with four places."""
        return {
            "marked": self.marked,
            "proposed": self.proposed,
            "both": self.both,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
        }


def crossfit(
    examples: Sequence[Example], folds: int = FOLDS, progress: Progress | None = None
) -> Iterator[tuple[Example, tuple[Suggestion, ...]]]:
    """Each of the newest articles with what a model proposes that was learned from the others.

    Raises:
        Refused: python-crfsuite is not installed.
    """
    newest = examples[-MOST:]
    folds = min(folds, len(newest))
    for fold in range(folds if folds > 1 else 0):
        if progress is not None:
            progress(fold, folds)
        model = learn([x for n, x in enumerate(newest) if n % folds != fold], _ITERATIONS)
        for example in newest[fold::folds]:
            yield example, model.propose(example.text) if model else ()


def validate(
    examples: Sequence[Example], folds: int = FOLDS, progress: Progress | None = None
) -> Mapping[str, Figures]:
    """Figures by label, and of all under "", by cross-validation over whole articles."""
    counts: dict[str, list[int]] = {"": [0, 0, 0]}
    for example, proposed in crossfit(examples, folds, progress):
        marked = set(example.marks)
        likely = set(chosen(proposed))
        for place, keys in enumerate((marked, likely, marked & likely)):
            for key in keys:
                counts.setdefault(key[2], [0, 0, 0])[place] += 1
                counts[""][place] += 1
    return {label: Figures(*counts[label]) for label in sorted(counts)}


def chosen(proposed: Iterable[Suggestion], least: float = LIKELY) -> list[Key]:
    """The likeliest that do not overlap, none below ``least``; in reading order."""
    taken: list[Key] = []
    for one in sorted(proposed, key=lambda x: (-x.probability, x.key)):
        if one.probability < least:
            break
        if all(one.end <= start or one.start >= end for start, end, _ in taken):
            taken.append(one.key)
    return sorted(taken)
