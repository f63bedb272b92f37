"""File names made of article ids that every system takes and none confuses."""

from __future__ import annotations

import re

_LONGEST = 80
_OTHER = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(\..*)?", re.I)


class FileNames:
    """Gives each article a name that no other has, whatever their ids have in common.

    Names are of ASCII letters, digits and ``. _ -``, no longer than 80 and never one that Windows
    keeps for itself, nor like another but for its case.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, name: str, unique: str) -> str:
        """A file name (without a suffix) for an article called ``name``; ``unique``: its own id."""
        safe = _OTHER.sub("-", name[: 4 * _LONGEST]).strip(".-")[:_LONGEST].rstrip(".-")
        if safe != name or _RESERVED.fullmatch(safe) or safe.casefold() in self._taken:
            short = safe[: _LONGEST - 33].strip(".-")
            for length in (8, 32):
                safe = f"{short}-{unique[:length]}" if short else f"article-{unique[:length]}"
                if safe.casefold() not in self._taken:
                    break
        self._taken.add(safe.casefold())
        return safe
