"""Bringing a desk of an older copydesk up to date, after a copy of it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from store import state
from store.database import schema
from store.database.connection import Database
from store.errors import DamagedDesk, DeskReadOnly


def is_current(database: Database) -> bool:
    """Whether a desk has this program's tables and search index."""
    return database.schema_version == schema.SCHEMA_VERSION and _made(database) == {
        "state": str(schema.STATE_VERSION),
        "search": str(schema.SEARCH_VERSION),
    }


def _made(database: Database) -> dict[str, str]:
    """The versions of the program's parts that made what a desk derives."""
    rows = database.connection.execute("SELECT k, v FROM meta WHERE k IN ('state', 'search')")
    return dict(rows.fetchall())


def bring_up_to_date(database: Database) -> None:
    """Take an older desk to this program's tables, in one transaction.

    A copy called ``DESK.before-DATE`` is made first. A desk opened for reading is brought up to
    date all the same, when its file can be written.

    Raises:
        DamagedDesk: it was never finished being made.
        DeskReadOnly: it cannot be written here.
    """
    path = database.path
    if not database.schema_version:
        raise DamagedDesk(
            f"{path.name}: this desk was never finished being made. If it is new, delete it; "
            "otherwise go back to a backup."
        )
    if database.read_only:
        if database.notice:
            raise DeskReadOnly(
                f"{path.name} was made by an older copydesk and cannot be written here; copy it "
                "to a place you can write and open it there once."
            )
        writable = Database(path)
        try:
            bring_up_to_date(writable)
        finally:
            writable.close()
        return
    from store.check import backup  # only an older desk needs these
    from store.state import search

    now = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}"
    backup(path, path.with_name(f"{path.name}.before-{now}"))
    with database.write() as connection:
        if is_current(database):  # somebody else was quicker
            return
        for step in range(database.schema_version, schema.SCHEMA_VERSION):
            schema.MIGRATIONS[step](connection)
        schema.drop_state(connection)
        state.rebuild(connection)
        if _made(database).get("search") != str(schema.SEARCH_VERSION):
            search.rebuild(connection)
        connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")
