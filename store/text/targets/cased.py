"""Names in scripts with capitals: Latin, Cyrillic, Greek, Armenian, Georgian titles apart."""

from __future__ import annotations

from store.names.gazetteer import COUNTRY_KINDS, countries
from store.text.targets.capitals import Capitals
from store.text.targets.lexicon import listed
from store.text.targets.neighbourhood import Neighbourhood
from store.text.tokens import Span

_MOST = 7


def person(near: Neighbourhood) -> Span:
    """The name round the word at the cursor, without title and demonym; else that word."""
    read = Capitals(near)
    here = near.here
    start = here if read.part(here) else _held(read, here)
    if start is None:
        start = _onward(read, here)
    if start is None:
        return near.spans[here]
    first, last = extent(read, start, here)
    return near.spans[first][0], end_of(read, last)


def extent(read: Capitals, start: int, here: int = -1) -> tuple[int, int]:
    """The first and last word of the name that word ``start`` may be part of; ``here``: the word
    at the cursor."""
    first = _leftward(read, start)
    last = _rightward(read, max(start, first), first)
    if first < last and (_portfolio(read, first) or (first == here and _people(read, here))):
        first += 1
    return first, last


def _people(read: Capitals, index: int) -> bool:
    """A people before a name, and no first name: ``Saudi Faisal bin Farhan``."""
    if not read.demonym(index) or read.key(index) in listed("ambiguous"):
        return False
    start, end = read.near.spans[index]
    hit = countries().longest_at(read.near.text, start, COUNTRY_KINDS)
    return hit is not None and hit.end == end


def _portfolio(read: Capitals, index: int) -> bool:
    """What a minister is minister of, written right before the name: ``Minister of Oil Bijan ...``"""
    return (
        read.near.word(index - 1) in ("of", "for")
        and read.joined(index - 1)
        and read.joined(index - 2)
        and read.title(index - 2)
    )


def end_of(read: Capitals, last: int) -> int:
    """The end of the name: after the full stop of initials (``Lavrov S. V.``), before an ending."""
    end = read.near.spans[last][1] - read.ending(last)
    gap = read.near.gap(last)
    if gap.startswith(".") and read.initial(last) and read.initial(last - 1):
        follows_on = gap[1:2] == "," or read.near.word(last + 1)[:1].islower()
        return end + follows_on
    return end


def _held(read: Capitals, here: int) -> int | None:
    """The last word before this one whose name goes on over it: ``van`` in ``Vincent van Gogh``."""
    index = here
    while index > 0 and here - index < 4 and read.joined(index - 1):
        index -= 1
        if read.part(index):
            first = _leftward(read, index)
            return index if _rightward(read, index, first) >= here else None
        if not (read.particle(index) or read.capital(index)):
            break
    return None


def _onward(read: Capitals, here: int) -> int | None:
    """From a title, a demonym or a leading particle to the name that follows it."""
    if read.particle(here) and read.name(here + 1) and read.joined(here):
        return here
    if not read.title(here):
        return None
    for index in range(here + 1, here + 5):
        gap = read.near.gap(index - 1)
        if not (read.joined(index - 1) or gap == ". "):
            return None
        if read.part(index) and not read.country(index):
            return index
        if not (
            read.title(index)
            or read.country(index)
            or read.near.word(index) in ("of", "and", "for")
        ):
            return None
    return None


def _leftward(read: Capitals, here: int) -> int:
    first = here
    while here - first < _MOST and first > 0 and read.joined(first - 1):
        index = first - 1
        if read.part(index):
            if read.country(index) and not _given_country(read, index):
                break
            first = index
            continue
        if read.particle(index):
            start = index
            while start > 0 and read.particle(start - 1) and read.joined(start - 1):
                start -= 1
            before = start - 1
            if (
                before >= 0
                and read.joined(before)
                and read.part(before)
                and not read.country(before)
            ):
                first = before
                continue
            if read.key(index) in listed("leading"):
                first = start
        break
    return first


def _given_country(read: Capitals, index: int) -> bool:
    """Is the country a name here: ``Chad Smith``, ``Michael Jordan Smith``?"""
    if read.key(index) in listed("ambiguous"):
        return True
    return read.joined(index - 1) and read.name(index - 1) and not read.country(index - 1)


def _surname(read: Capitals, index: int) -> bool:
    """Is the people a surname here: ``Mark Cuban``, ``John French``?"""
    goes_on = read.joined(index) and read.capital(index + 1)
    return not goes_on and read.key(index - 1) in listed("given", "en")


def _rightward(read: Capitals, here: int, first: int) -> int:
    last = here
    while last - first < _MOST and read.joined(last):
        index = last + 1
        if read.part(index):
            if (
                index > first
                and read.country(index)
                and not _surname(read, index)
                and (read.demonym(index) or (read.name(index + 1) and read.joined(index)))
            ):
                break
            last = index
            continue
        if read.suffix(index):
            last = index
            continue
        if read.particle(index):
            after = index + 1
            while read.particle(after) and read.joined(after - 1):
                after += 1
            if read.part(after) and all(read.joined(i) for i in range(index, after)):
                if read.near.word(index) in _LONE and not _spanish(read, index):
                    break
                last = after
                continue
        break
    return last


_LONE = ("and", "y", "e", "la", "le", "los", "las")


def _spanish(read: Capitals, index: int) -> bool:
    """``Ortega y Gasset``, ``de la Madrid``: lone articles join only after another particle."""
    return read.near.word(index) == "y" or read.particle(index - 1)


def name(near: Neighbourhood) -> Span:
    """The run of capitalised words round the cursor (an organisation, a place); else the word.

    Goes on over ``of`` and its like to the right only: a place may follow its own ``of``.
    """
    read = Capitals(near)
    here = near.here
    if not read.capital(here):
        return near.spans[here]
    first, last = run(read, here)
    return near.spans[first][0], near.spans[last][1]


def run(read: Capitals, here: int) -> tuple[int, int]:
    """The first and last word of the run of capitalised words round word ``here``."""
    near = read.near

    def fits(index: int) -> bool:
        return read.capital(index) and not (read.stop(index) and read.key(index) not in IN_NAMES)

    first = last = here
    while here - first < 9 and first > 0 and read.joined(first - 1) and fits(first - 1):
        first -= 1
    while last - first < 9 and read.joined(last):
        step = last + 1
        while near.word(step) in _LINKS and read.joined(step) and step - last < 3:
            step += 1
        if not fits(step) or (step > last + 1 and near.word(last + 1) in _AND):
            break
        last = step
    return first, last


_AND = ("and", "et", "y", "e", "und")
_LINKS = (*_AND, "of", "for", "the", "de", "du", "des", "del", "la", "le", "für")
IN_NAMES = frozenset(
    "party government parliament committee council commission ministry department office forum museum "
    "university club court bank company group news agency times north south east west northern southern "
    "eastern western central national international united nations prize church street avenue house "
    "congress senate army navy force forces cup world union democratic republican labour conservative "
    "liberal communist islamic arab african european american middle inc inc. corp corp. ltd ltd. reuters".split()
)
