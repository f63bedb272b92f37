"""Annotator handles: how a name given anywhere becomes one identity."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def handle(name: str) -> str:
    """The handle of a name: NFC, case-folded, white space collapsed, no control characters."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    clean = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in folded)
    return " ".join(clean.split())
