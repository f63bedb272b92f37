"""What each word near the cursor can be, in scripts with capitals: name, title, particle, country."""

from __future__ import annotations

import re

from store.names.gazetteer import COUNTRY_KINDS, countries
from store.text.folding import fold
from store.text.targets.lexicon import listed
from store.text.targets.neighbourhood import Neighbourhood
from store.text.tokens import folded_line

_ARTICLE = re.compile(r"(?:al|el|as|ash|at|an|ar|ad|az|ul|ud)[-'’‐‑](?=[^\W\d_])")
_NEAR = re.compile(r"[ \u00a0\u202f‐‑-]|[ ]?[dDlL]['’]|[ ]{2}")
_FOLDED_LINE = re.compile(r"[ \t]*\n[ \t]*")
_INITIALS = re.compile(r"(?:\w\.)+")
_ROMAN = re.compile(r"[IVX]{1,5}")
_NAME = frozenset({"common", "demonym", "official", "former"})
_STATES = ("U.S.", "U.N.", "U.K.", "E.U.", "U.S.A.", "U.A.E.")
_SHORTENED = ("St", "Ste", "Sta", "Jr", "Wm", "Geo", "Chas", "Mohd", "Md")
_MONTHS = ("april", "may", "june", "august", "jan", "march")
_GERMAN_ARTICLES = frozenset({"das", "des", "der", "den", "dem", "und", "la"})
_GERMAN_TITLE = re.compile(
    r"\w(?:prasident|minister|kanzler|chef|trager|sprecher|sekretar|botschafter|richter|fuhrer|konig"
    r"|meister|anwalt|politiker|leiter|kommissar|direktor|forscher|autor|trainer|spieler)(?:in)?$"
    r"|\w(?:vorsitzende|abgeordnete|beauftragte|experte)[rn]?$"
)
"""Ends of folded German compounds that say what somebody is."""

_SENTENCE_END = re.compile(r"[.?!](?=\s|$)")


_GIVEN_TITLES = frozenset({"don", "dona", "m", "re", "papa", "genel", "kral", "rey", "roi"})
"""Titles of one language that are names or initials in another."""

_LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "tr", "ru")


def language_of(near: Neighbourhood) -> str:
    """The language whose small words are commonest here; empty when too few are known."""
    lower = [fold(near.word(i)) for i in range(len(near.spans)) if near.word(i).islower()]
    if any("а" <= word[0] <= "я" for word in lower):
        return "ru"
    counts = {
        language: sum(word in listed("stop", language) for word in lower) for language in _LANGUAGES
    }
    first, second = sorted(counts.values(), reverse=True)[:2]
    if first < 2 or first == second:
        return ""
    return max(counts, key=lambda language: counts[language])


class Capitals:
    """Classes of the words of one neighbourhood."""

    def __init__(self, near: Neighbourhood, language: str | None = None) -> None:
        self.near = near
        language = language_of(near) if language is None else language
        self.language = language or "en"
        self.titles = listed("title", "en") | (
            listed("title", language) if language else listed("title", *_LANGUAGES) - _GIVEN_TITLES
        )
        self.stops = listed("stop", self.language)
        self.particles = listed("particle")
        self._keys: dict[int, str] = {}
        self._countries: dict[str, bool] = {}

    def key(self, index: int) -> str:
        """The word, folded."""
        found = self._keys.get(index)
        if found is None:
            found = self._keys[index] = fold(self.near.word(index))
        return found

    def capital(self, index: int) -> bool:
        word = self.near.word(index)
        return bool(word) and (word[0].isupper() or (word[0].istitle()))

    def acronym(self, index: int) -> bool:
        """Capitals throughout, short, and not beside a longer word in capitals (a headline)."""
        word = self.near.word(index)
        if not (word.isupper() and 1 < len(word.replace(".", "")) <= 5):
            return False
        if re.fullmatch(r"(?:[^\W\d_]\.)+", word):
            return word in _STATES
        beside = (self.near.word(index - 1), self.near.word(index + 1))
        return not any(other.isupper() and len(other) > 3 for other in beside)

    def title(self, index: int) -> bool:
        word = self.key(index)
        if word in self.titles or (self.language == "de" and _GERMAN_TITLE.search(word)):
            return True
        return "-" in word and all(part in self.titles for part in word.split("-"))

    def stop(self, index: int) -> bool:
        return self.key(index) in self.stops

    def initial(self, index: int) -> bool:
        word = self.near.word(index)
        return word[:1].isupper() and (len(word) == 1 or bool(_INITIALS.fullmatch(word)))

    def particle(self, index: int) -> bool:
        key = self.key(index)
        if key not in self.particles or not self.near.word(index)[:1].islower():
            return False
        if self.language == "de" and key in _GERMAN_ARTICLES:  # only as in von der Leyen
            return self.key(index - 1) in ("von", "van", "de", "in")
        return True

    def suffix(self, index: int) -> bool:
        """``Jr.``, ``III``: after a name only."""
        if self.near.word(index) == "I" and self.near.word(index + 1).islower():
            return False
        return self.capital(index) and (
            self.key(index) in listed("suffix") or bool(_ROMAN.fullmatch(self.near.word(index)))
        )

    def country(self, index: int) -> bool:
        """A country or its people by this word alone (``Iranian``, ``Jordan``).

        As this language or English writes it: ``Dominique`` is a country in French only.
        """
        word = self.near.word(index)
        known = self._countries.get(word)
        if known is None:
            known = self._countries[word] = any(
                entry.language in ("en", self.language) for entry in countries().named(word, _NAME)
            )
        return known

    def demonym(self, index: int) -> bool:
        kinds = COUNTRY_KINDS - {"common", "former"}
        return bool(countries().named(self.near.word(index), kinds))

    def joined(self, index: int) -> bool:
        """May word ``index`` and the next be parts of one name, by what stands between?"""
        gap = self.near.gap(index)
        if self.ending(index):
            return False
        if _NEAR.fullmatch(gap):
            return True
        if gap in (". ", ".", ".-", ".\n"):
            word = self.near.word(index)
            return len(word) == 1 or word in _SHORTENED
        return bool(_FOLDED_LINE.fullmatch(gap)) and self._folded(index)

    def ending(self, index: int) -> int:
        """How long the Turkish case ending after the apostrophe is: ``Fidan'ın``; else 0."""
        if self.language != "tr":
            return 0
        word = self.near.word(index)
        apostrophe = max(word.rfind("'"), word.rfind("’"))
        return len(word) - apostrophe if apostrophe > 0 else 0

    def _folded(self, index: int) -> bool:
        """Does the name go on after the newline: is this prose, and no dateline or list below?

        The first line of a paragraph may be short, when its dateline was cut off: there a title
        before the name is the evidence (``Oil Minister Gholamreza`` over ``Aqazadeh is in``).
        """
        text, end = self.near.text, self.near.spans[index][1]
        if self.near.word(index + 1).isupper() and not self.near.word(index).isupper():
            return False
        at = text.index("\n", end)
        start = max(text.rfind("\n", max(0, at - 100), at) + 1, at - 100, 0)
        line, after = text[start:at].split(), text[at + 1 : at + 102].split("\n")
        small = sum(word.islower() for word in line)
        both = small + sum(word.islower() for word in after[0].split())
        if self._titled(index) and both >= 3 and len(after) > 1:
            if not start or text[start - 2 : start] == "\n\n":
                return True
            small += 1
        return (small > 1 or (small == 1 and both > 2)) and folded_line(text, at, least=20)

    def _titled(self, index: int) -> bool:
        """Does a title stand one or two words before the word, and nothing but a name between?"""
        for back in range(index, index - 3, -1):
            if self.near.gap(back - 1) != " ":
                return False
            if not (self.name(back) or self.particle(back)):
                return self.title(back)
        return False

    def name(self, index: int) -> bool:
        """Could this word be part of a person's name, as far as it alone can say?"""
        word = self.near.word(index)
        if _ARTICLE.match(word):
            return True
        if not self.capital(index) or any(c.isdigit() for c in word):
            return False
        if self.initial(index):
            return word not in (*_STATES[:4], "A", "I") or self.near.gap(index).startswith(".")
        if self.key(index) in self.particles and self.capital(index + 1):
            return True
        return not (self.title(index) or self.stop(index) or self.acronym(index))

    def part(self, index: int) -> bool:
        """Could this word be part of a person's name, by itself or by the words beside it?"""
        return self.name(index) or self.given(index) or self.surname(index)

    def given(self, index: int) -> bool:
        """A title, a verb, a month that is the first name of somebody here.

        ``Sultan Al Jaber`` but not ``Sultan Qaboos``; ``Will Smith`` but not ``Will Iran agree?``.
        """
        key = self.key(index)
        if not self.capital(index):
            return False
        before = self.near.word(index - 1) if self.joined(index - 1) else ""
        if key in listed("title_too"):
            return self.joined(index) and (
                (self._arab(index + 1) and before.lower() != "the") or self._ruled(index)
            )
        if key not in listed("ambiguous") or not self.joined(index):
            return False
        if not (self._arab(index + 1) or (self.name(index + 1) and not self.country(index + 1))):
            return False
        if self._opening(index):
            if key == "said":
                return self._arab(index + 1) or self.key(index + 1) in listed("given", "en")
            if key == "will":
                return not self._question(index)
            return key in ("christian", "sun", "jan", "june", "april")
        return (
            not before
            or self.title(index - 1)
            or self.country(index - 1)
            or (before.islower() and not (key in _MONTHS and before in listed("time", "en")))
        )

    def _ruled(self, index: int) -> bool:
        """``Dr. Sultan Ahmed``, ``Sultan Ahmed Al Jaber``: no ruler's title.

        A ruler is called by what follows his father's name: ``Sultan Qaboos bin Said Al Said``.
        """
        if not self.name(index + 1):
            return False
        if self.key(index - 1) in ("dr", "mr", "eng", "minister", "ceo"):
            return True
        family = index + 2
        return (
            self.key(index + 1) in listed("given", "en")
            and self.joined(index + 1)
            and self.key(family) not in ("bin", "ibn", "ben")
            and self._arab(family)
        )

    def surname(self, index: int) -> bool:
        """A title, a verb, a month after somebody's name: ``Edward Said``, ``bin Sultan``."""
        if not self.capital(index) or not self.joined(index - 1):
            return False
        key = self.key(index)
        if key not in listed("surname_too") and key not in listed("title_too"):
            return False
        if self.near.word(index - 1) in ("bin", "ibn", "bint", "ben", "abu", "al", "el", "ould"):
            return True
        following = self.near.word(index + 1) if self.joined(index) else ""
        if self.title(index - 1):  # Mrs. May, Prince Sultan; but not Chief Justice, Lord Chancellor
            return (key not in self.titles or key in listed("title_too")) and not following[
                :1
            ].isupper()
        if self._opening(index) or not self.name(index - 1) or self.country(index - 1):
            return False
        if key == "said":
            return following != "to"
        if key in listed("title_too") and self._arab(index + 1):
            return True
        capital = following[:1].isupper() and not self.suffix(index + 1)
        return not (capital or following[:1].isdigit())

    def _arab(self, index: int) -> bool:
        """``al-Jaber``, ``Al Jaber``, ``bin Said``: only after a given name."""
        return bool(_ARTICLE.match(self.near.word(index))) or (
            self.key(index) in listed("leading")
            and self.key(index) not in ("von", "van", "ul")
            and self.joined(index)
            and self.capital(index + 1)
        )

    def _opening(self, index: int) -> bool:
        """Does a sentence, a quotation or a line start with the word?"""
        if index <= 0:
            return True
        gap = self.near.gap(index - 1)
        return not (
            self.joined(index - 1)
            or gap in (", ", "'s ", "’s ")
            or (gap == ". " and self.title(index - 1))
        )

    def _question(self, index: int) -> bool:
        start = self.near.spans[index][0]
        end = _SENTENCE_END.search(self.near.text, start, start + 240)
        return end is not None and end[0] == "?"
