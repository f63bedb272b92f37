"""FollowTheMoney entities as JSON Lines, written by our own hand.

An official is a Person, a country a Territory, an organisation an Organization; what the model has
no schema for is a Thing. Roles are Positions, with an Occupancy each; a sentence is Documentation
between the entity and the Article it stands in, whose ``recordId`` is the article's id with the
place in code points, as in ``a1#char=9,16``. Ids that lead to an entity are its ``referents``.

Ids are ours where the model takes them: of letters and digits. ``country:IR`` is ``country.IR``;
others are made of the letters in them and of their hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from store.export.format import Out, Source
from store.export.ftm_fit import hashed
from store.export.json_text import line
from store.export.registered import Gone, Item, Registered, Sentence


class Writer:
    """A line for each entity, and for what tells of it."""

    def __init__(self, out: Out) -> None:
        self._stream = out.stream
        self._there: set[str] = set()

    def add(self, item: Item) -> None:
        """Write an entity, its roles and its evidence."""
        if isinstance(item, Gone):
            return
        self._line(item.id, item.label, _properties(item), list(item.replaces))
        for title, since, until in item.roles:
            post = f"position-{hashed(title, item.country)}"
            self._once(post, "Position", {"name": title, "country": item.country})
            dates = {"startDate": since, "endDate": until}
            key = f"occupancy-{hashed(item.id, title, since, until)}"
            self._line(key, "Occupancy", {"holder": item.id, "post": post, **dates})
        for said in item.evidence:
            where = (said.article, said.title, said.published, said.source)
            article = f"article-{hashed(*where)}"
            facts = {"title": said.title, "publishedAt": said.published, "publisher": said.source}
            self._once(article, "Article", facts)
            place = f"{said.article}#char={said.start},{said.end}"
            self._line(
                f"documentation-{hashed(item.id, *where, *said[1:5])}",
                "Documentation",
                {
                    "entity": item.id,
                    "document": article,
                    "recordId": place,
                    "namesMentioned": said.form,
                    "description": said.sentence,
                },
            )

    def _once(self, key: str, schema: str, properties: dict[str, Any]) -> None:
        if key not in self._there:
            self._there.add(key)
            self._line(key, schema, properties)

    def _line(
        self, key: str, schema: str, properties: dict[str, Any], referents: Sequence[str] = ()
    ) -> None:
        values = {
            name: list(value) if isinstance(value, tuple) else [value]
            for name, value in properties.items()
            if value
        }
        found: dict[str, Any] = {"id": key, "schema": schema, "properties": values}
        if referents:
            found["referents"] = list(referents)
        self._stream.write(line(found))

    def close(self) -> None:
        """Nothing stands at the end."""


def _properties(item: Registered) -> dict[str, Any]:
    return {
        "name": item.name,
        "alias": item.aliases,
        "weakAlias": item.unconfirmed,
        "country": item.country,
        "territoryCode": item.code,
        "wikidataId": tuple(value for _, value in item.external),
        "notes": item.notes,
    }


def read(source: Source) -> Iterator[Item]:
    """Read the lines as a graph: nodes, then the edges that lead to them."""
    beside: dict[str, dict[str, list[str]]] = {}
    now: dict[str, Any] = {}
    roles: list[tuple[str, str, str]] = []
    evidence: list[Sentence] = []
    with source.open() as stream:
        for text in stream:
            one = json.loads(text)
            has = one["properties"]
            match one["schema"]:
                case "Position" | "Article":
                    beside[one["id"]] = has
                case "Occupancy":
                    _belongs(has["holder"], now)
                    (post,) = has["post"]
                    roles.append(
                        (_one(beside[post], "name"), _one(has, "startDate"), _one(has, "endDate"))
                    )
                case "Documentation":
                    _belongs(has["entity"], now)
                    (document,) = has["document"]
                    evidence.append(_sentence(has, beside[document]))
                case _:
                    if now:
                        yield _entity(now, roles, evidence)
                    now, roles, evidence = one, [], []
    if now:
        yield _entity(now, roles, evidence)


def _belongs(ids: list[str], now: dict[str, Any]) -> None:
    if ids != [now["id"]]:
        raise ValueError(f"what tells of {ids} stands after {now['id']!r}")


def _one(has: dict[str, list[str]], name: str) -> str:
    values = has.get(name, [])
    if len(values) > 1:
        raise ValueError(f"there are several of {name}: {values}")
    return values[0] if values else ""


def _sentence(has: dict[str, list[str]], article: dict[str, list[str]]) -> Sentence:
    record, _, place = _one(has, "recordId").rpartition("#char=")
    start, end = map(int, place.split(","))
    return Sentence(
        record,
        start,
        end,
        _one(has, "namesMentioned"),
        _one(has, "description"),
        _one(article, "publishedAt"),
        _one(article, "publisher"),
        _one(article, "title"),
    )


def _entity(
    found: dict[str, Any], roles: list[tuple[str, str, str]], evidence: list[Sentence]
) -> Registered:
    has = found["properties"]
    return Registered(
        id=found["id"],
        name=_one(has, "name"),
        label=found["schema"],
        aliases=tuple(has.get("alias", ())),
        unconfirmed=tuple(has.get("weakAlias", ())),
        roles=tuple(roles),
        country=_one(has, "country"),
        code=_one(has, "territoryCode"),
        external=tuple(("wikidata", value) for value in has.get("wikidataId", ())),
        notes=_one(has, "notes"),
        evidence=tuple(evidence),
        replaces=tuple(found.get("referents", ())),
    )
