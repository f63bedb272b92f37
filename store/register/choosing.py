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
        Refused: the mark is not mine or not there, or there is no such entity.
        DeskError: the desk could not be written.
    """
    _own(desk, span)
    if entity and built_in(entity) is None:
        known = desk.connection.execute("SELECT 1 FROM entity WHERE id = ?", (entity,)).fetchone()
        if known is None:
            raise Refused(f"The register has no entity {entity}.")

    def look() -> list[Draft]:
        now = _now(desk, span)
        form = _form(desk, now)
        chosen = Mark(now.id, form, entity or new_id(), "chosen", True)
        made = [] if entity else [introduction(chosen.entity, now.label, form)]
        more = along(desk, now, chosen, person=_person(desk, now))
        return [link(now.article, chosen), *made, *more]

    return _done(desk, look)


def confirm(desk: Desk, span: Span) -> list[Span]:
    """Say of a mark of mine that what it is linked to is right, and of those that go along.

    Gives all that changed, none when nothing was in doubt.

    Raises:
        Refused: the mark is not mine or not there, or linked to nothing or to another meanwhile.
        DeskError: the desk could not be written.
    """
    _own(desk, span)
    if not span.entity:
        raise Refused("That mark is linked to nothing yet.")
    if span.confirmed:
        return []

    def look() -> list[Draft]:
        now = _now(desk, span)
        if now.entity != span.entity:
            raise Refused("That mark is linked to another meanwhile; look at it again.")
        sure = Mark(now.id, _form(desk, now), now.entity, now.linked, True)
        said = Draft(span_name(now.article, now.id), "span.link", {"confirmed": True})
        return [said, *along(desk, now, sure, person=_person(desk, now))]

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


def _now(desk: Desk, span: Span) -> Span:
    """A mark as it stands, whatever another window made of it since it was shown."""
    now = desk.span(span.id)
    if now is None:
        raise Refused("That mark is not there any more.")
    return now


def _own(desk: Desk, span: Span) -> None:
    if span.annotator != desk.actor:
        raise Refused(f"That mark is {span.annotator}'s; only they can link it.")
