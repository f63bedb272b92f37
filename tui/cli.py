"""The command ``copydesk``: its arguments, its exit statuses, and what happens to errors.

Status 0: all well; 1: finished, but some records were refused or a check found something; 2:
nothing could be done; 130: interrupted, and what was finished is kept.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from store.errors import DeskError, DeskNotFound
from tui.command_line import arguments, declare_all, demo, opening, places
from tui.command_line.output import prepare_streams, tell
from tui.display import safe

PROGRAM = "copydesk"

_ON_SCREEN = (opening.run, opening.run_default, demo.run)
"""Commands that show on the screen, where there is one, which settings were passed over."""


class _Parser(argparse.ArgumentParser):
    """argparse repeats what it was given; here it does so safely."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.format_usage()}{safe(f'{self.prog}: {message}')}\n")


class _Version(argparse.Action):
    """``--version``, looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version(PROGRAM)
        except PackageNotFoundError:
            number = "(not installed)"
        sys.stdout.write(f"{PROGRAM} {number}\n")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = _Parser(
        prog=PROGRAM,
        description="Curate and annotate news records by keyboard, in the terminal. "
        "Without a command: open the last desk.",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version")
    arguments.who(top)
    top.set_defaults(run=opening.run_default, annotator_name="")
    declare_all(top)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    prepare_streams()
    try:
        status = _run(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever read us has enough; nothing must be written at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        tell("Interrupted; what was finished is kept.")
        return 130
    return status


@contextmanager
def _named_damage(given: argparse.Namespace) -> Iterator[None]:
    """Turn what SQLite says of the command's desk, also long after opening it, into a sentence."""
    desk = getattr(given, "desk", None)
    if desk is None:
        yield
        return
    from store.database.connection import translated

    with translated(desk):
        yield


def _is_there(given: argparse.Namespace) -> bool:
    """Whether something stands where the command's desk should be."""
    try:
        return Path(getattr(given, "desk", "")).exists()
    except OSError:
        return True


def _leave_nothing_behind() -> None:
    """End as after an error when told to end, or when the terminal is closed: an export takes its
    half-made file away. Who is to outlive the terminal (``nohup``) does."""

    def end(number: int, _: object) -> NoReturn:
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            with suppress(ValueError):  # not the main thread, which alone is told
                signal.signal(number, end)


def _run(argv: Sequence[str] | None) -> int:
    try:
        given = parser().parse_args(argv)
        if not (given.run in _ON_SCREEN and opening.at_a_terminal()):
            places.tell_of_settings()
            _leave_nothing_behind()
        with _named_damage(given):
            status: int = given.run(given)
    except SystemExit as ended:  # argparse, after --help or a wrong argument
        return ended.code if isinstance(ended.code, int) else 2
    except BrokenPipeError:
        raise
    except DeskError as error:
        tell(f"{PROGRAM}: {error}")
        if isinstance(error, DeskNotFound) and not _is_there(given):
            tell(f"To make one: {PROGRAM} open --new DESK, or {PROGRAM} ingest DESK FILE.")
        return 2
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        tell(f"{PROGRAM}: {name}{error.strerror or error}.")
        return 2
    except Exception:  # a fault of ours: said in full, but nothing in it may reach the terminal raw
        tell(f"{PROGRAM}: this should not have happened. Please report what follows.")
        for line in traceback.format_exc().splitlines():
            tell(line)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
