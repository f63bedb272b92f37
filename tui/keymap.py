"""From a key press to the command or label it means. Pure: no terminal, no screen.

One table per place is built from four sources, first come first served: the keys of the label scheme
(in the reader), the user's own keys, the keys of the place's commands, the keys of the commands that
apply everywhere. What loses all its keys gets a letter that is free; past that, ``,`` and a letter.
So no key means two things in one place, and no command or label is out of reach.
"""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from store.model import Label
from tui.commands import COMMANDS, Command
from tui.config import Mistake
from tui.key_names import LEADER, Chord, chord, impossible, sequence, shown
from tui.layouts import AUTO, evidence, readings

_LETTERS = string.ascii_lowercase + string.ascii_uppercase
_SEQUENCED = _LETTERS + string.digits + "".join(c for c in string.punctuation if c != LEADER)
_UNFIT = frozenset(string.digits + LEADER + "?:" + " ")
"""Keys no label takes: numbers count words and choose entities, the others lead on."""
_COUNTING = frozenset("23456789")
"""Keys that select so many words in the reader, whatever else they are asked for."""
_PLACES = {
    "queue": "the queue",
    "reader": "the reader",
    "alike": "the list of mentions",
    "names": "the names screen",
    "register": "the register",
    "entity": "the page of a name",
    "reviews": "the list of reviews",
    "review": "the review",
    "consistency": "the list of findings",
    "progress": "the progress screen",
    "app": "other places",
}
LABELLED = ("reader", "review")
"""Places where the keys of labels put them on something."""
KINDS = "one character, a name such as tab, f5 or pageup, ctrl+ a letter, or a comma and a letter"
"""What can be written for a key."""


class Prefix(NamedTuple):
    """The first part of a sequence: the keys so far; the next press decides."""

    chords: tuple[Chord, ...]


Meaning = Command | Label | Prefix


class Keymap:
    """What every key means in every place, for one label scheme and one user's own keys.

    ``overrides`` maps a command id, or ``label.`` and a label id, to its keys; they replace all the
    keys the command had. What of them could not be honoured is in `problems`; ``notes`` are
    sentences on keys that the label scheme asks for in vain.
    """

    def __init__(
        self,
        commands: Sequence[Command] = COMMANDS,
        labels: Iterable[Label] = (),
        overrides: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.commands = tuple(commands)
        self.labels = tuple(x for x in labels if not x.retired and x.scope == "span")
        self.problems: list[Mistake] = []
        self.notes: list[str] = []
        self.layout = AUTO
        """The keyboard layout characters are read by: set, or `AUTO` and as `typed` has found out."""
        self._seen = AUTO
        self._refused: dict[str, dict[str, list[str]]] = {}
        self._own: dict[str, tuple[tuple[Chord, ...], ...]] = {}
        known = {row.id for row in commands} | {f"label.{x.id}" for x in self.labels}
        for name, keys in (overrides or {}).items():
            if name in known:
                self._read(name, keys)
            elif name.startswith("label."):
                if self.labels:
                    self.notes.append(f"The settings name a key for {name}: no such label here.")
            else:
                self.problems.append(_unknown(name, known))
        places = dict.fromkeys((*(row.place for row in commands), "app"))
        self._tables = {place: self._build(place) for place in places}
        for name, reasons in self._refused.items():
            self.problems.append(self._told(name, reasons))

    def _read(self, name: str, keys: Sequence[str]) -> None:
        """Take the user's own keys of a command or label, without those that cannot be."""
        written = {key: sequence(key) for key in keys if key}
        fitting = []
        for key, chords in written.items():
            why = next((reason for part in chords if (reason := impossible(part))), "")
            if why:
                self._refuse(name, f"“{key}” {why}", "")
            else:
                fitting.append(chords)
        if fitting or not written:
            self._own[name] = tuple(dict.fromkeys(fitting))

    def _refuse(self, name: str, why: str, place: str) -> None:
        self._refused.setdefault(name, {}).setdefault(why, []).append(place)

    def _told(self, name: str, reasons: Mapping[str, Sequence[str]]) -> Mistake:
        """Say why keys asked for are not used, and which are."""
        said, where = [], ""
        for why, places in reasons.items():
            named = [_PLACES.get(place, place) for place in places if place]
            if len(named) > 1 and _PLACES["app"] in named:
                named.remove(_PLACES["app"])
            said.append(" in ".join(x for x in (why, " and ".join(named)) if x))
            where = where or places[0]
        place = name.partition(".")[0]
        place = "reader" if place == "label" else where or (place if place != "app" else "queue")
        keys = self.keys(place, name)
        used = (
            f"{' and '.join(f'“{key}”' for key in keys)} {'is' if len(keys) == 1 else 'are'} used"
        )
        hint = f" A key is {KINDS}." if any("no key" in why for why in reasons) else ""
        return Mistake(f"keys.{name}", f"{'; '.join(said)}. {used}.{hint}")

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
        character on the same key means; nothing while that may be two things (see `possible`).
        """
        table = self._tables.get(where, self._tables["app"])
        pressed = chord(key, character)
        found = table.meanings.get((*prefix, pressed))
        if found is None and not pressed.isascii():
            possible = self.possible(where, pressed, prefix)
            found = next(iter(possible.values()))[1] if len(possible) == 1 else None
        return found

    def typed(self, character: str) -> None:
        """A character was typed: it may tell which keyboard layout is in use."""
        if self.layout == AUTO:
            self._seen = evidence(character, self._seen)

    def follow(self, other: Keymap) -> None:
        """Go by what another keymap knows of the keyboard."""
        self.layout, self._seen = other.layout, other._seen

    def _readings(self, character: str) -> dict[str, str]:
        if len(character) != 1:
            return {"": character}
        return readings(character, self._seen if self.layout == AUTO else self.layout)

    def possible(
        self, where: str, character: str, prefix: tuple[Chord, ...] = ()
    ) -> dict[str, tuple[str, Meaning]]:
        """Return what a character of another layout may mean: by layout, the US key and its meaning.

        Two only while it is not known which of two layouts is in use, and both have a meaning here.
        """
        table = self._tables.get(where, self._tables["app"])
        found: dict[str, tuple[str, Meaning]] = {}
        for layout, reading in self._readings(character).items():
            meaning = table.meanings.get((*prefix, reading))
            if meaning is not None and (reading, meaning) not in found.values():
                found[layout] = reading, meaning
        return found

    def latin(self, character: str) -> str:
        """Return the Latin character on the key that typed ``character``, a letter if it may be one."""
        found = list(self._readings(character).values())
        return next((x for x in found if x.isalnum()), found[0])

    def keys(self, where: str, name: str) -> tuple[str, ...]:
        """Return the live keys of a command in a place, as shown to people, the best first.

        ``name`` is a command's id, or ``label.`` and a label's.
        """
        table = self._tables.get(where, self._tables["app"])
        return tuple(shown(chords) for chords in table.keys.get(name, ()))

    def key(self, where: str, name: str) -> str:
        """Return the key to show for a command in a place; "" when it does not apply there."""
        return next(iter(self.keys(where, name)), "")

    def label_key(self, label_id: str, where: str = "reader") -> str:
        """Return the key for a label in a place that has some, as shown."""
        return self.key(where, f"label.{label_id}")

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
        for keys, meaning in table.meanings.items():
            if len(keys) == len(prefix) + 1 and keys[: len(prefix)] == prefix:
                title = (
                    meaning.title
                    if isinstance(meaning, Command)
                    else meaning.name
                    if isinstance(meaning, Label)
                    else "more"
                )
                found.append((shown(keys[-1:]), title))
        return found

    # ----------------------------------------------------------------------- building

    def _applying(self, place: str) -> list[Command]:
        own = [row for row in self.commands if row.place == place and place != "app"]
        return own + [row for row in self.commands if row.place == "app"]

    def _build(self, place: str) -> _Table:
        table = _Table()
        commands = self._applying(place)
        labels = self.labels if place in LABELLED else ()
        keyless: list[Label] = []
        for label in labels:
            name = f"label.{label.id}"
            own = self._own.get(name, ())
            for key in own:
                if not (fit(key[-1]) and table.take(key, name, label)):
                    held = table.holder(key) if fit(key[-1]) else "what is reserved"
                    self._refuse(name, f"{shown(key)} is taken by {held}", place)
            if name not in table.keys and label.key:
                key = sequence(label.key)
                taken = fit(key[-1]) and table.take(key, name, label)
                if not taken and not own and place == LABELLED[0]:
                    self.notes.append(
                        f"The label {label.name!r} cannot have its key {shown(key)!r} here: "
                        "it is reserved, or taken by another label."
                    )
            if name not in table.keys:
                keyless.append(label)
        for row in commands:
            for key in self._own.get(row.id, ()):
                if place in LABELLED and key[0] in _COUNTING:
                    what = "selects words" if place == "reader" else "takes a version"
                    self._refuse(row.id, f"{shown(key)} {what}", place)
                elif not table.take(key, row.id, row):
                    self._refuse(row.id, f"{shown(key)} is taken by {table.holder(key)}", place)
        for row in commands:
            if row.id not in self._own:
                for written in row.keys:
                    table.take(sequence(written), row.id, row)
        for row in commands:
            if row.id in self._own and row.id not in table.keys:
                for written in row.keys:
                    if table.take(sequence(written), row.id, row):
                        break
        for label in keyless:
            self._place(table, f"label.{label.id}", label, label.name)
        for row in commands:
            if row.id not in table.keys:
                self._place(table, row.id, row, row.title)
        return table

    @staticmethod
    def _place(table: _Table, name: str, meaning: Command | Label, title: str) -> None:
        """Give a letter nobody has, one of the title's rather than another; else a sequence."""
        free = dict.fromkeys(
            c for c in title.casefold() + title.upper() + _LETTERS if c in _LETTERS
        )
        for keys in itertools.chain(((c,) for c in free), _sequences(title)):
            if table.take(keys, name, meaning):
                return


class _Table:
    """Sequences and their meanings in one place, and the way back."""

    def __init__(self) -> None:
        self.meanings: dict[tuple[Chord, ...], Meaning] = {}
        self.keys: dict[str, list[tuple[Chord, ...]]] = {}

    def take(self, chords: tuple[Chord, ...], name: str, meaning: Command | Label) -> bool:
        """Give a sequence to a meaning unless it is taken or would hide, or be hidden by, another."""
        if not chords[0] or chords == (LEADER,) or chords in self.meanings:
            return False
        heads = [chords[:n] for n in range(1, len(chords))]
        if any(not isinstance(self.meanings.get(head, Prefix(head)), Prefix) for head in heads):
            return False
        for head in heads:
            self.meanings[head] = Prefix(head)
        self.meanings[chords] = meaning
        self.keys.setdefault(name, []).append(chords)
        return True

    def holder(self, chords: tuple[Chord, ...]) -> str:
        """Return what has this key, or a beginning of it."""
        for count in range(1, len(chords) + 1):
            meaning = self.meanings.get(chords[:count])
            if isinstance(meaning, Label):
                return f"the label {meaning.name}"
            if isinstance(meaning, Command):
                return f"{meaning.id} ({meaning.title})"
        return "longer keys that begin so"


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


def _unknown(name: str, known: Iterable[str]) -> Mistake:
    from difflib import get_close_matches  # only for somebody's mistake

    near = get_close_matches(name, known, 3)
    guess = f"did you mean {' or '.join(near)}?" if near else "the help (?) and README list them."
    return Mistake(f"keys.{name}", f"there is no such command; {guess} Its keys are not used.")
