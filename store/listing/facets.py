"""How many articles of a list have each value of each field, counted in the background.

The counts of a field leave its own filter out of account, so that one sees what choosing another
value would give; all other filters count.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from store.listing.conditions import Condition
from store.listing.query import period
from store.listing.sets import FLIP, Sets, meet, members
from store.listing.values import ALL_STATUSES, dim_of, owned
from store.state.facets import SEPARATOR

FIELDS = (
    "status",
    "source",
    "language",
    "label",
    "entity",
    "assignee",
    "annotator",
    "article_label",
    "month",
)
"""The fields that are counted, in the order they arrive. ``month`` is that of publication, UTC."""

_LAST = "\U0010ffff"
_FEW = 20_000
"""Up to so many articles are looked at one by one; more are counted along the facet index."""

_ENTITIES = 40
"""Entities that are counted: those marked most, of all or of the few articles left."""

_MOST_MARKED = (
    "SELECT id FROM entity WHERE id = root AND alive AND total > 0 "
    "ORDER BY total DESC, name, id LIMIT ?"
)

_SINGLE = ("source", "language", "assignee")


@dataclass(frozen=True, slots=True)
class Count:
    """So many articles have ``value``; an empty one stands for none. ``name``: what it is called
    where that is something else."""

    value: str
    count: int
    name: str = ""


def facets(
    sets: Sets,
    conditions: Sequence[Condition],
    mine: str,
    publish: Callable[[str, list[Count]], None],
    fields: Sequence[str] = FIELDS,
) -> None:
    """Count each of ``fields`` and hand it to ``publish`` as soon as it is counted.

    ``conditions`` are the listing's. Call it inside `Sets.snapshot`.

    Raises:
        Cancelled: the counts are no longer wanted.
    """
    for field in fields:
        own = "since" if field == "month" else field
        others = [x for x in conditions if x.field != own]
        publish(field, _count(sets, others, field, mine))


def _count(sets: Sets, conditions: Sequence[Condition], field: str, mine: str) -> list[Count]:
    marks = sets.all_of(conditions)
    if marks is None:
        marks = sets.everything()
    few = marks.count(1) <= _FEW
    if few:
        numbers = members(meet(marks, sets.everything()))
        counts, total = _of_few(sets, numbers, field, mine), len(numbers)
    else:
        total = meet(marks, sets.everything()).count(1)
        if [x.field for x in conditions] == ["superseded"] and conditions[0].others:
            # nothing narrows the list: whole runs of the index, less the few that are hidden
            counts = _of_all(sets, field, mine)
            hidden = members(sets.of(conditions[0]).translate(FLIP))
            counts.subtract(_of_few(sets, hidden, field, mine))
        else:
            counts = _of_many(sets, marks, field, mine)
    if field == "status":
        counts["new"] = total - sum(counts.values())
        return [Count(x, counts[x]) for x in ALL_STATUSES if counts[x] > 0]
    if field in _SINGLE:
        counts[""] = total - sum(counts.values())
    if field == "entity":
        counts = Counter(dict(counts.most_common(_ENTITIES)))
    called = _names(sets, counts) if field == "entity" else {}
    found = [
        Count(value, count, called.get(value, "")) for value, count in counts.items() if count > 0
    ]
    if field == "month":
        return sorted(found, key=lambda x: x.value, reverse=True)
    return sorted(found, key=lambda x: (not x.value, -x.count, x.value))


def _names(sets: Sets, counts: Counter[str]) -> dict[str, str]:
    called = "SELECT name FROM entity WHERE id = ?"
    return {root: sets.connection.execute(called, (root,)).fetchone()[0] for root in counts}


def _of_entities(sets: Sets, marks: bytes | None) -> Counter[str]:
    """The most marked entities, each with all that is tied to it; an article counts once."""
    counts: Counter[str] = Counter()
    for (root,) in sets.connection.execute(_MOST_MARKED, (_ENTITIES,)).fetchall():
        select = (
            "SELECT DISTINCT n FROM facet WHERE dim = 'entity' AND value IN "
            "(SELECT id FROM entity WHERE root = ?)",
            (root,),
        )
        if marks is None:
            counts[root] = sum(len(numbers) for numbers in sets.numbers(select))
        else:
            counts[root] = _inside(sets, select, marks)
    return counts


def _of_all(sets: Sets, field: str, mine: str) -> Counter[str]:
    sets.check()
    if field == "entity":
        return _of_entities(sets, None)
    if field == "month":
        return Counter(dict(_months(sets, None)))
    low, high, cut = _values(field, mine)
    rows = sets.connection.execute(
        "SELECT value, count(*) FROM facet WHERE dim = ? AND value > ? AND value < ? GROUP BY value",
        (dim_of(field), low, high),
    )
    return Counter({value[cut:]: count for value, count in rows})


def _of_many(sets: Sets, marks: bytes, field: str, mine: str) -> Counter[str]:
    if field == "month":
        return Counter(dict(_months(sets, marks)))
    if field == "entity":
        return _of_entities(sets, marks)
    low, high, cut = _values(field, mine)
    dim = dim_of(field)
    counts: Counter[str] = Counter()
    while True:
        row = sets.connection.execute(
            "SELECT value FROM facet WHERE dim = ? AND value > ? AND value < ? "
            "ORDER BY value LIMIT 1",
            (dim, low, high),
        ).fetchone()
        if row is None:
            return counts
        low = row[0]
        select = ("SELECT n FROM facet WHERE dim = ? AND value = ?", (dim, low))
        counts[low[cut:]] = _inside(sets, select, marks)


def _inside(sets: Sets, select: tuple[str, tuple[str | int, ...]], marks: bytes) -> int:
    return sum(sum(map(marks.__getitem__, numbers)) for numbers in sets.numbers(select))


def _months(sets: Sets, marks: bytes | None) -> list[tuple[str, int]]:
    """Months that occur, newest first: a probe to find each, then a stretch of the date index."""
    found: list[tuple[str, int]] = []
    below = 1 << 62
    while True:
        sets.check()
        row = sets.connection.execute(
            "SELECT at FROM article WHERE at < ? AND at != 0 ORDER BY at DESC LIMIT 1", (below,)
        ).fetchone()
        if row is None:
            return found
        month = _month(row[0])
        first, last = period(month) or (row[0], row[0])
        stretch = "FROM article WHERE at BETWEEN ? AND ? AND at != 0"
        if marks is None:
            count = sets.connection.execute(f"SELECT count(*) {stretch}", (first, last)).fetchone()[
                0
            ]
        else:
            count = _inside(sets, (f"SELECT n {stretch}", (first, last)), marks)
        found.append((month, count))
        below = first


def _month(at: int) -> str:
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment.year:04}-{moment.month:02}"


def _values(field: str, mine: str) -> tuple[str, str, int]:
    """The range of stored values of a field, and how many characters each begins with."""
    prefix = mine + SEPARATOR if owned(field) else ""
    return prefix, prefix + _LAST, len(prefix)


_ONE_BY_ONE = {
    "status": "SELECT l.status FROM {few} JOIN layer l ON l.n = j.value "
    "WHERE l.annotator = ? AND l.status != 'new'",
    "source": "SELECT a.source FROM {few} JOIN article a ON a.n = j.value WHERE a.source != ''",
    "language": "SELECT a.language FROM {few} JOIN article a ON a.n = j.value "
    "WHERE a.language != ''",
    "assignee": "SELECT a.assignee FROM {few} JOIN article a ON a.n = j.value "
    "WHERE a.assignee != ''",
    "label": "SELECT value FROM (SELECT DISTINCT s.n, s.label AS value FROM {few} "
    "JOIN span s ON s.n = j.value)",
    "entity": "SELECT value FROM (SELECT DISTINCT s.n, e.root AS value FROM {few} "
    "JOIN span s ON s.n = j.value JOIN entity e ON e.id = s.entity WHERE s.entity != '')",
    "annotator": "SELECT value FROM (SELECT DISTINCT s.n, s.annotator AS value FROM {few} "
    "JOIN span s ON s.n = j.value)",
    "article_label": "SELECT v.value FROM {few} JOIN layer l ON l.n = j.value, "
    "json_each(l.labels) v WHERE l.annotator = ?",
    "month": "SELECT a.at FROM {few} JOIN article a ON a.n = j.value WHERE a.at != 0",
}


def _of_few(sets: Sets, numbers: array[int], field: str, mine: str) -> Counter[str]:
    sets.check()
    sql = _ONE_BY_ONE[field].format(few="(SELECT value FROM json_each(?)) AS j CROSS")
    bound = (json.dumps(numbers.tolist()), *((mine,) if "annotator = ?" in sql else ()))
    values = (value for (value,) in sets.connection.execute(sql, bound))
    return Counter(map(_month, values)) if field == "month" else Counter(values)
