"""Pieces of a text, as they are marked and as they are told of."""

from __future__ import annotations


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the blanks at its edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def short(text: str, most: int = 40) -> str:
    """Words for a message: blanks as one, the middle left out of long ones, whole words of the rest."""
    words = " ".join(text[:400].split())
    if len(text) <= 400 and len(words) <= most:
        return words
    tail = " ".join(text[-200:].split())
    first, last = words[: most // 2 + 1], tail[-(most // 3) - 1 :]
    head = first[:-1].rstrip() if " " not in first else first.rpartition(" ")[0]
    rest = last[1:].lstrip() if " " not in last else last.partition(" ")[2]
    return f"{head} … {rest}"
