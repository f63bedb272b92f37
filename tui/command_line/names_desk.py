"""``copydesk names``: what it does with the register of a desk."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.command_line import arguments, places
from tui.command_line.output import Progress, result, result_json, tell
from tui.telling import count

if TYPE_CHECKING:
    from store.desk import Desk

COMMANDS = ("list", "candidates", "merge", "split", "import", "export", "link")
_SHOWN = 20


def declare(commands: Any) -> None:
    """Their arguments; ``commands`` takes parsers."""
    listing = commands.add_parser("list", help="the register of a desk, most mentioned first")
    arguments.desk(listing)
    listing.add_argument("--search", metavar="TEXT", default="", help="only names like this")
    listing.add_argument("--label", metavar="L", default="", help="only this label")
    _limited(listing)
    arguments.as_json(listing, "print one JSON object a line")

    candidates = commands.add_parser("candidates", help="groups of names that are likely the same")
    arguments.desk(candidates)
    candidates.add_argument("--label", metavar="L", default="", help="only this label")
    _limited(candidates)
    arguments.as_json(candidates, "print one JSON object a line")

    merge = commands.add_parser("merge", help="say that entities are one")
    arguments.desk(merge)
    merge.add_argument("entities", metavar="ENTITY", nargs="+", help="ids, or names only one has")
    merge.add_argument(
        "--canonical", metavar="ENTITY", default="", help="whose name stands for all"
    )
    merge.add_argument("--despite", action="store_true", help="also if some were told apart before")
    arguments.who(merge)

    split = commands.add_parser("split", help="take members out of an entity, for good")
    arguments.desk(split)
    split.add_argument("entities", metavar="ENTITY", nargs="+", help="ids of those to take out")
    arguments.who(split)

    take = commands.add_parser(
        "import",
        help="take an existing register in",
        description="JSON Lines or CSV with id and name, and as far as there are aliases, label, "
        "roles, country, code, external, notes; other columns are kept as ids elsewhere. Taken in "
        "again, only what changed is written. Files of `export --format register-jsonl` and "
        "register-csv come back as they went out, merges too.",
    )
    arguments.desk(take)
    take.add_argument("file", metavar="FILE", type=Path, help="the register's file")
    take.add_argument("--format", metavar="F", default="", help="jsonl or csv (else by its ending)")
    take.add_argument(
        "--source", metavar="S", default="", help="what its ids belong to (else the file's name)"
    )
    take.add_argument("--label", metavar="L", default="", help="the label of what names none")
    arguments.who(take)
    arguments.as_json(take)

    give = commands.add_parser(
        "export",
        help="write the register, as `export --format register-jsonl` does",
        description="The same as `copydesk export --format register-jsonl` or register-csv.",
    )
    arguments.desk(give)
    give.add_argument("--format", metavar="F", default="", help="jsonl or csv (else by the ending)")
    give.add_argument(
        "--output", metavar="OUT", default="-", help="the file (else standard output)"
    )
    give.add_argument("--label", metavar="L", default="", help="only this label")
    give.add_argument(
        "--unconfirmed", action="store_true", help="also forms that are only a guess so far"
    )
    give.set_defaults(licence="", json=False)

    link = commands.add_parser(
        "link",
        help="link marks to the names that are known",
        description="Links marks that name something and are linked to nothing yet, yours and "
        "imported ones, to names the register knows. Nothing is guessed, unless --new.",
    )
    arguments.desk(link)
    link.add_argument(
        "--new",
        action="store_true",
        help="also introduce names nobody knows and link likely ones as guesses, as tagging does",
    )
    arguments.who(link)
    arguments.as_json(link)


def _limited(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit", metavar="N", type=arguments.how_many, default=50, help="at most N (0: all)"
    )


def run(given: argparse.Namespace) -> int:
    """Do what was asked; 1 when some records were refused."""
    from store.desk import Desk

    what = given.names_command
    if what == "export":
        return _export(given)
    reading = what in ("list", "candidates")
    who = "" if reading else places.annotator(given.annotator_name)
    with Desk.open(given.desk, who, read_only=reading) as desk:
        return int(_DO[what](desk, given))


def _label(desk: Desk, named: str) -> str:
    """A label of marks as it was named, "" for all.

    Raises:
        Refused: the scheme has none of that name.
    """
    from store.errors import Refused

    there = [one.id for one in desk.labels(retired=True) if one.scope == "span"]
    if named and named not in there:
        raise Refused(f"The scheme has no label {named} for spans ({', '.join(there)}).")
    return named


def _list(desk: Desk, given: argparse.Namespace) -> int:
    from dataclasses import asdict

    from store.register import linking, listing

    label, limit = _label(desk, given.label), given.limit or 1 << 40
    lines = (
        listing.search(
            desk.connection,
            linking.linker(desk).index,
            given.search,
            label=label,
            limit=limit,
        )
        if given.search
        else listing.page(desk.connection, label=label, limit=limit)
    )
    for line in lines:
        if given.json:
            result_json(asdict(line))
        else:
            forms = count(line.forms, "form")
            told = "  in conflict" if line.conflict else ""
            marks = count(line.mentions, "mark")
            result(f"{line.id}  {line.label}  {line.name}  ({marks}, {forms}){told}")
    return 0


def _candidates(desk: Desk, given: argparse.Namespace) -> int:
    from contextlib import closing
    from itertools import islice

    from store.register import candidates, reading

    label = _label(desk, given.label)
    with Progress("Comparing") as progress, closing(desk.reader()) as connection:
        found = candidates.everything(connection, desk.actor, progress)
        wanted = (one for one in found if label in ("", one.label))
        for cluster in islice(wanted, given.limit or None):
            parts = [
                {
                    "id": part.entity,
                    "name": part.form or reading.name_of(connection, part.entity),
                    "reasons": list(reasons),
                }
                for part, reasons in zip(cluster.parts, cluster.reasons, strict=True)
            ]
            if given.json:
                result_json(
                    {
                        "label": cluster.label,
                        "chance": round(cluster.chance, 4),
                        "gain": cluster.gain,
                        "conflict": cluster.conflict,
                        "entities": parts,
                    }
                )
            else:
                names = " = ".join(str(part["name"]) for part in parts)
                told = "in conflict" if cluster.conflict else f"{cluster.chance:.0%}"
                result(f"{told}  {cluster.label}  {names}")
    return 0


def _merge(desk: Desk, given: argparse.Namespace) -> int:
    from store.register import deciding, reading

    entities = [reading.find(desk, key) for key in given.entities]
    canonical = reading.find(desk, given.canonical) if given.canonical else ""
    if canonical and canonical not in entities:
        entities.append(canonical)
    one_already = len(given.entities) > 1 and len(set(entities)) == 1
    if one_already or not deciding.same(desk, entities, canonical=canonical, despite=given.despite):
        tell("They were one already; nothing was changed.")
        return 0
    one = reading.entity(desk, entities[0])
    forms = count(len(one.aliases), "form")
    tell(f"{one.name} ({one.id}) now has {count(one.mentions, 'mark')} and {forms}.")
    return 0


def _split(desk: Desk, given: argparse.Namespace) -> int:
    from store.register import deciding, reading

    entities = [reading.find(desk, key) for key in given.entities]
    if deciding.split(desk, entities) is None:
        tell("They are tied to nothing else; nothing was changed.")
        return 0
    for entity_id in dict.fromkeys(reading.root_of(desk.connection, key) for key in entities):
        tell(f"{reading.name_of(desk.connection, entity_id)} ({entity_id}) stands by itself.")
    return 0


def _import(desk: Desk, given: argparse.Namespace) -> int:
    from store.register import exchange

    with Progress("Taking in") as progress:
        taken = exchange.take_in(
            desk,
            given.file,
            source=given.source,
            label=given.label,
            file_format=given.format,
            progress=progress,
        )
    if given.json:
        result_json(
            {
                "added": taken.added,
                "changed": taken.changed,
                "known": taken.known,
                "refused": [
                    {"file": one.file, "position": one.position, "reason": one.reason}
                    for one in taken.refused
                ],
            }
        )
    else:
        tell(
            f"{count(taken.added, 'entity', 'entities')} added, {taken.changed:,} changed, "
            f"{taken.known:,} known."
        )
    for one in taken.refused[:_SHOWN]:
        tell(f"{one.file}, {one.position}: {one.reason}.")
    if len(taken.refused) > _SHOWN:
        tell(f"And {len(taken.refused) - _SHOWN:,} more were refused.")
    if taken.refused:
        return 1 if taken.added or taken.changed or taken.known else 2
    return 0


def _export(given: argparse.Namespace) -> int:
    from store.register.records import format_of
    from tui.command_line.export import write_register

    form = f"register-{format_of(given.output, given.format)}"
    return write_register(given, form, [given.label] if given.label else [], {})


def _link(desk: Desk, given: argparse.Namespace) -> int:
    from store.register import exchange

    with Progress("Linking") as progress:
        linked, seen = exchange.link_all(desk, introduce=given.new, progress=progress)
    if given.json:
        result_json({"linked": linked, "unlinked": seen - linked})
    else:
        tell(f"{count(linked, 'mark')} linked, {seen - linked:,} left as they were.")
    return 0


_DO = {
    "list": _list,
    "candidates": _candidates,
    "merge": _merge,
    "split": _split,
    "import": _import,
    "link": _link,
}
