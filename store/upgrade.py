"""Bringing a desk of an older copydesk up to date, after a copy of it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from store import state
from store.database import schema
from store.database.connection import Database
from store.errors import DamagedDesk, DeskReadOnly


def is_current(database: Database) -> bool:
    """Whether a desk has this program's tables."""
    row = None
    version = database.schema_version
    if version:
        row = database.connection.execute("SELECT v FROM meta WHERE k = 'state'").fetchone()
    return version == schema.SCHEMA_VERSION and row == (str(schema.STATE_VERSION),)


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
    from store.check import backup  # only an older desk needs it

    now = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}"
    backup(path, path.with_name(f"{path.name}.before-{now}"))
    with database.write() as connection:
        if is_current(database):  # somebody else was quicker
            return
        for step in range(database.schema_version, schema.SCHEMA_VERSION):
            schema.MIGRATIONS[step](connection)
        schema.drop_state(connection)
        state.rebuild(connection)
        connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")
