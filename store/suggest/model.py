"""What was learned on a desk: a chain, the words marked there, and the marks they propose."""

from __future__ import annotations

import json
from collections.abc import Sequence

from store.suggest.chain import Candidate, Chain, read_chain
from store.suggest.features import Reading
from store.suggest.phrases import Held, Phrases
from store.suggest.seed import described
from store.suggest.values import Key, Suggestion
from store.text.tokens import Span, inner_starts


class Model:
    """``articles`` is how many it was learned from; ``starts`` are ends of words at which marks
    began behind a particle written to the word."""

    def __init__(
        self, chain: Chain, phrases: Phrases, articles: int, starts: frozenset[str] = frozenset()
    ) -> None:
        self.chain = chain
        self.phrases = phrases
        self.articles = articles
        self._starts = starts

    def propose(self, text: str, tokens: Sequence[Span] | None = None) -> tuple[Suggestion, ...]:
        """The marks somebody might make of ``text`` (code points), by start, longest first.

        Ranges may overlap; of each range and label there is one. None is said to be sure.
        """
        reading, rows = described(text, tokens)
        reason = f"learned from {self.articles:,} articles"
        found: dict[Key, float] = {}
        for one in self.candidates(reading, rows):
            start = self._start(reading, one.first)
            key = start, reading.tokens[one.last - 1][1], one.label
            found[key] = max(found.get(key, 0.0), one.probability)
        return tuple(
            Suggestion(*key, found[key], "model", reason, sure=False)
            for key in sorted(found, key=lambda x: (x[0], -x[1], x[2]))
        )

    def candidates(
        self, reading: Reading, rows: Sequence[Sequence[str]], held: Held | None = None
    ) -> list[Candidate]:
        """The same by words; ``held`` is what the model has from this very article."""
        return self.chain.candidates(reading, self.phrases.added(reading.words, rows, held))

    def _start(self, reading: Reading, at: int) -> int:
        """Where a mark that begins with a word starts: behind its particles, if so they were made."""
        start, end = reading.tokens[at]
        if self._starts:
            for inner in inner_starts(reading.text, start, end):
                if reading.text[inner:end] in self._starts:
                    return inner
        return start

    def to_text(self) -> str:
        """As lines: all but the weights, then the weights."""
        head = {
            **self.chain.head(),
            "articles": self.articles,
            "starts": sorted(self._starts),
            **self.phrases.to_json(),
        }
        lines = [json.dumps(head, ensure_ascii=False, sort_keys=True), *self.chain.lines()]
        return "\n".join(lines)

    @classmethod
    def from_text(cls, text: str) -> Model:
        """From `to_text`.

        Raises:
            ValueError: it is none, or one of another version of the features.
        """
        head, _, rest = text.partition("\n")
        try:
            value = json.loads(head)
            return cls(
                read_chain(value, rest),
                Phrases.from_json(value),
                int(value["articles"]),
                frozenset(str(one) for one in value["starts"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"no model: {error}") from error
