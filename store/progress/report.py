"""All figures of a desk's progress, read one part after the other, the quick ones first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from store.agreement import report as agreement
from store.desk import Desk
from store.progress.counts import (
    Counts,
    Coverage,
    Marks,
    Names,
    counts,
    coverage,
    marks,
    register,
)
from store.progress.pace import Pace, pace

Told = Callable[[str, int, int], None]
"""Hears which part is being read, and how much of how much is done (0 of 0: not known)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known so far; None for a part that is not read yet."""

    counts: Counts | None = None
    coverage: Coverage | None = None
    marks: Marks | None = None
    register: Mapping[str, Names] | None = None
    pace: tuple[Pace, ...] | None = None
    agreement: agreement.Report | None = None

    def to_json(self) -> dict[str, Any]:
        """The object ``copydesk progress --json`` prints; undefined figures are null.

        Agreement by article is left to ``copydesk agreement --json``.
        """
        whole = self.agreement.to_json() if self.agreement else None
        if whole is not None:
            del whole["by_article"]
        return {
            "articles": self.counts.to_json() if self.counts else None,
            "coverage": self.coverage.to_json() if self.coverage else None,
            "labels": self.marks.to_json() if self.marks else None,
            "register": None
            if self.register is None
            else {label: one.to_json() for label, one in self.register.items()},
            "pace": None
            if self.pace is None
            else {one.annotator: one.to_json() for one in self.pace},
            "agreement": whole,
        }


def read(
    desk: Desk,
    *,
    connection: sqlite3.Connection | None = None,
    zone: tzinfo | None = None,
    found: Callable[[Figures], None] = lambda _: None,
    told: Told = lambda *_: None,
) -> Figures:
    """Read all figures, handing ``found`` what there is after each part.

    ``connection``: one of `Desk.reader`, to work in another thread. ``zone``: where days begin; by
    default here.
    """
    source = desk.connection if connection is None else connection
    told("articles", 0, 0)
    quick = counts(source)
    known = Figures(counts=quick)
    found(known)
    told("coverage", 0, 0)
    known = replace(known, coverage=coverage(source, quick.articles))
    found(known)
    told("labels", 0, 0)
    known = replace(known, marks=marks(source), register=register(source))
    found(known)
    known = replace(
        known,
        pace=pace(source, zone=zone, progress=lambda done, total: told("pace", done, total)),
    )
    found(known)
    report = agreement.agreement(
        desk,
        connection=source,
        progress=lambda done, total: told("agreement", done, total),
    )
    known = replace(known, agreement=report)
    found(known)
    return known
