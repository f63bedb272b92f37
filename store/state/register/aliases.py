"""``alias``: every form an entity is called by, with what speaks for it.

A form counts while a mark uses it, or somebody gave it, and nobody said it is none. The index of
names (`store.names.keeping`) holds exactly the forms that count.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from itertools import chain

from store.names import filing
from store.names.forms import alias_key

_SHIFT = (
    "INSERT INTO alias VALUES {} ON CONFLICT (key, entity, form) DO UPDATE "
    "SET mentions = mentions + excluded.mentions, confirmed = confirmed + excluded.confirmed "
    "RETURNING key, entity, form, mentions, given"
)
_AT_ONCE = 100

_Place = tuple[str, str, str]
_Change = tuple[_Place, tuple[int, int], tuple[int, int]]
"""A form of an entity; its mentions and whether it was given, before and after."""


def shift(connection: sqlite3.Connection, by: Mapping[tuple[str, str], tuple[int, int]]) -> None:
    """So many more marks call an entity (its id comes first) so, so many of them surely."""
    rows = sorted((alias_key(form), entity, form, *more) for (entity, form), more in by.items())
    changes: list[_Change] = []
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        values = ", ".join(["(?, ?, ?, ?, ?, 0)"] * len(some))
        for key, entity, form, mentions, given in connection.execute(
            _SHIFT.format(values), list(chain.from_iterable(some))
        ):
            before = mentions - by[entity, form][0]
            if not (before and mentions):  # else the form stands, or not, as it did
                changes.append(((key, entity, form), (before, given), (mentions, given)))
    _settle(connection, changes)


def give(connection: sqlite3.Connection, entity: str, given: Mapping[str, bool]) -> None:
    """Write which forms somebody said are the entity's, or are not; all others are unsaid."""
    standing = dict(
        connection.execute(
            "SELECT form, given FROM alias WHERE entity = ? AND given != 0", (entity,)
        ).fetchall()
    )
    wanted = {form: 1 if on else -1 for form, on in given.items()}
    changes: list[_Change] = []
    for form in sorted(standing.keys() | wanted.keys()):
        value = wanted.get(form, 0)
        if standing.get(form, 0) == value:
            continue
        place = (alias_key(form), entity, form)
        (mentions,) = connection.execute(
            "INSERT INTO alias VALUES (?, ?, ?, 0, 0, ?) ON CONFLICT (key, entity, form) "
            "DO UPDATE SET given = excluded.given RETURNING mentions",
            (*place, value),
        ).fetchone()
        changes.append((place, (mentions, standing.get(form, 0)), (mentions, value)))
    _settle(connection, changes)


def _settle(connection: sqlite3.Connection, changes: Iterable[_Change]) -> None:
    """Drop forms nothing speaks for any more, and keep the index of names in step."""
    dropped: list[_Place] = []
    begun: list[tuple[str, str]] = []
    for place, before, after in changes:
        if not any(after):
            dropped.append(place)
        was, now = counts(*before), counts(*after)
        if now and not was:
            begun.append(place[1:])
        elif was and not now:
            filing.remove_name(connection, *place[1:])
    if dropped:
        connection.executemany(
            "DELETE FROM alias WHERE key = ? AND entity = ? AND form = ?", dropped
        )
    if begun:
        filing.add_names(connection, begun)


def counts(mentions: int, given: int) -> bool:
    """Whether a form stands for its entity."""
    return given > 0 or (given == 0 and mentions > 0)


def fill(connection: sqlite3.Connection, given: Mapping[str, Mapping[str, bool]]) -> None:
    """Fill the empty table from the marks that stand and what was given, entity by entity."""
    rows: dict[_Place, list[int]] = {
        (alias_key(form), entity, form): [mentions, confirmed, 0]
        for entity, form, mentions, confirmed in connection.execute(
            "SELECT entity, form, count(*), sum(confirmed) FROM span "
            "WHERE entity != '' AND form != '' GROUP BY entity, form"
        )
    }
    for entity, forms in given.items():
        for form, on in forms.items():
            place = (alias_key(form), entity, form)
            rows.setdefault(place, [0, 0, 0])[2] = 1 if on else -1
    connection.executemany(
        "INSERT INTO alias VALUES (?, ?, ?, ?, ?, ?)",
        ((*place, *rows[place]) for place in sorted(rows)),
    )
    filing.add_names(
        connection,
        [place[1:] for place in sorted(rows) if counts(rows[place][0], rows[place][2])],
    )
