"""Names of persons in Arabic, Persian, Urdu and Hindi, which have no capitals."""

from __future__ import annotations

from store.names.gazetteer import COUNTRY_KINDS, countries
from store.text.folding import fold
from store.text.targets.lexicon import listed
from store.text.targets.neighbourhood import Neighbourhood, times
from store.text.targets.plain import LONE, Plain
from store.text.tokens import Span, proclitics

_MOST = {"ar": 6, "fa": 3, "ur": 4, "hi": 3}
"""Words of a name at most, initials aside."""


def person(near: Neighbourhood) -> Span:
    """The name that starts at or holds the word at the cursor; from a title the name after it."""
    read = Plain(near)
    here = onward(read, near.here)
    if here is None or (read.stop(here) and not read.initial(here)):
        return near.spans[near.here]
    return extent(read, here)


def extent(read: Plain, here: int) -> Span:
    """The name that word ``here`` may be part of, as offsets."""
    first = _leftward(read, here)
    last = _rightward(read, here, first)
    return _after_particle(read, first), read.near.spans[last][1]


def onward(read: Plain, here: int) -> int | None:
    """From a title to the name after it, over portfolios and adjectives; none if no name follows."""
    if not read.title(here):
        return here
    index = here
    while index < here + 6:
        index += 1
        if not read.joined(index - 1) or read.stop(index):
            return here if index == here + 1 else None
        if read.given(index):
            return index
        start = read.near.spans[index][0]
        state = countries().longest_at(read.near.text, start, COUNTRY_KINDS)
        if state and state.start <= start:
            while index + 1 < len(read.near.spans) and read.near.spans[index][1] < state.end:
                index += 1
        elif not (read.title(index) or _adjective(read, index)):
            return None if read.ends(index) else index
    return None


def _adjective(read: Plain, index: int) -> bool:
    """``الأميركي``, ``المخلوع`` between a title and a name; not the last word, a name may be alike."""
    return (
        read.language == "ar"
        and read.near.word(index)[:2] == "ال"
        and read.joined(index)
        and not read.ends(index + 1)
        and read.key(index + 1)[:1] != "و"
    )


def _after_particle(read: Plain, first: int) -> int:
    """Where the name starts in its first word: after ``و`` or ``ل`` if what follows is known.

    Known is a given name of the lists, or a word that the article also has without the particle.
    """
    start, end = read.near.spans[first]
    text = read.near.text
    if read.language != "ar" or read.key(first) in read.givens:
        return start
    for inner in proclitics(text, start, end)[:1]:
        if text.startswith("ال", start) or end - inner < 3:
            break
        if fold(text[inner:end]) in read.givens:
            return inner
        whole, bare = times(text, start, text[start:end]), times(text, start, text[inner:end])
        if end - inner > 3 and bare >= whole and bare >= (1 if text[start] == "و" else 3):
            return inner
    return start


def _leftward(read: Plain, here: int) -> int:
    first = here
    while first > 0 and here - first < 4 and read.joined(first - 1):
        key = read.key(first - 1)
        if read.language == "ar" and read.with_particle(first):
            return first
        if not (
            (key in read.connectors and key not in LONE)
            or read.initial(first - 1)
            or (read.given(first - 1) and (not read.ends(first - 1) or _people(read, first)))
            or (read.key(first) in ("بن", "ابن", "بنت") and not read.ends(first - 1))
        ):
            break
        first -= 1
    return _from_title(read, _past_unknown(read, first))


def _people(read: Plain, index: int) -> bool:
    """Is the people before the word a given name: ``تركي الفيصل``?"""
    return (
        read.country(index - 1)
        and not read.stop(index - 1)
        and not read.title(index - 1)
        and read.near.word(index)[:2] == "ال"
    )


def _past_unknown(read: Plain, first: int) -> int:
    """Two words back if a name starts there: ``هوشنگ مرادی کرمانی``, ``عبد الكريم الخطابي``."""
    if first < 2 or not read.joined(first - 1) or not read.joined(first - 2):
        return first
    if read.ends(first) or read.ends(first - 1):
        return first
    if read.language == "ar":
        if read.key(first - 2) not in ("عبد", "ابو"):
            return first
        start = first - 2
        while (
            start > 0
            and read.joined(start - 1)
            and (read.given(start - 1) or read.key(start - 1) in ("بن", "ابن"))
        ):
            start -= 1
        return start
    return first - 2 if read.given(first - 2) and not read.ends(first - 2) else first


def _from_title(read: Plain, first: int) -> int:
    """Where the name starts when its given name is in no list: right after a title or a stop."""
    start = first
    while start > 0 and first - start < 3 and read.joined(start - 1) and not read.ends(start - 1):
        start -= 1
    if start == first:
        return first
    joined = start > 0 and read.joined(start - 1)
    if joined and (
        read.title(start - 1) or (read.language in ("ar", "fa") and read.country(start - 1))
    ):
        while read.language == "ar" and start < first and read.near.word(start)[:2] == "ال":
            start += 1  # an adjective of the title, as in الخارجية الأوروبي
        return start
    if first - start > 1:
        return first
    key = read.key(first)
    if key in listed("surname", read.language) or (read.language == "ur" and key[:2] == "ال"):
        return start
    if not joined and read.language != "ar":
        return start
    return first


def _rightward(read: Plain, here: int, first: int) -> int:
    last = here
    most = _MOST[read.language]
    while read.joined(last):
        size = sum(not read.initial(index) for index in range(first, last + 1))
        if size > most + 1:
            break
        key, following = read.key(last), read.key(last + 1)
        if (
            following in read.connectors
            and (following not in LONE or key in read.connectors)
            and read.joined(last + 1)
            and not read.ends(last + 2)
        ):
            last += 2
        elif key in read.connectors and not read.ends(last + 1):
            last += 1
        elif read.key(last + 1) in listed("surname_too", read.language) and _closed(read, last + 1):
            return last + 1
        elif read.ends(last + 1) or (read.language == "ar" and _another(read, last + 1)):
            break
        elif read.initial(last):
            last += 1
        elif read.language == "ar":
            compound = last > 0 and read.key(last - 1) in ("عبد", "ابو", "ابی", "نصر")
            if last - first >= (5 if compound else 3):
                break
            alone = first == last and _bounded(read, first)
            if not read.given(last) and not compound and not alone:
                break
            last += 1
        elif size < most:
            last += 1
        else:
            break
    return last


def _another(read: Plain, index: int) -> bool:
    """``ومحمد``, ``ومستشفى``: what ``و`` joins to the name is no part of it."""
    key = read.key(index)
    return read.with_particle(index) or (key[:1] == "و" and key not in read.givens)


def _closed(read: Plain, index: int) -> bool:
    """Does a function word or a mark follow the word?"""
    return not read.joined(index) or read.key(index + 1) in read.stops


def _bounded(read: Plain, first: int) -> bool:
    """Are the word and the next all there is between a title, a function word, or marks?"""
    if read.key(first + 1)[:1] == "و":
        return False
    if read.joined(first - 1) and read.title(first - 1):
        return _closed(read, first + 1)
    if read.joined(first + 1):
        return False
    return not read.joined(first - 1) or read.key(first - 1) in read.stops
