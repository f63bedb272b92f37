"""Adding names to the tables of a register and taking them away, one or a million at a time.

All of it is written through the caller's connection, inside the caller's transaction, and nothing
is kept in between. A name is filed under pairs of its words' skeletons (`store.names.blocking`).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, islice

from store.names.blocking import keys, packed
from store.names.finding import exact
from store.names.latin import skeleton
from store.names.normalise import Name, Word, parse
from store.names.spellings import joins

_BATCH = 20_000

_COUNT = (
    "INSERT INTO name_word VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET names = names + excluded.names"
)
_TOTAL = (
    "INSERT INTO name_total VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET "
    "names = names + excluded.names, "
    "digest = (digest | excluded.digest) - (digest & excluded.digest)"
)


def add_name(connection: sqlite3.Connection, owner: str, text: str) -> bool:
    """File ``text`` as a name of ``owner``; whether it was not there yet. Costs under 1 ms."""
    return add_names(connection, [(owner, text)]) == 1


def add_names(
    connection: sqlite3.Connection,
    names: Iterable[tuple[str, str]],
    progress: Callable[[int], None] | None = None,
) -> int:
    """File ``(owner, name)`` pairs; returns how many were new. Memory stays bounded.

    ``progress`` is called with how many were, after every 20,000 or so.
    """
    source = iter(names)
    batch = list(islice(source, _BATCH))
    if len(batch) == _BATCH:
        return _add_many(connection, chain(batch, source), progress)
    numbered = {number(owner, text): (owner, text) for owner, text in batch}
    held = "SELECT 1 FROM name_text WHERE n = ?"
    fresh = [
        (n, *numbered[n])
        for n in sorted(numbered)
        if connection.execute(held, (n,)).fetchone() is None
    ]
    _file(connection, fresh, "name_key")
    return len(fresh)


def _add_many(
    connection: sqlite3.Connection,
    names: Iterable[tuple[str, str]],
    progress: Callable[[int], None] | None,
) -> int:
    """By way of tables of its own: a large table takes rows quickly only in its own order."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS name_come (n INTEGER, owner, text)")
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS name_filed (key INTEGER, n INTEGER)")
    connection.executemany(
        "INSERT INTO temp.name_come VALUES (?, ?, ?)",
        ((number(owner, text), owner, text) for owner, text in names),
    )
    fresh = connection.execute(
        "SELECT DISTINCT n, owner, text FROM temp.name_come AS come "
        "WHERE NOT EXISTS (SELECT 1 FROM name_text WHERE name_text.n = come.n) ORDER BY n"
    )
    added = 0
    while batch := fresh.fetchmany(_BATCH):
        _file(connection, batch, "temp.name_filed")
        added += len(batch)
        if progress is not None:
            progress(added)
    connection.execute("INSERT INTO name_key SELECT key, n FROM temp.name_filed ORDER BY key, n")
    connection.execute("DELETE FROM temp.name_come")
    connection.execute("DELETE FROM temp.name_filed")
    return added


def _file(connection: sqlite3.Connection, rows: list[tuple[int, str, str]], postings: str) -> None:
    """Write names that are not held yet, given in the order of their numbers."""
    texts: list[tuple[int, str, str, str, str]] = []
    filed: list[tuple[int, int]] = []
    counts: Counter[str] = Counter()
    digest = 0
    for n, owner, text in rows:
        name = parse(text)
        texts.append((n, owner, text, name.plain, taken_apart(name)))
        filed.extend((key, n) for key in _keys(name))
        counts.update({one.key for one in name.words})
        digest ^= n
    if postings == "name_key":
        filed.sort()
    connection.executemany("INSERT INTO name_text VALUES (?, ?, ?, ?, ?)", texts)
    connection.executemany(f"INSERT INTO {postings} VALUES (?, ?)", filed)
    connection.executemany(_COUNT, sorted(counts.items()))
    if texts:
        connection.execute(_TOTAL, (len(texts), digest))


def remove_name(connection: sqlite3.Connection, owner: str, text: str) -> bool:
    """Take a name of ``owner`` away; whether it was there. Costs under 1 ms."""
    n = number(owner, text)
    if not connection.execute("DELETE FROM name_text WHERE n = ?", (n,)).rowcount:
        return False
    name = parse(text)
    connection.executemany(
        "DELETE FROM name_key WHERE key = ? AND n = ?", [(key, n) for key in _keys(name)]
    )
    gone = [(key,) for key in sorted({one.key for one in name.words})]
    connection.executemany("UPDATE name_word SET names = names - 1 WHERE key = ?", gone)
    connection.executemany("DELETE FROM name_word WHERE key = ? AND names = 0", gone)
    connection.execute(_TOTAL, (-1, n))
    connection.execute("DELETE FROM name_total WHERE names = 0")
    return True


def number(owner: str, text: str) -> int:
    """The number of a name: a hash of 63 bits, so that it depends on no other name."""
    written = f"{len(owner)}:{owner}{text}".encode()
    return int.from_bytes(blake2b(written, digest_size=8).digest()) >> 1


def _keys(name: Name) -> set[int]:
    """Every key a name is filed under."""
    found = keys(name)
    found.add(exact(name))
    for joined, rest in joins(name, longest=5):
        for key in rest:
            found.add(packed(joined) << 28 | packed(key))
            found.add(packed(key) << 28 | packed(joined))
    return found


def taken_apart(name: Name) -> str:
    """A parsed name as text, to be had back by `put_together` without parsing."""
    words = " ".join(
        [f"{one.prefix}/{one.text}/{one.light}{'~' if one.weak else ''}" for one in name.words]
    )
    return f"{name.generation}|{name.script}|{name.family}|{words}"


def put_together(form: str, text: str, plain: str) -> Name:
    """The name again, but for its titles."""
    generation, script, family, words = form.split("|")
    found = tuple([_word(part) for part in words.split(" ")]) if words else ()
    return Name(text, found, (), generation, script, int(family), plain)


@lru_cache(maxsize=100_000)
def _word(part: str) -> Word:
    prefix, text, lighter = part.rstrip("~").split("/")
    return Word(text, lighter, skeleton(lighter), prefix, part.endswith("~"))
