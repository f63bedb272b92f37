"""Making articles fit a format, and counting what it cannot hold.

What leaves is decided here alone, before a writer sees it, and the same for counting, for writing
and for the proof. So what is counted is exactly what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from store.export import tokens
from store.export.back import difference, expected, one_line
from store.export.format import Format
from store.export.layers import Exported
from store.model import Span

LOSSES = {
    "crossing": "spans cross one that stays and are left out",
    "nested": "spans lie in or around one that stays and are left out",
    "alike": "spans are like one that stays, but for who made them or how, and are left out",
    "misaligned": "spans begin or end inside a word, or hold no word, and are left out",
    "edges": "spans lose blanks at their edges",
    "characters": "articles hold characters that cannot be written; U+FFFD stands for them",
    "annotators": "spans do not say who made them",
    "links": "spans do not say whom they name",
    "verdicts": "spans do not say what a review decided",
    "history": "spans do not say how and when they came",
    "comments": "comments are left out",
    "lines": "comments and names lose their line ends and tabs",
    "text": "articles are there without their text",
    "unmarked": "articles are not there, since nothing is marked in them",
    "labels": "articles lose their article labels",
    "metadata": "articles lose title, date, source and the like",
    "meta": "articles lose other facts that came with them",
}
"""What may be lost, and how it is told after a number."""

LONGEST, FIRST, REFUSE = "longest", "first", "refuse"
OVERLAPS = (LONGEST, FIRST, REFUSE)


@dataclass(slots=True)
class Fit:
    """Makes articles fit. ``losses`` counts what was lost on the way, by names of `LOSSES`.

    ``overlap``: which of overlapping spans stay in a format that holds none, the longest or those
    that begin first; anything else counts as the longest (and has been refused).
    """

    form: Format
    options: Mapping[str, str]
    overlap: str
    losses: Counter[str] = field(default_factory=Counter)
    overlapping: int = 0
    """Articles with spans that overlap."""
    example: str = ""
    """Where the first of them is."""

    def __call__(self, exported: Exported) -> Exported:
        """The article with the spans that the format holds."""
        spans: Sequence[Span] = exported.spans
        text = exported.article.text
        if self.form.trims:
            spans = self._trimmed(spans, text)
        if "annotators" not in self.form.holds:
            spans = self._once(spans)
        if self.form.tokens and self.options.get("tokens") == "whole":
            spans = self._aligned(spans, text)
        if overlaps(spans):
            self.overlapping += 1
            if not self.example:
                one, other = first_overlap(spans)
                self.example = (
                    f"{text[one.start : one.end]!r} ({one.start} to {one.end}) and "
                    f"{text[other.start : other.end]!r} ({other.start} to {other.end}) "
                    f"in {exported.id}"
                )
            if "overlap" not in self.form.holds:
                spans = self._apart(spans)
        kept = tuple(spans)
        return exported if kept == exported.spans else replace(exported, spans=kept)

    def count(self, fitted: Exported) -> None:
        """Count what else of an article that fits is lost."""
        holds, losses = self.form.holds, self.losses
        marks = len(fitted.spans)
        if "unmarked" not in holds and not marks:
            losses["unmarked"] += 1
            losses["comments"] += len(fitted.comments)
            return
        if "links" not in holds:
            losses["links"] += sum(1 for span in fitted.spans if span.entity)
        if "verdicts" not in holds and fitted.verdicts:
            losses["verdicts"] += sum(1 for span in fitted.spans if fitted.verdict(span))
        if "history" not in holds:
            losses["history"] += marks
        if "annotators" not in holds:
            losses["annotators"] += marks
        if "text" not in holds:
            losses["text"] += 1
        if fitted.labels and "labels" not in holds:
            losses["labels"] += 1
        if "metadata" not in holds:
            losses["metadata"] += 1
        if fitted.article.meta and "meta" not in holds:
            losses["meta"] += 1
        if self.form.one_line and "links" in holds:
            losses["lines"] += sum(1 for name in fitted.names.values() if name != one_line(name))
        if fitted.comments:
            held = fitted.remarks() if "comments" in holds else []
            losses["comments"] += len(fitted.comments) - len(held)
            if self.form.one_line:
                losses["lines"] += sum(1 for *_, said in held if said != one_line(said))
        if self.form.chars:
            plain = replace(self.form, chars="")
            losses["characters"] += bool(
                difference(expected(fitted, self.form), expected(fitted, plain))
            )

    def _trimmed(self, spans: Sequence[Span], text: str) -> list[Span]:
        kept = []
        for span in spans:
            words = text[span.start : span.end]
            if not (words[0].isspace() or words[-1].isspace()):
                kept.append(span)
                continue
            start = span.start + len(words) - len(words.lstrip())
            if start == span.end:
                self.losses["misaligned"] += 1
                continue
            self.losses["edges"] += 1
            kept.append(replace(span, start=start, end=start + len(words.strip())))
        return sorted(kept, key=_in_text)

    def _once(self, spans: Sequence[Span]) -> Sequence[Span]:
        keys = {(span.start, span.end, span.label) for span in spans}
        if len(keys) == len(spans):
            return spans
        self.losses["alike"] += len(spans) - len(keys)
        kept = []
        for span in spans:
            if (span.start, span.end, span.label) in keys:
                keys.remove((span.start, span.end, span.label))
                kept.append(span)
        return kept

    def _aligned(self, spans: Sequence[Span], text: str) -> list[Span]:
        found = tokens.pieces(text)
        starts, ends = {start for start, _ in found}, {end for _, end in found}
        kept = [span for span in spans if span.start in starts and span.end in ends]
        self.losses["misaligned"] += len(spans) - len(kept)
        return kept

    def _apart(self, spans: Sequence[Span]) -> list[Span]:
        kept = apart(spans, self.overlap)
        chosen = {id(span) for span in kept}
        for span in spans:
            if id(span) not in chosen:
                nested = any(_in_one_another(span, one) for one in kept)
                self.losses["nested" if nested else "crossing"] += 1
        return kept


def _in_text(span: Span) -> tuple[int, int, str]:
    return span.start, -span.end, span.label


def _in_one_another(one: Span, other: Span) -> bool:
    return (other.start <= one.start and one.end <= other.end) or (
        one.start <= other.start and other.end <= one.end
    )


def overlaps(spans: Sequence[Span]) -> bool:
    """Whether any two of the spans, in the order of the text, share a character."""
    end = 0
    for span in spans:
        if span.start < end:
            return True
        end = span.end
    return False


def first_overlap(spans: Sequence[Span]) -> tuple[Span, Span]:
    """The first two that share a character, of spans that do."""
    before = spans[0]
    for span in spans[1:]:
        if span.start < before.end:
            return before, span
        before = span
    raise ValueError("no two of them overlap")


def apart(spans: Sequence[Span], policy: str) -> list[Span]:
    """Of spans that overlap those that stay, in the order of the text.

    ``first``: what begins first, the longer one of two that begin together; else: the longest, of
    equals the first.
    """
    if policy == FIRST:
        order = sorted(spans, key=_in_text)
    else:
        order = sorted(spans, key=lambda span: (span.start - span.end, span.start, span.label))
    kept: list[Span] = []
    for span in order:
        if all(span.end <= one.start or one.end <= span.start for one in kept):
            kept.append(span)
    return sorted(kept, key=_in_text)
