"""The real app in a real terminal, killed in the middle of marking: is what it called saved there?

    python -m tests.bench.kill_harness [--times 300] [--seed 1]

Each round opens a desk in a pseudo-terminal, marks word after word with real keys, and ends the
process with SIGKILL at a random moment. The header had then said ``N tags ... ✓ saved``: those N
marks must be in the file, `check` must find nothing, and the desk must take a new mark. Prints one
JSON object; exit status 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from store import annotations
from store.check import check
from store.desk import Desk
from store.errors import DeskError
from store.intake import Intake
from store.model import Record
from tests.pty_driver import Terminal, TimedOut

WORDS = 300
SIZE = (100, 30)
ME = "killer"
SAVED = re.compile(r"\b(\d+) tags?\b.*✓ saved")


@dataclass(slots=True)
class Round:
    """What one round came to."""

    shown: int
    there: int
    trouble: list[str]


def make_template(path: Path) -> None:
    """A desk with one article of short lower-case words, none of them a name."""
    text = " ".join(f"term{n:03d}" for n in range(WORDS))
    with Desk.create(path, actor="maker") as desk, Intake(desk) as intake:
        intake.add(Record(text=text, title="Words"))


def play(path: Path, chance: random.Random) -> Round:
    """Open, mark, kill; returns what was shown as saved and what is in the file."""
    with Terminal(["-m", "tui.cli", "open", str(path), "--as", ME], size=SIZE) as terminal:
        terminal.wait_for("Words")
        terminal.press("enter")
        terminal.wait_for("term010")
        terminal.wait_quiet(0.3)
        if chance.random() < 0.5:  # all at once, and killed somewhere in it
            terminal.press("aw" * chance.randint(2, 60))
            until = monotonic() + chance.uniform(0.0, 0.6)
            while monotonic() < until:
                terminal.read(0.005)
        else:  # typed, and killed just after a key
            for _ in range(chance.randint(1, 25)):
                terminal.press("a", "w", settle=chance.choice((0.0, 0.002, 0.02)))
            terminal.read(chance.uniform(0.0, 0.03))
        terminal.kill()
        terminal.read(0.05)  # what it had written is what a person would have seen
        header = SAVED.search(terminal.text())
    return judge(path, int(header[1]) if header else 0)


def judge(path: Path, shown: int) -> Round:
    """Compare the file with what the screen had said."""
    try:
        trouble = [str(finding) for finding in check(path)]
        with Desk.open(path, ME) as desk:
            article = desk.article(1)
            starts = [span.start for span in desk.spans(article.id, ME)]
            words = [match.start() for match in re.finditer(r"\w+", article.text)]
            # on a busy machine the first keys come before the text was drawn, and mark nothing
            first = words.index(starts[0]) if starts and starts[0] in words else 0
            if starts != words[first : first + len(starts)]:
                trouble.append(f"not {len(starts)} words in a row are marked: {starts}")
            if len(starts) < shown:
                trouble.append(f"{shown} marks were shown as saved, {len(starts)} are there")
            last = words[-1]
            annotations.tag(desk, article.id, last, last + 4, "area")
    except DeskError as error:
        return Round(shown, 0, [str(error)])
    return Round(shown, len(starts), trouble)


def run(times: int, seed: int) -> dict[str, Any]:
    """Play ``times`` rounds."""
    chance = random.Random(seed)
    rounds: list[Round] = []
    not_played: list[str] = []
    with tempfile.TemporaryDirectory(prefix="copydesk-kill-") as folder:
        template = Path(folder) / "template.desk"
        make_template(template)
        for number in range(times):
            path = Path(folder) / "d" / "kill.desk"
            path.parent.mkdir()
            shutil.copy(template, path)
            try:
                rounds.append(play(path, chance))
            except TimedOut as error:
                not_played.append(f"round {number}: {error}")
            shutil.rmtree(path.parent)
    trouble = [sentence for played in rounds for sentence in played.trouble]
    return {
        "bench": "kill_harness",
        "times": times,
        "seed": seed,
        "played": len(rounds),
        "rounds_with_marks_shown": sum(played.shown > 0 for played in rounds),
        "marks_shown_as_saved": sum(played.shown for played in rounds),
        "marks_found": sum(played.there for played in rounds),
        "lost": sum(max(0, played.shown - played.there) for played in rounds),
        "trouble": trouble,
        "not_played": not_played,
        "ok": not trouble and not not_played,
    }


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    outcome = run(given.times, given.seed)
    print(json.dumps(outcome, ensure_ascii=False))
    return 0 if outcome["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
