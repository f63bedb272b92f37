"""What a reviewer goes through on an article, and which version of each is likely right."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.review.disagreement import Comparison, Disagreement, Mark, Version

_NEWEST = 2_000
_RECORDS = (
    "SELECT s.annotator, sum(v.decision = 'accept'), count(*) FROM "
    f'(SELECT n, start, "end", label, decision FROM verdict ORDER BY op DESC LIMIT {_NEWEST}) v '
    'JOIN span s ON s.n = v.n AND s.start = v.start AND s."end" = v."end" AND s.label = v.label '
    "GROUP BY s.annotator"
)


@dataclass(frozen=True, slots=True)
class Record:
    """How many of an annotator's marks were let stand as they are, of how many decided on."""

    right: int = 0
    decided: int = 0

    @property
    def chance(self) -> float:
        """How likely the next one is right; one half when nothing is known."""
        return (self.right + 1) / (self.decided + 2)


@dataclass(frozen=True, slots=True)
class Likely:
    """The version to offer first, and why: ``majority``, ``record`` (its holders were right more
    often before), ``marked`` (nothing tells them apart: a mark is forgotten more often than made
    up, a longer one more often cut) or ``agreed``. ``record`` is of the holder who decided it."""

    version: Version
    why: str
    annotator: str = ""
    record: Record = Record()


def stops(found: Comparison, *, every: bool = False) -> list[Disagreement]:
    """What to decide, in reading order: disagreements, and agreed marks that came after approval.

    Of an article by one annotator, and with ``every`` of any, all marks. A mark all agree on stands
    there as a disagreement of no kind with one version.
    """
    every = every or len(found.annotators) < 2
    agreed = [_agreed(mark) for mark in found.agreed if every or mark.new]
    both = [*found.disagreements, *agreed]
    return sorted(both, key=lambda one: (one.start, -one.end, one.marks[0].key))


def _agreed(mark: Mark) -> Disagreement:
    entity = next((span.entity for span in mark.spans if span.entity), "")
    version = Version(mark.annotators, ((*mark.key, entity),))
    return Disagreement((), mark.start, mark.end, (mark,), (version,))


def records(connection: sqlite3.Connection) -> dict[str, Record]:
    """How often annotators were right, by the newest decisions of the desk."""
    return {who: Record(right, decided) for who, right, decided in connection.execute(_RECORDS)}


def likely(one: Disagreement, known: Mapping[str, Record]) -> Likely:
    """Which version is most likely right: the majority's, else by what was decided before."""
    versions = one.versions
    if not one.kinds:
        return Likely(versions[0], "agreed")
    first = versions[0]
    rest = max((len(version.annotators) for version in versions[1:]), default=0)
    if len(first.annotators) > rest:
        return Likely(first, "majority")
    tied = [version for version in versions if len(version.annotators) == rest]
    by_record = sorted(tied, key=lambda version: -_chance(version, tied, known))
    if _chance(by_record[0], tied, known) > _chance(by_record[1], tied, known):
        holder = max(by_record[0].annotators, key=lambda who: _of(known, who).chance)
        return Likely(by_record[0], "record", holder, _of(known, holder))
    return Likely(max(tied, key=_covered), "marked")


def _of(known: Mapping[str, Record], who: str) -> Record:
    return known.get(who, Record())


def _chance(version: Version, tied: Sequence[Version], known: Mapping[str, Record]) -> float:
    if version.marks:
        return max(_of(known, who).chance for who in version.annotators)
    # nothing is right where what the others made is wrong
    return 1 - max(_chance(other, (), known) for other in tied if other.marks)


def _covered(version: Version) -> int:
    return sum(end - start for start, end, _, _ in version.marks)
