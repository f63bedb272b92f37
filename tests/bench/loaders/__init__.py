"""Other programs' own readers, each run in an environment of its own, for `prove_formats`.

    python -m tests.bench.loaders NAME     jobs in on standard input, what was read out, both JSON

A loader is a module with ``NAME`` (as the table of formats names it), ``PACKAGES`` (what pip is to
install) and ``load``, which takes a job and gives articles. Nothing here imports the program's own
code, or anything beside the standard library before ``load`` is called.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Job:
    """A written file: its path, its format and the options it was written with."""

    path: str
    format: str
    options: dict[str, str]


@dataclass
class Loaded:
    """An article as the other program has it.

    ``spans``: start, end (exclusive, in code points), label, and the words where the file has them
    beside the text (else None). ``text``: None where the format holds none. ``complaints``: what
    the other program finds wrong.
    """

    id: str
    text: str | None = None
    spans: list[tuple[int, int, str, str | None]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As it goes over standard output."""
        return asdict(self)
