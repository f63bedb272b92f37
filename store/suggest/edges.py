"""What widening a name says of others in the article: ``Ho of Labour`` marked, so is ``Wu of Unity``.

An editor who marks more than the name that is suggested (what somebody is of, a name put behind its
surname) means so throughout. What was added is kept as a pattern: small words as they are, a run of
capitalised words as one. Where the same follows another name and that was marked without it, the
pattern loses weight.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from store.model import Span
from store.suggest.values import Key, Suggestion
from store.suggest.wording import Wording
from store.text.targets.neighbourhood import Neighbourhood

_ADVANCE = 0.4
"""Names without what was added that every pattern has against it beforehand."""

_AGAINST = 2.0
"""A name left as it is weighs more than one widened: that may have been meant of the one name."""

_LIKELY = 0.15
"""Names less likely than this are neither widened nor taken for what was."""

_SAME = 0.92
"""How likely a name is marked with what was added to all others, if it is marked."""

_LONGEST = 4
"""Words of a pattern, of each side."""

_ARTICLES = frozenset(["the", "a", "an"])
_NAMES = "C"

_SMALL = frozenset("in on at by for from to with of as and or but after before when while".split())
"""No names, though a sentence may begin with them behind a line without a full stop."""

_Side = tuple[tuple[str, str], ...]
"""Words with what stands between them and the name; `_NAMES` for capitalised ones."""

_Pattern = tuple[_Side, _Side, str]
"""What was added before, what behind, and the label."""


class Widened:
    """Patterns of one article's marks, looked for beside its candidates."""

    def __init__(
        self,
        wording: Wording,
        spans: Sequence[Span],
        candidates: Iterable[Suggestion],
        rejected: Iterable[Key],
    ) -> None:
        self._text, self._words = wording.text, wording.spans
        self._starts = [start for start, _ in wording.spans]
        self._near = Neighbourhood(wording.text, wording.spans, 0)
        self._candidates = sorted(
            (one for one in candidates if one.probability >= _LIKELY),
            key=lambda one: (one.start, one.end, one.label),
        )
        self._patterns: Counter[_Pattern] = Counter()
        begins = [one.start for one in self._candidates]
        for span in spans:
            inside = self._candidates[
                bisect_left(begins, span.start) : bisect_left(begins, span.end)
            ]
            fitting = [x for x in inside if x.label == span.label and x.end <= span.end]
            widest = max(fitting, key=lambda one: one.end - one.start, default=None)
            if widest is None or widest.end - widest.start == span.end - span.start:
                continue
            before = self._before(span.start, widest.start)
            behind = self._behind(widest.end, span.end)
            if before is not None and behind is not None:
                self._patterns[before, behind, span.label] += 1
        self._against: Counter[_Pattern] = Counter()
        if self._patterns:
            plain = [(span.start, span.end, span.label) for span in spans]
            for pattern in self._patterns:
                for key in plain:
                    self._against[pattern] += self._wide(pattern, *key) is not None
                found = {(*wide, one.label) for one, wide in self._with(pattern)}
                self._against[pattern] += len(found.intersection(rejected))

    def offers(self) -> Iterator[Suggestion]:
        """Names with what was added to others of their kind, and, less likely now, without it."""
        for pattern, count in self._patterns.items():
            share = count / (count + _AGAINST * self._against[pattern] + _ADVANCE)
            for one, (start, end) in self._with(pattern):
                name = self._text[one.start : one.end]
                p = max(one.probability, _SAME) * share
                yield Suggestion(
                    start, end, one.label, p, "same", f"{name} stands like a name marked here"
                )
                yield replace(one, probability=one.probability * (1 - share))

    def _with(self, pattern: _Pattern) -> Iterator[tuple[Suggestion, tuple[int, int]]]:
        for one in self._candidates:
            wide = self._wide(pattern, *one.key)
            if wide is not None:
                yield one, wide

    def _wide(self, pattern: _Pattern, start: int, end: int, label: str) -> tuple[int, int] | None:
        """The range with the pattern's words on both sides; None where they do not stand there."""
        before, behind, wanted = pattern
        if label != wanted:
            return None
        first, last = self._matched_before(before, start), self._matched_behind(behind, end)
        return None if first is None or last is None else (first, last)

    # -- behind the name -----------------------------------------------------------------------

    def _behind(self, at: int, stop: int) -> _Side | None:
        """The words from the end of a name to that of a mark, as a pattern; None if they are none."""
        found: list[tuple[str, str]] = []
        for index in range(bisect_left(self._starts, at), len(self._words)):
            start, end = self._words[index]
            if start >= stop:
                break
            word, gap = self._text[start:end], self._text[at:start]
            kind = _NAMES if _is_name(word) else word.lower()
            if kind == _NAMES and gap == " " and (not found or found[-1][1] == _NAMES):
                if not found:
                    return None  # the name itself goes on
            elif not (kind in _ARTICLES and gap == " "):
                found.append((gap, kind))
            at = end
        return tuple(found) if at == stop and len(found) <= _LONGEST else None

    def _matched_behind(self, side: _Side, at: int) -> int | None:
        index = bisect_left(self._starts, at)
        for gap, kind in side:
            word = self._near.word(index)
            if word in _ARTICLES and self._text[at : self._starts[index]] == " ":
                at, index = self._words[index][1], index + 1
                word = self._near.word(index)
            if not word or self._text[at : self._starts[index]] != gap:
                return None
            if kind != _NAMES and word.lower() != kind:
                return None
            if kind == _NAMES and not word[:1].isupper():
                return None
            at, index = self._words[index][1], index + 1
            while kind == _NAMES and _is_name(self._near.word(index)):
                if self._text[at : self._starts[index]] != " ":
                    break
                at, index = self._words[index][1], index + 1
        return at

    # -- before the name -----------------------------------------------------------------------

    def _before(self, start: int, at: int) -> _Side | None:
        """The words from the start of a mark to that of a name, the nearest to the name first."""
        found: list[tuple[str, str]] = []
        index = bisect_left(self._starts, at) - 1
        while index >= 0 and self._starts[index] >= start:
            first, last = self._words[index]
            word, gap = self._text[first:last], self._text[last:at]
            # beside the name only the same word will do; across a comma any name
            named = word[:1].isupper() and not gap.isspace()
            found.append((gap, _NAMES if named else word.lower()))
            at, index = first, index - 1
        return tuple(found) if at == start and len(found) <= _LONGEST else None

    def _matched_before(self, side: _Side, at: int) -> int | None:
        index = bisect_right(self._starts, at - 1) - 1
        for gap, kind in side:
            word = self._near.word(index)
            if not word or self._text[self._words[index][1] : at] != gap:
                return None
            if not word[:1].isupper() if kind == _NAMES else word.lower() != kind:
                return None
            at, index = self._starts[index], index - 1
        return at


def _is_name(word: str) -> bool:
    """Whether a word may be one of a name, and not the first of a sentence."""
    return word[:1].isupper() and word.lower() not in _SMALL
