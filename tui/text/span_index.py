"""The spans shown over a text, found by place in the time it takes to draw a line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from store.model import Span


def _order(span: Span) -> tuple[int, int, str]:
    return span.start, -span.end, span.id


class SpanIndex:
    """Spans sorted by start, longest first, with the furthest end so far beside each.

    Adding or removing one costs what shifting a list costs, whatever their number.
    """

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans = sorted(spans, key=_order)
        self._keys = [_order(span) for span in self._spans]
        self._reach: list[int] = []
        self._ids = {span.id: span for span in self._spans}
        furthest = 0
        for span in self._spans:
            furthest = max(furthest, span.end)
            self._reach.append(furthest)

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)

    def __getitem__(self, place: int) -> Span:
        return self._spans[place]

    def get(self, span_id: str) -> Span | None:
        """The span with this id, if it is shown."""
        return self._ids.get(span_id)

    def add(self, span: Span) -> None:
        """Show a span; one with the same id gives way to it."""
        if span.id in self._ids:
            self.discard(span.id)
        key = _order(span)
        place = bisect_left(self._keys, key)
        self._keys.insert(place, key)
        self._spans.insert(place, span)
        self._reach.insert(place, 0)
        self._ids[span.id] = span
        self._mend(place)

    def discard(self, span_id: str) -> Span | None:
        """Show a span no longer; returns it, or None when it was not there."""
        span = self._ids.pop(span_id, None)
        if span is None:
            return None
        place = bisect_left(self._keys, _order(span))
        del self._keys[place], self._spans[place], self._reach[place]
        self._mend(place)
        return span

    def _mend(self, place: int) -> None:
        furthest = self._reach[place - 1] if place else 0
        for at in range(place, len(self._spans)):
            furthest = max(furthest, self._spans[at].end)
            if self._reach[at] == furthest and at > place:
                return
            self._reach[at] = furthest

    def overlapping(self, start: int, end: int) -> list[Span]:
        """Spans that share a character with ``start`` to ``end``, in order."""
        found = []
        at = bisect_left(self._keys, (end,)) - 1
        while at >= 0 and self._reach[at] > start:
            if self._spans[at].end > start:
                found.append(self._spans[at])
            at -= 1
        found.reverse()
        return found

    def at(self, offset: int) -> list[Span]:
        """Spans over the character at ``offset``, the innermost first."""
        found = self.overlapping(offset, offset + 1)
        found.sort(key=lambda span: (span.end - span.start, -span.start))
        return found

    def after(self, offset: int) -> Span | None:
        """The first span that starts behind ``offset``."""
        place = bisect_left(self._keys, (offset + 1,))
        return self._spans[place] if place < len(self._spans) else None

    def before(self, offset: int) -> Span | None:
        """The last span that starts before ``offset``."""
        place = bisect_left(self._keys, (offset,))
        return self._spans[place - 1] if place else None
