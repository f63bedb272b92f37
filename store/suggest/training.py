"""When to learn, from what, and the process that does it.

Learned is at fixed numbers of finished articles, from the first so many in the order in which they
were finished: the same desk comes to the same model, whenever its process ran. The model is
swapped in by one write to the desk's cache; until then, and without one, nothing waits for it.
"""

from __future__ import annotations

import argparse
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
from store.model import Label
from store.suggest import cache, second_look
from store.suggest.examples import Example, Finished, finished, how_many, read
from store.suggest.features import VERSION
from store.suggest.finding import find_clues
from store.suggest.learning import learn
from store.suggest.memory import Memory, is_behind
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


def fingerprint(some: Sequence[Finished], labels: Sequence[Label], who: str) -> str:
    """What a model depends on, in one word: the articles, the labels, who learns."""
    import hashlib

    said = hashlib.sha256(who.encode())
    for label in sorted(label.id for label in labels):
        said.update(f"\n{label}".encode())
    for one in some:
        said.update(b"\n" + one.article.encode() + one.order)
    return f"{len(some)} {VERSION}-{said.hexdigest()[:32]}"


def stamp(connection: sqlite3.Connection) -> str:
    """Changes when another model was swapped in; "" while there is none."""
    return cache.note(connection, cache.MODEL)


def load(connection: sqlite3.Connection) -> Model | None:
    """The model in the desk's cache; None when there is none that can be used."""
    text = cache.kept(connection, cache.MODEL)
    try:
        return Model.from_text(text) if text else None
    except ValueError:
        return None


def is_due(connection: sqlite3.Connection, who: str) -> bool:
    """Whether enough was finished since the last model, or that is of no use; looked at cheaply."""
    articles = how_many(connection, who)
    wanted = due(articles)
    if not wanted:
        return False
    if is_behind(connection):
        return True
    made, _, by = stamp(connection).partition(" ")
    if not by.startswith(f"{VERSION}-") or not cache.is_whole(connection, cache.MODEL):
        return True
    return not wanted <= int(made) <= articles


@dataclass(frozen=True, slots=True)
class Learned:
    """A model (None: nothing is marked), and how many articles it was learned from."""

    model: Model | None
    articles: int


def examples(desk: Desk) -> list[Example]:
    """Every finished article there is to learn from, oldest first."""
    labels = [label.id for label in desk.labels() if label.scope == "span"]
    return list(read(desk.connection, finished(desk.connection, desk.actor), labels))


def refresh(desk: Desk, *, every: bool = False, doubt: bool = False) -> Learned | None:
    """Learn in this process what is due, or from ``every`` finished article, and swap it in.

    ``doubt``: then take a second look at the articles, which takes as long again. None when nothing
    is due.

    Raises:
        Refused: python-crfsuite is not installed.
        DeskError: the desk could not be written.
    """
    connection = desk.connection
    Memory(find_clues).save(desk)
    done = finished(connection, desk.actor)
    if not every:
        done = done[: due(len(done))]
    labels = [label for label in desk.labels() if label.scope == "span"]
    said = fingerprint(done, labels, desk.actor)
    if not done or (said == stamp(connection) and cache.is_whole(connection, cache.MODEL)):
        return None
    read_in = list(read(connection, done, [label.id for label in labels]))
    model = learn(read_in)
    # a model of nothing is kept as a note, so that it is not learned over again
    cache.keep(desk, [(cache.MODEL, said, model.to_text() if model else "")])
    if doubt:
        found = second_look.look(read_in, [one.annotator for one in done])
        cache.keep(desk, [second_look.row(said, found)])
    return Learned(model, len(done))


# -- the process -----------------------------------------------------------------------------------


def command(path: Path, who: str) -> list[str]:
    """The command line of the process. It ends when its standard input is closed."""
    return [
        *(sys.executable, "-P", "-m", "store.suggest.training"),
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
    given = parser.parse_args(arguments)
    with suppress(AttributeError, OSError):
        os.nice(15)
    try:
        # not closed: whoever started us has the desk open, and closing it would wait for readers
        refresh(Desk.open(given.desk, given.who), doubt=True)
    except DeskError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    status = main()
    sys.stderr.flush()
    os._exit(status)
