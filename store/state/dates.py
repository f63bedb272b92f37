"""From a published date at any precision to one number to sort by."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=4096)
def epoch(published: str) -> int:
    """Seconds since 1970 (UTC) of an ISO 8601 date at any precision; 0 when there is none.

    A year or month counts from its first day; a time without a zone counts as UTC.
    """
    text = published.strip()
    if len(text) == 4 and text.isdigit():
        text += "-01-01"
    elif len(text) == 7:
        text += "-01"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return int(moment.timestamp())
    except (OverflowError, ValueError):
        return 0
