"""The words round the cursor, and nothing further: a text may be one line of a megabyte."""

from __future__ import annotations

from dataclasses import dataclass

from store.text.tokens import Span, words

REACH = 240
"""Code points looked at on each side of the cursor."""

FAR = 8000
"""Code points looked at on each side for another place with the same word (`times`)."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Words near the cursor; ``here`` is the index of the one it is on, or of the next."""

    text: str
    spans: list[Span]
    here: int

    def word(self, index: int) -> str:
        """The word with this index; empty beyond the edges."""
        if not 0 <= index < len(self.spans):
            return ""
        start, end = self.spans[index]
        return self.text[start:end]

    def gap(self, index: int) -> str:
        """What stands between this word and the next; a newline beyond the edges."""
        if not 0 <= index < len(self.spans) - 1:
            return "\n\n"
        return self.text[self.spans[index][1] : self.spans[index + 1][0]]


def around(text: str, offset: int) -> Neighbourhood:
    """The words at most `REACH` code points from ``offset``; half a word only if it is longer."""
    start, end = max(0, offset - REACH), min(len(text), offset + REACH)
    while 0 < start < offset and text[start - 1].isalnum() and text[start].isalnum():
        start += 1
    if 0 < start == offset:
        start = max(0, offset - REACH)
    while offset < end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end -= 1
    if end == offset:
        end = min(len(text), offset + REACH)
    spans = words(text, start, end)
    here = next((i for i, (_, last) in enumerate(spans) if offset < last), len(spans) - 1)
    return Neighbourhood(text, spans, here)


def times(text: str, near: int, word: str) -> int:
    """How often ``word`` stands by itself at most `FAR` code points from ``near``."""
    start, end = max(0, near - FAR), min(len(text), near + FAR)
    found, at = 0, text.find(word, start, end)
    while at >= 0:
        after = at + len(word)
        if not text[at - 1 : at].isalnum() and not text[after : after + 1].isalnum():
            found += 1
        at = text.find(word, after, end)
    return found
