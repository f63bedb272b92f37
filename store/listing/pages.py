"""The first and the last articles of a list, at once, from indexes in the order asked for.

The work is bounded: a page that SQLite does not find in a few milliseconds is left to
`Listing.build`, which makes the whole list in the background. So no query can hold up the screen.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from typing import NamedTuple

from store.listing.conditions import Condition, Value
from store.listing.order import Run

PAGE = 160
"""Articles on a first or last page: some screens full."""

FEW = 600
"""Up to so many matches are sorted whole rather than found by walking along the order."""

SECONDS = 0.006
"""CPU time a page may take once it is past the first `_FREE` steps of SQLite's machine."""

_FREE = 8_000
_TICK = 500


class _Lead(NamedTuple):
    """The facet run to walk along instead of an index of ``article``."""

    condition: Condition
    few: bool


def page(
    connection: sqlite3.Connection,
    conditions: Sequence[Condition],
    runs: Sequence[Run],
    *,
    last: bool = False,
    limit: int = PAGE,
    seconds: float = SECONDS,
) -> list[int] | None:
    """Numbers of the first ``limit`` articles, or of the last ones, in the list's order.

    None when it cannot be had within ``seconds``: words are asked for, or matches are rare.
    """
    if any(not condition.sql for condition in conditions):
        return None
    free = _FREE // _TICK
    deadline = time.thread_time() + seconds

    def spent() -> bool:
        nonlocal free
        free -= 1
        return free < 0 and time.thread_time() > deadline

    connection.set_progress_handler(spent, _TICK)
    try:
        lead = _lead(connection, conditions)
        found: list[int] = []
        for run in reversed(runs) if last else runs:
            wanted = limit - len(found)
            if wanted <= 0:
                break
            sql, bound = statement(run, conditions, lead, last=last)
            rows = connection.execute(f"{sql} LIMIT ?", (*bound, wanted)).fetchall()
            found += [n for (n,) in rows]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return None
    finally:
        connection.set_progress_handler(None, 0)
    return found[::-1] if last else found


def _lead(connection: sqlite3.Connection, conditions: Sequence[Condition]) -> _Lead | None:
    """The rarest condition the facet index lists, found by counting no further than `FEW`."""
    best: tuple[int, Condition] | None = None
    for condition in conditions:
        if condition.facet is None:
            continue
        (count,) = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM facet WHERE dim = ? AND value = ? LIMIT ?)",
            (*condition.facet, FEW),
        ).fetchone()
        if best is None or count < best[0]:
            best = count, condition
    return _Lead(best[1], best[0] < FEW) if best else None


def statement(
    run: Run, conditions: Sequence[Condition], lead: _Lead | None, *, last: bool
) -> tuple[str, tuple[Value, ...]]:
    """The SELECT of article numbers for one run, without its limit."""
    demands = [*conditions, run.also] if run.also else list(conditions)
    bound: tuple[Value, ...] = ()
    source = "article a"
    columns = {"at": "a.at", "n": "a.n"}
    terms = [run.sql] if run.sql else []
    by_facet = run.facet
    if run.also is not None and run.also.facet and not (lead and lead.few):
        lead = _Lead(run.also, False)
    if lead is not None and lead.condition.facet is not None and (lead.few or run.dated):
        # CROSS JOIN: this order of reading, not one SQLite may think better
        source = "facet f CROSS JOIN article a ON a.n = f.n"
        columns = {"at": "f.at", "n": "f.n"}
        terms += ["f.dim = ?", "f.value = ?"]
        bound = lead.condition.facet
        demands = [x for x in demands if x is not lead.condition]
        if by_facet:  # the list is in order of a value the leading facet is not in
            terms.append(f"a.{by_facet} != ''")
    elif by_facet:
        source = "facet f CROSS JOIN article a ON a.n = f.n"
        columns = {"at": "f.at", "n": "f.n"}
        terms.append("f.dim = ?")
        bound = (by_facet,)
        by_facet = ""
    terms += [condition.sql for condition in demands]
    for condition in demands:
        bound += condition.bound
    order = ", ".join(run.backwards if last else run.by)
    if by_facet:
        order = order.replace("f.value", f"a.{by_facet}")
    where = f" WHERE {' AND '.join(terms)}" if terms else ""
    return (f"SELECT a.n FROM {source}{where} ORDER BY {order}".format(**columns), bound)
