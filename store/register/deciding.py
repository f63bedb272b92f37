"""What an editor decides about names: every call is one action, undone as one step.

What ties entities or holds them apart is an edge between two of them; entities and mentions never
change by it, so splitting, and undoing, restores exactly what was there.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise

from store.desk import Desk
from store.errors import Refused
from store.journal.operations import Draft, new_id
from store.model import Action
from store.names.forms import built_in
from store.register.reading import EXTERNAL, ROLE, Role, lives, members_of, name_of, root_of
from store.state.register import ALIAS, KEPT, entity_name
from store.state.register.ties import DIFFERENT, SAME, UNSURE, edge_name

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
EDITABLE = ("name", "country", "code", "notes", "label")


def same(
    desk: Desk, entities: Sequence[str], *, canonical: str = "", despite: bool = False
) -> Action | None:
    """Say that entities are one; ``canonical`` (one of them) then speaks for all.

    ``despite``: take back in the same step that some were told apart. Gives None when they were
    one already, spoken for as asked.

    Raises:
        Refused: fewer than two are named, one is gone, or two were told apart and ``despite`` is
            false.
        DeskError: the desk could not be written.
    """
    named = _named(entities, 2)
    return desk.act_on(lambda: tying(desk, named, canonical, despite=despite))


def tying(
    desk: Desk, entities: Sequence[str], canonical: str = "", *, despite: bool = False
) -> list[Draft]:
    """What makes entities one, to be looked for inside an action; see `same`."""
    connection = desk.connection
    be_there(desk, entities)
    roots = list(dict.fromkeys(root_of(connection, entity) for entity in entities))
    apart = told_apart(desk, roots)
    if apart and not despite:
        one, two = (name_of(connection, entity) for entity in apart[0])
        raise Refused(f"“{one}” and “{two}” were told apart; take that back first if they are one.")
    tied = [tuple(sorted(pair)) for pair in pairwise(roots)]
    drafts = [edge(one, other, SAME) for one, other in tied]
    drafts += [edge(*pair, "", "entity.forget") for pair in apart if pair not in tied]
    if (
        canonical
        and root_of(connection, canonical) in roots
        and (drafts or root_of(connection, canonical) != canonical)
    ):
        drafts.append(Draft(entity_name(canonical), "entity.prefer", {"preferred": True}))
    return drafts


def different(desk: Desk, entities: Sequence[str]) -> Action | None:
    """Say, for good, that no two of these are one.

    Raises:
        Refused: fewer than two are named, one is gone, or two of them are one at present (split
            them first).
        DeskError: the desk could not be written.
    """
    return _say(desk, entities, DIFFERENT)


def unsure(desk: Desk, entities: Sequence[str]) -> Action | None:
    """Say that it cannot be told whether these are one: they are not asked about again by
    themselves.

    Raises:
        Refused: fewer than two are named, one is gone, or two of them are one at present.
        DeskError: the desk could not be written.
    """
    return _say(desk, entities, UNSURE)


def split(desk: Desk, entities: Sequence[str]) -> Action | None:
    """Take some members out of what they are tied to, and tell both parts apart for good.

    The members stay together; every "same" that crossed the cut is taken back. Gives None when
    they are tied to nothing else.

    Raises:
        Refused: they are not all of one group.
        DeskError: the desk could not be written.
    """
    out = _named(entities, 1)

    def look() -> list[Draft]:
        connection = desk.connection
        whole = set(members_of(connection, out[0]))
        if not whole.issuperset(out):
            raise Refused("These names are not all of one entity; nothing was split.")
        rest = sorted(whole - set(out))
        if not rest:
            return []
        crossing = [(a, b) for a, b in tied_among(connection, whole) if (a in out) != (b in out)]
        drafts = [edge(a, b, "", "entity.split") for a, b in crossing]
        # what hung together only through the other part stays together
        drafts += _sewn(desk, out, crossing)
        drafts += _sewn(desk, rest, crossing)
        drafts.append(edge(out[0], rest[0], DIFFERENT, "entity.split"))
        return drafts

    return desk.act_on(look)


def forget(desk: Desk, one: str, other: str) -> Action | None:
    """Take back what was said about two entities, whatever it was.

    Raises:
        DeskError: the desk could not be written.
    """

    def look() -> list[Draft]:
        return [edge(one, other, "", "entity.forget")] if said(desk, one, other) else []

    return desk.act_on(look)


def prefer(desk: Desk, entity: str) -> Action | None:
    """Let this member speak for all it is tied to.

    Raises:
        DeskError: the desk could not be written.
    """

    def look() -> list[Draft]:
        if root_of(desk.connection, entity) == entity:
            return []
        return [Draft(entity_name(entity), "entity.prefer", {"preferred": True})]

    return desk.act_on(look)


def edit(desk: Desk, entity: str, **fields: str) -> Action | None:
    """Change attributes of an entity: ``name``, ``country``, ``code``, ``notes``, ``label``.

    Raises:
        Refused: there is no such attribute, a name is empty, or the entity is gone.
        DeskError: the desk could not be written.
    """
    unknown = sorted(set(fields) - set(EDITABLE))
    if unknown:
        raise Refused(f"An entity has no {unknown[0]}; it has {', '.join(EDITABLE)}.")
    if "name" in fields and not fields["name"].strip():
        raise Refused("An entity needs a name; it was not changed.")
    return _edit(desk, entity, {key: value.strip() for key, value in fields.items()})


def alias(desk: Desk, entity: str, form: str, stands: bool | None = True) -> Action | None:
    """Say that a form is a name of the entity (true), is none (false), or neither (None): of all
    that is tied to it and is called so.

    Raises:
        Refused: the form is empty, or the entity is gone.
        DeskError: the desk could not be written.
    """
    form = " ".join(form.split())
    if not form:
        raise Refused("An alias needs at least one letter; nothing was changed.")

    def look() -> list[Draft]:
        be_there(desk, [entity])
        members = members_of(desk.connection, entity)
        rows = desk.connection.execute(
            f"SELECT entity FROM alias WHERE form = ? AND entity IN ({','.join('?' * len(members))}) "
            "ORDER BY entity",
            (form, *members),
        )
        fields = {ALIAS + form: stands, KEPT: True}
        called = [member for (member,) in rows] or [entity]
        return [Draft(entity_name(one), "entity.alias", fields) for one in called]

    return desk.act_on(look)


def role(desk: Desk, entity: str, what: Role) -> Action | None:
    """Write a role down, or change the one of the same key; one without a title is removed.

    Raises:
        Refused: a date is no year, month or day, it ends before it begins, or the entity is gone.
        DeskError: the desk could not be written.
    """
    dated(what.since)
    dated(what.until, what.since)
    value = [what.title.strip(), what.since, what.until] if what.title.strip() else None
    return _edit(desk, entity, {ROLE + (what.key or new_id()[:8]): value}, "entity.role")


def dated(text: str, since: str = "") -> None:
    """See that a text is a date of a role, or empty; ``since``: when the role began.

    Raises:
        Refused: it is no year, month or day, or before it began.
    """
    day = text + "2000-01-01"[len(text) :]
    if text and not (_DATE.fullmatch(text) and _is_day(day)):
        raise Refused(f"“{text}” is no date; write 2024, 2024-05 or 2024-05-31.")
    if text and since and text[: len(since)] < since[: len(text)]:
        raise Refused(f"{text} is before {since}, when it began.")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def external(desk: Desk, entity: str, scheme: str, value: str) -> Action | None:
    """Write down what an entity is called elsewhere, such as ``wikidata``; "" removes it.

    Raises:
        Refused: the scheme has no name, or the entity is gone.
        DeskError: the desk could not be written.
    """
    if not scheme.strip():
        raise Refused("An id needs the name of the list it is from, such as wikidata.")
    return _edit(desk, entity, {EXTERNAL + scheme.strip(): value.strip() or None})


def _edit(
    desk: Desk, entity: str, fields: Mapping[str, object], kind: str = "entity.edit"
) -> Action | None:
    def look() -> list[Draft]:
        be_there(desk, [entity])
        return [Draft(entity_name(entity), kind, {**fields, KEPT: True})]

    return desk.act_on(look)


def _say(desk: Desk, entities: Sequence[str], verdict: str) -> Action | None:
    named = _named(entities, 2)

    def look() -> list[Draft]:
        be_there(desk, named)
        roots = list(dict.fromkeys(root_of(desk.connection, entity) for entity in named))
        if len(roots) < len(named):
            raise Refused("Two of these are one at present; split them first (s).")
        return [
            edge(one, other, verdict)
            for one, other in combinations(roots, 2)
            if said(desk, one, other) not in (verdict, DIFFERENT)
        ]

    return desk.act_on(look)


def told_apart(desk: Desk, roots: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs that were told apart and that tying the roots together would bring together."""
    side: dict[str, str] = {}
    for root in roots:
        side.update(dict.fromkeys(members_of(desk.connection, root), root))
    return [
        (member, other)
        for member in sorted(side)
        for (other,) in desk.connection.execute(
            "SELECT b FROM edge WHERE a = ? AND verdict = 'different' ORDER BY b", (member,)
        )
        if side.get(other, side[member]) != side[member]
    ]


def tied_among(
    connection: sqlite3.Connection, members: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Pairs of these that somebody called one."""
    rows = connection.execute(
        "SELECT a, b FROM edge WHERE verdict = 'same' "
        "AND a IN (SELECT value FROM json_each(?1)) AND b IN (SELECT value FROM json_each(?1)) "
        "ORDER BY id",
        (json.dumps(sorted(members)),),
    )
    yield from rows.fetchall()


def _sewn(desk: Desk, part: Sequence[str], cut: Iterable[tuple[str, str]]) -> list[Draft]:
    """What ties the pieces together into which a part falls once ``cut`` is gone."""
    gone = {frozenset(pair) for pair in cut}
    near: dict[str, set[str]] = {member: set() for member in part}
    for member in part:
        for (other,) in desk.connection.execute(
            "SELECT b FROM edge WHERE a = ? AND verdict = 'same'", (member,)
        ):
            if other in near and frozenset((member, other)) not in gone:
                near[member].add(other)
                near[other].add(member)
    firsts: list[str] = []
    seen: set[str] = set()
    for member in part:
        if member in seen:
            continue
        firsts.append(member)
        waiting = [member]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += near[one]
    return [edge(one, other, SAME, "entity.split") for one, other in pairwise(firsts)]


def edge(one: str, other: str, verdict: str, kind: str = "") -> Draft:
    """The operation that says something of two entities; "" takes back what was said."""
    a, b = sorted((one, other))
    fields = {"a": a, "b": b, "verdict": verdict}
    return Draft(edge_name(a, b), kind or f"entity.{verdict}", fields)


def said(desk: Desk, one: str, other: str) -> str:
    """What was said of two entities, "" for nothing."""
    row = desk.connection.execute(
        "SELECT verdict FROM edge WHERE id = ?", (edge_name(one, other).partition(":")[2],)
    ).fetchone()
    return str(row[0]) if row else ""


def be_there(desk: Desk, entities: Iterable[str]) -> None:
    """See that entities live: what is said of others would make dead ones of them.

    Raises:
        Refused: one of them is no longer in the register.
    """
    for one in entities:
        if not lives(desk.connection, one) and built_in(one) is None:
            name = name_of(desk.connection, one) or one
            raise Refused(
                f"“{name}” is not in the register any more: what named it was taken back. "
                "Look again who is there; nothing was changed."
            )


def _named(entities: Sequence[str], least: int) -> list[str]:
    named = list(dict.fromkeys(entities))
    if len(named) < least:
        raise Refused("Two names at least are needed; nothing was said of them.")
    return named
