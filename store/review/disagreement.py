"""Where annotators agree on an article and where they do not: a pure function of their marks.

Two marks are *rivals* when they overlap, no annotator holds both, and they have the same label, the
same range, or share at least half of the text they cover together. Rivals, and rivals of rivals,
are one disagreement, of which each annotator holds one version. A mark without rivals that somebody
lacks is a disagreement by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from store.model import Span
from store.review.layers import Key, Verdict, gold, reading_order

LABEL, BOUNDARY, MISSING, ENTITY = "label", "boundary", "missing", "entity link"
KINDS = (LABEL, BOUNDARY, MISSING, ENTITY)
"""The first that applies names a disagreement."""

Choice = tuple[int, int, str, str]
"""start, end, label and entity of a mark as one annotator has it"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A range and label with everybody's span on it; ``verdict`` is the decision it rests on.

    ``new``: it came after the article had been approved and nobody has decided on it.
    """

    start: int
    end: int
    label: str
    spans: tuple[Span, ...]
    verdict: Verdict | None = None
    new: bool = False

    @property
    def key(self) -> Key:
        return self.start, self.end, self.label

    @property
    def annotators(self) -> tuple[str, ...]:
        """Who made it, in order of name."""
        return tuple(span.annotator for span in self.spans)

    @property
    def decided(self) -> bool:
        return self.verdict is not None


@dataclass(frozen=True, slots=True)
class Version:
    """What some annotators hold in a disagreement; no marks: they left it out."""

    annotators: tuple[str, ...]
    marks: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Marks that cannot all be right, and who holds which; ``start`` to ``end`` covers them all.

    ``kinds`` are all that apply, in the order of `KINDS`. Versions are sorted by how many hold
    them, then by name.
    """

    kinds: tuple[str, ...]
    start: int
    end: int
    marks: tuple[Mark, ...]
    versions: tuple[Version, ...]

    @property
    def kind(self) -> str:
        return self.kinds[0]

    @property
    def decided(self) -> bool:
        """Whether every mark of it has a verdict."""
        return all(mark.decided for mark in self.marks)

    @property
    def new(self) -> bool:
        """Whether something of it came after the article was approved."""
        return any(mark.new for mark in self.marks)

    def version_of(self, annotator: str) -> Version | None:
        """What one annotator holds; None when they are not compared."""
        return next((v for v in self.versions if annotator in v.annotators), None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An article's marks by all compared annotators, each mark in one place, in reading order."""

    annotators: tuple[str, ...]
    agreed: tuple[Mark, ...]
    disagreements: tuple[Disagreement, ...]

    @property
    def open(self) -> tuple[Disagreement, ...]:
        """Disagreements with something left to decide."""
        return tuple(one for one in self.disagreements if not one.decided)

    @property
    def unconfirmed(self) -> tuple[Mark, ...]:
        """Marks that everybody agrees on and no verdict has said so yet."""
        return tuple(mark for mark in self.agreed if not mark.decided)


def _sure(span: Span) -> bool:
    return bool(span.entity) and span.confirmed


def _itself(entity: str) -> str:
    return entity


def compare(
    spans: Iterable[Span],
    verdicts: Iterable[Verdict] = (),
    annotators: Collection[str] | None = None,
    *,
    closed: bool = False,
    canonical: Callable[[str], str] = _itself,
) -> Comparison:
    """Group and type the marks of one article.

    ``annotators`` are those compared (default: everybody who made a mark); marks of others are
    left aside. ``closed``: the article was approved, so marks without a verdict are new.
    ``canonical`` gives the entity that stands for one (merged entities are no disagreement); a
    mark without a link, or with a guess for one, disagrees with none.
    """
    spans = list(spans)
    who = tuple(sorted({s.annotator for s in spans} if annotators is None else set(annotators)))
    marks = _marks(spans, list(verdicts), set(who), closed)
    contested = []
    agreed = []
    for mark in marks:
        linked = {canonical(span.entity) for span in mark.spans if _sure(span)}
        if len(mark.spans) == len(who) and len(linked) < 2:
            agreed.append(mark)
        else:
            contested.append(mark)
    found = [_disagreement(group, who, canonical) for group in _groups(contested)]
    found.sort(key=lambda one: (one.start, -one.end, one.marks[0].key))
    return Comparison(who, tuple(agreed), tuple(found))


def _marks(
    spans: Iterable[Span], verdicts: list[Verdict], who: set[str], closed: bool
) -> list[Mark]:
    on = {verdict.mark: verdict for verdict in verdicts}
    on |= gold(verdicts)
    held: dict[Key, dict[str, Span]] = {}
    for span in spans:
        if span.annotator in who:
            by = held.setdefault((span.start, span.end, span.label), {})
            known = by.get(span.annotator)
            # a mark made twice by the same annotator is one: the linked, then the lower id
            if known is None or (not span.entity, span.id) < (not known.entity, known.id):
                by[span.annotator] = span
    return [
        Mark(
            *key,
            spans=tuple(held[key][name] for name in sorted(held[key])),
            verdict=on.get(key),
            new=closed and key not in on,
        )
        for key in sorted(held, key=reading_order)
    ]


def are_rivals(a: Mark, b: Mark) -> bool:
    """Whether two marks are alternatives, of which one annotator would make only one."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    if shared <= 0 or not set(a.annotators).isdisjoint(b.annotators):
        return False
    if a.label == b.label or (a.start, a.end) == (b.start, b.end):
        return True
    return 2 * shared >= max(a.end, b.end) - min(a.start, b.start)


def _groups(marks: list[Mark]) -> Iterator[list[Mark]]:
    """Marks joined by rivalry, each group in reading order; ``marks`` come in reading order."""
    above = list(range(len(marks)))

    def top(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    reaching: list[int] = []  # those that may still overlap the next
    for place, mark in enumerate(marks):
        reaching = [other for other in reaching if marks[other].end > mark.start]
        for other in reaching:
            if are_rivals(marks[other], mark):
                above[top(place)] = top(other)
        reaching.append(place)
    gathered: dict[int, list[Mark]] = {}
    for place, mark in enumerate(marks):
        gathered.setdefault(top(place), []).append(mark)
    yield from gathered.values()


def _disagreement(
    marks: list[Mark], who: tuple[str, ...], canonical: Callable[[str], str]
) -> Disagreement:
    versions = _versions(marks, who, canonical)
    kinds = set()
    for place, mark in enumerate(marks):
        if len({canonical(span.entity) for span in mark.spans if _sure(span)}) > 1:
            kinds.add(ENTITY)
        for other in islice(marks, place + 1, None):
            if other.start >= mark.end:
                break
            if are_rivals(mark, other):
                kinds |= {LABEL} if mark.label != other.label else set()
                kinds |= {BOUNDARY} if mark.key[:2] != other.key[:2] else set()
    if any(not version.marks for version in versions):
        kinds.add(MISSING)
    return Disagreement(
        kinds=tuple(kind for kind in KINDS if kind in kinds),
        start=min(mark.start for mark in marks),
        end=max(mark.end for mark in marks),
        marks=tuple(marks),
        versions=versions,
    )


def _versions(
    marks: list[Mark], who: tuple[str, ...], canonical: Callable[[str], str]
) -> tuple[Version, ...]:
    held: dict[str, list[Choice]] = {name: [] for name in who}
    for mark in marks:
        linked = {canonical(span.entity) for span in mark.spans if _sure(span)}
        only = next(iter(linked)) if len(linked) == 1 else ""
        for span in mark.spans:
            entity = canonical(span.entity) if _sure(span) else only
            held[span.annotator].append((*mark.key, entity))
    by: dict[tuple[Choice, ...], list[str]] = {}
    for name in who:
        by.setdefault(tuple(held[name]), []).append(name)
    found = [Version(tuple(names), choices) for choices, names in by.items()]
    return tuple(sorted(found, key=lambda one: (-len(one.annotators), one.annotators)))
