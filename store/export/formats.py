"""The table of writers: one line per format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from store.export import jsonl
from store.export.layers import Exported

Write = Callable[[Iterable[Exported], BinaryIO], Iterator[Exported]]
Prove = Callable[[Path, Iterable[Exported]], None]


@dataclass(frozen=True, slots=True)
class Writer:
    """A format that can be written. ``done_only``: unless asked otherwise, done articles alone."""

    name: str
    title: str
    write: Write
    prove: Prove
    done_only: bool = True


WRITERS: dict[str, Writer] = {
    one.name: one
    for one in (Writer("jsonl", "JSON Lines", jsonl.write, jsonl.prove, done_only=False),)
}
