"""Compares our agreement figures with the reference implementations, run live.

    python -m tests.bench.prove_agreement [--venv FOLDER] [--write]

Makes an environment in a temporary folder (or in FOLDER, and keeps it), installs krippendorff,
scikit-learn, nervaluate, pygamma-agreement and krippendorff-unitized-alpha there, and compares on
random marks, on the two editors of sample_data, and on two annotators of a doccano export where
that lies beside the checkout. ``--write`` keeps the reference values of the synthetic cases for the
tests. Prints one JSON object; exit status 1 when a figure differs.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.agreement import gamma, matching, nominal, unitizing
from store.agreement.report import Sample
from store.desk import Desk
from store.ingest import ingest
from store.review.reading import handed_in, spans_of, worked_on
from tests.bench.environments import environment

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "tests" / "store" / "agreement" / "reference.json"
PACKAGES = ("krippendorff", "scikit-learn", "nervaluate", "pygamma-agreement")
# its pin of numpy is older than the others need; the code runs with theirs
UNPINNED = ("krippendorff-unitized-alpha",)
EXACTLY = 1e-9
BY_CHANCE = 0.08
"""Relative: two estimates of an expected disorder from different draws."""


def synthetic(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Random marks of two to four annotators who copy each other with mistakes."""
    rng = random.Random(seed)
    for number in range(count):
        length = rng.randint(60, 600)
        tokens = [(at, at + 5) for at in range(0, length - 5, 6)]
        labels = ["official", "country", "area"][: rng.randint(1, 3)]
        people = ["lin", "mina", "omar", "zoe"][: rng.choice([2, 2, 2, 3, 4])]
        flat = number % 3 > 0
        truth = _marks(rng, length, labels, flat)
        units = {}
        for who in people:
            noise = rng.choice([0.0, 0.1, 0.3, 0.8])
            marks = [_slip(rng, mark, length, labels, noise) for mark in truth]
            kept = sorted({mark for mark in marks if mark})
            units[who] = unitizing.apart(kept)[0] if flat else kept
        yield case(length, tokens, units, with_gamma=flat and length < 400)


def _marks(rng: random.Random, length: int, labels: list[str], flat: bool) -> list[Any]:
    found, at = [], 0
    while True:
        at += rng.randint(1, 30) if flat else rng.randint(0, 12)
        end = at + rng.randint(2, 20)
        if end > length:
            return found
        found.append((at, end, rng.choice(labels)))
        at = end if flat else at


def _slip(rng: random.Random, mark: Any, length: int, labels: list[str], noise: float) -> Any:
    start, end, label = mark
    if rng.random() < noise / 3:
        return None
    if rng.random() < noise:
        start = max(0, start - rng.randint(-2, 6))
    if rng.random() < noise:
        end = min(length, end + rng.randint(-1, 9))
    if rng.random() < noise / 2:
        label = rng.choice(labels)
    return (start, max(start + 1, end), label)


def case(
    length: int, tokens: list[tuple[int, int]], units: Any, *, with_gamma: bool, samples: int = 0
) -> dict[str, Any]:
    """One article as plain data, for both sides."""
    return {
        "length": length,
        "tokens": [list(token) for token in tokens],
        "units": {who: [list(unit) for unit in marks] for who, marks in units.items()},
        "apart": {
            who: [list(unit) for unit in unitizing.apart(marks)[0]] for who, marks in units.items()
        },
        "values": {
            who: ["+".join(value) for value in nominal.token_values(tokens, marks)]
            for who, marks in units.items()
        },
        "flat": all(
            len(unitizing.apart(of_label)[0]) == len(of_label)
            for marks in units.values()
            for of_label in matching.by_label(marks).values()
        ),
        "gamma": with_gamma,
        "gamma_samples": samples,
    }


def real(paths: list[tuple[Path, str]], folder: Path, samples: int) -> list[dict[str, Any]]:
    """The articles of files that two annotators have marked; the whole as a last, long one."""
    from store.text.tokens import words

    found = []
    with Desk.create(folder / f"{paths[0][0].stem}.desk", "lead") as desk:
        for path, annotator in paths:
            ingest(desk, [path], annotator=annotator)
        for article in worked_on(desk.connection):
            who = handed_in(desk.connection, article.n, article.layers)
            if len(who) < 2:
                continue
            text = desk.article(article.n).text
            units: dict[str, list[Any]] = {name: [] for name in who}
            for span in spans_of(desk.connection, article.n, article.id):
                if span.annotator in units:
                    units[span.annotator].append((span.start, span.end, span.label))
            draw = samples if len(found) < 6 else 0
            found.append(case(len(text), words(text), units, with_gamma=True, samples=draw))
    return found


def ours(case: dict[str, Any]) -> dict[str, Any]:
    """Our figures of a case, in the references' shape."""
    units = {who: [tuple(unit) for unit in marks] for who, marks in case["units"].items()}
    tokens = [tuple(token) for token in case["tokens"]]
    sample = Sample(
        "",
        "",
        case["length"],
        units,
        {who: nominal.token_values(tokens, marks) for who, marks in units.items()},
    )
    people = sorted(units)
    pairs = {}
    for place, a in enumerate(people):
        for b in people[place + 1 :]:
            table: dict[Any, int] = {}
            for key in zip(sample.values[a], sample.values[b], strict=True):
                table[key] = table.get(key, 0) + 1
            exact = matching.exact(units[a], units[b])
            overlap = matching.overlap(units[a], units[b])
            pairs[f"{a} {b}"] = {
                "kappa": nominal.cohen_kappa(table).value,
                "labels": {
                    label: {
                        "exact": [
                            one.precision.value or 0.0,
                            one.recall.value or 0.0,
                            one.f1.value,
                        ],
                        "most": overlap[label].matched,
                    }
                    for label, one in exact.items()
                },
                "gamma": gamma.disorders(units[a], units[b], case["length"], 200)
                if case["gamma"] and units[a] and units[b]
                else None,
            }
    values: dict[Any, int] = {}
    for key in zip(*(sample.values[who] for who in people), strict=True):
        values[key] = values.get(key, 0) + 1
    return {
        "alpha": nominal.krippendorff_alpha(values).value,
        "u_alpha": unitizing.u_alpha([(case["length"], units)]).value,
        "pairs": pairs,
    }


def compare(cases: list[dict[str, Any]], references: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts what agrees, and lists what does not."""
    wrong: list[str] = []
    counts = dict.fromkeys(
        ("kappa", "alpha", "u_alpha", "exact", "overlap", "overlap_as_nervaluate"), 0
    )
    counts |= {"gamma_observed": 0, "gamma_expected": 0, "undefined_on_both_sides": 0}
    farthest = 0.0

    def check(name: str, place: str, mine: Any, theirs: Any, near: float = EXACTLY) -> None:
        if mine is None or theirs is None:
            counts["undefined_on_both_sides"] += mine is theirs
            same = mine is theirs
        else:
            same = abs(mine - theirs) <= near
            counts[name] += same
        if not same:
            wrong.append(f"{place} {name}: {mine} here, {theirs} there")

    for number, (one, reference) in enumerate(zip(cases, references, strict=True)):
        mine = ours(one)
        place = f"case {number}"
        check("alpha", place, mine["alpha"], reference["alpha"])
        check("u_alpha", place, mine["u_alpha"], reference["u_alpha"])
        for pair, theirs in reference["pairs"].items():
            own = mine["pairs"][pair]
            check("kappa", f"{place} {pair}", own["kappa"], theirs["kappa"])
            for label, score in theirs["labels"].items():
                at = f"{place} {pair} {label}"
                for a, b in zip(own["labels"][label]["exact"], score["exact"], strict=True):
                    if one["flat"]:
                        check("exact", at, a, b)
                    elif a < b - EXACTLY:  # nervaluate uses marks up on overlapping neighbours
                        wrong.append(f"{at} exact: {a} here, {b} there")
                check("overlap", at, own["labels"][label]["most"], score["most"])
                # nervaluate pairs greedily: never more than the most, nearly always as many
                counts["overlap_as_nervaluate"] += score["type"] == score["most"]
                if score["type"] > own["labels"][label]["most"]:
                    wrong.append(f"{at}: nervaluate pairs more")
            if theirs["gamma"] is not None and own["gamma"] is not None:
                found = own["gamma"]
                at = f"{place} {pair}"
                check("gamma_observed", at, found.observed, theirs["gamma"]["observed"], 1e-6)
                if "expected" in theirs["gamma"]:
                    there = theirs["gamma"]["expected"]
                    farthest = max(farthest, abs(found.expected - there) / there)
                    check("gamma_expected", at, found.expected, there, BY_CHANCE * there)
    return {
        "cases": len(cases),
        "agree": counts,
        "gamma_expected_farthest": round(farthest, 4),
        "differ": wrong[:20],
        "differ_count": len(wrong),
    }


def ask(python: Path, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The references' values."""
    done = subprocess.run(
        [str(python), "-c", "from tests.bench.agreement_references import main; main()"],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: list[dict[str, Any]] = json.loads(done.stdout[done.stdout.index("[") :])
    return found


def main() -> int:
    """Compare, or write the reference values down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--count", type=int, default=120)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="copydesk-prove-") as temporary:
        folder = Path(temporary)
        python = environment(given.venv or folder / "venv", PACKAGES, UNPINNED)
        if given.write:
            cases = list(synthetic(20250101, 24))
            for one in cases[:3]:
                one["gamma_samples"] = 0
            kept = [
                {"case": one, "reference": value}
                for one, value in zip(cases, ask(python, cases), strict=True)
            ]
            lines = ",\n".join(json.dumps(one, sort_keys=True) for one in kept)
            KEPT.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
            return 0
        sets = {"random": list(synthetic(7, given.count))}
        sets["sample_data"] = real([(ROOT / "sample_data" / "records.jsonl", "")], folder, 150)
        doccano = ROOT.parent / "shared" / "data" / "formats" / "doccano"
        files = [(doccano / f"restaurants-{x}_annotations.jsonl", x) for x in ("aparna", "june")]
        if all(path.exists() for path, _ in files):
            sets["doccano"] = real(files, folder, 150)
        found = {name: compare(cases, ask(python, cases)) for name, cases in sets.items()}
    print(json.dumps({"bench": "prove_agreement", **found}, indent=1))
    return int(any(one["differ_count"] for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
