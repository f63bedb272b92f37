"""Registers in files: JSON Lines and CSV, one entity a record, and what a record says.

A JSON Lines record is ``{"id", "name", "label", "aliases", "roles", "country", "code", "external",
"notes", ...}``. In CSV ``aliases`` are apart by ``|``, and a role is given by the columns ``role``,
``since``, ``until``. Several records of one id add up. Keys and columns of other names are kept as
ids elsewhere (``external``): ``wikidata``, ``opensanctions``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.errors import Refused
from store.model import Refusal
from store.text.clean import keepable

FORMATS = ("jsonl", "csv")
_LONGEST = 1_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""
_KNOWN = frozenset(
    "id name label aliases alias roles role since until country code external notes members "
    "mentions confirmed articles".split()
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a record says of one entity."""

    id: str
    name: str
    label: str = ""
    aliases: tuple[str, ...] = ()
    roles: tuple[tuple[str, str, str], ...] = ()
    country: str = ""
    code: str = ""
    external: tuple[tuple[str, str], ...] = ()
    notes: str = ""


def format_of(path: Path | str, named: str = "") -> str:
    """The format of a register's file: as named, else by its ending, else JSON Lines.

    Raises:
        Refused: a format is named that there is not.
    """
    if named and named not in FORMATS:
        raise Refused(f"Registers are read and written as {' or '.join(FORMATS)}, not as {named}.")
    return named or ("csv" if str(path).lower().endswith((".csv", ".tsv")) else "jsonl")


def read(path: Path, named: str = "") -> Iterator[Given | Refusal]:
    """The records of a file, and those that cannot be used, by line, with the reason.

    Raises:
        Refused: the file cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
            rows = _csv(lines) if format_of(path, named) == "csv" else _jsonl(lines)
            for number, row in rows:
                found = row if isinstance(row, str) else _given(row)
                if isinstance(found, str):
                    yield Refusal(path.name, f"line {number}", found)
                else:
                    yield found
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror}).") from error


def _jsonl(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if len(line) > _LONGEST:
            yield number, f"the line is longer than {_LONGEST:,} characters"
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, f"not JSON: {error}"
            continue
        yield number, value if isinstance(value, dict) else "not a JSON object"


def _csv(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    source = iter(lines)
    first = next(source, "")
    delimiter = max(",;\t", key=first.count)
    try:
        header = [
            name.strip().casefold() for name in next(csv.reader([first], delimiter=delimiter))
        ]
    except (StopIteration, csv.Error):
        return
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield reader.line_num + 1, f"not CSV: {error}"
            continue
        if any(cells):
            if len(cells) > len(header):
                yield reader.line_num + 1, f"{len(cells)} cells under {len(header)} columns"
            else:
                whole = (_undefused(cell) for cell in cells)
                yield reader.line_num + 1, dict(zip(header, whole, strict=False))


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _undefused(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _given(row: Mapping[str, Any]) -> Given | str:
    """What a record says, or why it cannot be used."""
    ident = row.get("id")
    if isinstance(ident, bool) or not isinstance(ident, str | int) or not str(ident).strip():
        return "no id"
    if not isinstance(row.get("name"), str) or not row["name"].strip():
        return "no name"
    external = row.get("external")
    elsewhere: dict[str, Any] = dict(external) if isinstance(external, dict) else {}
    if isinstance(external, str):
        for one in external.split("|"):
            scheme, found, value = one.partition("=")
            if found:
                elsewhere[scheme] = value
    for key, value in row.items():
        if key and key not in _KNOWN and isinstance(value, str | int | float):
            elsewhere[key] = value
    return Given(
        id=_clean(ident),
        name=_clean(row["name"]),
        label=_clean(row.get("label")),
        aliases=tuple(dict.fromkeys(_aliases(row))),
        roles=tuple(dict.fromkeys(_roles(row))),
        country=_clean(row.get("country")),
        code=_clean(row.get("code")),
        external=tuple(
            sorted(
                (_clean(key), _clean(value)) for key, value in elsewhere.items() if _clean(value)
            )
        ),
        notes=_clean(row.get("notes")),
    )


def _aliases(row: Mapping[str, Any]) -> Iterator[str]:
    for key in ("aliases", "alias"):
        value = row.get(key)
        for one in value.split("|") if isinstance(value, str) else value or ():
            form = _clean(one.get("form") if isinstance(one, dict) else one)
            if form:
                yield form


def _roles(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    if title := _clean(row.get("role")):
        yield title, _clean(row.get("since")), _clean(row.get("until"))
    roles = row.get("roles")
    for one in roles if isinstance(roles, list) else ():
        if isinstance(one, str) and _clean(one):
            yield _clean(one), "", ""
        elif isinstance(one, dict) and (title := _clean(one.get("title"))):
            yield title, _clean(one.get("since")), _clean(one.get("until"))


def _clean(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return " ".join(str(keepable(str(value))).split())
