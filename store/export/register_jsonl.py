"""JSON Lines of the register, an entity a line, which ``names import`` reads back without loss.

An entity's line is followed by one for every id that leads to it, ``{"id", "replaced_by"}``; at the
end stand the ids that mean nobody any more, replaced by null. Counts, evidence and guesses follow
from marks: they come back with the articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from store.export.format import Out, Source
from store.export.json_text import line
from store.export.registered import Gone, Item, Registered, Sentence


class Writer:
    """A line for each id."""

    def __init__(self, out: Out) -> None:
        self._stream = out.stream

    def add(self, item: Item) -> None:
        """Write an entity and what leads to it."""
        if isinstance(item, Gone):
            self._stream.write(line({"id": item.id, "replaced_by": None}))
            return
        self._stream.write(line(as_object(item)))
        for replaced in item.replaces:
            self._stream.write(line({"id": replaced, "replaced_by": item.id}))

    def close(self) -> None:
        """Nothing stands at the end."""


def as_object(one: Registered) -> dict[str, Any]:
    """The object of an entity's line. Keys and their order are a contract."""
    return {
        "id": one.id,
        "name": one.name,
        "label": one.label,
        "aliases": list(one.aliases),
        "unconfirmed": list(one.unconfirmed),
        "roles": [
            {"title": title, "since": since, "until": until} for title, since, until in one.roles
        ],
        "country": one.country,
        "code": one.code,
        "external": dict(one.external),
        "notes": one.notes,
        "conflict": one.conflict,
        "mentions": one.mentions,
        "confirmed": one.confirmed,
        "articles": one.articles,
        "evidence": [
            {
                "form": said.form,
                "article": said.article,
                "start": said.start,
                "end": said.end,
                "sentence": said.sentence,
                "published": said.published,
                "source": said.source,
                "title": said.title,
            }
            for said in one.evidence
        ],
    }


def read(source: Source) -> Iterator[Item]:
    """Read the lines as any program would that reads JSON."""
    waiting: dict[str, Any] = {}
    replaces: list[str] = []
    with source.open() as stream:
        for text in stream:
            found = json.loads(text)
            if found.get("replaced_by"):
                if found["replaced_by"] != waiting["id"]:
                    raise ValueError(f"{found['id']!r} does not stand after what replaces it")
                replaces.append(found["id"])
                continue
            if waiting:
                yield _entity(waiting, replaces)
                waiting, replaces = {}, []
            if "name" in found:
                waiting = found
            else:
                yield Gone(found["id"])
    if waiting:
        yield _entity(waiting, replaces)


def _entity(found: dict[str, Any], replaces: list[str]) -> Registered:
    roles = [(role["title"], role["since"], role["until"]) for role in found["roles"]]
    evidence = [Sentence(*(said[name] for name in Sentence._fields)) for said in found["evidence"]]
    for said in evidence:
        if said.end - said.start != len(said.form) or said.form not in said.sentence:
            raise ValueError(f"{said.form!r} does not stand in its sentence")
    plain = ("id", "name", "label", "country", "code", "notes", "conflict", "mentions",
             "confirmed", "articles")  # fmt: skip
    return Registered(
        **{name: found[name] for name in plain},
        aliases=tuple(found["aliases"]),
        unconfirmed=tuple(found["unconfirmed"]),
        roles=tuple(roles),
        external=tuple(found["external"].items()),
        evidence=tuple(evidence),
        replaces=tuple(replaces),
    )
