"""A desk: one file, opened by one person. Reading it, and acting on it.

An action is one group of operations, one transaction, one step of undo. When `Desk.act` returns,
what it wrote is on disk and every derived table says the same.

What only writing and the history need is loaded with the first of either: most starts look first.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from store import model, rows, state, upgrade
from store.database import schema
from store.database.connection import Database, place_new, translated
from store.errors import DeskError, Refused
from store.journal.handles import handle

if TYPE_CHECKING:
    from store.history import History, LogLine
    from store.journal.log import Site
    from store.journal.operations import Draft
    from store.model import Action, Article, Comment, Label, Layer, Span

SYSTEM = "copydesk"
"""The actor of what nobody decided, such as the scheme a new desk starts with."""

_SPAN = f"SELECT {rows.SPAN}, text.hash FROM span JOIN text ON text.n = span.n "


class Desk:
    """An open desk. Use it in the thread that opened it; other threads take `reader`.

    ``actor`` is the handle of whoever acts (empty: reading only by courtesy); ``notice`` is a
    sentence to show when the desk could be opened for reading only.
    """

    def __init__(self, database: Database, actor: str) -> None:
        self._database = database
        self._version = 0
        self._given = self._actor = handle(actor)

    @classmethod
    def create(cls, path: Path | str, actor: str = "") -> Self:
        """Make a new desk with the default label scheme and open it.

        Raises:
            Refused: a file stands there already, or its folder is missing.
        """
        from store.journal.operations import Draft, new_id
        from store.scheme import default_labels, fields_of  # only a new desk needs them

        path = Path(path)
        if path.exists():
            raise Refused(f"{path.name}: a file stands there already; nothing was changed.")
        if not path.parent.is_dir():
            raise Refused(f"{path.name}: there is no folder {path.parent}.")
        # made under another name: nobody meets half a desk, and of two makers one is told
        part = path.with_name(f"{path.name}.{new_id()}.new")
        try:
            Database.create(part)
            with cls(Database(part), actor) as desk:
                with desk._database.write() as connection:
                    schema.create(connection)
                desk.act(
                    [Draft(f"label:{x.id}", "label.set", fields_of(x)) for x in default_labels()],
                    actor=SYSTEM,
                )
            place_new(part, path)
        finally:
            for left in (part, part.with_name(part.name + "-lock")):
                left.unlink(missing_ok=True)
        return cls.open(path, actor)

    @classmethod
    def open(
        cls, path: Path | str, actor: str = "", *, create: bool = False, read_only: bool = False
    ) -> Self:
        """Open a desk, bringing an older one up to date (after a backup beside it).

        Raises:
            DeskError: named, with a sentence; see `store.errors`.
        """
        path = Path(path)
        if create and not path.exists():
            try:
                return cls.create(path, actor)
            except Refused:
                if not path.exists():
                    raise
        desk = cls(Database(path, read_only=read_only), actor)
        try:
            with translated(path):
                if not upgrade.is_current(desk._database):
                    upgrade.bring_up_to_date(desk._database)
        except BaseException:
            desk.close()
            raise
        desk.poll()
        return desk

    # -- who acts ------------------------------------------------------------------------------

    @property
    def actor(self) -> str:
        """The handle of whoever acts: the one given, or the one its person goes by instead."""
        return self._actor

    @actor.setter
    def actor(self, name: str) -> None:
        self._given = handle(name)
        self._actor = self.known_as(name)

    def known_as(self, name: str) -> str:
        """The handle that a name stands for on this desk (see `store.annotators`)."""
        who = handle(name)
        row = self.connection.execute(
            "SELECT same_as FROM annotator WHERE handle = ?", (who,)
        ).fetchone()
        return str(row[0]) if row else who

    # -- the file ------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """Where the desk lies."""
        return self._database.path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._database.read_only

    @property
    def notice(self) -> str:
        """A sentence to show at opening, or an empty string."""
        return self._database.notice

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for reading by other modules of ``store``."""
        return self._database.connection

    @cached_property
    def history_of(self) -> History:
        """What was done here, by whom and when."""
        from store.history import History

        return History(self.connection)

    def reader(self) -> sqlite3.Connection:
        """A new connection for reading in another thread, to be closed there."""
        return self._database.reader()

    def tidy(self) -> None:
        """House-keeping of a few milliseconds, for a moment when nobody is typing."""
        self._database.tidy()

    def close(self) -> None:
        """Close the file. Nothing is left to be saved: every action already is."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def poll(self) -> bool:
        """Whether somebody else (another process or connection) wrote since the last call.

        Raises:
            DeskReplaced: another file stands at the path; what was saved is kept beside it.
        """
        self._database.look()
        with translated(self.path):
            version = int(self.connection.execute("PRAGMA data_version").fetchone()[0])
            changed = version != self._version
            if changed:
                self.actor = self._given
        self._version = version
        return changed

    # -- acting --------------------------------------------------------------------------------

    @cached_property
    def _site(self) -> Site:
        """Where this process writes."""
        from store.journal.log import Site

        return Site.fresh()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction for the modules that stand on the desk; on disk when it ends."""
        try:
            with self._database.write() as connection:
                yield connection
        except BaseException:
            # the numbers went back with the transaction
            from store.journal import log

            try:
                log.reload(self.connection, self._site)
            except sqlite3.Error:
                self._site = log.Site.fresh()
            raise

    def append(
        self,
        connection: sqlite3.Connection,
        drafts: Iterable[Draft],
        *,
        actor: str = "",
        group: bytes | None = None,
    ) -> bytes:
        """Append drafts inside `transaction`; the derived tables are the caller's to update."""
        from store.journal import log

        return log.append(connection, self._site, self._who(actor), drafts, group)

    def act(self, drafts: Sequence[Draft], *, actor: str = "") -> Action:
        """Do something: append its operations as one group and bring all tables up to date.

        Raises:
            Refused: nothing was asked for, or nobody is named.
            DeskError: the desk could not be written; then nothing of it was.
        """
        action = self.act_on(lambda: drafts, actor=actor)
        if action is None:
            raise Refused("Nothing to do.")
        return action

    def act_on(self, look: Callable[[], Sequence[Draft]], *, actor: str = "") -> Action | None:
        """Do what ``look`` finds is to be done, looking while nobody else can write.

        Gives None, and writes nothing, when there turned out to be nothing to do.
        """
        group = None
        with self.transaction() as connection:
            if drafts := look():
                group = self.append(connection, drafts, actor=actor)
                state.project(connection, [draft.obj for draft in drafts])
        self.actor = self._given  # which may be called another name now
        return None if group is None else self.history_of.action(group, words=False)

    def _who(self, actor: str) -> str:
        who = handle(actor) or self.actor
        if not who:
            raise Refused("Nobody is named: open the desk with --as NAME to write to it.")
        return who

    # -- undo ----------------------------------------------------------------------------------

    def peek_undo(self) -> Action | None:
        """What `undo` would take back: my newest action on this desk that still counts."""
        return self.history_of.newest_live(self.actor)

    def peek_redo(self) -> Action | None:
        """What `redo` would bring back: my last undone action, unless I acted since."""
        return self.history_of.last_revoked(self.actor)

    def undo(self, group: str | None = None) -> Action | None:
        """Take back my newest action, or the named one of mine.

        Raises:
            Refused: the named action is not mine or not there.
        """
        action = self.peek_undo() if group is None else self._mine(group)
        if action is None or action.revoked:
            return None
        return self._revoke(action, True)

    def redo(self, group: str | None = None) -> Action | None:
        """Bring back what was undone last, or the named undone action of mine."""
        action = self.peek_redo() if group is None else self._mine(group)
        if action is None or not action.revoked:
            return None
        return self._revoke(action, False)

    def _mine(self, group: str) -> Action:
        action = self.history_of.find(bytes.fromhex(group))
        if action is None or action.actor != self.actor:
            raise Refused("Only your own actions can be taken back.")
        return action

    def _revoke(self, action: Action, on: bool) -> Action:
        from store.journal import log
        from store.journal.operations import Draft

        group = bytes.fromhex(action.group)
        kind = log.GROUP_UNDO if on else log.GROUP_REDO
        draft = Draft(f"group:{action.group}", kind, {"on": on})
        with self.transaction() as connection:
            if log.is_undone(connection, group) != on:  # another window may have been quicker
                self.append(connection, [draft])
                log.refresh_actions(connection, [group])
                state.project(connection, log.objects_of(connection, group))
        self.actor = self._given
        return self.history_of.action(group)

    # -- reading -------------------------------------------------------------------------------

    def article(self, key: str | int) -> Article:
        """An article with its text, by permanent id or local number.

        Raises:
            Refused: there is no such article on this desk.
        """
        column = "article.n" if isinstance(key, int) else "article.id"
        row = self.connection.execute(
            f"SELECT {rows.ARTICLE} FROM article JOIN text ON text.n = article.n WHERE {column} = ?",
            (key,),
        ).fetchone()
        if row is None:
            raise Refused(f"There is no article {key} on this desk.")
        known = self.connection.execute(
            "SELECT DISTINCT external_id FROM external WHERE n = ? AND external_id != '' "
            "ORDER BY external_id",
            (row[0],),
        )
        return rows.article(row, tuple(value for (value,) in known))

    def text_length(self, article_id: str) -> int:
        """How many code points an article's text has.

        Raises:
            Refused: the text is not on this desk.
        """
        row = self.connection.execute(
            "SELECT size FROM text WHERE hash = ?", (bytes.fromhex(article_id),)
        ).fetchone()
        if row is None or row[0] is None:
            raise Refused(f"The text of article {article_id} is not on this desk.")
        return int(row[0])

    def find_article(self, key: str) -> Article:
        """An article by permanent id, external id or URL, as a person would name it.

        Raises:
            Refused: none or several answer to it.
        """
        found = self.connection.execute(
            "SELECT n, id FROM article WHERE n IN (SELECT n FROM article WHERE id = ?1 "
            "UNION SELECT n FROM external WHERE external_id = ?1 "
            "UNION SELECT n FROM external WHERE url = ?1 AND url != '') ORDER BY n LIMIT 6",
            (key,),
        ).fetchall()
        if not found:
            raise Refused(f"On this desk no article is called {key}.")
        if len(found) > 1:
            ids = ", ".join(article_id for _, article_id in found[:5])
            more = " and more" if len(found) > 5 else ""
            raise Refused(f"On this desk several articles are called {key}: {ids}{more}.")
        return self.article(int(found[0][0]))

    def spans(self, article_id: str, annotator: str | None = None) -> list[Span]:
        """The marks of an article, of everybody or one annotator: by start, longest first."""
        where = "WHERE span.n = (SELECT n FROM text WHERE hash = ?)"
        values: tuple[Any, ...] = (bytes.fromhex(article_id),)
        if annotator is not None:
            where += " AND annotator = ?"
            values += (self.known_as(annotator),)
        found = self.connection.execute(f"{_SPAN} {where} ORDER BY {rows.IN_TEXT}", values)
        return [rows.span(row, article_id) for row in found]

    def span(self, span_id: str) -> Span | None:
        """A mark by id, or None when it is not there (any more)."""
        row = self.connection.execute(f"{_SPAN} WHERE span.id = ?", (span_id,)).fetchone()
        return rows.span(row, row[-1].hex()) if row else None

    def layer(self, article_id: str, annotator: str | None = None) -> Layer:
        """What one annotator (by default: me) made of an article; blank when nothing."""
        who = self.actor if annotator is None else self.known_as(annotator)
        own = (layer for layer in self.layers(article_id) if layer.annotator == who)
        return next(own, model.Layer(article_id, who))

    def layers(self, article_id: str) -> list[Layer]:
        """What every annotator made of an article."""
        found = self.connection.execute(
            f"SELECT {rows.LAYER} FROM layer "
            "WHERE n = (SELECT n FROM text WHERE hash = ?) ORDER BY annotator",
            (bytes.fromhex(article_id),),
        )
        return [rows.layer(row, article_id) for row in found]

    def labels(self, *, retired: bool = False) -> list[Label]:
        """The label scheme in its order."""
        found = self.connection.execute("SELECT id, fields FROM label ORDER BY place, id")
        labels = (rows.label(label_id, json.loads(fields)) for label_id, fields in found)
        return [label for label in labels if retired or not label.retired]

    def comments(self, article_id: str) -> list[Comment]:
        """The comments on an article and its marks, oldest first."""
        rows = self.connection.execute(
            "SELECT id, text, annotator, created, span, resolved FROM comment "
            "WHERE n = (SELECT n FROM text WHERE hash = ?) ORDER BY created, id",
            (bytes.fromhex(article_id),),
        )
        return [
            model.Comment(key, article_id, text, who, created, span, bool(resolved))
            for key, text, who, created, span, resolved in rows
        ]

    def annotators(self) -> list[str]:
        """Everybody who has a layer on this desk."""
        # a loose index scan: one probe an annotator instead of one a layer
        found: list[str] = []
        last = ""
        while True:
            row = self.connection.execute(
                "SELECT annotator FROM layer WHERE annotator > ? ORDER BY annotator LIMIT 1",
                (last,),
            ).fetchone()
            if row is None:
                return found
            last = str(row[0])
            found.append(last)

    def history(self, limit: int = 200, before: int | None = None) -> list[Action]:
        """Actions of everybody, newest first; undoing is no action of its own here."""
        return self.history_of.actions(limit, before)

    def log(self, article_id: str | None = None, limit: int | None = None) -> Iterator[LogLine]:
        """Every operation, oldest first, or those on one article and its marks."""
        return self.history_of.log(article_id, limit)

    # -- local memory --------------------------------------------------------------------------

    def remember(self, key: str, value: str) -> None:
        """Keep a note that belongs to this file alone; a desk that cannot be written forgets it."""
        if self.read_only or self.recall(key, "") == value:
            return
        try:
            with self._database.write() as connection:
                connection.execute("INSERT OR REPLACE INTO local VALUES (?, ?)", (key, value))
        except DeskError:
            return

    def recall(self, key: str, default: str = "") -> str:
        """What was remembered under a key."""
        row = self.connection.execute("SELECT v FROM local WHERE k = ?", (key,)).fetchone()
        return str(row[0]) if row else default
