"""What each word near the cursor can be, in scripts without capitals: Arabic, Persian, Urdu, Hindi."""

from __future__ import annotations

import re

from store.names.gazetteer import COUNTRY_KINDS, countries
from store.text.folding import fold
from store.text.targets.lexicon import listed
from store.text.targets.neighbourhood import Neighbourhood
from store.text.tokens import folded_line

_SPACE = re.compile(r"[ \u00a0]{1,2}")
_LINE = re.compile(r"[ \t]*\n[ \t]*")
LONE = ("لا", "لو")
"""Of the connectors those that are words too: ``دو لا سابليير``, but ``لا يملك`` is a verb."""

FATHERS = ("بن", "ابن", "بنت", "ال", "ولد")
"""Connectors that say whose child somebody is, folded."""

_SIGNS = (("hi", "[\u0900-\u097f]"), ("ur", "[ٹڈڑںےہھ]"), ("fa", "[پچژگی]"))

_ENDS = {
    "ar": re.compile(
        r"^(?:وال|بال|فال|لل)..|^س[تی](?:کون|زور|قوم|عقد|جری|بحث|عمل|شارک|بد[اء]|تم|ستمر|واصل|لتقی|غادر)"
    ),
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


class Plain:
    """Classes of the words of one neighbourhood."""

    def __init__(self, near: Neighbourhood, language: str | None = None) -> None:
        self.near = near
        self._keys: dict[int, str] = {}
        self.language = language_of(near) if language is None else language
        self.titles = listed("title", self.language)
        self.stops = listed("stop", self.language)
        own = ("ar", "fa") if self.language in ("ar", "fa") else (self.language,)
        self.givens = listed("given", *own)
        self.connectors = listed("connector", self.language)

    def key(self, index: int) -> str:
        """The word, folded."""
        found = self._keys.get(index)
        if found is None:
            found = self._keys[index] = fold(self.near.word(index))
        return found

    def title(self, index: int) -> bool:
        key = self.key(index)
        return not self.child(index) and (
            key in self.titles
            or (self.language == "ar" and key[:1] == "و" and key[1:] in self.titles)
        )

    def child(self, index: int) -> bool:
        """A name by what stands before it, even if a title elsewhere: ``آل الشيخ``, ``بن سلطان``."""
        return index > 0 and self.key(index - 1) in FATHERS and self.joined(index - 1)

    def given(self, index: int) -> bool:
        """A known given name, also with a particle written to it."""
        key = self.key(index)
        if key in self.givens or bool(_COMPOUND.search(key)) or self.child(index):
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
        if len(key) == 1 or self.near.word(index).endswith("اً"):
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
        """The name Ali and not the preposition that folds to the same.

        After a given name, a title, an adjective; only where the text keeps the two letters apart.
        """
        text, (start, end) = self.near.text, self.near.spans[index]
        if self.language != "ar" or text[start:end] != "علي" or not self.joined(index - 1):
            return False
        before = self.key(index - 1)
        if not (before in self.givens or before in self.titles or before[:2] == "ال"):
            return False
        around = text[self.near.spans[0][0] : self.near.spans[-1][1]]
        return " إلي " not in around and "ى " in around

    def country(self, index: int) -> bool:
        return bool(countries().named(self.near.word(index), COUNTRY_KINDS))
