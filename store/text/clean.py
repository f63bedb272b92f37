"""Outside text made safe to keep, once, at the door: line ends, NULs and lone surrogates.

CRLF and CR become LF; NUL and lone surrogates become U+FFFD one to one, since SQLite and UTF-8
cannot hold them. Nothing else is touched: no trimming, no Unicode normalisation. Offsets are
code points; those counted in the text as it came are mapped by ``Cleaned.offset``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

REPLACEMENT = "\ufffd"
JOINT = "\n\n"
"""Stands between a title and a body."""

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text that can be kept. ``dropped`` holds the offsets of the carriage returns left out."""

    text: str
    line_ends: int = 0
    replaced: int = 0
    dropped: tuple[int, ...] = ()

    def offset(self, offset: int) -> int:
        """Where an offset counted in the text as it came stands in ``text``."""
        return offset - bisect_left(self.dropped, offset) if self.dropped else offset


def clean(text: str) -> Cleaned:
    """Return ``text`` fit to be kept, with what was changed counted."""
    # Nearly every text passes untouched, so look before working: each test runs at memory speed.
    replaced = 0
    if "\0" in text or not (text.isascii() or _encodes(text)):
        text, replaced = _UNKEEPABLE.subn(REPLACEMENT, text)
    if "\r" not in text:
        return Cleaned(text, 0, replaced)
    dropped = tuple(match.start() for match in re.finditer("\r\n", text))
    ends = text.count("\r")
    return Cleaned(text.replace("\r\n", "\n").replace("\r", "\n"), ends, replaced, dropped)


def joined(title: str, body: str) -> tuple[str, int]:
    """Return one text made of a title and a body, and how far offsets in the body move."""
    if not title:
        return body, 0
    if not body:
        return title, 0
    return f"{title}{JOINT}{body}", len(title) + len(JOINT)


def keepable(value: Any, depth: int = 0) -> Any:
    """Return a value read from outside as JSON can hold it: for ``meta``, at any depth.

    Strings lose NULs and lone surrogates (their line ends stay), numbers JSON does not know
    (NaN, the infinities) and values of other types become strings, and what is nested deeper than
    a hundred levels becomes its string.
    """
    if isinstance(value, str):
        if "\0" in value or not (value.isascii() or _encodes(value)):
            return _UNKEEPABLE.sub(REPLACEMENT, value)
        return value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if depth >= _DEPTH:
        return keepable(str(value)[:1000])
    if isinstance(value, dict):
        return {keepable(str(key)): keepable(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [keepable(item, depth + 1) for item in value]
    return keepable(str(value))


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
