"""Names of organisations and the like in scripts with capitals: runs of words that say so, acronyms."""

from __future__ import annotations

from collections.abc import Iterator

from store.suggest.clues import Clue
from store.text.targets import cased
from store.text.targets.capitals import Capitals
from store.text.targets.lexicon import listed


def find(read: Capitals) -> Iterator[Clue]:
    """Clues to organisations, in order. Their sorts: ``acronym``, ``organisation ...``."""
    near = read.near
    text, spans = near.text, near.spans
    words = listed("organisation", read.language)
    index = 0
    while index < len(spans):
        start, end = spans[index]
        if not text[start].isupper():
            index += 1
            continue
        if read.acronym(index) and not read.country(index):
            aside = text[start - 1 : start] == "(" and text[end : end + 1] == ")"
            yield Clue(start, end, "acronym aside" if aside else "acronym", "rule", "acronym")
        first, last = cased.run(read, index)
        first = max(first, index)
        told = [at for at in range(first, last + 1) if read.key(at) in words]
        if told and last > first:
            sort = "organisation word"
            if told[-1] == last:
                sort = "organisation ending"
            elif any(near.word(at) in ("of", "for") for at in range(first, last)):
                sort = "organisation of"
            reason = f"named a {near.word(told[-1]).lower()}"
            yield Clue(spans[first][0], spans[last][1], sort, "rule", reason)
        index = last + 1
