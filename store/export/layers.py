"""Whose marks leave the desk: policies, filters, and the articles with what was chosen of them.

Everything is read in one snapshot by three cursors that walk side by side (articles, marks,
layers), so that a desk of any size needs the memory of its largest article.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from store.desk import Desk
from store.errors import ExportError
from store.journal.handles import handle
from store.model import STATUSES, Article, Span

MINE, ALL, ANNOTATOR = "mine", "all", "annotator:"
POLICIES = (MINE, ALL, f"{ANNOTATOR}NAME")
_LATER = ("consensus", "adjudicated")


@dataclass(frozen=True, slots=True)
class Choice:
    """What to export. ``annotators`` None: everybody. Empty filters let everything through."""

    annotators: frozenset[str] | None
    statuses: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """An article on its way out, with the status, article labels and marks that were chosen."""

    article: Article
    status: str
    labels: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(slots=True)
class LeftOut:
    """Articles that were not exported, by reason."""

    superseded: int = 0
    status: int = 0
    textless: int = 0


def choose(
    desk: Desk,
    layer: str,
    *,
    statuses: Sequence[str] = (),
    annotators: Sequence[str] = (),
    labels: Sequence[str] = (),
    superseded: bool = False,
) -> Choice:
    """Turn what was asked for into a choice.

    ``layer`` is ``mine``, ``all`` or ``annotator:NAME``; empty means ``mine``, or everybody named
    in ``annotators``. Labels go by id or name.

    Raises:
        ExportError: a policy, status, annotator or label that does not exist.
    """
    policy = layer or (ALL if annotators else MINE)
    present = set(desk.annotators())
    if policy.split(":")[0] in _LATER:
        raise ExportError(
            f"--layer {policy} needs reviewed articles, which this version cannot make yet; "
            "use mine, all or annotator:NAME."
        )
    if policy == ALL:
        chosen = None
    elif policy == MINE:
        if not desk.actor:
            raise ExportError("--layer mine needs a name: say who you are with --as NAME.")
        chosen = frozenset({desk.actor})
    elif policy.startswith(ANNOTATOR) and handle(policy.removeprefix(ANNOTATOR)):
        chosen = frozenset({_known(policy.removeprefix(ANNOTATOR), present)})
    else:
        raise ExportError(f"There is no layer policy {policy!r}; there are {', '.join(POLICIES)}.")
    if annotators:
        named = frozenset(_known(name, present) for name in annotators)
        chosen = named if chosen is None else chosen & named
    for status in statuses:
        if status not in STATUSES:
            raise ExportError(f"There is no status {status!r}; there are {', '.join(STATUSES)}.")
    return Choice(chosen, frozenset(statuses), _label_ids(desk, labels), superseded)


def _known(name: str, present: set[str]) -> str:
    who = handle(name)
    if who not in present:
        there = ", ".join(sorted(present)) or "nobody yet"
        raise ExportError(f"No annotator {name!r} has marked anything on this desk ({there}).")
    return who


def _label_ids(desk: Desk, labels: Sequence[str]) -> frozenset[str]:
    scheme = desk.labels(retired=True)
    by_name = {label.name.casefold(): label.id for label in scheme}
    by_name |= {label.id.casefold(): label.id for label in scheme}
    for label in labels:
        if label.casefold() not in by_name:
            there = ", ".join(one.id for one in scheme)
            raise ExportError(f"There is no label {label!r} on this desk ({there}).")
    return frozenset(by_name[label.casefold()] for label in labels)


def count(connection: sqlite3.Connection) -> int:
    """Articles on the desk, for a progress bar."""
    return int(connection.execute("SELECT count(*) FROM article").fetchone()[0])


_ARTICLES = (
    "SELECT article.n, id, title, body, external_id, published, source, url, language, assignee, "
    "meta, supersedes, superseded_by FROM article JOIN text ON text.n = article.n "
    "ORDER BY article.n"
)
# the index on (n, start) gives the order; only marks that start together are sorted
_SPANS = (
    'SELECT n, id, start, "end", label, annotator, origin, confirmed, created, entity, meta '
    'FROM span INDEXED BY span_n ORDER BY n, start, "end" DESC, label, annotator, id'
)
_LAYERS = "SELECT n, annotator, status, labels FROM layer INDEXED BY layer_n ORDER BY n"


def walk(
    connection: sqlite3.Connection, choice: Choice, left: LeftOut
) -> Generator[Exported, None, None]:
    """Yield the chosen articles in the order they came to the desk."""
    spans = _Side(connection.execute(_SPANS))
    layers = _Side(connection.execute(_LAYERS))
    for row in connection.execute(_ARTICLES):
        n = row[0]
        marks, made = spans.of(n), layers.of(n)
        if row[3] is None:
            left.textless += 1
            continue
        if row[12] and not choice.superseded:
            left.superseded += 1
            continue
        if choice.annotators is not None:
            marks = [mark for mark in marks if mark[5] in choice.annotators]
            made = [one for one in made if one[1] in choice.annotators]
        status = min((one[2] for one in made), key=STATUSES.index, default="new")
        if choice.statuses and status not in choice.statuses:
            left.status += 1
            continue
        if choice.labels:
            marks = [mark for mark in marks if mark[4] in choice.labels]
        labels = sorted({label for one in made for label in json.loads(one[3])})
        yield Exported(
            _article(row), status, tuple(labels), tuple(_span(mark, row[1]) for mark in marks)
        )


@dataclass(slots=True)
class _Side:
    """A cursor ordered by article, read along with the articles."""

    cursor: sqlite3.Cursor
    waiting: tuple[Any, ...] | None = None
    started: bool = field(default=False)

    def of(self, n: int) -> list[tuple[Any, ...]]:
        if not self.started:
            self.started = True
            self.waiting = self.cursor.fetchone()
        rows = []
        while self.waiting is not None and self.waiting[0] <= n:
            if self.waiting[0] == n:
                rows.append(self.waiting)
            self.waiting = self.cursor.fetchone()
        return rows


def _article(row: tuple[Any, ...]) -> Article:
    return Article(
        n=row[0],
        id=row[1],
        title=row[2],
        text=row[3],
        external_id=row[4],
        published=row[5],
        source=row[6],
        url=row[7],
        language=row[8],
        assignee=row[9],
        meta=json.loads(row[10]),
        supersedes=row[11],
        superseded_by=row[12],
    )


def _span(row: tuple[Any, ...], article_id: str) -> Span:
    return Span(
        id=row[1],
        article=article_id,
        start=row[2],
        end=row[3],
        label=row[4],
        annotator=row[5],
        origin=row[6],
        confirmed=bool(row[7]),
        created=row[8],
        entity=row[9],
        meta=json.loads(row[10]),
    )
