"""CSV of the register for people with spreadsheets, which ``names import`` reads back without loss.

An entity has as many rows as it has roles or sentences, one at least; what it has once stands in
the first. Several forms in one cell are apart by ``|``, ids elsewhere are ``list=id``; a backslash
stands before one of these signs, or another backslash, that belongs to the text. Rows of ids that
lead to an entity follow it, with its id in ``replaced_by``; at the end stand the ids that mean
nobody any more, with ``yes`` in ``gone``. Cells are defused as in the CSV of spans.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import cast

from store.export.csv_spans import defused
from store.export.format import Out, Source
from store.export.registered import Gone, Item, Registered, Sentence

COLUMNS = (
    "id", "name", "label", "aliases", "unconfirmed", "role", "since", "until", "country", "code",
    "external", "notes", "conflict", "mentions", "confirmed", "articles", "evidence_form",
    "evidence_article", "evidence_start", "evidence_end", "evidence_sentence",
    "evidence_published", "evidence_source", "evidence_title", "replaced_by", "gone",
)  # fmt: skip
_ROLE = ("role", "since", "until")


class Writer:
    """Rows for each id."""

    def __init__(self, out: Out) -> None:
        self._text = io.TextIOWrapper(out.stream, "utf-8", "replace", newline="")
        self._text.write("\ufeff")
        self._table = csv.writer(self._text)
        self._table.writerow(COLUMNS)

    def add(self, item: Item) -> None:
        """Write an entity and what leads to it."""
        for row in _rows(item):
            self._table.writerow(defused(row.get(column, "")) for column in COLUMNS)

    def close(self) -> None:
        """Write what waits, and leave the stream to whom it belongs."""
        self._text.flush()
        self._text.detach()


def _rows(item: Item) -> Iterator[dict[str, str | int]]:
    if isinstance(item, Gone):
        yield {"id": item.id, "gone": "yes"}
        return
    once: dict[str, str | int] = {
        "aliases": _joined(item.aliases),
        "unconfirmed": _joined(item.unconfirmed),
        "country": item.country,
        "code": item.code,
        "external": "|".join(f"{_escaped(key)}={_escaped(value)}" for key, value in item.external),
        "notes": item.notes,
        "conflict": "yes" if item.conflict else "no",
        "mentions": item.mentions,
        "confirmed": item.confirmed,
        "articles": item.articles,
    }
    for role, said in zip_longest(item.roles or (None,), item.evidence):
        row: dict[str, str | int] = {"id": item.id, "name": item.name, "label": item.label, **once}
        once = {}
        if role:
            row.update(zip(_ROLE, role, strict=True))
        if said:
            row.update((f"evidence_{name}", value) for name, value in said._asdict().items())
        yield row
    for replaced in item.replaces:
        yield {"id": replaced, "replaced_by": item.id}


def _joined(forms: Iterable[str]) -> str:
    return "|".join(map(_escaped, forms))


def _escaped(text: str) -> str:
    for sign in "\\|=":
        text = text.replace(sign, "\\" + sign)
    return text


def read(source: Source) -> Iterator[Item]:
    """Read the rows as the csv module of Python does."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        with source.open() as stream:
            text = io.TextIOWrapper(cast(io.BufferedReader, stream), "utf-8-sig", newline="")
            table = (
                {name: cell.removeprefix("'") for name, cell in row.items()}
                for row in csv.DictReader(text)
            )
            yield from _entities(table)
    finally:
        csv.field_size_limit(before)


def _entities(table: Iterable[Mapping[str, str]]) -> Iterator[Item]:
    waiting: list[Mapping[str, str]] = []
    replaces: list[str] = []
    for row in table:
        if row["replaced_by"]:
            if not waiting or row["replaced_by"] != waiting[0]["id"]:
                raise ValueError(f"{row['id']!r} does not stand after what replaces it")
            replaces.append(row["id"])
            continue
        if not waiting or row["id"] != waiting[0]["id"]:
            if waiting:
                yield _entity(waiting, replaces)
            waiting, replaces = [], []
        if row["gone"]:
            yield Gone(row["id"])
        else:
            waiting.append(row)
    if waiting:
        yield _entity(waiting, replaces)


def _entity(rows: list[Mapping[str, str]], replaces: list[str]) -> Registered:
    first = rows[0]
    return Registered(
        id=first["id"],
        name=first["name"],
        label=first["label"],
        aliases=tuple(_apart(first["aliases"], "|")),
        unconfirmed=tuple(_apart(first["unconfirmed"], "|")),
        roles=tuple((row["role"], row["since"], row["until"]) for row in rows if row["role"]),
        country=first["country"],
        code=first["code"],
        external=tuple(
            cast("tuple[str, str]", tuple(_apart(one, "=")))
            for one in _apart(first["external"], "|", keep=True)
        ),
        notes=first["notes"],
        conflict={"yes": True, "no": False}[first["conflict"]],
        mentions=int(first["mentions"]),
        confirmed=int(first["confirmed"]),
        articles=int(first["articles"]),
        evidence=tuple(
            Sentence(
                row["evidence_article"],
                int(row["evidence_start"]),
                int(row["evidence_end"]),
                *(row[f"evidence_{name}"] for name in Sentence._fields[3:]),
            )
            for row in rows
            if row["evidence_article"]
        ),
        replaces=tuple(replaces),
    )


def _apart(cell: str, sign: str, *, keep: bool = False) -> Iterator[str]:
    """The parts of a cell between signs that no backslash stands before; nothing of an empty cell.

    ``keep``: leave the backslashes in.
    """
    if not cell:
        return
    part, at = "", 0
    while at < len(cell):
        if cell[at] == "\\":
            part += cell[at : at + 2] if keep else cell[at + 1]
            at += 2
        elif cell[at] == sign:
            yield part
            part, at = "", at + 1
        else:
            part, at = part + cell[at], at + 1
    yield part
