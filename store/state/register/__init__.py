"""``entity:ID`` and ``edge:HASH`` objects, and what marks say of them, into the register's tables.

``entity`` has a row for whatever was introduced, is mentioned or was compared; it is ``alive`` while
a mark mentions it or somebody edited it. A mention never moves: a span keeps the entity it was
linked to, whatever is merged.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from store.journal import log
from store.journal.fold import Folded
from store.journal.operations import Draft, encode
from store.names.forms import built_in
from store.state.register import aliases, ties

KINDS = ("entity", "edge")
"""Kinds of objects that are the register's own."""

ALIAS = "alias."
"""Fields of an entity that say of a form whether it is (true) or is not (false) a name of it."""
KEPT = "kept"
"""A field that every edit sets: what somebody edited lives without a mention."""

_AT_ONCE = 100
_UNBORN = b"\xff" * 16
"""When an entity was born that nobody introduced: after all others."""
_PREFERRED = (
    "SELECT max(op.id) FROM op JOIN action ON action.grp = op.grp "
    "WHERE op.obj = ? AND op.kind = 'entity.prefer' AND action.revoked = 0"
)
# the last: whether somebody gave its label and its name, else its marks do
_STANDING = (
    "SELECT id, mentions, root, born, json_extract(fields, '$.label') != '' "
    "AND json_extract(fields, '$.name') != '' FROM entity WHERE id IN ({})"
)
_COLUMNS = "id, label, name, born, preferred, fields, mentions, alive"
_INSERT = f"INSERT INTO entity ({_COLUMNS}, root, total) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PUT = (
    f"{_INSERT} ON CONFLICT (id) DO UPDATE SET label = excluded.label, name = excluded.name, "
    "born = excluded.born, preferred = excluded.preferred, fields = excluded.fields, "
    "mentions = excluded.mentions, alive = excluded.alive"
)

_Row = tuple[str, str, str, bytes, bytes, str, int, int]


Mention = tuple[str, str, str, int]
"""What a mark says of the register: its entity, its words and label, and whether it is sure (1).

A mark that names no entity says nothing.
"""


def entity_name(entity: str) -> str:
    """The entity's object name."""
    return f"entity:{entity}"


def introduction(entity: str, label: str, name: str) -> Draft:
    """The operation that introduces an entity with its first mention."""
    return Draft(entity_name(entity), "entity.add", {"label": label, "name": name})


def shift(connection: sqlite3.Connection, by: Mapping[Mention, int]) -> None:
    """So many more marks say each thing, fewer where it is negative; their rows are written."""
    # together, since an entity whose only mark gets another form loses nothing in between
    forms: dict[tuple[str, str], tuple[int, int]] = {}
    counts: Counter[str] = Counter()
    for (entity, form, _, confirmed), count in by.items():
        if count and entity:
            counts[entity] += count
            marks, sure = forms.get((entity, form), (0, 0))
            forms[entity, form] = marks + count, sure + count * confirmed
    if counts:
        told = {key: more for key, more in forms.items() if key[1] and any(more)}
        aliases.shift(connection, told)
        _count(connection, counts)


def project_entity(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    entity = obj.partition(":")[2]
    aliases.give(connection, entity, _given(state))
    _refresh(connection, entity, state)


def project_edges(connection: sqlite3.Connection, edges: Iterable[tuple[str, Folded]]) -> None:
    """Bring the rows of edges up to date; who speaks for whom is settled when all are there."""
    ends = dict.fromkeys(end for obj, state in edges for end in ties.put(connection, obj, state))
    for entity in ends:
        _refresh(connection, entity, settle=False)
    ties.settle(connection, ends)


def rebuild(connection: sqlite3.Connection) -> None:
    """Fill the empty tables of the register from the journal and the marks that stand."""
    spoken_of = ties.fill(connection)
    mentions = dict(
        connection.execute("SELECT entity, count(*) FROM span WHERE entity != '' GROUP BY entity")
    )
    given: dict[str, dict[str, bool]] = {}
    connection.executemany(_INSERT, _all_rows(connection, {*spoken_of, *mentions}, mentions, given))
    aliases.fill(connection, given)
    ties.settle(connection, spoken_of)


def _all_rows(
    connection: sqlite3.Connection,
    others: set[str],
    mentions: dict[str, int],
    given: dict[str, dict[str, bool]],
) -> Iterator[tuple[object, ...]]:
    """Rows of all entities; ``given`` gets the forms they were given."""
    for obj, state in log.all_folded(connection, "entity:"):
        entity = obj.partition(":")[2]
        others.discard(entity)
        if forms := _given(state):
            given[entity] = forms
        count = mentions.get(entity, 0)
        yield (*_row(connection, entity, state, count), entity, count)
    for entity in sorted(others):
        count = mentions.get(entity, 0)
        yield (*_row(connection, entity, Folded(), count), entity, count)


def _given(state: Folded) -> dict[str, bool]:
    forms = {
        key.removeprefix(ALIAS): bool(on)
        for key, on in state.fields.items()
        if key.startswith(ALIAS) and on is not None
    }
    if (name := str(state.fields.get("name", ""))) and state.fields.get(KEPT):
        forms.setdefault(name, True)
    return forms


def _count(connection: sqlite3.Connection, by: Mapping[str, int]) -> None:
    """So many more marks mention each entity; only what decides nothing takes the short way."""
    entities = sorted(by)
    roots: dict[str, str] = {}
    for start in range(0, len(entities), _AT_ONCE):
        some = entities[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        for entity, mentions, root, born, introduced in connection.execute(
            _STANDING.format(marks), some
        ):
            own = introduced or built_in(entity) is not None
            if mentions and mentions + by[entity] and own and born != _UNBORN:
                roots[entity] = root
    connection.executemany(
        "UPDATE entity SET mentions = mentions + ? WHERE id = ?",
        ((by[entity], entity) for entity in roots),
    )
    ties.count(connection, sorted(set(roots.values())))
    for entity in entities:
        if entity not in roots:
            _refresh(connection, entity)


def _refresh(
    connection: sqlite3.Connection,
    entity: str,
    state: Folded | None = None,
    *,
    settle: bool = True,
) -> None:
    """Make an entity's row anew, and settle who speaks for it where that may have changed."""
    if state is None:
        state = log.folded(connection, entity_name(entity))
    mentions = connection.execute(
        "SELECT count(*) FROM span WHERE entity = ? AND entity != ''", (entity,)
    ).fetchone()[0]
    tied = ties.tied(connection, entity)
    old = connection.execute(f"SELECT {_COLUMNS} FROM entity WHERE id = ?", (entity,)).fetchone()
    if state.born is None and not mentions and not tied:
        connection.execute("DELETE FROM entity WHERE id = ?", (entity,))
        return
    new = _row(connection, entity, state, mentions)
    if new == old:
        return
    connection.execute(_PUT, (*new, entity, mentions))
    decides = old is None or (old[3:5], old[7]) != (new[3:5], new[7])
    if settle and tied and decides:
        ties.settle(connection, [entity])
    elif settle:
        ties.count(connection, [ties.root(connection, entity)])


def _row(connection: sqlite3.Connection, entity: str, state: Folded, mentions: int) -> _Row:
    fields = state.fields
    label, name = str(fields.get("label", "")), str(fields.get("name", ""))
    known = built_in(entity)
    if known is not None:
        label, name = label or known.kind, name or known.name
    if mentions and not (label and name):
        # nobody introduced it: its marks speak, the most usual first
        usual = connection.execute(
            "SELECT label, form FROM span WHERE entity = ? AND entity != '' GROUP BY label, form "
            "ORDER BY form = '', count(*) DESC, form, label LIMIT 1",
            (entity,),
        ).fetchone()
        label, name = label or usual[0], name or usual[1]
    preferred = b""
    if fields.get("preferred"):
        preferred = connection.execute(_PREFERRED, (entity_name(entity),)).fetchone()[0] or b""
    born = b"" if known is not None else state.born or _UNBORN
    alive = int(bool(mentions or fields.get(KEPT)))
    return entity, label, name or entity, born, preferred, encode(fields), mentions, alive
