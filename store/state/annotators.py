"""``annotator:HANDLE`` objects into ``annotator``: which handles are one person's.

``same`` names the handle a person goes by instead. Rows of other tables hold that one, whichever of
a person's handles the journal has; the journal keeps what was written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from store.journal import log
from store.journal.fold import Folded
from store.journal.handles import handle

KIND = "annotator"
PREFIX = f"{KIND}:"
_FIELDS = ("annotator", "assignee", "reviewer")
"""Fields of other objects that hold a handle."""
_NAMED = ("layer", "request")
"""Kinds of objects whose name ends in a handle: one person's are folded together."""

_TOUCHED = """
    SELECT hash FROM text WHERE n IN (
        SELECT n FROM layer WHERE annotator IN (SELECT value FROM json_each(?1))
        UNION SELECT n FROM request WHERE annotator IN (SELECT value FROM json_each(?1))
            OR reviewer IN (SELECT value FROM json_each(?1))
        UNION SELECT n FROM comment WHERE annotator IN (SELECT value FROM json_each(?1))
        UNION SELECT n FROM rejection WHERE annotator IN (SELECT value FROM json_each(?1))
        UNION SELECT n FROM verdict WHERE reviewer IN (SELECT value FROM json_each(?1))
        UNION SELECT n FROM article WHERE assignee IN (SELECT value FROM json_each(?1)))
"""

Names = Mapping[str, str]
"""From a handle to the one its person goes by; only of those who go by another."""


def name(known: str) -> str:
    """The object name of what is said of a handle."""
    return f"{PREFIX}{known}"


def load(connection: sqlite3.Connection) -> Names:
    """The names as they stand."""
    return dict(connection.execute("SELECT handle, same_as FROM annotator").fetchall())


def resolved(state: Folded, names: Names) -> Folded:
    """An object's state with every handle as its person goes by."""
    return replace(state, fields=resolved_fields(state.fields, names)) if names else state


def resolved_fields(fields: dict[str, Any], names: Names) -> dict[str, Any]:
    """The fields of that state alone."""
    if not names:
        return fields
    known = {key: names[fields[key]] for key in _FIELDS if fields.get(key) in names}
    return {**fields, **known} if known else fields


def canonical(obj: str, names: Names) -> str:
    """The name of the object that ``obj`` is folded into."""
    if not names or not obj.startswith(_NAMED):
        return obj
    kind, article, who = obj.split(":", 2)
    return f"{kind}:{article}:{names.get(who, who)}"


def folded(connection: sqlite3.Connection, obj: str, names: Names) -> Folded:
    """The state of an object under its `canonical` name."""
    objects = [obj]
    if names and obj.startswith(_NAMED):
        kind, article, who = obj.split(":", 2)
        objects += [f"{kind}:{article}:{old}" for old, new in names.items() if new == who]
    return resolved(log.folded(connection, *objects), names)


def project(connection: sqlite3.Connection) -> set[str]:
    """Bring the names up to date, and who made the actions; gives the articles to be made anew."""
    before = load(connection)
    after = _settled(connection)
    if before == after:
        return set()
    connection.execute("DELETE FROM annotator")
    connection.executemany("INSERT INTO annotator VALUES (?, ?)", sorted(after.items()))
    changed = {old for old in before.keys() | after.keys() if before.get(old) != after.get(old)}
    gone_by = {names[old] for names in (before, after) for old in changed & names.keys()}
    shown = json.dumps(sorted(changed | gone_by))
    connection.execute(
        f"UPDATE action SET actor = (SELECT {log.NAMED.format('op.actor')} FROM op "
        "WHERE op.n = action.n) WHERE actor IN (SELECT value FROM json_each(?))",
        (shown,),
    )
    return {digest.hex() for (digest,) in connection.execute(_TOUCHED, (shown,))}


def _settled(connection: sqlite3.Connection) -> dict[str, str]:
    """Follow what is said of each handle to its end; of a circle the first in order speaks."""
    said: dict[str, str] = {}
    for obj, state in log.all_folded(connection, PREFIX):
        if other := handle(str(state.fields.get("same") or "")):
            said[obj.removeprefix(PREFIX)] = other
    settled = {}
    for old in said:
        path = [old]
        while (following := said.get(path[-1])) is not None and following not in path:
            path.append(following)
        end = path[-1] if following is None else min(path[path.index(following) :])
        if end != old:
            settled[old] = end
    return settled
