"""What waits for a reviewer: requests, late marks, disagreements, and a sample of single work."""

from __future__ import annotations

import heapq
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from store.review.disagreement import Comparison
from store.review.layers import is_closed
from store.review.reading import comparison_of, handed_in, layers_of, worked_on
from store.review.walking import stops

REQUEST, NEW, OPEN, AGREED, SAMPLE = "request", "new", "open", "agreed", "sample"
REASONS = (REQUEST, NEW, OPEN, AGREED, SAMPLE)
"""Why an article waits, most urgent first. ``new``: marks came after it was approved; ``open``:
disagreements of two or more; ``agreed``: two or more agree throughout, and nobody has approved."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that waits. ``annotators``: who handed it in; ``why``: what requests say;
    ``open`` and ``new``: disagreements and late marks to decide; ``unconfirmed``: marks that all
    agree on."""

    n: int
    article: str
    at: int
    reasons: tuple[str, ...]
    annotators: tuple[str, ...]
    open: int = 0
    new: int = 0
    unconfirmed: int = 0
    why: tuple[str, ...] = ()


def waiting(
    connection: sqlite3.Connection,
    reviewer: str = "",
    *,
    sample: int = 0,
    seed: str = "",
    progress: Progress | None = None,
) -> list[Waiting]:
    """The review queue, most urgent first, within a reason newest first.

    ``reviewer``: leave out requests made to somebody else. ``sample``: how many articles done by
    one person alone to draw for each annotator; the draw follows from ``seed`` and the articles'
    ids alone, so it is the same on every desk, and a new article changes it by one at most. Works
    through any connection, such as `Desk.reader` gives a worker thread.
    """
    requests = _requests(connection, reviewer)
    found: list[Waiting] = []
    single: dict[str, list[Waiting]] = defaultdict(list)
    total = connection.execute("SELECT count(*) FROM layer").fetchone()[0] if progress else 0
    done = 0
    for worked in worked_on(connection):
        n, article, at, layers = worked.n, worked.id, worked.at, worked.layers
        done += len(layers)
        if progress is not None:
            progress(done, total)
        if not worked.here:
            continue
        who = handed_in(connection, n, layers)
        closed = any(status == "approved" for _, status, _ in layers)
        # what was sent back waits for its annotators, not for a reviewer
        back = any(status == "returned" for _, status, _ in layers)
        comparison = None
        if who and not back and (len(who) > 1 or closed):
            comparison = comparison_of(connection, n, article, who)
        one = _waiting(n, article, at, who, comparison, closed, requests.pop(n, ()))
        if one.reasons:
            found.append(one)
        elif len(who) == 1 and not closed and not back and sample:
            single[who[0]].append(one)
    for n, why in requests.items():  # asked for without a mark, a status or a star
        row = connection.execute("SELECT id, at FROM article WHERE n = ?", (n,)).fetchone()
        if row is not None:
            found.append(Waiting(n, row[0], row[1], (REQUEST,), (), why=tuple(why)))
    for annotator, some in single.items():
        drawn = heapq.nsmallest(sample, some, key=lambda one: _lot(seed, annotator, one.article))
        found += [Waiting(one.n, one.article, one.at, (SAMPLE,), one.annotators) for one in drawn]
    return sorted(found, key=lambda one: (REASONS.index(one.reasons[0]), -one.at, one.article))


def still_waits(connection: sqlite3.Connection, article_id: str) -> bool:
    """Whether an article that was listed still has something for a reviewer to decide."""
    row = connection.execute("SELECT n FROM article WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return False
    layers = layers_of(connection, row[0], article_id)
    if any(layer.status == "returned" for layer in layers):
        return False
    found = comparison_of(connection, row[0], article_id)
    asked = connection.execute("SELECT 1 FROM request WHERE n = ?", (row[0],)).fetchone()
    undecided = any(not one.decided for one in stops(found))
    return undecided or asked is not None or (bool(found.annotators) and not is_closed(layers))


def _waiting(
    n: int,
    article: str,
    at: int,
    who: tuple[str, ...],
    comparison: Comparison | None,
    closed: bool,
    why: tuple[str, ...] | list[str],
) -> Waiting:
    reasons = [REQUEST] if why else []
    still = unconfirmed = new = 0
    if comparison is not None:
        still = len(comparison.open)
        unconfirmed = len(comparison.unconfirmed)
        marks = [m for one in comparison.disagreements for m in one.marks] + list(comparison.agreed)
        new = sum(mark.new for mark in marks)
        if new:
            reasons.append(NEW)
        elif still:
            reasons.append(OPEN)
        elif not closed:
            reasons.append(AGREED)
    return Waiting(n, article, at, tuple(reasons), who, still, new, unconfirmed, tuple(why))


def _requests(connection: sqlite3.Connection, reviewer: str) -> dict[int, list[str]]:
    """What is said in the requests for each article, ``name: why``."""
    found: dict[int, list[str]] = defaultdict(list)
    for n, annotator, asked, why in connection.execute(
        "SELECT n, annotator, reviewer, why FROM request ORDER BY n, annotator"
    ):
        if not (asked and reviewer and asked != reviewer):
            found[n].append(f"{annotator}: {why}" if why else annotator)
    return found


def _lot(seed: str, annotator: str, article: str) -> bytes:
    return blake2b(f"{seed}\x1f{annotator}\x1f{article}".encode(), digest_size=8).digest()
