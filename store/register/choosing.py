"""Whom a mark means, said by its editor. Every call is one action, undone as one step."""

from __future__ import annotations

from collections.abc import Callable

from store.desk import Desk
from store.errors import Refused
from store.journal.operations import Draft, new_id
from store.model import Span
from store.names.forms import built_in, form_of
from store.register.following import Mark, along, link
from store.register.linking import text_of
from store.state.register import introduction
from store.state.spans import name as span_name
from store.text.targets import kind_of


def choose(desk: Desk, span: Span, entity: str) -> list[Span]:
    """Link a mark of mine to an entity by choice; "" makes a new one of its words.

    Marks of mine in the same article that mean the same go along. Gives all that changed, this one
    first.

    Raises:
        Refused: the mark is not mine, or there is no such entity.
        DeskError: the desk could not be written.
    """
    _own(desk, span)
    if entity and built_in(entity) is None:
        known = desk.connection.execute("SELECT 1 FROM entity WHERE id = ?", (entity,)).fetchone()
        if known is None:
            raise Refused(f"The register has no entity {entity}.")
    form = _form(desk, span)
    chosen = Mark(span.id, form, entity or new_id(), "chosen", True)
    made = [] if entity else [introduction(chosen.entity, span.label, form)]

    def look() -> list[Draft]:
        return [
            link(span.article, chosen),
            *made,
            *along(desk, span, chosen, person=_person(desk, span)),
        ]

    return _done(desk, look)


def confirm(desk: Desk, span: Span) -> list[Span]:
    """Say of a mark of mine that what it is linked to is right, and of those that go along.

    Gives all that changed, none when nothing was in doubt.

    Raises:
        Refused: the mark is not mine, or linked to nothing.
        DeskError: the desk could not be written.
    """
    _own(desk, span)
    if not span.entity:
        raise Refused("That mark is linked to nothing yet.")
    if span.confirmed:
        return []
    sure = Mark(span.id, _form(desk, span), span.entity, span.linked, True)

    def look() -> list[Draft]:
        said = Draft(span_name(span.article, span.id), "span.link", {"confirmed": True})
        return [said, *along(desk, span, sure, person=_person(desk, span))]

    return _done(desk, look)


def _done(desk: Desk, look: Callable[[], list[Draft]]) -> list[Span]:
    """Write what ``look`` finds; gives the marks it is about."""
    drafts: list[Draft] = []

    def looked() -> list[Draft]:
        drafts[:] = look()
        return drafts

    desk.act_on(looked)
    ids = [draft.obj.rpartition(":")[2] for draft in drafts if draft.kind == "span.link"]
    return [found for one in ids if (found := desk.span(one)) is not None]


def _person(desk: Desk, span: Span) -> bool:
    return any(x.id == span.label and kind_of(x) == "person" for x in desk.labels(retired=True))


def _form(desk: Desk, span: Span) -> str:
    return form_of(text_of(desk, span.article, span.start, span.end))


def _own(desk: Desk, span: Span) -> None:
    if span.annotator != desk.actor:
        raise Refused(f"That mark is {span.annotator}'s; only they can link it.")
