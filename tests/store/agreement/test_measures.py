"""Measures against committed values of the reference implementations, and by their properties."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.agreement import gamma, matching, nominal, unitizing
from store.agreement.report import Sample, measure

REFERENCE = json.loads((Path(__file__).parent / "reference.json").read_text(encoding="utf-8"))
LABELS = ("area", "country", "official")


def units_of(case: dict[str, Any]) -> dict[str, list[matching.Unit]]:
    return {who: [(s, e, x) for s, e, x in marks] for who, marks in case["units"].items()}


def values_of(case: dict[str, Any]) -> dict[str, list[nominal.Value]]:
    tokens = [(s, e) for s, e in case["tokens"]]
    return {who: nominal.token_values(tokens, marks) for who, marks in units_of(case).items()}


@pytest.mark.parametrize("kept", REFERENCE, ids=range(len(REFERENCE)))
def test_values_are_those_of_the_reference_implementations(kept: dict[str, Any]) -> None:
    case, reference = kept["case"], kept["reference"]
    units, values = units_of(case), values_of(case)
    people = sorted(units)
    assert {who: ["+".join(v) for v in values[who]] for who in people} == case["values"]
    table = Counter(zip(*(values[who] for who in people), strict=True))
    assert nominal.krippendorff_alpha(table).value == pytest.approx(reference["alpha"], abs=1e-9)
    found = unitizing.u_alpha([(case["length"], units)])
    assert found.value == pytest.approx(reference["u_alpha"], abs=1e-9)
    for a, b in combinations(people, 2):
        theirs = reference["pairs"][f"{a} {b}"]
        pair = Counter(zip(values[a], values[b], strict=True))
        assert nominal.cohen_kappa(pair).value == pytest.approx(theirs["kappa"], abs=1e-9)
        exact, overlap = (
            matching.exact(units[a], units[b]),
            matching.overlap(units[a], units[b]),
        )
        assert set(exact) == set(theirs["labels"])
        for label, score in theirs["labels"].items():
            assert overlap[label].matched == score["most"]
            own = exact[label]
            mine = [own.precision.value or 0.0, own.recall.value or 0.0, own.f1.value]
            if case["flat"]:
                assert mine == pytest.approx(score["exact"], abs=1e-9)
        if theirs["gamma"] is not None:
            observed = gamma.disorder(sorted(units[a]), sorted(units[b]))
            assert observed == pytest.approx(theirs["gamma"]["observed"], abs=1e-6)


def test_the_committed_values_cover_what_they_should() -> None:
    cases = [kept["case"] for kept in REFERENCE]
    assert {len(case["units"]) for case in cases} >= {2, 3, 4}
    assert {case["flat"] for case in cases} == {True, False}
    assert sum(case["gamma"] for case in cases) >= 5
    found = [kept["reference"]["alpha"] for kept in REFERENCE]
    assert min(x for x in found if x is not None) < 0.3
    assert max(x for x in found if x is not None) > 0.85


# -- properties ----------------------------------------------------------------------------------

LENGTH = 60
TOKENS = [(at, at + 4) for at in range(0, LENGTH, 5)]
marks = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 9), st.sampled_from(LABELS)).map(
        lambda x: (x[0], x[0] + x[1], x[2])
    ),
    max_size=7,
    unique=True,
)


def sample(**units: list[matching.Unit]) -> Sample:
    values = {who: nominal.token_values(TOKENS, own) for who, own in units.items()}
    return Sample("a", "", LENGTH, units, values)


@given(marks.filter(bool))
@settings(max_examples=60, deadline=None)
def test_with_oneself_one_agrees_fully(own) -> None:
    found = measure([sample(lin=own, mina=own)], gamma_samples=3).overall
    assert found.exact.f1.value == found.overlap.f1.value == 1
    for figure in (found.kappa, found.alpha, found.u_alpha, found.gamma):
        assert figure.value is None or figure.value == pytest.approx(1)
        assert (figure.value is None) == bool(figure.reason)


@given(marks, marks, marks)
@settings(max_examples=60, deadline=None)
def test_who_is_called_what_makes_no_difference(a, b, c) -> None:
    found = []
    for one, two, three in permutations((a, b, c)):
        m = measure([sample(lin=one, mina=two, omar=three)]).overall
        found.append(
            [m.exact.f1.value, m.overlap.f1.value, m.kappa.value, m.alpha.value, m.u_alpha.value]
        )
    for other in found[1:]:
        for x, y in zip(found[0], other, strict=True):
            assert (x is None) == (y is None)
            assert x is None or x == pytest.approx(y)


@given(marks, marks)
@settings(max_examples=100, deadline=None)
def test_no_figure_is_ever_nan_or_out_of_bounds(a, b) -> None:
    told = measure([sample(lin=a, mina=b)], gamma_samples=2).to_json()
    json.dumps(told, allow_nan=False)
    for scope in (told["overall"], *told["labels"].values(), told["by_article"][0]):
        for name, one in scope.items():
            if name in ("id", "title"):
                continue
            value = one["f1"] if "f1" in one else one["value"]
            assert (value is None) == (
                bool(one["reason"])
                if "value" in one
                else not one["counted"]["first"] + one["counted"]["second"]
            )
            assert value is None or value <= 1 + 1e-12


def brute_force(a: list[matching.Unit], b: list[matching.Unit]) -> float:
    """The least disorder over every way to align two annotators."""

    def least(ours: list[matching.Unit], theirs: list[matching.Unit]) -> float:
        if not ours:
            return float(len(theirs))
        first, rest = ours[0], ours[1:]
        found = 1 + least(rest, theirs)
        for place, other in enumerate(theirs):
            cost = gamma.dissimilarity(first, other)
            found = min(found, cost + least(rest, theirs[:place] + theirs[place + 1 :]))
        return found

    return least(a, b) / ((len(a) + len(b)) / 2)


@given(marks.map(lambda x: sorted(x)[:5]), marks.map(lambda x: sorted(x)[:5]))
@settings(max_examples=150, deadline=None)
def test_the_best_alignment_is_the_best_of_all(a, b) -> None:
    if a or b:
        assert gamma.disorder(a, b) == pytest.approx(brute_force(a, b))


def test_gamma_is_the_same_every_time_and_lower_for_worse_work() -> None:
    truth = [(at, at + 6, LABELS[at % 3]) for at in range(0, 390, 13)]
    slipped = [(s + 2, e + 3, label) for s, e, label in truth]
    worse = [(s + 2, e + 3, LABELS[0]) for s, e, _ in truth[::2]]

    def value(other: list[matching.Unit]) -> float:
        found = gamma.disorders(truth, other, 400)
        assert found is not None
        return 1 - found.observed / found.expected

    assert value(slipped) == value(slipped)
    assert 1 == value(truth) > value(slipped) > value(worse)


def test_undefined_figures_say_why() -> None:
    nothing = measure([sample(lin=[], mina=[])], gamma_samples=1).overall
    assert (nothing.exact.f1.value, nothing.exact.f1.reason) == (None, "neither marked anything")
    for figure in (nothing.kappa, nothing.alpha, nothing.u_alpha, nothing.gamma):
        assert figure is not None
        assert figure.value is None
        assert len(figure.reason.split()) > 2
    empty = measure([]).overall
    assert empty.alpha.reason == "there is no token that two have read"
    assert empty.u_alpha.reason == "there is no article that two have finished"
    one_sided = measure([sample(lin=[(0, 4, "area")], mina=[])]).overall
    assert one_sided.exact.precision.value is None
    assert one_sided.exact.f1.value == 0
    assert unitizing.u_alpha([(9, {"a": [(0, 9, "x")], "b": [(0, 9, "x")]})]).value is None
    assert nominal.cohen_kappa({(("x",), ("x",)): 5}).value is None


def test_of_overlapping_marks_the_longest_is_unitized_and_the_rest_counted() -> None:
    own = [(0, 9, "area"), (2, 4, "country"), (9, 12, "area"), (8, 10, "area")]
    assert unitizing.apart(own) == ([(0, 9, "area"), (9, 12, "area")], 2)
    found = unitizing.u_alpha([(20, {"a": own, "b": own})])
    assert found.value == pytest.approx(1)
    assert found.counted["overlapping_left_out"] == 4


def test_articles_of_different_annotators_count_together() -> None:
    one = sample(lin=[(0, 9, "area")], mina=[(0, 9, "area")])
    other = sample(mina=[(5, 9, "area")], omar=[(20, 29, "area")], zoe=[(5, 9, "area")])
    found = measure([one, other])
    assert [(p.first, p.second, p.articles) for p in found.pairs] == [
        ("lin", "mina", 1),
        ("mina", "omar", 1),
        ("mina", "zoe", 1),
        ("omar", "zoe", 1),
    ]
    assert found.overall.exact == matching.Score(2, 4, 4)
    assert found.overall.kappa.counted["pairs"] == 4
    assert found.labels["area"].exact == found.overall.exact
