"""What a query demands of an article, one condition at a time.

Each condition can be asked in two ways that mean the same: of one article row (``sql``), or as the
set of articles it holds for (``sets``, and ``others`` for a condition that is met by lacking
something). The first page of a list is made the first way, the whole list the second.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from store.listing.query import Query, period
from store.listing.values import dim_of, owned, resolved
from store.state.facets import SEPARATOR

Value = str | int
Select = tuple[str, tuple[Value, ...]]
"""A statement that gives article numbers in one column, and its values."""

_LAST = "\U0010ffff"
_COLUMNS = ("source", "language", "assignee")
_MINE = "(SELECT l.{0} FROM layer l WHERE l.annotator = ? AND l.n = a.n)"


class Condition(NamedTuple):
    """``field`` is that of the query. ``sql``: a term over ``article AS a``, empty when it cannot
    be asked of one row (words); ``{at}`` in it stands for the article's date.

    The articles it holds for are the union of ``sets``; with ``others``, also everything outside
    the union of those. ``facet``: dimension and value, when one run of that index is exactly it.
    """

    field: str
    sql: str
    bound: tuple[Value, ...] = ()
    sets: tuple[Select, ...] = ()
    others: tuple[Select, ...] = ()
    facet: tuple[str, str] | None = None


def conditions(connection: sqlite3.Connection, query: Query) -> list[Condition]:
    """The conditions of a query, its values looked up on the desk; most telling fields first."""
    meant = resolved(connection, query)
    found = [
        dimension(field, meant.values(field), query.mine)
        for field in (
            "entity",
            "label",
            "annotator",
            "article_label",
            "assignee",
            "status",
            "source",
            "language",
        )
        if meant.values(field)
    ]
    if meant.starred is not None:
        found.insert(0, _star(query.mine, meant.starred))
    found += _dates(meant)
    if meant.text:
        from store.text.folding import search_query  # only typed words need it

    if meant.text and (text := search_query(meant.text)):
        words = ("SELECT rowid FROM search WHERE search MATCH ?", (text,))
        found.append(Condition("text", "", sets=(words,)))
    found.append(_superseded(meant.superseded))
    return found


def dimension(field: str, values: tuple[str, ...], mine: str) -> Condition:
    """One of `query.DIMENSIONS` has one of these values; ``""`` (status: ``new``) means none."""
    dim = dim_of(field)
    blank = "new" if field == "status" else ""
    prefix = mine + SEPARATOR if owned(field) else ""
    stored = tuple(prefix + value for value in values if value != blank)
    sql, bound = _term(field, dim, values, stored, mine)
    absent = blank in values
    return Condition(
        field,
        sql,
        bound,
        tuple(_run(dim, value) for value in stored),
        (_runs(dim, prefix),) if absent else (),
        (dim, stored[0]) if len(stored) == 1 and not absent else None,
    )


def status_is_not(mine: str, status: str) -> Condition:
    """My status is any but this one."""
    sql = f"coalesce({_MINE.format('status')}, 'new') != ?"
    run = _run("status", mine + SEPARATOR + status)
    return Condition("status", sql, (mine, status), others=(run,))


def _term(
    field: str, dim: str, values: tuple[str, ...], stored: tuple[str, ...], mine: str
) -> tuple[str, tuple[Value, ...]]:
    marks = ", ".join("?" * len(values))
    if field in _COLUMNS:
        return f"a.{field} IN ({marks})", values
    if field == "status":
        return f"coalesce({_MINE.format('status')}, 'new') IN ({marks})", (mine, *values)
    terms: list[str] = []
    bound: tuple[Value, ...] = ()
    if stored:
        terms.append(
            "EXISTS (SELECT 1 FROM facet e WHERE e.dim = ? AND e.value IN "
            f"({', '.join('?' * len(stored))}) AND e.at = {{at}} AND e.n = a.n)"
        )
        bound = (dim, *stored)
    if "" in values and field == "article_label":
        terms.append(f"coalesce({_MINE.format('labels')}, '[]') = '[]'")
        bound += (mine,)
    elif "" in values and field == "entity":
        terms.append("NOT EXISTS (SELECT 1 FROM span s WHERE s.n = a.n AND +s.entity != '')")
    elif "" in values:
        terms.append("a.spans = 0")
    return f"({' OR '.join(terms)})", bound


def _run(dim: str, value: str) -> Select:
    return "SELECT n FROM facet WHERE dim = ? AND value = ?", (dim, value)


def _runs(dim: str, prefix: str) -> Select:
    return (
        "SELECT n FROM facet WHERE dim = ? AND value > ? AND value < ?",
        (dim, prefix, prefix + _LAST),
    )


def _star(mine: str, on: bool) -> Condition:
    sql = f"coalesce({_MINE.format('starred')}, 0) = {int(on)}"
    run = _run("star", mine)
    if on:
        return Condition("starred", sql, (mine,), (run,), facet=("star", mine))
    return Condition("starred", sql, (mine,), others=(run,))


def _dates(query: Query) -> list[Condition]:
    """Both ends as one condition; an article without a date never meets it."""
    since, until = period(query.since), period(query.until)
    limits = [(">=", since[0])] if since else []
    if until:
        limits.append(("<=", until[1]))
    if not limits:
        return []
    bound = tuple(second for _, second in limits)
    terms = [f"{{at}} {test} ?" for test, _ in limits] + ["{at} != 0"]
    sql = " AND ".join(terms)
    return [
        Condition(
            "since", sql, bound, ((f"SELECT n FROM article WHERE {sql}".format(at="at"), bound),)
        )
    ]


def _superseded(only: bool) -> Condition:
    replaced: Select = ("SELECT n FROM article WHERE superseded_by != ''", ())
    if only:
        return Condition("superseded", "a.superseded_by != ''", sets=(replaced,))
    return Condition("superseded", "a.superseded_by = ''", others=(replaced,))
