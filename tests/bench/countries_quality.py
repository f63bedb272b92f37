"""How well the names of countries are recognised, beside plain rapidfuzz over the same table.

    python -m tests.bench.countries_quality

Reads the gold file ``countries`` (surfaces with a country's code, or none) and counts with its own
``score.py``. Prints one JSON object; without the gold file it says so and measures nothing. The
``news`` rows are the independent part: the built-in table was made without the file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from itertools import chain
from time import process_time
from typing import Any

from rapidfuzz import process

from store.names.countries import find
from store.names.forms import alias_key
from store.names.gazetteer import read_table
from tests.bench.names_gold import GOLD, read
from tests.bench.names_quality import SCORERS, rounded, score_module
from tests.bench.run import calibration

LEAST = (80, 85, 90, 95)
"""Thresholds tried for the plain scorers; the best by recall of those precise enough is shown."""


def code(ident: str) -> str:
    """The gold file's code of a built-in id."""
    return ident.partition(":")[2]


def measured(
    gold: Any, rows: list[dict[str, Any]], answer: Callable[[str], list[str]]
) -> dict[str, Any]:
    """Recall at the first place by kind, precision over all, and CPU time."""
    start = process_time()
    given = [{"surface": row["surface"], "codes": answer(row["surface"])} for row in rows]
    took = process_time() - start
    scores = gold.score_countries(rows, given)
    out: dict[str, Any] = {
        kind: rounded(values, "recall@1")["recall@1"] for kind, values in scores.items()
    }
    out["precision@1"] = round(scores["all"]["precision@1"], 4)
    out["us_each"] = round(took / len(rows) * 1e6)
    return out


def silent(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """How many would be linked without asking, and how many of them wrongly."""
    links = [(row, found[0]) for row in rows if (found := find(row["surface"])) and found[0].silent]
    wrong = [
        row["surface"]
        for row, first in links
        if code(first.id) not in {row["code"], *row.get("also", [])} - {""}
    ]
    news = [row for row, _ in links if row["kind"] == "news"]
    of_news = sum(row["kind"] == "news" for row in rows)
    return {
        "links": len(links),
        "wrong": len(wrong),
        "precision": round(1 - len(wrong) / len(links), 4),
        "recall_news": round(len(news) / of_news, 4),
    }


def main() -> None:
    """Measure and print."""
    if not GOLD.is_dir():
        sys.stdout.write(json.dumps({"skipped": "the gold names are not here"}) + "\n")
        return
    gold = score_module()
    rows = read("countries.jsonl")
    find("Ruritania")  # reads the tables
    found: dict[str, Any] = {
        "calibration_ms": calibration(),
        "surfaces": len(rows),
        "ours": measured(gold, rows, lambda surface: [code(one.id) for one in find(surface)]),
        "silent": silent(rows),
    }
    table = {
        alias_key(entry.surface): code(entry.id)
        for entry in chain(read_table("countries_more.tsv"), read_table("countries.tsv"))
    }
    names = list(table)
    many = ("crowd", "other-language")
    some = [row for at, row in enumerate(rows) if row["kind"] not in many or at % 20 == 0]
    for name, scorer in SCORERS.items():

        def best(surface: str, scorer: Callable[..., float] = scorer) -> tuple[str, float]:
            match = process.extractOne(alias_key(surface), names, scorer=scorer)
            return (table[match[0]], match[1]) if match else ("", 0.0)

        start = process_time()
        answers = {row["surface"]: best(row["surface"]) for row in some}
        took = (process_time() - start) / len(some)
        for least in LEAST:
            one = measured(
                gold,
                some,
                lambda surface, least=least, answers=answers: (
                    [answers[surface][0]] if answers[surface][1] >= least else []
                ),
            )
            found[f"{name} from {least}"] = {**one, "us_each": round(took * 1e6)}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
