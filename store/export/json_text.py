"""JSON as the formats write it: UTF-8, one object a line, the same bytes for the same values."""

from __future__ import annotations

import json
from typing import Any

from store.export.back import facts_of
from store.export.layers import Exported

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def line(value: Any) -> bytes:
    """A value on a line."""
    # what a terminal or a file name slipped in cannot be UTF-8; nothing ingested can hold it
    return (_ENCODE(value) + "\n").encode("utf-8", "replace")


def known(exported: Exported) -> dict[str, Any]:
    """An article's ids and facts: ``id`` as it is called outside, ``article`` as on the desk."""
    return {"id": exported.id, "article": exported.article.id, **facts_of(exported)}
