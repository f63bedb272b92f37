"""What follows for other marks of an article from whom one of them means.

Inside an article a name means one person, and a surname the one whose name is there in full. So
whoever decides about a mark decides about the same words there too, and a surname that was marked
before its full name follows it, all in one step. What was chosen for a mark itself stays.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from store.desk import Desk
from store.journal.operations import Draft
from store.model import Span
from store.names.forms import alias_key
from store.names.inside import lone, resolve_inside
from store.register.reading import root_of
from store.state.register import KEPT
from store.state.spans import name as span_name

_MARKS = (
    "SELECT id, form, entity, linked, confirmed, start FROM span "
    "WHERE n = ? AND label = ? AND annotator = ? AND +entity != ''"
)
_SHORT = (
    "SELECT form, entity, linked, count(*) FROM span "
    "WHERE n = ? AND label = ? AND annotator = ? AND +entity != '' "
    "AND linked NOT IN ('chosen', 'import') GROUP BY form, entity, linked"
)
_FEW = 100
"""Names of an article among which a word is compared with each, in any spelling."""

_DECIDED = ("chosen", "import")
"""How a mark is linked that nothing but a choice of its own links anew."""


_Short = tuple[str, str, int]
"""Entity, how linked, and how many marks are so."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark says of the register, and how that came; ``form`` are its words."""

    id: str
    form: str
    entity: str
    linked: str
    confirmed: bool

    @property
    def sure(self) -> bool:
        """As `store.register.linking.Linking.sure`."""
        return self.confirmed or self.linked == "new"


def followers(
    desk: Desk, article: str, n: int, label: str, mark: Mark, before: str = ""
) -> Iterator[Draft]:
    """Links of surnames of mine that stand in the article already and are short for ``mark``, a
    person's.

    They follow when they were guessed, when they were found by way of this mark while it meant the
    root ``before``, or when nothing but marks here mentions the entity they made.
    """
    connection = desk.connection
    # most names are short for none: then no mark is read
    if not lone(mark.form) and _short_for_it(connection, n, label, desk.actor, mark.form):
        yield from _short_ones(
            desk, article, mark, before, _marks(connection, n, label, desk.actor)
        )


def made_here(
    connection: sqlite3.Connection, n: int, label: str, annotator: str, form: str
) -> set[str]:
    """Entities that are nothing but surnames in this article for which ``form`` is the full name.

    A full name is no variant of them: they are to follow it.
    """
    return _made_by(connection, _short_for_it(connection, n, label, annotator, form))


def _short_for_it(
    connection: sqlite3.Connection, n: int, label: str, annotator: str, form: str
) -> list[_Short]:
    """The surnames in an article that may stand for a full name and that nobody chose a link for."""
    rows = connection.execute(_SHORT, (n, label, annotator)).fetchall()
    fitting = {
        short
        for short in {row[0] for row in rows}
        if lone(short) and resolve_inside(short, [form]) is not None
    }
    return [(entity, linked, count) for short, entity, linked, count in rows if short in fitting]


def along(desk: Desk, span: Span, mark: Mark, *, person: bool) -> Iterator[Draft]:
    """What goes along with a decision about a mark that stands: ``mark`` is what it says from now on.

    The same words in the same article, and of a ``person`` what is short for them.
    """
    connection = desk.connection
    (n,) = connection.execute("SELECT n FROM span WHERE id = ?", (span.id,)).fetchone()
    before = root_of(connection, span.entity) if span.entity else ""
    key = alias_key(mark.form)
    after: list[Mark] = []
    for other in _marks(connection, n, span.label, desk.actor):
        same = other.id != mark.id and alias_key(other.form) == key
        meant = root_of(connection, other.entity) if same else ""
        if same and other.linked not in _DECIDED and (meant == before or not other.confirmed):
            moved = Mark(other.id, other.form, mark.entity, "inside", True)
            if (other.entity, other.confirmed) != (moved.entity, True):
                yield link(span.article, moved)
            other = moved
        after.append(other)
    if person and not lone(mark.form):
        yield from _short_ones(desk, span.article, mark, before, after)


def _short_ones(
    desk: Desk, article: str, mark: Mark, before: str, marks: list[Mark]
) -> Iterator[Draft]:
    connection = desk.connection
    others = [other for other in marks if other.id != mark.id]
    names = [mark, *(other for other in others if not lone(other.form))]
    short = [other for other in others if lone(other.form) and other.linked not in _DECIDED]
    made = _made_by(connection, [(other.entity, other.linked, 1) for other in short])
    root = root_of(connection, mark.entity)
    fits: dict[str, bool] = {}
    how = "inside" if mark.sure else "guess"
    for other in short:
        if other.form not in fits:
            fits[other.form] = resolve_inside(other.form, [mark.form]) is not None and _only(
                connection, other.form, names, root
            )
        if not fits[other.form]:
            continue
        meant = root_of(connection, other.entity)
        free = (
            not other.confirmed
            or (other.linked == "inside" and meant == before)
            or other.entity in made
        )
        moved = replace(other, entity=mark.entity, linked=how, confirmed=mark.sure)
        settled = meant == root and other.confirmed >= mark.sure
        if free and not settled:
            yield link(article, moved)


def _only(connection: sqlite3.Connection, form: str, names: list[Mark], root: str) -> bool:
    """Whether a word is short for the name of this one person of the article, and no other's."""
    place = short_for(form, [name.form for name in names])
    return place is not None and root_of(connection, names[place].entity) == root


def short_for(word: str, names: Sequence[str]) -> int | None:
    """As `resolve_inside`, for any number of names: those with the very word go before all others,
    which are only looked through where they are few."""
    key = f" {alias_key(word)} "
    same = [place for place, name in enumerate(names) if key in f" {alias_key(name)} "]
    places = same or (range(len(names)) if len(names) <= _FEW else ())
    found = resolve_inside(word, [names[place] for place in places])
    return None if found is None else places[found]


def _made_by(connection: sqlite3.Connection, short: Iterable[_Short]) -> set[str]:
    """Entities that are nothing but what these marks made: no mark else, no edit, no tie."""
    counts: Counter[str] = Counter()
    new: set[str] = set()
    for entity, linked, count in short:
        counts[entity] += count
        if linked == "new":
            new.add(entity)
    return {one for one in new if _alone(connection, one) == counts[one]}


def _alone(connection: sqlite3.Connection, entity: str) -> int:
    """How many marks mention an entity that nobody edited or compared; 0 for one that somebody did."""
    row = connection.execute(
        "SELECT mentions FROM entity WHERE id = ? AND NOT instr(fields, ?) "
        "AND NOT EXISTS (SELECT 1 FROM edge WHERE a = entity.id OR b = entity.id)",
        (entity, f'"{KEPT}"'),
    ).fetchone()
    return int(row[0]) if row else 0


def _marks(connection: sqlite3.Connection, n: int, label: str, annotator: str) -> list[Mark]:
    rows = connection.execute(_MARKS, (n, label, annotator)).fetchall()
    rows.sort(key=lambda row: (row[5], row[0]))  # sorting there means reading them one by one
    return [Mark(key, form, entity, how, bool(sure)) for key, form, entity, how, sure, _ in rows]


def link(article: str, mark: Mark) -> Draft:
    """The operation that links a mark."""
    fields = {
        "entity": mark.entity,
        "form": mark.form,
        "linked": mark.linked,
        "confirmed": mark.confirmed,
    }
    return Draft(span_name(article, mark.id), "span.link", fields)
