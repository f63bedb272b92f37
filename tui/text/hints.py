"""Hint jumps: a letter or two at every word on the screen, and what typing them chooses.

One letter goes to the words most likely to be marked next, two to all others. A code's last letter
typed as a capital starts a selection there. While that selection is fresh, digits and capitals end
it elsewhere. Pure: places come in, choices go out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from store.text.targets.lexicon import listed
from store.text.tokens import inner_starts, proclitics, words

Place = tuple[int, int]
"""Start and end of something to jump to."""

AGAIN = "f"
"""Typed first it asks for the places that had no hint."""

EASY = "asdjklghewruioqptyvbnmczx"
"""Letters by how little the hands move, without `AGAIN`."""

DIGITS = "1234567890"
"""What stands for places too, where no digit is a command."""

ONE_LETTER = 15
_KEPT = 6
"""Single letters `Codes` keeps back."""
_APART = 3
"""Characters from one hint to the next, at least, where every character is a place."""
_WIDE = "\u2e80"
"""From here on characters fill two cells, as much as a code; before, a code covers two."""
_JOINING = frozenset("的了和与與及在是对對将將向被把从從到于於等为為说說访訪见見同跟由并並以让讓")
WORDS_AHEAD = 9

_OPENERS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "he",
        "her",
        "his",
        "how",
        "i",
        "if",
        "in",
        "it",
        "its",
        "no",
        "of",
        "on",
        "or",
        "our",
        "she",
        "so",
        "some",
        "that",
        "the",
        "their",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "under",
        "we",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "with",
        "after",
        "although",
        "also",
        "among",
        "another",
        "because",
        "before",
        "both",
        "during",
        "each",
        "every",
        "however",
        "la",
        "le",
        "les",
        "el",
        "los",
        "un",
        "une",
        "der",
        "die",
        "das",
        "den",
        "il",
        "lo",
        "de",
        "du",
        "des",
        "du",
        "al",
    ]
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A code and the place it stands for."""

    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; ``select``: a selection was asked for."""

    start: int
    end: int
    select: bool


class Codes:
    """Codes of one of some letters and of two, to give out one by one; no code is given out twice,
    none begins another, none has a capital.

    There are at least ``count`` if there can be: as many single letters as leave room for them, the
    last letters begin those of two.
    """

    def __init__(self, count: int, letters: str) -> None:
        lasts = [letter for letter in letters if letter.isalpha()] + [AGAIN]
        singles = len(letters)
        while singles and (len(letters) - singles) * len(lasts) < count - singles:
            singles -= 1
        self._singles = list(letters[:singles])
        self._pairs = [first + last for first in letters[singles:] for last in lasts]
        self.firsts = frozenset(letters)
        """What codes begin with, given out or not."""

    def deal(self, count: int) -> list[str]:
        """Give out ``count`` codes, or all there are, the easiest first; some single letters are kept
        for `another`, if not all codes can be single."""
        room = len(self._singles)
        dealt = self._singles[: count if count <= room - _KEPT else max(0, room - _KEPT)]
        del self._singles[: len(dealt)]
        pairs = self._pairs[: count - len(dealt)]
        del self._pairs[: len(pairs)]
        return [*dealt, *pairs]

    def another(self, *, easy: bool) -> str:
        """Give out one more, of one letter rather than of two if ``easy``; "" when there is none."""
        first, second = self._singles, self._pairs
        if not easy:
            first, second = second, first
        return (first or second).pop(0) if first or second else ""


def codes(count: int, favoured: int) -> list[str]:
    """As many of ``count`` codes as there are, none a beginning of another.

    The first up to ``favoured`` of them, no more than `ONE_LETTER`, are single letters.
    """
    if count <= len(EASY):
        return list(EASY[:count])
    lasts = EASY + AGAIN
    singles = min(favoured, ONE_LETTER)
    while True:
        # A capital of a one-letter code selects, so it begins no other code.
        rest = EASY[singles:]
        firsts = rest + rest.upper() + AGAIN.upper()
        if len(firsts) * len(lasts) < count - singles:
            firsts += "1234567890"
        if len(firsts) * len(lasts) >= count - singles or not singles:
            break
        singles -= 1
    found = list(EASY[:singles])
    for first in firsts:
        found.extend(first + last for last in lasts)
        if len(found) >= count:
            break
    return found[:count]


def assign(places: Sequence[Place], favoured: Sequence[Place], cursor: int) -> list[Hint]:
    """Hints for ``places``, in text order; easiest for the favoured, then for what comes next.

    Places beyond the number of codes get none.
    """
    first = list(favoured[:ONE_LETTER])
    chosen = set(first)
    rest = onward([place for place in places if place not in chosen], cursor)
    ordered = [*first, *rest]
    if len(ordered) <= len(EASY):
        ordered = onward(ordered, cursor)
    found = [
        Hint(code, *place)
        for code, place in zip(codes(len(ordered), len(first)), ordered, strict=False)
    ]
    found.sort(key=lambda hint: hint.start)
    return found


def onward(places: Sequence[Place], cursor: int) -> list[Place]:
    """Places from the cursor on, then those before it, the nearest first."""
    after = [place for place in places if place[0] >= cursor]
    before = [place for place in places if place[0] < cursor]
    return [*after, *reversed(before)]


def favoured(
    text: str, places: Sequence[Place], cursor: int, marked: Callable[[int, int], bool]
) -> list[Place]:
    """Words likely to be marked next: unmarked, capitalised, the first of their run.

    In a script without capitals every unmarked word is as likely as another. From the cursor on,
    then backwards.
    """
    found: list[Place] = []
    caseless: list[Place] = []
    last_end, last_capital = -1, False
    for start, end in places:
        capital = text[start].isupper()
        joined = (
            last_capital and 0 <= start - last_end <= 1 and text[last_end:start] in (" ", "", "-")
        )
        last_end, last_capital = end, capital
        if marked(start, end):
            last_capital = False
        elif capital:
            word = text[start:end]
            if word.casefold() in _OPENERS and not word.isupper():
                last_capital = False
            elif not joined:
                found.append((start, end))
        elif text[start].isalpha() and not text[start].islower():
            caseless.append((start, end))
    likely = onward(found, cursor)
    return likely if len(likely) * 8 > len(caseless) else onward(caseless, cursor)


def spread(text: str, places: Sequence[Place]) -> list[Place]:
    """The places to hint first: all, but of those written without blanks only some.

    Where words are not written apart every character is a place, and hints on all of them would
    cover the text. The first of a stretch is kept, and then one in three to five: rather behind a
    character that joins words, or where a name may begin.
    """
    found: list[Place] = []
    last_end = -1
    waiting: list[Place] = []
    for place in places:
        start, end = place
        if start != last_end:
            found.append(place)
            waiting = []
        else:
            apart = _APART if text[start] >= _WIDE else 2 * _APART
            if start - found[-1][0] >= apart:
                waiting.append(place)
            if waiting and start - found[-1][0] >= apart + 2:
                found.append(max(waiting, key=lambda other: _begins(text, other[0])))
                waiting = [x for x in waiting if x[0] - found[-1][0] >= apart]
        last_end = end
    return found


def _begins(text: str, start: int) -> int:
    """How likely a name or term begins at a character of a text without blanks."""
    surname = text[start] in listed("surname") or text[start : start + 2] in listed("surname2")
    return 2 * (text[start - 1 : start] in _JOINING) + surname


def inner(text: str, places: Sequence[Place]) -> list[Place]:
    """Where a span may begin that is no word's start: inside words, at opening punctuation."""
    found: list[Place] = []
    for start, end in places:
        before = start
        while before > 0 and not text[before - 1].isspace() and not text[before - 1].isalnum():
            before -= 1
            found.append((before, end))
        found.extend((at, end) for at in inner_starts(text, start, end))
    known = {start for start, _ in places}
    return sorted({place for place in found if place[0] not in known})


def ends(text: str, start: int, taken: Iterable[str] = ()) -> dict[str, int]:
    """Where a fresh selection from ``start`` may end instead, by key.

    Digits: that many words. Capitals not ``taken`` by labels: places that end no word, the
    likeliest first: behind punctuation, before a last full stop, at a hyphen.
    """
    following: list[Place] = []
    reach = start
    while len(following) < WORDS_AHEAD and reach < len(text):
        reach = min(len(text), reach + 400)
        while reach < len(text) and not text[reach].isspace() and reach - start < 4000:
            reach += 1
        following = words(text, start, reach)
        if reach - start >= 4000:
            break
    following = following[:WORDS_AHEAD]
    found = {str(number): end for number, (_, end) in enumerate(following, 1)}
    usual = set(found.values())
    likely: list[int] = []
    for first, end in following:
        # Particles written to a word begin spans, but end none.
        for at in set(inner_starts(text, first, end)) - set(proclitics(text, first, end)):
            likely += [at - 1, at]
        if text[end - 1] == ".":
            likely.append(end - 1)
        at = end
        while at < len(text) and not text[at].isspace() and not text[at].isalnum():
            at += 1
            likely.append(at)
        if text[end : end + 2] in ("'s", "’s"):
            likely.append(end + 2)
    kept = set(taken)
    letters = [letter for letter in (EASY + AGAIN).upper() if letter not in kept]
    odd = [at for at in dict.fromkeys(likely) if at not in usual and at > start]
    found.update(zip(letters, odd, strict=False))
    return found


class Hints:
    """Hints on the screen being typed: what each key narrows to, or chooses."""

    def __init__(self, levels: Sequence[Callable[[], list[Hint]]]) -> None:
        self._levels = levels
        self._level = 0
        self.typed = ""
        self.shown: list[Hint] = levels[0]()

    @property
    def live(self) -> Mapping[int, tuple[str, int]]:
        """Start of each place still open, with what is left to type and its end."""
        n = len(self.typed)
        return {
            hint.start: (hint.code[n:], hint.end)
            for hint in self.shown
            if hint.code.startswith(self.typed)
        }

    def press(self, character: str) -> Choice | bool:
        """Type one more character: a choice, True to go on, False when no code has it."""
        if not self.typed and character == AGAIN and self._level + 1 < len(self._levels):
            self._level += 1
            self.shown = self._levels[self._level]()
            return bool(self.shown)
        open_codes = {hint.code: hint for hint in self.shown}
        attempt = self.typed + character
        for code in (attempt, self.typed + character.lower()):
            if (hint := open_codes.get(code)) is not None:
                return Choice(hint.start, hint.end, character != character.lower())
        if any(code.startswith(attempt) for code in open_codes):
            self.typed = attempt
            return True
        return False
