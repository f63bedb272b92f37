"""Charts of block characters. Pure: numbers in, text out, each result as wide as was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_STEPS = "▁▂▃▄▅▆▇█"
_SHADES = " ░▒▓█"
NOTHING = "·"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WIDEST = 5


def bar(value: float, top: float, cells: int) -> str:
    """A bar from the left, in eighths of a cell; what is more than nothing is seen."""
    eighths = round(cells * 8 * min(1.0, value / top)) if top > 0 else 0
    if value > 0:
        eighths = max(1, eighths)
    whole, rest = divmod(eighths, 8)
    drawn = "█" * whole + (_EIGHTHS[rest] if rest else "")
    return drawn.ljust(cells)


def parts(values: Sequence[int], cells: int) -> list[int]:
    """Cells for each value of a stacked bar: ``cells`` in all, and one at least for each that is more
    than nothing, as far as there are so many."""
    total = sum(values)
    if total <= 0 or cells <= 0:
        return [0] * len(values)
    shares = [value * cells / total for value in values]
    given = [
        max(int(share), 1 if value else 0) for share, value in zip(shares, values, strict=True)
    ]
    while (left := cells - sum(given)) != 0:
        # to whoever has least for its share, from whoever has most for it
        step = 1 if left > 0 else -1
        fitting = [at for at, value in enumerate(values) if value and (step > 0 or given[at] > 1)]
        fitting = fitting or [at for at, size in enumerate(given) if size]
        given[max(fitting, key=lambda at: (shares[at] - given[at]) * step)] += step
    return given


def spark(values: Sequence[float]) -> str:
    """A character for each value, the highest filling its cell, a dot for nothing."""
    top = max(values, default=0)
    last = len(_STEPS) - 1
    return "".join(
        _STEPS[min(last, int(value / top * last + 0.5))] if value > 0 else NOTHING
        for value in values
    )


def shade(value: float) -> str:
    """A fifth of the way from 0 to 1, as a shade: blank, light, medium, dark, full."""
    return _SHADES[max(0, min(4, int(value * 5 + 1e-9)))]


@dataclass(frozen=True, slots=True)
class Bins:
    """Values by day, week or month (``unit``), each with its first day, without gaps."""

    unit: str
    starts: tuple[date, ...]

    @classmethod
    def over(cls, days: Sequence[date], columns: int) -> Bins:
        """The finest ones that fit in so many columns; of months the last ones, if they do not."""
        if not days:
            return cls("day", ())
        first, last = min(days), max(days)
        for unit in ("day", "week", "month"):
            start = start_of(first, unit)
            starts = [start]
            while (start := _next(start, unit)) <= last:
                starts.append(start)
            if len(starts) <= columns:
                break
        return cls(unit, tuple(starts[-columns:]))

    def sums(self, values: Mapping[date, int]) -> list[int]:
        """The sum of what falls into each."""
        found = dict.fromkeys(self.starts, 0)
        for day, value in values.items():
            start = start_of(day, self.unit)
            if start in found:
                found[start] += value
        return list(found.values())


def start_of(day: date, unit: str) -> date:
    """The first day of a day's week (Monday) or month; the day itself."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _next(start: date, unit: str) -> date:
    if unit == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start + timedelta(days=7 if unit == "week" else 1)


def columns(values: Sequence[int], height: int, cells: int) -> list[str]:
    """Upright bars side by side, the top row first; the highest reaches the top."""
    top = max(values, default=0)
    wide, blank = _widths(len(values), cells)
    rows = []
    for row in range(height - 1, -1, -1):
        drawn = ""
        for value in values:
            eighths = round(value / top * height * 8) if top else 0
            if value:
                eighths = max(1, eighths)
            level = max(0, min(8, eighths - row * 8))
            drawn += (_STEPS[level - 1] if level else " ") * wide + " " * blank
        rows.append(drawn[:cells].ljust(cells))
    return rows


def axis(bins: Bins, cells: int) -> str:
    """The days below `columns`, as many as can be told apart."""
    wide, blank = _widths(len(bins.starts), cells)
    step = wide + blank
    drawn = ""
    for place, start in enumerate(bins.starts):
        at = place * step
        label = day_name(start, bins.unit)
        if (at >= len(drawn) + 1 or not drawn) and at + len(label) <= cells:
            drawn = drawn.ljust(at) + label
    return drawn.ljust(cells)


def _widths(count: int, cells: int) -> tuple[int, int]:
    """Cells of a bar and of the blank behind it."""
    each = max(1, min(_WIDEST + 1, cells // max(1, count)))
    return (each - 1, 1) if each > 1 else (each, 0)


def day_name(day: date, unit: str = "day") -> str:
    """``12 Mar``; a month with its year."""
    month = _MONTHS[day.month - 1]
    return f"{month} {day.year}" if unit == "month" else f"{day.day} {month}"
