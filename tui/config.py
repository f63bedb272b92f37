"""The user's settings: one TOML file in the user's configuration folder.

    annotator = "mina"
    theme = "light"
    bidi = "terminal"          # terminal | off
    layout = "persian"         # which of two similar keyboard layouts: arabic | persian

    [keys]
    "reader.undo" = "z"
    "reader.finish" = ["F", "ctrl+d"]

A file that cannot be read, or a value that makes no sense, is told in a sentence and passed over.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from store.errors import DeskError

CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("dark", "light", "safe", "safe-light"),
    "bidi": ("terminal", "off"),
    "layout": ("arabic", "persian"),
}
"""The values a setting may have, the first being the one when none is set."""


class ConfigError(DeskError):
    """The settings could not be kept."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings as they stand. ``problems``: a sentence for each that was passed over."""

    annotator: str = ""
    theme: str = "dark"
    bidi: str = "terminal"
    layout: str = "arabic"
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def config_path() -> Path:
    """Where the settings file is, or would be."""
    import platformdirs

    return platformdirs.user_config_path("copydesk", appauthor=False) / "config.toml"


def load(path: Path | None = None) -> Config:
    """Read the settings; a missing file gives the defaults."""
    path = path or config_path()
    if not path.exists():
        return Config()
    import tomllib

    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return Config()
    except OSError as error:
        return Config(problems=(f"{path}: the settings cannot be read ({error.strerror}).",))
    except UnicodeDecodeError:
        return Config(problems=(f"{path}: the settings are not UTF-8 text; none was used.",))
    except tomllib.TOMLDecodeError as error:
        return Config(problems=(f"{path}: the settings were not used: {error}.",))
    return _checked(path, data)


def _checked(path: Path, data: dict[str, Any]) -> Config:
    problems: list[str] = []
    known: dict[str, Any] = {}
    for name, value in data.items():
        if name == "keys" and isinstance(value, dict):
            known["keys"] = _keys(path, value, problems)
        elif name in CHOICES and value not in CHOICES[name]:
            choices = ", ".join(CHOICES[name])
            problems.append(f"{path}: {name} is {value!r}; it can be {choices}.")
        elif name in CHOICES or (name == "annotator" and isinstance(value, str)):
            known[name] = value
        elif name in ("keys", "annotator"):
            problems.append(f"{path}: {name} is not of the right kind; see the README.")
        else:
            problems.append(f"{path}: there is no setting {name!r}.")
    return Config(**known, problems=tuple(problems))


def _keys(path: Path, table: dict[str, Any], problems: list[str]) -> dict[str, tuple[str, ...]]:
    keys: dict[str, tuple[str, ...]] = {}
    for name, value in _flat(table):
        written = [value] if isinstance(value, str) else value
        if isinstance(written, list) and all(isinstance(key, str) for key in written):
            keys[name] = tuple(written)
        else:
            problems.append(f"{path}: the keys of {name} are a text or a list of texts.")
    return keys


def _flat(table: dict[str, Any]) -> list[tuple[str, Any]]:
    """Take ``reader.undo = "z"`` (a table in a table to TOML) as ``"reader.undo" = "z"``."""
    found: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            found += [(f"{name}.{inner}", deeper) for inner, deeper in _flat(value)]
        else:
            found.append((name, value))
    return found


def save(config: Config, path: Path | None = None, **changes: str) -> Config:
    """Keep changed settings in the file, leaving the rest of it as it is; return the new settings.

    Raises:
        ConfigError: the file is not one we could read, or cannot be written.
    """
    path = path or config_path()
    import tomllib

    plain = {item.name for item in fields(Config)} - {"keys", "problems"}
    if unknown := set(changes) - plain:
        raise ValueError(f"no setting {unknown}")
    try:
        text = path.read_bytes().decode("utf-8") if path.exists() else ""
        tomllib.loads(text)
        for name, value in changes.items():
            text = _with(text, name, value)
        tomllib.loads(text)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: not changed, it has a mistake: {error}.") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}).") from None
    return replace(config, **changes)  # type: ignore[arg-type]


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
