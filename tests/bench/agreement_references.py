"""What the reference implementations say: cases in on standard input, values out, both JSON.

Runs in an environment of its own, which has krippendorff, scikit-learn, nervaluate and
pygamma-agreement, and knows nothing of our code. See `prove_agreement`.
"""

from __future__ import annotations

import json
import sys
import warnings
from itertools import combinations
from typing import Any


def kappa(a: list[str], b: list[str]) -> float | None:
    from sklearn.metrics import cohen_kappa_score

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = float(cohen_kappa_score(a, b))
    return None if value != value else value


def alpha(rows: list[list[str]]) -> float | None:
    import krippendorff
    import numpy as np

    codes = {value: code for code, value in enumerate(sorted({v for row in rows for v in row}))}
    if len(codes) < 2:
        return None
    data = np.array([[codes[value] for value in row] for row in rows], dtype=float)
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def u_alpha(length: int, people: list[list[list[Any]]]) -> float | None:
    from krippendorff_unitized_alpha.krippendorffs_unitized_alpha import (
        EMPTY_TAG,
        KrippendorffUnitizedAlpha,
        Segment,
    )

    data = {}
    for number, units in enumerate(people):
        segments, at = [], 0
        for start, end, label in sorted(units):
            if start > at:
                segments.append(Segment(EMPTY_TAG, at, start))
            segments.append(Segment(label, start, end))
            at = end
        if at < length:
            segments.append(Segment(EMPTY_TAG, at, length))
        data[str(number)] = segments
    if not any(people):
        return None
    return float(KrippendorffUnitizedAlpha(data).result)


def strict_and_type(a: list[list[Any]], b: list[list[Any]]) -> dict[str, Any]:
    """Per label: strict and type as nervaluate counts them, and the true most pairs."""
    import numpy as np
    from nervaluate.entities import Entity
    from nervaluate.strategies import EntityTypeEvaluation, StrictEvaluation
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    found = {}
    for label in sorted({unit[2] for unit in a + b}):
        # nervaluate's ends are inclusive
        ours = [Entity(label=x[2], start=x[0], end=x[1] - 1) for x in sorted(a) if x[2] == label]
        theirs = [Entity(label=x[2], start=x[0], end=x[1] - 1) for x in sorted(b) if x[2] == label]
        strict, _ = StrictEvaluation(1e0).evaluate(ours, theirs, [label])
        typed, _ = EntityTypeEvaluation(1e0).evaluate(ours, theirs, [label])
        most = 0
        if ours and theirs:
            near = np.array(
                [[int(x.start <= y.end and y.start <= x.end) for y in theirs] for x in ours]
            )
            most = int((maximum_bipartite_matching(csr_matrix(near)) >= 0).sum())
        found[label] = {
            "exact": [strict.precision, strict.recall, strict.f1],
            "type": typed.correct,
            "most": most,
        }
    return found


def gamma(
    length: int, a: list[list[Any]], b: list[list[Any]], samples: int
) -> dict[str, float] | None:
    import numpy as np
    from pyannote.core import Segment
    from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum
    from pygamma_agreement.sampler import ShuffleContinuumSampler

    if not a or not b:
        return None
    np.random.seed(1)
    continuum = Continuum()
    for name, units in (("a", a), ("b", b)):
        continuum.add_annotator(name)
        for start, end, label in units:
            continuum.add(name, Segment(start, end), label)
    continuum.bound_inf, continuum.bound_sup = 0.0, float(length)  # it divides in place
    dissimilarity = CombinedCategoricalDissimilarity(alpha=1, beta=1, delta_empty=1)
    found = {"observed": float(continuum.get_best_alignment(dissimilarity).disorder)}
    if samples:
        result = continuum.compute_gamma(
            dissimilarity, n_samples=samples, sampler=ShuffleContinuumSampler()
        )
        found["expected"] = float(result.expected_disorder)
    return found


def values(case: dict[str, Any]) -> dict[str, Any]:
    people = sorted(case["units"])
    pairs = {}
    for a, b in combinations(people, 2):
        ours, theirs = case["units"][a], case["units"][b]
        pairs[f"{a} {b}"] = {
            "kappa": kappa(case["values"][a], case["values"][b]),
            "labels": strict_and_type(ours, theirs),
            "gamma": gamma(case["length"], ours, theirs, case["gamma_samples"])
            if case["gamma"]
            else None,
        }
    return {
        "alpha": alpha([case["values"][who] for who in people]),
        "u_alpha": u_alpha(case["length"], [case["apart"][who] for who in people]),
        "pairs": pairs,
    }


def main() -> None:
    json.dump([values(case) for case in json.load(sys.stdin)], sys.stdout)
