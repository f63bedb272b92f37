"""``label:ID`` objects into ``label``: the scheme, in its order."""

from __future__ import annotations

import json
import sqlite3

from store.journal.fold import Folded


def project(connection: sqlite3.Connection, obj: str, state: Folded) -> None:
    label_id = obj.partition(":")[2]
    if not state.fields:
        connection.execute("DELETE FROM label WHERE id = ?", (label_id,))
        return
    place = int(state.fields.get("order", 0))
    connection.execute(
        "INSERT OR REPLACE INTO label VALUES (?, ?, ?)",
        (label_id, place, json.dumps(state.fields, ensure_ascii=False, sort_keys=True)),
    )
