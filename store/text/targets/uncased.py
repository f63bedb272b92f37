"""Names of persons in Arabic, Persian, Urdu and Hindi, which have no capitals."""

from __future__ import annotations

import re

from store.names.gazetteer import COUNTRY_KINDS, countries
from store.text.folding import fold
from store.text.targets.lexicon import listed
from store.text.targets.neighbourhood import Neighbourhood, times
from store.text.tokens import Span, folded_line, proclitics

_SPACE = re.compile(r"[ \u00a0]{1,2}")
_LINE = re.compile(r"[ \t]*\n[ \t]*")
_LONE = ("لا", "لو")
"""Of the connectors those that are words too: ``دو لا سابليير``, but ``لا يملك`` is a verb."""

_MOST = {"ar": 6, "fa": 3, "ur": 4, "hi": 3}
_SIGNS = (("hi", "[\u0900-\u097f]"), ("ur", "[ٹڈڑںےہھ]"), ("fa", "[پچژگی]"))

_ENDS = {
    "ar": re.compile(r"^(?:وال|بال|فال|لل)..|^(?:ست|سي)...."),
    "fa": re.compile(
        r"^ن?می(?:شو|شد|کن|کرد|گوی|گفت|ده|داد|خوا|رود|رسد|آید|باش|توان|گیر|گرف|دان|دار)"
        r"|...هایی$|(?:های|ترین|ندگان|کند|شود|شوند)$"
    ),
    "ur": re.compile(r"(?:تے|تا)$"),
    "hi": re.compile(rf"(?:{fold('ों')}|{fold('ेंगे')}|{fold('ेगा')}|{fold('ेगी')})$"),
}
"""Beginnings and ends of folded words that names seldom have: particles, verbs, plurals."""

_COMPOUND = re.compile(
    rf"^(?:{fold('عبدال')}|{fold('محمد')}|{fold('غلام')}|{fold('سيد')})..|..(?:{fold('الدين')}|رضا)$"
)
"""Given names made of two, folded: ``Abd al-...``, ``Mohammad...``, ``...uddin``."""


def language_of(near: Neighbourhood) -> str:
    """Which of the four the words round the cursor are in, by letters only it uses."""
    if not near.spans:
        return "ar"
    around = near.text[near.spans[0][0] : near.spans[-1][1]]
    counts = {language: len(re.findall(letters, around)) for language, letters in _SIGNS}
    arabic = len(re.findall(r"[يىةأإؤئ]|(?<!\w)[وبلف]?ال(?=\w)", around))
    if counts["hi"]:
        return "hi"
    if counts["ur"] > 3 or 0 < counts["fa"] <= 4 * counts["ur"]:
        return "ur"
    return "fa" if counts["fa"] > arabic else "ar"


class _Reader:
    def __init__(self, near: Neighbourhood) -> None:
        self.near = near
        self.language = language_of(near)
        self.titles = listed("title", self.language)
        self.stops = listed("stop", self.language)
        own = ("ar", "fa") if self.language in ("ar", "fa") else (self.language,)
        self.givens = listed("given", *own)
        self.connectors = listed("connector", self.language)

    def key(self, index: int) -> str:
        return fold(self.near.word(index))

    def title(self, index: int) -> bool:
        key = self.key(index)
        return key in self.titles or (
            self.language == "ar" and key[:1] == "و" and key[1:] in self.titles
        )

    def given(self, index: int) -> bool:
        """A known given name, also with a particle written to it."""
        key = self.key(index)
        if key in self.givens or bool(_COMPOUND.search(key)):
            return True
        return self.language == "ar" and self.with_particle(index)

    def with_particle(self, index: int) -> bool:
        """``ومحمد``, ``لأحمد``: a known given name after a particle, and no name with it."""
        key = self.key(index)
        return (
            len(key) > 3 and key not in self.givens and key[0] in "وفبل" and key[1:] in self.givens
        )

    def initial(self, index: int) -> bool:
        """``एस. जयशंकर``, ``ج. ك. رولينغ``; without a stop where letters are spelled out."""
        key = self.key(index)
        spelled = key in listed("letter", self.language)
        if self.near.gap(index) in (". ", "."):
            return spelled or (len(key) == 1 and key.isalpha())
        return spelled and key not in self.stops

    def joined(self, index: int) -> bool:
        gap = self.near.gap(index)
        if _SPACE.fullmatch(gap):
            return True
        if gap in (". ", "."):
            return self.initial(index)
        if _LINE.fullmatch(gap):
            at = self.near.text.index("\n", self.near.spans[index][1])
            return folded_line(self.near.text, at)
        return False

    def ends(self, index: int) -> bool:
        """Can the word not be inside a name: a function word, a title, a country, a number?"""
        key = self.key(index)
        if not key or not key[0].isalpha():
            return True
        if self.initial(index):
            return False
        if len(key) == 1:
            return True
        if self.stop(index) or self.title(index):
            return True
        if _ENDS[self.language].search(key):
            surname = self.near.word(index).endswith("ه\u200cای") and self.given(index - 1)
            return not surname  # as in علی خامنه‌ای; all others are plurals, verbs, adjectives
        return self.country(index)

    def stop(self, index: int) -> bool:
        return self.key(index) in self.stops and not self._ali(index)

    def _ali(self, index: int) -> bool:
        """The name Ali and not the preposition that folds to the same, after a given name.

        Only where the text keeps the two letters apart.
        """
        text, (start, end) = self.near.text, self.near.spans[index]
        if self.language != "ar" or text[start:end] != "علي" or not self.joined(index - 1):
            return False
        around = text[self.near.spans[0][0] : self.near.spans[-1][1]]
        return self.key(index - 1) in self.givens and " إلي " not in around and "ى " in around

    def country(self, index: int) -> bool:
        return bool(countries().named(self.near.word(index), COUNTRY_KINDS))


def person(near: Neighbourhood) -> Span:
    """The name that starts at or holds the word at the cursor; from a title the name after it."""
    read = _Reader(near)
    here = near.here
    for _ in range(3):
        if read.title(here) and read.joined(here) and not read.stop(here + 1):
            here += 1
        else:
            break
    if read.stop(here) and here == near.here and not read.initial(here):
        return near.spans[here]
    first = _leftward(read, here)
    last = _rightward(read, here, first)
    return _after_particle(read, first), near.spans[last][1]


def _after_particle(read: _Reader, first: int) -> int:
    """Where the name starts in its first word: after ``و`` or ``ل`` if what follows is known.

    Known is a given name of the lists, or a word that the article also has without the particle.
    """
    start, end = read.near.spans[first]
    text = read.near.text
    if read.language != "ar" or read.key(first) in read.givens:
        return start
    for inner in proclitics(text, start, end)[:1]:
        if text.startswith("ال", start) or end - inner < 3:
            break
        if fold(text[inner:end]) in read.givens:
            return inner
        whole, bare = times(text, start, text[start:end]), times(text, start, text[inner:end])
        if end - inner > 3 and bare >= whole and bare >= (1 if text[start] == "و" else 3):
            return inner
    return start


def _leftward(read: _Reader, here: int) -> int:
    first = here
    while first > 0 and here - first < 4 and read.joined(first - 1):
        key = read.key(first - 1)
        if read.language == "ar" and read.with_particle(first):
            return first
        if not (
            (key in read.connectors and key not in _LONE)
            or read.initial(first - 1)
            or (read.given(first - 1) and not read.ends(first - 1))
            or (read.key(first) in ("بن", "ابن", "بنت") and not read.ends(first - 1))
        ):
            break
        first -= 1
    return _from_title(read, _past_unknown(read, first))


def _past_unknown(read: _Reader, first: int) -> int:
    """Two words back if a name starts there: ``هوشنگ مرادی کرمانی``, ``عبد الكريم الخطابي``."""
    if first < 2 or not read.joined(first - 1) or not read.joined(first - 2):
        return first
    if read.ends(first) or read.ends(first - 1):
        return first
    if read.language == "ar":
        if read.key(first - 2) not in ("عبد", "ابو"):
            return first
        start = first - 2
        while (
            start > 0
            and read.joined(start - 1)
            and (read.given(start - 1) or read.key(start - 1) in ("بن", "ابن"))
        ):
            start -= 1
        return start
    return first - 2 if read.given(first - 2) and not read.ends(first - 2) else first


def _from_title(read: _Reader, first: int) -> int:
    """Where the name starts when its given name is in no list: right after a title or a stop."""
    start = first
    while start > 0 and first - start < 3 and read.joined(start - 1) and not read.ends(start - 1):
        start -= 1
    if start == first:
        return first
    joined = start > 0 and read.joined(start - 1)
    if joined and (
        read.title(start - 1) or (read.language in ("ar", "fa") and read.country(start - 1))
    ):
        while read.language == "ar" and start < first and read.near.word(start)[:2] == "ال":
            start += 1  # an adjective of the title, as in الخارجية الأوروبي
        return start
    if first - start > 1:
        return first
    key = read.key(first)
    if key in listed("surname", read.language) or (read.language == "ur" and key[:2] == "ال"):
        return start
    if not joined and read.language != "ar":
        return start
    return first


def _rightward(read: _Reader, here: int, first: int) -> int:
    last = here
    most = _MOST[read.language]
    while read.joined(last):
        size = sum(not read.initial(index) for index in range(first, last + 1))
        if size > most + 1:
            break
        key, following = read.key(last), read.key(last + 1)
        if (
            following in read.connectors
            and (following not in _LONE or key in read.connectors)
            and not read.ends(last + 2)
            and read.joined(last + 1)
        ):
            last += 2
        elif key in read.connectors and not (read.ends(last + 1)):
            last += 1
        elif read.key(last + 1) in listed("surname_too", read.language) and _closed(read, last + 1):
            return last + 1
        elif read.ends(last + 1) or (read.language == "ar" and read.with_particle(last + 1)):
            break
        elif read.initial(last):
            last += 1
        elif read.language == "ar":
            compound = last > 0 and read.key(last - 1) in ("عبد", "ابو", "ابی", "نصر")
            if last - first >= (5 if compound else 3):
                break
            alone = first == last and _bounded(read, first)
            if not read.given(last) and not compound and not alone:
                break
            last += 1
        elif size < most:
            last += 1
        else:
            break
    return last


def _closed(read: _Reader, index: int) -> bool:
    """Does a function word or a mark follow the word?"""
    return not read.joined(index) or read.key(index + 1) in read.stops


def _bounded(read: _Reader, first: int) -> bool:
    """Are the word and the next all there is between a title, a function word, or marks?"""
    if read.key(first + 1)[:1] == "و":
        return False
    if read.joined(first - 1) and read.title(first - 1):
        return _closed(read, first + 1)
    if read.joined(first + 1):
        return False
    return not read.joined(first - 1) or read.key(first - 1) in read.stops
