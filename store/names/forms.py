"""Forms of names as the register files them, and the entities that need no introduction."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from store.names.gazetteer import Gazetteer, areas, countries
from store.text.folding import fold
from store.text.tokens import words


class BuiltIn(NamedTuple):
    """A country or cooperation area that ships with the program; its id is the same everywhere."""

    id: str
    kind: str
    """``country`` or ``area``."""
    name: str
    code: str
    """ISO 3166-1 alpha-2 of a country, else ""."""


def form_of(marked: str) -> str:
    """Marked words as the register keeps them: on one line."""
    return " ".join(marked.split())


@lru_cache(maxsize=65536)
def alias_key(form: str) -> str:
    """What a form is filed under: its folded words, so that case, accents and signs do not count."""
    return " ".join([fold(form[start:end]) for start, end in words(form)]) or form.casefold()


def built_in(entity_id: str) -> BuiltIn | None:
    """The built-in entity of this id, or None."""
    kind = entity_id.partition(":")[0]
    if kind in ("country", "org"):
        return _named(True).get(entity_id)
    return _named(False).get(entity_id) if kind == "area" else None


@lru_cache(maxsize=2)
def _named(of_countries: bool) -> dict[str, BuiltIn]:
    table: Gazetteer = countries() if of_countries else areas()
    wanted = ("common", "organisation") if of_countries else ("preferred",)
    found: dict[str, BuiltIn] = {}
    for entry in table:
        if entry.id in found and not (entry.language == "en" and entry.kind in wanted):
            continue
        first = found.get(entry.id)
        if first is not None and first.kind:
            continue
        best = entry.language == "en" and entry.kind in wanted
        kind = ("country" if of_countries else "area") if best else ""
        code = entry.id.partition(":")[2] if entry.id.startswith("country:") else ""
        found[entry.id] = BuiltIn(entry.id, kind, entry.surface, code)
    kind = "country" if of_countries else "area"
    return {key: one._replace(kind=kind) for key, one in found.items()}
