"""CPU per key in the reader: an article of 1 MB with 5,000 spans, painted as a terminal gets it.

    python tests/bench/reader_speed.py [--keys 100] [--size 120x40] [--profile KEY] [--over-all]
                                        [--linked] [--suggest]

The real app with the real compositor and the real escape sequences, written to nowhere. For each key
the CPU time of the app's thread from the key's arrival to the end of its first frame, and until
nothing more is painted; milliseconds, p50 and p99. ``calibration`` is a fixed loop of pure Python run
in between: compare runs by the ratio to it. Targets: 12 ms p99 for a key, 16 for a page.
``--over-all`` adds one span over the whole article, which no key may pay for. ``--linked`` links
every span to the register, an entity for each form. ``--suggest`` has suggestions shown all over it,
and their keys timed too; once everything is prepared, so that the figures are of the keys alone.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import json
import math
import pstats
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from textual import events  # noqa: E402
from textual.app import App  # noqa: E402
from textual.drivers.headless_driver import HeadlessDriver  # noqa: E402
from textual.screen import Screen  # noqa: E402

from store.desk import Desk  # noqa: E402
from store.intake import Intake  # noqa: E402
from store.model import RawSpan, Record  # noqa: E402
from store.suggest.values import Settings  # noqa: E402
from store.text.tokens import words  # noqa: E402
from tui.app import CopydeskApp  # noqa: E402
from tui.config import Config  # noqa: E402

CHARACTERS, SPANS = 1_000_000, 5_000
TARGETS = {"pagedown": 16.0, "pageup": 16.0, "accept all": 16.0}
TARGET = 12.0


class Terminal(HeadlessDriver):
    """A terminal that takes everything and shows nothing; the app renders for it in full."""

    written = 0

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        Terminal.written += len(data)

    def _get_terminal_size(self) -> tuple[int, int]:
        return self._size or (120, 40)


class Measured(CopydeskApp):
    """The app without a queue, telling when a frame is out."""

    painted: asyncio.Event
    painted_cpu = 0.0
    frames = 0

    def get_default_screen(self) -> Screen[Any]:
        return Screen()

    def post_display_hook(self) -> None:
        self.painted_cpu = time.thread_time()
        self.frames += 1
        self.painted.set()


def article(rare: bool = False) -> tuple[str, list[RawSpan]]:
    """A text of our own making with marks all over it; ``rare``: marks on names, half of them."""
    chance = random.Random(5)
    stock = (
        "the minister said that both sides had agreed on trade and transit while Iran Oman Kenya "
        "Nadia Farouk Lee Okafor talks on energy water science went on in the capital with envoys "
        "from several states and a joint committee is to meet again next year about visas ports"
    ).split()
    if rare:
        plain = "said that both sides had agreed on went in the from several and a is to meet again"
        stock = 6 * plain.split() + stock
    sentences, length = [], 0
    while length < CHARACTERS:
        size = chance.randint(8, 24)
        sentence = " ".join(chance.choice(stock) for _ in range(size))
        sentence = (sentence[0].upper() + sentence[1:] if rare else sentence.capitalize()) + "."
        sentence += "\n\n" if chance.random() < 0.2 else " "
        sentences.append(sentence)
        length += len(sentence)
    text = "Talks and more talks\n\n" + "".join(sentences)
    places = words(text)
    usual = range(len(places) - 3)
    names = {word for word in stock if word[0].isupper()}
    if rare:  # decisions about names reach the same names elsewhere, not every second word
        named = [at for at in usual if text[slice(*places[at])] in names]
        return text, [
            RawSpan(*places[at], "country") for at in sorted(chance.sample(named, SPANS // 2))
        ]
    chosen = sorted(chance.sample(usual, SPANS))
    labels = ("official", "country", "area")
    return text, [
        RawSpan(places[at][0], places[at + chance.randint(0, 2)][1], chance.choice(labels))
        for at in chosen
    ]


def calibration() -> float:
    """CPU milliseconds of a fixed piece of work."""
    before = time.thread_time()
    total = 0
    for number in range(60_000):
        total += number * number % 7
    assert total
    return (time.thread_time() - before) * 1000


def press(app: App[Any], key: str) -> None:
    """A key as the driver sends it."""
    names = {"<": "less_than_sign", ">": "greater_than_sign"}
    character = key if len(key) == 1 else None
    event = events.Key(names.get(key, key), character)
    event.set_sender(app)
    assert app._driver is not None
    app._driver.send_message(event)


async def quiet(app: Measured, seconds: float = 0.04) -> None:
    """Wait until nothing is painted any more."""
    while True:
        frames = app.frames
        await asyncio.sleep(seconds)
        if app.frames == frames:
            return


async def one(app: Measured, key: str) -> tuple[float, float]:
    """CPU of a key to its first frame, and until quiet, in milliseconds."""
    app.painted.clear()
    before = time.thread_time()
    press(app, key)
    await asyncio.wait_for(app.painted.wait(), 5)
    first = app.painted_cpu - before
    await quiet(app, 0.02)
    return first * 1000, (app.painted_cpu - before) * 1000


def spread(values: list[float]) -> dict[str, float]:
    """p50, p99, most."""
    values = sorted(values)
    return {
        "n": len(values),
        "p50": round(values[len(values) // 2], 2),
        "p99": round(values[max(0, math.ceil(len(values) * 0.99) - 1)], 2),
        "max": round(values[-1], 2),
    }


PLANS: dict[str, tuple[tuple[str, ...], str]] = {
    # name: keys before each, not timed; the key timed
    "right": ((), "right"),
    "down": ((), "down"),
    "word": ((), "w"),
    "extend": ((), "shift+right"),
    "pagedown": ((), "pagedown"),
    "pageup": ((), "pageup"),
    "next stop": ((), "tab"),
    "tag": (("escape", "down", "w", "shift+right", "shift+right"), "o"),
    "tag the phrase": (("escape", "down", "w"), "c"),
    "remove": (("tab",), "x"),
    "edge": (("tab",), ">"),
    "hints": (("escape",), "f"),
}
SUGGESTED: dict[str, tuple[tuple[str, ...], str]] = {
    "accept": (("escape",), "enter"),
    "reject": (("escape",), "x"),
    "letters": (("escape",), "F"),
    "accept all": (("escape", "pagedown"), "A"),
}


async def measure(
    keys: int,
    size: tuple[int, int],
    profile: str,
    *,
    over_all: bool = False,
    linked: bool = False,
    suggest: bool = False,
) -> dict[str, Any]:
    """Run the app and press keys."""
    text, spans = article(suggest)
    if over_all:
        spans.insert(0, RawSpan(0, len(text), "area"))
    if linked:
        spans = [
            span._replace(entity=f"{span.label}-{form.casefold()}", entity_name=form)
            for span in spans
            for form in [text[span.start : span.end]]
        ]
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk.create(Path(folder) / "speed.desk", actor="bench")
        with Intake(desk, annotator="bench") as intake:
            taken = intake.add(Record(text=text, title="Talks and more talks", spans=tuple(spans)))
        settings = Settings() if suggest else Settings(parts=frozenset())
        app = Measured(desk, Config(suggestions=settings), tend=True)
        app.painted = asyncio.Event()
        app.driver_class = Terminal
        running = asyncio.create_task(app.run_async(size=size))
        await app.painted.wait()
        await quiet(app)
        before = time.thread_time()
        app.painted.clear()
        app.call_later(app.open_reader, taken.article_id)
        await app.painted.wait()
        opened = (app.painted_cpu - before) * 1000
        await quiet(app, 0.2)
        await asyncio.to_thread(app.suggesting.wait, 120)
        await quiet(app, 0.2)
        result: dict[str, Any] = {
            "characters": len(text),
            "spans": len(desk.spans(taken.article_id)),
            "size": f"{size[0]}x{size[1]}",
            "open": round(opened, 1),
            "keys": {},
        }
        calibrated: list[float] = []
        profiler = cProfile.Profile()
        plans = PLANS | (SUGGESTED if suggest else {})
        for name, (prepare, key) in plans.items():
            if profile and name != profile:
                continue
            first: list[float] = []
            settled: list[float] = []
            for _ in range(keys):
                for other in prepare:
                    app.painted.clear()
                    press(app, other)
                    await quiet(app, 0.012)
                for _ in range(200):
                    if app.screen.painted_at < time.monotonic() + 1:  # type: ignore[attr-defined]
                        break
                    await asyncio.sleep(0.005)
                calibrated.append(calibration())
                if profile:
                    profiler.enable()
                try:
                    one_first, one_settled = await one(app, key)
                except TimeoutError:
                    continue
                finally:
                    profiler.disable()
                first.append(one_first)
                settled.append(one_settled)
            if first:
                result["keys"][name] = {"first frame": spread(first), "settled": spread(settled)}
        result["calibration"] = spread(calibrated)
        result["missed"] = [
            name
            for name, value in result["keys"].items()
            if value["first frame"]["p99"] > TARGETS.get(name, TARGET)
        ]
        app.exit()
        await running
        desk.close()
        if profile:
            pstats.Stats(profiler, stream=sys.__stderr__).sort_stats("tottime").print_stats(30)
            pstats.Stats(profiler, stream=sys.__stderr__).sort_stats("cumtime").print_stats(40)
    return result


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--keys", type=int, default=100)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--profile", default="", choices=["", *PLANS, *SUGGESTED])
    parser.add_argument("--over-all", action="store_true", help="one span over everything")
    parser.add_argument("--linked", action="store_true", help="every span names somebody")
    parser.add_argument("--suggest", action="store_true", help="suggestions all over it")
    options = parser.parse_args()
    columns, rows = map(int, options.size.split("x"))
    result = asyncio.run(
        measure(
            options.keys,
            (columns, rows),
            options.profile,
            over_all=options.over_all,
            linked=options.linked,
            suggest=options.suggest,
        )
    )
    print(json.dumps(result, indent=1), file=sys.__stdout__)
    return 1 if result["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())
