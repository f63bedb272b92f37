"""What came of taking files in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from store.ingest.reading import SpanRefusal
from store.model import Refusal

SHOWN_REFUSALS = 10_000
"""Refusals kept one by one; more are only counted, so that a bad file cannot fill the memory."""


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

    def refuse(self, refusal: Refusal) -> None:
        """Note what was not taken in."""
        if isinstance(refusal, SpanRefusal):
            self.refused_spans += 1
        else:
            self.refused_records += 1
        if len(self.refused) < SHOWN_REFUSALS:
            self.refused.append(refusal)

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
