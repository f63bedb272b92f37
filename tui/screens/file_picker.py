"""Choosing files and folders to take in: a path to type, completed, over a list of the folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from tui.display import fit, safe_content
from tui.screens.base import Dialog
from tui.screens.dialogs import SharedField
from tui.widgets.line import Choices, Field, Line

_ASIDE = (".desk-wal", ".desk-shm", ".desk-lock")
"""Ends of the names of what SQLite and we keep beside a desk while it is open: nothing to take in."""

MOST = 2_000
"""Names of one folder that are listed; typing reaches the others."""


def split(typed: str) -> tuple[Path, str]:
    """Return the folder a typed path speaks of, and the beginning of a name in it."""
    folder, name = os.path.split(typed)
    return expanded(folder or "."), name


def expanded(typed: str) -> Path:
    """Return a path with ``~`` and ``~name`` put for folders; as typed where nobody has that name."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)


def entries(folder: Path, beginning: str) -> list[tuple[str, bool]]:
    """Return the names in a folder that begin so, folders first: (name, is it a folder).

    Hidden ones only when a dot was typed, none of the files beside an open desk. Upper and lower case are taken alike.

    Raises:
        OSError: the folder cannot be read.
    """
    found: list[tuple[str, bool]] = []
    with os.scandir(folder) as scan:
        for entry in scan:
            if entry.name.startswith(".") and not beginning.startswith("."):
                continue
            if entry.name.endswith(_ASIDE):
                continue
            if entry.name.casefold().startswith(beginning.casefold()):
                try:
                    found.append((entry.name, entry.is_dir()))
                except OSError:
                    found.append((entry.name, False))
    return sorted(found, key=lambda row: (not row[1], row[0].casefold()))[:MOST]


def completion(names: Iterable[str], beginning: str) -> str:
    """Return the longest beginning all the names share (or what was typed)."""
    listed = list(names)
    shared = len(beginning)
    while listed and all(
        name[: shared + 1].casefold() == listed[0][: shared + 1].casefold() and len(name) > shared
        for name in listed
    ):
        shared += 1
    return listed[0][:shared] if listed and shared > len(beginning) else beginning


class FilePicker(Dialog[list[Path]]):
    """Answers the paths to take in: those picked, else the one under the cursor, else as typed.

    The arrows lead into the list, where space picks; what is typed leads back to the path.
    """

    WIDTH: ClassVar[int] = 76
    DEFAULT_CSS = """
    FilePicker { & Field { margin-bottom: 1; } & Choices { height: 45vh; max-height: 12; } }
    FilePicker #count { color: $text-muted; height: auto; }
    """

    def __init__(self, start: str = "", title: str = "Take in files or folders") -> None:
        super().__init__(title)
        self._start = start or str(Path.cwd()).rstrip(os.sep) + os.sep
        self._rows: list[tuple[str, bool]] = []
        self._picked: dict[Path, None] = {}
        self._folder = Path()
        self._in_list = False

    def body(self) -> ComposeResult:
        """A path, and what is in its folder."""
        yield SharedField(self._start, id="path")
        yield Choices(id="list")
        yield Line("", id="count")

    def hints(self) -> list[tuple[str, str]]:
        """The keys."""
        return [
            ("enter", "take in"),
            ("↑↓ space", "pick several"),
            ("tab", "complete"),
            ("esc", "cancel"),
        ]

    def on_mount(self) -> None:
        """List the folder the program was started in."""
        self.query_one(Field).cursor_position = len(self._start)
        self._list()

    def on_input_changed(self) -> None:
        """List what fits the path as typed."""
        self._list()

    def _list(self) -> None:
        self._folder, beginning = split(self.query_one(Field).value)
        self.say("")
        try:
            self._rows = entries(self._folder, beginning)
        except (OSError, ValueError) as error:  # a null character is a ValueError
            self._rows = []
            reason = getattr(error, "strerror", "") or "cannot be read"
            self.say(f"{self._folder}: {reason}.")
        # without a name begun, enter takes the folder itself, so nothing in it is under the cursor
        self._in_list = False
        self._fill(0 if beginning else None)

    def _fill(self, at: int | None) -> None:
        rows = []
        for name, is_folder in self._rows:
            picked = self._folder / name in self._picked
            rows.append(
                Content.assemble(
                    safe_content("● " if picked else "  ", "$accent"),
                    safe_content(
                        fit(name + ("/" if is_folder else ""), self.room - 6),
                        "bold" if is_folder else "",
                    ),
                )
            )
        self.query_one(Choices).show(rows, at)
        count = len(self._picked)
        self.query_one("#count", Line).show(f"{count} picked" if count else "")

    def refit(self) -> None:
        """Cut the names elsewhere."""
        self._fill(self.query_one(Choices).highlighted)

    def is_typed(self, event: events.Key) -> bool:
        """A space is not while arrows led into the list: it picks."""
        return not (self._in_list and event.key == "space") and super().is_typed(event)

    @property
    def _current(self) -> tuple[Path, bool] | None:
        at = self.query_one(Choices).highlighted
        if at is None or not self._rows:
            return None
        name, is_folder = self._rows[at]
        return self._folder / name, is_folder

    def press(self, key: str, event: events.Key) -> bool:
        """Complete, pick, move, take in."""
        choices = self.query_one(Choices)
        if event.key == "tab":
            self._complete()
        elif event.key == "space" and self._in_list and self._current:
            path, _ = self._current
            if self._picked.pop(path, 0) == 0:
                self._picked[path] = None
            self._fill((choices.highlighted or 0) + 1)
        elif key == "enter":
            self._take()
        elif event.key in ("up", "down", "pageup", "pagedown"):
            self._move(event.key)
        else:
            return False
        return True

    def _move(self, key: str) -> None:
        choices = self.query_one(Choices)
        if choices.highlighted is None and self._rows:
            choices.highlighted = 0 if key in ("down", "pagedown") else len(self._rows) - 1
        elif self._in_list or len(self._rows) > 1:
            choices.move(key)
        self._in_list = bool(self._rows)

    def _complete(self) -> None:
        field = self.query_one(Field)
        _, beginning = split(field.value)
        names = [name for name, _ in self._rows]
        longer = completion(names, beginning)
        name, is_folder = ("", False)
        if self._current and (self._in_list or longer == beginning):
            name, is_folder = self._rows[self.query_one(Choices).highlighted or 0]
        elif len(self._rows) == 1:
            name, is_folder = self._rows[0]
        if name:
            longer = name + (os.sep if is_folder else "")
        head = field.value[: len(field.value) - len(beginning)] if beginning else field.value
        field.value = head + longer
        field.cursor_position = len(field.value)

    def _take(self) -> None:
        typed = expanded(self.query_one(Field).value)
        # false, not an error, for a name no file can have
        exists = os.path.exists(typed)  # noqa: PTH110
        current = self._current
        if self._picked:
            self.dismiss(list(self._picked))
        elif current and (self._in_list or not exists):
            self.dismiss([current[0]])
        elif exists:
            self.dismiss([typed])
        else:
            self.say("There is no such file or folder.")
