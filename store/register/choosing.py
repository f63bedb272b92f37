"""Whom a mark means, said by its editor. Every call is one action, undone as one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from store.desk import Desk
from store.errors import Refused
from store.journal.operations import Draft, new_id
from store.model import Label, Span
from store.names import countries, gazetteer
from store.names.forms import built_in, form_of
from store.register import listing
from store.register.following import Mark, along, link
from store.register.linking import MOST, Offer, linker, text_of
from store.register.reading import root_of
from store.state.register import introduction
from store.state.spans import name as span_name
from store.text.folding import fold
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


def offers(desk: Desk, span: Span) -> list[Offer]:
    """Whom a mark may mean: whom it is linked to first, then the likeliest, at most `MOST`.

    Raises:
        Refused: the mark is not there.
    """
    span = _now(desk, span)
    label = _label(desk, span)
    finder = linker(desk)
    found = finder.offers(_form(desk, span), label) if label else []
    if not span.entity:
        return found
    root = root_of(desk.connection, span.entity)
    now = [one for one in found if root_of(desk.connection, one.entity) == root]
    first = replace(now[0], entity=span.entity) if now else finder.offer(span.entity)
    return [first, *(one for one in found if one not in now)][:MOST]


def seek(desk: Desk, label: Label, typed: str, limit: int = 20) -> list[Offer]:
    """Entities that marks of a label may name, by what somebody types, in any script: those of the
    register first, then countries or areas nobody has marked yet."""
    finder = linker(desk)
    listed = listing.search(desk.connection, finder.index, typed, limit=3 * limit)
    found = dict.fromkeys(one.id for one in listed if finder.fits(one.id, label))
    beginning = fold(" ".join(typed.split()))
    kind = kind_of(label)
    if kind == "country" and beginning:
        found.update((nation.id, None) for nation in countries.find(typed, MOST))
    if kind in ("country", "term") and beginning:
        names = gazetteer.countries() if kind == "country" else gazetteer.areas()
        found.update((x.id, None) for x in names if fold(x.surface).startswith(beginning))
    roots = dict.fromkeys(root_of(desk.connection, one) for one in found)
    return [finder.offer(root) for root in list(roots)[:limit]]


def _done(desk: Desk, look: Callable[[], list[Draft]]) -> list[Span]:
    """Write what ``look`` finds; gives the marks it is about."""
    drafts: list[Draft] = []

    def looked() -> list[Draft]:
        drafts[:] = look()
        return drafts

    desk.act_on(looked)
    ids = [draft.obj.rpartition(":")[2] for draft in drafts if draft.kind == "span.link"]
    return [found for one in ids if (found := desk.span(one)) is not None]


def _label(desk: Desk, span: Span) -> Label | None:
    return next((one for one in desk.labels(retired=True) if one.id == span.label), None)


def _person(desk: Desk, span: Span) -> bool:
    label = _label(desk, span)
    return label is not None and kind_of(label) == "person"


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
