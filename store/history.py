"""Who did what, when: actions for undo and the history list, operations for the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from store.journal.log import GROUP_REDO, GROUP_UNDO, below
from store.journal.operations import time_of
from store.model import Action
from store.model.articles import NAMED_ARTICLES

_COLUMNS = "grp, n, actor, kind, here, ops, revoked"
_ORDINARY = f"kind NOT IN ('{GROUP_UNDO}', '{GROUP_REDO}')"
_OF_ARTICLES = ("layer", "span", "comment", "verdict", "request", "rejection")
"""Kinds of objects whose names begin with an article's id."""

_OF_MARKS = ("span:", "verdict:", "rejection:")
"""Kinds of objects that are about a stretch of text."""

_SAMPLE = 4 * NAMED_ARTICLES
"""How many operations of an action are looked at."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One operation as the log tells it. ``live``: not taken back."""

    at: str
    actor: str
    kind: str
    article: str
    object: str
    fields: dict[str, Any]
    group: str
    live: bool


class History:
    """Reads the journal's actions through a desk's connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, group: bytes, *, words: bool = True) -> Action | None:
        """An action by its group id."""
        row = self._connection.execute(
            f"SELECT {_COLUMNS} FROM action WHERE grp = ?", (group,)
        ).fetchone()
        return self._action(row, words) if row else None

    def action(self, group: bytes, *, words: bool = True) -> Action:
        """An action that is known to be there; without ``words`` its ``detail`` is not looked up."""
        action = self.find(group, words=words)
        if action is None:
            raise LookupError(group.hex())
        return action

    def newest_live(self, actor: str) -> Action | None:
        """The newest action somebody made on this desk that still counts."""
        row = self._connection.execute(
            f"SELECT {_COLUMNS} FROM action WHERE actor = ? AND here = 1 AND revoked = 0 "
            f"AND {_ORDINARY} ORDER BY n DESC LIMIT 1",
            (actor,),
        ).fetchone()
        return self._action(row) if row else None

    def last_revoked(self, actor: str) -> Action | None:
        """What somebody took back last, unless something new was done since."""
        row = self._connection.execute(
            f"SELECT {_COLUMNS}, revoked_n FROM action WHERE actor = ? AND here = 1 "
            f"AND revoked = 1 AND {_ORDINARY} ORDER BY revoked_n DESC LIMIT 1",
            (actor,),
        ).fetchone()
        if row is None:
            return None
        newer = self._connection.execute(
            f"SELECT 1 FROM action WHERE actor = ? AND here = 1 AND n > ? AND {_ORDINARY} LIMIT 1",
            (actor, row[7]),
        ).fetchone()
        return None if newer else self._action(row[:7])

    def actions(self, limit: int, before: int | None) -> list[Action]:
        """Ordinary actions of everybody, newest first, older than number ``before``."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM action WHERE n < ? AND {_ORDINARY} ORDER BY n DESC LIMIT ?",
            (1 << 62 if before is None else before, limit),
        ).fetchall()
        return [self._action(row) for row in rows]

    def _action(self, row: tuple[Any, ...], words: bool = True) -> Action:
        group, n, actor, kind, here, count, revoked = row
        sample = self._connection.execute(
            "SELECT obj, fields, kind FROM op WHERE grp = ? ORDER BY n LIMIT ?", (group, _SAMPLE)
        ).fetchall()
        articles: dict[str, None] = {}
        for obj, _, _ in sample:
            article_id = article_of(obj)
            if article_id:
                articles[article_id] = None
        return Action(
            group=group.hex(),
            kind=kind,
            actor=actor,
            at=time_of(group),
            operations=count,
            articles=tuple(articles)[:NAMED_ARTICLES],
            revoked=bool(revoked),
            here=bool(here),
            n=n,
            detail=self._detail(sample) if sample and words else "",
            label=self._label(sample) if sample and words else "",
            alike=count if count > _SAMPLE else sum(told == kind for _, _, told in sample),
        )

    def _label(self, sample: list[tuple[str, str, str]]) -> str:
        """The label of the mark an action is about, as it then was."""
        obj, encoded, _ = sample[0]
        if not obj.startswith(_OF_MARKS):
            return ""
        return str(self._said_of(obj, json.loads(encoded), "label") or "")

    def _detail(self, sample: list[tuple[str, str, str]]) -> str:
        """What the action is about, in the text's own words: the marked words, the comment."""
        obj, encoded, _ = sample[0]
        fields = json.loads(encoded)
        if obj.startswith(_OF_MARKS):
            return self._marked(obj, fields)
        if obj.startswith(("edge:", "entity:")):
            return self._named(obj, fields)
        for key in ("title", "text", "name", "status", "assignee", "same"):
            if fields.get(key):
                return str(fields[key])[:200]
        return ""

    def _named(self, obj: str, fields: dict[str, Any]) -> str:
        """The names of the entities that something was said of."""
        ids = [fields.get("a", ""), fields.get("b", "")]
        if obj.startswith("entity:"):
            ids = [obj.partition(":")[2]]
        names = [
            name
            for one in ids
            for (name,) in self._connection.execute("SELECT name FROM entity WHERE id = ?", (one,))
        ]
        return " · ".join(dict.fromkeys(names))[:200]

    def _marked(self, obj: str, fields: dict[str, Any]) -> str:
        """The words of the mark; a removed or relabelled one is looked up in its own history."""
        extent = self._said_of(obj, fields, "range")
        if not extent:
            return ""
        # substr counts code points from 1, as our offsets do from 0
        row = self._connection.execute(
            "SELECT substr(body, ?, ?) FROM text WHERE hash = ?",
            (extent[0] + 1, min(extent[1] - extent[0], 200), bytes.fromhex(article_of(obj))),
        ).fetchone()
        return str(row[0]) if row and row[0] else ""

    def _said_of(self, obj: str, fields: dict[str, Any], name: str) -> Any:
        """A field as an operation writes it, else as another one on the same mark last did."""
        if fields.get(name):
            return fields[name]
        for (encoded,) in self._connection.execute(
            "SELECT fields FROM op WHERE obj = ? ORDER BY id DESC", (obj,)
        ):
            if found := json.loads(encoded).get(name):
                return found
        return None

    def log(self, article_id: str | None, limit: int | None) -> Iterator[LogLine]:
        """Operations, oldest first."""
        where = ""
        values: tuple[str, ...] = ()
        if article_id is not None:
            prefixes = [f"{kind}:{article_id}:" for kind in _OF_ARTICLES]
            where = "WHERE op.obj = ?" + " OR (op.obj >= ? AND op.obj < ?)" * len(prefixes)
            ranges = [edge for prefix in prefixes for edge in below(prefix)]
            values = (f"article:{article_id}", *ranges)
        rows = self._connection.execute(
            "SELECT op.id, op.actor, op.kind, op.obj, op.fields, op.grp, action.revoked "
            f"FROM op JOIN action ON action.grp = op.grp {where} ORDER BY op.id LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
        for op_id, actor, kind, obj, fields, group, revoked in rows:
            yield LogLine(
                at=time_of(op_id),
                actor=actor,
                kind=kind,
                article=article_of(obj),
                object=obj,
                fields=json.loads(fields),
                group=group.hex(),
                live=not revoked,
            )


def article_of(obj: str) -> str:
    """The article an object belongs to; empty for labels and the like."""
    kind, _, rest = obj.partition(":")
    return rest.partition(":")[0] if kind in ("article", *_OF_ARTICLES) else ""
