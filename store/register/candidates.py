"""Which entities of the register are likely one, in clusters, the most useful first.

What somebody decided is never asked about again: pairs told apart, and pairs nobody could tell.
How each kind of thing is compared is `store.register.grouping`'s business.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from store.names import countries
from store.names.forms import alias_key, built_in
from store.names.index import NameIndex
from store.names.inside import lone
from store.names.normalise import parse
from store.names.rarity import Rarity
from store.register import standing
from store.register.grouping import Progress, groups, near_terms, scorer_of, telling
from store.register.reading import members_of, root_of
from store.register.standing import Kinds, Standing

MOST = 24
"""Parts of one cluster; what is left over is asked about next."""

_NEIGHBOURS = 8
_LEAST = 0.05


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One line of a cluster: an entity, or with ``form`` those of my marks that are linked to it
    under this form by a guess."""

    entity: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Parts that are likely one, the first of which speaks for them unless another is chosen.

    ``reasons`` say for each part why it is like the first; ``chance`` (0 to 1) is the mean over
    parts that they are; ``gain`` counts the mentions that a "same" settles. In a ``conflict`` the
    parts are members of one entity of which two were told apart.
    """

    label: str
    parts: tuple[Part, ...]
    reasons: tuple[tuple[str, ...], ...]
    chance: float
    gain: int
    conflict: bool = False

    @property
    def rank(self) -> tuple[bool, float, tuple[Part, ...]]:
        """Sorts the clusters that are worth most first."""
        return not self.conflict, -self.chance * self.gain, self.parts

    @property
    def roots(self) -> tuple[str, ...]:
        """The entities it is about, each once."""
        return tuple(dict.fromkeys(part.entity for part in self.parts))


def everything(
    connection: sqlite3.Connection, me: str, progress: Progress | None = None
) -> list[Cluster]:
    """All clusters of a register, best first; ``me`` is whose guesses are asked about.

    ``progress`` is called with what is done and how much there is. Takes memory for every form, and
    a thousandth of a second for each.
    """
    all_standing = standing.read_all(connection, me)
    kinds = Kinds(connection)
    by_kind: dict[str, list[Standing]] = {}
    for one in all_standing.values():
        by_kind.setdefault(kinds(one.label, one.root), []).append(one)
    told = standing.all_told(connection)
    found = conflicts(connection)
    for kind, some in sorted(by_kind.items()):
        rarity = Rarity(parse(form) for one in some for form in one.forms)
        together = groups(connection, kind, some, told, None, progress)
        found += _clusters(all_standing, together, kind, rarity)
    return sorted(found, key=lambda one: one.rank)


def around(connection: sqlite3.Connection, index: NameIndex, root: str, me: str) -> Cluster | None:
    """The cluster an entity is in, found by looking its names up; None when nobody is like it."""
    mine = standing.read(connection, [root], me).get(root)
    if mine is None:
        return None
    kinds = Kinds(connection)
    kind = kinds(mine.label, root)
    near: dict[str, None] = {root: None}
    for form in [*mine.forms, *mine.doubts]:
        for candidate in index.lookup(form, _NEIGHBOURS, _LEAST):
            near.setdefault(root_of(connection, candidate.owner))
    near.update((other, None) for other, _, _ in standing.beside(connection, mine))
    near.update(_lone(connection, mine, near))
    if kind == "country":
        near.update((root_of(connection, one.id), None) for one in countries.find(mine.name))
    elif kind != "person":
        near.update((other, None) for other in near_terms(connection, mine, kinds))
    found = standing.read(connection, list(near)[: 2 * MOST], me)
    some = [one for one in found.values() if kinds(one.label, one.root) == kind]
    told = standing.told(connection, [one.root for one in some])
    rarity = index.rarity
    together = groups(connection, kind, some, told, rarity, None)
    for cluster in _clusters(found, together, kind, rarity):
        if root in cluster.roots:
            return cluster
    return None


def conflicts(connection: sqlite3.Connection) -> list[Cluster]:
    """What was tied together although two of it were told apart."""
    rows = connection.execute(
        "SELECT id, label, total FROM entity WHERE conflict = 1 AND id = root ORDER BY id"
    ).fetchall()
    return [inside(connection, root, label, total) for root, label, total in rows]


def inside(connection: sqlite3.Connection, root: str, label: str, mentions: int) -> Cluster:
    """The members of one entity, to be looked at apart."""
    members = members_of(connection, root)
    names = dict(
        connection.execute(
            f"SELECT id, name FROM entity WHERE id IN ({','.join('?' * len(members))})", members
        ).fetchall()
    )
    ordered = sorted(members, key=lambda member: (member != root, member))
    marks = ",".join("?" * len(members))
    enemies: dict[str, list[str]] = {}
    for a, b in connection.execute(
        f"SELECT a, b FROM edge WHERE verdict = 'different' AND a IN ({marks}) "
        f"AND b IN ({marks}) ORDER BY a, b",
        (*members, *members),
    ):
        enemies.setdefault(a, []).append(names.get(b, b))
        enemies.setdefault(b, []).append(names.get(a, a))
    reasons = tuple(
        (f"told apart from {', '.join(enemies[member])}",) if member in enemies else ()
        for member in ordered
    )
    return Cluster(label, tuple(map(Part, ordered)), reasons, 1.0, mentions, True)


def still(connection: sqlite3.Connection, cluster: Cluster, me: str) -> Cluster | None:
    """A cluster as it is worth asking now, after decisions; None when it is settled."""
    if cluster.conflict:
        row = connection.execute(
            "SELECT root, label, conflict FROM entity WHERE id = ?", (cluster.parts[0].entity,)
        ).fetchone()
        total = cluster.gain
        return inside(connection, row[0], row[1], total) if row and row[2] else None
    roots = list(dict.fromkeys(root_of(connection, part.entity) for part in cluster.parts))
    found = standing.read(connection, roots, me)
    told = standing.told(connection, found)
    kept: list[Part] = []
    reasons: list[tuple[str, ...]] = []
    for part, why in zip(cluster.parts, cluster.reasons, strict=True):
        root = root_of(connection, part.entity)
        now = Part(root, part.form)
        if now in kept or root not in found:
            continue
        if part.form and part.form not in found[root].doubts:
            continue
        others = {one.entity for one in kept} - {root}
        if any((min(root, one), max(root, one)) in told for one in others):
            continue
        kept.append(now)
        reasons.append(why)
    for root in dict.fromkeys(one.entity for one in kept):
        whole = Part(root)
        if whole not in kept:  # a guess is shown beside what it was guessed to be
            at = next(i for i, one in enumerate(kept) if one.entity == root)
            kept.insert(at, whole)
            reasons.insert(at, ())
    if len(kept) < 2:
        return None
    return Cluster(cluster.label, tuple(kept), tuple(reasons), cluster.chance, _gain(found, kept))


def _lone(connection: sqlite3.Connection, one: Standing, known: Iterable[str]) -> dict[str, None]:
    """Entities called by one word of this one's name alone, in articles of its own."""
    words = {word for form in one.forms for word in alias_key(form).split()}
    found: dict[str, None] = {}
    for word in sorted(words):
        for (root,) in connection.execute(
            "SELECT DISTINCT entity.root FROM alias JOIN entity ON entity.id = alias.entity "
            "WHERE key = ? LIMIT 8",
            (word,),
        ):
            if root not in known:
                found[root] = None
    return found


# -- telling -----------------------------------------------------------------------------------


def _clusters(
    found: dict[str, Standing], together: Iterable[Sequence[str]], kind: str, rarity: Rarity
) -> Iterator[Cluster]:
    for group in together:
        some = sorted(
            (found[root] for root in group if root in found),
            key=lambda one: (-_speaks(one), -one.mentions, one.name, one.root),
        )
        if len(some) > 1 or (some and some[0].doubts):
            yield _cluster(some, found, kind, rarity)


def _speaks(one: Standing) -> int:
    """How fit an entity is to speak for others: built in, or called by more than one word."""
    return 2 if built_in(one.root) else int(any(" " in form for form in one.forms))


def _compared(kind: str, speaker: Standing, one: Standing) -> tuple[Sequence[str], Sequence[str]]:
    """The forms of two entities that are compared; with a mere surname all are."""
    theirs = telling(one.forms) if kind == "person" else one.forms
    full = kind == "person" and not all(map(lone, theirs))
    return telling(speaker.forms) if full else speaker.forms, theirs


def _cluster(
    some: Sequence[Standing], found: dict[str, Standing], kind: str, rarity: Rarity
) -> Cluster:
    speaker, scorer = some[0], scorer_of(kind, rarity)
    lines: list[tuple[Part, tuple[str, ...], float]] = []
    for one in some:
        if one is not speaker:
            score, why = max(
                (scorer(mine, theirs) for mine, theirs in product(*_compared(kind, speaker, one))),
                key=lambda scored: scored[0],
            )
            lines.append((Part(one.root), why, score))
        for form in one.doubts:
            score, why = max(
                (scorer(mine, form) for mine in one.forms), key=lambda scored: scored[0]
            )
            lines.append((Part(one.root, form), why, score))
    lines = lines[: MOST - 1]
    parts = (Part(speaker.root), *(part for part, _, _ in lines))
    chance = sum(score for _, _, score in lines) / max(1, len(lines))
    reasons = ((), *(why for _, why, _ in lines))
    return Cluster(speaker.label, parts, reasons, chance, _gain(found, parts))


def _gain(found: dict[str, Standing], parts: Sequence[Part]) -> int:
    """Mentions that are settled when these are one: all but those of the largest part."""
    counts = [mentions(found[part.entity], part) for part in parts if part.entity in found]
    return max(1, sum(counts) - max(counts, default=0))


def mentions(one: Standing, part: Part) -> int:
    """The marks of a part: of an entity those that are no guess."""
    if part.form:
        return one.doubts.get(part.form, 0)
    return one.mentions - sum(one.doubts.values())
