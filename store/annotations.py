"""Marking: tag, relabel, resize, remove, comment. Every call is one action in my own layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from store.desk import Desk
from store.errors import Refused
from store.journal.operations import Draft, Fields, new_id
from store.model import NO_META, Comment, Label, Meta, Span
from store.register import relinking
from store.register.batch import Batch
from store.state import comments as comment_state
from store.state import spans as span_state

Mark = tuple[str, int, int, str]
"""article id, start, end, label id"""


def tag(
    desk: Desk,
    article_id: str,
    start: int,
    end: int,
    label: str,
    *,
    origin: str = "hand",
    meta: Meta = NO_META,
) -> Span:
    """Mark ``text[start:end]`` (code points) with a label of the scheme, linked to whom it names.

    The same mark made twice is one: the one that stands is given back.

    Raises:
        Refused: outside the text, empty, or a label the scheme does not have for spans.
        DeskError: the desk could not be written.
    """
    return tag_many(desk, [(article_id, start, end, label)], origin=origin, meta=meta)[0]


def tag_many(
    desk: Desk,
    marks: Sequence[Mark],
    *,
    origin: str = "hand",
    meta: Meta = NO_META,
    metas: Mapping[Mark, Meta] | None = None,
    along: Sequence[Draft] = (),
) -> list[Span]:
    """Make several marks as one action; marks that stand already are given back as they are.

    ``metas`` holds what only some of the marks have for ``meta``; ``along`` is written first, as
    part of the action.
    """
    known = {label.id: label for label in desk.labels() if label.scope == "span"}
    lengths: dict[str, int] = {}
    for article_id, start, end, label in marks:
        if article_id not in lengths:
            lengths[article_id] = desk.text_length(article_id)
        _check_extent(start, end, lengths[article_id])
        if label not in known:
            raise Refused(f"The scheme has no label {label} for spans.")
    made: dict[Mark, str] = {}
    own = metas or {}

    def missing() -> list[Draft]:
        return [*along, *_missing(desk, marks, known, made, origin, lambda m: own.get(m, meta))]

    desk.act_on(missing)
    return [_standing(desk, made[mark]) for mark in marks]


def _missing(
    desk: Desk,
    marks: Sequence[Mark],
    labels: Mapping[str, Label],
    made: dict[Mark, str],
    origin: str,
    meta: Callable[[Mark], Meta],
) -> Iterator[Draft]:
    """What makes the marks that do not stand yet; ``made`` gets the id of every one."""
    links = Batch(desk)
    # longest first: a surname is linked by the full name that is marked with it
    for mark in sorted(marks, key=lambda one: one[1] - one[2]):
        if mark in made:
            continue
        if known_id := _same(desk, mark):
            made[mark] = known_id
            continue
        span_id = made[mark] = new_id()
        article_id, start, end, label = mark
        fields: dict[str, Any] = {
            "range": [start, end],
            "label": label,
            "annotator": desk.actor,
            "origin": origin,
        }
        if said := meta(mark):
            fields["meta"] = dict(said)
        linked, introductions = links.fields(article_id, start, end, labels[label])
        yield Draft(span_state.name(article_id, span_id), "span.add", fields | linked)
        yield from introductions


def relabel(desk: Desk, span_id: str, label: str) -> Span:
    """Give a mark another label.

    Raises:
        Refused: the mark is not there or not mine, or the scheme has no such label.
    """
    known = {one.id: one for one in desk.labels() if one.scope == "span"}
    if label not in known:
        raise Refused(f"The scheme has no label {label} for spans.")

    def look() -> list[Draft]:
        span = _mine(desk, span_id)
        if span.label == label:
            return []
        linked, more = relinking.anew(desk, span, known[label])
        return [_change(span, "span.relabel", {"label": label, **linked}), *more]

    desk.act_on(look)
    return _standing(desk, span_id)


def resize(desk: Desk, span_id: str, start: int, end: int) -> Span:
    """Move the edges of a mark to ``[start, end)``, in code points.

    Raises:
        Refused: the mark is not there or not mine, or the edges leave the text or meet.
    """

    def look() -> list[Draft]:
        span = _mine(desk, span_id)
        _check_extent(start, end, desk.text_length(span.article))
        if (span.start, span.end) == (start, end):
            return []
        moved = replace(span, start=start, end=end)
        label = next((one for one in desk.labels(retired=True) if one.id == span.label), None)
        linked, more = relinking.anew(desk, moved, label)
        return [_change(span, "span.resize", {"range": [start, end], **linked}), *more]

    desk.act_on(look)
    return _standing(desk, span_id)


def remove(desk: Desk, *span_ids: str, along: Sequence[Draft] = ()) -> None:
    """Remove marks of mine, as one action; ``along`` is written last, as part of it.

    Raises:
        Refused: one of them is not there or not mine; then none is removed.
    """
    desk.act_on(
        lambda: [
            *(_change(_mine(desk, span_id), "span.remove", {"del": True}) for span_id in span_ids),
            *along,
        ]
    )


def change(desk: Desk, changes: Mapping[str, tuple[int, int, str] | None]) -> None:
    """Give marks of mine (by id) other edges and labels, or remove them (None), as one action.

    Raises:
        Refused: one is not there or not mine, leaves its text, or gets a label the scheme does not
            have; then none is changed.
    """
    known = {label.id: label for label in desk.labels() if label.scope == "span"}

    def look() -> list[Draft]:
        drafts: list[Draft] = []
        for span_id, to in changes.items():
            span = _mine(desk, span_id)
            if to is None:
                drafts.append(_change(span, "span.remove", {"del": True}))
                continue
            start, end, label = to
            if label not in known:
                raise Refused(f"The scheme has no label {label} for spans.")
            _check_extent(start, end, desk.text_length(span.article))
            fields: dict[str, Any] = {}
            if label != span.label:
                fields["label"] = label
            if (start, end) != (span.start, span.end):
                fields["range"] = [start, end]
            if fields:
                moved = replace(span, start=start, end=end)
                linked, more = relinking.anew(desk, moved, known[label])
                kind = "span.resize" if "range" in fields else "span.relabel"
                drafts += [_change(span, kind, {**fields, **linked}), *more]
        return drafts

    desk.act_on(look)


def comment(desk: Desk, article_id: str, text: str, span: str = "") -> Comment:
    """Leave a comment on an article, or on one of its marks.

    Raises:
        Refused: the text is empty.
    """
    if not text.strip():
        raise Refused("An empty comment says nothing; it was not saved.")
    comment_id = new_id()
    fields = {"text": text, "span": span, "annotator": desk.actor}
    desk.act([Draft(comment_state.name(article_id, comment_id), "comment.add", fields)])
    return next(c for c in desk.comments(article_id) if c.id == comment_id)


def edit_comment(desk: Desk, comment_: Comment, text: str) -> None:
    """Change the words of a comment of mine; empty words remove it.

    Raises:
        Refused: it is somebody else's.
    """
    if comment_.annotator != desk.actor:
        raise Refused(f"That comment is {comment_.annotator}'s; only they can change it.")
    fields = {"text": text} if text.strip() else {"del": True}
    kind = "comment.edit" if text.strip() else "comment.remove"
    desk.act([Draft(comment_state.name(comment_.article, comment_.id), kind, fields)])


def resolve_comment(desk: Desk, comment_: Comment, resolved: bool = True) -> None:
    """Mark a comment as settled, or open it again."""
    obj = comment_state.name(comment_.article, comment_.id)
    desk.act([Draft(obj, "comment.resolve", {"resolved": resolved})])


def _change(span: Span, kind: str, fields: Fields) -> Draft:
    return Draft(span_state.name(span.article, span.id), kind, fields)


def _standing(desk: Desk, span_id: str) -> Span:
    span = desk.span(span_id)
    if span is None:
        raise Refused("That mark is not there any more.")
    return span


def _same(desk: Desk, mark: Mark) -> str:
    """The id of a mark of mine just like this one; "" when there is none."""
    article_id, start, end, label = mark
    row = desk.connection.execute(
        "SELECT id FROM span WHERE n = (SELECT n FROM text WHERE hash = ?) AND start = ? "
        'AND "end" = ? AND label = ? AND annotator = ? ORDER BY id LIMIT 1',
        (bytes.fromhex(article_id), start, end, label, desk.actor),
    ).fetchone()
    return str(row[0]) if row else ""


def _mine(desk: Desk, span_id: str) -> Span:
    span = _standing(desk, span_id)
    if span.annotator != desk.actor:
        raise Refused(f"That mark is {span.annotator}'s; only verdicts change others' marks.")
    return span


def _check_extent(start: int, end: int, length: int) -> None:
    if not 0 <= start < end <= length:
        raise Refused(f"A mark from {start} to {end} does not fit a text of {length} characters.")
