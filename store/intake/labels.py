"""Labels that come with records: matched to the scheme, or added to it with a free key."""

from __future__ import annotations

from collections.abc import Iterable

from store.journal.operations import Draft
from store.model import Label
from store.scheme import fields_of

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# letters the reader's own commands use: taken only when nothing else is left
_COMMANDS = "bdefghijklmnqstuvwxy"


class GivenLabels:
    """The scheme while records are taken in. ``added`` names what was not in it, in order."""

    def __init__(self, scheme: Iterable[Label]) -> None:
        self._scheme = {label.id: label for label in scheme}
        self._folded = {key.casefold(): key for key in reversed(self._scheme)}
        self.added: list[str] = []

    def match(self, given: str, scope: str) -> tuple[str, Draft | None]:
        """The id of the scheme's label for a given one, and what adds it when there is none.

        The same id counts first, then one that differs in case alone.
        """
        known = given if given in self._scheme else self._folded.get(given.casefold())
        if known is not None:
            return known, None
        label = Label(
            id=given,
            name=given,
            key=free_key(given, self._scheme.values()) if scope == "span" else "",
            scope=scope,
            order=max((x.order for x in self._scheme.values()), default=0) + 1,
        )
        self._scheme[given] = label
        self._folded[given.casefold()] = given
        self.added.append(given)
        return given, Draft(f"label:{given}", "label.add", fields_of(label))


def free_key(name: str, labels: Iterable[Label]) -> str:
    """A free letter for a label: one of its own if possible, not a command's if possible."""
    used = {label.key for label in labels}
    letters = [c for c in name.casefold() if c in _LETTERS] + list(_LETTERS)
    free = [c for c in letters if c not in used]
    best = [c for c in free if c not in _COMMANDS]
    if best or free:
        return (best or free)[0]
    prefixed = ["," + c for c in letters if "," + c not in used]
    return prefixed[0] if prefixed else ""
