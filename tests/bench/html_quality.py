"""How well the article of a saved page is found: measured against pages read by people.

    python -m tests.bench.html_quality [FOLDER] [--worst N] [--plain]

FOLDER holds ``index.jsonl`` and the pages it names (default: ``../shared/data/html``). Prints the
mean token F1 of the bodies, and how many titles, dates (by day) and addresses are right, by origin.
``--plain`` measures trafilatura alone beside it.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.ingest.html import page_of

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|\w+")
_WORDS = 20


def tokens(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(text.casefold()))


def f1(found: str, gold: str) -> float:
    one, two = tokens(found), tokens(gold)
    same = (one & two).total()
    return 2 * same / (one.total() + two.total()) if same else 0.0


def entries(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / "index.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def bare(data: bytes) -> dict[str, Any]:
    from trafilatura import bare_extraction

    found = bare_extraction(data, with_metadata=True)
    if found is None:
        return {}
    return {"body": found.text, "title": found.title, "published": found.date, "url": found.url}


def same_title(found: str, gold: str) -> bool:
    return " ".join(tokens(found)) == " ".join(tokens(gold))


def same_url(found: str, gold: str) -> bool:
    def page(address: str) -> str:
        return re.sub(r"^https?://(www\.|m\.)?|[?#].*$", "", address).rstrip("/")

    return page(found) == page(gold)


def measure(folder: Path, read: Any) -> tuple[dict[str, dict[str, list[float]]], list[Any]]:
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    rows = []
    for entry in entries(folder):
        gold = entry.get("gold") or {}
        found = read((folder / entry["file"]).read_bytes()) or {}
        body = gold.get("body") or ""
        into = [scores["all"], scores[entry["origin"]]]
        score = -1.0
        for table in into:
            table["has text"].append(bool(found.get("body")))
            if sum(tokens(body).values()) >= _WORDS:
                score = f1(found.get("body") or "", body)
                table["body F1"].append(score)
            if gold.get("title"):
                table["title"].append(same_title(found.get("title") or "", gold["title"]))
            if gold.get("published"):
                table["day"].append((found.get("published") or "")[:10] == gold["published"][:10])
            if entry.get("url"):
                table["url"].append(same_url(found.get("url") or "", entry["url"]))
        rows.append((score, entry, found))
    return scores, rows


def show(name: str, scores: dict[str, dict[str, list[float]]]) -> None:
    print(name)
    for origin, table in scores.items():
        parts = [f"{key} {statistics.mean(v):.3f} of {len(v)}" for key, v in table.items()]
        print(f"  {origin:12}", " · ".join(parts))


def main() -> None:
    default = Path(__file__).resolve().parents[2].parent / "shared/data/html"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--plain", action="store_true")
    options = parser.parse_args()
    if not (options.folder / "index.jsonl").is_file():
        raise SystemExit(f"no index.jsonl in {options.folder}: nothing to measure against")
    if options.plain:
        show("trafilatura alone", measure(options.folder, bare)[0])
    began = time.process_time()
    scores, rows = measure(options.folder, page_of)
    spent = time.process_time() - began
    show(f"copydesk ({spent / len(rows) * 1000:.0f} ms of CPU a page)", scores)
    for score, entry, found in sorted(rows, key=lambda row: row[0]):
        if options.worst <= 0:
            break
        if score < 0:
            continue
        options.worst -= 1
        gold = entry["gold"]
        print(f"\n{score:.2f} {entry['file']} {entry.get('url', '')}")
        print("   gold ", len(gold["body"]), repr(gold["body"][:300]))
        print("   found", len(found.get("body") or ""), repr((found.get("body") or "")[:300]))


if __name__ == "__main__":
    main()
