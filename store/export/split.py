"""Dividing articles into parts, such as train, dev and test."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from store.errors import ExportError
from store.export.layers import Choice

BY = ("article", "date", "source")


@dataclass(frozen=True, slots=True)
class Split:
    """The parts, with the share of the articles that each is to have; by what, and the seed."""

    shares: tuple[tuple[str, float], ...]
    by: str
    seed: int

    @property
    def names(self) -> tuple[str, ...]:
        """The parts in their order."""
        return tuple(name for name, _ in self.shares)


def parse(words: str, by: str, seed: int) -> Split | None:
    if words:
        raise ExportError("not yet")
    return None


def divide(
    connection: sqlite3.Connection,
    choice: Choice,
    split: Split,
    progress: Callable[[str, int, int], None] | None,
) -> dict[int, str]:
    raise NotImplementedError
