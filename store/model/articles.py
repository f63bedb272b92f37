"""What stands on a desk: articles, what people make of them, and the steps that took."""

from __future__ import annotations

from dataclasses import dataclass, field

from store.model import Meta


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


NAMED_ARTICLES = 20
"""How many articles of an action are looked up; enough to say one, few or many."""


@dataclass(frozen=True, slots=True)
class Action:
    """One undoable step: all operations of a group. ``kind`` is that of its first operation.

    ``detail`` says in the text's own words what it is about, ``label`` names the label of its mark.
    ``alike`` of its operations are of that kind; the others came with them, as an entity does with
    the tag that names it. Of ``articles`` no more than `NAMED_ARTICLES` are looked up.
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
    alike: int = 1
