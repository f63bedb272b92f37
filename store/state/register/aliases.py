"""``alias``: every form an entity is called by, with what speaks for it.

A form counts while a mark uses it, or somebody gave it, and nobody said it is none. The index of
names (`store.names.keeping`) holds exactly the forms that count.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from store.names import filing
from store.names.forms import alias_key

_Place = tuple[str, str, str]


def shift(connection: sqlite3.Connection, entity: str, form: str, by: int, confirmed: int) -> None:
    """``by`` more marks call the entity so, ``confirmed`` of them surely."""
    place = (alias_key(form), entity, form)
    mentions, given = connection.execute(
        "INSERT INTO alias VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (key, entity, form) DO UPDATE "
        "SET mentions = mentions + excluded.mentions, confirmed = confirmed + excluded.confirmed "
        "RETURNING mentions, given",
        (*place, by, confirmed),
    ).fetchone()
    _settle(connection, place, (mentions - by, given), (mentions, given))


def give(connection: sqlite3.Connection, entity: str, given: Mapping[str, bool]) -> None:
    """Write which forms somebody said are the entity's, or are not; all others are unsaid."""
    standing = dict(
        connection.execute(
            "SELECT form, given FROM alias WHERE entity = ? AND given != 0", (entity,)
        ).fetchall()
    )
    wanted = {form: 1 if on else -1 for form, on in given.items()}
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
        _settle(connection, place, (mentions, standing.get(form, 0)), (mentions, value))


def _settle(
    connection: sqlite3.Connection, place: _Place, before: tuple[int, int], after: tuple[int, int]
) -> None:
    """Drop a form nothing speaks for any more, and keep the index of names in step; what spoke for it
    and speaks for it now are its mentions, and whether it was given."""
    if not any(after):
        connection.execute("DELETE FROM alias WHERE key = ? AND entity = ? AND form = ?", place)
    was, now = counts(*before), counts(*after)
    if now and not was:
        filing.add_name(connection, place[1], place[2])
    elif was and not now:
        filing.remove_name(connection, place[1], place[2])


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
