"""The suggestions for an article: gathered beforehand, offered anew after every decision."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TypeVar

from store.desk import Desk
from store.model import Article, Label, Span
from store.suggest import outside, rows, training
from store.suggest.combining import Candidates, keep_better
from store.suggest.edges import Widened
from store.suggest.finding import find_clues
from store.suggest.memory import Memory
from store.suggest.model import Model
from store.suggest.same import Decided
from store.suggest.values import Key, Settings, Suggestion
from store.suggest.weighing import Weights, role_of
from store.suggest.wording import Wording

_LENGTH = 0.12
"""What a further word is worth where two candidates overlap: the longer one is mostly meant."""


_OTHER = 0.5
"""How likely at most is what overlaps something likelier."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What may be marked in an article, whatever its editor decides: made by `Engine.prepare`.

    ``start``: where the stretch begins that was prepared; the candidates count from there.
    """

    article: str
    wording: Wording
    candidates: tuple[Suggestion, ...]
    roles: Mapping[str, str]
    start: int = 0
    sorts: Mapping[Key, str] = field(default_factory=dict)
    unlikely: tuple[Suggestion, ...] = ()

    @property
    def end(self) -> int:
        """Where the stretch ends."""
        return self.start + len(self.wording.text)


class Engine:
    """Suggests with what ships with the program and what a desk has learned.

    One engine serves one desk; `prepare` may run in another thread than `offer`.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self._memory = Memory(find_clues)
        self._model: Model | None = None
        self._stamp = ""
        self._lock = Lock()

    def prepare(
        self,
        connection: sqlite3.Connection,
        article: Article,
        labels: Iterable[Label],
        who: str,
        start: int = 0,
        end: int | None = None,
    ) -> Prepared:
        """The heavy part, which does not depend on what ``who`` decides in this article.

        ``connection`` may be a reader's of another thread; ``labels`` are those of the scheme;
        ``start`` and ``end`` (code points) are those of a stretch of a long article.
        """
        roles = {label.id: role_of(label) for label in labels if label.scope == "span"}
        parts = self.settings.parts
        wording = Wording(article.text[start:end])
        if not parts or not roles:
            return Prepared(article.id, wording, (), roles, start)
        with self._lock:
            learning = "known" in parts
            if learning:
                self._memory.catch_up(connection, who)
            counts = self._memory.sorts(connection) if learning else {}
            gathered = Candidates(roles, Weights(roles, counts), self.settings)
            gathered.take_clues(find_clues(wording, article.language))
            if learning:
                gathered.take_known(self._memory.phrases(connection, wording))
            if "model" in parts and (model := self._current(connection, who)) is not None:
                proposed = model.propose(wording.text, wording.spans)
                gathered.take_model(proposed, model.articles)
            if "outside" in parts:
                stop = start + len(wording.text)
                given = outside.of(connection, article)
                whole = [x for x in given if start <= x.start and x.end <= stop]
                gathered.take_outside(_within(whole, start, stop))
            kept, unlikely = gathered.combined(wording)
        return Prepared(article.id, wording, kept, roles, start, dict(gathered.sorts), unlikely)

    def offer(
        self,
        prepared: Prepared,
        spans: Sequence[Span],
        rejected: frozenset[Key],
        *,
        unlikely: bool = False,
    ) -> tuple[Suggestion, ...]:
        """What to show, in the order of the text: nothing that overlaps ``spans``, my marks of the
        article, or that I ``rejected``; of what overlaps the likeliest, and perhaps a ghost beside it.
        ``unlikely``: also names that are hardly marked, less likely than a ghost.

        Of a stretch: what to show there, after the decisions made there.
        """
        if (first := prepared.start) > 0 or any(span.end > prepared.end for span in spans):
            spans = _within(spans, first, prepared.end)
            rejected = frozenset(
                (start - first, end - first, label)
                for start, end, label in rejected
                if first <= start and end <= prepared.end
            )
        offers = self._offer(prepared, spans, rejected, unlikely)
        if not first:
            return offers
        return tuple(replace(x, start=x.start + first, end=x.end + first) for x in offers)

    def _offer(
        self,
        prepared: Prepared,
        spans: Sequence[Span],
        rejected: frozenset[Key],
        unlikely: bool,
    ) -> tuple[Suggestion, ...]:
        settings = self.settings
        found = {one.key: one for one in prepared.candidates}
        if "same" in settings.parts:
            found = _followed(prepared, found, spans, rejected)
        ranked = sorted(found.values(), key=lambda x: (-_rank(prepared, x), *x.key))
        ranked = [x for x in ranked if x.key not in rejected]
        likely = [x for x in ranked if x.probability >= settings.ghost]
        taken = _Taken(prepared, spans)
        chosen = [
            replace(one, sure=one.probability >= settings.sure) for one in likely if taken.take(one)
        ]
        if unlikely:
            likely += [x for x in ranked if x.probability < settings.ghost]
            likely += [x for x in prepared.unlikely if x.key not in rejected]
        return tuple(sorted([*chosen, *_others(prepared, spans, likely, chosen)], key=_place))

    def learn(self, connection: sqlite3.Connection, who: str) -> None:
        """Learn from all finished articles that were not learned from yet, however many; else that
        is left to the process that learns. Takes some milliseconds an article."""
        with self._lock:
            self._memory.catch_up(connection, who, everything=True)

    def save(self, desk: Desk) -> None:
        """Write down what was learned of finished articles; learns first what is still to learn.

        Raises:
            DeskError: the desk could not be written.
        """
        with self._lock:
            self._memory.save(desk)

    def _current(self, connection: sqlite3.Connection, who: str) -> Model | None:
        stamp = training.stamp(connection, who)
        if stamp != self._stamp:
            self._stamp, self._model = stamp, training.load(connection, who)
        return self._model


def _followed(
    prepared: Prepared,
    found: dict[Key, Suggestion],
    spans: Sequence[Span],
    rejected: frozenset[Key],
) -> dict[Key, Suggestion]:
    """What is found, as the decisions made in the article leave it."""
    wording = prepared.wording
    decided = Decided(wording, prepared.roles, spans, rejected, prepared.sorts, found)
    if spans:
        found = decided.lifted(found)
    wide = Widened(wording, spans, found.values(), rejected)
    for one in decided.offers():
        keep_better(found, one)
    found.update((one.key, one) for one in wide.offers())
    for one in rows.offers(wording, spans):
        keep_better(found, one)
    if spans:
        found = {key: decided.encouraged(one) for key, one in found.items()}
    if rejected:
        found = {
            key: replace(one, probability=one.probability * decided.doubt(one))
            for key, one in found.items()
        }
    return found


class _Taken:
    """Which of the text is taken: by marks, and by what was chosen."""

    def __init__(self, prepared: Prepared, spans: Iterable[Span | Suggestion]) -> None:
        self._taken = bytearray(len(prepared.wording.text))
        for one in spans:
            self._taken[one.start : one.end] = b"\1" * (one.end - one.start)

    def holds(self, one: Suggestion) -> bool:
        """Whether all of a range is taken."""
        return self._taken.find(0, one.start, one.end) < 0

    def take(self, one: Suggestion) -> bool:
        """Whether a range is free; then it is no more."""
        free = self._taken.find(1, one.start, one.end) < 0
        if free:
            self._taken[one.start : one.end] = b"\1" * (one.end - one.start)
        return free


def _others(
    prepared: Prepared,
    spans: Sequence[Span],
    ranked: Iterable[Suggestion],
    chosen: Sequence[Suggestion],
) -> Iterator[Suggestion]:
    """What else may be meant where something was chosen, as ghosts: the name with its title, the
    name without. Each has a start of its own, where its letter stands; none lies within a sure one."""
    starts = {one.start for one in chosen}
    sure = _Taken(prepared, [one for one in chosen if one.sure])
    taken = _Taken(prepared, spans)
    for one in ranked:
        if one.start not in starts and not sure.holds(one) and taken.take(one):
            yield replace(one, sure=False, probability=min(one.probability, _OTHER))


def _place(one: Suggestion) -> tuple[int, int]:
    return one.start, one.end


_Placed = TypeVar("_Placed", Span, Suggestion)


def _within(found: Sequence[_Placed], start: int, end: int) -> tuple[_Placed, ...]:
    """Those that touch a stretch, cut to it and counted from its start."""
    return tuple(
        replace(x, start=max(x.start, start) - start, end=min(x.end, end) - start)
        for x in found
        if x.start < end and x.end > start
    )


def _rank(prepared: Prepared, one: Suggestion) -> float:
    words = len(prepared.wording.text[one.start : one.end].split())
    return one.probability + _LENGTH * min(words - 1, 3)
