"""Arguments that several commands share, worded once."""

from __future__ import annotations

import argparse
from pathlib import Path


def desk(parser: argparse.ArgumentParser, text: str = "the desk's file") -> None:
    """The desk, first of all."""
    parser.add_argument("desk", metavar="DESK", type=Path, help=text)


def who(parser: argparse.ArgumentParser) -> None:
    """``--as NAME``; the top of the command line holds the empty default."""
    parser.add_argument(
        "--as",
        dest="annotator_name",
        metavar="NAME",
        default=argparse.SUPPRESS,
        help="who you are (else COPYDESK_ANNOTATOR, the config file)",
    )


def as_json(parser: argparse.ArgumentParser, text: str = "print one JSON object") -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help=text)


def how_many(text: str) -> int:
    """A number for ``type=``: none that is negative.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of things; write 0, 1, 2 ...")
    return int(text)
