"""Clustering and matching of names in JSON Lines, without a desk.

Records are ``{"id", "name"}``; other keys are kept. Ids are passed through and never read as
evidence. A line that cannot be used is refused with its file and place, the others are kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from store.model import Refusal
from store.names.cluster import cluster
from store.names.index import NameIndex

MOST = 5
"""Matches given for a query."""

LONGEST = 1_000_000
"""Characters of a line that is read at all."""


@dataclass(frozen=True, slots=True)
class Results:
    """Records to print, and the lines that were refused."""

    records: list[dict[str, Any]]
    refused: list[Refusal] = field(default_factory=list)


def read_names(lines: Iterable[str], file: str, refused: list[Refusal]) -> Iterator[dict[str, Any]]:
    """The records of ``lines`` that have an id and a name; what has not goes to ``refused``."""
    for number, line in enumerate(lines, 1):
        if not line.strip() or (number == 1 and line.strip() == "\ufeff"):
            continue
        reason = ""
        record: Any = None
        if len(line) > LONGEST:
            reason = f"the line is longer than {LONGEST:,} characters"
        else:
            try:
                record = json.loads(line.removeprefix("\ufeff"))
            except (ValueError, RecursionError) as error:
                reason = f"not JSON: {error}"
        if not reason:
            reason = _unfit(record)
        if reason:
            refused.append(Refusal(file, f"line {number}", reason))
        else:
            yield record


def _unfit(record: Any) -> str:
    """Why a record is no name with an id; "" when it is one."""
    if not isinstance(record, dict):
        return "not a JSON object"
    if isinstance(record.get("id"), bool) or not isinstance(record.get("id"), str | int):
        return 'no "id" that is a string or a whole number'
    if not isinstance(record.get("name"), str) or not record["name"].strip():
        return 'no "name" that is a string with something in it'
    return ""


def cluster_names(
    lines: Iterable[str], file: str, progress: Callable[[int, int], None] | None = None
) -> Results:
    """Each record with ``"cluster"`` added: a number that records of one person share."""
    refused: list[Refusal] = []
    records = list(read_names(lines, file, refused))
    groups = cluster([record["name"] for record in records], progress=progress).groups
    numbers = {at: number for number, group in enumerate(groups, 1) for at in group}
    return Results(
        [{**record, "cluster": numbers[at]} for at, record in enumerate(records)], refused
    )


def match_names(
    register: Iterable[str],
    register_file: str,
    queries: Iterable[str],
    queries_file: str,
    progress: Callable[[int, int], None] | None = None,
) -> Results:
    """For each query ``{"id", "matches": [{"id", "name", "score"}]}``, best first, at most `MOST`."""
    refused: list[Refusal] = []
    ids: list[str | int] = []
    known: dict[str, int] = {}
    names: list[tuple[str, str]] = []
    for record in read_names(register, register_file, refused):
        # 1 and "1" are two ids
        at = known.setdefault(json.dumps(record["id"]), len(ids))
        if at == len(ids):
            ids.append(record["id"])
        names.append((str(at), record["name"]))
    index = NameIndex.in_memory(names)
    asked = list(read_names(queries, queries_file, refused))
    found = []
    for number, record in enumerate(asked):
        matches = [
            {
                "id": ids[int(candidate.owner)],
                "name": candidate.name,
                "score": round(candidate.match.score, 4),
            }
            for candidate in index.lookup(record["name"], MOST)
        ]
        found.append({"id": record["id"], "matches": matches})
        if progress is not None:
            progress(number + 1, len(asked))
    return Results(found, refused)
