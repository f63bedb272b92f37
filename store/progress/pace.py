"""How fast people work, read from the journal.

Counted are actions that stand: what was taken back counts for nothing. Taking articles in is not
work on them. A person's actions belong to one session while no more than half an hour lies between
them; the time between two actions of a session is time spent on the article of the second one.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from operator import itemgetter
from statistics import median
from typing import Any

from store.agreement.figures import Figure, undefined
from store.desk import SYSTEM
from store.history import article_of
from store.journal.log import GROUP_REDO, GROUP_UNDO
from store.journal.operations import stamp_of

Progress = Callable[[int, int], None]

PAUSE = 30 * 60 * 1000
"""Milliseconds without an action after which a session is over."""

SHORTEST = 60
"""Seconds of work under which no pace is given."""

_QUARTER = 15 * 60 * 1000
"""Milliseconds: every time zone's days and hours begin on such a step."""

_TOLD_EVERY = 1000
_NO_WORK = (GROUP_UNDO, GROUP_REDO, "article.add", "layer.import", "label.add")
# `created` is what a mark brings along that was made elsewhere
_ACTIONS = f"""
    SELECT action.grp, action.actor, op.kind, op.obj,
           op.kind = 'span.add' AND json_extract(op.fields, '$.origin') NOT IN
               ('import', 're-anchored') AND json_extract(op.fields, '$.created') IS NULL
    FROM action CROSS JOIN op ON op.grp = action.grp
    WHERE action.revoked = 0 AND action.actor != '{SYSTEM}'
      AND action.kind NOT IN ({", ".join(f"'{kind}'" for kind in _NO_WORK)})
    ORDER BY action.grp
"""


@dataclass(frozen=True, slots=True)
class Day:
    """What somebody did on one day. ``marks`` were put by hand or accepted, ``verdicts`` given."""

    day: str
    articles: int = 0
    marks: int = 0
    verdicts: int = 0

    def to_json(self) -> dict[str, Any]:
        """By name; ``day`` is ISO 8601."""
        return {
            "day": self.day,
            "articles": self.articles,
            "marks": self.marks,
            "verdicts": self.verdicts,
        }


@dataclass(frozen=True, slots=True)
class Pace:
    """One annotator's pace. ``articles``: marked done, each once, when it was first.

    ``seconds`` of all ``sessions``, from first to last action; ``hours``: actions by hour of day;
    ``per_article``: the median of seconds on an article that is done.
    """

    annotator: str
    articles: int
    marks: int
    verdicts: int
    sessions: int
    seconds: float
    days: tuple[Day, ...]
    hours: tuple[int, ...]
    per_article: Figure

    @property
    def articles_per_hour(self) -> Figure:
        """Articles marked done in an hour of work."""
        return self._rate(self.articles)

    @property
    def marks_per_hour(self) -> Figure:
        """Marks put in an hour of work."""
        return self._rate(self.marks)

    def _rate(self, number: int) -> Figure:
        if self.seconds < SHORTEST:
            return undefined("less than a minute lies between first and last action of a session")
        return Figure(number * 3600 / self.seconds, "", {"seconds": round(self.seconds)})

    def to_json(self) -> dict[str, Any]:
        """By name; undefined figures are null with a reason."""
        return {
            "articles": self.articles,
            "marks": self.marks,
            "verdicts": self.verdicts,
            "sessions": self.sessions,
            "seconds": round(self.seconds, 3),
            "articles_per_hour": self.articles_per_hour.to_json(),
            "marks_per_hour": self.marks_per_hour.to_json(),
            "seconds_per_article": self.per_article.to_json(),
            "days": [day.to_json() for day in self.days],
            "hours_of_day": list(self.hours),
        }


def pace(
    connection: sqlite3.Connection,
    *,
    zone: tzinfo | None = None,
    progress: Progress | None = None,
) -> tuple[Pace, ...]:
    """The pace of everybody, in order of name. ``zone``: where days begin; by default here."""
    clock = _Clock(zone)
    workers: dict[str, _Worker] = {}
    total = connection.execute("SELECT count(*) FROM action").fetchone()[0] if progress else 0
    for done, ((group, actor), operations) in enumerate(
        groupby(connection.execute(_ACTIONS), key=itemgetter(0, 1))
    ):
        if progress is not None and done % _TOLD_EVERY == 0:
            progress(done, total)
        if actor not in workers:
            workers[actor] = _Worker(actor)
        workers[actor].take(stamp_of(group), clock, operations)
    return tuple(workers[actor].pace() for actor in sorted(workers))


class _Clock:
    """The day and hour of a time, looked up once a quarter of an hour."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone
        self._known: dict[int, tuple[str, int]] = {}

    def __call__(self, at: int) -> tuple[str, int]:
        quarter = at // _QUARTER
        found = self._known.get(quarter)
        if found is None:
            moment = datetime.fromtimestamp(quarter * _QUARTER / 1000, self._zone)
            found = self._known[quarter] = moment.date().isoformat(), moment.hour
        return found


class _Worker:
    """What is known of one person's work so far."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._last: int | None = None
        self._sessions = 0
        self._spent: defaultdict[str, int] = defaultdict(int)
        self._milliseconds = 0
        self._done: set[str] = set()
        self._hours = [0] * 24
        self._days: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def take(self, at: int, clock: _Clock, operations: Iterator[tuple[Any, ...]]) -> None:
        """One action, later than those before it."""
        day, hour = clock(at)
        did = self._days[day]
        self._hours[hour] += 1
        articles: set[str] = set()
        for _, _, kind, obj, mark in operations:
            article = article_of(obj)
            if article:
                articles.add(article)
            if mark:
                did["marks"] += 1
            elif kind == "status.done" and article not in self._done:
                self._done.add(article)
                did["articles"] += 1
            elif kind.startswith("verdict."):
                did["verdicts"] += 1
        since = PAUSE + 1 if self._last is None else at - self._last
        if since > PAUSE:
            self._sessions += 1
        else:
            self._milliseconds += since
            if len(articles) == 1:
                self._spent[articles.pop()] += since
        self._last = at

    def pace(self) -> Pace:
        """The result."""
        days = tuple(Day(day, **did) for day, did in sorted(self._days.items()))
        times = [spent / 1000 for article, spent in self._spent.items() if article in self._done]
        return Pace(
            self._name,
            sum(day.articles for day in days),
            sum(day.marks for day in days),
            sum(day.verdicts for day in days),
            self._sessions,
            self._milliseconds / 1000,
            days,
            tuple(self._hours),
            Figure(median(times), "", {"articles": len(times)})
            if times
            else undefined("no article was marked done after another action in the same session"),
        )
