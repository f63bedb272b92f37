"""How a passage that is reviewed reads: its versions, what was decided, what is offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from store.model import Comment, Span
from store.review.disagreement import ENTITY, Choice, Disagreement, Mark
from store.review.layers import Key, Verdict
from store.review.walking import Likely
from store.suggest.second_look import Doubt
from tui.telling import moment
from tui.text.excerpts import short
from tui.text.versions import Range
from tui.widgets.versions_panel import VersionRow

_WORDS = 40
_HINTS = 2
"""Hints of a second look that are shown at a passage."""

_UNDECIDED, _SETTLED = "○", "✓"
_REJECTED = "-"
"""Whose a mark is drawn as that was decided against: nobody's, so not in full colour."""


@dataclass(frozen=True, slots=True)
class Names:
    """What labels and entities are called."""

    label: Callable[[str], str]
    entity: Callable[[str], str]


def version_rows(
    one: Disagreement, offered: Likely, draft: Choice | None, names: Names
) -> tuple[VersionRow, ...]:
    """A row for each version, the one with the edges just moved last."""
    rows = []
    for number, version in enumerate(one.versions, 1):
        rows.append(
            VersionRow(
                key=str(number) if number < 10 else "",
                who=", ".join(version.annotators),
                marks=tuple(mark[:3] for mark in version.marks),
                labels=_said(version.marks, names, linked=ENTITY in one.kinds),
                remark=why(offered) if version is offered.version else "",
            )
        )
    if draft is not None:
        said = _said((draft,), names, linked=False)
        rows.append(VersionRow("⏎", "yours", (draft[:3],), said, "not taken yet"))
    return tuple(rows)


def _said(marks: Sequence[Choice], names: Names, *, linked: bool) -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    for _, _, label, entity in marks:
        found[label, _meant(label, entity, names, linked=linked)] = None
    return tuple(found)


def _meant(label: str, entity: str, names: Names, *, linked: bool) -> str:
    """A label's name, and with ``linked`` whom the mark names."""
    whom = f" → {names.entity(entity) if entity else 'nobody'}" if linked else ""
    return names.label(label) + whom


def why(offered: Likely) -> str:
    """Why a version is the one offered."""
    if offered.why == "record":
        done = offered.record
        return f"likelier: {offered.annotator} right {done.right} of {done.decided}"
    return {"majority": "majority", "agreed": "all agree", "marked": "offered"}[offered.why]


def kinds(one: Disagreement) -> str:
    """What kind of disagreement it is, in words."""
    new = "new · " if one.new and not one.decided else ""
    return new + (" · ".join(one.kinds) if one.kinds else "all agree")


def outcome(one: Disagreement, text: str, stands: Mapping[Key, Verdict], names: Names) -> str:
    """What was decided on a passage, by whom and when; "" while something is open."""
    said = [mark.verdict for mark in one.marks if mark.verdict is not None]
    if not one.decided or not said:
        return ""
    last = max(said, key=lambda verdict: verdict.order)
    kept = {
        verdict.gold: verdict.entity
        for verdict in said
        if verdict.gold is not None and stands.get(verdict.gold) == verdict
    }
    linked = ENTITY in one.kinds
    words = [
        f"[{short(text[start:end], 24)}] {_meant(label, entity, names, linked=linked)}"
        for (start, end, label), entity in sorted(kept.items(), key=lambda item: item[0][0])
    ]
    return f"✓ {' + '.join(words) or 'no mark'} ({last.reviewer} {moment(last.at)})"


def following(
    stops: Sequence[Disagreement], at: int, text: str, most: int = 30
) -> tuple[tuple[str, str, str], ...]:
    """The passages behind this one: open or settled, their words, a label."""
    return tuple(
        (
            _SETTLED if one.decided else _UNDECIDED,
            short(text[one.start : one.end], _WORDS),
            one.marks[0].label,
        )
        for one in stops[at + 1 : at + 1 + most]
    )


def remarks(comments: Sequence[Comment], spans: set[str]) -> tuple[str, ...]:
    """Open comments on these marks and on the article, newest last."""
    return tuple(
        f"† {one.annotator}: {' '.join(one.text.split())}"
        for one in comments
        if not one.resolved and (not one.span or one.span in spans)
    )[-3:]


def doubted(
    doubts: Sequence[Doubt], stops: Sequence[Disagreement], at: int, text: str, names: Names
) -> tuple[str, ...]:
    """What a second look says of the passage, and of what nobody marked up to the next one: a hint
    each, the surest first; none where it is decided."""
    here = stops[at]
    begin = here.start if at else 0
    end = stops[at + 1].start if at + 1 < len(stops) else len(text)
    found = []
    for one in doubts:
        start, stop, label = one.mark or one.instead or (0, 0, "")
        words = f"“{short(text[start:stop], 24)}”"
        if one.mark is None:
            covered = any(start < x.end and stop > x.start for x in stops)
            if begin <= start < end and not covered:
                found.append(f"likely missed: {words} {names.label(label)}")
        elif here.start < stop and start < here.end and not here.decided:
            found.append(f"likely wrong: {words} {_rather(one, text, names)}")
    return tuple(f"≈ {said}" for said in found[:_HINTS])


def _rather(doubt: Doubt, text: str, names: Names) -> str:
    """What is otherwise in what a second look would have."""
    label = doubt.mark[2] if doubt.mark else ""
    if doubt.instead is None:
        return f"{names.label(label)} → no mark"
    start, end, other = doubt.instead
    moved = doubt.mark is None or doubt.mark[:2] != (start, end)
    edges = f"→ [{short(text[start:end], 24)}]" if moved else f"{names.label(label)} →"
    return edges if other == label else f"{edges} {names.label(other)}"


def drawn(
    mark: Mark, article_id: str, me: str, stands: Mapping[Key, Verdict], *, full: bool
) -> Span:
    """A mark as the text shows it: in full when it stands or is to be (``full``: all agree on it, or
    it is of the version shown), underlined while it is open, faint when it was decided against."""
    if not full and mark.decided and mark.key not in stands:
        return painted(mark.key, article_id, _REJECTED)
    return painted(mark.key, article_id, me, confirmed=full or mark.decided)


def painted(key: Key, article_id: str, me: str, *, confirmed: bool = True) -> Span:
    """A span for the text to draw, one for each range and label."""
    return Span(name_of(key), article_id, *key, annotator=me, confirmed=confirmed)


def name_of(key: Range) -> str:
    """The id of what is drawn for a range and label."""
    return "{}:{}:{}".format(*key)
