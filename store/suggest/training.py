"""When to learn, from what, and the process that does it.

Learned is at fixed numbers of finished articles, from the first so many in the order in which they
were finished: the same desk comes to the same model, whenever its process ran. The model is
swapped in by one write to the desk's cache; until then, and without one, nothing waits for it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
import sys
import threading
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from store.desk import Desk
from store.errors import DeskError
from store.suggest import cache, second_look
from store.suggest.examples import Example, Finished, finished, how_many, learner, read
from store.suggest.features import VERSION
from store.suggest.finding import find_clues
from store.suggest.learning import MOST_ARTICLES, can_learn, learn
from store.suggest.memory import Memory
from store.suggest.memory_tables import is_behind
from store.suggest.model import Model

FIRST = 2
"""From so many finished articles on there is a model."""

COUNTS = tuple(
    chain(
        range(FIRST, 20),
        range(20, 60, 4),
        range(60, 200, 20),
        range(200, 1000, 50),
        range(1000, 100_001, 250),
    )
)
"""Numbers of finished articles at which a new model is learned."""


def due(articles: int) -> int:
    """The number of articles a desk's model should be learned from; 0 for none yet."""
    place = bisect_right(COUNTS, articles)
    return COUNTS[place - 1] if place else 0


def fingerprint(articles: int, some: Sequence[Example], labels: Sequence[str], whose: str) -> str:
    """What a model of so many articles depends on, in one line: those it is learned from and their
    marks, the labels (ids), whose it is."""
    said = hashlib.sha256(whose.encode())
    for label in sorted(labels):
        said.update(f"\n{label}".encode())
    for one in some:
        said.update(f"\n{one.article} {one.marks}".encode())
    return f"{articles} {VERSION}-{said.hexdigest()[:32]}"


def stamp(connection: sqlite3.Connection, who: str) -> str:
    """Changes when another model for ``who`` was swapped in; "" while there is none."""
    return cache.note(connection, cache.MODEL + learner(connection, who))


def load(connection: sqlite3.Connection, who: str) -> Model | None:
    """The model for ``who`` in the desk's cache; None when there is none that can be used."""
    text = cache.kept(connection, cache.MODEL + learner(connection, who))
    try:
        return Model.from_text(text) if text else None
    except ValueError:
        return None


def is_due(connection: sqlite3.Connection, who: str, *, model: bool = True) -> bool:
    """Whether there is something for the process to do; looked at cheaply.

    That is when words are to be written down that were learned since, and, if a ``model`` is wanted,
    when enough was finished since the last, or that is of no use.
    """
    articles = how_many(connection, who)
    wanted = due(articles)
    if not wanted:
        return False
    if is_behind(connection, who):
        return True
    if not model:
        return False
    made, _, by = stamp(connection, who).partition(" ")
    kept = cache.is_whole(connection, cache.MODEL + learner(connection, who))
    if not kept or not by.startswith(f"{VERSION}-"):
        return True
    return not wanted <= int(made) <= articles


@dataclass(frozen=True, slots=True)
class Learned:
    """A model (None: nothing is marked), and how many articles it was learned from."""

    model: Model | None
    articles: int


def examples(desk: Desk) -> list[Example]:
    """The finished articles there are to learn from, oldest first: the newest `MOST_ARTICLES`."""
    return _read(desk, finished(desk.connection, desk.actor))


def _read(desk: Desk, done: Sequence[Finished]) -> list[Example]:
    return list(read(desk.connection, done[-MOST_ARTICLES:], _labels(desk)))


def _labels(desk: Desk) -> list[str]:
    return [label.id for label in desk.labels() if label.scope == "span"]


def refresh(
    desk: Desk, *, every: bool = False, doubt: bool = False, model: bool = True
) -> Learned | None:
    """Write down what is known of words, learn in this process what is due (or from ``every``
    finished article), and swap it in.

    ``doubt``: then take a second look at the articles, which takes as long again. Without ``model``
    no more is done than to write down what is known of words. None when no model was learned.

    Raises:
        Refused: python-crfsuite is not installed.
        DeskError: the desk could not be written.
    """
    connection = desk.connection
    Memory(find_clues).save(desk)
    done = finished(connection, desk.actor)
    if not every:
        done = done[: due(len(done))]
    if not done or not model:
        return None
    read_in = _read(desk, done)
    whose = learner(connection, desk.actor)
    said = fingerprint(len(done), read_in, _labels(desk), whose)
    key = cache.MODEL + whose
    if said == cache.note(connection, key) and cache.is_whole(connection, key):
        return None
    learned = learn(read_in)
    # a model of nothing is kept as a note, so that it is not learned over again
    cache.keep(desk, [(key, said, learned.to_text() if learned else "")])
    if doubt:
        whose_marks = [one.annotator for one in done[-len(read_in) :]]
        cache.keep(desk, [second_look.row(said, second_look.look(read_in, whose_marks))])
    return Learned(learned, len(done))


# -- the process -----------------------------------------------------------------------------------


def command(path: Path, who: str, *, model: bool = True) -> list[str]:
    """The command line of the process. It ends when its standard input is closed."""
    return [
        *(sys.executable, "-P", "-m", "store.suggest.training"),
        *(() if model else ("--no-model",)),
        *("--", str(path), who),
    ]


def environment() -> dict[str, str]:
    """Where the process finds this very program, and one thread for it."""
    import store

    here = str(Path(next(iter(store.__path__))).resolve().parent)
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (here, known)))}


def _end_with_parent() -> None:
    """Wait until whoever started us is gone, however that came, and end with them."""
    with suppress(OSError, ValueError):
        while sys.stdin.buffer.read(4096):
            pass
    os._exit(3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn what is due on a desk; exit status 0 when all is well, 2 with a sentence when not."""
    parser = argparse.ArgumentParser(prog="store.suggest.training")
    parser.add_argument("desk", type=Path)
    parser.add_argument("who")
    parser.add_argument("--no-model", action="store_true")
    given = parser.parse_args(arguments)
    with suppress(AttributeError, OSError):
        os.nice(15)
    try:
        # not closed: whoever started us has the desk open, and closing it would wait for readers
        model = can_learn() and not given.no_model
        refresh(Desk.open(given.desk, given.who), doubt=True, model=model)
    except DeskError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    status = main()
    sys.stderr.flush()
    os._exit(status)
