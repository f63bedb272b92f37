"""Labels that come with records: matched to the scheme, or added to it with a free key."""

from __future__ import annotations

from collections.abc import Iterable

from store.journal.operations import Draft
from store.model import Label
from store.scheme import fields_of

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# letters the reader's own commands use: taken only when nothing else is left
_COMMANDS = "bdefghijklmnqstuvwxy"
# hint, back, undo, select, remove: what fingers do by themselves shall never put a tag
_HABITS = "fquvx"


class GivenLabels:
    """The scheme while records are taken in. ``added`` names what was not in it, in order."""

    def __init__(self, scheme: Iterable[Label]) -> None:
        self._scheme = {label.id: label for label in scheme}
        self._folded: dict[tuple[str, str], str] = {}
        for label in self._scheme.values():
            for known in (label.id, label.name):
                self._folded.setdefault((label.scope, _alike(known)), label.id)
        self.added: list[str] = []

    def match(self, given: str, scope: str) -> tuple[str, Draft | None]:
        """The id of the scheme's label for a given one, and what adds it when there is none.

        The same id counts first, then an id or name that differs in case or blanks alone. A label
        of the other scope is another label: the new one's id then says its scope.
        """
        there = self._scheme.get(given)
        if there is not None and there.scope == scope:
            return given, None
        known = self._folded.get((scope, _alike(given)))
        if known is not None:
            return known, None
        label_id = given if there is None else f"{given}-{scope}"
        label = Label(
            id=label_id,
            name=" ".join(given.split()),
            key=free_key(given, self._scheme.values()) if scope == "span" else "",
            scope=scope,
            order=max((x.order for x in self._scheme.values()), default=0) + 1,
        )
        self._scheme[label_id] = label
        self._folded[scope, _alike(given)] = label_id
        self.added.append(label_id)
        return label_id, Draft(f"label:{label_id}", "label.add", fields_of(label))


def _alike(name: str) -> str:
    return " ".join(name.casefold().split())


def free_key(name: str, labels: Iterable[Label]) -> str:
    """A free letter for a label: one of its own if possible, not a command's if possible."""
    used = {label.key for label in labels}
    letters = [c for c in name.casefold() if c in _LETTERS] + list(_LETTERS)
    free = [c for c in letters if c not in used and c not in _HABITS]
    best = [c for c in free if c not in _COMMANDS]
    if best or free:
        return (best or free)[0]
    prefixed = ["," + c for c in letters if "," + c not in used]
    return prefixed[0] if prefixed else ""
