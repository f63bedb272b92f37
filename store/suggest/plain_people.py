"""Persons in scripts without capitals: after titles, by given names; in Chinese by surnames."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from store.suggest.clues import Clue
from store.text.characters import ARABIC, DEVANAGARI, HAN
from store.text.targets import han, uncased
from store.text.targets.lexicon import listed
from store.text.targets.neighbourhood import Neighbourhood
from store.text.targets.plain import Plain, language_of
from store.text.tokens import Span

_UNCASED = re.compile(f"[{ARABIC}{DEVANAGARI}]")
_HAN = re.compile(f"[{HAN}]")
_OPENING = 300
"""Words of an article by which its language is told."""

_SAMPLE = 2000
"""Code points by which its script is told."""


def find(text: str, spans: list[Span], countries: Collection[Span]) -> Iterator[Clue]:
    """Clues to persons, none within one of ``countries``; sorts ``plain ...`` and ``han ...``."""
    covered = bytearray(len(text))
    for start, end in countries:
        covered[start:end] = b"\1" * (end - start)
    opening = text[:_SAMPLE]
    uncased_, han_ = len(_UNCASED.findall(opening)), len(_HAN.findall(opening))
    if max(uncased_, han_) * 5 < len(opening):
        return
    for clue in _uncased(text, spans) if uncased_ > han_ else _han(text):
        if covered.find(1, clue.start, clue.end) < 0:
            yield clue


def _uncased(text: str, spans: list[Span]) -> Iterator[Clue]:
    """Names after a title, and those that begin with a known given name."""
    read = Plain(
        Neighbourhood(text, spans, 0), language_of(Neighbourhood(text, spans[:_OPENING], 0))
    )
    says = listed("said", read.language)
    done = 0
    taken: set[int] = set()
    ends: dict[str, str] = {}
    for index, (first, last) in enumerate(spans):
        if first < done or not _UNCASED.match(text, first):
            continue
        titled = read.title(index)
        if not titled and not read.given(index):
            continue
        here = uncased.onward(read, index) if titled else index
        if here is None or here == index == titled or (titled and here == index):
            continue
        if read.stop(here) and not read.initial(here):
            continue
        start, end = uncased.extent(read, here)
        if start < done or end <= start:
            continue
        done = end
        many = text.count(" ", start, end) > 0
        given = read.given(here)
        sort = "plain titled" if titled else "plain given"
        sort += " known" if titled and given else ""
        before = read.key(index - 1) if index else ""
        if not titled and before in says:
            sort += " said"
        sort += "" if many else " alone"
        reason = f"after {text[first:last]}" if titled else f"given name {text[first:last]}"
        yield Clue(start, end, sort, "rule", reason)
        taken.update(
            at for at in range(index, index + 12) if at < len(spans) and spans[at][0] < end
        )
        if many and given:
            last_word = text[start:end].rsplit(" ", 1)[1]
            if len(last_word) > 2:
                ends.setdefault(last_word, text[start:end])
    for index, (first, last) in enumerate(spans):
        if index not in taken and (whole := ends.get(text[first:last])):
            yield Clue(first, last, "plain surname", "rule", f"short for {whole}")


def _han(text: str) -> Iterator[Clue]:
    """Names that begin with a surname, and transliterated ones, with or without a title beside."""
    titles = listed("title", "zh")
    surnames, foreign = listed("surname", "zh"), listed("transliteration")
    done = 0
    found: list[tuple[int, int, str]] = []
    for at, sign in enumerate(text):
        if at < done or (sign not in surnames and sign not in foreign):
            continue
        if text[at - 1 : at + 1] in titles:
            continue  # 席 of 主席 is no surname
        start, end = han.person(text, at)
        if start != at or end - start < 2:
            continue
        near = (text[max(0, start - 5) : start].rstrip()[-2:], text[end : end + 5].lstrip()[:2])
        titled = next((one for one in near if one in titles), "")
        if titled or sign in surnames or _dotted(text[start:end]):
            found.append((start, end, titled))
            done = end
    known = {text[start:end]: titled for start, end, titled in found if titled}
    for start, end, titled in found:
        name = text[start:end]
        sort = "han dotted" if _dotted(name) else f"han {min(len(''.join(name.split())), 4)}"
        sort += " spaced" if " " in name else ""
        if titled:
            yield Clue(start, end, f"{sort} titled", "rule", f"beside {titled}")
        elif name in known:
            yield Clue(
                start, end, "han titled elsewhere", "rule", f"beside {known[name]} elsewhere"
            )
        else:
            yield Clue(start, end, sort, "rule", "a dot inside" if _dotted(name) else "surname")


def _dotted(name: str) -> bool:
    return any(dot in name for dot in "·•・")
