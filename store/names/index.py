"""A register of names that answers "who may this be?" out of a million in a millisecond or two."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from rapidfuzz.fuzz import ratio, token_set_ratio

from store.names.compare import CANDIDATE, Match, matched, ordered
from store.names.features import measure
from store.names.filing import add_names, put_together
from store.names.finding import LARGE, SMALL, Counted, Finder
from store.names.normalise import Name, parse
from store.names.rarity import Rarity
from store.names.scorer import shipped
from store.names.tables import STATEMENTS

_LETTERS = 0.04
"""What letters as written add to the order of candidates: spellings that sound alike score alike."""

_DEEP = 150_000
"""Up to this many names, a name that nothing fits is sought under neighbouring keys too."""

_POOR = 0.4
"""Where no name fits better than this, neighbouring keys are looked under."""

_WELL = 0.9
"""Where a name fits this well, fewer others are weighed."""


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


class NameIndex:
    """Names and whose they are; an owner may have any number of names.

    Every answer is for what the tables hold when it is asked for, whoever wrote to them.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._seen = (0, 0)
        self._rarity = Counted(connection, 0)
        self._finder = Finder(connection, self._rarity, SMALL)

    @classmethod
    def in_memory(cls, names: Iterable[tuple[str, str]] = ()) -> Self:
        """An index of ``(owner, name)`` pairs of its own, for files and tests."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        for statement in STATEMENTS:
            connection.execute(statement)
        add_names(connection, names)
        return cls(connection)

    @property
    def rarity(self) -> Rarity:
        """How common words are among the names held."""
        self._look()
        return self._rarity

    def __len__(self) -> int:
        self._look()
        return self._rarity.names

    def _look(self) -> None:
        """Forget the counts read when the names are not those of the last look."""
        row = self._db.execute("SELECT names, digest FROM name_total").fetchone() or (0, 0)
        if row != self._seen:
            self._seen = row
            self._rarity = Counted(self._db, row[0])
            effort = SMALL if row[0] <= _DEEP else LARGE
            self._finder = Finder(self._db, self._rarity, effort)

    def lookup(self, text: str, limit: int = 5, least: float = CANDIDATE) -> list[Candidate]:
        """Who may be meant by ``text``: best first, each owner once, none below ``least``."""
        name = parse(text)
        if not name.words:
            return []
        self._look()
        finder = self._finder
        found = self._weigh(name, finder.near(name), limit, least)
        if (not found or found[0].match.score < _POOR) and (
            name.script != "latin" or self._rarity.names <= _DEEP
        ):
            found = self._weigh(name, finder.deep(name), limit, least)
        return found

    def _weigh(self, name: Name, hits: Counter[int], limit: int, least: float) -> list[Candidate]:
        if not hits:
            return []
        effort = self._finder.effort
        read = [n for n, _ in hits.most_common(effort.read)]
        marks = ",".join("?" * len(read))
        rows = self._db.execute(
            f"SELECT n, owner, text, plain, form FROM name_text WHERE n IN ({marks})", read
        ).fetchall()
        rows.sort(key=lambda row: (-ratio(name.plain, row[3]) - 8 * hits[row[0]], row[0]))
        rarity = self._rarity
        scorer = shipped()
        best: dict[str, tuple[float, int, Candidate]] = {}
        top = 0.0
        first, most = max(effort.first, limit - 1), max(effort.most, 2 * limit)
        for at, (n, owner, text, plain, form) in enumerate(rows[:most]):
            if at >= first and top >= _WELL:
                break
            other = put_together(form, text, plain)
            one, two = ordered(name, other)
            values, links = measure(one, two, rarity)
            score = scorer.score(values)
            if score < least:
                continue
            top = max(top, score)
            value = score + _LETTERS * token_set_ratio(name.plain, plain) / 100
            if owner not in best or (value, -n) > best[owner][:2]:
                best[owner] = value, -n, Candidate(owner, text, matched(one, two, links, score))
        ranked = sorted(best.values(), key=lambda one: one[:2], reverse=True)
        return [candidate for _, _, candidate in ranked[:limit]]
