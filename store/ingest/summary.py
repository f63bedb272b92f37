"""What came of taking files in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from store.ingest.reading import SpanRefusal
from store.model import Refusal

SHOWN_REFUSALS = 10_000
"""Refusals kept one by one; more are only counted, so that a bad file cannot fill the memory."""
SHOWN_PLACES = 3
"""Places that are named for each reason."""

_REASONS = 200
_PARTICULAR = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|\d+")
"""What differs between refusals for one reason: names, words of the record, numbers."""


@dataclass(slots=True)
class Reason:
    """Why records or marks were refused: in the first one's words, how many, and where first."""

    reason: str
    count: int = 0
    places: list[tuple[str, str]] = field(default_factory=list)
    alike: bool = False

    def add(self, refusal: Refusal) -> None:
        """Count one more, for the same reason or one that differs in a name or number."""
        self.count += 1
        self.alike |= refusal.reason != self.reason
        if len(self.places) < SHOWN_PLACES:
            self.places.append((refusal.file, refusal.position))

    def __str__(self) -> str:
        """``2 × not JSON: in.jsonl: line 3, line 9``."""
        told: dict[str, list[str]] = {}
        for file, position in self.places:
            told.setdefault(file, []).append(position)
        where = "; ".join(f"{file}: {', '.join(some)}" for file, some in told.items())
        more = self.count - len(self.places)
        several = f"{self.count:,} × " if self.count > 1 else ""
        alike = " (or alike)" if self.alike else ""
        return f"{several}{self.reason}{alike}: {where}{f'; and {more:,} more' if more else ''}"


@dataclass(slots=True)
class Summary:
    """Numbers of articles and marks of one run of ``ingest``.

    ``read`` counts records met: each was added, was known, or was refused. ``cleaned`` counts line
    ends shortened and characters replaced, ``converted`` marks whose offsets counted in other units.
    """

    files: int = 0
    read: int = 0
    added: int = 0
    known: int = 0
    spans_added: int = 0
    spans_known: int = 0
    superseding: int = 0
    line_ends: int = 0
    replaced: int = 0
    converted: int = 0
    refused_records: int = 0
    refused_spans: int = 0
    refused: list[Refusal] = field(default_factory=list)
    labels_added: list[str] = field(default_factory=list)
    interrupted: bool = False
    written: bool = True
    _reasons: dict[tuple[bool, str], Reason] = field(default_factory=dict)

    def refuse(self, refusal: Refusal) -> None:
        """Note what was not taken in."""
        of_span = isinstance(refusal, SpanRefusal)
        if of_span:
            self.refused_spans += 1
        else:
            self.refused_records += 1
        key = (of_span, _PARTICULAR.sub("…", refusal.reason))
        if key not in self._reasons and len(self._reasons) >= _REASONS:
            key = (of_span, "")
        reason = self._reasons.setdefault(
            key, Reason(refusal.reason if key[1] else "other reasons")
        )
        reason.add(refusal)
        if len(self.refused) < SHOWN_REFUSALS:
            self.refused.append(refusal)

    @property
    def reasons(self) -> list[Reason]:
        """Why anything was refused, the commonest reason first."""
        return sorted(self._reasons.values(), key=lambda one: -one.count)

    @property
    def clean(self) -> bool:
        """Whether nothing was refused and nothing cut short."""
        return not (self.refused_records or self.refused_spans or self.interrupted)

    def to_json(self) -> dict[str, Any]:
        """The object ``ingest --json`` prints."""
        return {
            "added": self.added,
            "known": self.known,
            "spans_added": self.spans_added,
            "spans_known": self.spans_known,
            "refused": [
                {"file": one.file, "position": one.position, "reason": one.reason}
                for one in self.refused
            ],
            "reasons": [{"reason": one.reason, "count": one.count} for one in self.reasons],
            "refused_records": self.refused_records,
            "refused_spans": self.refused_spans,
            "files": self.files,
            "read": self.read,
            "superseding": self.superseding,
            "line_ends_shortened": self.line_ends,
            "characters_replaced": self.replaced,
            "spans_converted": self.converted,
            "labels_added": list(self.labels_added),
            "interrupted": self.interrupted,
            "written": self.written,
        }
