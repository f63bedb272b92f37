"""What is tagged in an article, counted by label and by the words themselves."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from store.model import Span

_LONGEST = 120


class Tally:
    """Counts that follow single changes, so that an article of thousands of spans costs nothing."""

    def __init__(self, text: str = "", spans: Iterable[Span] = ()) -> None:
        self._text = text
        self._places: dict[tuple[str, str], list[int]] = {}
        self._order: dict[str, list[tuple[int, int, str]]] = {}
        self._counts: dict[str, int] = {}
        self._counted: dict[str, tuple[str, str, int]] = {}
        for span in spans:
            form = self.form(span)
            self._places.setdefault((span.label, form), []).append(span.start)
            self._counts[span.label] = self._counts.get(span.label, 0) + 1
            self._counted[span.id] = span.label, form, span.start
        for (label, form), places in self._places.items():
            places.sort()
            self._order.setdefault(label, []).append((-len(places), places[0], form))
        for order in self._order.values():
            order.sort()

    def form(self, span: Span) -> str:
        """The words of a span as they are listed: blanks as one space."""
        return " ".join(self._text[span.start : min(span.end, span.start + _LONGEST)].split())

    def add(self, span: Span) -> None:
        """Count a span; one counted before is counted as it is now."""
        self.discard(span.id)
        form = self.form(span)
        self._counted[span.id] = span.label, form, span.start
        self._counts[span.label] = self._counts.get(span.label, 0) + 1
        with self._moved(span.label, form) as places:
            insort(places, span.start)

    def discard(self, span_id: str) -> None:
        """Count a span no longer."""
        known = self._counted.pop(span_id, None)
        if known is None:
            return
        label, form, start = known
        self._counts[label] -= 1
        with self._moved(label, form) as places:
            places.remove(start)

    @contextmanager
    def _moved(self, label: str, form: str) -> Iterator[list[int]]:
        """Let the places of a form change, and put it where it belongs in the order."""
        places = self._places.setdefault((label, form), [])
        order = self._order.setdefault(label, [])
        if places:
            del order[bisect_left(order, (-len(places), places[0], form))]
        yield places
        if places:
            insort(order, (-len(places), places[0], form))
        else:
            del self._places[label, form]

    def __len__(self) -> int:
        """Spans counted."""
        return len(self._counted)

    def count(self, label: str) -> int:
        """Spans with a label."""
        return self._counts.get(label, 0)

    def labels(self) -> list[str]:
        """Labels that have a span."""
        return [label for label, count in self._counts.items() if count]

    def top(self, label: str, most: int) -> list[tuple[str, int]]:
        """Forms with a label and how often each occurs, the most frequent first, then as in the text."""
        return [(form, -count) for count, _, form in self._order.get(label, [])[:most]]

    def forms(self, label: str) -> int:
        """How many different forms a label has."""
        return len(self._order.get(label, []))
