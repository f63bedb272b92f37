"""What stands in the register, read for comparing: who is called what, who was told apart.

Entities are meant as people see them: whole groups of tied ones, by the id of their root.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from store.model import Label
from store.names.forms import alias_key, built_in
from store.register.reading import members_of, root_of
from store.text.targets import kind_of

UNSURE_OF = "unsure."
"""Fields of an entity that say of a form that nobody can tell whether it is linked rightly."""

FORMS = 6
"""Forms of an entity that are compared: its name and those used most."""

_BUILT_IN = {"country": "country", "area": "term"}
_AT_ONCE = 500
_STANDS = "(alias.given > 0 OR alias.given = 0 AND alias.mentions > 0)"
MINE = "(span.annotator = ? OR span.origin = 'import')"
"""Marks whose guesses somebody is asked about: their own, and those that came from files, of which
else nobody ever would be."""

DOUBTED = f"({MINE} AND span.confirmed = 0 AND span.linked != 'new')"
"""Such marks that are linked by a guess."""

_DOUBT = f"{DOUBTED} AND span.entity != ''"


@dataclass(slots=True)
class Standing:
    """An entity: its forms (its name first), and the forms that are linked to it by a guess of mine
    with how many of my marks say so. Such marks are not what it is called."""

    root: str
    label: str
    name: str
    mentions: int
    forms: list[str] = field(default_factory=list)
    doubts: dict[str, int] = field(default_factory=dict)


class Kinds:
    """Which labels name the same kind of thing, so that what they mark is compared."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._kinds: dict[str, str] = {}
        for label_id, fields in connection.execute("SELECT id, fields FROM label"):
            name = str(json.loads(fields).get("name", label_id))
            kind = kind_of(Label(label_id, name))
            self._kinds[label_id] = label_id if kind == "word" else kind

    def __call__(self, label: str, entity: str = "") -> str:
        """The kind of what a label marks: ``person``, ``country``, ``term``, ``name``, or its id."""
        known = built_in(entity) if entity else None
        return _BUILT_IN[known.kind] if known else self._kinds.get(label, label)


def read_all(connection: sqlite3.Connection, me: str) -> dict[str, Standing]:
    """Every entity that lives and is not in conflict, the most mentioned first."""
    found = {
        root: Standing(root, label, name, total)
        for root, label, name, total in connection.execute(
            "SELECT id, label, name, total FROM entity WHERE id = root AND alive AND conflict = 0 "
            "ORDER BY total DESC, name, id"
        )
    }
    doubts = connection.execute(
        "SELECT entity.root, span.form, count(*), group_concat(DISTINCT span.entity) FROM span "
        f"JOIN entity ON entity.id = span.entity WHERE {_DOUBT} GROUP BY 1, 2 ORDER BY 1, 2",
        (me,),
    ).fetchall()
    _put_doubts(connection, found, doubts)
    forms = connection.execute(
        "SELECT entity.root, alias.form, sum(alias.mentions), max(alias.given) FROM alias "
        f"JOIN entity ON entity.id = alias.entity WHERE {_STANDS} GROUP BY 1, 2 "
        "ORDER BY 1, 3 DESC, 2"
    )
    _put_forms(found, forms)
    return found


def read(connection: sqlite3.Connection, roots: Iterable[str], me: str) -> dict[str, Standing]:
    """As `read_all`, of these alone; a built-in entity nobody marked yet counts as one."""
    found: dict[str, Standing] = {}
    for root in roots:
        row = connection.execute(
            "SELECT id, label, name, total, alive, conflict FROM entity WHERE id = ?", (root,)
        ).fetchone()
        if row is None or not row[4]:
            known = built_in(root)
            if known is not None:
                found[root] = Standing(root, known.kind, known.name, 0, [known.name])
            continue
        if row[5] or root_of(connection, root) != root:
            continue
        found[root] = Standing(*row[:4])
        members = members_of(connection, root)
        marks = ",".join("?" * len(members))
        _put_doubts(connection, found, _doubts(connection, root, members, me))
        forms = connection.execute(
            "SELECT ?, form, sum(mentions), max(given) FROM alias "
            f"WHERE entity IN ({marks}) AND {_STANDS} GROUP BY form ORDER BY 3 DESC, 2",
            (root, *members),
        )
        _put_forms(found, forms)
    return found


def _doubts(
    connection: sqlite3.Connection, root: str, members: Sequence[str], me: str
) -> list[tuple[str, str, int, str]]:
    marks = ",".join("?" * len(members))
    doubted = connection.execute(
        f"SELECT 1 FROM alias WHERE entity IN ({marks}) AND mentions > confirmed LIMIT 1", members
    ).fetchone()
    if doubted is None:  # as it mostly is: marks need not be walked through
        return []
    return connection.execute(
        f"SELECT ?, form, count(*), group_concat(DISTINCT entity) FROM span "
        f"WHERE entity IN ({marks}) AND {_DOUBT} GROUP BY form ORDER BY form",
        (root, *members, me),
    ).fetchall()


def _put_doubts(
    connection: sqlite3.Connection,
    found: dict[str, Standing],
    rows: Iterable[tuple[str, str, int, str]],
) -> None:
    for root, form, count, entities in rows:
        if root in found and form and not _left_open(connection, entities.split(","), form):
            found[root].doubts[form] = count


def _left_open(connection: sqlite3.Connection, entities: Sequence[str], form: str) -> bool:
    """Whether somebody said already that they cannot tell."""
    for entity in entities:
        row = connection.execute("SELECT fields FROM entity WHERE id = ?", (entity,)).fetchone()
        if row and UNSURE_OF in row[0] and json.loads(row[0]).get(UNSURE_OF + form):
            return True
    return False


def _put_forms(found: dict[str, Standing], rows: Iterable[tuple[str, str, int, int]]) -> None:
    for root, form, mentions, given in rows:
        one = found.get(root)
        if one is None:
            continue
        if not one.forms:
            one.forms.append(one.name)
        sure = given > 0 or mentions > one.doubts.get(form, 0)
        if sure and form not in one.forms and len(one.forms) < FORMS:
            one.forms.append(form)
    for one in found.values():
        if not one.forms:
            one.forms.append(one.name)


def told(connection: sqlite3.Connection, roots: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs of these entities of which somebody said that they differ, or that nobody can tell."""
    side: dict[str, str] = {}
    for root in roots:
        side.update(dict.fromkeys(members_of(connection, root), root))
    found: set[tuple[str, str]] = set()
    members = sorted(side)
    for at in range(0, len(members), _AT_ONCE):
        some = members[at : at + _AT_ONCE]
        marks = ",".join("?" * len(some))
        for a, b in connection.execute(
            f"SELECT a, b FROM edge WHERE verdict != 'same' AND a IN ({marks})", some
        ):
            if b in side and side[a] != side[b]:
                found.add(_pair(side[a], side[b]))
    return found


def all_told(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """As `told`, of all entities."""
    return {
        _pair(a, b)
        for a, b in connection.execute(
            "SELECT one.root, other.root FROM edge JOIN entity AS one ON one.id = edge.a "
            "JOIN entity AS other ON other.id = edge.b "
            "WHERE verdict != 'same' AND one.root != other.root"
        )
    }


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


_LOOKED_AT = 50


def beside(connection: sqlite3.Connection, one: Standing) -> Iterator[tuple[str, int, int]]:
    """Entities whose longer name stands in the articles of one that is called by a single word only,
    and has that word: with the articles that name them, and all looked at. Most articles first.
    """
    words = {alias_key(form) for form in one.forms}
    if any(" " in word for word in words):
        return
    members = members_of(connection, one.root)
    marks = ",".join("?" * len(members))
    articles = [
        n
        for (n,) in connection.execute(
            f"SELECT DISTINCT n FROM span WHERE entity IN ({marks}) AND entity != '' "
            "ORDER BY n DESC LIMIT ?",
            (*members, _LOOKED_AT),
        )
    ]
    hits: dict[str, int] = defaultdict(int)
    for n in articles:
        near = {
            root
            for root, form in connection.execute(
                "SELECT DISTINCT entity.root, span.form FROM span "
                "JOIN entity ON entity.id = span.entity WHERE span.n = ? AND span.entity != ''",
                (n,),
            )
            if root != one.root
            and len(parts := alias_key(form).split()) > 1
            and not words.isdisjoint(parts)
        }
        for root in near:
            hits[root] += 1
    for root in sorted(hits, key=lambda root: (-hits[root], root)):
        yield root, hits[root], len(articles)
