"""How likely a clue is marked, and as what: what a scheme's labels let expect, then what was seen.

Countries of a scheme with a label for countries are marked as such; where there is none, a place
and a nationality are told by the labels' usual names. That is a guess of little weight: a few
finished articles outweigh it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from store.model import Label
from store.text.targets import kind_of

_ROLES = {
    "place": "loc location place misc-place geo",
    "organisation": "org organisation organization company",
    "other": "misc miscellaneous nationality norp",
}
_ROLE_OF = {name: role for role, names in _ROLES.items() for name in names.split()}

# sort of clue: role of a label: how often such a clue is marked with it, and what that weighs
_EXPECTED: Mapping[str, Mapping[str, float]] = {
    "country common": {"country": 0.95, "place": 0.9},
    "country organisation": {"country": 0.45, "organisation": 0.9},
    "country official": {"country": 0.95, "place": 0.9},
    "country abbreviation": {"country": 0.95, "place": 0.9},
    "country demonym": {"country": 0.94, "other": 0.9},
    "country former": {"country": 0.9, "place": 0.85},
    "country capital": {"country": 0.06, "place": 0.9},
    "person titled": {"person": 0.93},
    "person titled alone": {"person": 0.8},
    "person given family": {"person": 0.92},
    "person joined": {"person": 0.9},
    "person given": {"person": 0.85},
    "person initial": {"person": 0.85},
    "person said": {"person": 0.65},
    "person family": {"person": 0.6},
    "person given family placed": {"person": 0.5},
    "person joined placed": {"person": 0.7},
    "person given placed": {"person": 0.3},
    "person initial placed": {"person": 0.4},
    "person said placed": {"person": 0.15, "organisation": 0.4},
    "person family placed": {"person": 0.2},
    "surname of titled": {"person": 0.9},
    "surname of given family": {"person": 0.9},
    "surname of joined": {"person": 0.4},
    "forename of joined": {"person": 0.85},
    "surname of given": {"person": 0.8},
    "surname of initial": {"person": 0.85},
    "surname of said": {"person": 0.6},
    "forename of titled": {"person": 0.3},
    "forename of given family": {"person": 0.4},
    "forename of given": {"person": 0.3},
    "word titled elsewhere": {"person": 0.7},
    "word said name": {"person": 0.5},
    "word said": {"person": 0.15, "organisation": 0.3},
    "word name": {"person": 0.2},
    "word placed": {"place": 0.4},
    "word": {"organisation": 0.15, "place": 0.15},
    "run": {"person": 0.25, "organisation": 0.2},
    "run placed": {"organisation": 0.35, "place": 0.2},
    "run organisation": {"organisation": 0.6},
    "acronym": {"organisation": 0.6},
    "acronym aside": {"organisation": 0.7},
    "organisation word": {"organisation": 0.5},
    "organisation ending": {"organisation": 0.7},
    "organisation of": {"organisation": 0.6},
    "with title": {"person": 0.1},
    "title alone": {"person": 0.1},
    "title of": {"person": 0.1},
    "plain titled known": {"person": 0.9},
    "plain titled": {"person": 0.5},
    "plain titled alone": {"person": 0.25},
    "plain titled known alone": {"person": 0.5},
    "plain given": {"person": 0.75},
    "plain given alone": {"person": 0.35},
    "plain given said": {"person": 0.9},
    "plain given said alone": {"person": 0.5},
    "plain surname": {"person": 0.65},
    "han dotted titled": {"person": 0.9},
    "han dotted": {"person": 0.85},
    "han 4 titled": {"person": 0.8},
    "han 3 titled": {"person": 0.85},
    "han 2 titled": {"person": 0.6},
    "han titled elsewhere": {"person": 0.8},
    "han 3 spaced titled": {"person": 0.9},
    "han 2 spaced titled": {"person": 0.8},
    "han 3 spaced": {"person": 0.5},
    "han 2 spaced": {"person": 0.25},
    "han 4": {"person": 0.3},
    "han 3": {"person": 0.12},
    "han 2": {"person": 0.06},
    "area phrase": {"term": 0.7},
    "area word": {"term": 0.35},
}
_WEIGHT = {"country": 8.0, "person": 8.0, "term": 4.0}
_GUESSED = 1.5
"""What an expectation weighs, in clues seen: for labels meant for it, and for others."""

_HABITS = frozenset(["title alone", "title of", "with title"])
_HABIT = 2.0
"""Sorts that one editor always marks and another never, and what is expected of them weighs."""

_UNLIKELY = 0.01

_NO_NAMES = frozenset(["country", "term"])
"""Roles of labels that a name nothing is known of is not taken for."""


def role_of(label: Label) -> str:
    """What a label is for, as far as its name says: a kind of `store.text.targets`, or for names
    place, organisation or other."""
    kind = kind_of(label)
    for name in (label.id, label.name):
        role = _ROLE_OF.get(name.strip().casefold())
        if role and kind in ("name", "word"):
            return role
    return kind


class Weights:
    """Probabilities of marks by sort of clue. ``counts``: sort -> label -> how many were so marked
    in finished articles, under "" how many there were."""

    def __init__(
        self, roles: Mapping[str, str], counts: Mapping[str, Mapping[str, int]] | None = None
    ) -> None:
        self._roles = roles
        self._counts = counts or {}
        self._known: dict[str, dict[str, float]] = {}
        self._usual: dict[str, str] = {}

    def labels(self, sort: str) -> Mapping[str, float]:
        """The probability of every label that a clue of this sort may get."""
        found = self._known.get(sort)
        if found is None:
            likely = ((label, p) for label, p in self._weigh(sort) if p > _UNLIKELY)
            found = self._known[sort] = dict(likely)
        return found

    def usual(self, sort: str) -> str:
        """The label for a clue of this sort that is hardly ever marked, where it is a name; "" for
        none."""
        found = self._usual.get(sort)
        if found is None:
            names = {x: p for x, p in self._weigh(sort) if self._roles[x] not in _NO_NAMES}
            found = self._usual[sort] = max(names, key=names.__getitem__, default="")
        return found

    def _weigh(self, sort: str) -> Iterator[tuple[str, float]]:
        seen = self._counts.get(sort, {})
        total = max(0, seen.get("", 0))
        for label, role in self._roles.items():
            expected = _expected(sort).get(role, 0.0)
            weight = _WEIGHT.get(role, _GUESSED) if expected else _GUESSED
            if sort in _HABITS:
                weight = _HABIT
            if role != "country" and "country" in self._roles.values() and sort[:7] == "country":
                expected /= 4
            yield label, (max(expected, _UNLIKELY) * weight + seen.get(label, 0)) / (weight + total)


def is_part(sort: str) -> bool:
    """Whether a clue of this sort may be a part of another name: ``Japan`` in ``Bank of Japan``."""
    return sort.endswith(tuple(_BESIDE))


_BESIDE = {
    " in capitals": 0.8,
    " in a compound": 0.55,
    " before organisation": 0.65,
    " before name": 0.9,
    " behind organisation": 0.55,
    " behind name": 0.7,
}
"""What is left of an expectation where a country's name may be part of something else's."""


@lru_cache(maxsize=512)
def _expected(sort: str) -> Mapping[str, float]:
    if sort in _EXPECTED:
        return _EXPECTED[sort]
    for beside, left in _BESIDE.items():
        if sort.endswith(beside):
            whole = _expected(sort.removesuffix(beside))
            return {role: p * left for role, p in whole.items()}
    return {}
