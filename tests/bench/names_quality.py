"""How well names are matched, grouped and found, beside plain rapidfuzz in the same run.

    python -m tests.bench.names_quality [--part tuned|held-out|all]

Reads the gold files (``persons``, ``pairs``, ``register``, ``queries``: JSON Lines of names of
persons with identities) and counts with their own ``score.py``. The scorer was learnt, and all else
tuned, without the quarter of the identities whose id hashes to it: ``--part held-out`` measures
those alone. Prints one JSON object; without the gold files it says so and measures nothing.

A pair is of the part its first name is of: so each part has as many same as different pairs, as the
whole has. (No pair of the file was learnt from; only names of tuned persons were.) Baselines
get the threshold that is best for them on the part itself.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable
from time import process_time
from types import ModuleType
from typing import Any

from anyascii import anyascii
from rapidfuzz import fuzz, process, utils

from store.names.cluster import TOGETHER, cluster
from store.names.compare import OFFER, compare
from store.names.index import NameIndex, sure
from store.names.inside import resolve_inside
from store.names.normalise import parse
from store.names.rarity import Rarity
from tests.bench.names_gold import GOLD, held_out, read
from tests.bench.run import calibration

SCORERS: dict[str, Callable[..., float]] = {
    "token_set_ratio": fuzz.token_set_ratio,
    "WRatio": fuzz.WRatio,
}
BRUTE = 400
"""Look-ups done by plain rapidfuzz over the whole register: it is slow."""


def latin(text: str) -> str:
    """What the baselines are given: letters a to z, lower case, no punctuation."""
    return utils.default_process(anyascii(text))


def score_module() -> ModuleType:
    """The gold files' own ``score.py``."""
    spec = importlib.util.spec_from_file_location("names_score", GOLD / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rounded(values: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Some of the values, four digits each."""
    return {key: round(values[key], 4) if values[key] is not None else None for key in keys}


def pairs(gold: ModuleType, wanted: Callable[[str], bool]) -> dict[str, Any]:
    """F1 over hard pairs, and how right silent links are."""
    persons = read("persons.jsonl")
    identity = {row["name"]: row["id"] for row in persons}
    rarity = Rarity(
        parse(row["name"])
        for row in persons
        if row["kind"] in ("main", "variant") and wanted(row["id"])
    )
    rows = [row for row in read("pairs.jsonl") if wanted(identity[row["a"]])]
    found: dict[str, Any] = {"pairs": len(rows), "same": sum(row["same"] for row in rows)}
    start = process_time()
    matches = [compare(row["a"], row["b"], rarity) for row in rows]
    took = process_time() - start
    scores = [
        {"pid": row["pid"], "score": match.score} for row, match in zip(rows, matches, strict=True)
    ]
    keys = ("best_f1", "best_threshold", "average_precision", "recall_at_p99", "f1_at_t")
    found["ours"] = rounded(gold.score_pairs(rows, scores, OFFER)["all"], *keys)
    found["ours"]["us_a_pair"] = round(took / len(rows) * 1e6)
    silent = [row["same"] for row, match in zip(rows, matches, strict=True) if match.silent]
    found["silent"] = {
        "links": len(silent),
        "wrong": len(silent) - sum(silent),
        "precision": round(sum(silent) / len(silent), 4),
        "recall": round(sum(silent) / found["same"], 4),
    }
    for name, scorer in SCORERS.items():
        plain = [
            {
                "pid": row["pid"],
                "score": scorer(row["a"], row["b"], processor=latin),
            }
            for row in rows
        ]
        found[name] = rounded(gold.score_pairs(rows, plain, None)["all"], *keys[:4])
    return found


def clusters(gold: ModuleType, wanted: Callable[[str], bool]) -> dict[str, Any]:
    """Pairwise and B-cubed F1 of all Latin names grouped at once."""
    rows = [
        row
        for row in read("persons.jsonl")
        if row["kind"] in ("main", "variant") and wanted(row["id"])
    ]
    names = [row["name"] for row in rows]
    keys = ("pair_precision", "pair_recall", "pair_f1", "b3_precision", "b3_recall", "b3_f1")

    def measured(groups: list[list[int]]) -> dict[str, Any]:
        label = {at: number for number, group in enumerate(groups) for at in group}
        out = gold.cluster_scores([(row["id"], label[at]) for at, row in enumerate(rows)])
        return rounded(out, *keys)

    start = process_time()
    groups = cluster(names).groups
    found: dict[str, Any] = {"names": len(names), "identities": len({row["id"] for row in rows})}
    found["ours"] = {
        "threshold": TOGETHER,
        **measured(groups),
        "cpu_s": round(process_time() - start, 1),
    }
    for name, scorer in SCORERS.items():
        best: dict[str, Any] = {"pair_f1": -1.0}
        for threshold in (68, 72, 76, 80, 84, 88, 92):
            one = measured(
                cluster(names, threshold=threshold / 100, score=plain_score(scorer)).groups
            )
            if one["pair_f1"] > best["pair_f1"]:
                best = {"threshold": threshold, **one}
        found[name] = {"linkage": "ours, over the same candidates", **best}
    return found


def plain_score(scorer: Callable[..., float]) -> Callable[[str, str], float]:
    """A rapidfuzz scorer as a score of two names."""
    return lambda one, other: scorer(one, other, processor=latin) / 100


def lookups(gold: ModuleType, wanted: Callable[[str], bool]) -> dict[str, Any]:
    """Recall at the first place in the whole register, by kind of query."""
    register = read("register.jsonl")
    queries = [row for row in read("queries.jsonl") if wanted(row["id"])]
    index = NameIndex.in_memory((row["id"], row["name"]) for row in register)
    times, given, silent, asked = [], [], [0, 0], 0
    for row in queries:
        start = process_time()
        candidates = index.lookup(row["q"])
        times.append((process_time() - start) * 1000)
        given.append({"qid": row["qid"], "ids": [one.owner for one in candidates]})
        if row["kind"] in ("variant", "titled"):
            asked += 1
            link = sure(candidates)
            if link is not None:
                silent[0] += 1
                silent[1] += link.owner == row["id"]
    times.sort()
    found: dict[str, Any] = {
        "register": len(register),
        "queries": len(queries),
        "ours": _by_kind(gold, queries, given),
        "cpu_ms": {
            "p50": round(times[len(times) // 2], 2),
            "p95": round(times[int(len(times) * 0.95)], 2),
        },
        "silent_latin": {
            "links": silent[0],
            "wrong": silent[0] - silent[1],
            "recall": round(silent[1] / asked, 4),
        },
    }
    some = queries[:: max(1, len(queries) // BRUTE)]
    names = [latin(row["name"]) for row in register]
    for name, scorer in SCORERS.items():
        plain = [
            {
                "qid": row["qid"],
                "ids": [
                    register[at]["id"]
                    for _, _, at in process.extract(latin(row["q"]), names, scorer=scorer, limit=5)
                ],
            }
            for row in some
        ]
        found[name] = {"queries": len(some), **_by_kind(gold, some, plain)}
    return found


def inside() -> dict[str, Any]:
    """Surnames and other parts of names in news, resolved among the full names of their article.

    All news rows: nothing was learnt from or tuned on them.
    """
    documents: dict[str, list[dict[str, Any]]] = {}
    for row in read("persons_news.jsonl"):
        documents.setdefault(row["doc"], []).append(row)
    found: dict[str, Any] = {}
    for name, resolve in {"ours": resolve_inside, **PLAIN_INSIDE}.items():
        right = wrong = able = 0
        for rows in documents.values():
            full = {row["name"]: row["id"] for row in rows if len(parse(row["name"]).words) > 1}
            names = list(full)
            for row in rows:
                if row["name"] in full:
                    continue
                able += row["id"] in full.values()
                place = resolve(row["name"], names)
                if place is not None:
                    right += full[names[place]] == row["id"]
                    wrong += full[names[place]] != row["id"]
        found[name] = {
            "mentions": able,
            "precision": round(right / (right + wrong), 4),
            "recall": round(right / able, 4),
        }
    return found


def plain_inside(scorer: Callable[..., float]) -> Callable[[str, list[str]], int | None]:
    """The one name that a rapidfuzz scorer puts first, if it is alike enough and no other ties."""

    def resolve(mention: str, names: list[str]) -> int | None:
        best = process.extract(
            mention, names, scorer=scorer, processor=latin, limit=2, score_cutoff=86
        )
        tied = len(best) > 1 and best[0][1] == best[1][1]
        return best[0][2] if best and not tied else None

    return resolve


PLAIN_INSIDE = {name: plain_inside(scorer) for name, scorer in SCORERS.items()}


def _by_kind(
    gold: ModuleType, queries: list[dict[str, Any]], given: list[dict[str, Any]]
) -> dict[str, Any]:
    both = [row for row in queries if row["kind"] in ("variant", "titled")]
    out = {
        "latin": rounded(
            gold.score_lookup(both, given)["all"], "recall@1", "recall@5", "precision@1"
        )
    }
    for kind, values in gold.score_lookup(queries, given).items():
        if kind in ("variant", "titled", "script"):
            out[kind] = rounded(values, "recall@1", "recall@5", "precision@1")
    return out


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=("tuned", "held-out", "all"), default="all")
    given = parser.parse_args()
    if not GOLD.is_dir():
        sys.stdout.write(json.dumps({"skipped": "the gold names are not here"}) + "\n")
        return
    gold = score_module()
    wanted: Callable[[str], bool] = {
        "tuned": lambda identity: not held_out(identity),
        "held-out": held_out,
        "all": lambda _: True,
    }[given.part]
    found = {
        "part": given.part,
        "calibration_ms": calibration(),
        "pairs": pairs(gold, wanted),
        "clusters": clusters(gold, wanted),
        "lookups": lookups(gold, wanted),
        "inside_articles": inside(),
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
