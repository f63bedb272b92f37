"""What an editor has decided in an article says of the rest of it: the same words, the surname.

Both ways in the text: a name that is marked at the end is offered at the beginning too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from store.model import Span
from store.suggest.values import Key, Suggestion
from store.suggest.weighing import is_part
from store.suggest.wording import Wording, phrase_of

_SAME = 0.92
"""How likely the same words are marked the same once one of them is."""

_ODD, _UNLIKELY = 0.55, 0.05
"""The same of a word alone that was marked once, and is so unlikely by itself."""

_SURNAME = 0.88
_LONGER = 0.85
"""The same of a name whose end is marked elsewhere, when it is at least so likely by itself:"""
_LIKELY = 0.15

_PART = 0.6
"""What is left where such words are part of a compound or of another name."""

_FORENAME = 0.2
_DOUBTED = 0.35
"""What is left of a probability where the same words were rejected in the article."""

_HALF = 0.5
"""A mark beforehand for words that were marked and rejected."""

_PATIENCE = 2.0
"""Marks that a sort of clue is given in advance, against rejections of such clues."""

_KIND, _FAINT = 4.0, 0.3
"""Clues of a sort that what is known of it weighs, against those marked in the article; and how
likely these make one at most."""

_PARTICLES = frozenset("van von der den de del della di da bin ben ibn al el abu".split())

_APART = re.compile(r"['’]s\s|[,;:]\s")
"""What stands within no person's name."""


def _goes_on(text: str, end: int) -> bool:
    """Whether a capitalised word follows: ``Wong`` may be a part of ``Wong Pik-wan``."""
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()


class Decided:
    """The decisions of one article, by phrase."""

    def __init__(
        self,
        wording: Wording,
        roles: Mapping[str, str],
        spans: Sequence[Span],
        rejected: frozenset[Key],
        sorts: Mapping[Key, str],
        found: Mapping[Key, Suggestion],
    ) -> None:
        self._wording = wording
        self._found = found
        self._roles = roles
        text = wording.text
        self._marked: dict[str, Counter[str]] = {}
        self._short: dict[str, dict[str, tuple[float, str]]] = {}
        for span in spans:
            phrase = phrase_of(text, span.start, span.end)
            if phrase:
                self._marked.setdefault(phrase, Counter())[span.label] += 1
                if roles.get(span.label) == "person" and " " in phrase:
                    self._shorten(phrase, span.label, text[span.start : span.end])
        self._sorts = sorts
        self._parts = Counter(
            (phrase_of(text, span.start, span.end), span.label)
            for span in spans
            if self._is_part(span.start, span.end, span.label)
        )
        # of words within a compound or a longer name nothing follows for those that stand alone
        self._rejected = Counter(
            (phrase_of(text, start, end), label, self._is_part(start, end, label))
            for start, end, label in rejected
        )
        self._against = Counter((sorts.get(key, ""), key[2]) for key in rejected)
        marked = ((span.start, span.end, span.label) for span in spans)
        self._for = Counter((sorts.get(key, ""), key[2]) for key in marked)

    def _shorten(self, phrase: str, label: str, name: str) -> None:
        keys = phrase.split(" ")
        for at, key in enumerate(keys):
            # of "Nathan Law of the Party" the name ends before "of"
            if at and key[:1].isalpha() and key.isascii() and key not in _PARTICLES:
                keys = keys[:at]
                break
        reason = f"short for {name}"
        for at in range(1, len(keys)):
            p = _SURNAME if at == len(keys) - 1 or keys[at].strip("~") in _PARTICLES else 0.5
            self._add_short(" ".join(keys[at:]), label, p, reason)
        self._add_short(keys[0], label, _FORENAME, reason)

    def _add_short(self, phrase: str, label: str, p: float, reason: str) -> None:
        if len(phrase.strip("~^")) < 2:
            return
        held = self._short.setdefault(phrase, {}).get(label)
        if held is None or held[0] < p:
            self._short[phrase][label] = p, reason

    def offers(self) -> Iterator[Suggestion]:
        """Places that are like what was marked."""
        for phrase, labels in self._marked.items():
            total = sum(labels.values())
            for start, end in self._wording.occurrences(phrase):
                for label, count in labels.items():
                    p = _SAME * count / total * self._whole(start, end, label)
                    if count == 1 and self._odd(phrase, (start, end, label)):
                        p = min(p, _ODD)
                    yield Suggestion(start, end, label, p, "same", "marked in this article")
        for phrase, short in self._short.items():
            if phrase not in self._marked:
                for start, end in self._wording.occurrences(phrase):
                    for label, (p, reason) in short.items():
                        p *= self._whole(start, end, label)
                        yield Suggestion(start, end, label, p, "same", reason)

    def _odd(self, phrase: str, key: Key) -> bool:
        """Whether nothing but a mark elsewhere speaks for a word alone as a person or a country:
        a town marked as its mayor may be meant so there and nowhere else."""
        if " " in phrase or self._roles.get(key[2]) not in ("person", "country"):
            return False
        own = self._found.get(key)
        return own is None or own.probability < _UNLIKELY

    def _whole(self, start: int, end: int, label: str) -> float:
        """What is left of a probability where the words may be a part of others: all of it, once
        they were marked as such."""
        if not self._is_part(start, end, label):
            return 1.0
        phrase = phrase_of(self._wording.text, start, end)
        marked = self._parts[phrase, label]
        left = self._rejected[phrase, label, True]
        return (_PART + marked) / (1 + marked + left)

    def _is_part(self, start: int, end: int, label: str) -> bool:
        text = self._wording.text
        if self._roles.get(label) == "person" and _goes_on(text, end):
            return True
        hyphen = text[end : end + 1] == "-" or text[max(0, start - 1) : start] == "-"
        return hyphen or is_part(self._sorts.get((start, end, label), ""))

    def lifted(self, found: Mapping[Key, Suggestion]) -> dict[Key, Suggestion]:
        """The same, with a person's name likelier whose end is marked elsewhere in the article; of
        several that end at one place the likeliest is meant: with a title, or without."""
        best: dict[tuple[int, str], float] = {}
        for one in found.values():
            at = one.end, one.label
            best[at] = max(best.get(at, 0.0), one.probability)
        return {
            key: self._lifted(one) if best[one.end, one.label] == one.probability else one
            for key, one in found.items()
        }

    def _lifted(self, one: Suggestion) -> Suggestion:
        if one.probability >= _LONGER or self._roles.get(one.label) != "person":
            return one
        text = self._wording.text
        blank = text.rfind(" ", one.start, one.end)
        if blank < 0 or _APART.search(text, one.start, one.end) or one.probability < _LIKELY:
            return one
        surname = phrase_of(text, blank + 1, one.end)
        short = self._short.get(surname, {}).get(one.label, (0.0, ""))
        if not self._marked.get(surname, Counter())[one.label] and short[0] < _SURNAME:
            return one
        reason = f"{text[blank + 1 : one.end]} is marked in this article"
        return Suggestion(*one.key, _LONGER, "same", reason)

    def encouraged(self, one: Suggestion) -> Suggestion:
        """What was too unlikely to be shown is faint, once others of its sort are marked here."""
        sort = self._sorts.get(one.key, ""), one.label
        marked = self._for[sort] if sort[0] else 0
        if not marked or one.probability >= _FAINT:
            return one
        seen = _KIND + marked + self._against[sort]
        p = min((one.probability * _KIND + marked) / seen, _FAINT)
        return replace(one, probability=max(p, one.probability))

    def doubt(self, one: Suggestion) -> float:
        """What is left of a suggestion's probability, since such words were rejected here."""
        phrase = phrase_of(self._wording.text, one.start, one.end)
        part = self._is_part(*one.key)
        count = sum(
            times
            for (rejected, label, inside), times in self._rejected.items()
            if (label, inside) == (one.label, part)
            and (rejected == phrase or rejected.endswith(f" {phrase}"))
        )
        marked = self._marked.get(phrase, Counter())[one.label]
        if marked:  # what was said of these very words, others of their sort do not change
            return (marked + _HALF) / (marked + count + _HALF)
        sort = self._sorts.get(one.key, ""), one.label
        against = self._against[sort] if sort[0] else 0
        # two peoples that are none say more of the other peoples than one
        left = (self._for[sort] + _PATIENCE) / (self._for[sort] + _PATIENCE + against)
        return float(left * _DOUBTED**count)
