"""How alike two words of names are, and which words of two names belong together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler, Levenshtein

from store.names.normalise import Name, Word, word
from store.names.vocabulary import vocabulary

ALIKE = 0.62
"""Words less alike than this are other words."""

_NICK = 0.9
_INITIAL = 0.8
_UNALIKE = 0.4
_FAR = 0.9
_ENDED = 0.93
_CUT = 0.8
_OTHER_START = 0.88
"""Spellings of one name seldom begin with another sound: Samer is not Amer."""

_BREATHS = frozenset("hKkgjaeiou")
_ENDINGS = frozenset("s js us as is os a i e o ova eva ene u um".split())
"""What languages hang on a foreign name: Milos, Milošs; Kosor, Kosorová; Anton, Antonius."""

_JOINED = 0.97
_GLUED = ("al", "el", "ul", "as", "ar", "an", "at", "ad", "az")


@dataclass(frozen=True, slots=True)
class Link:
    """Words of two names that belong together: usually one and one, with joins up to three."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    alike: float
    kind: str
    """"same", "spelling", "initial", "short" (Bob, Robert) or "joined"."""


@lru_cache(maxsize=1_000_000)
def words_alike(one: Word, other: Word) -> tuple[float, str]:
    """Likeness of two words from 0 to 1, and the kind of it."""
    a, b = one.text, other.text
    if a == b:
        return (1.0, "same") if len(a) > 1 else (_INITIAL + 0.1, "initial")
    if len(a) == 1 or len(b) == 1:
        if a[0] == b[0] or one.light[0] == other.light[0]:
            return _INITIAL, "initial"
        return 0.0, ""
    if not one.prefix and not other.prefix and a[0] != b[0] and one.key != other.key:
        # most pairs are words that have nothing to do with each other
        quick = Levenshtein.normalized_similarity(one.light, other.light)
        if quick < _UNALIKE and a[:2] not in _GLUED and b[:2] not in _GLUED:
            return (_NICK, "short") if _forms(a, b) else (_FAR * quick, "spelling")
    best = _plain_alike(one, other)
    if one.prefix or other.prefix:
        full_one = word(one.prefix + a) if one.prefix else one
        full_other = word(other.prefix + b) if other.prefix else other
        if one.prefix and other.prefix:
            best = max(best, 0.97 * _plain_alike(full_one, full_other))
        else:
            best = max(best, 0.97 * _plain_alike(full_one, full_other))
    long, short = (one, other) if len(a) >= len(b) else (other, one)
    if len(long.text) > 5 and long.text[:2] in _GLUED and short.text[:2] != long.text[:2]:
        best = max(best, 0.96 * _plain_alike(word(long.text[2:]), short))
    if len(long.text) > 5 and long.text.startswith("abd") and not short.text.startswith("abd"):
        best = max(best, 0.9 * _plain_alike(word(long.text[3:]), short))
    if best < _NICK:
        if _forms(a, b):
            return _NICK, "short"
        if len(short.light) > 2:
            ending = long.light[len(short.light) :]
            if ending in _ENDINGS and long.light.startswith(short.light):
                return max(best, _ENDED), "spelling"
            if len(ending) > 1 and long.light.startswith(short.light):
                return max(best, _CUT), "short"
    return best, "spelling"


def _forms(one: str, other: str) -> bool:
    """Whether two words are known as forms of one given name."""
    nicknames = vocabulary().nicknames
    groups = nicknames.get(one)
    return groups is not None and not groups.isdisjoint(nicknames.get(other, ()))


def _plain_alike(one: Word, other: Word) -> float:
    """Letters as written, letters without spelling habits, and the consonants together."""
    a, b = one.text, other.text
    written = Levenshtein.normalized_similarity(a, b)
    if one.light == other.light:
        return max(written, 0.97)
    lighter = Levenshtein.normalized_similarity(one.light, other.light)
    if "K" in one.light or "K" in other.light:  # kh is heard as h and as k
        for sound in "hk":
            heard = one.light.replace("K", sound), other.light.replace("K", sound)
            lighter = max(lighter, Levenshtein.normalized_similarity(*heard) - 0.01)
    start = JaroWinkler.similarity(one.light, other.light)
    best = max(written, 0.98 * lighter, 0.5 * lighter + 0.45 * start)
    if one.key[:1] != other.key[:1] and not {one.light[:1], other.light[:1]} <= _BREATHS:
        best *= _OTHER_START
    if one.key == other.key and len(one.key) > 2:
        return 0.45 + 0.5 * best if best > 0.3 else best
    if len(one.key) > 3 and len(other.key) > 3:
        bones = Levenshtein.normalized_similarity(one.key, other.key)
        return 0.8 * best + 0.15 * bones
    return 0.92 * best


def align(left: Name, right: Name) -> list[Link]:
    """The best one-to-one links between the words of two names, found greedily.

    Order counts for nothing here. Adjacent words are also tried as one ("Abdul Rahman" and
    "Abdulrahman"), since that is how scripts and typists differ most.
    """
    ours, theirs = left.words, right.words
    found: list[tuple[float, int, int, int, int, str]] = []
    closest: dict[tuple[int, int], float] = {}
    for i, one in enumerate(ours):
        for j, other in enumerate(theirs):
            alike, kind = words_alike(one, other)
            closest[i, j] = alike
            if alike >= ALIKE:
                found.append((alike - 0.001 * abs(i - j), 1, i, 1, j, kind))
    if len(ours) != len(theirs) or len(found) < len(ours):
        _joins(left, right, closest, found, False)
        _joins(right, left, {(j, i): v for (i, j), v in closest.items()}, found, True)
    found.sort(key=lambda one: (-one[0], one[2], one[4]))
    links = []
    used_left = used_right = 0
    for alike, n, i, m, j, kind in found:
        mask_left = ((1 << n) - 1) << i
        mask_right = ((1 << m) - 1) << j
        if used_left & mask_left or used_right & mask_right:
            continue
        used_left |= mask_left
        used_right |= mask_right
        links.append(
            Link(tuple(range(i, i + n)), tuple(range(j, j + m)), min(1.0, max(0.0, alike)), kind)
        )
    return links


def _joins(
    left: Name,
    right: Name,
    closest: dict[tuple[int, int], float],
    found: list[tuple[float, int, int, int, int, str]],
    turned: bool,
) -> None:
    """Two or three adjacent words of ``left`` as one against each word of ``right``."""
    ours = left.words
    free = [max([closest[i, j] for j in range(len(right.words))]) <= 0.9 for i in range(len(ours))]
    open_right = [
        j
        for j, other in enumerate(right.words)
        if len(other.text) > 3 and max([closest[i, j] for i in range(len(ours))]) <= 0.93
    ]
    if not open_right:
        return
    for i in range(len(ours) - 1):
        if not (free[i] and free[i + 1]):
            continue
        for n in (2, 3):
            if i + n > len(ours) or not free[i + n - 1]:
                break
            parts = ours[i : i + n]
            size = sum([len(part.prefix) + len(part.text) for part in parts])
            for j in open_right:
                other = right.words[j]
                if abs(size - len(other.text)) > 3 + len(other.text) // 5:
                    continue
                alike = _joined_alike(parts, other)
                if alike >= 0.8:
                    entry = (alike, n, i, 1, j, "joined")
                    found.append((alike, 1, j, n, i, "joined") if turned else entry)


@lru_cache(maxsize=200_000)
def _joined_alike(parts: tuple[Word, ...], other: Word) -> float:
    """Likeness of several words written as one, with and without the particles between."""
    text = parts[0].text + "".join([part.prefix + part.text for part in parts[1:]])
    if Levenshtein.normalized_similarity(text, other.text) < _UNALIKE:
        return 0.0
    alike, _ = words_alike(word(text, parts[0].prefix), other)
    if any(part.prefix for part in parts[1:]):
        bare = "".join(part.text for part in parts)
        alike = max(alike, words_alike(word(bare, parts[0].prefix), other)[0])
    return alike * _JOINED
