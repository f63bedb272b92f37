"""What of the register FollowTheMoney can hold, decided before it is written and for its proof."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from store.export.format import Job
from store.export.registered import Gone, Item, Registered, Sentence
from store.names import countries
from store.names.forms import built_in
from store.text.targets import kind_of

PERSON, TERRITORY, ORGANIZATION, THING = "Person", "Territory", "Organization", "Thing"
_SCHEMA = {"person": PERSON, "country": TERRITORY}
_ORGANISATIONS = frozenset("org organisation organization company".split())
_CODES = {"SU": "suhh", "YU": "yucs"}
"""States of the past that the model calls otherwise than we do."""

_PLAIN = re.compile("[0-9A-Za-z]{1,150}")
_OF_TWO = re.compile("([0-9A-Za-z]{1,70}):([0-9A-Za-z]{1,70})")
_DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_SHORT = frozenset(f"-{month}-{day}" for month, day in (("02", "30"), ("02", "31"), ("04", "31"),
                   ("06", "31"), ("09", "31"), ("11", "31")))  # fmt: skip
_NAME, _STRING, _TEXT = 384, 1024, 65_000
"""Code points of the longest values that the model takes, by type."""

_WIKIDATA = re.compile(r"Q[1-9]\d*")


def fitting(job: Job, losses: Counter[str]) -> Callable[[Item], Item | None]:
    """What makes items fit, and counts in ``losses`` what is lost; None for one that cannot be
    written at all."""
    kinds = {label.id: _schema_of(label.id, kind_of(label)) for label in job.scheme}

    def fitted(item: Item) -> Item | None:
        if isinstance(item, Gone):
            losses["gone"] += 1
            return None
        if not _is_name(item.name):
            losses["entities"] += 1
            return None
        return _fitted(item, kinds.get(item.label, THING), losses)

    return fitted


def _schema_of(label: str, kind: str) -> str:
    if label.casefold() in _ORGANISATIONS:
        return ORGANIZATION
    return _SCHEMA.get(kind, THING)


def _fitted(item: Registered, schema: str, losses: Counter[str]) -> Registered:
    known = built_in(item.id)
    if known is not None:
        schema = ORGANIZATION if known.id.startswith("org:") else _SCHEMA.get(known.kind, THING)
    losses["conflict"] += item.conflict
    losses["counts"] += 1
    losses["labels"] += 1
    code = item.code if schema == TERRITORY else ""
    losses["codes"] += code != item.code
    country = _country(item.country or code)
    losses["countries"] += bool(item.country) and not country
    aliases = tuple(filter(_is_name, item.aliases))
    guesses = tuple(filter(_is_name, item.unconfirmed))
    losses["forms"] += len(item.aliases) + len(item.unconfirmed) - len(aliases) - len(guesses)
    notes = item.notes if _is_text(item.notes, _TEXT) else ""
    losses["notes"] += notes != item.notes
    wikidata = [
        value
        for scheme, value in item.external
        if scheme.casefold() == "wikidata" and _WIKIDATA.fullmatch(value)
    ][:1]
    losses["external"] += len(item.external) - len(wikidata)
    return replace(
        item,
        id=public_id(item.id),
        label=schema,
        aliases=aliases,
        unconfirmed=guesses,
        roles=_roles(item.roles, schema, losses),
        country=country,
        code=code,
        external=tuple(("wikidata", value) for value in wikidata),
        notes=notes,
        conflict=False,
        mentions=0,
        confirmed=0,
        articles=0,
        evidence=_evidence(item.evidence, losses),
        replaces=tuple(map(public_id, item.replaces)),
    )


def _roles(
    roles: Sequence[tuple[str, str, str]], schema: str, losses: Counter[str]
) -> tuple[tuple[str, str, str], ...]:
    kept = []
    for title, since, until in roles:
        if schema != PERSON or not _is_name(title):
            losses["roles"] += 1
            continue
        first, last = (date if _is_date(date) else "" for date in (since, until))
        losses["dates"] += (first, last) != (since, until)
        kept.append((title, first, last))
    return tuple(dict.fromkeys(kept))


def _evidence(evidence: Iterable[Sentence], losses: Counter[str]) -> tuple[Sentence, ...]:
    kept = []
    for said in evidence:
        record = f"{said.article}#char={said.start},{said.end}"
        if not _is_name(said.form) or len(record) > _STRING:
            losses["evidence"] += 1
            continue
        title, source = (one if _is_text(one, _STRING) else "" for one in (said.title, said.source))
        losses["titles"] += (title, source) != (said.title, said.source)
        day = said.published[:10] if _is_date(said.published[:10]) else ""
        losses["times"] += day != said.published
        kept.append(said._replace(published=day, title=title, source=source))
    return tuple(kept)


def _is_name(text: str) -> bool:
    """Whether the model takes it for a name: it strips quotation marks and signs."""
    return len(text) <= _NAME and any(map(str.isalnum, text))


def _is_text(text: str, longest: int) -> bool:
    """Whether the model keeps something of a text when it cleans it."""
    return len(text) <= longest and any(one.isprintable() and not one.isspace() for one in text)


def _is_date(date: str) -> bool:
    return (
        bool(_DATE.fullmatch(date))
        and date[4:] not in _SHORT
        and (date[4:] != "-02-29" or _leap(int(date[:4])))
    )


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@lru_cache(maxsize=4096)
def _country(named: str) -> str:
    """The model's code of a country that is given by its own code or by a name only it has."""
    code = named.strip().upper()
    if built_in(f"country:{code}") is None:
        found = [one for one in countries.find(named) if one.silent][:1]
        code = found[0].id.partition(":")[2] if found and found[0].id.startswith("country:") else ""
    return _CODES.get(code, code.lower())


def public_id(entity: str) -> str:
    """The id of an entity as the model takes it; no two alike."""
    if _PLAIN.fullmatch(entity):
        return entity
    if parts := _OF_TWO.fullmatch(entity):
        return f"{parts[1]}.{parts[2]}"
    letters = re.sub("[^0-9A-Za-z]+", "-", entity)[:100].strip("-") or "id"
    return f"{letters}.x.{hashed(entity)}"


def hashed(*parts: str | int) -> str:
    """What tells apart things that have no id of their own."""
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()[:20]
