"""Dividing articles into parts, such as train, dev and test.

Articles that are nearly the same always come into one part. The same articles with the same seed
are always divided the same way.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from store.errors import ExportError
from store.export.layers import Exported
from store.text.near import Likeness

ARTICLE, DATE, SOURCE = BY = ("article", "date", "source")
_PART = re.compile(r"([a-z][a-z0-9_-]{0,30})=([0-9]*\.?[0-9]+)%?", re.I)


@dataclass(frozen=True, slots=True)
class Split:
    """The parts, with the share of the articles that each is to have; by what, and the seed.

    By ``article`` lots are drawn. By ``date`` the oldest come into the first part and the newest
    into the last, those without a date into the first. By ``source`` all articles of a source come
    into one part, but for those that are nearly the same as one in another.
    """

    shares: tuple[tuple[str, float], ...]
    by: str
    seed: int

    @property
    def names(self) -> tuple[str, ...]:
        """The parts in their order."""
        return tuple(name for name, _ in self.shares)


def parse(words: str, by: str, seed: int) -> Split | None:
    """Read ``train=.8,dev=.1,test=.1``; None when nothing is to be divided.

    Raises:
        ExportError: the shares or ``by`` mean nothing.
    """
    if by and by not in BY:
        raise ExportError(f"--split-by is one of {', '.join(BY)}, not {by!r}.")
    if not words:
        if by:
            raise ExportError("--split-by needs --split, as in --split train=.8,test=.2.")
        return None
    found: dict[str, float] = {}
    for part in words.split(","):
        given = _PART.fullmatch(part.strip())
        if given is None or not float(given[2]) or given[1].casefold() in found:
            raise ExportError(
                f"--split {words}: give each part a name and a share, as in train=.8,test=.2."
            )
        found[given[1].casefold()] = float(given[2])
    if "corpus" in found:
        raise ExportError("--split: corpus is the name of the note; call the part otherwise.")
    whole = sum(found.values())
    if len(found) < 2 or not any(abs(whole - total) < 0.011 * total for total in (1, 100)):
        raise ExportError(f"--split {words}: two shares or more, which together make 1 or 100.")
    return Split(tuple((name, share / whole) for name, share in found.items()), by or ARTICLE, seed)


@dataclass(frozen=True, slots=True)
class _Item:
    """An article to be divided: its number, what it is drawn by, date and source."""

    n: int
    id: str
    published: str
    source: str


def divide(articles: Iterable[Exported], split: Split) -> dict[int, str]:
    """The part of each article, by its local number."""
    items: list[_Item] = []
    likeness = Likeness()
    for one in articles:
        article = one.article
        items.append(_Item(article.n, article.id, article.published, article.source))
        likeness.add(article.text)
    near: dict[int, list[_Item]] = defaultdict(list)
    for item, group in zip(items, likeness.groups(), strict=True):
        near[group].append(item)
    groups = list(near.values())
    if split.by == DATE:
        return _by_date(groups, split)
    if split.by == SOURCE:
        sources: dict[str, list[_Item]] = defaultdict(list)
        for item in items:
            sources[item.source].append(item)
        drawn = _drawn({f"source {name}": group for name, group in sources.items()}, split)
        return {item.n: drawn[group[0].n] for group in groups for item in group}
    return _drawn({min(item.id for item in group): group for group in groups}, split)


def _drawn(groups: Mapping[str, Sequence[_Item]], split: Split) -> dict[int, str]:
    """Groups in the order of their lots, each into the part that has least of its share."""

    def lot(name: str) -> bytes:
        return hashlib.sha256(f"{split.seed}\n{name}".encode("utf-8", "replace")).digest()

    total = sum(len(group) for group in groups.values())
    missing = {name: share * total for name, share in split.shares}
    found: dict[int, str] = {}
    for name in sorted(groups, key=lot):
        part = max(missing, key=lambda one: missing[one])
        missing[part] -= len(groups[name])
        found.update((item.n, part) for item in groups[name])
    return found


def _by_date(groups: Sequence[Sequence[_Item]], split: Split) -> dict[int, str]:
    """From the oldest to the newest, where a group is as old as its oldest article."""
    total = sum(map(len, groups))
    order = sorted(groups, key=lambda group: min((item.published, item.id) for item in group))
    found: dict[int, str] = {}
    ends, end = [], 0.0
    for name, share in split.shares:
        end += share * total
        ends.append((end, name))
    for group in order:
        middle = len(found) + len(group) / 2
        part = next((name for end, name in ends if middle <= end), ends[-1][1])
        found.update((item.n, part) for item in group)
    return found
