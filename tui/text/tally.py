"""What is tagged in an article, counted by label and by the words themselves."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from store.model import Span

_LONGEST = 120


class Tally:
    """Counts that follow single changes, so that an article of thousands of spans costs nothing."""

    def __init__(self, text: str = "", spans: Iterable[Span] = ()) -> None:
        self._text = text
        self._forms: dict[str, dict[str, list[int]]] = {}
        self._places: dict[str, int] = {}
        self._counted: dict[str, tuple[str, str]] = {}
        for span in spans:
            self.add(span)

    def form(self, span: Span) -> str:
        """The words of a span as they are listed: blanks as one space."""
        return " ".join(self._text[span.start : min(span.end, span.start + _LONGEST)].split())

    def add(self, span: Span) -> None:
        """Count a span; one counted before is counted as it is now."""
        self.discard(span.id)
        form = self.form(span)
        places = self._forms.setdefault(span.label, {})
        entry = places.setdefault(form, [0, span.start])
        entry[0] += 1
        entry[1] = min(entry[1], span.start)
        self._places[span.label] = self._places.get(span.label, 0) + 1
        self._counted[span.id] = span.label, form

    def discard(self, span_id: str) -> None:
        """Count a span no longer."""
        known = self._counted.pop(span_id, None)
        if known is None:
            return
        label, form = known
        entry = self._forms[label][form]
        entry[0] -= 1
        if not entry[0]:
            del self._forms[label][form]
        self._places[label] -= 1

    def __len__(self) -> int:
        """Spans counted."""
        return len(self._counted)

    def count(self, label: str) -> int:
        """Spans with a label."""
        return self._places.get(label, 0)

    def labels(self) -> list[str]:
        """Labels that have a span."""
        return [label for label, count in self._places.items() if count]

    def top(self, label: str, most: int) -> list[tuple[str, int]]:
        """Forms with a label and how often each occurs, the most frequent first, then as in the text."""
        forms = self._forms.get(label, {})
        best = heapq.nsmallest(most, forms.items(), key=lambda item: (-item[1][0], item[1][1]))
        return [(form, entry[0]) for form, entry in best]

    def forms(self, label: str) -> int:
        """How many different forms a label has."""
        return len(self._forms.get(label, {}))
