"""The register on its way out: every entity as it stands, and what became of every other id."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from store.names.forms import built_in
from store.register.evidence import sentences_of
from store.register.reading import read_entity


class Sentence(NamedTuple):
    """A mention in its sentence.

    ``article``: what the article is called outside. ``start`` and ``end`` count code points in the
    article's text, end exclusive; ``form``: what stands there. The sentence is cut where it is very
    long.
    """

    article: str
    start: int
    end: int
    form: str
    sentence: str
    published: str = ""
    source: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """An entity with all that is tied to it, under the id of whoever speaks for it.

    ``aliases``: forms somebody confirmed or gave; ``unconfirmed``: those that are a guess so far.
    ``roles``: title, since, until. ``replaces``: ids that once were, or could be again, entities of
    their own.
    """

    id: str
    name: str
    label: str = ""
    aliases: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    roles: tuple[tuple[str, str, str], ...] = ()
    country: str = ""
    code: str = ""
    external: tuple[tuple[str, str], ...] = ()
    notes: str = ""
    conflict: bool = False
    mentions: int = 0
    confirmed: int = 0
    articles: int = 0
    evidence: tuple[Sentence, ...] = ()
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """An id that means nobody any more: its marks were removed or linked to others one by one."""

    id: str


Item = Registered | Gone


@dataclass(frozen=True, slots=True)
class RegisterChoice:
    """What to give out: ``labels`` (none: all), guesses or not, sentences for each form."""

    labels: frozenset[str] = frozenset()
    unconfirmed: bool = False
    evidence: int = 3


def walk(connection: sqlite3.Connection, choice: RegisterChoice) -> Iterator[Item]:
    """The entities in order of id, then the ids that are gone."""
    roots = connection.execute("SELECT id, label FROM entity WHERE id = root AND alive ORDER BY id")
    for root, label in roots:
        if _chosen(label, choice.labels):
            yield _registered(connection, root, choice)
    gone = connection.execute(
        "SELECT entity.id, entity.label FROM entity JOIN entity AS root ON root.id = entity.root "
        "WHERE NOT root.alive ORDER BY entity.id"
    )
    for one, label in gone:
        if built_in(one) is None and _chosen(label, choice.labels):
            yield Gone(one)


def count(connection: sqlite3.Connection) -> int:
    """Entities and ids that are gone, for a progress bar."""
    query = "SELECT count(*) FROM entity WHERE NOT alive OR id = root"
    return int(connection.execute(query).fetchone()[0])


def _chosen(label: str, labels: Collection[str]) -> bool:
    return not labels or label in labels


def _registered(connection: sqlite3.Connection, root: str, choice: RegisterChoice) -> Registered:
    one = read_entity(connection, root)
    forms = [alias for alias in one.aliases if alias.stands and alias.form != one.name]
    sure = tuple(sorted(alias.form for alias in forms if alias.confirmed or alias.given > 0))
    guessed = tuple(sorted({alias.form for alias in forms} - set(sure)))
    evidence: list[Sentence] = []
    if choice.evidence and one.mentions:
        for form in (one.name, *sure):
            evidence += _sentences(connection, one.members, form, choice.evidence, True)
        for form in guessed if choice.unconfirmed else ():
            evidence += _sentences(connection, one.members, form, choice.evidence, False)
    return Registered(
        id=one.id,
        name=one.name,
        label=one.label,
        aliases=sure,
        unconfirmed=guessed if choice.unconfirmed else (),
        roles=tuple(
            sorted(
                {(role.title, role.since, role.until) for role in one.roles},
                # who still is comes first, then the latest
                key=lambda role: (not role[2], role[1], role),
                reverse=True,
            )
        ),
        country=one.country,
        code=one.code,
        external=one.external,
        notes=one.notes,
        conflict=one.conflict,
        mentions=one.mentions,
        confirmed=one.confirmed,
        articles=one.articles,
        evidence=tuple(evidence),
        replaces=tuple(member for member in one.members if member != one.id),
    )


def _sentences(
    connection: sqlite3.Connection,
    members: tuple[str, ...],
    form: str,
    limit: int,
    confirmed: bool,
) -> Iterator[Sentence]:
    for one in sentences_of(
        connection, members, form, limit=limit, confirmed=confirmed, current=True
    ):
        if not one.sentence:  # a package came without this article's text
            continue
        (outside,) = connection.execute(
            "SELECT external_id FROM article WHERE n = ?", (one.n,)
        ).fetchone()
        yield Sentence(
            outside or one.article,
            one.start,
            one.end,
            one.sentence[one.at : one.at + one.length],
            one.sentence,
            one.published,
            one.source,
            one.title,
        )


@dataclass(slots=True)
class RegisterFigures:
    """What is counted of a register that leaves the desk."""

    entities: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    aliases: int = 0
    unconfirmed: int = 0
    roles: int = 0
    evidence: int = 0
    replaced: int = 0
    gone: int = 0

    def count(self, item: Item) -> None:
        """Count what stands in the file."""
        if isinstance(item, Gone):
            self.gone += 1
            return
        self.entities += 1
        self.labels[item.label] += 1
        self.aliases += len(item.aliases)
        self.unconfirmed += len(item.unconfirmed)
        self.roles += len(item.roles)
        self.evidence += len(item.evidence)
        self.replaced += len(item.replaces)

    def to_json(self) -> dict[str, Any]:
        """The counts of a note."""
        counted = {name: getattr(self, name) for name in self.__slots__}
        return {**counted, "labels": dict(sorted(self.labels.items()))}
