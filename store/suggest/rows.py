"""What stands in one row with a mark is of its kind: ``Zeus, Hera and Poseidon``.

A row is names with commas, ``and`` or the like between them and nothing else.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from operator import itemgetter

from store.model import Span
from store.suggest.values import Key, Suggestion
from store.suggest.wording import Wording
from store.text.targets.neighbourhood import Neighbourhood

_ALIKE = 0.4
"""How likely a name is marked like one beside it, if nothing else speaks for it: a ghost."""

_ALL_ALIKE = 0.7
"""The same of one beside two that are marked."""

_MOST = 12
"""Names of a row that are looked at, on each side."""

_LONGEST = 6
"""Words of one name."""

_COMMAS = frozenset([", ", "; ", "、", "، "])
_START = itemgetter(0)
_JOINING = frozenset("and or & y e et und och ve и".split())


def offers(wording: Wording, spans: Iterable[Span]) -> Iterator[Suggestion]:
    """The names that stand in a row with marks; with two of them, they are of their kind for sure."""
    row = _Rows(wording)
    found: dict[Key, list[str]] = {}
    for span in spans:
        name = wording.text[span.start : span.end]
        if name[:1].isupper():
            for start, end in row.beside(span.start, span.end):
                found.setdefault((start, end, span.label), []).append(name)
    for key, names in found.items():
        p = _ALIKE if len(names) == 1 else _ALL_ALIKE
        yield Suggestion(*key, p, "same", f"in a row with {names[0]}")


class _Rows:
    """Names by words."""

    def __init__(self, wording: Wording) -> None:
        self._words = wording.spans
        self._near = Neighbourhood(wording.text, wording.spans, 0)

    def beside(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The names in a row with a range, on both sides."""
        at = bisect_left(self._words, end, key=_START)
        for _ in range(_MOST):
            first = self._over(at, 1)
            if first < 0:
                break
            last = first
            while last - first < _LONGEST and self._goes_on(last) and self._capital(last + 1):
                last += 1
            yield self._words[first][0], self._words[last][1]
            at = last + 1
        at = bisect_left(self._words, start, key=_START) - 1
        for _ in range(_MOST):
            last = self._over(at, -1)
            if last < 0:
                break
            first = last
            while last - first < _LONGEST and self._goes_on(first - 1) and self._capital(first - 1):
                first -= 1
            yield self._words[first][0], self._words[last][1]
            at = first - 1

    def _over(self, at: int, step: int) -> int:
        """The word of a name over what joins it to the last one; -1 where there is none. ``at``: the
        first word behind the last name, or before it."""
        comma = self._gap(at if step > 0 else at + 1) in _COMMAS
        joined = comma or self._gap(at if step > 0 else at + 1) == " "
        if joined and self._near.word(at).lower() in _JOINING:
            comma = self._gap(at + 1 if step > 0 else at) in (" ", ", ")
            at += step
        return at if comma and self._capital(at) else -1

    def _gap(self, index: int) -> str:
        """What stands before a word."""
        return self._near.gap(index - 1)

    def _goes_on(self, index: int) -> bool:
        return self._near.gap(index) == " "

    def _capital(self, index: int) -> bool:
        return self._near.word(index)[:1].isupper()
