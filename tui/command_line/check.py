"""``copydesk check DESK``: is every part of the file as it should be?"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from tui.command_line import arguments
from tui.command_line.output import Progress, count, result, result_json, tell

NAME = "check"
HELP = "verify a desk"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    arguments.as_json(parser)


def run(given: argparse.Namespace) -> int:
    """Report what is wrong; 0 when nothing is, 1 when something was found."""
    from store.check import check

    with Progress("Checking") as progress:
        findings = check(given.desk, progress.step)
    if given.json:
        result_json(
            {
                "desk": str(given.desk),
                "clean": not findings,
                "findings": [asdict(finding) for finding in findings],
            }
        )
    else:
        for finding in findings:
            result(f"{finding.check}: {finding.message}")
        if findings:
            tell(f"{given.desk.name}: {count(len(findings), 'finding')}.")
        else:
            tell(f"{given.desk.name}: nothing wrong.")
    return 1 if findings else 0
