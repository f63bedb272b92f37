"""What is decided about whole articles: status, star, assignment, article labels, metadata."""

from __future__ import annotations

from collections.abc import Sequence

from store import decisions
from store.decisions import Decision, decide
from store.desk import SYSTEM, Desk
from store.errors import Refused
from store.journal.operations import Draft
from store.state.layers import LABEL_FIELD
from store.text.clean import clean, keepable

EDITABLE = ("title", "source", "published", "url", "language")
"""Metadata a person may correct. The text itself never changes."""


def set_status(desk: Desk, article_ids: Sequence[str], status: str, reason: str = "") -> None:
    """Set my status of articles, as one action; ``reason`` says why they were skipped. What a
    review has approved stays so, except that it can be reopened (``new``).

    Raises:
        Refused: there is no such status, only a review gives it, or all articles are approved.
    """
    decide(desk, article_ids, decisions.status(status, reason))


def star(desk: Desk, article_ids: Sequence[str], on: bool) -> None:
    """Put my star on articles, or take it off, as one action."""
    decide(desk, article_ids, decisions.star(on))


def assign(desk: Desk, article_ids: Sequence[str], annotator: str) -> None:
    """Hand articles to an annotator; an empty name takes them back."""
    decide(desk, article_ids, decisions.assignment(annotator))


def label(desk: Desk, article_id: str, label_id: str, on: bool) -> None:
    """Put an article label in my layer, or take it off; others of its group go.

    Raises:
        Refused: the scheme has no such article label.
    """
    scheme = {x.id: x for x in desk.labels() if x.scope == "article"}
    if label_id not in scheme:
        raise Refused(f"The scheme has no article label {label_id}.")
    fields: dict[str, bool] = {LABEL_FIELD + label_id: on}
    group = scheme[label_id].group
    if on and group:
        standing = desk.layer(article_id).labels
        for other in scheme.values():
            if other.group == group and other.id != label_id and other.id in standing:
                fields[LABEL_FIELD + other.id] = False
    decide(desk, [article_id], Decision("labels.set", fields))


def edit(desk: Desk, article_id: str, **fields: str) -> None:
    """Correct metadata: any of `EDITABLE`, read as a file's metadata would be.

    A date in words is kept in ISO 8601, a language's name as its code.

    Raises:
        Refused: a field that cannot be corrected, a date or a language that cannot be read.
    """
    wrong = sorted(set(fields) - set(EDITABLE))
    if wrong:
        raise Refused(f"{', '.join(wrong)} cannot be corrected; only {', '.join(EDITABLE)} can.")
    article = desk.article(article_id)
    changed = {
        key: settled
        for key, value in fields.items()
        # what an older desk holds may stay as it is
        if getattr(article, key) not in (value, settled := _settled(key, value))
    }
    if changed:
        desk.act([Draft(f"article:{article_id}", "article.edit", changed)])


def any_on(desk: Desk) -> bool:
    """Whether there is an article on a desk."""
    return bool(desk.connection.execute("SELECT EXISTS (SELECT 1 FROM article)").fetchone()[0])


def is_untouched(desk: Desk) -> bool:
    """Whether a desk is as it was made: no article has come, and nobody has done anything."""
    done = f"SELECT EXISTS (SELECT 1 FROM op WHERE actor != '{SYSTEM}')"
    return not any_on(desk) and not desk.connection.execute(done).fetchone()[0]


def _settled(key: str, value: str) -> str:
    """A field of the metadata in the one form in which it is kept."""
    from store.text import dates, languages  # only whoever edits needs them

    if key == "title":
        return clean(value).text
    value = str(keepable(value)).strip()
    if key == "published" and value:
        if not (found := dates.read(value)):
            raise Refused(
                f"{value} is no date that can be read: write it like 2025-01-20, 2025-01 or 2025."
            )
        return found
    if key == "language" and value:
        if not (found := languages.read(value)):
            raise Refused(f"{value} is no language: write a code such as en, ar or zh.")
        return found
    return value
