"""How often the target of a label key is exactly the gold span, by file and label.

    python tests/bench/targets.py [FOLDER] [--misses LABEL] [--file NAME]

For each gold span the bench asks `store.text.targets.phrase` with the cursor at the span's start
(``start``), and at each of its words (``any``: the mean). FOLDER holds JSON Lines with ``text``
and ``spans`` (default: ../shared/data/gold).
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

from store.model import Label  # noqa: E402
from store.text.targets import kind_of, phrase  # noqa: E402
from store.text.tokens import words  # noqa: E402

KINDS = {"cooperation": "term"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared/data/gold")
    parser.add_argument("--misses", default="")
    parser.add_argument("--file", default="")
    parser.add_argument("--other", default="", help="kind to ask for spans labelled other")
    parser.add_argument("--lines", type=int, default=80)
    options = parser.parse_args()
    if not options.folder.is_dir():
        print(json.dumps({"skipped": f"no annotated news at {options.folder}"}))
        return 0
    for path in sorted(options.folder.glob(f"*{options.file}.jsonl")):
        counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        misses: list[str] = []
        spent, calls = 0.0, 0
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            text = record["text"]
            for span in record["spans"]:
                start, end, label = span["start"], span["end"], span["label"]
                kind = (options.other if label == "other" else KINDS.get(label)) or kind_of(
                    Label(label, label)
                )
                here = counts[label]
                before = time.process_time()
                got = phrase(text, start, kind)
                spent += time.process_time() - before
                calls += 1
                here["n"] += 1
                here["start"] += got == (start, end)
                inside = [phrase(text, first, kind) for first, _ in words(text, start, end)]
                here["words"] += len(inside)
                here["any"] += sum(one == (start, end) for one in inside)
                if label == options.misses and got != (start, end):
                    around = text[max(0, start - 25) : start] + "[" + text[start:end] + "]"
                    misses.append(
                        f"{text[got[0] : got[1]]!r:30} for {around + text[end : end + 20]!r}"
                    )
        print(
            json.dumps(
                {
                    "file": path.name,
                    "us_per_call": round(spent / max(1, calls) * 1e6),
                    **{
                        label: {
                            "n": c["n"],
                            "start": round(c["start"] / c["n"], 3),
                            "any": round(c["any"] / max(1, c["words"]), 3),
                        }
                        for label, c in sorted(counts.items())
                    },
                }
            )
        )
        for miss in misses[: options.lines]:
            print("   ", miss)
    return 0


if __name__ == "__main__":
    sys.exit(main())
