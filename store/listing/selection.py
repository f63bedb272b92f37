"""Which articles of a list are selected: some of them, or all but some, however many there are."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence


class Selection:
    """Articles by local number. ``whole``: all that is listed, less what was struck out since.

    A whole selection is not spelled out: which articles it means follows from the list it is of.
    """

    def __init__(self) -> None:
        self.whole = False
        self._apart: set[int] = set()

    @property
    def apart(self) -> frozenset[int]:
        """What was picked one by one; of a whole selection, what was struck out."""
        return frozenset(self._apart)

    def __bool__(self) -> bool:
        return self.whole or bool(self._apart)

    def __contains__(self, n: int) -> bool:
        return (n in self._apart) != self.whole

    def toggle(self, n: int) -> None:
        """Take an article in, or out."""
        self._apart ^= {n}

    def add(self, numbers: Iterable[int]) -> None:
        """Take articles in."""
        if self.whole:
            self._apart.difference_update(numbers)
        else:
            self._apart.update(numbers)

    def take_all(self) -> None:
        """Take in everything listed, now and when it has been read to the end."""
        self.whole = True
        self._apart.clear()

    def clear(self) -> None:
        """Nothing is selected."""
        self.whole = False
        self._apart.clear()

    def forget(self, gone: Iterable[int]) -> None:
        """Articles are listed no longer: neither picked nor struck out."""
        self._apart.difference_update(gone)

    def count(self, listed: int | None) -> int | None:
        """How many are selected of a list of ``listed``; None when that is not known yet."""
        if not self.whole:
            return len(self._apart)
        return None if listed is None else listed - len(self._apart)

    def numbers(self, listed: Sequence[int]) -> array[int]:
        """The selected articles of a list, in its order; picked ones in order of number."""
        if not self.whole:
            return array("I", sorted(self._apart))
        if not self._apart:
            return array("I", listed)
        return array("I", (n for n in listed if n not in self._apart))
