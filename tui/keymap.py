"""From a key press to the command or label it means. Pure: no terminal, no screen.

One table per place is built from four sources, first come first served: the keys of the label scheme
(in the reader), the user's own keys, the keys of the place's commands, the keys of the commands that
apply everywhere. A command that loses all its keys gets its fallback; past that, ``,`` and a letter.
So no key means two things in one place, and no command or label is out of reach.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from store.model import Label
from tui.commands import COMMANDS, Command
from tui.layouts import latin

LEADER = ","
"""Begins a sequence, for what found no key of its own."""

Chord = str
"""One press: the character typed, or a named key such as ``tab``, ``space`` or ``ctrl+r``."""

_NAMED = {
    "slash": "/",
    "backslash": "\\",
    "at": "@",
    "minus": "-",
    "plus": "+",
    "underscore": "_",
    "space": "space",
    "delete": "delete",
    "escape": "escape",
}
_SHOWN = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "delete": "del",
    "ctrl+@": "ctrl+space",
}
_LETTERS = string.ascii_lowercase + string.ascii_uppercase
_SEQUENCED = _LETTERS + string.digits + "".join(c for c in string.punctuation if c != LEADER)
_UNFIT = frozenset(string.digits + LEADER + "?:" + " ")
"""Keys no label takes: numbers count words and choose entities, the others lead on."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """The first part of a sequence: the keys so far; the next press decides."""

    chords: tuple[Chord, ...]


Meaning = Command | Label | Prefix


def chord(key: str, character: str | None = None) -> Chord:
    """Return the one spelling of a press, from Textual's key name and character.

    >>> chord("asterisk", "*"), chord("D", "D"), chord("ctrl+r"), chord("full_stop")
    ('*', 'D', 'ctrl+r', '.')
    """
    if character is not None and len(character) == 1 and character.isprintable():
        return "space" if character == " " else character
    if len(key) == 1:
        return "space" if key == " " else key
    if key in _NAMED:
        return _NAMED[key]
    if key.startswith("upper_") and len(key) == 7:
        return key[-1].upper()
    if "+" not in key and not key.isupper():
        try:
            named = unicodedata.lookup(key.replace("_", " ").upper())
        except KeyError:
            return key
        return named if named.isprintable() and named != " " else key
    return key


def sequence(text: str) -> tuple[Chord, ...]:
    """Return what a written key means as presses: ``D`` one, ``,k`` and ``, k`` two."""
    if len(text) > 1 and text[0] == LEADER:
        return (LEADER, *sequence(text[1:].lstrip()))
    return (chord(text),) if text else ()


def shown(chords: Sequence[Chord]) -> str:
    """Return how a key or sequence is written for people: ``ctrl+r``, ``↑``, ``, k``."""
    return " ".join(_SHOWN.get(part, part) for part in chords)


class Keymap:
    """What every key means in every place, for one label scheme and one user's own keys.

    ``overrides`` maps a command id, or ``label.`` and a label id, to its keys; they replace all the
    keys the command had. What could not be honoured is in `problems`, a sentence each.
    """

    def __init__(
        self,
        commands: Sequence[Command] = COMMANDS,
        labels: Iterable[Label] = (),
        overrides: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.commands = tuple(commands)
        self.labels = tuple(x for x in labels if not x.retired and x.scope == "span")
        self.problems: list[str] = []
        self.layout = "arabic"
        known = {row.id for row in commands} | {f"label.{x.id}" for x in self.labels}
        self._own: dict[str, tuple[tuple[Chord, ...], ...]] = {}
        for name, keys in (overrides or {}).items():
            if name in known:
                self._own[name] = tuple(dict.fromkeys(sequence(key) for key in keys if key))
            elif not name.startswith("label."):
                self.problems.append(f"There is no command {name!r} to give a key to.")
        places = dict.fromkeys((*(row.place for row in commands), "app"))
        self._tables = {place: self._build(place) for place in places}

    # ------------------------------------------------------------------------- asking

    def resolve(
        self,
        where: str,
        key: str,
        character: str | None = None,
        prefix: tuple[Chord, ...] = (),
    ) -> Meaning | None:
        """Return what a press means in a place, or None.

        A character of another keyboard layout means what it means by itself, else what the Latin
        character on the same key means.
        """
        table = self._tables.get(where, self._tables["app"])
        pressed = chord(key, character)
        found = table.meanings.get((*prefix, pressed))
        if found is None and not pressed.isascii():
            found = table.meanings.get((*prefix, self.latin(pressed)))
        return found

    def latin(self, character: str) -> str:
        """Return the Latin character on the key that typed ``character``."""
        return latin(character, self.layout) if len(character) == 1 else character

    def keys(self, where: str, name: str) -> tuple[str, ...]:
        """Return the live keys of a command in a place, as shown to people, the best first.

        ``name`` is a command's id, or ``label.`` and a label's.
        """
        table = self._tables.get(where, self._tables["app"])
        return tuple(shown(sequence) for sequence in table.keys.get(name, ()))

    def key(self, where: str, name: str) -> str:
        """Return the key to show for a command in a place; "" when it does not apply there."""
        return next(iter(self.keys(where, name)), "")

    def label_key(self, label_id: str) -> str:
        """Return the reader's key for a label, as shown."""
        return self.key("reader", f"label.{label_id}")

    def live(self, where: str) -> list[tuple[Command, str]]:
        """Return the commands that apply in a place with the key to show, its own first."""
        table = self._tables.get(where, self._tables["app"])
        return [
            (row, shown(table.keys[row.id][0]))
            for row in self._applying(where)
            if row.id in table.keys
        ]

    def continuations(self, where: str, prefix: tuple[Chord, ...]) -> list[tuple[str, str]]:
        """Return what may follow a prefix: (keys, title) for the key line."""
        table = self._tables.get(where, self._tables["app"])
        found = []
        for sequence, meaning in table.meanings.items():
            if len(sequence) == len(prefix) + 1 and sequence[: len(prefix)] == prefix:
                title = (
                    meaning.title
                    if isinstance(meaning, Command)
                    else meaning.name
                    if isinstance(meaning, Label)
                    else "more"
                )
                found.append((shown(sequence[-1:]), title))
        return found

    # ----------------------------------------------------------------------- building

    def _applying(self, place: str) -> list[Command]:
        own = [row for row in self.commands if row.place == place and place != "app"]
        return own + [row for row in self.commands if row.place == "app"]

    def _build(self, place: str) -> _Table:
        table = _Table()
        commands = self._applying(place)
        labels = self.labels if place == "reader" else ()
        keyless: list[Label] = []
        for label in labels:
            name = f"label.{label.id}"
            own = self._own.get(name) or ((sequence(label.key),) if label.key else ())
            if not [key for key in own if fit(key[-1]) and table.take(key, name, label)]:
                keyless.append(label)
                if own:
                    self.problems.append(
                        f"The label {label.name!r} cannot have the key {shown(own[0])!r} here: "
                        "it is reserved, or taken by another label."
                    )
        for row in commands:
            for key in self._own.get(row.id, ()):
                if not table.take(key, row.id, row):
                    self.problems.append(
                        f"The key {shown(key)!r} asked for {row.id} is already in use "
                        f"in the {place if place != 'app' else 'program'}."
                    )
        for row in commands:
            if row.id not in self._own:
                for written in row.keys:
                    table.take(sequence(written), row.id, row)
        for row in commands:
            if row.id not in table.keys:
                spare = (row.fallback, *row.keys) if row.id in self._own else (row.fallback,)
                if not any(table.take(sequence(x), row.id, row) for x in spare if x):
                    self._sequence(table, row.id, row, row.title)
        for label in keyless:
            name = f"label.{label.id}"
            letters = dict.fromkeys(c for c in label.name.casefold() + _LETTERS if c in _LETTERS)
            if not any(table.take((c,), name, label) for c in letters if fit(c)):
                self._sequence(table, name, label, label.name)
        return table

    @staticmethod
    def _sequence(table: _Table, name: str, meaning: Command | Label, title: str) -> None:
        for sequence in _sequences(title):
            if table.take(sequence, name, meaning):
                return


class _Table:
    """Sequences and their meanings in one place, and the way back."""

    def __init__(self) -> None:
        self.meanings: dict[tuple[Chord, ...], Meaning] = {}
        self.keys: dict[str, list[tuple[Chord, ...]]] = {}

    def take(self, sequence: tuple[Chord, ...], name: str, meaning: Command | Label) -> bool:
        """Give a sequence to a meaning unless it is taken or would hide, or be hidden by, another."""
        if not sequence[0] or sequence == (LEADER,) or sequence in self.meanings:
            return False
        heads = [sequence[:n] for n in range(1, len(sequence))]
        if any(not isinstance(self.meanings.get(head, Prefix(head)), Prefix) for head in heads):
            return False
        for head in heads:
            self.meanings[head] = Prefix(head)
        self.meanings[sequence] = meaning
        self.keys.setdefault(name, []).append(sequence)
        return True


def fit(key: str) -> bool:
    """Say whether a label may have this key: one printable character that nothing else needs."""
    return len(key) == 1 and key.isprintable() and key not in _UNFIT


def _sequences(name: str) -> Iterator[tuple[Chord, ...]]:
    """Yield ``,`` and a letter, the name's own letters first; then ``, ,`` and a letter, and so on."""
    last = list(dict.fromkeys(c for c in name.casefold() + _SEQUENCED if c in _SEQUENCED))
    lead: tuple[Chord, ...] = (LEADER,)
    while True:
        for character in last:
            yield (*lead, character)
        lead = (*lead, LEADER)
