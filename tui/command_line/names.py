"""``copydesk names``: the register of a desk, and likely-same names in files without one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tui.command_line import names_desk
from tui.command_line.output import Progress, result_json, tell

NAME = "names"
HELP = "the register of a desk; group or look up names in files"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its own commands and their arguments."""
    commands = parser.add_subparsers(metavar="COMMAND", title="commands", dest="names_command")
    commands.required = True
    names_desk.declare(commands)
    cluster = commands.add_parser(
        "cluster",
        help="group the names of a JSON Lines file",
        description='Reads lines {"id", "name"} and prints them with "cluster" added: lines of one '
        "cluster are likely one person's names. Ids are never read as evidence.",
    )
    cluster.add_argument("file", metavar="FILE", help="JSON Lines; - for standard input")
    match = commands.add_parser(
        "match",
        help="look names up in a register",
        description='Reads lines {"id", "name"} (several lines of one id are aliases) and prints '
        'for each query {"id", "matches": [{"id", "name", "score"}]}, best first.',
    )
    match.add_argument("--register", metavar="FILE", required=True, help="JSON Lines")
    match.add_argument(
        "--queries", metavar="FILE", required=True, help="JSON Lines; - for standard input"
    )


def run(given: argparse.Namespace) -> int:
    """Print the results; 0 when every line was used, 1 when some were refused."""
    if given.names_command in names_desk.COMMANDS:
        return names_desk.run(given)
    from store.names.files import cluster_names, match_names

    if given.names_command == "cluster":
        with _lines(given.file) as lines, Progress("Grouping") as progress:
            results = cluster_names(lines, given.file, progress)
    else:
        with (
            _lines(given.register) as register,
            _lines(given.queries) as queries,
            Progress("Looking up") as progress,
        ):
            results = match_names(register, given.register, queries, given.queries, progress)
    for record in results.records:
        result_json(record)
    for refusal in results.refused:
        tell(f"{refusal.file}, {refusal.position}: {refusal.reason}.")
    if results.refused and not results.records:
        return 2
    return 1 if results.refused else 0


@contextmanager
def _lines(name: str) -> Iterator[TextIO]:
    """The lines of a file, or of standard input for ``-``; bad bytes become U+FFFD."""
    if name == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        yield sys.stdin
    else:
        with Path(name).open(encoding="utf-8", errors="replace", newline="\n") as file:
            yield file
