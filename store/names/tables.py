"""The tables a register of names is looked up in: `store.names.filing` writes, `NameIndex` reads.

They are derived and hold nothing but what follows from the set of names in them: neither the order
in which names came nor names that went leave a trace.
"""

from __future__ import annotations

STATEMENTS = (
    # n: a hash of owner and text; plain, form: the name taken apart
    """CREATE TABLE name_text (
        n INTEGER PRIMARY KEY, owner TEXT NOT NULL, text TEXT NOT NULL, plain TEXT NOT NULL,
        form TEXT NOT NULL)""",
    "CREATE TABLE name_key (key INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, n)) "
    "WITHOUT ROWID",
    # in how many names there is a word with this skeleton
    "CREATE TABLE name_word (key TEXT PRIMARY KEY, names INTEGER NOT NULL) WITHOUT ROWID",
    # one row, or none without names; digest: every n, by exclusive or
    "CREATE TABLE name_total (one INTEGER PRIMARY KEY, names INTEGER NOT NULL, "
    "digest INTEGER NOT NULL)",
)

TABLES = ("name_text", "name_key", "name_word", "name_total")
