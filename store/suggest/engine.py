"""The suggestions for an article: gathered beforehand, offered anew after every decision."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from store.model import Article, Label, Span
from store.suggest import people
from store.suggest.clues import Clue, built_in
from store.suggest.values import Key, Settings, Suggestion
from store.suggest.weighing import Weights, role_of
from store.text.tokens import words


@dataclass(frozen=True, slots=True)
class Prepared:
    """What may be marked in an article, whatever its editor decides: made by `Engine.prepare`."""

    article: str
    text: str
    candidates: tuple[Suggestion, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)


class Engine:
    """Suggests with what ships with the program and what a desk has learned.

    One engine serves one desk; `prepare` may run in another thread than `offer`.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    def prepare(
        self,
        connection: sqlite3.Connection,
        article: Article,
        labels: Iterable[Label],
        who: str,  # noqa: ARG002
    ) -> Prepared:
        """The heavy part, which does not depend on what ``who`` decides in this article.

        ``connection`` may be a reader's of another thread; ``labels`` are those of the scheme.
        """
        roles = {label.id: role_of(label) for label in labels if label.scope == "span"}
        weights = Weights(roles)
        parts = self.settings.parts
        found: dict[Key, Suggestion] = {}
        for clue in self._clues(article):
            if clue.part not in parts:
                continue
            for label, p in weights.labels(clue.sort).items():
                one = Suggestion(clue.start, clue.end, label, p, clue.part, clue.reason)
                if one.key not in found or found[one.key].probability < p:
                    found[one.key] = one
        return Prepared(article.id, article.text, tuple(found.values()), roles)

    def _clues(self, article: Article) -> list[Clue]:
        text = article.text
        spans = words(text)
        found = list(built_in(text, spans))
        nations = {(one.start, one.end) for one in found if one.sort.startswith("country")}
        return [*found, *people.find(text, spans, article.language, nations)]

    def offer(
        self, prepared: Prepared, spans: Sequence[Span], rejected: frozenset[Key]
    ) -> tuple[Suggestion, ...]:
        """What to show, in the order of the text: nothing that overlaps ``spans``, my marks of the
        article, or that I ``rejected``; of what overlaps with one label only the likeliest."""
        taken = sorted((span.start, span.end) for span in spans)
        chosen: list[Suggestion] = []
        by_chance = sorted(prepared.candidates, key=lambda one: (-one.probability, *one.key))
        for one in by_chance:
            if one.probability < self.settings.ghost or one.key in rejected:
                continue
            if any(one.start < end and start < one.end for start, end in taken):
                continue
            taken.append((one.start, one.end))
            chosen.append(
                Suggestion(
                    *one.key,
                    one.probability,
                    one.part,
                    one.reason,
                    one.probability >= self.settings.sure,
                )
            )
        return tuple(sorted(chosen, key=lambda one: (one.start, -one.end, one.label)))
