"""Many articles at once: all rows of each computed from one pass over its operations.

Rows come from the same functions that single steps use, so both say the same; here nothing is read
back to learn what changed. A rebuild is this for every article, a merge for those it touched, and
taking new articles in hands over what it knows without reading at all (`Rows`).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from store.journal.fold import Folded, fold
from store.state import (
    annotators,
    articles,
    comments,
    facets,
    layers,
    register,
    rejections,
    reviews,
    search,
    spans,
)

KINDS = ("article", "layer", "span", "comment", "verdict", "request", "rejection")
"""Kinds of objects that belong to one article."""

_TABLES = (*KINDS, "external")
PREFIXES = tuple(f"{kind}:" for kind in KINDS)
_CHUNK = 4000
_NOTHING = Folded()
_IN_ORDER = itemgetter(2, 3, 4)
"""An operation's kind of object, object and id."""
_TOUCHED = "n IN (SELECT n FROM temp.touched)"

# ";" comes right after ":", so the range holds "kind:ID" and all of "kind:ID:..."
_OPERATIONS = """
    SELECT touched.n, touched.id, kinds.name, op.obj, op.id, op.kind, op.fields
    FROM temp.touched CROSS JOIN temp.kinds CROSS JOIN op
    WHERE op.obj >= kinds.name || ':' || touched.id AND op.obj < kinds.name || ':' || touched.id || ';'
      AND op.grp NOT IN (SELECT grp FROM action WHERE revoked != 0)
    ORDER BY touched.n, kinds.place, op.obj, op.id
"""

States = Mapping[str, list[tuple[str, Folded]]]
"""An article's objects by kind: the rest of the object's name after the article, and its fold."""
Mark = tuple[str, dict[str, Any], bytes | None]
"""A mark's id, its folded fields and its first live operation: of marks there are most."""


class Rows:
    """Derived rows of articles that have none, gathered and then written together."""

    def __init__(self) -> None:
        self._articles: list[articles.Row] = []
        self._external: list[tuple[str, int, str, str]] = []
        self._layers: list[layers.LayerRow] = []
        self._spans: list[spans.SpanRow] = []
        self._facets: list[facets.FacetRow] = []
        self._comments: list[tuple[Any, ...]] = []
        self._verdicts: list[tuple[Any, ...]] = []
        self._requests: list[tuple[Any, ...]] = []
        self._rejections: list[tuple[Any, ...]] = []

    @property
    def mentions(self) -> Counter[register.Mention]:
        """What the marks say of the register of names, which `write` leaves alone."""
        return Counter(map(spans.mention, self._spans))

    def add(self, n: int, article_id: str, marks: Iterable[Mark], states: States) -> None:
        """Gather the rows of one article, which is listed when it has an ``article.add``.

        ``states`` are its objects other than marks.
        """
        own = [
            row
            for span_id, fields, born in marks
            if born and (row := spans.row_of(n, span_id, fields, born))
        ]
        own.sort()
        self._spans += own
        lent = {dim: Counter(map(value_in, own)) for dim, value_in in spans.FACETS}
        support = Counter(
            {(dim, value): k for dim, values in lent.items() for value, k in values.items()}
        )
        owners = lent["annotator"]
        at, listed = 0, False
        for _, state in states.get("article", ()):
            if state.adds:
                listed = True
                article = articles.row_of(n, article_id, state.fields, len(own))
                at = article[6]
                self._articles.append(article)
                self._external += [articles.external_row(n, add) for add in state.adds]
                self._facets += articles.facet_rows(article)
        decided = dict(states.get("layer", ()))
        for who in owners.keys() | decided.keys():
            layer = layers.row_of(n, who, decided.get(who, _NOTHING), owners[who], at)
            if not layers.is_blank(layer):
                self._layers.append(layer)
                for key in facets.layer_keys(who, layer[2], bool(layer[5]), layer[6]):
                    support[key] += 1
        if listed:
            self._facets += [(dim, value, at, n, k) for (dim, value), k in support.items() if value]
        for kind, row_of, rows in (
            ("comment", comments.row_of, self._comments),
            ("verdict", reviews.verdict_row, self._verdicts),
            ("request", reviews.request_row, self._requests),
            ("rejection", rejections.row_of, self._rejections),
        ):
            for name, state in states.get(kind, ()):
                found = row_of(n, name, state)
                if found is not None:
                    rows.append(found)

    def write(self, connection: sqlite3.Connection) -> None:
        """Insert what was gathered, each table in the order it is kept in."""
        many = connection.executemany
        many(articles.INSERT, self._articles)
        many(articles.EXTERNAL, self._external)
        many(spans.INSERT_NEW, sorted(self._spans, key=itemgetter(1)))
        many(layers.INSERT, sorted(self._layers, key=itemgetter(0, 1)))
        facets.add_many(connection, sorted(self._facets))
        many(comments.INSERT, self._comments)
        many(reviews.INSERT_VERDICT, self._verdicts)
        many(reviews.INSERT_REQUEST, self._requests)
        many(rejections.INSERT, self._rejections)


def rebuild(connection: sqlite3.Connection) -> None:
    """Fill the empty derived tables of all articles."""
    last = connection.execute("SELECT coalesce(max(n), 0) FROM text").fetchone()[0]
    with _Touched(connection) as touched:
        for first in range(0, last, _CHUNK):
            touched.put("n > ? AND n <= ?", (first, first + _CHUNK))
            _write(connection)


def refresh(connection: sqlite3.Connection, article_ids: Iterable[str]) -> None:
    """Make all derived rows of these articles anew; unknown ones are left out.

    Raises:
        ValueError: what should be an article's id is none.
    """
    ids = iter(sorted(article_ids))
    with _Touched(connection) as touched:
        while chunk := list(islice(ids, _CHUNK)):
            touched.put_ids(chunk)
            titles = dict(connection.execute(f"SELECT n, title FROM article WHERE {_TOUCHED}"))
            before = _mentions(connection)
            facets.clear(connection, _TOUCHED)
            for table in _TABLES:
                connection.execute(f"DELETE FROM {table} WHERE {_TOUCHED}")
            _write(connection)
            search.retitle_many(connection, titles, _TOUCHED)
            after = _mentions(connection)
            after.subtract(before)
            register.shift(connection, after)


def _mentions(connection: sqlite3.Connection) -> Counter[register.Mention]:
    """What the marks of the articles at hand say of the register of names."""
    found: Counter[register.Mention] = Counter()
    for entity, form, label, confirmed, count in connection.execute(
        "SELECT entity, form, label, confirmed, count(*) FROM span "
        f"WHERE {_TOUCHED} AND +entity != '' GROUP BY 1, 2, 3, 4"
    ):
        found[entity, form, label, confirmed] = count
    return found


class _Touched:
    """The temporary table of the articles at hand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> _Touched:
        run = self._connection.execute
        run("CREATE TEMP TABLE touched (n INTEGER PRIMARY KEY, id TEXT NOT NULL)")
        run("CREATE TEMP TABLE kinds (place INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        self._connection.executemany("INSERT INTO temp.kinds VALUES (?, ?)", enumerate(KINDS))
        return self

    def __exit__(self, *_: object) -> None:
        for name in ("touched", "kinds"):
            self._connection.execute(f"DROP TABLE temp.{name}")

    def put(self, which: str, values: tuple[Any, ...]) -> None:
        """Put the articles that meet a condition in place of those that were there."""
        self._connection.execute("DELETE FROM temp.touched")
        self._connection.execute(
            f"INSERT INTO temp.touched SELECT n, lower(hex(hash)) FROM text WHERE {which}", values
        )

    def put_ids(self, article_ids: list[str]) -> None:
        """Put these articles in place of those that were there."""
        self._connection.execute("DELETE FROM temp.touched")
        self._connection.executemany(
            "INSERT INTO temp.touched SELECT n, ?2 FROM text WHERE hash = ?1",
            ((bytes.fromhex(article_id), article_id) for article_id in article_ids),
        )


def _write(connection: sqlite3.Connection) -> None:
    rows = Rows()
    names = annotators.load(connection)
    for (n, article_id), operations in groupby(
        connection.execute(_OPERATIONS), key=itemgetter(0, 1)
    ):
        states = _states(operations, names)
        marks = [(span_id, one.fields, one.born) for span_id, one in states.pop("span", ())]
        rows.add(n, article_id, marks, states)
    rows.write(connection)


def _states(
    operations: Iterator[tuple[Any, ...]], names: annotators.Names
) -> dict[str, list[tuple[str, Folded]]]:
    states: dict[str, list[tuple[str, Folded]]] = {}
    if names:
        # what one person wrote under several handles is folded together, in the order of ids
        known = (
            (*line[:3], annotators.canonical(line[3], names), *line[4:]) for line in operations
        )
        operations = iter(sorted(known, key=_IN_ORDER))
    for (kind, obj), own in groupby(operations, key=itemgetter(2, 3)):
        # a name without its last part is another program's; the caller refuses it
        rest = "" if kind == "article" else obj.split(":", 2)[2]
        state = annotators.resolved(fold(line[4:] for line in own), names)
        states.setdefault(kind, []).append((rest, state))
    return states
