"""The shape of a table from its first rows: delimiter, quoting, header, and which column is what."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from store.ingest import token_lines
from store.ingest.fields import field_of, plain
from store.ingest.token_lines import is_token_lines
from store.text import dates

DELIMITERS = (",", "\t", ";", "|")
_ROWS = 60
_LONGEST_NAME = 60
_FEWEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """How to read a table. ``reason`` says why it cannot be read; then nothing else counts."""

    names: tuple[str, ...] = ()
    header: bool = False
    dialect: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    preamble: int = 0
    reason: str = ""


def shape_of(
    start: str, *, whole: bool = False, tabs: bool = False, mapped: Mapping[str, str] | None = None
) -> Shape:
    """Find the shape of a table that starts with ``start``.

    ``whole``: nothing follows ``start``. ``tabs``: the file's name says tabs. ``mapped``: columns
    (by name, or by number from 1) the user gave a meaning.
    """
    mapped = mapped or {}
    said = re.match(r"\ufeff?sep=(.)\r?\n", start)
    preamble = 1 if said else 0
    if said:
        start = start[said.end() :]
    dialect, rows = _dialect(start.lstrip("\ufeff"), whole, said[1] if said else "", tabs)
    if not rows:
        return Shape(reason="no rows: the table is empty")
    first = [cell.strip() for cell in rows[0]]
    known = [_field(cell, mapped) for cell in first]
    header = _is_header(first, known, rows[1:])
    if header:
        names = _distinct(first)
        body = rows[1:]
    elif is_token_lines(start, whole=whole):
        return Shape(reason=token_lines.REASON)
    else:
        names = tuple(f"column{number}" for number in range(1, len(first) + 1))
        body, known = rows, [None] * len(first)
    columns = _numbered(mapped, names)
    fields = {*columns.values(), *(one for one in known if one)}
    if not fields & {"text", "body"} and not ("summary" in fields and fields & _BESIDE_SUMMARY):
        columns = {**_guessed(names, body, known, columns), **columns}
        fields |= set(columns.values())
    if not fields & {"text", "body", "title", "summary"} or fields == {"summary"}:
        listed = ", ".join(repr(name[:30]) for name in names[:12])
        return Shape(
            reason="no column holds the text of an article "
            f"(columns: {listed}); if one does, name it: --column body=NAME"
        )
    return Shape(names, header, dialect, columns, preamble)


_BESIDE_SUMMARY = {"title", "url", "published"}


def _field(cell: str, mapped: Mapping[str, str]) -> str | None:
    for column, meaning in mapped.items():
        if plain(column) == plain(cell):
            return meaning
    found = field_of(cell)
    return found[0] if found else None


def _dialect(
    start: str, whole: bool, said: str, tabs: bool
) -> tuple[dict[str, Any], list[list[str]]]:
    """The dialect under which most rows have the same number of cells, and rows read by it."""
    best: tuple[float, dict[str, Any], list[list[str]]] = (-1.0, {}, [])
    escapes = [False, True] if re.search(r'[^"\\]\\"[^,;\t|\r\n]', start) else [False]
    for delimiter in (said,) if said else DELIMITERS:
        for escaped in escapes:
            dialect: dict[str, Any] = {"delimiter": delimiter}
            if escaped:
                dialect |= {"escapechar": "\\", "doublequote": '""' in start}
            rows = _sample(start, dialect, whole)
            score = _evenness(rows) + (0.5 if tabs and delimiter == "\t" else 0)
            if score > best[0] + 1e-9:
                best = (score, dialect, rows)
    score, dialect, rows = best
    if score < 1 and not said:
        # one column, or none that repeats: a delimiter no text holds keeps every row whole
        alone = {"delimiter": "\x1f"}
        single = _sample(start, alone, whole)
        if single and field_of(single[0][0].strip()):
            return alone, single
    return dialect, rows


def _sample(start: str, dialect: Mapping[str, Any], whole: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(start, newline=""), **dialect)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) > _ROWS:
                break
    except csv.Error:
        pass
    if len(rows) <= _ROWS and not whole and len(rows) > 1:
        rows.pop()  # cut off
    return rows[:_ROWS]


def _evenness(rows: list[list[str]]) -> float:
    """Share of rows with the commonest number of cells, a little more for more cells; 0 for one."""
    if not rows:
        return -1.0
    (cells, times), *_ = Counter(map(len, rows)).most_common(1)
    if cells < 2:
        return 0.0
    quoted = sum(cell.startswith('"') for row in rows for cell in row)
    return times / len(rows) + min(cells, 20) / 100 + (0.2 if len(rows) > 1 else 0) - quoted / 100


def _is_header(first: list[str], known: list[str | None], rest: list[list[str]]) -> bool:
    """Names are short, distinct and no figures; known ones decide, else what follows does."""
    names = [cell for cell in first if cell]
    if not names or any(len(name) > _LONGEST_NAME for name in names):
        return False
    if any(known):
        return True
    if len({plain(name) for name in names}) < len(names) or any(_is_datum(name) for name in names):
        return False
    longest = max((len(cell) for row in rest for cell in row), default=0)
    return bool(rest) and all(len(name.split()) <= 4 for name in names) and longest > 100


def _is_datum(cell: str) -> bool:
    return bool(re.fullmatch(r"[\d.,:/ +-]+", cell) or cell.startswith("http") or dates.read(cell))


def _distinct(names: list[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    result = []
    for number, name in enumerate(names, 1):
        name = name or f"column{number}"
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return tuple(result)


def _numbered(mapped: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """Mapped columns by their names, numbers (from 1) turned into names."""
    found = {}
    for column, meaning in mapped.items():
        by_number = column.isascii() and column.isdigit() and column not in names
        if by_number and 1 <= int(column) <= len(names):
            column = names[int(column) - 1]
        found[column] = meaning
    return found


def _guessed(
    names: tuple[str, ...],
    rows: list[list[str]],
    known: list[str | None],
    columns: Mapping[str, str],
) -> dict[str, str]:
    """Meanings of columns whose names say nothing, from what stands in them.

    The body is the column with the longest prose, the title the next one of several words; a
    column of dates or of web addresses is told at sight.
    """
    taken = {*columns.values(), *(one for one in known if one)}
    cells: dict[str, list[str]] = {}
    for place, name in enumerate(names):
        if known[place] is None and name not in columns:
            cells[name] = [row[place].strip() for row in rows if place < len(row)]
    found: dict[str, str] = {}
    prose: list[tuple[float, str]] = []
    for name, column in cells.items():
        filled = [cell for cell in column if cell]
        if not filled:
            continue
        if "url" not in taken and _most(filled, lambda cell: cell.startswith("http")):
            found[name] = "url"
        elif "published" not in taken and _most(filled, _is_date):
            found[name] = "published"
        elif _words(filled) >= 2.0:
            prose.append((sum(map(len, filled)) / len(filled), name))
    prose.sort(key=lambda item: -item[0])
    if prose and not taken & {"text", "body"} and _words(cells[prose[0][1]]) >= _FEWEST_WORDS:
        found[prose.pop(0)[1]] = "body"
        if prose and "title" not in taken:
            found[prose[0][1]] = "title"
    return found


def _is_date(cell: str) -> bool:
    return len(cell) > 4 and bool(dates.read(cell))


def _most(cells: list[str], test: Callable[[str], bool]) -> bool:
    return sum(map(test, cells)) > 0.8 * len(cells)


def _words(cells: list[str]) -> float:
    """Words in a cell on average; a character of Chinese or Japanese counts as half a word."""
    if not cells:
        return 0.0
    wide = sum(1 for cell in cells for character in cell if "\u3040" <= character <= "\u9fff")
    return (sum(len(cell.split()) for cell in cells) + wide / 2) / len(cells)
