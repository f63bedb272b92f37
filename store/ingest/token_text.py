"""A text made of tokens, which remembers where each stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store.ingest import tags


class TokenText:
    """Sentences of tokens, put together: a line each, a blank between tokens unless said."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.offsets: list[tuple[int, int]] = []
        self.tags: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def length(self) -> int:
        return self._length

    def put(self, text: str) -> tuple[int, int]:
        """Add text as it is; where it stands."""
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start, self._length

    def token(self, token: str, tag: str = "O") -> None:
        """Add a token."""
        self.offsets.append(self.put(token))
        self.tags.append(tag)

    def boundary(self) -> None:
        """No mark goes on beyond here."""
        self.token("", "O")

    def sentence(self, tokens: Sequence[str], given: Sequence[str]) -> None:
        """Add tokens with a blank between them; marks begin and end within."""
        self.boundary()
        for number, (token, tag) in enumerate(zip(tokens, given, strict=True)):
            if number:
                self.put(" ")
            self.token(token, tag)

    def align(self, raw: str, tokens: Sequence[str], given: Sequence[str]) -> bool:
        """Add a text as it is with the tokens it holds in order; False, and nothing, if it lacks one."""
        places = []
        at = 0
        for token in tokens:
            found = raw.find(token, at)
            if found < 0:
                return False
            at = found + len(token)
            places.append((found, at))
        start = self.put(raw)[0]
        self.boundary()
        self.offsets += [(start + first, start + end) for first, end in places]
        self.tags += given
        return True

    def tokens(self) -> list[tuple[str, str]]:
        """Every token with its tag; a boundary is one without letters."""
        text = self.text
        places = zip(self.offsets, self.tags, strict=True)
        return [(text[start:end], tag) for (start, end), tag in places]

    def marks(self) -> list[dict[str, Any]]:
        """The marks the tags make."""
        return [
            {"start": self.offsets[first][0], "end": self.offsets[end - 1][1], "label": label}
            for first, end, label in tags.stretches(self.tags)
        ]
