"""The nouns of the desk: frozen values, no input or output.

Offsets are Unicode code points into ``Article.text``, end exclusive, everywhere.
Times are ISO 8601 strings; those the desk makes itself are UTC with milliseconds and a ``Z``.

All of them are imported from here. A list of articles is shown with the labels alone, and making
such a class takes a while; so the others are made when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from store.model.articles import Action, Article, Comment, Layer, Span
    from store.model.records import RawSpan, Record, Refusal

__all__ = [
    "FINISHED",
    "LINKED",
    "NO_META",
    "ORIGINS",
    "REVIEWED",
    "STATUSES",
    "WAITING",
    "Action",
    "Article",
    "Comment",
    "Label",
    "Layer",
    "Meta",
    "RawSpan",
    "Record",
    "Refusal",
    "Span",
]

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

LINKED = ("alias", "inside", "built-in", "sure", "guess", "new", "chosen", "import")
"""How a mark came to its entity: a known name of it, a name inside the same article, a built-in
name, a match beyond doubt, the best guess, the first of its name, or by somebody's choice."""


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


if not TYPE_CHECKING:  # to a type checker a module with such a function has every name

    def __getattr__(name: str) -> Any:
        for home in ("articles", "records"):
            found = getattr(import_module(f"{__name__}.{home}"), name, None)
            if isinstance(found, type):
                globals()[name] = found
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
