"""The nouns of the desk: frozen values, no input or output.

Offsets are Unicode code points into ``Article.text``, end exclusive, everywhere.
Times are ISO 8601 strings; those the desk makes itself are UTC with milliseconds and a ``Z``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Meta = Mapping[str, Any]
NO_META: Meta = {}

STATUSES = ("new", "started", "returned", "done", "approved", "skipped")
"""An article's status for one annotator, least advanced first. ``started`` follows from marks."""

REVIEWED = ("returned", "approved")
"""Statuses that a reviewer gives: sent back with a comment, or found good."""

FINISHED = ("done", "returned", "approved")
"""Statuses of an article its annotator has handed in: what is not marked there was left out."""

WAITING = ("new", "started", "returned")
"""Statuses of an article its annotator still has to do something about."""

ORIGINS = ("hand", "suggestion", "propagated", "import", "re-anchored")


@dataclass(frozen=True, slots=True)
class Article:
    """One article with its text. ``n`` numbers it on this desk alone; ``id`` is permanent."""

    n: int
    id: str
    title: str
    text: str
    external_id: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    assignee: str = ""
    meta: Meta = field(default_factory=dict)
    external_ids: tuple[str, ...] = ()
    supersedes: str = ""
    superseded_by: str = ""
    has_text: bool = True


LINKED = ("alias", "inside", "built-in", "sure", "guess", "new", "chosen", "import")
"""How a mark came to its entity: a known name of it, a name inside the same article, a built-in
name, a match beyond doubt, the best guess, the first of its name, or by somebody's choice."""


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of an article in one annotator's layer. ``article`` is ``Article.id``.

    ``entity`` is what it names, ``linked`` how that came (one of `LINKED`), ``confirmed`` whether
    that is more than a guess.
    """

    id: str
    article: str
    start: int
    end: int
    label: str
    annotator: str
    origin: str = "hand"
    confirmed: bool = True
    created: str = ""
    entity: str = ""
    meta: Meta = field(default_factory=dict)
    linked: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of the scheme. ``id`` is permanent; spans store it. ``scope``: span or article.

    Article labels of one ``group`` exclude one another; those without a group stand alone.
    """

    id: str
    name: str
    key: str = ""
    colour: str = ""
    scope: str = "span"
    group: str = ""
    guideline: str = ""
    examples: tuple[str, ...] = ()
    order: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """What one annotator has made of one article."""

    article: str
    annotator: str
    status: str = "new"
    skip_reason: str = ""
    starred: bool = False
    labels: tuple[str, ...] = ()
    spans: int = 0


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on an article, or on one of its spans when ``span`` is set."""

    id: str
    article: str
    text: str
    annotator: str
    created: str
    span: str = ""
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """One undoable step: all operations of a group. ``kind`` is that of its first operation.

    ``detail`` says in the text's own words what it is about, ``label`` names the label of its mark.
    """

    group: str
    kind: str
    actor: str
    at: str
    operations: int
    articles: tuple[str, ...] = ()
    revoked: bool = False
    here: bool = True
    n: int = 0
    detail: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class RawSpan:
    """A span as a file brought it, offsets already counted in the final text."""

    start: int
    end: int
    label: str
    annotator: str = ""
    origin: str = ""
    id: str = ""
    created: str = ""
    confirmed: bool = True
    entity: str = ""
    entity_name: str = ""
    meta: Meta = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One article as a file brought it, cleaned and ready to be taken in.

    ``position`` names the place in ``file`` for messages: ``line 12`` or ``record 3``.
    """

    text: str
    title: str = ""
    external_id: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    status: str = ""
    labels: tuple[str, ...] = ()
    meta: Meta = field(default_factory=dict)
    spans: tuple[RawSpan, ...] = ()
    file: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record or span that was not taken in, and why."""

    file: str
    position: str
    reason: str
