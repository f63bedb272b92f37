"""``copydesk check DESK``: is every part of the file as it should be?"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from tui.command_line import arguments
from tui.command_line.output import Progress, result, result_json, tell
from tui.telling import count

NAME = "check"
HELP = "verify a desk"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    arguments.desk(parser)
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="make what follows from the journal and the texts anew where it does not agree with "
        "them",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="the journal, the texts and a sample of the search index alone",
    )
    arguments.as_json(parser)


def run(given: argparse.Namespace) -> int:
    """Report what is wrong; 0 when nothing is (any more), 1 when something was found."""
    from store.check import can_be_rebuilt, check, rebuild

    with Progress("Checking") as progress:
        findings = check(given.desk, progress.step, quick=given.quick)
        mendable = can_be_rebuilt(findings)
        rebuilt = given.rebuild and mendable
        if rebuilt:
            progress.step("again")
            rebuild(given.desk)
            findings = check(given.desk, progress.step)
    if given.json:
        result_json(
            {
                "desk": str(given.desk),
                "clean": not findings,
                "rebuilt": rebuilt,
                "findings": [asdict(finding) for finding in findings],
            }
        )
    else:
        for finding in findings:
            result(f"{finding.check}: {finding.message}")
        if rebuilt:
            tell(f"{given.desk.name}: the tables were made anew from the journal and the texts.")
        if findings:
            tell(f"{given.desk.name}: {count(len(findings), 'finding')}.")
        else:
            tell(f"{given.desk.name}: nothing wrong{' any more' if rebuilt else ''}.")
        if mendable and not given.rebuild:
            tell("The journal and the texts are whole: --rebuild makes the rest anew from them.")
        elif given.rebuild and findings and not rebuilt:
            tell("Nothing was rebuilt: more is damaged than can be made anew. Use a backup.")
    return 1 if findings else 0
