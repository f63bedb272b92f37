"""What is tagged in an article, counted by label and by whom it names, else by the words themselves."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from store.model import Span

_LONGEST = 120

_Key = tuple[str, str]
"""The root of an entity and "", or "" and words."""


class Counted(NamedTuple):
    """A line of the count: a name or words, how many spans, whose, how many of them are in doubt."""

    name: str
    times: int
    entity: str = ""
    unsure: int = 0


@dataclass(slots=True)
class _Told:
    """How a span was counted."""

    label: str
    key: _Key
    start: int
    unsure: bool


def _nobody(entity: str) -> tuple[str, str]:
    return entity, entity


class Tally:
    """Counts that follow single changes, so that an article of thousands of spans costs nothing.

    ``speaker`` gives the root and the name of an entity.
    """

    def __init__(
        self,
        text: str = "",
        spans: Iterable[Span] = (),
        speaker: Callable[[str], tuple[str, str]] = _nobody,
    ) -> None:
        self._text, self._speaker = text, speaker
        self._names: dict[_Key, str] = {}
        self._places: dict[tuple[str, _Key], list[int]] = {}
        self._unsure: dict[tuple[str, _Key], int] = {}
        self._order: dict[str, list[tuple[int, int, _Key]]] = {}
        self._counts: dict[str, int] = {}
        self._doubts: dict[str, int] = {}
        self._counted: dict[str, _Told] = {}
        for span in spans:
            told = self._told(span)
            self._places.setdefault((told.label, told.key), []).append(told.start)
            self._count(span.id, told)
        for (label, key), places in self._places.items():
            places.sort()
            self._order.setdefault(label, []).append((-len(places), places[0], key))
        for order in self._order.values():
            order.sort()

    def _told(self, span: Span) -> _Told:
        unsure = bool(span.entity) and not span.confirmed
        root, name = self._speaker(span.entity) if span.entity else ("", "")
        if name:
            key = root, ""
        else:
            name = " ".join(self._text[span.start : min(span.end, span.start + _LONGEST)].split())
            key = "", name
        self._names[key] = name
        return _Told(span.label, key, span.start, unsure)

    def _count(self, span_id: str, told: _Told) -> None:
        self._counted[span_id] = told
        self._counts[told.label] = self._counts.get(told.label, 0) + 1
        if told.unsure:
            where = told.label, told.key
            self._unsure[where] = self._unsure.get(where, 0) + 1
            self._doubts[told.label] = self._doubts.get(told.label, 0) + 1

    def add(self, span: Span) -> None:
        """Count a span; one counted before is counted as it is now."""
        self.discard(span.id)
        told = self._told(span)
        self._count(span.id, told)
        with self._moved(told.label, told.key) as places:
            insort(places, told.start)

    def discard(self, span_id: str) -> None:
        """Count a span no longer."""
        told = self._counted.pop(span_id, None)
        if told is None:
            return
        self._counts[told.label] -= 1
        if told.unsure:
            self._unsure[told.label, told.key] -= 1
            self._doubts[told.label] -= 1
        with self._moved(told.label, told.key) as places:
            places.remove(told.start)

    @contextmanager
    def _moved(self, label: str, key: _Key) -> Iterator[list[int]]:
        """Let the places of a line change, and put it where it belongs in the order."""
        places = self._places.setdefault((label, key), [])
        order = self._order.setdefault(label, [])
        if places:
            del order[bisect_left(order, (-len(places), places[0], key))]
        yield places
        if places:
            insort(order, (-len(places), places[0], key))
        else:
            del self._places[label, key]

    def __len__(self) -> int:
        """Spans counted."""
        return len(self._counted)

    def count(self, label: str) -> int:
        """Spans with a label."""
        return self._counts.get(label, 0)

    def unsure(self, label: str) -> int:
        """Spans with a label whose link nobody confirmed."""
        return self._doubts.get(label, 0)

    def labels(self) -> list[str]:
        """Labels that have a span."""
        return [label for label, count in self._counts.items() if count]

    def top(self, label: str, most: int) -> list[Counted]:
        """Who or what has a label and how often, the most frequent first, then as in the text."""
        return [
            Counted(self._names[key], -count, key[0], self._unsure.get((label, key), 0))
            for count, _, key in self._order.get(label, [])[:most]
        ]

    def forms(self, label: str) -> int:
        """How many different lines a label has."""
        return len(self._order.get(label, []))
