"""The file in which our own exports say which article each file of a folder is."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

INDEX = "articles.jsonl"


def known(path: Path) -> dict[str, Any]:
    """What the index beside a file says of it; nothing where there is none."""
    index = path.with_name(INDEX)
    try:
        at = index.stat().st_mtime_ns
    except OSError:
        return {}
    return dict(_index(index, at).get(path.stem, {}))


@lru_cache(maxsize=1)
def _index(path: Path, _: int) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                one = json.loads(line)
                found[one.pop("file")] = one
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}
    return found
