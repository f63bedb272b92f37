"""Lists of names with ids, and the longest of them at a place in a text.

The built-in lists (countries, cooperation areas) are read from package data when first asked for.
Matching is by whole words, folded (case, accents, Arabic and Persian letter forms); a name written
with a capital must stand with one, so that ``turkey`` is a bird and ``Turkey`` a country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from store.text.characters import ARABIC, HANGUL
from store.text.folding import fold
from store.text.tokens import Span, inner_starts, proclitics, words

_GAP = re.compile(
    r"""[^\S\n]{0,3}\n?[^\S\n]{0,3}
      | (?<![^\W_]{4})\.[^\S\n]?              # St. Lucia, but no full stop
      | [^\S\n]?[dl]['’]
      | ['’]?[-‐‑,][^\S\n]?
    """,
    re.VERBOSE,
)
"""What may stand between the words of one name."""

_ARABIC_WORD = re.compile(rf"[{ARABIC}]")
_HANGUL_WORD = re.compile(rf"[{HANGUL}]")
_JOSA = re.compile(r"(?:에서|으로|에게|까지|부터|과의|와의|에는|[은는이가을를과와의에도로측인])$")
_REACH = 160


class Entry(NamedTuple):
    """One surface of one thing: its id, what kind of surface, its language, and as written.

    A tuple, because eight thousand of them are made before the first country can be looked up.
    """

    id: str
    kind: str
    language: str
    surface: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a text names an entry; several entries when the surface is ambiguous."""

    start: int
    end: int
    entries: tuple[Entry, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids meant, each once, in the order of the list."""
        return tuple(dict.fromkeys(entry.id for entry in self.entries))


class Gazetteer:
    """Surfaces by their folded words. ``kinds`` asked for at look-up narrow what counts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, list[Entry]] = {}
        self._longest: dict[str, int] = {}
        self._most = 0
        self.size = 0
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        surface = entry.surface
        if surface[:1] < "\u0e00" and surface.replace(" ", "").isalpha():
            keys = fold(surface).split()  # what `words` would find, for most surfaces
        else:
            keys = [fold(surface[start:end]) for start, end in words(surface)]
        if keys:
            self.size += 1
            self._index([_bare(keys[0]), *keys[1:]], entry)

    def _index(self, keys: list[str], entry: Entry) -> None:
        self._entries.setdefault(" ".join(keys), []).append(entry)
        if len(keys) > self._longest.get(keys[0], 0):
            self._longest[keys[0]] = len(keys)
            self._most = max(self._most, len(keys))

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Entry]:
        for entries in self._entries.values():
            yield from entries

    def named(self, surface: str, kinds: frozenset[str] | None = None) -> tuple[Entry, ...]:
        """Entries whose surface is this one, folded: ``named("IRAN")``; empty when unknown."""
        keys = [fold(surface[a:b]) for a, b in words(surface)]
        if not keys:
            return ()
        return self._fitting(" ".join([_bare(keys[0]), *keys[1:]]), surface, kinds)

    def _fitting(self, key: str, written: str, kinds: frozenset[str] | None) -> tuple[Entry, ...]:
        found = self._entries.get(key)
        if not found:
            return ()
        return tuple(
            entry
            for entry in found
            if (kinds is None or entry.kind in kinds) and _case_fits(entry, written)
        )

    def _at(
        self, text: str, spans: list[Span], index: int, kinds: frozenset[str] | None
    ) -> Iterator[Hit]:
        """The longest hit of each reading of word ``index``: whole, after particles, in parts."""
        first, last = spans[index]
        for start, end, key in _readings(text[first:last]):
            longest = self._longest.get(key, 0)
            if not longest:
                continue
            start, end = first + start, first + end
            best = None
            if entries := self._fitting(key, text[start:end], kinds):
                best = Hit(start, end, entries)
            reach = end
            for step in range(1, longest):
                if end != last or index + step >= len(spans):
                    break
                following, until = spans[index + step]
                if not _GAP.fullmatch(text, reach, following):
                    break
                for stop in _stops(text, following, until):
                    longer = f"{key} {fold(text[following:stop])}"
                    if entries := self._fitting(longer, text[start:stop], kinds):
                        best = Hit(start, stop, entries)
                        break
                key = f"{key} {fold(text[following:until])}"
                reach = until
            if best is not None:
                yield best

    def longest_at(self, text: str, offset: int, kinds: frozenset[str] | None = None) -> Hit | None:
        """The longest hit that covers ``offset``; looks at some 160 code points on each side.

        A hit also covers the particles written to it: on the ``ب`` of ``بالعراق`` it is ``العراق``.
        """
        start, end = max(0, offset - _REACH), min(len(text), offset + _REACH)
        while 0 < start < offset and not text[start - 1].isspace():
            start += 1
        spans = words(text, start, end)
        here = sum(first <= offset for first, _ in spans)
        best: Hit | None = None
        for index in range(max(0, here - self._most), here):
            first, last = spans[index]
            for hit in self._at(text, spans, index, kinds):
                if offset < hit.end and (
                    hit.start <= offset or hit.start in proclitics(text, first, last)
                ):
                    best = _longer(best, hit)
        return best

    def find_all(
        self, text: str, kinds: frozenset[str] | None = None, spans: list[Span] | None = None
    ) -> Iterator[Hit]:
        """All hits in order, longest first from the left, none overlapping.

        ``spans``: the words of the text, for who has them.
        """
        spans = words(text) if spans is None else spans
        known = self._longest
        done = 0
        for index, (first, last) in enumerate(spans):
            if first < done:
                continue
            for _, _, key in _readings(text[first:last]):
                if key in known:
                    break
            else:
                continue  # most words begin nothing
            found = sorted(self._at(text, spans, index, kinds), key=lambda h: (h.start, -h.end))
            for hit in found:
                if hit.start >= done:
                    done = hit.end
                    yield hit


def _bare(key: str) -> str:
    """A folded Arabic word without the article, so that it is found with and without."""
    return key[2:] if key.startswith("ال") and len(key) > 4 else key


def _longer(one: Hit | None, other: Hit) -> Hit:
    return other if one is None or other.end - other.start > one.end - one.start else one


def _case_fits(entry: Entry, written: str) -> bool:
    model = entry.surface
    if entry.kind == "abbreviation" or (model.isupper() and len(model) < 6):
        return written == model or written == model + "."
    return not model[0].isupper() or written[0].isupper()


def _stops(text: str, start: int, end: int) -> list[int]:
    """Where a name may end inside the word: before a Korean particle or a Turkish suffix."""
    found = [end]
    if _HANGUL_WORD.match(text, start):
        if particle := _JOSA.search(text, start, end):
            found.append(particle.start())
    else:
        found += [mark.start() for mark in re.finditer(r"['’]", text[start:end])]
        found = [end] + [start + mark for mark in found[1:]]
    return [stop for stop in found if stop > start]


@lru_cache(maxsize=50_000)
def _readings(word: str) -> tuple[tuple[int, int, str], ...]:
    """The word itself, what follows its particles, and the parts of a hyphenated compound.

    Each as a range within the word and the key it is found under.
    """
    if word.isascii() and word.isalpha():
        return ((0, len(word), word.lower()),)
    size = len(word)
    found = [(0, stop) for stop in _stops(word, 0, size)]
    starts = inner_starts(word, 0, size)
    if starts and not _ARABIC_WORD.match(word):
        edges = [0, *starts, size]
        for first, last in pairwise(edges):
            while last > first and last < size and not word[last - 1].isalnum():
                last -= 1
            found.append((first, last))
    else:
        found += [(inner, size) for inner in starts]
    return tuple((first, last, _bare(fold(word[first:last]))) for first, last in found)


def read_table(name: str) -> Iterator[Entry]:
    """The rows of a list that ships with the program."""
    from importlib import resources  # 10 ms, and only the first look-up needs it

    table = resources.files("store.names").joinpath("data", name).read_text(encoding="utf-8")
    for line in table.splitlines()[1:]:
        _, ident, kind, language, surface = line.split("\t")
        yield Entry(ident, kind, language, surface)


COUNTRY_KINDS = frozenset(
    {"common", "official", "demonym", "abbreviation", "former", "organisation"}
)
"""Kinds of surface that name a country, its people, or a union of states (``org:EU``).

Not ``capital``, which names a country only by metonymy.
"""


@lru_cache(maxsize=1)
def countries() -> Gazetteer:
    """The built-in countries; ids like ``country:IR``. Origin: `store.names.build_countries`."""
    return Gazetteer(read_table("countries.tsv"))


@lru_cache(maxsize=1)
def areas() -> Gazetteer:
    """The built-in cooperation areas; ids like ``area:data-transit``."""
    return Gazetteer(read_table("areas.tsv"))
