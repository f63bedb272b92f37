"""The parts of README.md that follow from the program: the keys, the commands, the formats.

    python -m tests.readme          writes them anew

Each stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``.
"""

from __future__ import annotations

import argparse
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from store.export import FORMATS
from store.export.format import HOLDS
from store.export.register_formats import REGISTER_HOLDS, REGISTERS
from store.ingest.formats import READERS
from tui.cli import parser
from tui.commands import COMMANDS, PLACES

README = Path(__file__).resolve().parent.parent / "README.md"

TITLES = {
    "queue": "In the queue",
    "reader": "In the reader",
    "alike": "In the list of mentions",
    "names": "In the names screen",
    "register": "In the register",
    "entity": "On the page of a name",
    "reviews": "In the list of reviews",
    "review": "In a review",
    "consistency": "In the list of findings",
    "progress": "In the progress screen",
    "export": "In the export screen",
    "app": "Everywhere",
}


def keys() -> str:
    """Every command with its keys, a table for each place."""
    parts = []
    for place in PLACES:
        rows = [row for row in COMMANDS if row.place == place and row.keys]
        lines = [
            f"**{TITLES.get(place, place.title())}**",
            "",
            "| keys | | |",
            "| --- | --- | --- |",
        ]
        for row in rows:
            shown = " ".join(_code(key) for key in row.keys)
            lines.append(f"| {shown} | {row.title} | {row.help.replace('|', chr(92) + '|')} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _code(key: str) -> str:
    ticks = "``" if "`" in key else "`"
    return f"{ticks}{key}{ticks}".replace("|", "\\|")


def command_line() -> str:
    """The usage of every command, from its declared arguments."""
    lines = ["copydesk [--as NAME]"]
    for name, command in _commands(parser()):
        told = [_usage(action) for action in command._actions if action.dest != "help"]
        positional = [text for text in told if not text.startswith("[-") and "--" not in text]
        options = [text for text in told if text not in positional]
        lines += textwrap.wrap(
            " ".join(["copydesk", name, *positional, *options]),
            width=96,
            subsequent_indent="    ",
            break_on_hyphens=False,
        )
    return "\n".join(["```", *(line.replace("\0", " ") for line in lines), "```"])


def _commands(parent: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its name; in place of one that has commands of its own, these."""
    for action in parent._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                own = list(_commands(command))
                yield from [(f"{name} {inner}", one) for inner, one in own] or [(name, command)]


def _usage(action: argparse.Action) -> str:
    """One argument as a usage line has it; NUL stands for a space that must not be broken at."""
    given = action.metavar if isinstance(action.metavar, tuple) else (action.metavar,)
    value = "\0".join(x or "|".join(action.choices or ()) or action.dest.upper() for x in given)
    if action.option_strings:
        text = action.option_strings[0] + ("" if action.nargs == 0 else "\0" + value)
        repeated = "..." if isinstance(action, argparse._AppendAction) else ""
        return text if action.required else f"[{text}]{repeated}"
    if action.nargs == "?":
        return f"[{value}]"
    if action.nargs == "*":
        return f"[{value}...]"
    return value + ("..." if action.nargs == "+" else "")


def formats() -> str:
    """Every format that is written, with what it can hold and what reads it; then those words."""
    lines = [
        "| `--format` | | holds | needs | read back at once by | `make prove` reads it with |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for form in FORMATS.values():
        holds = form.holding()
        needs = [f"`[{form.extra}]`"] if form.extra else []
        for option in form.options:
            needs += [f"`[{extra}]` for {value}" for value, (_, extra) in option.needs.items()]
            holds += "".join(
                f" (as {value} not {', '.join(sorted(lacks))})"
                for value, lacks in option.lacks.items()
            )
        cells = (f"`{form.name}`", form.title, holds, ", ".join(needs), form.proven, form.loader)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", *(f"* {name}: {told}" for name, told in HOLDS.items())])


def readers() -> str:
    """Every format that is read."""
    lines = ["| `--format` | |", "| --- | --- |"]
    for one in READERS.values():
        needs = f" (`[{one.extra}]`)" if one.extra else ""
        lines.append(f"| `{one.name}` | {one.title}{needs} |")
    return "\n".join(lines)


def registers() -> str:
    """Every format of the register, with what it cannot hold."""
    lines = [
        "| `--format` | | cannot hold | read back at once by | `make prove` reads it with |",
        "| --- | --- | --- | --- | --- |",
    ]
    for form, _ in REGISTERS.values():
        missing = "; ".join(told for name, told in REGISTER_HOLDS.items() if name not in form.holds)
        lines.append(
            f"| `{form.name}` | {form.title} | {missing} | {form.proven} | {form.loader} |"
        )
    return "\n".join(lines)


_PARTS = {
    "keys": keys,
    "commands": command_line,
    "readers": readers,
    "formats": formats,
    "registers": registers,
}


def filled(text: str) -> str:
    """README's text with those parts as they should be."""
    for name, content in _PARTS.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
        body = content()
        text, found = pattern.subn(lambda m, body=body: f"{m[1]}{body}\n{m[2]}", text)
        if found != 1:
            raise SystemExit(f"README.md has no place for the {name}")
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
