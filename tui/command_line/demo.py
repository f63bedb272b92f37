"""``copydesk demo``: a throw-away desk made from the sample records."""

from __future__ import annotations

import argparse
import shlex
import shutil
import sys
from pathlib import Path

from tui.command_line import arguments, opening
from tui.command_line.output import result, tell

NAME = "demo"
HELP = "open a throw-away desk of sample records"

MAKER = "copydesk"
"""Who takes the samples in: not the person at the keyboard, whose undo must not reach them."""


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.who(parser)


def run(given: argparse.Namespace) -> int:
    """Make the desk and open it; without a terminal, say how to."""
    path = make()
    if not opening.at_a_terminal():
        result(f"A demo desk is ready. Open it in a terminal: {program()} open {path}")
        return 0
    return show(path, given.annotator_name)


def make() -> Path:
    """Make a demo desk in a new folder among the temporary ones; returns it."""
    import tempfile

    return build(Path(tempfile.mkdtemp(prefix="copydesk-demo-")) / "demo.desk")


def show(path: Path, name: str) -> int:
    """Open a demo desk until it is left, then say where it stays; returns the exit status."""
    from tui.app import run as run_app

    status = run_app(path, name)
    tell(f"The demo desk stays at {path} until you delete it.")
    return status


def build(path: Path) -> Path:
    """Make a desk of the sample records at ``path``, which must not exist; returns it."""
    from store.desk import Desk
    from store.ingest import ingest
    from store.register.exchange import link_all

    with Desk.create(path, actor=MAKER) as desk:
        ingest(desk, [sample_data() / "records.jsonl"])
        link_all(desk, introduce=True)
    return path


def program() -> str:
    """How the person called us, so that it works again as written."""
    called = Path(sys.argv[0])
    if called.stem != "copydesk":
        return f"{shlex.quote(sys.executable)} -m tui.cli"
    found = shutil.which("copydesk")
    on_path = found is not None and Path(found).resolve() == called.resolve()
    return "copydesk" if on_path else shlex.quote(sys.argv[0])


def sample_data() -> Path:
    """The folder of the sample records, beside our packages in a checkout and when installed."""
    return Path(__file__).resolve().parents[2] / "sample_data"
