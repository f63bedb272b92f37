"""The whole of a list: every article's number in order, made in the background."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Sequence

from store.listing.conditions import Condition
from store.listing.order import Run
from store.listing.sets import Sets, meet, members, within

SORTED = 40_000
"""Up to so many articles are sorted; more are picked out of an index that is in order."""


def whole(
    sets: Sets,
    conditions: Sequence[Condition],
    runs: Sequence[Run],
    publish: Callable[[array[int]], None] = lambda _: None,
) -> array[int]:
    """All articles that meet the conditions, in the order of the runs.

    ``publish`` gets the growing result after each slice. Call it inside `Sets.snapshot`.

    Raises:
        Cancelled: the result is no longer wanted.
    """
    left = sets.all_of(conditions) or sets.everything()
    found: array[int] = array("I")
    for place, run in enumerate(runs):
        marks = meet(left, sets.of(run.also)) if run.also else left
        count = marks.count(1)
        if not count:
            continue
        here = len(found)
        for numbers in _ordered(sets, run, marks, count):
            found.extend(numbers)
            publish(found)
        few = len(found) - here <= SORTED
        if few or any(later.rest for later in runs[place + 1 :]):
            left = _without(left, found[here:])
    return found


def _ordered(sets: Sets, run: Run, marks: bytes, count: int) -> Iterable[array[int]]:
    """The articles of ``marks`` that belong to a run, in its order, in slices."""
    if run.by in (("{n} ASC",), ("{n} DESC",)):
        numbers = members(meet(marks, sets.everything()))
        if run.sql and not run.rest:
            raise ValueError("a run by number alone holds all there is, or the rest")
        if run.by == ("{n} DESC",):
            numbers.reverse()
        yield numbers
    elif count <= SORTED:
        sets.check()
        rows = sets.connection.execute(_sorting(run), (json.dumps(members(marks).tolist()),))
        yield array("I", [n for (n,) in rows])
    else:
        for some in sets.numbers((_walking(run), ())):
            yield within(some, marks)


def _sorting(run: Run) -> str:
    terms = [] if run.rest or not run.sql else [run.sql]
    order = ", ".join(run.by)
    if run.facet:
        terms.append(f"a.{run.facet} != ''")
        order = order.replace("f.value", f"a.{run.facet}")
    where = f" WHERE {' AND '.join(terms)}" if terms else ""
    sql = f"SELECT a.n FROM json_each(?) j CROSS JOIN article a ON a.n = j.value{where}"
    return f"{sql} ORDER BY {order}".format(at="a.at", n="a.n")


def _walking(run: Run) -> str:
    """A statement that an index of its own answers, for all articles of the run."""
    order = ", ".join(run.by)
    if run.facet:
        return f"SELECT n FROM facet f WHERE dim = '{run.facet}' ORDER BY {order}".format(
            at="at", n="n"
        )
    where = f" WHERE {run.sql}" if run.sql and not run.rest else ""
    return f"SELECT a.n FROM article a{where} ORDER BY {order}".format(at="a.at", n="a.n")


def _without(marks: bytes, numbers: Sequence[int]) -> bytes:
    left = bytearray(marks)
    for n in numbers:
        left[n] = 0
    return bytes(left)
