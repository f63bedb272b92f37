"""What stands on a desk now, by annotator, label and status.

Articles that a correction has replaced are in none of these counts but ``replaced``, as they are in
no list. Everything is counted inside SQLite, which lets other threads run meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from store.model import FINISHED, STATUSES
from store.state.facets import SEPARATOR

_REPLACED = "SELECT n FROM article WHERE superseded_by != ''"
_FACETS = (
    "SELECT dim, value, count(*), sum(k) FROM facet "
    "WHERE dim IN ('status', 'annotator', 'assignee', 'label') "
    f"AND n NOT IN ({_REPLACED}) GROUP BY dim, value"
)
_FINISHED = ", ".join(f"'{status}'" for status in FINISHED)
# handed in: finished, or taken in from elsewhere and not worked on here (`review.layers.counted`)
_COVERAGE = f"""
    SELECT min(handed, 3), begun, skipped, approved, count(*) FROM (
        SELECT sum(l.status IN ({_FINISHED}) OR (l.status = 'started' AND l.spans AND NOT EXISTS (
                   SELECT 1 FROM span WHERE span.n = l.n AND span.annotator = l.annotator
                   AND span.origin != 'import'))) AS handed,
               max(l.status = 'started') AS begun, max(l.status = 'skipped') AS skipped,
               max(l.status = 'approved') AS approved
        FROM layer l INDEXED BY layer_n JOIN article a ON a.n = l.n
        WHERE a.superseded_by = '' GROUP BY l.n)
    GROUP BY 1, 2, 3, 4
"""
# a mark that introduced its entity is linked to nothing that was there before: no guess
_MARKS = """
    SELECT s.annotator, s.label, count(*), sum(s.entity != ''),
           sum(s.entity != '' AND s.confirmed = 0 AND s.linked != 'new')
    FROM span s JOIN article a ON a.n = s.n WHERE a.superseded_by = '' GROUP BY 1, 2
"""
_ENTITIES = """
    SELECT label, count(*), sum(total), sum(conflict) FROM entity
    WHERE id = root AND alive GROUP BY label
"""


@dataclass(frozen=True, slots=True)
class Person:
    """An annotator's articles. ``statuses``: how many have each status but ``new``, which is
    having none; ``marks`` in them; ``assigned``: articles handed to them."""

    statuses: Mapping[str, int] = field(default_factory=dict)
    marks: int = 0
    assigned: int = 0

    @property
    def touched(self) -> int:
        """Articles that are not new."""
        return sum(self.statuses.values())

    @property
    def finished(self) -> int:
        """Articles handed in."""
        return sum(self.statuses.get(status, 0) for status in FINISHED)


@dataclass(frozen=True, slots=True)
class Counts:
    """``articles`` are those listed; ``label_articles``: how many hold a mark of each label."""

    articles: int
    replaced: int
    people: Mapping[str, Person]
    label_articles: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """With ``new`` spelled out."""
        return {
            "articles": self.articles,
            "replaced": self.replaced,
            "annotators": {
                name: {
                    "statuses": {"new": self.articles - one.touched, **one.statuses},
                    "marks": one.marks,
                    "assigned": one.assigned,
                }
                for name, one in self.people.items()
            },
            "articles_with_label": dict(self.label_articles),
        }


def counts(connection: sqlite3.Connection) -> Counts:
    """The quick counts, from the facet table."""
    articles = connection.execute("SELECT count(*) FROM article").fetchone()[0]
    replaced = connection.execute(f"SELECT count(*) FROM ({_REPLACED})").fetchone()[0]
    statuses: dict[str, dict[str, int]] = defaultdict(dict)
    marks: Counter[str] = Counter()
    assigned: Counter[str] = Counter()
    labels: dict[str, int] = {}
    for dim, value, number, support in connection.execute(_FACETS):
        if dim == "status":
            name, _, status = value.rpartition(SEPARATOR)
            statuses[name][status] = number
        elif dim == "annotator":
            marks[value] = support
        elif dim == "assignee":
            assigned[value] = number
        else:
            labels[value] = number
    people = {
        name: Person(
            {status: statuses[name][status] for status in STATUSES if status in statuses[name]},
            marks[name],
            assigned[name],
        )
        for name in sorted({*statuses, *marks, *assigned})
    }
    return Counts(articles - replaced, replaced, people, labels)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Each listed article in one of five: nobody has begun it (``untouched``), somebody has
    (``begun``), it was only skipped, or one, two, or three and more annotators handed it in.

    ``approved`` ones are also among those handed in.
    """

    untouched: int
    begun: int
    skipped: int
    one: int
    two: int
    more: int
    approved: int

    def to_json(self) -> dict[str, int]:
        """By name."""
        names = ("untouched", "begun", "skipped", "one", "two", "more", "approved")
        return {name: getattr(self, name) for name in names}


def coverage(connection: sqlite3.Connection, articles: int) -> Coverage:
    """How many annotators each of so many ``articles`` has."""
    found: Counter[str] = Counter()
    touched = 0
    for handed, begun, skipped, approved, number in connection.execute(_COVERAGE):
        kind = ("", "one", "two", "more")[handed]
        kind = kind or ("begun" if begun else "skipped" if skipped else "")
        if kind:
            found[kind] += number
            touched += number
        if approved:
            found["approved"] += number
    return Coverage(
        articles - touched, found["begun"], found["skipped"], found["one"], found["two"],
        found["more"], found["approved"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """Marks of one annotator under one label; ``linked`` to a name, ``guessed``: of these the links
    nobody has confirmed."""

    marks: int = 0
    linked: int = 0
    guessed: int = 0

    def __add__(self, other: Marked) -> Marked:
        return Marked(
            self.marks + other.marks, self.linked + other.linked, self.guessed + other.guessed
        )

    def to_json(self) -> dict[str, int]:
        """By name."""
        return {"marks": self.marks, "linked": self.linked, "guessed": self.guessed}


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks, by label and annotator."""

    by_label: Mapping[str, Mapping[str, Marked]]

    def label(self, label: str) -> Marked:
        """Everybody's under a label."""
        return sum(self.by_label.get(label, {}).values(), Marked())

    def annotators(self) -> list[str]:
        """Who has marks, those with most first."""
        totals: Counter[str] = Counter()
        for own in self.by_label.values():
            for name, one in own.items():
                totals[name] += one.marks
        return sorted(totals, key=lambda name: (-totals[name], name))

    def to_json(self) -> dict[str, Any]:
        """By label, then annotator."""
        return {
            label: {name: one.to_json() for name, one in own.items()}
            for label, own in self.by_label.items()
        }


def marks(connection: sqlite3.Connection) -> Marks:
    """Counted along all marks: a moment for hundreds of thousands."""
    found: dict[str, dict[str, Marked]] = defaultdict(dict)
    for annotator, label, number, linked, guessed in connection.execute(_MARKS):
        found[label][annotator] = Marked(number, linked, guessed)
    return Marks(dict(sorted(found.items())))


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the register under one label, as people see them: what is tied is one.

    ``mentions`` of them everywhere; ``conflicts``: names of which some were told apart.
    """

    names: int = 0
    mentions: int = 0
    conflicts: int = 0

    def to_json(self) -> dict[str, int]:
        """By name."""
        return {"names": self.names, "mentions": self.mentions, "conflicts": self.conflicts}


def register(connection: sqlite3.Connection) -> dict[str, Names]:
    """The register's size, by label."""
    return {label: Names(*row) for label, *row in connection.execute(_ENTITIES)}
