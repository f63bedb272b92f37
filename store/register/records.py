"""Registers in files: JSON Lines and CSV, one entity a record, and what a record says.

A JSON Lines record is ``{"id", "name", "label", "aliases", "roles", "country", "code", "external",
"notes", ...}``. In CSV ``aliases`` are apart by ``|``, and a role is given by the columns ``role``,
``since``, ``until``. Several records of one id add up. Keys and columns of other names are kept as
ids elsewhere (``external``): ``wikidata``, ``opensanctions``.

Files that `store.export` wrote (``register-jsonl``, ``register-csv``) are known by their keys and
come in as they went out: ids and blanks as they stand, with what was merged into what.
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
_LONGEST = 32_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""
_KNOWN = frozenset(
    "id name label aliases alias roles role since until country code external notes members "
    "mentions confirmed articles".split()
)
_ROLE = (("title", "role", "name"), ("since", "from", "start"), ("until", "to", "end"))
"""What title, first and last day of a role are called, ours first."""
_OURS = frozenset("unconfirmed conflict evidence replaced_by gone".split())
_OUR_ENTITY = frozenset("aliases external unconfirmed evidence".split())
_OUR_MERGE = frozenset(("id", "replaced_by"))
_OUR_COLUMNS = frozenset("aliases external unconfirmed evidence_form replaced_by gone".split())
_OUR_CELLS = "evidence_"
"""By what our own exports are known: an entity's keys, those of what was merged, columns of CSV."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a record says of one entity. ``ours``: its id is one of a desk, and so is
    ``replaced_by``, the entity it was merged into. Without a name it says nothing more."""

    id: str
    name: str
    label: str = ""
    aliases: tuple[str, ...] = ()
    roles: tuple[tuple[str, str, str], ...] = ()
    country: str = ""
    code: str = ""
    external: tuple[tuple[str, str], ...] = ()
    notes: str = ""
    ours: bool = False
    replaced_by: str = ""


def format_of(path: Path | str, named: str = "") -> str:
    """The format of a register's file: as named (as ``jsonl`` or, when we wrote it,
    ``register-jsonl``), else by its ending, else JSON Lines.

    Raises:
        Refused: a format is named that there is not.
    """
    named = named.removeprefix("register-")
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
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))
    reader = csv.reader(source, delimiter=delimiter)
    ours = set(header) >= _OUR_COLUMNS
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
                whole = (cell.removeprefix("'") if ours else _undefused(cell) for cell in cells)
                row = dict(zip(header, whole, strict=False))
                yield reader.line_num + 1, _whole(row) if ours else row


def _whole(row: Mapping[str, str]) -> dict[str, Any] | str:
    """A row of our own CSV as the record that our JSON Lines have, or why it cannot be used."""
    replaced = row.get("replaced_by", "")
    if replaced or row.get("gone", ""):
        return {"id": row["id"], "replaced_by": replaced or None}
    found: dict[str, Any] = {
        key: value for key, value in row.items() if not key.startswith(_OUR_CELLS)
    }
    pairs = [parted(one, "=") for one in parted(row.get("external", ""), "|", keep=True)]
    if any(len(pair) != 2 for pair in pairs):
        return "external is not written as LIST=ID|LIST=ID"
    return {
        **found,
        "aliases": parted(row.get("aliases", ""), "|"),
        "external": dict(pairs),
        "unconfirmed": [],
        "evidence": [],
    }


def parted(cell: str, sign: str, *, keep: bool = False) -> list[str]:
    """The parts of a cell between signs that no backslash stands before; none of an empty cell.

    A backslash means the next character; ``keep``: it stays, for who takes the part apart further.
    """
    if not cell:
        return []
    parts = [""]
    signs = iter(cell)
    for one in signs:
        if one == "\\":
            parts[-1] += (one if keep else "") + next(signs, "")
        elif one == sign:
            parts.append("")
        else:
            parts[-1] += one
    return parts


def _undefused(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _given(row: Mapping[str, Any]) -> Given | str:
    """What a record says, or why it cannot be used."""
    ident = row.get("id")
    if isinstance(ident, bool) or not isinstance(ident, str | int) or not str(ident).strip():
        return "no id"
    if row.keys() == _OUR_MERGE:
        by = _clean(row["replaced_by"], True)
        return Given(_clean(ident, True), "", ours=True, replaced_by=by)
    ours = row.keys() >= _OUR_ENTITY
    known = _KNOWN | _OURS if ours else _KNOWN
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
        if key and key not in known and isinstance(value, str | int | float):
            elsewhere[key] = value
    return Given(
        id=_clean(ident, ours),
        name=_clean(row["name"], ours),
        label=_clean(row.get("label"), ours),
        aliases=tuple(dict.fromkeys(_aliases(row, ours))),
        roles=tuple(dict.fromkeys(_roles(row, ours))),
        country=_clean(row.get("country"), ours),
        code=_clean(row.get("code"), ours),
        external=tuple(
            sorted(
                (_clean(key, ours), _clean(value, ours))
                for key, value in elsewhere.items()
                if _clean(value, ours)
            )
        ),
        notes=_clean(row.get("notes"), ours),
        ours=ours,
    )


def _aliases(row: Mapping[str, Any], ours: bool) -> Iterator[str]:
    for key in ("aliases", "alias"):
        value = row.get(key)
        for one in value.split("|") if isinstance(value, str) else value or ():
            form = _clean(one.get("form") if isinstance(one, dict) else one, ours)
            if form:
                yield form


def _roles(row: Mapping[str, Any], ours: bool) -> Iterator[tuple[str, str, str]]:
    if title := _clean(row.get("role"), ours):
        yield title, _clean(row.get("since"), ours), _clean(row.get("until"), ours)
    roles = row.get("roles")
    for one in roles if isinstance(roles, list) else [roles]:
        said = one if isinstance(one, dict) else {"title": one}
        title, since, until = (
            next(filter(None, (_clean(said.get(key), ours) for key in keys)), "") for keys in _ROLE
        )
        if title:
            yield title, since, until


def _clean(value: object, ours: bool) -> str:
    """A value as it can be kept: on one line, where it is not as somebody here wrote it."""
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(keepable(str(value)))
    return text if ours else " ".join(text.split())
