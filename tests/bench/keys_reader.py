"""Keys per span: marks gold documents in the real app with real keys, nothing suggested.

    python tests/bench/keys_reader.py [GOLD.jsonl...] [--documents 50] [--size 120x40] [--json]

GOLD holds ``text`` and ``spans`` as JSON Lines. The app runs on a desk of its own; for each gold
span, in the order of the text, the cheapest keys are chosen from what stands on the screen: the
offers of the target line, the hints drawn over the words, the ends drawn behind a selection. At the
end the saved spans must equal the gold, or the run fails. Keys that scroll to a span that is not on
the screen are counted apart. Spans with the range of another are left out: one range has one label.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import statistics
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from textual.screen import Screen  # noqa: E402

from store import scheme  # noqa: E402
from store.desk import Desk  # noqa: E402
from store.intake import Intake  # noqa: E402
from store.model import Label, Record  # noqa: E402
from store.suggest.values import Settings  # noqa: E402
from store.text.targets import kind_of, phrase  # noqa: E402
from store.text.tokens import words  # noqa: E402
from tui.app import CopydeskApp  # noqa: E402
from tui.config import Config  # noqa: E402
from tui.screens.reader import ReaderScreen  # noqa: E402

LABELS = [
    Label("official", "Official", key="o", colour="blue"),
    Label("country", "Country", key="c", colour="green"),
    Label("cooperation", "Cooperation", key="a", colour="orange"),
    Label("other", "Misc", key="r", colour="purple"),
]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one span took."""

    text: str
    words: int
    edges: bool
    keys: str
    count: int
    scrolling: int
    visible: bool


class Bare(CopydeskApp):
    """The app without a queue."""

    def get_default_screen(self) -> Screen[Any]:
        return Screen()


class Editor:
    """Somebody who knows the keys and looks at the screen."""

    def __init__(self, app: CopydeskApp, pilot: Any) -> None:
        self.app, self.pilot = app, pilot
        self.pressed: list[str] = []

    @property
    def reader(self) -> ReaderScreen:
        screen = self.app.screen
        assert isinstance(screen, ReaderScreen)
        return screen

    async def settle(self) -> None:
        for _ in range(5000):
            if getattr(self.app.screen, "painted_at", 0.0) < math.inf:
                return
            await self.pilot.pause(0.002)
        raise AssertionError("never painted")

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.settle()
            self.pressed.append(key)
            await self.pilot.press(key)

    def offered(self, label: Label) -> tuple[int, int]:
        """What the target line offers for a label now."""
        return self.reader.target(label)

    def visible(self, start: int, end: int) -> bool:
        first, last = self.reader.view.window()
        return first <= start and end <= last

    def marked_at(self, offset: int) -> bool:
        return bool(self.reader.view.spans.at(offset))

    async def scroll_to(self, start: int, end: int) -> int:
        """Page until the span is on the screen; returns the keys that took."""
        before = len(self.pressed)
        for _ in range(1000):
            if self.visible(start, end):
                break
            await self.press("pagedown" if end > self.reader.view.window()[1] else "pageup")
        return len(self.pressed) - before

    async def mark(self, start: int, end: int, label: Label) -> None:
        """Mark one span by the cheapest keys in sight."""
        view, text = self.reader.view, self.reader.text
        key = label.key
        if self.offered(label) == (start, end) and not self._relabels(view.cursor):
            await self.press(key)
            return
        inside = words(text, start, end)
        count = len(inside)
        exact = bool(inside) and inside[0][0] == start and inside[-1][1] == end
        here = phrase(text, view.cursor, "word")[0]
        digits_count = not self.reader.targets.proposed  # else they choose whom the last mark names
        if exact and here == start and 2 <= count <= 9 and digits_count:
            await self.press(str(count), key)
            return
        await self.press("f")
        live = self.reader.hints.live if self.reader.hints else {}
        if start not in live:
            await self.press("f")
            live = self.reader.hints.live if self.reader.hints else {}
        if start not in live:
            await self.press("escape")
            await self._by_hand(start, end, key)
            return
        code = live[start][0]
        kind = kind_of(label)
        if not any(self.marked_at(at) for at, _ in inside):
            # A label takes the whole phrase from any of its words: the nearest hint will do.
            whole = [
                live[at][0]
                for at, _ in inside
                if at in live and phrase(text, at, kind) == (start, end)
            ]
            if whole and (best := min(whole, key=len)):
                plural = 0 if count == 1 else 1
                if len(best) <= len(code) + plural:
                    await self.press(*best, key)
                    return
        await self.press(*code[:-1], code[-1].upper())
        if view.selection == (start, end):
            await self.press(key)
            return
        shown = {to: char for char, to in self.reader.ends.items() if char != "1"}
        if end in shown:
            await self.press(shown[end], key)
            return
        await self._stretch(end, key)

    def _relabels(self, offset: int) -> bool:
        return self.marked_at(offset)

    async def _stretch(self, end: int, key: str) -> None:
        """Bring the end of the selection to its place by words and characters."""
        view = self.reader.view
        near = [to for to in self.reader.ends.values() if to <= end]
        if near and max(near) > (view.selection or (0, 0))[1]:
            char = next(c for c, to in self.reader.ends.items() if to == max(near))
            await self.press(char)
        for _ in range(5000):
            assert view.selection is not None
            at = view.selection[1]
            if at == end:
                break
            await self.press("shift+right" if at < end else "shift+left")
        await self.press(key)

    async def _by_hand(self, start: int, end: int, key: str) -> None:
        """Go by arrows where no hint is."""
        view = self.reader.view
        for _ in range(4000):
            if view.cursor == start:
                break
            line = view.layout_of_text.line_of
            if line(view.cursor) != line(start):
                await self.press("down" if start > view.cursor else "up")
            else:
                gap = start - view.cursor
                await self.press("right" if gap > 0 else "left")
        await self.press("v")
        await self._stretch(end, key)


async def document(
    app: CopydeskApp, pilot: Any, article_id: str, gold: list[dict[str, Any]]
) -> list[Cost]:
    """Mark one document; returns what each span took. Fails when the result is not the gold."""
    app.open_reader(article_id)
    editor = Editor(app, pilot)
    await editor.settle()
    labels = {label.id: label for label in LABELS}
    costs: list[Cost] = []
    text = editor.reader.text
    for span in sorted(gold, key=lambda x: (x["start"], -x["end"])):
        start, end = span["start"], span["end"]
        was_visible = editor.visible(start, end)
        scrolling = await editor.scroll_to(start, end)
        before = len(editor.pressed)
        await editor.mark(start, end, labels[span["label"]])
        inside = words(text, start, end)
        taken = editor.pressed[before:]
        on_words = bool(inside) and (start, end) == (inside[0][0], inside[-1][1])
        whole = words(text, max(0, start - 60), min(len(text), end + 60))
        on_words = (
            on_words and any(a == start for a, _ in whole) and any(b == end for _, b in whole)
        )
        costs.append(
            Cost(
                text[start:end],
                len(inside),
                on_words,
                " ".join(taken),
                len(taken),
                scrolling,
                was_visible,
            )
        )
    saved = sorted((s.start, s.end, s.label) for s in app.desk.spans(article_id, app.desk.actor))
    wanted = sorted((s["start"], s["end"], s["label"]) for s in gold)
    if saved != wanted:
        odd = [x for x in saved if x not in wanted], [x for x in wanted if x not in saved]
        raise AssertionError(f"{article_id}: not the gold: {odd}")
    return costs


async def run(path: Path, limit: int, size: tuple[int, int]) -> tuple[list[Cost], int]:
    """Mark the first documents of a file."""
    records, gold, left_out = [], [], 0
    for line in path.read_text(encoding="utf-8").splitlines()[:limit]:
        record = json.loads(line)
        seen: dict[tuple[int, int], dict[str, Any]] = {}
        for span in record["spans"]:
            left_out += (span["start"], span["end"]) in seen
            seen.setdefault((span["start"], span["end"]), span)
        records.append(Record(text=record["text"], title=record["text"][:60].split("\n")[0]))
        gold.append(list(seen.values()))
    costs: list[Cost] = []
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk.create(Path(folder) / "keys.desk", actor="bench")
        scheme.apply(desk, LABELS)
        with Intake(desk) as intake:
            ids = [intake.add(record).article_id for record in records]
        app = Bare(desk, Config(suggestions=Settings(parts=frozenset())))
        async with app.run_test(size=size) as pilot:
            for article_id, spans in zip(ids, gold, strict=True):
                if not app.desk.spans(article_id):
                    costs.extend(await document(app, pilot, article_id, spans))
        desk.close()
    return costs, left_out


def figures(costs: Iterable[Cost]) -> dict[str, Any]:
    """Count, mean, and most."""
    counts = [cost.count for cost in costs]
    if not counts:
        return {"spans": 0}
    return {
        "spans": len(counts),
        "mean": round(statistics.fmean(counts), 3),
        "max": max(counts),
        "over_5": sum(count > 5 for count in counts),
    }


def report(path: Path, costs: list[Cost], left_out: int, size: str) -> dict[str, Any]:
    """What a file took, in numbers."""
    nine = [cost for cost in costs if cost.words <= 9]
    return {
        "file": path.name,
        "size": size,
        "all": figures(costs),
        "up_to_9_words": figures(nine),
        "up_to_9_words_on_word_edges": figures(c for c in nine if c.edges),
        "1_word": figures(c for c in costs if c.words == 1),
        "2_words": figures(c for c in costs if c.words == 2),
        "1_and_2_words": figures(c for c in costs if c.words in (1, 2)),
        "3_to_9_words": figures(c for c in costs if 3 <= c.words <= 9),
        "visible_when_begun": sum(c.visible for c in costs),
        "scrolling_keys": sum(c.scrolling for c in costs),
        "same_range_left_out": left_out,
        "over_5": [{"text": c.text, "words": c.words, "keys": c.keys} for c in nine if c.count > 5][
            :20
        ],
    }


GOLD = ("conll2003", "gum", "anercorp-ar", "peopledaily-char-zh", "chinadaily")


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    folder = ROOT.parent / "shared/data/gold"
    usual = [path for name in GOLD if (path := folder / f"{name}.jsonl").is_file()]
    parser.add_argument("gold", type=Path, nargs="*", default=usual)
    parser.add_argument("--documents", type=int, default=50)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.gold:
        print(f"no gold documents were named, and none are in {folder}", file=sys.stderr)
        return 2
    columns, rows = map(int, options.size.split("x"))
    for path in options.gold:
        costs, left_out = asyncio.run(run(path, options.documents, (columns, rows)))
        result = report(path, costs, left_out, options.size)
        if options.json or len(options.gold) > 1:
            print(json.dumps(result, ensure_ascii=False), flush=True)
        else:
            for name, value in result.items():
                print(f"{name:30} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
