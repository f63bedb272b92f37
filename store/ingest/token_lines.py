"""Telling files with a token a line from tables, where none of their columns holds tags."""

from __future__ import annotations

import re

from store.ingest.fields import field_of

REASON = "one token a line, and no column of tags (B-..., I-..., O) beside it"

_LINES = 400
_LONGEST = 40
_SHARE = 0.95
_TAG = re.compile(r"O|[BIESLUM]-\S+")
_BEGINS = re.compile(r"[BSU]-\S+")
_SAID = re.compile(r"#FORMAT=WebAnno|-DOCSTART-(?=[\s\x00]|$)", re.M)


def is_token_lines(start: str, *, whole: bool = False) -> bool:
    """Whether the text a file starts with has a token a line, with what was said of it beside it.

    ``whole``: nothing follows ``start``. A file says so itself, or its lines end in BIO tags, or
    they are words between tabs, with blank lines between the sentences.
    """
    lines = start.lstrip("\ufeff").splitlines()
    if not whole and len(lines) > 1:
        lines.pop()  # cut off
    lines = lines[:_LINES]
    if any(_SAID.match(line) for line in lines[:50]):
        return True
    said = [line for line in lines if line.strip() and not line.startswith("#")]
    if len(said) < 2:
        return False
    tabs = _most(["\t" in line for line in said])
    rows = [line.split("\t") if tabs else line.split() for line in said]
    if not _most([len(row) > 1 for row in rows]):
        return False
    tags = [row[-1].strip() for row in rows]
    if _most([bool(_TAG.fullmatch(tag)) for tag in tags]) and any(map(_BEGINS.fullmatch, tags)):
        return True
    if any(field_of(cell.strip()) for cell in rows[0]):
        return False  # a table of short cells, with a header
    blank = any(not line.strip() for line in lines[: -1 if whole else None])
    words = [all(len(cell) <= _LONGEST and " " not in cell.strip() for cell in row) for row in rows]
    return tabs and blank and _most(words) and _most([len(row) == len(rows[0]) for row in rows])


def _most(found: list[bool]) -> bool:
    return sum(found) >= _SHARE * len(found)
