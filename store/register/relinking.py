"""What follows for links when a mark is made, or its words or label change."""

from __future__ import annotations

from store.desk import Desk
from store.journal.operations import Draft
from store.model import Label, Span
from store.names.forms import form_of
from store.register.following import Mark, followers
from store.register.linking import Linking, introductions, linker, links, said, text_of
from store.register.reading import root_of
from store.text.targets import kind_of


def follow(
    desk: Desk, article: str, n: int, label: Label, mark: Mark, before: str = ""
) -> list[Draft]:
    """What links anew the marks of mine in the article that are short for a person's ``mark``."""
    if kind_of(label) != "person":
        return []
    drafts = list(followers(desk, article, n, label.id, mark, before))
    linker(desk).followed = [draft.obj.rpartition(":")[2] for draft in drafts]
    return drafts


def anew(desk: Desk, span: Span, label: Label | None) -> tuple[dict[str, object], list[Draft]]:
    """What follows for a mark's link when its words or label become those of ``span``, ``label``.

    What somebody chose stays; what was found is found anew, and an entity that was introduced with
    these very words takes the new ones for its name.
    """
    none = {"entity": "", "form": "", "linked": "", "confirmed": True} if span.entity else {}
    if label is None or not links(label):
        return none, []
    words = text_of(desk, span.article, span.start, span.end)
    form = form_of(words)
    if span.linked in ("chosen", "import") and span.label == label.id:
        return {"form": form}, []
    (n,) = desk.connection.execute("SELECT n FROM span WHERE id = ?", (span.id,)).fetchone()
    found = linker(desk).link(n, words, label, span=span.id)
    if found is None:  # nobody can be looked for without the words, which are not on this desk
        return ({} if span.label == label.id else none), []
    if span.linked == "new" and span.label == label.id:
        own = found.entity == span.entity
        (mentions,) = desk.connection.execute(
            "SELECT count(*) FROM span WHERE entity = ? AND entity != ''", (span.entity,)
        ).fetchone()
        if mentions == 1 and (found.introduces or own):
            others = tuple(x for x in found.offers if x.entity != span.entity)
            found = Linking(span.entity, "new", not others, others, introduces=True)
            linker(desk).latest = found
    mark = Mark(span.id, form, found.entity, found.how, found.confirmed)
    before = root_of(desk.connection, span.entity) if span.entity else ""
    more = follow(desk, span.article, n, label, mark, before)
    return said(found, form), [*introductions(found, form, label.id), *more]
