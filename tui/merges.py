"""How merges and packages are told, on the command line and in the app."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tui.telling import count

if TYPE_CHECKING:
    from store.sync.batches import Batch
    from store.sync.merge import Merged
    from store.sync.package import Packaged


def told(batch: Batch) -> str:
    """How much a merge brought, by annotator."""
    return f"{count(batch.operations, 'operation')}: {people(batch.by)}"


def people(by: Mapping[str, int]) -> str:
    """Annotators and how many operations are theirs, most first."""
    shares = sorted(by.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{who} {number:,}" for who, number in shares)


def sentences(merged: Merged) -> list[str]:
    """What came in, by annotator."""
    name = Path(merged.origin).name
    found = []
    if merged.released:
        found.append(f"{name}: what was taken back counts again.")
    if merged.operations:
        found.append(
            f"{name}: {count(merged.operations, 'operation')} taken in ({people(merged.by)}); "
            f"{count(merged.articles, 'new article')}, {count(merged.texts, 'text')}."
        )
    elif not merged.released:
        found.append(f"{name}: nothing new.")
    if merged.carried:
        found.append(
            f"{name}: {count(merged.carried, 'mark')} on older versions of corrected articles "
            "carried over to the newer ones."
        )
    for handle, machines in merged.machines.items():
        found.append(
            f"Careful: {handle} writes from several machines ({', '.join(machines)}). If these are "
            "two people, one of them should take another name."
        )
    return found


def packaged(made: Packaged) -> str:
    """What a package holds."""
    return (
        f"{made.path}: {count(made.articles, 'article')} for {made.annotator}, "
        f"{made.withheld:,} without their texts."
    )
