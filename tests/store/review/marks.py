"""Building blocks for tests of review: spans out of thin air, and strategies for them."""

from __future__ import annotations

from hypothesis import strategies as st

from store.journal.operations import edge_hash
from store.model import Span

LABELS = ("official", "country", "area")


def span(annotator: str, start: int, end: int, label: str = "official", entity: str = "") -> Span:
    return Span(
        id=edge_hash(annotator, start, end, label, entity),
        article="00" * 16,
        start=start,
        end=end,
        label=label,
        annotator=annotator,
        entity=entity,
    )


@st.composite
def some_spans(
    draw: st.DrawFn, people: tuple[str, ...] = ("lin", "mina", "omar"), most: int = 14
) -> list[Span]:
    """A few marks close together, so that they meet in every way."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, 16))
        found.append(
            span(
                draw(st.sampled_from(people)),
                start,
                start + draw(st.integers(1, 6)),
                draw(st.sampled_from(LABELS[:2])),
                draw(st.sampled_from(["", "", "e1", "e2"])),
            )
        )
    return found
