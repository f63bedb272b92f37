"""Typing disagreements: by examples, and against the definition applied pair by pair."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from store.model import Span
from store.review import disagreement
from store.review.disagreement import (
    BOUNDARY,
    ENTITY,
    LABEL,
    MISSING,
    Comparison,
    Version,
    compare,
)
from tests.store.review.marks import some_spans, span

PEOPLE = ("lin", "mina", "omar")


def kinds(*spans: Span, annotators: tuple[str, ...] = ("mina", "omar")) -> list[tuple[str, ...]]:
    return [one.kinds for one in compare(spans, annotators=annotators).disagreements]


def test_the_same_range_and_label_by_several_is_one_agreed_mark() -> None:
    found = compare([span("mina", 0, 4), span("omar", 0, 4)])
    assert [mark.annotators for mark in found.agreed] == [("mina", "omar")]
    assert found.disagreements == ()


def test_a_mark_one_annotator_made_twice_counts_once() -> None:
    twice = [span("mina", 0, 4), span("mina", 0, 4, entity="e1"), span("omar", 0, 4)]
    found = compare(twice)
    assert [mark.annotators for mark in found.agreed] == [("mina", "omar")]
    assert found.agreed[0].spans[0].entity == "e1"


def test_kinds() -> None:
    assert kinds(span("mina", 0, 4, "official"), span("omar", 0, 4, "country")) == [(LABEL,)]
    assert kinds(span("mina", 0, 4), span("omar", 0, 6)) == [(BOUNDARY,)]
    assert kinds(span("mina", 0, 4)) == [(MISSING,)]
    assert kinds(span("mina", 0, 4, entity="e1"), span("omar", 0, 4, entity="e2")) == [(ENTITY,)]
    assert kinds(span("mina", 0, 4, "area"), span("omar", 0, 5, "country")) == [(LABEL, BOUNDARY)]


def test_a_mark_without_a_link_disagrees_with_none() -> None:
    assert kinds(span("mina", 0, 4, entity="e1"), span("omar", 0, 4)) == []


def test_merged_entities_are_one() -> None:
    spans = [span("mina", 0, 4, entity="e1"), span("omar", 0, 4, entity="e2")]
    assert compare(spans, canonical=lambda _: "e1").disagreements == ()


def test_a_nested_mark_is_missing_not_another_boundary() -> None:
    both = [span("mina", 0, 20, "area"), span("omar", 0, 20, "area")]
    (found,) = compare([*both, span("mina", 2, 6, "country")]).disagreements
    assert (found.kinds, found.start, found.end) == ((MISSING,), 2, 6)


def test_an_annotator_s_own_overlapping_marks_are_one_version() -> None:
    (found,) = compare([span("mina", 0, 4), span("mina", 9, 13), span("omar", 0, 13)]).disagreements
    assert found.kind == BOUNDARY
    assert found.version_of("mina") == Version(
        ("mina",), ((0, 4, "official", ""), (9, 13, "official", ""))
    )


def test_who_did_nothing_is_compared_when_named() -> None:
    (found,) = compare([span("mina", 0, 4)], annotators=("mina", "omar")).disagreements
    assert found.versions == (
        Version(("mina",), ((0, 4, "official", ""),)),
        Version(("omar",), ()),
    )


def test_the_version_most_hold_comes_first() -> None:
    spans = [span("mina", 0, 6), span("lin", 0, 4), span("omar", 0, 6)]
    (found,) = compare(spans).disagreements
    assert [version.annotators for version in found.versions] == [("mina", "omar"), ("lin",)]


def reference(spans: list[Span], people: tuple[str, ...]) -> tuple[set[object], set[object]]:
    """The definition, word for word: rivals by pairs, groups by spreading until nothing joins."""
    held: dict[tuple[int, int, str], set[str]] = {}
    links: dict[tuple[int, int, str], set[str]] = {}
    chosen: dict[tuple[tuple[int, int, str], str], tuple[bool, str]] = {}
    for one in spans:
        key = (one.start, one.end, one.label)
        held.setdefault(key, set()).add(one.annotator)
        best = (not one.entity, one.id, one.entity)
        if (key, one.annotator) not in chosen or best < chosen[key, one.annotator]:
            chosen[key, one.annotator] = best
    for (key, _), (_, _, entity) in chosen.items():
        links.setdefault(key, set()).update({entity} - {""})
    contested = {k for k in held if held[k] != set(people) or len(links[k]) > 1}

    def rivals(a: tuple[int, int, str], b: tuple[int, int, str]) -> bool:
        places_a, places_b = set(range(a[0], a[1])), set(range(b[0], b[1]))
        shared = len(places_a & places_b)
        if not shared or held[a] & held[b]:
            return False
        near = shared >= len(places_a | places_b) / 2
        return a[2] == b[2] or a[:2] == b[:2] or near

    groups = [{key} for key in contested]
    joined = True
    while joined:
        joined = False
        for one, other in combinations(groups, 2):
            if any(rivals(a, b) for a in one for b in other):
                one |= other
                groups.remove(other)
                joined = True
                break
    found: set[object] = set()
    for group in groups:
        kinds = set()
        for a, b in combinations(group, 2):
            if rivals(a, b):
                kinds |= ({LABEL} if a[2] != b[2] else set()) | (
                    {BOUNDARY} if a[:2] != b[:2] else set()
                )
        if any(len(links[key]) > 1 for key in group):
            kinds.add(ENTITY)
        if any(not any(name in held[key] for key in group) for name in people):
            kinds.add(MISSING)
        found.add((frozenset(group), frozenset(kinds)))
    return {key for key in held if key not in contested}, found


def told(found: Comparison) -> tuple[set[object], set[object]]:
    return (
        {mark.key for mark in found.agreed},
        {
            (frozenset(mark.key for mark in one.marks), frozenset(one.kinds))
            for one in found.disagreements
        },
    )


@given(some_spans(PEOPLE))
@settings(max_examples=400, deadline=None)
def test_groups_and_kinds_follow_the_definition(spans: list[Span]) -> None:
    assert told(compare(spans, annotators=PEOPLE)) == reference(spans, PEOPLE)


@given(some_spans(PEOPLE), st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_marks_come_in_makes_no_difference(spans, rng: random.Random) -> None:
    shuffled = spans[:]
    rng.shuffle(shuffled)
    assert compare(shuffled, annotators=PEOPLE) == compare(spans, annotators=PEOPLE)


@given(some_spans(PEOPLE))
@settings(max_examples=100, deadline=None)
def test_every_mark_is_in_one_place_and_every_annotator_in_one_version(spans) -> None:
    found = compare(spans, annotators=PEOPLE)
    marks = [m.key for m in found.agreed] + [m.key for d in found.disagreements for m in d.marks]
    assert sorted(marks) == sorted({(s.start, s.end, s.label) for s in spans})
    for one in found.disagreements:
        assert sorted(name for v in one.versions for name in v.annotators) == sorted(PEOPLE)
        assert one.kinds
        assert one.kind == one.kinds[0]
    starts = [one.start for one in found.disagreements]
    assert starts == sorted(starts)


def test_a_long_article_takes_work_in_proportion(monkeypatch) -> None:
    rng = random.Random(7)
    spans = []
    for place in range(2500):
        for who in ("mina", "omar"):
            start = place * 12 + rng.randint(0, 2)
            spans.append(span(who, start, start + 6, rng.choice(["official", "country"])))
    pairs = []
    real = disagreement.are_rivals
    monkeypatch.setattr(disagreement, "are_rivals", lambda a, b: pairs.append(1) or real(a, b))
    assert len(compare(spans).disagreements) > 1000
    assert len(pairs) < 4 * len(spans)
