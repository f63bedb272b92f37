"""Random histories of three editors: skewed clocks, undo, redelivery, merges in any order.

`play` asserts that all end with the same desk and that it is what a rebuild makes of it. `MUTANTS`
are faults to be planted, each as a context manager: whoever plays long enough must notice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import count, permutations
from pathlib import Path
from unittest import mock

from store import corrections
from store.check import backup, check
from store.desk import Desk
from store.errors import Refused
from store.intake import Intake
from store.journal import log
from store.model import Record
from store.state import layers
from store.state.register import ties
from store.sync.merge import merge
from tests.store import test_journal_properties as marking
from tests.store.register import test_histories as naming

EDITORS = ("mina", "omar", "lin", "mina")
"""Who works on each desk; one of the three has two machines."""
SKEWS = (0.0, 1800.0, -900.0, 300.0)
"""Seconds by which the clock beside each desk is ahead."""

_MARKING = (
    "tag tag tag relabel resize remove status star label assign edit comment resolve intake undo "
    "redo old-undo same apart"
).split()
_NAMING = (
    "tag tag country choose remove same same different unsure split prefer rename alias undo"
).split()
_TABLES = (
    "annotator",
    "article",
    "external",
    "layer",
    "span",
    "facet",
    "label",
    "comment",
    "verdict",
    "request",
    "rejection",
    "entity",
    "edge",
    "alias",
)


def everything(desk: Desk) -> dict[str, list[str]]:
    """The derived tables free of what is this file's own: local numbers."""
    read = desk.connection.execute
    found = {
        "action": [repr(row) for row in read("SELECT grp, actor, kind, ops, revoked FROM action")]
    }
    for table in _TABLES:
        columns = [row[1] for row in read(f"PRAGMA table_info({table})")]
        own = ", ".join(f'"{name}"' for name in columns if name != "n")
        number = "(SELECT hash FROM text WHERE text.n = it.n), " if "n" in columns else ""
        found[table] = sorted(repr(row) for row in read(f"SELECT {number}{own} FROM {table} AS it"))
    found["action"].sort()
    return found


def play(folder: Path, seed: int, steps: int) -> None:
    """One history. Raises AssertionError when the desks disagree or are not what they should be."""
    chance = random.Random(seed)
    old: list[Path] = []
    moments = count()

    def now() -> float:
        return 1.7e9 + next(moments) / 20

    with ExitStack() as stack:
        # ids and clocks follow from the seed too
        stack.enter_context(mock.patch("os.urandom", chance.randbytes))
        stack.enter_context(mock.patch("time.time", side_effect=now))
        paths = _copies(folder)
        desks = [
            stack.enter_context(Desk.open(path, who))
            for path, who in zip(paths, EDITORS, strict=True)
        ]
        for desk in desks:
            desk.connection.execute("PRAGMA synchronous = OFF")
        for _ in range(steps):
            who = chance.randrange(len(EDITORS))
            with mock.patch("time.time", lambda skew=SKEWS[who]: now() + skew):
                try:
                    _step(chance, desks[who], paths, old)
                except Refused:
                    continue
        with mock.patch("time.time", side_effect=lambda: now() + max(SKEWS)):
            _settle(chance, desks, paths)
        told = [everything(desk) for desk in desks]
    for other in told[1:]:
        for table, rows in told[0].items():
            assert rows == other[table], f"two desks disagree about {table}"
    for path in paths:
        assert check(path) == []


def _copies(folder: Path) -> list[Path]:
    """The same small desk once for each place."""
    paths = [folder / f"{place}-{name}.desk" for place, name in enumerate(EDITORS)]
    with Desk.create(paths[0], "lead") as desk, Intake(desk) as intake:
        for part in range(4):
            intake.add(Record(text=f"{naming.TEXT}, part {part}.", title=f"Part {part}"))
    for path in paths[1:]:
        backup(paths[0], path)
    return paths


def _step(chance: random.Random, desk: Desk, paths: list[Path], old: list[Path]) -> None:
    what = chance.random()
    if what < 0.06:
        merge(desk, chance.choice(paths))
    elif what < 0.08:
        # what a colleague sent once, to be taken in (again) at any time
        sent = desk.path.with_name(f"sent-{len(old)}.desk")
        backup(chance.choice(paths), sent)
        old.append(sent)
    elif what < 0.10 and old:
        merge(desk, chance.choice(old))
    elif what < 0.12:
        for (article,) in desk.connection.execute(
            "SELECT id FROM article WHERE supersedes != '' ORDER BY id"
        ).fetchall():
            corrections.accept(desk, article)
            break
    elif what < 0.14:
        edited = chance.choice(
            [row[0] for row in desk.connection.execute("SELECT id FROM article")]
        )
        marking.articles.edit(desk, edited, title=f"Title {chance.randrange(50)}")
    elif what < 0.20:
        mine = [action for action in desk.history(20) if action.actor == desk.actor]
        if mine:
            chosen = chance.choice(mine)
            (desk.redo if chosen.revoked else desk.undo)(chosen.group)
    elif what < 0.58:
        marking.do(desk, chance.choice(_MARKING), chance.randrange(10**6))
    else:
        naming.do(desk, chance.choice(_NAMING), chance.randrange(41), chance.randrange(41))


def _settle(chance: random.Random, desks: list[Desk], paths: list[Path]) -> None:
    """Merge in a random order until nobody learns anything."""
    pairs = list(permutations(range(len(desks)), 2))
    for _ in range(8):
        chance.shuffle(pairs)
        if not sum([merge(desks[into], paths[source]).operations for into, source in pairs]):
            return
    raise AssertionError("merging does not come to an end")


# -- faults to be planted ------------------------------------------------------------------------


@contextmanager
def one_end() -> Iterator[None]:
    """Taking two names apart settles who speaks for one of them alone: only long histories tell."""
    real = ties.settle

    def settle(connection, entities):
        known = list(entities)
        real(connection, known[:1] if len(known) == 2 else known)

    with mock.patch.object(ties, "settle", settle):
        yield


@contextmanager
def last_to_arrive() -> Iterator[None]:
    """The writer that arrived last wins, not the one that wrote last."""
    with mock.patch.object(log, "_LIVE", log._LIVE.replace("ORDER BY op.id", "ORDER BY op.n")):
        yield


@contextmanager
def undo_in_order_of_arrival() -> Iterator[None]:
    """Of an undo and a redo the one that arrived last counts."""
    planted = log._STANDING.replace("ORDER BY id DESC", "ORDER BY n DESC")
    assert planted != log._STANDING
    with mock.patch.object(log, "_STANDING", planted):
        yield


@contextmanager
def never_fewer() -> Iterator[None]:
    """A layer's marks are counted up and never down."""
    real = layers.shift_spans

    def shift_spans(connection, n, annotator, by):
        if by > 0:
            real(connection, n, annotator, by)

    with mock.patch.object(layers, "shift_spans", shift_spans):
        yield


@contextmanager
def old_titles() -> Iterator[None]:
    """The search index keeps the titles articles had."""
    with mock.patch("store.state.search.retitle"):
        yield


Mutant = Callable[[], AbstractContextManager[None]]
SMALL: tuple[Mutant, ...] = (last_to_arrive, never_fewer, old_titles)
"""Those that short histories notice soon."""
MUTANTS: tuple[Mutant, ...] = (*SMALL, undo_in_order_of_arrival, one_end)
