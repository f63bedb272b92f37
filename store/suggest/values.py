"""What is offered, why, and how sure the program is of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

PARTS = ("known", "built-in", "rule", "model", "same", "outside")
"""Where a suggestion comes from: words tagged before on this desk; names that ship with the
program; a title or an office before a name; the model learned from finished articles; a decision
made in this very article; a pretrained pipeline or a file of somebody's."""

SURE = 0.6
"""From this probability on a suggestion is shown as one, and not as a ghost."""

GHOST = 0.1
"""Below this probability a model proposes nothing by itself."""

FAINT = 0.15
"""Below this probability nothing is shown, whatever speaks for it, but to who asks for all names."""

Key = tuple[int, int, str]
"""start, end (code points, end exclusive) and label id: what a suggestion is, whoever makes it."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mark somebody might make of ``text[start:end]`` (code points, end exclusive).

    ``probability``: that an editor would make just this mark. ``part`` is one of `PARTS`, the one
    that did most for it; ``reason`` says in a few words why, for the editor. ``sure``: accepted
    with all others at once; what is not is a ghost, taken only one by one.
    """

    start: int
    end: int
    label: str
    probability: float
    part: str
    reason: str
    sure: bool = True

    @property
    def key(self) -> Key:
        """What it is, whoever makes it."""
        return self.start, self.end, self.label

    @property
    def id(self) -> str:
        """The same in one word, unique within its article."""
        return f"{self.start}-{self.end}-{self.label}"


class Settings(NamedTuple):
    """How an editor wants suggestions: which parts, and from which probability on they are sure."""

    parts: frozenset[str] = frozenset(PARTS)
    sure: float = SURE
    ghost: float = FAINT

    @property
    def on(self) -> bool:
        """Whether anything is suggested at all."""
        return bool(self.parts)
