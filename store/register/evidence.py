"""What speaks for an entity or one of its forms: when and where it is mentioned, in which sentences.

Cheap however often something is mentioned: at most `LOOKED_AT` of its marks are looked at.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from store.names.forms import built_in
from store.register.candidates import Part
from store.register.reading import Role, members_of, roles_of
from store.register.standing import DOUBTED
from store.text.tokens import sentences

LOOKED_AT = 2000
"""Marks that dates and sources are taken from; of more the newest to arrive."""

_NEAR = 60
"""Of these the articles that evidence is chosen from."""

_CURRENT = (
    " AND NOT EXISTS (SELECT 1 FROM article WHERE article.n = span.n AND superseded_by != '')"
)

_AROUND = 260
"""Code points on each side of a mention that a sentence is looked for in."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A mention in its sentence. ``start`` and ``end`` count code points in the article's text,
    ``at`` and ``length`` in ``sentence``, which is cut where it is very long."""

    article: str
    n: int
    span: str
    start: int
    end: int
    published: str
    source: str
    title: str
    sentence: str
    at: int

    @property
    def length(self) -> int:
        """Code points of the mention."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one part of a cluster. ``partly``: dates and sources are of some marks."""

    part: Part
    name: str
    label: str
    mentions: int
    first: str = ""
    last: str = ""
    sources: tuple[str, ...] = ()
    """Those that mention it most come first."""
    forms: tuple[str, ...] = ()
    """What else it is called, most used first."""
    roles: tuple[Role, ...] = ()
    country: str = ""
    partly: bool = False
    evidence: tuple[Evidence, ...] = ()
    members: int = 1


def card(
    connection: sqlite3.Connection, part: Part, me: str, *, member: bool = False, limit: int = 4
) -> Card:
    """All that is shown of a part, with ``limit`` sentences; guesses of ``me`` are parts of their
    own. ``member``: it is one member of a group, with all its marks."""
    members = [part.entity] if member else members_of(connection, part.entity)
    whose = "" if member else me
    where, values = _where(members, part.form, whose)
    rows = connection.execute(
        "SELECT article.published, article.source FROM "
        f"(SELECT span.n FROM span WHERE {where} ORDER BY span.n DESC LIMIT ?) AS some "
        "JOIN article ON article.n = some.n",
        (*values, LOOKED_AT),
    ).fetchall()
    count = len(rows)
    if count == LOOKED_AT:
        query = f"SELECT sum(mentions) FROM entity WHERE id IN ({_marks(members)})"
        if part.form:
            query = f"SELECT count(*) FROM span WHERE {where}"
        (count,) = connection.execute(query, values if part.form else members).fetchone()
    dates = sorted(row[0] for row in rows if row[0])
    often = Counter(row[1] for row in rows if row[1])
    row = connection.execute(
        "SELECT name, label FROM entity WHERE id = ?", (part.entity,)
    ).fetchone()
    known = built_in(part.entity)
    name, label = row or ((known.name, known.kind) if known else (part.entity, ""))
    found = Card(
        part=part,
        name=part.form or name,
        label=label,
        mentions=count,
        first=dates[0][:10] if dates else "",
        last=dates[-1][:10] if dates else "",
        sources=tuple(sorted(often, key=lambda source: (-often[source], source))),
        partly=count > len(rows),
        evidence=tuple(sentences_of(connection, members, part.form, whose, limit)),
    )
    if part.form:
        return found
    fields = connection.execute(
        f"SELECT fields FROM entity WHERE id IN ({_marks(members)}) ORDER BY id != ?, id",
        (*members, part.entity),
    )
    roles, country = roles_of([row[0] for row in fields])
    return replace(
        found,
        forms=_forms(connection, members, name),
        roles=roles,
        country=country or (known.code if known else ""),
        members=len(members),
    )


def sentences_of(
    connection: sqlite3.Connection,
    members: Sequence[str],
    form: str = "",
    me: str = "",
    limit: int = 4,
    *,
    confirmed: bool = False,
    current: bool = False,
) -> list[Evidence]:
    """Sentences that mention one of some entities, under a form if one is given: various sources
    first, of each the newest. ``me``: of a form my guesses alone, else all but my guesses.
    ``confirmed``: by no guess of anybody; ``current``: of no article that has a corrected version.
    """
    where, values = _where(members, form, me)
    where += (" AND span.confirmed = 1" if confirmed else "") + (_CURRENT if current else "")
    rows = connection.execute(
        'SELECT some.id, some.n, some.start, some."end", article.id, article.published, '
        "article.source, article.title FROM "
        f'(SELECT span.id, span.n, start, "end" FROM span WHERE {where} '
        "ORDER BY span.n DESC LIMIT ?) AS some JOIN article ON article.n = some.n "
        "ORDER BY article.at DESC, some.n DESC, some.start",
        (*values, _NEAR),
    ).fetchall()
    turn: Counter[str] = Counter()
    seen: set[int] = set()
    ranked = []
    for order, row in enumerate(rows):
        if row[1] not in seen:  # one sentence an article
            seen.add(row[1])
            turn[row[6]] += 1
            ranked.append((turn[row[6]], order, row))
    ranked.sort(key=lambda one: one[:2])
    return [_evidence(connection, row) for _, _, row in ranked[:limit]]


def spans_of(connection: sqlite3.Connection, part: Part, me: str) -> list[str]:
    """The ids of the marks a part is about."""
    where, values = _where(members_of(connection, part.entity), part.form, me)
    return [row[0] for row in connection.execute(f"SELECT id FROM span WHERE {where}", values)]


def _where(members: Sequence[str], form: str, me: str) -> tuple[str, list[str]]:
    """The marks of a part; of an entity without the guesses of whoever looks at them apart."""
    where = f"span.entity IN ({_marks(members)}) AND span.entity != ''"
    values = list(members)
    if form:
        where += " AND span.form = ?"
        values.append(form)
    if me:
        where += f" AND {'' if form else 'NOT '}{DOUBTED}"
        values.append(me)
    return where, values


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _forms(connection: sqlite3.Connection, members: Sequence[str], name: str) -> tuple[str, ...]:
    return tuple(
        form
        for (form,) in connection.execute(
            f"SELECT form FROM alias WHERE entity IN ({_marks(members)}) "
            "AND (given > 0 OR given = 0 AND confirmed > 0) "  # a guess is shown apart
            "GROUP BY form ORDER BY sum(mentions) DESC, form LIMIT 8",
            list(members),
        )
        if form != name
    )


def _evidence(
    connection: sqlite3.Connection, row: tuple[str, int, int, int, str, str, str, str]
) -> Evidence:
    span, n, start, end, article, published, source, title = row
    low = max(0, start - _AROUND)
    found = connection.execute(
        # substr counts from 1
        "SELECT substr(body, ?, ?) FROM text WHERE n = ?",
        (low + 1, end + _AROUND - low, n),
    ).fetchone()
    text = str(found[0]) if found and found[0] else ""
    first, last = 0, len(text)
    for one, other in sentences(text):
        if one <= start - low < other:
            first, last = one, max(other, min(len(text), end - low))
            break
    return Evidence(
        article, n, span, start, end, published, source, title, text[first:last],
        start - low - first,
    )  # fmt: skip
