"""The tables of a desk and the steps from one schema version to the next.

``op`` and ``text`` are the truth and only ever grow (triggers refuse the rest); ``site`` and
``meta`` belong to the file. Everything under ``STATE`` is derived from the journal: it can be
dropped and rebuilt, and `store.check` compares it with a rebuild.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from store.names import tables

APPLICATION_ID = 0x434F5059
"""``COPY`` in ASCII, at offset 68 of the file: how a desk is told from another SQLite file."""

SCHEMA_VERSION = 1
STATE_VERSION = 7
"""Raised when the derived tables change; an older desk is rebuilt from its journal on opening."""

SEARCH_VERSION = 1
"""Raised when `store.text.folding` folds otherwise; an older desk is indexed anew on opening."""

SEARCH = (
    "CREATE VIRTUAL TABLE search USING fts5 "
    "(body, content='', tokenize='unicode61 remove_diacritics 0')",
)
TRUTH = (
    "CREATE TABLE meta (k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID",
    # here: made by opening this file, so that undo knows which actions were made on this desk
    """CREATE TABLE site (
        s INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, machine TEXT NOT NULL DEFAULT '',
        here INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL DEFAULT 0,
        head BLOB NOT NULL DEFAULT x'')""",
    """CREATE TABLE op (
        n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, s INTEGER NOT NULL REFERENCES site(s),
        seq INTEGER NOT NULL, grp BLOB NOT NULL, actor TEXT NOT NULL, obj TEXT NOT NULL,
        kind TEXT NOT NULL, v INTEGER NOT NULL, fields TEXT NOT NULL, h BLOB NOT NULL,
        UNIQUE (s, seq))""",
    "CREATE INDEX op_obj ON op (obj, id)",
    "CREATE INDEX op_grp ON op (grp)",
    "CREATE TRIGGER op_stays BEFORE UPDATE ON op "
    "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END",
    "CREATE TRIGGER op_kept BEFORE DELETE ON op "
    "BEGIN SELECT RAISE(ABORT, 'the journal is never shortened'); END",
    # body is NULL where a package holds the journal without this article's text
    # size (code points) stands before the body, so that reading it does not walk a long text
    """CREATE TABLE text (
        n INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE,
        size INTEGER GENERATED ALWAYS AS (length(body)) STORED, body TEXT)""",
    "CREATE TRIGGER text_stays BEFORE UPDATE ON text WHEN old.body IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'an article text is never changed'); END",
    "CREATE TRIGGER text_kept BEFORE DELETE ON text "
    "BEGIN SELECT RAISE(ABORT, 'an article text is never removed'); END",
    *SEARCH,
    # what came in by merging, so that it can be taken back here: never exchanged
    "CREATE TABLE batch (id INTEGER PRIMARY KEY, at TEXT NOT NULL, origin TEXT NOT NULL, "
    "ops INTEGER NOT NULL, held INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE batch_group (batch INTEGER NOT NULL REFERENCES batch(id), grp BLOB NOT NULL, "
    "PRIMARY KEY (batch, grp)) WITHOUT ROWID",
    "CREATE INDEX batch_of ON batch_group (grp)",
    # never exchanged, not history: the place in an article, the last filter
    "CREATE TABLE local (k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID",
)

STATE = (
    """CREATE TABLE action (
        grp BLOB PRIMARY KEY, n INTEGER NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL,
        here INTEGER NOT NULL, ops INTEGER NOT NULL,
        -- 0: it counts; 1: undone; 2: held back with the merge it came in; 3: both
        revoked INTEGER NOT NULL DEFAULT 0, revoked_n INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID""",
    "CREATE INDEX action_mine ON action (actor, here, n)",
    "CREATE INDEX action_n ON action (n)",
    """CREATE TABLE article (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, source TEXT NOT NULL,
        language TEXT NOT NULL, published TEXT NOT NULL, at INTEGER NOT NULL, url TEXT NOT NULL,
        external_id TEXT NOT NULL, meta TEXT NOT NULL, assignee TEXT NOT NULL,
        supersedes TEXT NOT NULL, superseded_by TEXT NOT NULL, spans INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX article_at ON article (at DESC, n DESC)",
    "CREATE INDEX article_title ON article (title COLLATE NOCASE, n)",
    "CREATE INDEX article_spans ON article (spans DESC, at DESC, n DESC) WHERE spans > 0",
    "CREATE INDEX article_superseded ON article (superseded_by) WHERE superseded_by != ''",
    """CREATE TABLE external (
        external_id TEXT NOT NULL, n INTEGER NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL,
        PRIMARY KEY (external_id, n, source, url)) WITHOUT ROWID""",
    "CREATE INDEX external_n ON external (n)",
    "CREATE INDEX external_url ON external (url) WHERE url != ''",
    """CREATE TABLE layer (
        annotator TEXT NOT NULL, n INTEGER NOT NULL, status TEXT NOT NULL, decided TEXT NOT NULL,
        skip_reason TEXT NOT NULL, starred INTEGER NOT NULL, labels TEXT NOT NULL,
        spans INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (annotator, n)) WITHOUT ROWID""",
    "CREATE INDEX layer_n ON layer (n)",
    """CREATE TABLE span (
        id TEXT NOT NULL, n INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        label TEXT NOT NULL, annotator TEXT NOT NULL, origin TEXT NOT NULL, created TEXT NOT NULL,
        confirmed INTEGER NOT NULL, entity TEXT NOT NULL, meta TEXT NOT NULL,
        -- form: the marked words when it was linked to the entity; linked: how
        form TEXT NOT NULL, linked TEXT NOT NULL, PRIMARY KEY (n, id)) WITHOUT ROWID""",
    "CREATE INDEX span_id ON span (id)",
    "CREATE INDEX span_n ON span (n, start)",
    "CREATE INDEX span_entity ON span (entity, n) WHERE entity != ''",
    """CREATE TABLE facet (
        dim TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL, n INTEGER NOT NULL,
        k INTEGER NOT NULL, PRIMARY KEY (dim, value, at DESC, n DESC)) WITHOUT ROWID""",
    # only of those who go by another name
    "CREATE TABLE annotator (handle TEXT PRIMARY KEY, same_as TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE label (id TEXT PRIMARY KEY, place INTEGER NOT NULL, fields TEXT NOT NULL) "
    "WITHOUT ROWID",
    """CREATE TABLE comment (
        id TEXT PRIMARY KEY, n INTEGER NOT NULL, span TEXT NOT NULL, text TEXT NOT NULL,
        annotator TEXT NOT NULL, created TEXT NOT NULL, resolved INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX comment_n ON comment (n)",
    # start, end, label: the mark decided on; gold_*: what stands for it, (0, 0, '') for nothing;
    # op: the deciding operation, which orders the decisions on an article
    """CREATE TABLE verdict (
        id TEXT NOT NULL, n INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        label TEXT NOT NULL, decision TEXT NOT NULL, gold_start INTEGER NOT NULL,
        gold_end INTEGER NOT NULL, gold_label TEXT NOT NULL, entity TEXT NOT NULL,
        reviewer TEXT NOT NULL, at TEXT NOT NULL, op BLOB NOT NULL,
        PRIMARY KEY (n, id)) WITHOUT ROWID""",
    "CREATE INDEX verdict_n ON verdict (n, op)",
    """CREATE TABLE request (
        annotator TEXT NOT NULL, n INTEGER NOT NULL, reviewer TEXT NOT NULL, why TEXT NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (annotator, n)) WITHOUT ROWID""",
    "CREATE INDEX request_n ON request (n)",
    """CREATE TABLE rejection (
        id TEXT NOT NULL, n INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        label TEXT NOT NULL, annotator TEXT NOT NULL, PRIMARY KEY (n, id)) WITHOUT ROWID""",
    # born, preferred: operation ids that decide which of several tied entities is the root
    """CREATE TABLE entity (
        id TEXT PRIMARY KEY, label TEXT NOT NULL, name TEXT NOT NULL, born BLOB NOT NULL,
        preferred BLOB NOT NULL, fields TEXT NOT NULL, mentions INTEGER NOT NULL,
        alive INTEGER NOT NULL, root TEXT NOT NULL, conflict INTEGER NOT NULL DEFAULT 0,
        -- of a root: the mentions of all it speaks for
        total INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID""",
    "CREATE INDEX entity_root ON entity (root)",
    "CREATE INDEX entity_total ON entity (total DESC, name, id) WHERE id = root AND alive",
    "CREATE INDEX entity_name ON entity (name COLLATE NOCASE, id) WHERE id = root AND alive",
    "CREATE INDEX entity_conflict ON entity (root) WHERE conflict = 1",
    "CREATE TABLE edge (id TEXT PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, "
    "verdict TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX edge_a ON edge (a)",
    "CREATE INDEX edge_b ON edge (b)",
    # given: 1 somebody said so, -1 somebody said not so, 0 only marks say so
    """CREATE TABLE alias (
        key TEXT NOT NULL, entity TEXT NOT NULL, form TEXT NOT NULL, mentions INTEGER NOT NULL,
        confirmed INTEGER NOT NULL, given INTEGER NOT NULL, PRIMARY KEY (key, entity, form))
        WITHOUT ROWID""",
    "CREATE INDEX alias_entity ON alias (entity)",
    *tables.STATEMENTS,
)

STATE_TABLES = (
    "annotator",
    "action",
    "article",
    "external",
    "layer",
    "span",
    "facet",
    "label",
    "comment",
    "verdict",
    "request",
    "rejection",
    "entity",
    "edge",
    "alias",
    *tables.TABLES,
)

Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: dict[int, Migration] = {}
"""``MIGRATIONS[k]`` takes a desk from schema version k to k + 1, inside the caller's transaction.

A migration may use sqlite-utils (``table.transform`` stays inside an open transaction), never
``executescript``, which commits half way.
"""


def create(connection: sqlite3.Connection) -> None:
    """Make all tables; the caller holds a write transaction."""
    for statement in TRUTH + STATE:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    versions = {"state": STATE_VERSION, "search": SEARCH_VERSION}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", versions.items())


def drop_state(connection: sqlite3.Connection) -> None:
    """Drop and remake the derived tables, empty."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for table in STATE_TABLES:
        if (table,) in names:
            connection.execute(f"DROP TABLE {table}")
    for statement in STATE:
        connection.execute(statement)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('state', ?)", (str(STATE_VERSION),))
