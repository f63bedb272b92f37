"""What is shown over a text, spans or suggestions, found by place in the time a line is drawn in."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar


class Stretch(Protocol):
    """A stretch of a text: code points, end exclusive, and an id of its own."""

    @property
    def id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Shown = TypeVar("Shown", bound=Stretch)

_Key = tuple[int, int, str]


def _order(span: Stretch) -> _Key:
    return span.start, -span.end, span.id


def _length(span: Stretch) -> int:
    """The power of two a span is shorter than."""
    return (span.end - span.start).bit_length()


class SpanIndex(Generic[Shown]):
    """Spans sorted by start, longest first; and again by how long they are, within powers of two.

    A span shorter than 2ᵏ that reaches into a line starts less than 2ᵏ before it: so each length is
    looked for no further back than it reaches, and one span over everything costs what one span
    costs. Adding or removing one costs what shifting a list costs, whatever their number.
    """

    def __init__(self, spans: Iterable[Shown] = ()) -> None:
        self._spans = sorted(spans, key=_order)
        self._keys = [_order(span) for span in self._spans]
        self._ids = {span.id: span for span in self._spans}
        self._lengths: dict[int, list[_Key]] = {}
        for span, key in zip(self._spans, self._keys, strict=True):
            self._lengths.setdefault(_length(span), []).append(key)

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[Shown]:
        return iter(self._spans)

    def __getitem__(self, place: int) -> Shown:
        return self._spans[place]

    def get(self, span_id: str) -> Shown | None:
        """The span with this id, if it is shown."""
        return self._ids.get(span_id)

    def add(self, span: Shown) -> None:
        """Show a span; one with the same id gives way to it."""
        if span.id in self._ids:
            self.discard(span.id)
        key = _order(span)
        place = bisect_left(self._keys, key)
        self._keys.insert(place, key)
        self._spans.insert(place, span)
        insort(self._lengths.setdefault(_length(span), []), key)
        self._ids[span.id] = span

    def discard(self, span_id: str) -> Shown | None:
        """Show a span no longer; returns it, or None when it was not there."""
        span = self._ids.pop(span_id, None)
        if span is None:
            return None
        key = _order(span)
        place = bisect_left(self._keys, key)
        del self._keys[place], self._spans[place]
        alike = self._lengths[_length(span)]
        del alike[bisect_left(alike, key)]
        if not alike:
            del self._lengths[_length(span)]
        return span

    def overlapping(self, start: int, end: int) -> list[Shown]:
        """Spans that share a character with ``start`` to ``end``, in order."""
        found: list[_Key] = []
        for length, keys in self._lengths.items():
            first = bisect_left(keys, (start - (1 << length) + 1,))
            last = bisect_left(keys, (end,), first)
            found += [key for key in keys[first:last] if -key[1] > start]
        found.sort()
        return [self._ids[key[2]] for key in found]

    def at(self, offset: int) -> list[Shown]:
        """Spans over the character at ``offset``, the innermost first."""
        found = self.overlapping(offset, offset + 1)
        found.sort(key=lambda span: (span.end - span.start, -span.start))
        return found

    def after(self, offset: int) -> Shown | None:
        """The first span that starts behind ``offset``."""
        place = bisect_left(self._keys, (offset + 1,))
        return self._spans[place] if place < len(self._spans) else None

    def before(self, offset: int) -> Shown | None:
        """The last span that starts before ``offset``."""
        place = bisect_left(self._keys, (offset,))
        return self._spans[place - 1] if place else None
