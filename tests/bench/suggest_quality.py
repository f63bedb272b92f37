"""How good suggestions are as a desk grows, without a screen.

    python -m tests.bench.suggest_quality [GOLD.jsonl...] [--labels official,country | --orig]
        [--documents N] [--rows nothing,built-in,everything] [--parts known,built-in,...]
        [--errors] [--json]

The documents of a gold file are gone through in order on a desk of its own: what is suggested for
each is compared with its gold, then the gold is marked, the article finished, and the engine learns
when it would. For documents 1-10, 11-50 and so on: precision, recall and F1 of what is sure before
any key, how much of the gold stands there as a ghost, keys per span as they would be (showing the
letters 1 a document, rejecting 1, promoting a ghost 1, mending 2 and one a word, by hand 3, finishing
1; nothing for scrolling), and how often suggestions of a probability are right. ``--errors`` lists what was wrong and missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

from store import annotations, articles, scheme
from store.desk import Desk
from store.intake import Intake
from store.model import Article, Label, Record, Span
from store.suggest import training
from store.suggest.engine import Engine
from store.suggest.values import PARTS, Key, Settings, Suggestion
from store.text.tokens import words
from tests.bench import span_gold
from tests.bench.span_gold import Document, edges

ROWS = {
    "nothing": frozenset[str](),
    "built-in": frozenset({"built-in", "rule"}),
    "everything": frozenset(PARTS) - {"outside"},
}
LETTERS, PROMOTE, REJECT, JUMP, BY_HAND, FINISH = 1, 1, 1, 2, 3, 1


@dataclass(slots=True)
class Figures:
    """What is counted for some documents."""

    documents: int = 0
    gold: int = 0
    sure: int = 0
    right: int = 0
    ghosts_right: int = 0
    ghosts: int = 0
    keys: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    bins: dict[int, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0.0]))

    def row(self) -> dict[str, Any]:
        """The figures to print."""
        precision = self.right / self.sure if self.sure else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        both = precision + recall
        spans = max(1, self.gold)
        return {
            "documents": self.documents,
            "spans": self.gold,
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "f1": round(2 * precision * recall / both if both else 0.0, 3),
            "ghost_recall": round(self.ghosts_right / spans, 3),
            "ghosts_shown_per_document": round(self.ghosts / max(1, self.documents), 1),
            "keys_per_span": round(sum(self.keys.values()) / spans, 3),
            "keys": {what: round(n / spans, 3) for what, n in sorted(self.keys.items())},
            "calibration": {
                f"{low / 10:.1f}": [int(n), round(said / n, 2), round(right / n, 2)]
                for low, (n, right, said) in sorted(self.bins.items())
            },
        }


class Annotator:
    """Somebody who knows the gold and mends suggestions until they are it."""

    def __init__(self, article: Article, gold: frozenset[Key], who: str) -> None:
        self.article, self.gold, self.who = article, gold, who
        self.marks: list[Span] = []
        self.rejected: set[Key] = set()
        self.told: list[tuple[str, Key, Suggestion | None]] = []

    def mark(self, key: Key, origin: str) -> None:
        """Mark one span."""
        start, end, label = key
        self.marks.append(
            Span(f"{start}-{end}-{label}", self.article.id, start, end, label, self.who, origin)
        )

    def step(self, offered: Sequence[Suggestion]) -> tuple[str, int] | None:
        """Mend one thing: what was wrong, and the keys it took; None when all is as it should be."""
        sure = {one.key: one for one in offered if one.sure}
        marked = {(span.start, span.end, span.label) for span in self.marks}
        ghosts = {one.key: one for one in offered if not one.sure}
        missing = self.gold - marked - set(sure)
        for key in sorted(missing, key=lambda key: (key not in ghosts, key[0] - key[1], key)):
            near = [
                one for one in sure.values() if edges(one.key, key) and one.key not in self.gold
            ]
            best = ("by hand", BY_HAND, "hand")
            if key in ghosts:
                best = ("ghost promoted", PROMOTE, "suggestion")
            elif alike := [one for one in near if one.label == key[2]]:
                cost = JUMP + min(self._moves(one.key, key) for one in alike)
                best = min(best, ("mended", cost, "suggestion"), key=lambda x: x[1])
            elif any((one.start, one.end) == key[:2] for one in near):
                best = ("label mended", JUMP + 1, "hand")
            self.told.append((best[0], key, near[0] if near else ghosts.get(key)))
            self.mark(key, best[2])
            return best[:2]
        for key in sorted(set(sure) - self.gold):
            self.told.append(("wrong", key, sure[key]))
            self.rejected.add(key)
            return "wrong rejected", REJECT
        return None

    def _moves(self, one: Key, other: Key) -> int:
        """How many words the edges of a range have to be moved to be another's."""
        text = self.article.text
        first = words(text, min(one[0], other[0]), max(one[0], other[0]))
        last = words(text, min(one[1], other[1]), max(one[1], other[1]))
        return len(first) + len(last)


Tell = Callable[[int, str, Key, Suggestion | None, str], None]


def document(
    engine: Engine,
    desk: Desk,
    article: Article,
    labels: Sequence[Label],
    gold: frozenset[Key],
    figures: Figures,
) -> Annotator:
    """Suggest for one article, and count."""
    prepared = engine.prepare(desk.connection, article, labels, desk.actor)
    annotator = Annotator(article, gold, desk.actor)
    offered = engine.offer(prepared, [], frozenset())
    sure = {one.key for one in offered if one.sure}
    ghosts = {one.key for one in offered if not one.sure}
    figures.documents += 1
    figures.gold += len(gold)
    figures.sure += len(sure)
    figures.right += len(sure & gold)
    figures.ghosts += len(ghosts)
    figures.ghosts_right += len((ghosts & gold) - sure)
    for one in offered:
        row = figures.bins[min(9, int(one.probability * 10))]
        row[0] += 1
        row[1] += one.key in gold
        row[2] += one.probability
    figures.keys["finishing"] += FINISH
    lettered = False
    for _ in range(10_000):
        step = annotator.step(offered)
        if step is None:
            return annotator
        figures.keys[step[0]] += step[1]
        if step[0] in ("ghost promoted", "wrong rejected") and not lettered:
            figures.keys["letters"] += LETTERS
            lettered = True
        offered = engine.offer(prepared, annotator.marks, frozenset(annotator.rejected))
    raise AssertionError("never right")


def run(
    documents: Sequence[Document], labels: Sequence[Label], settings: Settings, tell: Tell
) -> dict[str, Any]:
    """Go through the documents; the figures of every bucket."""
    buckets: dict[str, Figures] = {}
    suggesting = learning = 0.0
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk.create(Path(folder) / "quality.desk", actor="bench")
        scheme.apply(desk, labels)
        with Intake(desk) as intake:
            ids = [
                intake.add(
                    Record(text=one.text, title=one.text[:60].split("\n")[0], language=one.language)
                ).article_id
                for one in documents
            ]
        labels = [label for label in desk.labels() if label.scope == "span"]
        engine = Engine(settings)
        seen: set[str] = set()
        for number, (article_id, one) in enumerate(zip(ids, documents, strict=True), 1):
            if article_id in seen:
                continue
            seen.add(article_id)
            figures = buckets.setdefault(span_gold.bucket(number), Figures())
            article = desk.article(article_id)
            began = process_time()
            annotator = document(engine, desk, article, labels, one.gold, figures)
            suggesting += process_time() - began
            for what, key, suggestion in annotator.told:
                tell(number, what, key, suggestion, one.text)
            if one.gold:
                annotations.tag_many(desk, [(article_id, *key) for key in sorted(one.gold)])
            articles.set_status(desk, [article_id], "done")
            began = process_time()
            if "model" in settings.parts:
                training.refresh(desk)
            learning += process_time() - began
        desk.close()
    tokens = sum(len(words(one.text)) for one in documents)
    return {
        "buckets": {name: figures.row() for name, figures in buckets.items()},
        "cpu_ms_per_1000_tokens_with_offers": round(suggesting * 1e6 / max(1, tokens), 1),
        "cpu_s_learning_here": round(learning, 1),
    }


def show(number: int, what: str, key: Key, suggestion: Suggestion | None, text: str) -> None:
    """One line about something that took keys."""
    start, end, label = key
    before, after = text[max(0, start - 30) : start], text[end : end + 25]
    line = f"{number:4} {what:15} {label:9} {before}[[{text[start:end]}]]{after}"
    if suggestion is not None:
        said = f"{suggestion.part} {suggestion.probability:.2f} {suggestion.reason}"
        other = text[suggestion.start : suggestion.end]
        if suggestion.key != key:
            said += f" of {suggestion.label} [[{other}]]"
        line += f"   <- {said}"
    print(line.replace("\n", "⏎"))


def quiet(*_: object) -> None:
    """Say nothing."""


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    usual = [
        path for name in ("conll2003",) if (path := span_gold.FOLDER / f"{name}.jsonl").is_file()
    ]
    parser.add_argument("gold", type=Path, nargs="*", default=usual)
    parser.add_argument("--labels", default=",".join(span_gold.MAIN))
    parser.add_argument("--orig", action="store_true")
    parser.add_argument("--documents", type=int)
    parser.add_argument("--rows", default=",".join(ROWS))
    parser.add_argument("--parts", help="only these parts, as one row")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.gold:
        print(f"no gold documents were named, and none are in {span_gold.FOLDER}", file=sys.stderr)
        return 2
    rows = {name: ROWS[name] for name in options.rows.split(",")}
    if options.parts is not None:
        rows = {options.parts: frozenset(filter(None, options.parts.split(",")))}
    for path in options.gold:
        documents, left_out = span_gold.read(
            path, labels=options.labels.split(","), orig=options.orig, limit=options.documents
        )
        labels = span_gold.scheme_of(documents)
        for name, parts in rows.items():
            tell = show if options.errors else quiet
            found = run(documents, labels, Settings(parts=parts), tell)
            head = {"file": path.name, "row": name, "labels": [x.id for x in labels]}
            if options.json:
                print(json.dumps({**head, **found, "left_out": left_out}), flush=True)
                continue
            print(f"{path.name}  {name}  ({', '.join(head['labels'])})")
            for at, row in found["buckets"].items():
                print(
                    f"  {at:8} {row['documents']:3} documents {row['spans']:5} spans   "
                    f"P {row['precision']:.3f} R {row['recall']:.3f} F1 {row['f1']:.3f}  "
                    f"ghosts {row['ghost_recall']:.3f} ({row['ghosts_shown_per_document']} shown)  "
                    f"keys/span {row['keys_per_span']:.3f}  {row['keys']}"
                )
                print(f"           said/right {row['calibration']}")
            print(
                f"  cpu: {found['cpu_ms_per_1000_tokens_with_offers']} ms/1,000 tokens, "
                f"learning {found['cpu_s_learning_here']} s",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
