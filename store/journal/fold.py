"""The one rule: an object's state is the fold of its live operations in the order of their ids.

Per field the last writer wins; deletion is a field. ``article.add`` alone is different: the lowest
one supplies the base, so that two desks that ingest the same text agree on whose metadata counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

ADD_ARTICLE = "article.add"


@dataclass(frozen=True, slots=True)
class Folded:
    """An object after the fold.

    ``born`` and ``newest`` are the ids of its first and last live operation, None if none.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    adds: tuple[dict[str, Any], ...] = ()
    born: bytes | None = None
    newest: bytes | None = None


def fold(operations: Iterable[tuple[bytes, str, str]]) -> Folded:
    """Fold live operations ``(id, kind, fields as JSON)``, which come in id order."""
    fields: dict[str, Any] = {}
    adds: list[dict[str, Any]] = []
    born: bytes | None = None
    op_id: bytes | None = None
    for op_id, kind, encoded in operations:
        if born is None:
            born = op_id
        values = json.loads(encoded)
        if kind == ADD_ARTICLE:
            adds.append(values)
        else:
            fields.update(values)
    if adds:
        fields = {**adds[0], **fields}
    return Folded(fields, tuple(adds), born, op_id)
