"""Whether two terms name one field of cooperation, and which of many known terms one is nearest to.

``normal`` takes away what may differ without a difference in meaning: case, accents, hyphens and
blanks, plural, British and American spelling, articles. Only terms whose normal form is the same are
one without asking; acronyms, other orders of words and near spellings are offered with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

from rapidfuzz import process
from rapidfuzz.fuzz import ratio, token_set_ratio

from store.names.gazetteer import areas
from store.text.folding import fold

CANDIDATE = 0.5
"""Below this a term is not worth showing as a possible match."""

_ORDER, _CORE, _ACRONYM, _REST = 0.95, 0.9, 0.85, 0.8
"""Scores of terms that differ in the order of words, in words that say little, by being an acronym of
one another; and the most that terms which only share words can have."""

_NEAR = 84
"""From this likeness of 100 two words are spellings of one."""

_WEIGHED = 40
_LONGEST = 200
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset("the a an".split())
_SMALL = frozenset(
    "the a an of and in on for to with by at from & des de du la le les el los y e et der die das und "
    "و في من على در و از".split()
)
_VAGUE = frozenset(
    "cooperation co operation cooperate cooperating collaboration collaborate partnership tie relation "
    "bilateral joint mutual field sector area issue matter affair topic exchange work effort activity "
    "project sphere domain related".split()
)
_ALWAYS_PLURAL = frozenset("customs news goods arms politics economics sports".split())
_SPELLINGS = (
    (re.compile("is(e|ed|ing|ation)$"), r"iz\1"),
    (re.compile("our$"), "or"),
    (re.compile("tre$"), "ter"),
    (re.compile("ence$"), "ense"),
    (re.compile("gramme$"), "gram"),
    (re.compile("ogue$"), "og"),
    (re.compile("lling$"), "ling"),
)
_SHORT = re.compile(r"[^\W\d_][\w&/.-]{0,9}")
_IN_BRACKETS = re.compile(r"\(\s*([^()]{2,80}?)\s*\)")


class Likeness(NamedTuple):
    """How well two terms agree, from 0 to 1, why, and whether they are one without asking."""

    score: float
    reasons: tuple[str, ...] = ()
    silent: bool = False


class Found(NamedTuple):
    """A known term that may be meant: whose it is, how it is written there, how well it agrees."""

    id: str
    term: str
    likeness: Likeness


@lru_cache(maxsize=20_000)
def tokens(term: str) -> tuple[str, ...]:
    """The words of ``term`` without articles, in the singular and in one spelling."""
    found = _WORD.findall(fold(term[:_LONGEST]).replace("'s ", " ").replace("&", " and "))
    kept = [word for word in found if word not in _ARTICLES] or found
    return tuple([_spelled(_singular(word)) for word in kept])


def normal(term: str) -> str:
    """What terms that mean the same have in common: `tokens` without blanks between."""
    return "".join(tokens(term))


def _singular(word: str) -> str:
    if len(word) < 3 or not word.isascii() or not word.endswith("s") or word in _ALWAYS_PLURAL:
        return word
    if len(word) == 3 and word[1] in "aeiou":
        return word  # gas, bus; but ups
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ss", "us", "is")):
        return word
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes", "zes")) else word[:-1]


def _spelled(word: str) -> str:
    if len(word) > 5 and word.isascii():
        for pattern, one in _SPELLINGS:
            word = pattern.sub(one, word)
    return word


def _telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without the words that say little: "cooperation in the field of"."""
    kept = tuple([word for word in words if word not in _SMALL])
    return tuple([word for word in kept if word not in _VAGUE]) or kept or words


def likeness(one: str, other: str) -> Likeness:
    """Compare two terms; the order of the two does not matter."""
    if (fold(other), other) < (fold(one), one):
        one, other = other, one
    mine, his = tokens(one), tokens(other)
    if not mine or not his:
        return Likeness(0.0)
    if "".join(mine) == "".join(his):
        same = fold(one).split() == fold(other).split()
        why = "same words" if same else "same words but for plural, hyphen or spelling"
        return Likeness(1.0, (why,), True)
    large_mine = sorted(word for word in mine if word not in _SMALL)
    if large_mine and large_mine == sorted(word for word in his if word not in _SMALL):
        return Likeness(_ORDER, ("same words, other order",))
    for short, long in ((one, other), (other, one)):
        if stands_for(short, long):
            return Likeness(_ACRONYM, (f"{short.strip()} is short for {long.strip()}",))
    ours, theirs = _telling(mine), _telling(his)
    if sorted(ours) == sorted(theirs):
        extra = [word for word in (*mine, *his) if word in _VAGUE]
        return Likeness(_CORE, (f"same but for {' '.join(dict.fromkeys(extra))}",))
    return _by_words(ours, theirs)


def _by_words(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness:
    """By the words that both have, longer words counting for more, and by letters alone."""
    left, shared, said = list(theirs), 0, []
    loose = []
    for word in ours:
        best = max(left, key=lambda other: (ratio(word, other), other), default="")
        if best and ratio(word, best) >= _NEAR:
            left.remove(best)
            shared += len(word) + len(best)
            said.append(
                f"same word {word}" if word == best else f"{word} and {best}: near spellings"
            )
        else:
            loose.append(word)
    whole = sum(map(len, ours)) + sum(map(len, theirs))
    letters = ratio(" ".join(sorted(ours)), " ".join(sorted(theirs))) / 100
    score = _REST * max(shared / whole, letters if letters >= _NEAR / 100 else 0.0)
    if not said and score:
        said.append("near spellings")
    if loose and left:
        said.append(f"{' '.join(loose)} against {' '.join(left)}")
    elif loose or left:
        said.append(f"only one has {' '.join(loose or left)}")
    return Likeness(round(score, 4), tuple(said) if score else ())


def stands_for(short: str, long: str) -> bool:
    """Whether ``short`` is an acronym of ``long``: ICT, MoU, R&D, SMEs."""
    short = short.strip()
    if not _SHORT.fullmatch(short) or sum(map(str.isupper, short)) < 2:
        return False
    letters = [sign for sign in fold(short) if sign.isalpha()]
    if short.endswith("s") and len(letters) > 2:
        letters = letters[:-1]
    folded = fold(long)
    words = [
        (part[0], part[0] in _SMALL or folded[part.start() - 1 : part.start()] == "-")
        for part in _WORD.finditer(folded)
    ]
    return len(words) > 1 and _initials(letters, words)


def _initials(letters: list[str], words: list[tuple[str, bool]]) -> bool:
    """Whether the letters are the first ones of the words, in order; some words may be left out."""
    if not letters:
        return all(spare for _, spare in words)
    if not words:
        return False
    word, spare = words[0]
    taken = word.startswith(letters[0]) and _initials(letters[1:], words[1:])
    return taken or (spare and _initials(letters, words[1:]))


def acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Acronyms that ``text`` explains, each with what it is short for, as written.

    Both "information and communications technology (ICT)" and "ICT (information and communications
    technology)" count.
    """
    for bracket in _IN_BRACKETS.finditer(text):
        inner = bracket[1]
        before = text[max(0, bracket.start() - _LONGEST) : bracket.start()].rstrip()
        words = list(_WORD.finditer(before))
        if _SHORT.fullmatch(inner):
            least = sum(map(str.isalpha, inner.rstrip("s")))
            for count in range(2, min(len(words), 2 * least + 3) + 1):
                long = before[words[-count].start() :]
                if words[-count][0].lower() not in _SMALL and stands_for(inner, long):
                    yield inner, long
                    break
        elif words and stands_for(last := before[words[-1].start() :], inner):
            yield last, inner


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    term: str
    words: tuple[str, ...]


class Terms:
    """Terms and whose they are; an owner may have any number of terms."""

    def __init__(self, terms: Iterable[tuple[str, str]]) -> None:
        self._known: list[_Known] = []
        self._normal: dict[str, list[int]] = {}
        self._sorted: list[str] = []
        self._with: dict[str, list[int]] = {}
        self._first: dict[str, list[int]] = {}
        for owner, term in dict.fromkeys(terms):
            words = tokens(term)
            if not words:
                continue
            at = len(self._known)
            self._known.append(_Known(owner, term, words))
            self._normal.setdefault("".join(words), []).append(at)
            telling = sorted(_telling(words))
            self._sorted.append(" ".join(telling))
            for word in set(telling):
                self._with.setdefault(word, []).append(at)
            self._first.setdefault(words[0][0], []).append(at)

    @classmethod
    def built_in(cls, aliases: Iterable[tuple[str, str]] = ()) -> Self:
        """The built-in areas, and ``(id, term)`` of a register beside them."""
        return cls([*((entry.id, entry.surface) for entry in areas()), *aliases])

    def find(self, text: str, limit: int = 5) -> list[Found]:
        """Whose term ``text`` may be: best first, each owner once, none below `CANDIDATE`."""
        words = tokens(text)
        if not words:
            return []
        near = set(self._normal.get("".join(words), ()))
        asked = " ".join(sorted(_telling(words)))
        # the terms that share no word have no better a token set ratio than a plain one
        sharing = {
            at: self._sorted[at] for word in asked.split() for at in self._with.get(word, ())
        }
        for scorer, terms in ((ratio, self._sorted), (token_set_ratio, sharing)):
            close = process.extract(asked, terms, scorer=scorer, limit=_WEIGHED, score_cutoff=60)
            near.update(at for _, _, at in close)
        if _SHORT.fullmatch(text.strip()):
            near.update(self._first.get(words[0][0], ()))
        elif len(words) > 1:
            near.update(
                at for at in self._first.get(words[0][0], ()) if len(self._known[at].words) == 1
            )
        best: dict[str, Found] = {}
        for at in sorted(near):
            known = self._known[at]
            like = likeness(text, known.term)
            held = best.get(known.id)
            if like.score >= CANDIDATE and (held is None or like.score > held.likeness.score):
                best[known.id] = Found(known.id, known.term, like)
        found = sorted(best.values(), key=lambda one: (-one.likeness.score, one.id))[:limit]
        if len(found) > 1 and found[1].likeness.silent:
            # two owners of one term: somebody has to say which
            found = [one._replace(likeness=one.likeness._replace(silent=False)) for one in found]
        return found


@lru_cache(maxsize=1)
def built_in_terms() -> Terms:
    """The built-in areas alone, made once."""
    return Terms.built_in()
