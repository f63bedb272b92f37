"""A register of names that answers "who may this be?" out of a million in a millisecond or two.

`NameIndex` keeps three tables of its own in any SQLite connection: the desk's, so that it lives and
travels with the desk, or one in memory. It writes inside the caller's transaction and never commits.
What it holds is derived: dropping the tables and adding all names again gives the same answers.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Self

from rapidfuzz.fuzz import ratio, token_set_ratio

from store.names.blocking import keys, packed
from store.names.compare import CANDIDATE, Match, ordered, reasons, silent
from store.names.features import measure
from store.names.finding import LARGE, SMALL, Finder, exact
from store.names.latin import skeleton
from store.names.normalise import Name, Word, parse
from store.names.rarity import Rarity
from store.names.scorer import shipped
from store.names.spellings import joins

SCHEMA = """
CREATE TABLE IF NOT EXISTS name_text (
    n INTEGER PRIMARY KEY, owner TEXT NOT NULL, text TEXT NOT NULL,
    plain TEXT NOT NULL, form TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS name_text_owner ON name_text (owner);
CREATE TABLE IF NOT EXISTS name_key (key INTEGER, n INTEGER, PRIMARY KEY (key, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS name_word (key TEXT PRIMARY KEY, names INTEGER) WITHOUT ROWID;
"""

_LETTERS = 0.04
"""What letters as written add to the order of candidates: spellings that sound alike score alike."""

_DEEP = 150_000
"""Up to this many names, a name that nothing fits is sought under neighbouring keys too."""

_POOR = 0.4
"""Where no name fits better than this, neighbouring keys are looked under."""

_WELL = 0.9
"""Where a name fits this well, fewer others are weighed."""

_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name of the register that may be meant: whose it is, how it is written there, how well."""

    owner: str
    name: str
    match: Match


def sure(candidates: list[Candidate]) -> Candidate | None:
    """The one that may be linked without asking: the only owner whose match is silent."""
    silent = [candidate for candidate in candidates if candidate.match.silent]
    return silent[0] if len(silent) == 1 and silent[0] is candidates[0] else None


class _Counted(Rarity):
    """Rarity by the counts the index keeps."""

    def __init__(self, names: int, counts: Counter[str]) -> None:
        super().__init__()
        self.names = names
        self.counts = counts


class NameIndex:
    """Names and whose they are; an owner may have any number of names."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._known: _Counted | None = None
        self._kept: Finder | None = None

    @classmethod
    def in_memory(cls) -> Self:
        """An empty index of its own, for files and tests."""
        index = cls(sqlite3.connect(":memory:", check_same_thread=False))
        index.prepare()
        return index

    def prepare(self) -> None:
        """Make the tables where they are missing."""
        for statement in SCHEMA.split(";"):
            if statement.strip():
                self._db.execute(statement)

    def refresh(self) -> None:
        """Forget what is kept in memory, after another connection has written."""
        self._known = None
        self._kept = None

    @property
    def rarity(self) -> Rarity:
        """How common words are among the names held."""
        return self._rarity()

    def __len__(self) -> int:
        return self._rarity().names

    def add(self, owner: str, text: str) -> None:
        """Add one name of ``owner``; a name the owner has already is not added again."""
        self.add_many([(owner, text)])

    def add_many(
        self,
        names: Iterable[tuple[str, str]],
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Add ``(owner, name)`` pairs; returns how many were new. Memory stays bounded."""
        rarity = self._rarity()
        top = self._db.execute("SELECT coalesce(max(n), 0) FROM name_text").fetchone()[0]
        first, empty = top, top == 0
        source = iter(names)
        while batch := list(islice(source, _BATCH)):
            fresh = self._fresh(batch, top, small=len(batch) < 100)
            postings: list[tuple[int, int]] = []
            counts: Counter[str] = Counter()
            rows = []
            for n, (owner, text) in enumerate(fresh, top + 1):
                name = parse(text)
                rows.append((n, owner, text, name.plain, _form(name)))
                postings.extend((key, n) for key in _all_keys(name))
                counts.update({one.key for one in name.words})
            self._db.executemany("INSERT INTO name_text VALUES (?, ?, ?, ?, ?)", rows)
            if (empty and len(batch) == _BATCH) or top > first:
                self._stage(postings)
            else:
                postings.sort()
                self._db.executemany("INSERT OR IGNORE INTO name_key VALUES (?, ?)", postings)
            self._db.executemany(
                "INSERT INTO name_word VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET names = names + excluded.names",
                sorted(counts.items()),
            )
            rarity.counts.update(counts)
            rarity.names += len(rows)
            top += len(rows)
            if progress is not None:
                progress(top - first)
        self._unstage()
        rarity.forget()
        self._kept = None
        return int(top - first)

    def remove(self, owner: str, text: str | None = None) -> int:
        """Take away a name of ``owner``, or all of them; returns how many went."""
        sql = "SELECT n, form FROM name_text WHERE owner = ?"
        found = self._db.execute(
            sql if text is None else sql + " AND text = ?",
            (owner,) if text is None else (owner, text),
        ).fetchall()
        rarity = self._rarity()
        for n, form in found:
            name = _unform(form)
            self._db.executemany(
                "DELETE FROM name_key WHERE key = ? AND n = ?",
                [(key, n) for key in _all_keys(name)],
            )
            self._db.execute("DELETE FROM name_text WHERE n = ?", (n,))
            gone = {one.key for one in name.words}
            self._db.executemany(
                "UPDATE name_word SET names = names - 1 WHERE key = ?",
                [(key,) for key in sorted(gone)],
            )
            rarity.counts.subtract(gone)
            rarity.names -= 1
        rarity.forget()
        return len(found)

    def names(self, owner: str) -> list[str]:
        """The names of one owner, in the order they came."""
        rows = self._db.execute("SELECT text FROM name_text WHERE owner = ? ORDER BY n", (owner,))
        return [row[0] for row in rows]

    def lookup(self, text: str, limit: int = 5, least: float = CANDIDATE) -> list[Candidate]:
        """Who may be meant by ``text``: best first, each owner once, none below ``least``."""
        name = parse(text)
        if not name.words:
            return []
        finder = self._finder()
        found = self._weigh(name, finder.near(name), limit, least)
        if (not found or found[0].match.score < _POOR) and (
            name.script != "latin" or len(self) <= _DEEP
        ):
            found = self._weigh(name, finder.deep(name), limit, least)
        return found

    def _rarity(self) -> _Counted:
        if self._known is None:
            counts = Counter(dict(self._db.execute("SELECT key, names FROM name_word")))
            size = self._db.execute("SELECT count(*) FROM name_text").fetchone()[0]
            self._known = _Counted(size, counts)
        return self._known

    def _fresh(
        self, batch: list[tuple[str, str]], top: int, *, small: bool
    ) -> list[tuple[str, str]]:
        """The pairs that are not held yet, each once."""
        batch = list(dict.fromkeys(batch))
        if top == 0:
            return batch
        if small:
            sql = "SELECT 1 FROM name_text WHERE owner = ? AND text = ?"
            return [pair for pair in batch if self._db.execute(sql, pair).fetchone() is None]
        marks = ",".join("?" * min(len(batch), 500))
        held: set[tuple[str, str]] = set()
        for at in range(0, len(batch), 500):
            owners = [owner for owner, _ in batch[at : at + 500]]
            owners += [""] * (min(len(batch), 500) - len(owners))
            held.update(
                self._db.execute(
                    f"SELECT owner, text FROM name_text WHERE owner IN ({marks})", owners
                )
            )
        return [pair for pair in batch if pair not in held]

    def _stage(self, postings: list[tuple[int, int]]) -> None:
        """Keep the keys of a large load aside, to be put in order at once."""
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS name_stage (key INTEGER, n INTEGER)")
        self._db.executemany("INSERT INTO temp.name_stage VALUES (?, ?)", postings)

    def _unstage(self) -> None:
        if self._db.execute(
            "SELECT 1 FROM sqlite_temp_master WHERE name = 'name_stage'"
        ).fetchone():
            self._db.execute(
                "INSERT OR IGNORE INTO name_key SELECT key, n FROM temp.name_stage ORDER BY key, n"
            )
            self._db.execute("DROP TABLE temp.name_stage")

    def _finder(self) -> Finder:
        effort = SMALL if len(self) <= _DEEP else LARGE
        if self._kept is None or self._kept.effort is not effort:
            self._kept = Finder(self._db, self._rarity().counts, effort)
        return self._kept

    def _weigh(self, name: Name, hits: Counter[int], limit: int, least: float) -> list[Candidate]:
        if not hits:
            return []
        effort = self._finder().effort
        read = [n for n, _ in hits.most_common(effort.read)]
        marks = ",".join("?" * len(read))
        rows = self._db.execute(
            f"SELECT n, owner, text, plain, form FROM name_text WHERE n IN ({marks})", read
        ).fetchall()
        rows.sort(key=lambda row: (-ratio(name.plain, row[3]) - 8 * hits[row[0]], row[0]))
        rarity = self._rarity()
        scorer = shipped()
        best: dict[str, tuple[float, int, Candidate]] = {}
        top = 0.0
        first, most = max(effort.first, limit - 1), max(effort.most, 2 * limit)
        for at, (n, owner, text, plain, form) in enumerate(rows[:most]):
            if at >= first and top >= _WELL:
                break
            other = _unform(form, text, plain)
            one, two = ordered(name, other)
            values, links = measure(one, two, rarity)
            score = scorer.score(values)
            if score < least:
                continue
            top = max(top, score)
            value = score + _LETTERS * token_set_ratio(name.plain, plain) / 100
            if owner not in best or (value, -n) > best[owner][:2]:
                match = Match(score, reasons(one, two, links), silent(one, two, links, score))
                best[owner] = (value, -n, Candidate(owner, text, match))
        ranked = sorted(best.values(), key=lambda one: one[:2], reverse=True)
        return [candidate for _, _, candidate in ranked[:limit]]


def _all_keys(name: Name) -> set[int]:
    """Every key a name is filed under."""
    found = keys(name)
    found.add(exact(name))
    for joined, rest in joins(name, longest=5):
        for key in rest:
            found.add(packed(joined) << 28 | packed(key))
            found.add(packed(key) << 28 | packed(joined))
    return found


def _form(name: Name) -> str:
    """A parsed name as text, to be had back without parsing."""
    words = " ".join(
        [f"{one.prefix}/{one.text}/{one.light}{'~' if one.weak else ''}" for one in name.words]
    )
    return f"{name.generation}|{name.script}|{name.family}|{words}"


def _unform(form: str, text: str = "", plain: str = "") -> Name:
    generation, script, family, words = form.split("|")
    found = tuple([_unword(part) for part in words.split(" ")]) if words else ()
    return Name(text, found, (), generation, script, int(family), plain)


@lru_cache(maxsize=100_000)
def _unword(part: str) -> Word:
    prefix, text, lighter = part.rstrip("~").split("/")
    return Word(text, lighter, skeleton(lighter), prefix, part.endswith("~"))
