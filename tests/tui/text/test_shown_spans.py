"""The index and the tally of the spans shown follow single changes exactly."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from store.model import Span
from tui.text.span_index import SpanIndex
from tui.text.tally import Tally

TEXT = "Iran  and Oman met Iran and Oman again in Oman." * 3
SPANS = st.builds(
    lambda number, start, length, label, entity, sure: Span(
        f"s{number}", "a", start, start + length, label, "mina", entity=entity, confirmed=sure
    ),
    st.integers(0, 9),
    st.integers(0, 100),
    st.integers(1, 40) | st.just(141),
    st.sampled_from(["country", "official"]),
    st.sampled_from(["", "e1", "e2", "e3"]),
    st.booleans(),
)
NAMES = {"e1": ("e1", "Iran"), "e2": ("e1", "Iran"), "e3": ("e3", "Iran")}
"""Two entities are one, and another has the same name."""

STEPS = st.lists(SPANS | st.integers(0, 9).map(lambda n: f"s{n}"), max_size=40)


@given(STEPS, st.integers(0, 140), st.integers(1, 30))
def test_the_index_finds_what_a_search_of_all_finds(
    steps: list[Span | str], start: int, length: int
) -> None:
    index, standing = SpanIndex(), dict[str, Span]()
    for step in steps:
        if isinstance(step, Span):
            index.add(step)
            standing[step.id] = step
        else:
            assert index.discard(step) == standing.pop(step, None)
    found = index.overlapping(start, start + length)
    wanted = [s for s in standing.values() if s.start < start + length and s.end > start]
    assert sorted(s.id for s in found) == sorted(s.id for s in wanted)
    assert found == [s for s in index if s in wanted]
    assert len(index) == len(standing)
    after = [s for s in index if s.start > start]
    before = [s for s in index if s.start < start]
    assert index.after(start) == (after[0] if after else None)
    assert index.before(start) == (before[-1] if before else None)
    sizes = [s.end - s.start for s in index.at(start)]
    assert sizes == sorted(sizes)


def test_a_span_over_everything_does_not_slow_down_the_rest() -> None:
    spans = [Span(f"s{n}", "a", n * 100, n * 100 + 9, "country", "mina") for n in range(2000)]
    over_all = Span("all", "a", 0, 200_000, "area", "mina")
    alone, under = SpanIndex(spans), SpanIndex([over_all, *spans])
    assert [s.id for s in under.overlapping(190_000, 190_080)] == ["all", "s1900"]
    assert steps_of(under) < steps_of(alone) + 30


def steps_of(index: SpanIndex) -> int:
    """How many lines of Python run to find what is near the end."""
    steps = 0

    def count(*_: Any) -> Any:
        nonlocal steps
        steps += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        index.overlapping(190_000, 190_080)
    finally:
        sys.settrace(before)
    return steps


@given(STEPS)
def test_the_tally_counts_what_stands(steps: list[Span | str]) -> None:
    tally, standing = Tally(TEXT, (), NAMES.__getitem__), dict[str, Span]()
    for step in steps:
        if isinstance(step, Span):
            tally.add(step)
            standing[step.id] = step
        else:
            tally.discard(step)
            standing.pop(step, None)
    for label in ("country", "official"):
        here = [span for span in standing.values() if span.label == label]
        lines = Counter(line_of(span) for span in here)
        doubts = Counter(line_of(span) for span in here if span.entity and not span.confirmed)
        top = tally.top(label, 99)
        assert {(x.entity, x.name): x.times for x in top} == lines
        assert {(x.entity, x.name): x.unsure for x in top if x.unsure} == doubts
        assert tally.count(label) == lines.total()
        assert tally.unsure(label) == doubts.total()
        assert tally.forms(label) == len(lines)
        assert top == Tally(TEXT, standing.values(), NAMES.__getitem__).top(label, 99)
    assert len(tally) == len(standing)


def line_of(span: Span) -> tuple[str, str]:
    """Whom a span is counted under, and the name of the line."""
    if span.entity:
        return NAMES[span.entity]
    return "", " ".join(TEXT[span.start : min(span.end, span.start + 120)].split())
