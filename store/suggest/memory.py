"""What a desk remembers of finished articles: phrases that were marked or could have been.

For every phrase how often it stands in finished articles and how often it was marked with each
label; for every sort of clue the same. That follows from the finished articles alone, whatever
order they came in (but for words that stood in more than `_ELSEWHERE` of them before one was
marked), and grows article by article: what changed is told by the journal's numbers.

It is kept in tables beside the journal that are never exchanged and may be dropped at will, each
annotator's apart. What is newer than those is learned in memory; `Memory.save` writes it down.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from store.desk import Desk
from store.journal.log import objects_of
from store.suggest.clues import Clue
from store.suggest.examples import LEARNED_FROM, finished, learner, read
from store.suggest.memory_tables import (
    TABLES,
    Counts,
    Marks,
    decoded,
    decoded_marks,
    encoded,
    is_behind,
    said_of,
    table,
    written,
)
from store.suggest.wording import Wording, phrase_of
from store.text.folding import search_query

AT_ONCE = 60
"""So many articles are learned from before an article is shown; more are left to `Memory.save`."""

_OPERATIONS = 20_000
"""So many operations are looked through for articles before one is shown."""

_ELSEWHERE = 400
"""Finished articles that are looked through for a phrase that was never marked before."""

_PIECE = 400

Finder = Callable[[Wording, str], list[Clue]]
"""Finds the clues of a text in a language."""


@dataclass(slots=True)
class _New:
    """What is not written down yet; counts are whole, not differences."""

    phrases: dict[str, Counts] = field(default_factory=dict)
    firsts: dict[str, int] = field(default_factory=dict)
    sorts: dict[str, Counts] = field(default_factory=dict)
    articles: dict[int, Marks | None] = field(default_factory=dict)
    upto: int = 0
    saved: int = 0


class Memory:
    """What was learned of words on one desk, for one annotator. Not for two threads at a time."""

    def __init__(self, find: Finder) -> None:
        self._find = find
        self._learner = ""
        self._said = ""
        self._there = False
        self._new = _New()

    # -- asking ----------------------------------------------------------------------------------

    def sorts(self, connection: sqlite3.Connection) -> Mapping[str, Counts]:
        """The counts of every sort of clue."""
        found: dict[str, Counts] = {}
        if self._there:
            rows = connection.execute(f"SELECT sort, counts FROM {self._table('sort')}")
            found = {sort: decoded(counts) for sort, counts in rows}
        return found | self._new.sorts

    def phrases(
        self, connection: sqlite3.Connection, wording: Wording
    ) -> Iterator[tuple[int, int, Counts]]:
        """The known phrases of a text, each at every place: start, end, counts."""
        found = list(wording.phrases(self._longest(connection, wording.firsts())))
        counts = self._counts(connection, {phrase for phrase, _ in found})
        for phrase, (start, end) in found:
            if (known := counts.get(phrase)) is not None:
                yield start, end, known

    def _longest(self, connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
        asked = list(keys)
        found: dict[str, int] = {}
        if self._there:
            found = dict(
                connection.execute(
                    "SELECT f.key, longest FROM json_each(?) "
                    f"JOIN {self._table('first')} f ON f.key = value",
                    (json.dumps(asked),),
                ).fetchall()
            )
        for key in asked:
            if key in self._new.firsts:
                found[key] = max(found.get(key, 0), self._new.firsts[key])
        return found

    def _counts(
        self, connection: sqlite3.Connection, phrases: Collection[str]
    ) -> dict[str, Counts]:
        found: dict[str, Counts] = {}
        if self._there:
            for key, seen, marked in connection.execute(
                "SELECT p.key, seen, marked FROM json_each(?) "
                f"JOIN {self._table('phrase')} p ON p.key = value",
                (json.dumps(sorted(phrases)),),
            ):
                found[key] = {**decoded(marked), "": seen}
        for key in phrases:
            if key in self._new.phrases:
                found[key] = self._new.phrases[key]
        return found

    def _table(self, name: str) -> str:
        return table(name, self._learner)

    # -- learning --------------------------------------------------------------------------------

    def catch_up(
        self, connection: sqlite3.Connection, who: str, *, everything: bool = False
    ) -> bool:
        """Learn from what changed since; unless ``everything`` is wanted, what is too much at once is
        left alone: then False."""
        self._meet(connection, who)
        (newest,) = connection.execute("SELECT coalesce(max(n), 0) FROM op").fetchone()
        if newest == self._new.upto:
            return True
        if not everything and self._new.upto and newest - self._new.upto > _OPERATIONS:
            return False
        changed = self._changed(connection, -1 if everything else AT_ONCE + 1)
        if not everything and len(changed) > AT_ONCE:
            return False
        for start in range(0, len(changed), _PIECE):
            self._learn(connection, changed[start : start + _PIECE], who)
        self._new.upto = newest
        return True

    def _meet(self, connection: sqlite3.Connection, who: str) -> None:
        """See what is written down, and forget what is not when that has changed meanwhile."""
        whose, said = learner(connection, who), said_of(connection)
        row = written(connection, whose)
        there = row is not None and row[0] == said
        saved = row[2] if row else 0
        changed = (whose, said, there) != (self._learner, self._said, self._there)
        if changed or saved != self._new.saved:
            self._new = _New(upto=row[1] if there and row else 0, saved=saved)
        self._learner, self._said, self._there = whose, said, there

    def _changed(self, connection: sqlite3.Connection, most: int = -1) -> list[int]:
        """The articles, by number, that may be finished otherwise than was learned; of those of a
        desk nothing was learned from no more than ``most``."""
        if not self._new.upto:
            marks = ", ".join("?" * len(LEARNED_FROM))
            known = f"UNION SELECT n FROM {self._table('article')}" if self._there else ""
            every = connection.execute(
                f"SELECT DISTINCT n FROM layer WHERE status IN ({marks}) {known} ORDER BY n LIMIT ?",
                (*LEARNED_FROM, most),
            )
            return [n for (n,) in every]
        ids: set[str] = set()
        everything = False
        for (obj,) in connection.execute(
            "SELECT DISTINCT obj FROM op WHERE n > ?", (self._new.upto,)
        ).fetchall():
            kind, _, rest = obj.partition(":")
            everything = everything or kind == "annotator"
            objects = objects_of(connection, bytes.fromhex(rest)) if kind == "group" else [obj]
            for one in objects:
                of, _, name = one.partition(":")
                if of in ("span", "layer", "verdict", "article"):
                    ids.add(name.partition(":")[0])
        if everything:
            rows = connection.execute("SELECT DISTINCT n FROM layer ORDER BY n").fetchall()
        else:
            rows = [
                row
                for one in sorted(ids)
                for row in connection.execute(
                    "SELECT n FROM text WHERE hash = ?", (bytes.fromhex(one),)
                )
            ]
        return sorted(n for (n,) in rows)

    def _learn(self, connection: sqlite3.Connection, numbers: list[int], who: str) -> None:
        """Bring what is known of these articles up to date."""
        labels = [label for (label,) in connection.execute("SELECT id FROM label")]
        done = {one.n: one for one in finished(connection, who, numbers)}
        before = self._marks(connection, numbers)
        shifts: list[tuple[Wording, Marks, int, list[Clue]]] = []
        fresh: set[str] = set()
        for n in numbers:
            after = None
            if n in done:
                (example,) = read(connection, [done[n]], labels)
                after = example.marks
            if after == before.get(n):
                continue
            body, language = connection.execute(
                "SELECT body, coalesce(language, '') FROM text LEFT JOIN article USING (n) "
                "WHERE n = ?",
                (n,),
            ).fetchone()
            wording = Wording(body)
            found = self._find(wording, language)
            for marks, sign in ((before.get(n), -1), (after, 1)):
                if marks is not None:
                    shifts.append((wording, marks, sign, found))
                    fresh |= self._mark(connection, wording, marks, sign, found)
            self._new.articles[n] = after
        for wording, marks, sign, _ in shifts:
            self._see(connection, wording, marks, sign, frozenset() if sign > 0 else fresh)
        if fresh:
            self._look_back(connection, fresh, set(numbers))

    def _marks(self, connection: sqlite3.Connection, numbers: list[int]) -> dict[int, Marks]:
        found: dict[int, Marks] = {}
        if self._there:
            for n, marks in connection.execute(
                f"SELECT n, marks FROM json_each(?) JOIN {self._table('article')} ON n = value",
                (json.dumps(numbers),),
            ):
                found[n] = decoded_marks(marks)
        for n in numbers:
            if n in self._new.articles:
                marked = self._new.articles[n]
                found.pop(n, None)
                if marked is not None:
                    found[n] = marked
        return found

    def _mark(
        self,
        connection: sqlite3.Connection,
        wording: Wording,
        marks: Marks,
        sign: int,
        found: list[Clue],
    ) -> set[str]:
        """Count marks, of phrases and of sorts of clues; gives the phrases that are new."""
        text = wording.text
        called = [(phrase_of(text, start, end), label) for start, end, label in marks]
        telling = [one for one in found if one.sort.startswith(_TELLING)]
        asked = {phrase for phrase, _ in called}
        asked |= {phrase_of(text, one.start, one.end) for one in telling}
        asked.discard("")
        known = self._counts(connection, asked)
        fresh = asked - known.keys()
        for phrase in sorted(asked):
            self._new.phrases[phrase] = dict(known.get(phrase, {"": 0}))
            first = phrase.partition(" ")[0]
            size = phrase.count(" ") + 1
            if phrase in fresh and size > self._new.firsts.get(first, 0):
                self._new.firsts[first] = size
        for phrase, label in called:
            if phrase:
                _shift(self._new.phrases[phrase], label, sign)
        sorts = self.sorts(connection)
        by_range: dict[tuple[int, int], list[str]] = {}
        for start, end, label in marks:
            by_range.setdefault((start, end), []).append(label)
        for one in found:
            counts = self._new.sorts.setdefault(one.sort, dict(sorts.get(one.sort, {"": 0})))
            _shift(counts, "", sign)
            for label in by_range.get((one.start, one.end), ()):
                _shift(counts, label, sign)
        return fresh

    def _see(
        self,
        connection: sqlite3.Connection,
        wording: Wording,
        marks: Marks,
        sign: int,
        but: Collection[str],
    ) -> None:
        """Count the places where known phrases stand, save those inside a longer mark."""
        found = list(wording.phrases(self._longest(connection, wording.firsts())))
        known = self._counts(connection, {phrase for phrase, _ in found} - set(but))
        for phrase, (start, end) in found:
            if phrase in known and not any(
                a <= start and end <= b and (a, b) != (start, end) for a, b, _ in marks
            ):
                _shift(self._new.phrases.setdefault(phrase, dict(known[phrase])), "", sign)
                known[phrase] = self._new.phrases[phrase]

    def _look_back(
        self, connection: sqlite3.Connection, fresh: Collection[str], but: Collection[int]
    ) -> None:
        """Count new phrases in the articles that were learned from before."""
        wanted: dict[int, list[str]] = {}
        for phrase in sorted(fresh):
            asked = search_query(f'"{phrase.replace("~", "").replace("^", "")}"')
            if not asked:
                continue
            for (n,) in connection.execute(
                "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid LIMIT ?",
                (asked, _ELSEWHERE),
            ).fetchall():
                if n not in but:
                    wanted.setdefault(n, []).append(phrase)
        for n, marks in sorted(self._marks(connection, sorted(wanted)).items()):
            (body,) = connection.execute("SELECT body FROM text WHERE n = ?", (n,)).fetchone()
            wording = Wording(body)
            for phrase in wanted[n]:
                for start, end in wording.occurrences(phrase):
                    if not any(
                        a <= start and end <= b and (a, b) != (start, end) for a, b, _ in marks
                    ):
                        _shift(self._new.phrases[phrase], "", 1)

    # -- keeping ---------------------------------------------------------------------------------

    def save(self, desk: Desk) -> None:
        """Learn all there is to learn, and write it down.

        Raises:
            DeskError: the desk could not be written.
        """
        while not self.catch_up(desk.connection, desk.actor):
            self._learn_some(desk)
        if self._new.articles or is_behind(desk.connection, desk.actor):
            self._write(desk, self._new.upto)

    def _learn_some(self, desk: Desk) -> None:
        changed = self._changed(desk.connection)
        (newest,) = desk.connection.execute("SELECT coalesce(max(n), 0) FROM op").fetchone()
        for start in range(0, len(changed), _PIECE):
            self._learn(desk.connection, changed[start : start + _PIECE], desk.actor)
            last = start + _PIECE >= len(changed)
            self._write(desk, newest if last else self._new.upto)
            self._meet(desk.connection, desk.actor)

    def _write(self, desk: Desk, upto: int) -> None:
        new = self._new
        phrase, first, sort, article, of = (self._table(name) for name in TABLES)
        with desk.transaction() as connection:
            for name, columns in TABLES.items():
                if not self._there:
                    connection.execute(f"DROP TABLE IF EXISTS {self._table(name)}")
                connection.execute(f"CREATE TABLE IF NOT EXISTS {self._table(name)} ({columns}")
            row = connection.execute(f"SELECT saved FROM {of}").fetchone()
            if self._there and (row is None or row[0] != new.saved):
                return  # another process has written meanwhile
            many = connection.executemany
            many(
                f"INSERT OR REPLACE INTO {phrase} VALUES (?, ?, ?)",
                (
                    (key, counts.get("", 0), encoded(counts))
                    for key, counts in sorted(new.phrases.items())
                ),
            )
            many(
                f"INSERT INTO {first} VALUES (?, ?) ON CONFLICT (key) "
                "DO UPDATE SET longest = max(longest, excluded.longest)",
                sorted(new.firsts.items()),
            )
            many(
                f"INSERT OR REPLACE INTO {sort} VALUES (?, ?)",
                ((key, json.dumps(counts)) for key, counts in sorted(new.sorts.items())),
            )
            for n, marks in sorted(new.articles.items()):
                if marks is None:
                    connection.execute(f"DELETE FROM {article} WHERE n = ?", (n,))
                else:
                    connection.execute(
                        f"INSERT OR REPLACE INTO {article} VALUES (?, ?)",
                        (n, json.dumps(marks, ensure_ascii=False)),
                    )
            connection.execute(
                f"INSERT OR REPLACE INTO {of} VALUES (1, ?, ?, ?)",
                (self._said, upto, new.saved + 1),
            )
        self._there = True
        self._new = _New(upto=upto, saved=new.saved + 1)


_TELLING = ("country", "area", "person", "surname", "acronym")
"""Sorts of clues whose phrases are remembered even where they are never marked."""


def _shift(counts: Counts, label: str, by: int) -> None:
    counts[label] = counts.get(label, 0) + by
    if label and counts[label] <= 0:
        del counts[label]
