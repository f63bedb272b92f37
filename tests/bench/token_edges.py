"""How many gold span edges fall on token edges, by file, and how wide the spans are in tokens.

    python tests/bench/token_edges.py [FOLDER] [--misses]

FOLDER holds JSON Lines with ``text`` and ``spans`` (default: ../shared/data/gold).
"""

from __future__ import annotations

import argparse
import collections
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from store.text.tokens import inner_starts, words  # noqa: E402


def measure(path: Path, misses: collections.Counter[str]) -> dict[str, object]:
    counts: collections.Counter[str] = collections.Counter()
    widths: collections.Counter[int] = collections.Counter()
    characters = tokens = 0
    spent = 0.0
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record["text"]
        before = time.process_time()
        spans = words(text)
        spent += time.process_time() - before
        characters += len(text)
        tokens += len(spans)
        starts = {start: index for index, (start, _) in enumerate(spans)}
        ends = {end: index for index, (_, end) in enumerate(spans)}
        inner = {place for span in spans for place in inner_starts(text, *span)}
        for span in record["spans"]:
            start, end = span["start"], span["end"]
            counts["spans"] += 1
            first, last = start in starts, end in ends
            counts["start"] += first
            counts["start_or_inner"] += first or start in inner
            counts["end"] += last
            counts["both"] += first and last
            counts["both_or_inner"] += (first or start in inner) and last
            if first and last:
                widths[ends[end] - starts[start] + 1] += 1
            if not ((first or start in inner) and last):
                misses[
                    text[max(0, start - 8) : start]
                    + "["
                    + text[start:end]
                    + "]"
                    + text[end : end + 8]
                ] += 1
    total = max(1, counts["spans"])
    return {
        "file": path.name,
        "spans": counts["spans"],
        **{
            k: round(counts[k] / total, 4)
            for k in ("start", "start_or_inner", "end", "both", "both_or_inner")
        },
        "tokens_1": widths[1],
        "tokens_2": widths[2],
        "tokens_3_9": sum(n for width, n in widths.items() if 3 <= width <= 9),
        "tokens_10": sum(n for width, n in widths.items() if width > 9),
        "tokens": tokens,
        "cpu_s_per_MB": round(spent / max(1, characters) * 1e6, 3),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared/data/gold")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    if not options.folder.is_dir():
        print(json.dumps({"skipped": f"no annotated news at {options.folder}"}))
        return 0
    for path in sorted(options.folder.glob("*.jsonl")):
        misses: collections.Counter[str] = collections.Counter()
        print(json.dumps(measure(path, misses)))
        if options.misses:
            for text, n in misses.most_common(40):
                print("   ", n, repr(text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
