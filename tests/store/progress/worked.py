"""A desk that people have worked on for weeks, by a clock of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from store import annotations, articles
from store.desk import Desk
from store.intake import Intake
from store.model import Record

BEGIN = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
"""A Monday."""

TEXT = "Norway and Kenya signed a memorandum on transit. Minister Anne Berg met Peter Otieno."
PLACES = ((0, 6, "country"), (11, 16, "country"), (40, 47, "area"), (58, 67, "official"),
          (72, 84, "official"))  # fmt: skip
PEOPLE = ("lena", "mina", "omar")


class Clock:
    """The time that new operations are stamped with."""

    def __init__(self) -> None:
        self.now = BEGIN

    def on(self, **passed: float) -> None:
        """Let time pass, as `timedelta` counts it."""
        self.now += timedelta(**passed)

    def to(self, now: datetime) -> None:
        """Go to a time."""
        self.now = now

    @contextmanager
    def running(self) -> Iterator[None]:
        """Operations take their time from here."""
        with mock.patch("time.time", side_effect=lambda: self.now.timestamp()):
            yield


def desk_of(path: Path, number: int, clock: Clock) -> tuple[Desk, list[str]]:
    """A desk of so many articles, and their ids."""
    with clock.running():
        desk = Desk.create(path, "lead")
        with Intake(desk) as intake:
            ids = [
                intake.add(Record(text=f"{TEXT} Part {at}.", title=f"Part {at}")).article_id
                for at in range(number)
            ]
    return desk, ids


def worked_on(path: Path, number: int = 30, days: int = 19) -> Desk:
    """Three annotators, each on some of the same articles, on the weekdays of some weeks."""
    chance = random.Random(4)
    clock = Clock()
    desk, ids = desk_of(path, number, clock)
    waiting = {who: ids[at : at + 2 * number // 3] for at, who in enumerate(PEOPLE)}
    with clock.running():
        for day in range(days):
            if (BEGIN + timedelta(days=day)).weekday() > 4:
                continue
            clock.to(BEGIN + timedelta(days=day))
            for who in PEOPLE:
                desk.actor = who
                clock.on(minutes=chance.randint(20, 70))
                for _ in range(chance.randint(0, 3)):
                    if waiting[who]:
                        _annotate(desk, waiting[who].pop(0), clock, chance)
    desk.actor = "mina"
    return desk


def _annotate(desk: Desk, article: str, clock: Clock, chance: random.Random) -> None:
    for start, end, label in PLACES:
        clock.on(seconds=chance.randint(4, 50))
        if chance.random() < 0.9:
            late = chance.random() < 0.1
            annotations.tag(desk, article, start, end - late, label)
    clock.on(seconds=20)
    outcome = chance.choices(("done", "skipped", ""), (12, 1, 1))[0]
    if outcome:
        articles.set_status(desk, [article], outcome)
