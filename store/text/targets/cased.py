"""Names in scripts with capitals: Latin, Cyrillic, Greek, Armenian, Georgian titles apart."""

from __future__ import annotations

import re

from store.names.gazetteer import COUNTRY_KINDS, countries
from store.text.folding import fold
from store.text.targets.lexicon import listed
from store.text.targets.neighbourhood import Neighbourhood
from store.text.tokens import Span

_MOST = 7
_FOLDED_LINE = re.compile(r"[ \t]*\n[ \t]*")
_ARTICLE = re.compile(r"(?:al|el|as|ash|at|an|ar|ad|az|ul|ud)[-'’‐‑](?=[^\W\d_])")
_ROMAN = re.compile(r"[IVX]{1,5}")
_NAME = frozenset({"common", "demonym", "official", "former"})


def _near(gap: str) -> bool:
    """May two words with this between them belong to one name?"""
    return gap in (" ", "\u00a0", "\u202f", "-", "‐", "‑") or bool(
        re.fullmatch(r"[ ]?[dDlL]['’]|[ ]{2}", gap)
    )


def language_of(near: Neighbourhood) -> str:
    """The language whose small words are commonest here; English when none are."""
    lower = [fold(near.word(i)) for i in range(len(near.spans)) if near.word(i).islower()]
    if any("а" <= word[0] <= "я" for word in lower):
        return "ru"
    if not lower:
        return "en"
    counts = {
        language: sum(word in listed("stop", language) for word in lower)
        for language in ("en", "fr", "es", "de", "ru")
    }
    return max(counts, key=lambda language: counts[language])


class _Reader:
    """Classes of the words of one neighbourhood."""

    def __init__(self, near: Neighbourhood) -> None:
        self.near = near
        language = language_of(near)
        self.titles = listed("title", "en") | listed("title", language)
        self.stops = listed("stop", language)
        self.particles = listed("particle")
        self.suffixes = listed("suffix")

    def capital(self, index: int) -> bool:
        word = self.near.word(index)
        return bool(word) and (word[0].isupper() or (word[0].istitle()))

    def acronym(self, index: int) -> bool:
        """Capitals throughout, short, and not beside a longer word in capitals (a headline)."""
        word = self.near.word(index)
        if not (word.isupper() and 1 < len(word.replace(".", "")) <= 5):
            return False
        if re.fullmatch(r"(?:[^\W\d_]\.)+", word):
            return word in ("U.S.", "U.N.", "U.K.", "E.U.", "U.S.A.", "U.A.E.")
        beside = (self.near.word(index - 1), self.near.word(index + 1))
        return not any(other.isupper() and len(other) > 3 for other in beside)

    def title(self, index: int) -> bool:
        word = fold(self.near.word(index))
        return word in self.titles or (
            "-" in word and all(part in self.titles for part in word.split("-"))
        )

    def stop(self, index: int) -> bool:
        return fold(self.near.word(index)) in self.stops

    def initial(self, index: int) -> bool:
        word = self.near.word(index)
        return word[:1].isupper() and (len(word) == 1 or bool(re.fullmatch(r"(?:\w\.)+", word)))

    def name(self, index: int) -> bool:
        """Could this word be part of a person's name, as far as it alone can say?"""
        word = self.near.word(index)
        if _ARTICLE.match(word):
            return True
        if not self.capital(index) or any(c.isdigit() for c in word):
            return False
        if self.initial(index):
            return word not in ("U.S.", "U.N.", "U.K.", "E.U.", "A", "I") or self._dot(index)
        if fold(word) in self.particles and self.capital(index + 1):
            return True
        return not (self.title(index) or self.stop(index) or self.acronym(index))

    def _dot(self, index: int) -> bool:
        return self.near.gap(index).startswith(".")

    def particle(self, index: int) -> bool:
        word = self.near.word(index)
        return fold(word) in self.particles and word[:1].islower()

    def country(self, index: int) -> bool:
        """A country or its people by this word alone (``Iranian``, ``Jordan``)."""
        return bool(countries().named(self.near.word(index), _NAME))

    def joined(self, index: int) -> bool:
        """May word ``index`` and the next be parts of one name, by what stands between?"""
        gap = self.near.gap(index)
        if _near(gap):
            return True
        if gap in (". ", ".", ".-", ".\n"):
            word = self.near.word(index)
            return len(word) == 1 or word in (
                "St",
                "Ste",
                "Sta",
                "Jr",
                "Wm",
                "Geo",
                "Chas",
                "Mohd",
                "Md",
            )
        return bool(_FOLDED_LINE.fullmatch(gap)) and self._folded(index)

    def _folded(self, index: int) -> bool:
        """Is the newline after the word where a mailer folded the line, not the end of one?"""
        at = self.near.spans[index][1]
        line = self.near.text.rfind("\n", max(0, at - 101), at)
        following = self.near.text.find("\n", self.near.spans[index + 1][0])
        width = at - line
        return 40 <= width <= 100 and line >= 0 and 0 <= following - at <= 101


def person(near: Neighbourhood) -> Span:
    """The name round the word at the cursor, without title and demonym; else that word."""
    read = _Reader(near)
    here = near.here
    ambiguous = fold(near.word(here)) in listed("ambiguous") and read.capital(here)
    if not read.name(here) and not (ambiguous and read.name(here + 1) and read.joined(here)):
        moved = _onward(read, here)
        if moved is None:
            return near.spans[here]
        here = moved
    first = _leftward(read, here)
    last = _rightward(read, max(here, first), first)
    return near.spans[first][0], near.spans[last][1]


def _onward(read: _Reader, here: int) -> int | None:
    """From a title, a demonym or a leading particle to the name that follows it."""
    particle = read.particle(here)
    if particle and read.name(here + 1) and read.joined(here):
        return here
    if not read.title(here):
        return None
    for index in range(here + 1, here + 5):
        gap = read.near.gap(index - 1)
        if not (read.joined(index - 1) or gap == ". "):
            return None
        if read.name(index) and not read.country(index):
            return index
        if not (
            read.title(index)
            or read.country(index)
            or read.near.word(index) in ("of", "and", "for")
        ):
            return None
    return None


def _leftward(read: _Reader, here: int) -> int:
    first = here
    while here - first < _MOST and first > 0 and read.joined(first - 1):
        index = first - 1
        if read.name(index):
            if read.country(index) and not (
                read.name(index - 1) and read.joined(index - 1) and not read.country(index - 1)
            ):
                break
            first = index
            continue
        if read.particle(index):
            start = index
            while start > 0 and read.particle(start - 1) and read.joined(start - 1):
                start -= 1
            before = start - 1
            if (
                before >= 0
                and read.joined(before)
                and read.name(before)
                and not read.country(before)
            ):
                first = before
                continue
            if fold(read.near.word(index)) in listed("leading"):
                first = start
        break
    return first


def _rightward(read: _Reader, here: int, first: int) -> int:
    last = here
    while last - first < _MOST and read.joined(last):
        index = last + 1
        if read.name(index):
            if (
                index > first
                and read.country(index)
                and (_is_demonym(read, index) or (read.name(index + 1) and read.joined(index)))
            ):
                break
            last = index
            continue
        word = fold(read.near.word(index))
        if (
            word in listed("surname_too")
            and read.capital(index)
            and not (read.name(index + 1) and read.joined(index))
        ):
            last = index
            continue
        if read.capital(index) and (
            word in read.suffixes or _ROMAN.fullmatch(read.near.word(index))
        ):
            last = index
            continue
        if read.particle(index):
            after = index + 1
            while read.particle(after) and read.joined(after - 1):
                after += 1
            if read.name(after) and all(read.joined(i) for i in range(index, after)):
                if word in ("and", "y", "e", "la", "le", "los", "las") and not _spanish(
                    read, index
                ):
                    break
                last = after
                continue
        break
    return last


def _spanish(read: _Reader, index: int) -> bool:
    """``Ortega y Gasset``, ``de la Madrid``: lone articles join only after another particle."""
    return fold(read.near.word(index)) == "y" or read.particle(index - 1)


def _is_demonym(read: _Reader, index: int) -> bool:
    return bool(countries().named(read.near.word(index), COUNTRY_KINDS - {"common", "former"}))


def name(near: Neighbourhood) -> Span:
    """The run of capitalised words round the cursor (an organisation, a place); else the word.

    Goes on over ``of`` and its like to the right only: a place may follow its own ``of``.
    """
    read = _Reader(near)
    here = near.here
    if not read.capital(here):
        return near.spans[here]

    def fits(index: int) -> bool:
        return read.capital(index) and not (
            read.stop(index) and fold(near.word(index)) not in _IN_NAMES
        )

    first = last = here
    while here - first < 9 and first > 0 and read.joined(first - 1) and fits(first - 1):
        first -= 1
    while last - first < 9 and read.joined(last):
        step = last + 1
        while near.word(step) in _LINKS and read.joined(step) and step - last < 3:
            step += 1
        if not fits(step) or (step > last + 1 and near.word(last + 1) in _AND):
            break
        last = step
    return near.spans[first][0], near.spans[last][1]


_AND = ("and", "et", "y", "e", "und")
_LINKS = (*_AND, "of", "for", "the", "de", "du", "des", "del", "la", "le", "für")
_IN_NAMES = frozenset(
    "party government parliament committee council commission ministry department office forum museum "
    "university club court bank company group news agency times north south east west northern southern "
    "eastern western central national international united nations prize church street avenue house "
    "congress senate army navy force forces cup world union democratic republican labour conservative "
    "liberal communist islamic arab african european american middle".split()
)
