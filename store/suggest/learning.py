"""Learning weights from examples; needs python-crfsuite, and is done outside the app's process."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from store.errors import Refused
from store.suggest.chain import Chain
from store.suggest.examples import Example
from store.suggest.features import PLACES, STEPS, Reading, of_word
from store.suggest.model import Model
from store.suggest.phrases import Phrases
from store.suggest.seed import described
from store.text.tokens import inner_starts

MISSING = (
    "The model needs python-crfsuite, which is not installed here; everything else suggests "
    "without it. To have it: pip install python-crfsuite."
)

MOST_ARTICLES = 1500
MOST_WORDS = 300_000
"""No more is learned from, the newest first, so that time and memory are bounded."""

_MANY = 300
"""Articles from which on what was seen but once is left out, and the rounds are fewer:"""
_ROUNDS, _ROUNDS_OF_MANY = 60, 50

_SMALLEST = 0.02
"""Weights below are left out: they change nothing that is seen."""


@dataclass(slots=True)
class _Taken:
    """An example read: its words, and the BIO tag of each."""

    text: str
    words: list[str]
    tags: list[str]


def tags_of(reading: Reading, marks: Iterable[tuple[int, int, str]]) -> list[str]:
    """BIO tags of the words; where marks overlap, the longest counts."""
    tags = ["O"] * len(reading.tokens)
    for start, end, label in sorted(marks, key=lambda x: (x[0] - x[1], x[0], x[2])):
        inside = _inside(reading, start, end)
        if inside and all(tags[at] == "O" for at in inside):
            for at in inside:
                tags[at] = "I-" + label
            tags[inside[0]] = "B-" + label
    return tags


def _inside(reading: Reading, start: int, end: int) -> range:
    """The words a mark touches."""
    low, high = 0, len(reading.tokens)
    while low < high:
        middle = (low + high) // 2
        if reading.tokens[middle][1] <= start:
            low = middle + 1
        else:
            high = middle
    last = low
    while last < len(reading.tokens) and reading.tokens[last][0] < end:
        last += 1
    return range(low, last)


def can_learn() -> bool:
    """Whether python-crfsuite is installed."""
    from importlib.util import find_spec

    return find_spec("pycrfsuite") is not None


def refuse_without() -> None:
    """Raise `Refused` with a sentence when python-crfsuite is not installed."""
    if not can_learn():
        raise Refused(MISSING)


def learn(examples: Sequence[Example], iterations: int | None = None) -> Model | None:
    """A model of finished articles, oldest first; None when nothing is marked in them.

    The same examples give the same model. ``iterations``: other than usual for so many articles.

    Raises:
        Refused: python-crfsuite is not installed.
    """
    refuse_without()
    taken = _newest(examples)
    labels = sorted({tag[2:] for one in taken for tag in one.tags if tag != "O"})
    if not labels:
        return None
    phrases = Phrases()
    held = phrases.take_in([(one.words, one.tags) for one in taken])

    def sequences() -> Iterator[Tagged]:
        for one, mine in zip(taken, held, strict=True):
            reading, rows = described(one.text)
            yield from tagged(reading, phrases.added(reading.words, rows, mine), one.tags)

    usual = _ROUNDS if len(taken) < _MANY else _ROUNDS_OF_MANY
    chain = learn_chain(labels, sequences(), len(taken), iterations or usual)
    return Model(chain, phrases, len(taken), _starts(examples))


Tagged = tuple[list[list[str]], list[str]]
"""The features of the words of a sentence, and their tags."""


def learn_chain(
    labels: Sequence[str], sequences: Iterable[Tagged], articles: int, iterations: int
) -> Chain:
    """The weights that fit tagged sequences best, most of them nothing."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": 0.05,
            "c2": 0.02 if articles < _MANY else 0.05,
            "max_iterations": iterations,
            "feature.minfreq": 1 if articles < _MANY else 2,
            "feature.possible_transitions": True,
        }
    )
    for rows, tags in sequences:
        trainer.append(rows, tags)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "learned.crfsuite"
        trainer.train(str(path))
        del trainer
        tagger = pycrfsuite.Tagger()
        with tagger.open(str(path)):
            learned = tagger.info()
    order = ("O", *(f"{sign}-{label}" for label in labels for sign in "BI"))
    numbers = {tag: number for number, tag in enumerate(order)}
    parts: dict[str, list[tuple[int, float]]] = {}
    for (feature, tag), weight in learned.state_features.items():
        if abs(weight) >= _SMALLEST:
            parts.setdefault(feature, []).append((numbers[tag], weight))
    weights = {
        feature: ",".join(f"{number}:{weight:.3g}" for number, weight in sorted(found))
        for feature, found in parts.items()
    }
    # rounded as they are kept, so that what is kept says just the same
    moves = {(a, b): round(float(w), 4) for (a, b), w in learned.transitions.items()}
    return Chain(labels, weights, moves)


def _newest(examples: Sequence[Example]) -> list[_Taken]:
    """The newest of them, as many as are learned from, oldest first."""
    found: list[_Taken] = []
    total = 0
    for example in reversed(examples[-MOST_ARTICLES:]):
        reading = Reading(example.text)
        total += len(reading.words)
        if found and total > MOST_WORDS:
            break
        found.append(_Taken(example.text, reading.words, tags_of(reading, example.marks)))
    return found[::-1]


def tagged(
    reading: Reading, rows: Sequence[Sequence[str]], tags: Sequence[str]
) -> Iterator[Tagged]:
    """Sentence by sentence all features, those of the words too, and the tags."""
    known = [features_of(word) for word in reading.words]
    for first, last in reading.sequences:
        found = []
        for at in range(first, last):
            row = list(rows[at])
            for place, step in enumerate(STEPS):
                if first <= at + step < last:
                    row += known[at + step][place]
            found.append(row)
        yield found, list(tags[first:last])


def features_of(word: str) -> tuple[tuple[str, ...], ...]:
    """What a word lends to each of `PLACES`."""
    own, near, far = of_word(word)
    return tuple(
        tuple(place + feature for feature in features)
        for place, features in zip(PLACES, (own, near, near, far, far), strict=True)
    )


def _starts(examples: Sequence[Example]) -> frozenset[str]:
    """Ends of words at which marks began behind a particle written to the word."""
    found = set()
    for example in examples:
        inner = [mark for mark in example.marks if example.text[mark[0] - 1 : mark[0]].isalnum()]
        if not inner:
            continue
        tokens = Reading(example.text).tokens
        for start, _, _ in inner:
            for first, last in tokens:
                if first < start < last and start in inner_starts(example.text, first, last):
                    found.add(example.text[start:last])
    return frozenset(found)
