"""What the model looks at: a word by itself, its neighbours, the rest of the article.

A feature is a short string. Those of a word alone (`of_word`) are made once a word; those of a
place (`Reading.dynamic`) for every word of an article. Raise `VERSION` whenever one changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from store.names.gazetteer import COUNTRY_KINDS, countries
from store.suggest.clusters import cluster
from store.text.targets.lexicon import listed
from store.text.tokens import Span, sentences, words

VERSION = 1
"""A model learned from other features is of no use and learned anew."""

LONGEST = 200
"""Words of a sequence: a longer sentence (a table, a text without stops) is cut."""

PLACES = ("", "<", ">", "{", "}")
"""Prefixes of what a word lends: to itself, to the next, to the one before, two on, two before."""

STEPS = (0, -1, 1, -2, 2)
"""For each of `PLACES` where the word stands as seen from the one described."""

_KINDS = COUNTRY_KINDS | {"capital", "territory"}
_DIGITS = re.compile(r"\d+")
_BLANK = re.compile(r"\s")
_ORGANISATION = frozenset(
    "ministry bank council committee party parliament university company corp inc ltd agency "
    "commission union association department court government police army group fund institute "
    "organization organisation federation congress senate assembly league club team co "
    "international national united".split()
)
_SAYS = frozenset(
    "said says told added asked met visited announced argued called expressed warned stressed noted "
    "declared denied urged who".split()
)
_ROLES = ("title", "given", "stop", "particle", "suffix", "time", "connector", "surname")


@lru_cache(maxsize=1)
def _roles() -> dict[str, str]:
    """The lists of names' parts that each folded word stands in, as letters."""
    found: dict[str, str] = {}
    for letter, role in zip("tgspxmcu", _ROLES, strict=True):
        for word in sorted(listed(role)):
            found[word] = found.get(word, "") + letter
    return found


def shape(word: str) -> str:
    """``Xx`` for Iran, ``XX`` for IRNA, ``X`` for J, ``0`` for digits, as runs of classes."""
    seen = ""
    for character in word[:24]:
        kind = (
            "0"
            if character.isdigit()
            else "X"
            if character.isupper()
            else "x"
            if character.isalpha()
            else character
        )
        if not seen.endswith(kind * 2):
            seen += kind
    return seen


@lru_cache(maxsize=50_000)
def of_word(word: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What a word says: of itself, to the words beside it, to those two away."""
    lower = _DIGITS.sub("0", word.lower())
    form = shape(word)
    lists = [f"l{letter}" for letter in _roles().get(lower, "")]
    if lower in _ORGANISATION:
        lists.append("lo")
    if lower in _SAYS:
        lists.append("ls")
    fine, coarse = cluster(lower)
    groups = [f"c{fine}", f"C{coarse}"] if fine >= 0 else ["c-"]
    own = [f"w{lower}", f"f{form}", *lists, *groups, "b"]
    if form != "x" or not word.isascii():
        own += [f"p{lower[:2]}", f"p{lower[:3]}", f"s{lower[-2:]}", f"s{lower[-3:]}"]
        if len(lower) > 4:
            own += [f"p{lower[:4]}", f"s{lower[-4:]}"]
        own.append(f"W{word}")
    elif len(lower) > 3:
        own.append(f"s{lower[-3:]}")
    own += [f"f{form}{one}" for one in lists]
    near = [f"w{lower}", f"f{form}", *lists, *groups]
    far = [f"w{lower}", *lists, groups[-1]]
    if len(lower) > 3:
        near.append(f"s{lower[-3:]}")
    return tuple(own), tuple(near), tuple(far)


class Reading:
    """A text cut into words and sequences of words; offsets are code points."""

    __slots__ = ("sequences", "text", "tokens", "words")

    def __init__(self, text: str, tokens: Sequence[Span] | None = None) -> None:
        self.text = text
        self.tokens = list(words(text) if tokens is None else tokens)
        self.words = [text[start:end] for start, end in self.tokens]
        self.sequences = self._cut()

    def _cut(self) -> list[tuple[int, int]]:
        """Ranges of words, a sentence each."""
        found = []
        here = 0
        for _, end in sentences(self.text):
            first = here
            while here < len(self.tokens) and self.tokens[here][0] < end:
                here += 1
                if here - first == LONGEST:
                    found.append((first, here))
                    first = here
            if here > first:
                found.append((first, here))
        if here < len(self.tokens):
            found.append((here, len(self.tokens)))
        return found

    def dynamic(self) -> list[list[str]]:
        """What each place says beyond its words."""
        text, tokens, written = self.text, self.tokens, self.words
        count = len(tokens)
        gaps = [""] * (count + 1)
        for i in range(1, count):
            gap = text[tokens[i - 1][1] : tokens[i][0]]
            # a feature is one line without tabs wherever it is written down
            gaps[i] = gap if gap == " " else (_BLANK.sub(" ", gap.strip()[:2]) or "n")
        lower = [word.lower() for word in written]
        forms = [of_word(word)[0][1] for word in written]
        found: list[list[str]] = [[] for _ in range(count)]
        for first, last in self.sequences:
            loud = all(not word[:1].islower() for word in written[first:last])
            for i in range(first, last):
                before = lower[i - 1] if i > first else "^"
                after = lower[i + 1] if i + 1 < last else "$"
                shape_before = forms[i - 1] if i > first else "^"
                shape_after = forms[i + 1] if i + 1 < last else "$"
                gap = gaps[i] if i > first else "^"
                gap_after = gaps[i + 1] if i + 1 < last else "$"
                one = found[i]
                one += (
                    f"1{before}|{lower[i]}",
                    f"2{lower[i]}|{after}",
                    f"3{shape_before}{forms[i]}",
                    f"4{forms[i]}{shape_after}",
                    f"5{shape_before}{forms[i]}{shape_after}",
                    f"6{gap}",
                    f"7{gap_after}",
                    f"8{before}|{after}",
                )
                if loud:
                    one.append("loud")
                if first == 0:
                    one.append("head")
        self._add_countries(found)
        self._add_elsewhere(found, lower, gaps)
        return found

    def _add_countries(self, found: list[list[str]]) -> None:
        """Names of countries that ship with the program, over all their words."""
        here = 0
        for hit in countries().find_all(self.text, _KINDS, self.tokens):
            while here < len(self.tokens) and self.tokens[here][1] <= hit.start:
                here += 1
            kind = min(entry.kind for entry in hit.entries)
            at, sign = here, "B"
            while at < len(self.tokens) and self.tokens[at][0] < hit.end:
                found[at].append(f"H{sign}{kind}")
                if at + 1 < len(found) and self.tokens[at][1] >= hit.end:
                    found[at + 1].append(f"H<{kind}")
                if sign == "B" and at:
                    found[at - 1].append(f"H>{kind}")
                at, sign = at + 1, "I"

    def _add_elsewhere(self, found: list[list[str]], lower: list[str], gaps: list[str]) -> None:
        """How the same word stands elsewhere in the article."""
        roles = _roles()
        signs: dict[str, set[str]] = {}
        small: set[str] = set()
        counts = Counter(lower)
        last = len(lower) - 1
        for i, word in enumerate(self.words):
            if word[:1].islower():
                small.add(lower[i])
                continue
            mine = signs.setdefault(lower[i], set())
            if i and gaps[i] in (" ", "."):
                before = self.words[i - 1]
                role = roles.get(lower[i - 1], "")
                if "t" in role:
                    mine.add("t")
                if before[:1].isupper():
                    mine.add("r")
                    if "g" in role:
                        mine.add("g")
                else:
                    mine.add("m")  # capitalised within a sentence
            if i < last and gaps[i + 1] == " ":
                after = lower[i + 1]
                if after in _SAYS:
                    mine.add("s")
                if self.words[i + 1][:1].isupper():
                    mine.add("f")
                if after in _ORGANISATION:
                    mine.add("o")
        for i, word in enumerate(self.words):
            if word[:1].islower():
                continue
            key = lower[i]
            mine = signs[key]
            one = found[i]
            one += [f"D{sign}" for sign in sorted(mine)]
            if key in small:
                one.append("Dl")
            if counts[key] > 1:
                one.append("D" + "".join(sorted(mine)) + ("l" if key in small else "") + "+")
