"""Keys per span with suggestions: a perfect annotator marks gold documents in the real app.

    python -m tests.bench.keystrokes [GOLD.jsonl...] [--engine none|built-in|everything]
        [--labels official,country | --orig] [--documents N] [--shuffle SEED] [--size 120x40]
        [--keys] [--json]

The documents are gone through in order (or shuffled) on a desk of its own, with real keys. What to press is
chosen from what stands on the screen alone: the marks and suggestions painted there, the letters of
hints, the offers of the target line. Text that was not on the screen is scrolled to, an article is
finished with its key, and all of these count. The saved marks must then equal the gold, or the run
fails. Between documents learning in the background is waited for. Printed for documents 1-10, 11-50
and so on: keys per gold span, what they were spent on, and how good the sure suggestions were before
any key. Spans with the range of another are left out: one range has one label. ``--keys`` lists what
was pressed for every span that took more than accepting.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.screen import Screen

from store import scheme
from store.desk import Desk
from store.intake import Intake
from store.model import Label, Record
from store.suggest.values import Key, Settings, Suggestion
from store.text.targets import kind_of, phrase
from store.text.tokens import words
from tests.bench import span_gold
from tests.bench.span_gold import Document, edges
from tests.bench.suggest_quality import ROWS
from tui.app import CopydeskApp
from tui.config import Config
from tui.screens.reader import ReaderScreen
from tui.text import hints, motion

ENGINES = {"none": ROWS["nothing"], "built-in": ROWS["built-in"], "everything": ROWS["everything"]}
FAR = 10_000
CHOOSING = 5
"""Digits up to this one choose whom a mark names, while that is asked below the text."""


@dataclass(slots=True)
class Figures:
    """What is counted for some documents."""

    documents: int = 0
    spans: int = 0
    keys: Counter[str] = field(default_factory=Counter)
    sure: int = 0
    right: int = 0

    def row(self) -> dict[str, Any]:
        """The figures to print."""
        spans = max(1, self.spans)
        both = self.sure + self.spans
        return {
            "documents": self.documents,
            "spans": self.spans,
            "keys_per_span": round(sum(self.keys.values()) / spans, 3),
            "keys": {what: round(n / spans, 3) for what, n in sorted(self.keys.items())},
            "f1_before_any_key": round(2 * self.right / both if both else 0.0, 3),
        }


@dataclass(frozen=True, slots=True, order=True)
class Plan:
    """Keys to press, and what they are for."""

    cost: int
    keys: tuple[str, ...]
    why: str = ""


class Bare(CopydeskApp):
    """The app without a queue."""

    def get_default_screen(self) -> Screen[Any]:
        return Screen()


class Annotator:
    """Somebody who knows the keys and what is right, and looks at the screen."""

    def __init__(self, app: CopydeskApp, pilot: Any, labels: Sequence[Label]) -> None:
        self.app, self.pilot = app, pilot
        self.labels = {label.id: label for label in labels}
        self.gold: frozenset[Key] = frozenset()
        self.pressed: list[str] = []
        self.why = ""
        self.spent: Counter[str] = Counter()
        self.told: list[str] = []
        self.seen = 0

    # ------------------------------------------------------------- what is to be seen

    @property
    def reader(self) -> ReaderScreen:
        """The reader."""
        screen = self.app.screen
        assert isinstance(screen, ReaderScreen), screen
        return screen

    def window(self) -> tuple[int, int]:
        """First offset on the screen, and the one behind the last."""
        return self.reader.view.window()

    def on_screen(self, key: Key) -> bool:
        """Whether the whole of a range is on the screen."""
        first, last = self.window()
        return first <= key[0] and key[1] <= last

    def offers(self) -> list[Suggestion]:
        """The suggestions on the screen, in the order of the text."""
        shown = self.reader.view.offers.overlapping(*self.window())
        return sorted((one for one in shown if self.on_screen(one.key)), key=lambda x: x.key)

    def offered_here(self) -> Key | None:
        """The suggestion keys would act on, as it is painted."""
        view = self.reader.view
        here = view.offers.get(view.scene.offered)
        return here.key if here is not None else None

    def marks(self) -> dict[Key, str]:
        """The marks on the screen, and their ids."""
        shown = self.reader.view.spans.overlapping(*self.window())
        return {(x.start, x.end, x.label): x.id for x in shown}

    # ----------------------------------------------------------------------- pressing

    async def settle(self) -> None:
        """Wait until all is painted and nothing is being prepared or learned any more."""
        for _ in range(400_000):
            await self.pilot.pause(0)
            screen = self.app.screen
            if getattr(screen, "painted_at", 0.0) == math.inf:
                await asyncio.sleep(0.001)
            elif isinstance(screen, ReaderScreen) and not self._ready(screen):
                await asyncio.sleep(0.002)
            else:
                return
        raise AssertionError("never at rest")

    async def rest(self) -> None:
        """Read on as slowly as people do: what is learned and prepared beside comes to its end."""
        quiet = 0
        while quiet < 3:
            self.app.look_for_changes()  # as every second
            await self.pilot.pause(0.01)
            trainer = self.app.trainer
            quiet = 0 if trainer is not None and trainer.busy else quiet + 1
        await asyncio.to_thread(self.app.suggesting.wait)
        for _ in range(3):
            await self.pilot.pause(0.01)
        await self.settle()

    def _ready(self, screen: ReaderScreen) -> bool:
        return not screen.awaited

    async def press(self, *keys: str) -> None:
        """Press keys, each after what the one before did was painted."""
        for key in keys:
            await self.settle()
            self.pressed.append(key)
            self.spent[self.why] += 1
            await self.pilot.press(key)
        await self.settle()
        first, last = self.window()
        if first <= self.seen:
            self.seen = max(self.seen, last)

    # ------------------------------------------------------------------- one document

    async def document(self, article_id: str, gold: frozenset[Key]) -> None:
        """Mark one document and finish it. Fails when the result is not the gold."""
        self.gold, self.seen = gold, 0
        self.letterless: set[Key] = set()
        await self.settle()
        first, last = self.window()
        self.seen = last if not first else 0
        been: Counter[tuple[Any, ...]] = Counter()
        while not await self.step():
            state = (self.window(), self.reader.view.cursor, *sorted(self.marks()), *self.offers())
            been[state] += 1
            if been[state] > 3:
                pressed = " ".join(self.pressed[-40:])
                raise AssertionError(f"{article_id}: in circles, for {self.why}: {pressed}")
        saved = sorted((s.start, s.end, s.label) for s in self.app.desk.spans(article_id, self.me))
        if saved != sorted(gold):
            odd = [x for x in saved if x not in gold], [x for x in sorted(gold) if x not in saved]
            raise AssertionError(
                f"{article_id}: not the gold: {odd}\n{' '.join(self.pressed[-80:])}"
            )

    @property
    def me(self) -> str:
        """Whose marks they are."""
        return self.app.desk.actor

    async def step(self) -> bool:
        """Do one thing that is to be done; returns whether the article is finished."""
        offers = self.offers()
        marks = self.marks()
        sure = {one.key: one for one in offers if one.sure}
        ghosts = {one.key: one for one in offers if not one.sure}
        visible = sorted(key for key in self.gold if self.on_screen(key))
        missing = [key for key in visible if key not in marks and key not in sure]
        by_hand = [key for key in missing if key not in ghosts]
        stray = [key for key in marks if key not in self.gold]
        wrong = [
            key
            for key in sure
            if key not in self.gold and not any(edges(key, other) for other in by_hand)
        ]
        right = [key for key in missing if key in ghosts]
        if stray:
            await self.mend_mark(stray[0])
        elif not self.reader.hints and self.letters_help(by_hand):
            self.why = "letters"
            await self.press("F")
            if not self.reader.hints:
                self.letterless.update(by_hand)  # nothing is suggested, and it says so
        elif (picks := [*right, *wrong]) and (right or self.reader.hints or not by_hand):
            # marks made by hand may leave more to reject: that is done at one go
            await self.pick(picks, ghosts)
        elif by_hand:
            await self.mark(max(by_hand, key=lambda key: key[1] - key[0]))  # surnames follow
        elif page := self._left_behind():
            self.why = "scrolling"
            await self.press(page)
        elif self.seen < len(self.reader.text):
            self.why = "scrolling"
            await self.press("pagedown" if self.window()[0] <= self.seen else "pageup")
        else:
            return await self.finish()
        return False

    def _left_behind(self) -> str:
        """The key to what was on the screen and is neither marked nor sure: scrolled away by a move
        of the cursor, or sure until a decision elsewhere; empty where there is nothing."""
        first, last = self.window()
        view = self.reader.view
        there = {(x.start, x.end, x.label) for x in view.spans}
        there |= {one.key for one in view.offers if one.sure}
        left = [key for key in self.gold if key not in there]
        if any(key[0] < first for key in left):
            return "pageup"
        return "pagedown" if any(last < key[1] <= self.seen for key in left) else ""

    def letters_help(self, by_hand: Sequence[Key]) -> bool:
        """Whether a name nobody suggested may be had by a letter that stands over such names."""
        text = self.reader.text
        names = [key for key in by_hand if text[key[0]].isupper() and key not in self.letterless]
        if not names:
            return False
        return len(names) > 1 or not any(plan.cost < 3 for plan in self._from_here(names[0]))

    async def finish(self) -> bool:
        """Press the finishing key; returns whether it finished, and did not only scroll."""
        article = self.reader.article
        assert article is not None
        self.why = "finishing"
        before = self.window()
        await self.press("D")
        if self.app.desk.layer(article.id).status == "done":
            return True
        assert self.window() != before, "the finishing key did nothing"
        self.spent["finishing"] -= 1
        self.spent["scrolling"] += 1
        return False

    # ------------------------------------------------------- rejecting and promoting

    async def pick(self, keys: Sequence[Key], ghosts: dict[Key, Suggestion]) -> None:
        """Put right what one letter each does: take a ghost, reject what is sure."""
        live = self.reader.hints.live if self.reader.hints else {}
        # what has a letter already; letters for what has come up since are shown behind
        key = next((one for one in keys if one[0] in live), keys[0])
        why = "ghost promoted" if key in ghosts else "wrong rejected"
        if key[0] in live:
            self.why = why
            await self.type_hint(key[0])
            return
        if len(keys) == 1:
            plans = list(self._from_here(key) if key in ghosts else self._away(key))
            if any(plan.cost < 2 for plan in plans):
                self.why = why
                await self.press(*min(plans).keys)
                return
        self.why = "letters"
        await self.press("F")

    async def type_hint(self, start: int) -> None:
        """Type the letters that stand over a place."""
        live = self.reader.hints.live if self.reader.hints else {}
        assert start in live, "no letter stands there"
        await self.press(*live[start][0])

    def _away(self, key: Key) -> Iterator[Plan]:
        """Ways to reject a suggestion without letters."""
        if self.offered_here() == key:
            yield Plan(1, ("x",))

    # ---------------------------------------------------------------- marking by hand

    def _from_here(self, key: Key) -> Iterator[Plan]:
        """Ways to mark a range with moves of the cursor and a label key."""
        start, end, label_id = key
        view, text = self.reader.view, self.reader.text
        label = self.labels[label_id]
        if self.reader.target(label) == (start, end):
            yield Plan(1, (label.key,))
        if self.reader.hints:
            return  # other letters may be those that stand over suggestions
        taken = [one.key for one in self.offers() if one.sure] + list(self.marks())
        at = view.cursor
        for command, move in (("w", motion.word_right), ("b", motion.word_left)):
            here = at
            for count in range(1, 4):
                here = move(text, here)
                first, last = self.window()
                if not first <= here < last:
                    break
                under = any(a <= here < b for a, b, _ in taken)
                if not under and phrase(text, here, kind_of(label)) == (start, end):
                    yield Plan(count + 1, (*[command] * count, label.key))
        inside = words(text, start, end)
        exact = bool(inside) and (inside[0][0], inside[-1][1]) == (start, end)
        # while it is asked whom the last mark names, low digits answer that
        least = CHOOSING + 1 if self.reader.targets.proposed else 2
        if exact and least <= len(inside) <= 9 and phrase(text, at, "word")[0] == start:
            yield Plan(2, (str(len(inside)), label.key))

    def _mended(self, key: Key, at: Key) -> tuple[str, ...] | None:
        """The keys that make one range of another by words, where there are such."""
        if not edges(key, at):
            return None
        text = self.reader.text
        keys: list[str] = []
        start, end = at[0], at[1]
        for _ in range(6):
            if (start, end) == key[:2]:
                break
            if end != key[1]:
                on = end < key[1]
                keys.append(">" if on else "<")
                moved = motion.edges_moved(text, start, end, end=1 if on else -1)
            else:
                on = start < key[0]
                keys.append("]" if on else "[")
                moved = motion.edges_moved(text, start, end, start=1 if on else -1)
            if moved is None:
                return None
            start, end = moved
        else:
            return None
        if at[2] != key[2]:
            keys.append(self.labels[key[2]].key)
        return tuple(keys)

    def _by_tab(self, key: Key) -> Iterator[Plan]:
        """Ways to a range over a suggestion beside or on it."""
        cursor = self.reader.view.cursor
        stops = sorted({one.key for one in self.offers() if one.sure} | set(self.marks()))
        here = self.offered_here()
        for one in self.offers():
            if not one.sure or one.key in self.gold:
                continue
            how = self._mended(key, one.key)
            if how is None:
                continue
            if one.key == here:
                yield Plan(len(how), how)
            after = [stop for stop in stops if stop[0] > cursor]
            if one.key in after:
                tabs = len({stop[0] for stop in after if stop[0] <= one.start})
                yield Plan(tabs + len(how), (*["tab"] * tabs, *how))

    def _by_letter(self, key: Key) -> Iterator[Plan]:
        """Ways to a range from the letters that stand over suggestions: take something faint, or reject
        what is sure, and mend that; or mark what a label key would mark there."""
        live = self.reader.hints.live if self.reader.hints else {}
        text, label = self.reader.text, self.labels[key[2]]
        for one in self.offers():
            if one.start not in live:
                continue
            code = live[one.start][0]
            if one.sure and one.key in self.gold:
                continue
            how = self._mended(key, one.key)
            own = one.sure and one.label == label.id
            if own and phrase(text, one.start, kind_of(label)) == key[:2]:
                how = (label.key,)  # its own label is put on what a label key would mark
            if how:
                yield Plan(len(code) + len(how), (*code, *how))

    async def mark(self, key: Key) -> None:
        """Mark one range by the cheapest keys in sight."""
        self.why = "by hand"
        plans = [*self._from_here(key), *self._by_tab(key), *self._by_letter(key)]
        best = min(plans) if plans else Plan(FAR, ())
        before = len(self.pressed)
        if best.cost <= (4 if self.reader.hints else 3):
            await self.press(*best.keys)
        else:
            if self.reader.hints:
                self.letterless.add(key)  # no letter leads there cheaply: none is to be asked for
            await self._by_hint(key)
        used = " ".join(self.pressed[before:])
        self.told.append(f"{self.reader.text[key[0] : key[1]]!r} {key[2]}: {used}")

    def _hinted(self, key: Key) -> Iterator[Plan]:
        """Ways to mark a range from the letters that stand over the text now."""
        start, end, label_id = key
        text, label = self.reader.text, self.labels[label_id]
        live = self.reader.hints.live if self.reader.hints else {}
        offers = self.offers()
        marks = list(self.marks())
        begins = {one.start: one for one in offers}
        under = [one.key for one in offers] + marks
        for at, (code, _) in live.items():
            if at in begins:  # a letter takes what is faint, and goes to what is sure
                if (how := self._mended(key, begins[at].key)) is not None:
                    yield Plan(len(code) + len(how), (*code, *how))
            elif (
                start - 60 <= at < end + 60
                and not any(a <= at < b for a, b, _ in under)
                and phrase(text, at, kind_of(label)) == (start, end)
            ):
                yield Plan(len(code) + 1, (*code, label.key))
        if start in live:
            code, word_end = live[start]
            select = (*code[:-1], code[-1].upper())
            if word_end == end:
                yield Plan(len(code) + 1, (*select, label.key))
            taken = [one.key for one in self.labels.values()]
            for char, to in hints.ends(text, start, taken).items():
                if to == end:
                    yield Plan(len(code) + 2, (*select, char, label.key))

    async def _by_hint(self, key: Key) -> None:
        """Mark a range from the letters over the text."""
        for _ in range(2):
            await self.press("f")
            if plans := list(self._hinted(key)):
                await self.press(*min(plans).keys)
                return
            if self.reader.hints is None:
                break
        if self.reader.hints is not None:
            await self.press("escape")
        await self._by_arrows(key)

    async def _by_arrows(self, key: Key) -> None:
        """Go to a range by arrows and select it by characters, where no letter stands."""
        start, end, label_id = key
        view = self.reader.view
        for _ in range(FAR):
            if view.cursor == start:
                break
            line = view.layout_of_text.line_of
            if line(view.cursor) != line(start):
                await self.press("down" if start > view.cursor else "up")
            else:
                await self.press("right" if start > view.cursor else "left")
        await self.press("v")
        for _ in range(FAR):
            assert view.selection is not None
            if view.selection[1] == end:
                break
            await self.press("shift+right" if view.selection[1] < end else "shift+left")
        await self.press(self.labels[label_id].key)

    async def mend_mark(self, key: Key) -> None:
        """Put a mark right that came out wrong: by its edges, else away with it."""
        self.why = "mark mended"
        here = self.reader.current()
        if here is None or (here.start, here.end, here.label) != key:
            await self.press("f")
            await self.type_hint(key[0])
        ways = [self._mended(other, key) for other in self.gold if edges(other, key)]
        best = min((way for way in ways if way), key=len, default=("x",))
        await self.press(*best)


async def run(
    documents: Sequence[Document],
    labels: Sequence[Label],
    settings: Settings,
    size: tuple[int, int],
    tell: bool,
) -> dict[str, Any]:
    """Mark the documents; the figures of every bucket."""
    buckets: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk.create(Path(folder) / "keys.desk", actor="bench")
        scheme.apply(desk, labels)
        with Intake(desk) as intake:
            ids = [
                intake.add(
                    Record(text=one.text, title=one.text[:60].split("\n")[0], language=one.language)
                ).article_id
                for one in documents
            ]
        rows = dict(zip(ids, enumerate(documents, 1), strict=True))
        app = Bare(desk, Config(suggestions=settings), tend=True)
        async with app.run_test(size=size) as pilot:
            annotator = Annotator(app, pilot, labels)
            app.open_reader(ids[0], list(rows))
            for article_id, (number, one) in rows.items():
                figures = buckets.setdefault(span_gold.bucket(number), Figures())
                annotator.spent, annotator.told = figures.keys, []
                await annotator.settle()
                await annotator.rest()
                article = annotator.reader.article
                assert article is not None
                assert article.id == article_id, "another article was opened"
                sure = {x.key for x in annotator.reader.view.offers if x.sure}
                figures.documents += 1
                figures.spans += len(one.gold)
                figures.sure += len(sure)
                figures.right += len(sure & one.gold)
                before = sum(figures.keys.values())
                await annotator.document(article_id, one.gold)
                if tell:
                    took = sum(figures.keys.values()) - before
                    print(number, len(one.gold), "spans", took, "keys", *annotator.told, sep="  ")
        desk.close()
    return {name: figures.row() for name, figures in buckets.items()}


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    usual = [
        path for name in ("conll2003",) if (path := span_gold.FOLDER / f"{name}.jsonl").is_file()
    ]
    parser.add_argument("gold", type=Path, nargs="*", default=usual)
    parser.add_argument("--engine", choices=[*ENGINES, "all"], default="everything")
    parser.add_argument("--labels", default=",".join(span_gold.MAIN))
    parser.add_argument("--orig", action="store_true")
    parser.add_argument("--documents", type=int)
    parser.add_argument("--shuffle", type=int, metavar="SEED")
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--keys", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.gold:
        print(f"no gold documents were named, and none are in {span_gold.FOLDER}", file=sys.stderr)
        return 2
    columns, rows = map(int, options.size.split("x"))
    for path in options.gold:
        documents, left_out = span_gold.read(
            path, labels=options.labels.split(","), orig=options.orig, limit=options.documents
        )
        labels = span_gold.scheme_of(documents)
        if options.shuffle is not None:
            random.Random(options.shuffle).shuffle(documents)
        for engine in ENGINES if options.engine == "all" else [options.engine]:
            settings = Settings(parts=ENGINES[engine])
            found = asyncio.run(run(documents, labels, settings, (columns, rows), options.keys))
            head = {"file": path.name, "size": options.size, "engine": engine}
            if options.shuffle is not None:
                head["shuffled"] = options.shuffle
            head["labels"] = [label.id for label in labels]
            if options.json:
                said = {**head, "buckets": found, "same_range_left_out": left_out}
                print(json.dumps(said, ensure_ascii=False), flush=True)
                continue
            order = "" if options.shuffle is None else f"  shuffled {options.shuffle}"
            print(f"{path.name}  {options.size}  {engine}{order}  ({', '.join(head['labels'])})")
            for at, row in found.items():
                print(
                    f"  {at:8} {row['documents']:3} documents {row['spans']:5} spans   "
                    f"keys/span {row['keys_per_span']:.3f}   F1 before {row['f1_before_any_key']:.3f}"
                    f"   {row['keys']}",
                    flush=True,
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
