"""Deciding about a cluster: every decision is one action, undone as one step.

Beside what ties entities or tells them apart (`deciding`), a decision settles the guesses among the
parts: those of my marks that were linked by one are confirmed where they stand, or linked anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from store.desk import Desk
from store.errors import Refused
from store.journal.operations import Draft, new_id
from store.model import Action
from store.register.candidates import MOST, Part
from store.register.deciding import be_there, edge, said, tied_among, tying
from store.register.reading import members_of, root_of
from store.register.standing import MINE, UNSURE_OF
from store.state.register import KEPT, entity_name, introduction
from store.state.register.ties import DIFFERENT, UNSURE
from store.state.spans import name as span_name

_Mark = tuple[str, str]
"""article id, span id"""


def same(
    desk: Desk, parts: Sequence[Part], *, out: Sequence[Part] = (), canonical: Part | None = None
) -> Action | None:
    """Say that these parts are one, and that none of ``out`` is it; ``canonical`` (one of the parts,
    else the first) speaks for them.

    Raises:
        Refused: there are no parts, one is gone, two of them were told apart, or a guess was decided
            elsewhere.
        DeskError: the desk could not be written.
    """
    if not parts or (len(parts) < 2 and not out):
        raise Refused("Two names at least have to be in; take one in again with space.")
    first = canonical or parts[0]

    def look() -> list[Draft]:
        be_there(desk, [part.entity for part in (*parts, *out)])
        whole = list(dict.fromkeys(part.entity for part in parts if not part.form))
        made: list[Draft] = []
        if not whole:  # what was guessed is none of the entities it was guessed to be
            made, whole = _entity(desk, first)
        speaker = first.entity if first.entity in whole else whole[0]
        drafts = tying(desk, whole, speaker) if len(whole) > 1 else []
        for part in parts:
            if part.form and part.entity not in whole:
                drafts += _link(desk, part, speaker)
        if first.form and not made:
            named = {"name": first.form, KEPT: True}
            drafts.append(Draft(entity_name(speaker), "entity.edit", named))
        for other in out:
            fresh, ids = _apart(desk, other)
            drafts += fresh
            drafts += [e for one in ids for e in _told(desk, one, speaker, DIFFERENT)]
        return [*drafts, *made, *_confirmed(desk, parts)]

    return desk.act_on(look)


def different(desk: Desk, parts: Sequence[Part]) -> Action | None:
    """Say, for good, that no two of these parts are one. What was guessed becomes an entity.

    Raises:
        Refused: fewer than two parts are given, one is gone, or a guess among them was decided
            elsewhere.
        DeskError: the desk could not be written.
    """
    if len(parts) < 2:
        raise Refused("Two names at least have to be in; take one in again with space.")

    def look() -> list[Draft]:
        be_there(desk, [part.entity for part in parts])
        drafts: list[Draft] = []
        ids: list[str] = []
        for part in parts:
            fresh, entities = _apart(desk, part)
            drafts += fresh
            ids += entities
        tellings = [
            e for one, two in combinations(ids, 2) for e in _told(desk, one, two, DIFFERENT)
        ]
        whole = [part for part in parts if not part.form]
        return [*tellings, *drafts, *_confirmed(desk, whole)]

    return desk.act_on(look)


def unsure(desk: Desk, parts: Sequence[Part]) -> Action | None:
    """Say that nobody can tell whether these are one; they are not asked about again.

    Raises:
        Refused: fewer than two parts are given, or one is gone.
        DeskError: the desk could not be written.
    """
    if len(parts) < 2:
        raise Refused("Two names at least have to be in; take one in again with space.")

    def look() -> list[Draft]:
        be_there(desk, [part.entity for part in parts])
        roots = list(dict.fromkeys(root_of(desk.connection, part.entity) for part in parts))
        drafts = [e for one, two in combinations(roots, 2) for e in _told(desk, one, two, UNSURE)]
        for part in parts:
            if part.form:
                field = {UNSURE_OF + part.form: True}
                drafts += [
                    Draft(entity_name(entity), "entity.unsure", field)
                    for entity in _entities_of(desk, part)
                ]
        return drafts

    return desk.act_on(look)


def reconciled(desk: Desk, members: Sequence[str]) -> Action | None:
    """Take back that some members of one entity were told apart.

    Raises:
        DeskError: the desk could not be written.
    """
    return desk.act_on(
        lambda: [
            edge(one, two, "", "entity.forget")
            for one, two in combinations(sorted(members), 2)
            if said(desk, one, two) == DIFFERENT
        ]
    )


def separated(desk: Desk, members: Sequence[str]) -> Action | None:
    """Take one entity apart into all of its members, and tell them apart for good.

    Of more than one cluster holds (`candidates.MOST`) only those are told apart that were called
    one, lest a number grows with its square: which of the others are alike is asked anew.

    Raises:
        Refused: one of them is gone.
        DeskError: the desk could not be written.
    """

    def look() -> list[Draft]:
        be_there(desk, members)
        if len(members) <= MOST:
            pairs: Iterable[tuple[str, str]] = combinations(sorted(members), 2)
        else:
            pairs = tied_among(desk.connection, members)
        return [draft for one, two in pairs for draft in _told(desk, one, two, DIFFERENT)]

    return desk.act_on(look)


def _told(desk: Desk, one: str, other: str, verdict: str) -> Iterator[Draft]:
    """The operation that says something of two entities, unless that or more was said."""
    if said(desk, one, other) not in (verdict, DIFFERENT):
        yield edge(one, other, verdict)


def _apart(desk: Desk, part: Part) -> tuple[list[Draft], list[str]]:
    """The entity a part is from now on, and what makes it that."""
    if not part.form:
        return [], [root_of(desk.connection, part.entity)]
    made, ids = _entity(desk, part)
    return [*made, *_link(desk, part, ids[0])], ids


def _entity(desk: Desk, part: Part) -> tuple[list[Draft], list[str]]:
    """A new entity that bears a form.

    Raises:
        Refused: none of my marks is linked under that form by a guess any more.
    """
    marks = _marks(desk, part)
    if not marks:
        raise Refused(
            f"Nothing is in doubt about “{part.form}” any more: it was decided elsewhere."
        )
    marked = desk.span(marks[0][1])
    made = new_id()
    return [introduction(made, marked.label if marked else "", part.form)], [made]


def _marks(desk: Desk, part: Part) -> list[_Mark]:
    """My marks that a part is about: all of a form, or what an entity was introduced with."""
    members = members_of(desk.connection, part.entity)
    which = "span.form = ? AND span.linked != 'new'" if part.form else "span.linked = 'new'"
    values = [part.form] if part.form else []
    return [
        (key.hex(), span)
        for key, span in desk.connection.execute(
            "SELECT text.hash, span.id FROM span JOIN text ON text.n = span.n "
            f"WHERE span.entity IN ({','.join('?' * len(members))}) AND span.entity != '' "
            f"AND {MINE} AND confirmed = 0 AND {which} ORDER BY span.n, span.start",
            (*members, desk.actor, *values),
        )
    ]


def _entities_of(desk: Desk, part: Part) -> list[str]:
    members = members_of(desk.connection, part.entity)
    return [
        row[0]
        for row in desk.connection.execute(
            f"SELECT DISTINCT entity FROM span WHERE entity IN ({','.join('?' * len(members))}) "
            f"AND form = ? AND {MINE} AND confirmed = 0 ORDER BY entity",
            (*members, part.form, desk.actor),
        )
    ]


def _link(desk: Desk, part: Part, entity: str) -> list[Draft]:
    fields = {"entity": entity, "form": part.form, "linked": "chosen", "confirmed": True}
    return [
        Draft(span_name(article, span), "span.link", fields) for article, span in _marks(desk, part)
    ]


def _confirmed(desk: Desk, parts: Sequence[Part]) -> list[Draft]:
    """What confirms my marks of parts that stay where they are."""
    whole = {part.entity for part in parts if not part.form}
    return [
        Draft(span_name(article, span), "span.link", {"confirmed": True})
        for part in parts
        if not part.form or part.entity in whole
        for article, span in _marks(desk, part)
    ]
