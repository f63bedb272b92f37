"""Who is meant by a part of a name, inside one article: "Hashemi" after "Seyed Sattar Hashemi"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from store.names.likeness import align
from store.names.normalise import Name, parse
from store.names.vocabulary import vocabulary

ALIKE = 0.83
"""Least likeness of a word to the one it stands for; in another script the same sounds are enough."""


@lru_cache(maxsize=65536)
def lone(form: str) -> bool:
    """Whether a person's name is one word only, such as a surname, which others may bear.

    Titles count for nothing: "Mr Blair" is one word, and what is written without blanks need not be
    ("Xi Jinping" in Chinese, "Inzamam-ul-Haq").
    """
    return len(parse(form).words) < 2


def resolve_inside(mention: str, names: Sequence[str]) -> int | None:
    """The place in ``names`` of the only person that ``mention`` may be short for, else None.

    ``names`` are those of the persons marked in the article; more than one may be of one person.
    A surname goes before a given name, and what is spelled the same before what is only alike:
    where one person fits best, others that fit less well do not matter. Titles count for nothing.
    """
    asked = parse(mention)
    if not asked.words:
        return None
    parsed = [parse(name) for name in names]
    fits: dict[int, list[int]] = {}
    for place, name in enumerate(parsed):
        tier = _fit(asked, name)
        if tier is not None:
            fits.setdefault(tier, []).append(place)
    if not fits:
        return None
    best = fits[min(fits)]
    longest = max(best, key=lambda place: (len(parsed[place].words), -place))
    if all(_fit(parsed[place], parsed[longest]) is not None for place in best):
        return longest
    return None


def _fit(asked: Name, name: Name) -> int | None:
    """0 for a surname spelled the same, 1 for another part, 2 and 3 when only alike; None: no fit."""
    if not name.words or (asked.generation and asked.generation != name.generation):
        return None
    across = asked.script != name.script
    left: set[int] = set()
    right: set[int] = set()
    kinds: set[str] = set()
    for link in align(asked, name):
        sounds = asked.words[link.left[0]].key == name.words[link.right[0]].key
        if link.kind == "initial" or link.alike >= ALIKE or (across and sounds):
            left.update(link.left)
            right.update(link.right)
            kinds.add(link.kind)
    if kinds <= {"initial"}:
        return None
    particles = vocabulary().particles
    for at, word in enumerate(asked.words):
        loose = at not in left and not word.weak
        if loose and (len(word.text) == 1 or word.text not in particles):
            return None
    only_alike = not kinds <= {"same", "initial"}
    return 2 * only_alike + (_family(name) not in right)


def _family(name: Name) -> int:
    if name.family >= 0:
        return name.family
    return 0 if name.script in ("han", "hangul") else len(name.words) - 1
