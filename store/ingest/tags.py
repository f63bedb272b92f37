"""Marks from a tag for each token: IOB1, IOB2, BIOES, BILOU and plain types, told from the tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

OUTSIDE = frozenset({"O", "", "_", "-", "0"})
_PREFIXED = re.compile(r"([BIESLUM])[-_](.+)", re.S)
_BEGIN = frozenset("BSU")
_END = frozenset("ESLU")


def stretches(tags: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first token, token after the last, label) for each stretch of tags.

    A new one begins with B, S or U, after E, L, S or U, and where the type changes: that reads
    all the schemes, each as its own tools do.
    """
    start = 0
    label = ""
    ended = False
    last = -1
    for last, tag in enumerate(tags):
        prefix, here = _parted(tag)
        if label and (not here or here != label or prefix in _BEGIN or ended):
            yield start, last, label
            label = ""
        if here and not label:
            start, label = last, here
        ended = prefix in _END
    if label:
        yield start, last + 1, label


def _parted(tag: str) -> tuple[str, str]:
    if tag in OUTSIDE:
        return "", ""
    found = _PREFIXED.fullmatch(tag)
    return (found[1], found[2]) if found else ("I", tag)
