"""Words that were marked before, as the model sees them: how often marked, and as what.

Learned words would make the model trust nothing else, if it met them in the very article they come
from; so what an article itself has taught is taken away (`Held`) when its features are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Counts = dict[str, int]
"""How often each label stood there; "" counts the places without a mark."""

_MOST = 8
"""Words of the longest phrase that is remembered."""


@dataclass(slots=True)
class Held:
    """What one article has taught: by phrase, and by word."""

    phrases: dict[str, Counts] = field(default_factory=dict)
    words: dict[str, Counts] = field(default_factory=dict)


def key_of(word: str) -> str:
    """A word as phrases are compared: ``Iran`` and ``IRAN`` are one, ``turkey`` is another."""
    lower = word.lower()
    return lower if word[:1] != lower[:1] else "~" + lower


class Phrases:
    """Counts of phrases and of the words inside marks, over all articles learned from."""

    def __init__(self) -> None:
        self._phrases: dict[str, Counts] = {}
        self._words: dict[str, Counts] = {}
        self._longest: dict[str, int] = {}

    # -- learning --------------------------------------------------------------------------------

    def take_in(self, articles: Iterable[tuple[Sequence[str], Sequence[str]]]) -> list[Held]:
        """Count articles, given as words and their BIO tags; gives what each of them taught."""
        taken = [([key_of(word) for word in words], tags) for words, tags in articles]
        for keys, tags in taken:
            for first, last, _ in runs(tags):
                self._remember(keys[first:last])
        held = []
        inside = {key for phrase in self._phrases for key in phrase.split(" ")}
        for keys, tags in taken:
            mine = Held()
            marked = {(first, last): label for first, last, label in runs(tags)}
            for first, last in self._places(keys, None):
                _count(mine.phrases, " ".join(keys[first:last]), marked.pop((first, last), ""))
            for (first, last), label in marked.items():
                _count(mine.phrases, " ".join(keys[first:last]), label)
            for key, tag in zip(keys, tags, strict=True):
                if key in inside:
                    _count(mine.words, key, tag[2:])
            _add(self._phrases, mine.phrases)
            _add(self._words, mine.words)
            held.append(mine)
        return held

    def _remember(self, keys: Sequence[str]) -> None:
        if len(keys) <= _MOST:
            self._phrases.setdefault(" ".join(keys), {})
            self._longest[keys[0]] = max(self._longest.get(keys[0], 0), len(keys))

    # -- looking up ------------------------------------------------------------------------------

    def added(
        self, words: Sequence[str], rows: Sequence[Sequence[str]], held: Held | None
    ) -> list[list[str]]:
        """The features of each word, and what is known of it and of the phrases over it."""
        found = [list(row) for row in rows]
        keys = [key_of(word) for word in words]
        for first, last in self._places(keys, held):
            phrase = " ".join(keys[first:last])
            said = _said(self._phrases[phrase], held.phrases.get(phrase) if held else None)
            sign = "B"
            for at in range(first, last):
                found[at].append(f"K{sign}{said}")
                sign = "I"
            if first:
                found[first - 1].append(f"K>{said[:-2]}")
            if last < len(found):
                found[last].append(f"K<{said[:-2]}")
        for at, key in enumerate(keys):
            counts = self._words.get(key)
            if counts is not None:
                said = _said(counts, held.words.get(key) if held else None)
                if said:
                    found[at].append(f"T{said}")
        return found

    def _places(self, keys: Sequence[str], held: Held | None) -> Iterable[tuple[int, int]]:
        """The longest known phrases, from the left, none overlapping."""
        at, count = 0, len(keys)
        while at < count:
            step = 1
            for length in range(min(self._longest.get(keys[at], 0), count - at), 0, -1):
                phrase = " ".join(keys[at : at + length])
                known = self._phrases.get(phrase)
                if known is None or (
                    held is not None and not _said(known, held.phrases.get(phrase))
                ):
                    continue
                yield at, at + length
                step = length
                break
            at += step

    # -- keeping ---------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"phrases": self._phrases, "words": self._words}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Phrases:
        """From `to_json`.

        Raises:
            ValueError, TypeError, KeyError, AttributeError: it is nothing of the kind.
        """
        made = cls()
        for table, kept in (("phrases", made._phrases), ("words", made._words)):
            for key, counts in value[table].items():
                kept[str(key)] = {str(label): int(count) for label, count in counts.items()}
        for phrase in made._phrases:
            keys = phrase.split(" ")
            made._longest[keys[0]] = max(made._longest.get(keys[0], 0), len(keys))
        return made


def runs(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """The marks that BIO tags stand for: first word, one behind the last, label."""
    found: list[tuple[int, int, str]] = []
    first, label = -1, ""
    for at, tag in enumerate((*tags, "O")):
        if first >= 0 and tag != "I-" + label:
            found.append((first, at, label))
            first = -1
        if tag[:2] == "B-":
            first, label = at, tag[2:]
    return found


def _count(table: dict[str, Counts], key: str, label: str) -> None:
    counts = table.setdefault(key, {})
    counts[label] = counts.get(label, 0) + 1


def _add(table: dict[str, Counts], more: dict[str, Counts]) -> None:
    for key, counts in more.items():
        mine = table.setdefault(key, {})
        for label, count in counts.items():
            mine[label] = mine.get(label, 0) + count


def _said(counts: Counts, mine: Counts | None) -> str:
    """The commonest label, how surely and how often; "" when other articles never marked it."""
    best, most, total = "", 0, 0
    for label, count in counts.items():
        left = count - mine.get(label, 0) if mine else count
        total += left
        if label and (left > most or (left == most and label < best)):
            best, most = label, left
    if not most:
        return ""
    share = 4 * most // total if most < total else 5
    return f"{best}{share}{min(most, 9).bit_length()}"
