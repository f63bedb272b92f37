"""Names of persons in Arabic, Persian, Urdu and Hindi, which have no capitals."""

from __future__ import annotations

import re

from store.names.gazetteer import COUNTRY_KINDS, countries
from store.text.folding import fold
from store.text.targets.lexicon import listed
from store.text.targets.neighbourhood import Neighbourhood
from store.text.tokens import Span

_SPACE = re.compile(r"[ \u00a0]{1,2}|[ ]?[.] ?(?=[\u0900-\u097f])")
_MOST = {"ar": 6, "fa": 3, "ur": 4, "hi": 3}
_SIGNS = (("hi", "[\u0900-\u097f]"), ("ur", "[ٹڈڑںےہھ]"), ("fa", "[پچژگی]"))

_ENDS = {
    "ar": re.compile(r"^(?:وال|بال|فال|لل)..|^(?:ست|سي)...."),
    "fa": re.compile(r"^ن?می....|(?:های|هایی|ترین|ندگان|کند|شود|شوند)$"),
    "ur": re.compile(r"(?:وں|یوں|تے|تا)$"),
    "hi": re.compile(rf"(?:{fold('ों')}|{fold('ेंगे')}|{fold('ेगा')}|{fold('ेगी')})$"),
}
"""Beginnings and ends of folded words that names seldom have: particles, verbs, plurals."""


def language_of(near: Neighbourhood) -> str:
    """Which of the four the words round the cursor are in, by letters only it uses."""
    if not near.spans:
        return "ar"
    around = near.text[near.spans[0][0] : near.spans[-1][1]]
    counts = {language: len(re.findall(letters, around)) for language, letters in _SIGNS}
    arabic = len(re.findall("[يىةأإؤئ]", around))
    if counts["hi"]:
        return "hi"
    if counts["ur"] > 3:
        return "ur"
    return "fa" if counts["fa"] > arabic else "ar"


class _Reader:
    def __init__(self, near: Neighbourhood) -> None:
        self.near = near
        self.language = language_of(near)
        self.titles = listed("title", self.language)
        self.stops = listed("stop", self.language)
        self.given = listed("given", "ar", "fa") if self.language != "hi" else frozenset()
        self.connectors = listed("connector", self.language)

    def key(self, index: int) -> str:
        return fold(self.near.word(index))

    def joined(self, index: int) -> bool:
        return bool(_SPACE.fullmatch(self.near.gap(index)))

    def ends(self, index: int) -> bool:
        """Can the word not be inside a name: a function word, a title, a country, a number?"""
        key = self.key(index)
        if not key or not key[0].isalpha() or key in self.stops or key in self.titles:
            return True
        if _ENDS[self.language].search(key):
            return True
        return bool(countries().named(self.near.word(index), COUNTRY_KINDS))


def person(near: Neighbourhood) -> Span:
    """The name that starts at or holds the word at the cursor; from a title the name after it."""
    read = _Reader(near)
    here = near.here
    for _ in range(3):
        if (
            read.key(here) in read.titles
            and read.joined(here)
            and read.key(here + 1) not in read.stops
        ):
            here += 1
        else:
            break
    if read.key(here) in read.stops and here == near.here:
        return near.spans[here]
    first = _leftward(read, here)
    last = _rightward(read, here, first)
    return near.spans[first][0], near.spans[last][1]


def _leftward(read: _Reader, here: int) -> int:
    first = here
    while first > 0 and here - first < 4 and read.joined(first - 1):
        key = read.key(first - 1)
        if not (
            (key in read.connectors and key not in ("لا", "لو"))
            or (key in read.given and not read.ends(first - 1))
            or (read.key(first) in ("بن", "ابن", "بنت") and not read.ends(first - 1))
        ):
            break
        first -= 1
    return first


def _rightward(read: _Reader, here: int, first: int) -> int:
    last = here
    most = _MOST[read.language]
    while read.joined(last) and last - first + 1 < most + 2:
        key, following = read.key(last), read.key(last + 1)
        if following in read.connectors and not read.ends(last + 2) and read.joined(last + 1):
            last += 2
        elif key in read.connectors and not (read.ends(last + 1)):
            last += 1
        elif read.ends(last + 1):
            break
        elif read.language == "ar":
            compound = last > 0 and read.key(last - 1) in ("عبد", "ابو", "ابی", "نصر")
            if last - first >= (5 if compound else 3):
                break
            alone = first == last and not read.joined(last + 1) and not read.joined(first - 1)
            if key not in read.given and not compound and not alone:
                break
            last += 1
        elif last - first + 1 < most:
            last += 1
        else:
            break
    return last
