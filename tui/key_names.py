"""How keys are written: one spelling of every press, and which of them a terminal can send."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

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
_PLAIN = frozenset(
    "up down left right home end pageup pagedown insert delete tab enter escape backspace "
    "space".split()
) | {f"f{n}" for n in range(1, 25)}
_MODIFIERS = frozenset({"ctrl", "alt", "shift", "super", "hyper", "meta"})
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+[": "escape"}
"""What a terminal sends for chords that are no keys of their own."""
_ALSO = {
    **{sign: name for name, sign in _SHOWN.items()},
    "ins": "insert",
    "return": "enter",
    "pgup": "pageup",
    "pgdown": "pagedown",
}
"""Other ways people write the names."""


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
    if "+" in key:
        head, _, base = key[:-1].rpartition("+")
        if not head:
            return key
        base += key[-1]
        held = "+".join(sorted(head.split("+")))
        return f"{held}+{base if base in _PLAIN else chord(base)}"
    if not key.isupper():
        try:
            named = unicodedata.lookup(key.replace("_", " ").upper())
        except KeyError:
            return key
        return named if named.isprintable() and named != " " else key
    return key


def sequence(text: str) -> tuple[Chord, ...]:
    """Return what a written key means as presses: ``D`` one, ``,k`` and ``, k`` two."""
    text = text.strip() or text
    if len(text) > 1 and text[0] == LEADER:
        return (LEADER, *sequence(text[1:].lstrip()))
    if len(text) > 1:
        text = text.casefold()
        text = _ALSO.get(text, text)
    return (chord(text),) if text else ()


def impossible(key: Chord) -> str:
    """Return why no terminal sends this press; "" when one does."""
    if key in _PLAIN or (len(key) == 1 and key.isprintable() and key != " "):
        return ""
    if key in _SAME:
        return f"arrives as {_SAME[key]}"
    head, _, base = key[:-1].rpartition("+")
    base += key[-1:]
    held = head.split("+") if head else []
    if not held or not _MODIFIERS.issuperset(held) or not (len(base) == 1 or base in _PLAIN):
        return "is no key"
    if held == ["shift"] and len(base) == 1:
        return "is written as the character it types"
    return ""


def shown(chords: Sequence[Chord]) -> str:
    """Return how a key or sequence is written for people: ``ctrl+r``, ``↑``, ``, k``."""
    return " ".join(_SHOWN.get(part, part) for part in chords)
