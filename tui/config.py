"""The user's settings: one TOML file in the user's configuration folder.

    annotator = "mina"
    theme = "light"
    bidi = "terminal"          # terminal | off
    layout = "persian"         # which of two similar keyboard layouts: auto | arabic | persian

    [keys]
    "reader.undo" = "z"
    "reader.finish" = ["F", "ctrl+d"]

    [suggestions]
    threshold = 0.7            # from this probability on a suggestion is sure
    off = ["model"]            # parts that suggest nothing; "all": no suggestions

A file that cannot be read, or a value that makes no sense, is told in a sentence and passed over.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from store.errors import DeskError
from store.journal.handles import handle
from store.suggest.values import PARTS, Settings

CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("dark", "light", "safe", "safe-light"),
    "bidi": ("terminal", "off"),
    "layout": ("auto", "arabic", "persian"),
}
"""The values a setting may have, the first being the one when none is set."""

NAMES = ("annotator", *CHOICES)
"""The settings that stand by themselves; beside them there are the sections of `_SECTIONS`."""

_SECTIONS = {"keys": "a line a command", "suggestions": "threshold and off"}
"""What stands in each section."""


class ConfigError(DeskError):
    """The settings could not be kept."""


class Mistake(NamedTuple):
    """A setting that was passed over: which (empty: all), and why, and what is used instead."""

    setting: str
    said: str


_NONE: Mapping[str, Any] = MappingProxyType({})


class Config(NamedTuple):
    """The settings as they stand. ``problems``: what was passed over of the file at ``path``.

    ``lines``: the line each setting stands in, where it is found by looking.
    """

    annotator: str = ""
    theme: str = CHOICES["theme"][0]
    bidi: str = CHOICES["bidi"][0]
    layout: str = CHOICES["layout"][0]
    keys: Mapping[str, tuple[str, ...]] = _NONE
    suggestions: Settings = Settings()
    problems: tuple[Mistake, ...] = ()
    path: Path | None = None
    lines: Mapping[str, int] = _NONE

    def told(self, others: Iterable[Mistake] = ()) -> list[str]:
        """Return the problems, and ``others``, as sentences that say where, in the file's order."""
        found = [*self.problems, *others]
        found.sort(key=lambda one: self.lines.get(one.setting, 0))
        told = []
        for one in found:
            line = self.lines.get(one.setting)
            where = ", ".join(x for x in (f"line {line}" if line else "", one.setting) if x)
            told.append(f"{where}: {one.said}" if where else one.said)
        return told


def config_path() -> Path:
    """Where the settings file is, or would be."""
    import platformdirs

    return platformdirs.user_config_path("copydesk", appauthor=False) / "config.toml"


def load(path: Path | None = None) -> Config:
    """Read the settings; a missing file gives the defaults."""
    path = path or config_path()
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Config(path=path)
    except OSError as error:
        return _unusable(path, f"they cannot be read ({error.strerror})")
    import tomllib

    try:
        text = data.decode("utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _unusable(path, f"line {line} is not UTF-8 text")
    except (ValueError, RecursionError) as error:
        return _unusable(path, f"they are not TOML: {error}")
    return _checked(path, table, _lines(text))


def _unusable(path: Path, why: str) -> Config:
    said = f"none of the settings is used: {why}. What comes with copydesk is used."
    return Config(problems=(Mistake("", said),), path=path)


def _checked(path: Path, data: dict[str, Any], lines: Mapping[str, int]) -> Config:
    problems: list[Mistake] = []
    known: dict[str, Any] = {}

    def refuse(name: str, said: str) -> None:
        problems.append(Mistake(name, said))

    for name, value in data.items():
        if name in _SECTIONS and not isinstance(value, dict):
            refuse(name, f"this is a section: write [{name}], and below it {_SECTIONS[name]}.")
        elif name == "keys":
            known["keys"] = _keys(value, problems)
        elif name == "suggestions":
            known["suggestions"] = _suggestions(value, problems)
        elif name in CHOICES:
            if value in CHOICES[name]:
                known[name] = value
            else:
                *some, last = CHOICES[name]
                allowed = f"{', '.join(some)} or {last}"
                refuse(name, f"{_short(value)} is not {allowed}; {CHOICES[name][0]} is used.")
        elif name == "annotator":
            if isinstance(value, str) and (handle(value) or not value.strip()):
                known[name] = value
            else:
                refuse(name, f"{_short(value)} is no name in quotes; none is used.")
        elif isinstance(value, dict):
            only = " and ".join(f"[{section}]" for section in _SECTIONS)
            refuse(name, f"there is no such section, only {only}; it is not used.")
        else:
            refuse(name, f"there is no such setting; there are {', '.join(NAMES)}. It is not used.")
    return Config(**known, problems=tuple(problems), path=path, lines=lines)


def _short(value: Any) -> str:
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _keys(table: dict[str, Any], problems: list[Mistake]) -> dict[str, tuple[str, ...]]:
    keys: dict[str, tuple[str, ...]] = {}
    for name, value in _flat(table):
        written = [value] if isinstance(value, str) else value
        if isinstance(written, list) and all(isinstance(key, str) for key in written):
            keys[name] = tuple(written)
        else:
            said = f"{_short(value)} is not a key in quotes or a list of such; it is not used."
            problems.append(Mistake(f"keys.{name}", said))
    return keys


def _suggestions(table: dict[str, Any], problems: list[Mistake]) -> Settings:
    wanted = Settings()
    for name, value in table.items():
        where = f"suggestions.{name}"
        if name == "threshold":
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if number and wanted.ghost <= value <= 1:
                wanted = wanted._replace(sure=float(value))
            else:
                said = (
                    f"{_short(value)} is no number from {wanted.ghost} to 1; {wanted.sure} is used."
                )
                problems.append(Mistake(where, said))
        elif name == "off":
            off = list(PARTS) if value == "all" else [value] if isinstance(value, str) else value
            if isinstance(off, list) and all(part in PARTS for part in off):
                wanted = wanted._replace(parts=wanted.parts - set(off))
            else:
                allowed = ", ".join(f"“{part}”" for part in PARTS)
                said = f"{_short(value)} is not “all” or a list of {allowed}; nothing is off."
                problems.append(Mistake(where, said))
        else:
            said = "there is no such setting; there are threshold and off. It is not used."
            problems.append(Mistake(where, said))
    return wanted


def _flat(table: dict[str, Any]) -> list[tuple[str, Any]]:
    """Take ``reader.undo = "z"`` (a table in a table to TOML) as ``"reader.undo" = "z"``."""
    found: list[tuple[str, Any]] = []
    waiting = list(reversed(table.items()))
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{name}.{inner}", deeper) for inner, deeper in reversed(value.items())]
        else:
            found.append((name, value))
    return found


_SECTION = r"\s*\[\[?([^\[\]]+)\]"
_SETTING = r"""\s*((?:"[^"]*"|'[^']*'|[\w.-]|\s*\.\s*)+?)\s*="""


def _lines(text: str) -> dict[str, int]:
    """The line of every setting, the first where one stands twice; for people, not for reading."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if opened := re.match(_SECTION, line):
            section = _bare(opened[1])
            found.setdefault(section, number)
            section += "."
        elif setting := re.match(_SETTING, line):
            name = section + _bare(setting[1])
            found.setdefault(name, number)
            found.setdefault(name.partition(".")[0], number)
    return found


def _bare(name: str) -> str:
    return re.sub(r"""["'\s]""", "", name)


def save(
    config: Config, path: Path | None = None, suggestions: Settings | None = None, **changes: str
) -> Config:
    """Keep changed settings in the file, leaving the rest of it as it is; return the new settings.

    Raises:
        ConfigError: the file is not one we could read, or cannot be written.
    """
    path = path or config_path()
    import tomllib

    if unknown := set(changes) - set(NAMES):
        raise ValueError(f"no setting {unknown}")
    try:
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
        tomllib.loads(text)
        for name, value in changes.items():
            text = _with(text, name, value)
        if suggestions is not None:
            off = [part for part in PARTS if part not in suggestions.parts]
            text = _within(text, "suggestions", "threshold", f"{suggestions.sure:g}")
            text = _within(text, "suggestions", "off", json.dumps(off if suggestions.on else "all"))
        tomllib.loads(text)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}).") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not changed, it has a mistake: {error}.") from None
    if suggestions is not None:
        config = config._replace(suggestions=suggestions)
    return config._replace(**changes)  # type: ignore[arg-type]


def _with(text: str, name: str, value: str) -> str:
    """Set a top-level key in the text of a TOML file, keeping order and comments."""
    line = f"{name} = {_quoted(value)}"
    top, bracket, rest = re.match(r"(?s)(.*?)(^[ \t]*\[|\Z)(.*)", text, re.M).groups()  # type: ignore[union-attr]
    changed, count = re.subn(rf"(?m)^[ \t]*{name}[ \t]*=[^\n]*$", lambda _: line, top, count=1)
    if not count:
        changed = f"{top}{'' if not top or top.endswith(chr(10)) else chr(10)}{line}\n"
        if bracket:
            changed += "\n" if not changed.endswith("\n\n") else ""
    return changed + bracket + rest


def _within(text: str, section: str, name: str, value: str) -> str:
    """Set a key of a section, keeping order and comments; ``value`` is TOML."""
    line = f"{name} = {value}"
    found = re.search(rf"(?ms)^[ \t]*\[{section}\][^\n]*$(.*?)(?=^[ \t]*\[\w|\Z)", text)
    if found is None:
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}[{section}]\n{line}\n"
    there = rf"(?m)^[ \t]*{name}[ \t]*=[ \t]*(\[[^\]]*\]|[^\n#]*)"
    body, count = re.subn(there, lambda _: line + " ", found[1], count=1)
    body = re.sub(r"(?m)[ \t]+$", "", body) if count else f"\n{line}{found[1]}"
    return text[: found.start(1)] + body + text[found.end(1) :]


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=".config-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # A linked settings file (dotfiles) stays a link.
        temporary.replace(path.resolve())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
