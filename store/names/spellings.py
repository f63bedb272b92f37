"""Other skeletons a word of a name may have elsewhere, for looking it up."""

from __future__ import annotations

from functools import lru_cache

from store.names.blocking import WORDS, packed
from store.names.latin import light, skeleton
from store.names.normalise import Name, Word
from store.names.vocabulary import vocabulary

_FORMS = 12
_TRIED = 3
_VAGUE = frozenset(("arabic", "hebrew", "han", "kana", "hangul", "other", "devanagari"))


def other_keys(name: Name) -> list[list[str]]:
    """For each word of a name other skeletons to try, the likeliest first."""
    return [list(_others(word, name.script in _VAGUE)) for word in name.words]


@lru_cache(maxsize=50_000)
def _others(word: Word, vague: bool) -> tuple[str, ...]:
    found: list[str] = []
    if word.prefix:
        found.append(skeleton(light(word.prefix + word.text)))
    if len(word.text) > 5 and word.text[:2] in ("al", "el"):
        found.append(skeleton(light(word.text[2:])))
    if len(word.text) > 5 and word.text.startswith("abd"):
        found.append(skeleton(light(word.text[3:])))
    if "K" in word.light:
        found.append(skeleton(word.light.replace("K", "h")))
    if "C" in word.light:
        found.append(skeleton(word.light.replace("C", "K")))
        found.append(skeleton(word.light.replace("C", "h")))
    if word.light.startswith("h"):
        found.append(skeleton("K" + word.light[1:]))
    if word.light.startswith("j") and len(word.light) > 2:
        found.append(skeleton("i" + word.light[1:]))
    if word.light[0] in "jg" and word.light[1:2] in ("e", "i"):
        found.append(skeleton(("g" if word.light[0] == "j" else "j") + word.light[1:]))
    if word.light.endswith("s") and len(word.light) > 4:
        found.append(skeleton(word.light.rstrip("s").rstrip("aeiou") or word.light))
    if vague:
        found.extend(_vague(word))
    nicknames = vocabulary().nicknames
    groups = nicknames.get(word.text)
    if groups:
        forms = [
            skeleton(light(form))
            for form, theirs in nicknames.items()
            if form != word.text and not groups.isdisjoint(theirs)
        ]
        found.extend(list(dict.fromkeys(forms))[:_FORMS])
    return tuple(dict.fromkeys(key for key in found if key and key != word.key))


def _vague(word: Word) -> list[str]:
    """Readings of scripts that write several sounds as one, or none of the vowels."""
    key = word.key
    found = []
    if "f" in key[1:]:
        found.append(key[0] + key[1:].replace("f", ""))
    swaps = (("p", "f"), ("f", "p"), ("r", "l"), ("l", "r"), ("h", "s"), ("s", "k"), ("s", "t"))
    for one, other in swaps:
        if one in key:
            found.append(key.replace(one, other))
    if key.startswith("h"):
        found.append("a" + key[1:])
    return found


def varied_keys(name: Name) -> set[int]:
    """Keys of a name with words in another form or joined with a neighbour: see `blocking.keys`."""
    words = [word.key for word in name.words[:WORDS]]
    others = [keys[:_TRIED] for keys in other_keys(name)[:WORDS]]
    found = {
        packed(one) << 28 | packed(other)
        for at, tried in enumerate(others)
        for against, key in enumerate(words)
        if at != against
        for one in tried
        for other in (key, *others[against])
        if other
    }
    for joined, rest in joins(name, longest=99):
        found.update(packed(joined) << 28 | packed(key) for key in rest)
    return found


def joins(name: Name, longest: int) -> list[tuple[str, list[str]]]:
    """Skeletons of two adjacent words as one, each with the skeletons of the other words.

    Only words of at most ``longest`` letters are joined; a name of two words is joined to none.
    """
    words = name.words[:WORDS]
    found: list[tuple[str, list[str]]] = []
    if len(words) < 3:
        return found
    for at in range(len(words) - 1):
        one, other = words[at].text, words[at + 1].text
        if len(one) <= longest and len(other) <= longest:
            rest = [word.key for i, word in enumerate(words) if i not in (at, at + 1)]
            found.append((skeleton(light(one + other)), [key for key in rest if key]))
    return found
