"""Which entities of one kind are likely one.

Persons are compared by the measured clustering of `store.names.cluster`, countries by the list of
their names, everything else by its words. A surname alone is put beside the one official who
bears it: in its articles, else in the register.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence

from store.names import countries
from store.names.cluster import cluster
from store.names.compare import compare, likelihood
from store.names.forms import alias_key, built_in
from store.names.inside import lone
from store.names.normalise import parse
from store.names.rarity import Rarity
from store.names.terms import Terms, likeness
from store.register import standing
from store.register.reading import root_of
from store.register.standing import Kinds, Standing

PROPOSED = 0.5
"""Least score of two persons that are asked about, though they are not likely one: by
``tests/bench/names_keys.py`` 0.15 finds as many as 0.5, and asks more in vain."""

_TERMS = 0.5
"""Least likeness of terms that are asked about."""

_BESIDE = 0.5
"""Share of a surname's articles that must name the official it is put beside."""

_LEADERS = 5000
"""Terms, those used most, that others are compared with."""

Progress = Callable[[int, int], None]
Scorer = Callable[[str, str], tuple[float, tuple[str, ...]]]
_Pairs = set[tuple[str, str]]


def groups(
    connection: sqlite3.Connection,
    kind: str,
    some: Sequence[Standing],
    told: _Pairs,
    rarity: Rarity | None = None,
    progress: Progress | None = None,
) -> Iterator[list[str]]:
    """Roots of ``some`` that are likely one; pairs in ``told`` are never put together.

    ``rarity``: how common words are, when more names are known than those of ``some``.
    """
    if kind == "country":
        yield from _nations(connection, some, told)
    elif kind == "person":
        yield from _persons(connection, some, told, rarity, progress)
    else:
        yield from _terms(some, told)


def scorer_of(kind: str, rarity: Rarity) -> Scorer:
    """How like two forms of a kind are, and why."""

    def country(left: str, right: str) -> tuple[float, tuple[str, ...]]:
        for found in countries.find(right):
            if countries.name_of(found.id) == left:
                return found.score, (found.reason,)
        return 0.5, ()

    def person(left: str, right: str) -> tuple[float, tuple[str, ...]]:
        one, other = parse(left), parse(right)
        score = likelihood(one, other, rarity) if one.words and other.words else 0.5
        return score, compare(one, other, rarity).reasons

    def term(left: str, right: str) -> tuple[float, tuple[str, ...]]:
        found = likeness(left, right)
        return found.score, found.reasons

    return {"country": country, "person": person}.get(kind, term)


def telling(forms: Sequence[str]) -> Sequence[str]:
    """Of a person's forms those that tell who it is: a surname that two are called by, each in
    articles of their own, makes them no more alike."""
    return [form for form in forms if not lone(form)] or forms


def near_terms(connection: sqlite3.Connection, one: Standing, kinds: Kinds) -> Iterator[str]:
    """Terms of the register that one may be, likeliest first."""
    kind = kinds(one.label, one.root)
    rows = connection.execute(
        "SELECT id, label, name FROM entity WHERE id = root AND alive ORDER BY total DESC LIMIT ?",
        (_LEADERS,),
    )
    known = Terms((root, name) for root, label, name in rows if kinds(label, root) == kind)
    for form in one.forms:
        for found in known.find(form):
            yield found.id


def _persons(
    connection: sqlite3.Connection,
    some: Sequence[Standing],
    told: _Pairs,
    rarity: Rarity | None,
    progress: Progress | None,
) -> Iterator[list[str]]:
    """Groups that are likely one, and pairs of persons in none. Whoever is less like a group comes
    later, when that is decided: asked together they would be taken apart by hand."""
    names: list[str] = []
    first: list[int] = []
    root_at: list[str] = []
    same: list[tuple[int, int]] = []
    for one in some:
        first.append(len(names))
        forms = telling(one.forms)
        same += [(len(names) + i, len(names) + i + 1) for i in range(len(forms) - 1)]
        names += forms
        root_at += [one.root] * len(forms)
    at = {one.root: place for one, place in zip(some, first, strict=True)}
    different = [(at[a], at[b]) for a, b in told if a in at and b in at]

    def among_all(left: str, right: str) -> float:
        assert rarity is not None
        return likelihood(parse(left), parse(right), rarity)

    score = among_all if rarity is not None else None
    found = cluster(
        names, same=same, different=different, also=PROPOSED, score=score, progress=progress
    )
    group_of = {root: group for group in _by_root(some, first, found.groups) for root in group}
    for left, right in found.pairs:
        group, other = group_of[root_at[left]], group_of[root_at[right]]
        if len(group) == len(other) == 1 and group is not other:
            group += other
            group_of[other[0]] = group
    _put_beside(connection, some, group_of, told)
    for one in some:
        if group_of[one.root][0] == one.root:
            yield group_of[one.root]


def _by_root(
    some: Sequence[Standing], first: Sequence[int], found: Iterable[Sequence[int]]
) -> list[list[str]]:
    number = {place: n for n, group in enumerate(found) for place in group}
    roots: dict[int, list[str]] = {}
    for one, place in zip(some, first, strict=True):
        roots.setdefault(number[place], []).append(one.root)
    return list(roots.values())


def _put_beside(
    connection: sqlite3.Connection,
    some: Sequence[Standing],
    group_of: dict[str, list[str]],
    told: _Pairs,
) -> None:
    """Surnames alone go to whom their articles name in full, else to the only one who bears them."""
    bearers: dict[str, set[str]] = {}
    for one in some:
        for form in one.forms:
            words = alias_key(form).split()
            for word in words if len(words) > 1 else ():
                bearers.setdefault(word, set()).add(one.root)
    for one in some:
        if len(group_of[one.root]) > 1:
            continue
        near = next(standing.beside(connection, one), None)
        root = near[0] if near and near[1] >= _BESIDE * near[2] else ""
        if near is None:
            only = set().union(*(bearers.get(alias_key(form), ()) for form in one.forms))
            root = only.pop() if len(only - {one.root}) == 1 and one.root not in only else ""
        group = group_of.get(root, [])
        if group and not _any_told(one.root, group, told):
            group.append(one.root)
            group_of[one.root] = group


def _nations(
    connection: sqlite3.Connection, some: Sequence[Standing], told: _Pairs
) -> Iterator[list[str]]:
    """Each country with whatever else is called by a name of it."""
    found: dict[str, list[str]] = {one.root: [one.root] for one in some}
    for one in some:
        if built_in(one.root):
            continue
        for meant in countries.find(one.name):
            root = root_of(connection, meant.id)
            group = found.setdefault(root, [root])
            if root != one.root and not _any_told(one.root, group, told):
                group += found.pop(one.root)
                break
    yield from found.values()


def _terms(some: Sequence[Standing], told: _Pairs) -> Iterator[list[str]]:
    """Each term with those used less that are like it."""
    leaders = some[:_LEADERS]
    rank = {one.root: at for at, one in enumerate(leaders)}
    known = Terms((one.root, form) for one in leaders for form in one.forms)
    found: dict[str, list[str]] = {one.root: [one.root] for one in some}
    for at, one in enumerate(some):
        near = {
            hit.id: hit.likeness.score
            for form in one.forms
            for hit in known.find(form)
            if hit.id != one.root and hit.likeness.score >= _TERMS
        }
        for root in sorted(near, key=lambda root: (-near[root], rank[root])):
            group = found.get(root)
            if group and rank[root] < at and not _any_told(one.root, group, told):
                group += found.pop(one.root)
                break
    yield from found.values()


def _any_told(root: str, group: Sequence[str], told: _Pairs) -> bool:
    return any((min(root, other), max(root, other)) in told for other in group)
