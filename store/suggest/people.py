"""Names in scripts with capitals: which runs of capitalised words are persons, by what speaks for it.

All mentions of one name in an article are judged together: a title before one of them, a known given
name, a verb of saying beside it. A word alone is taken for a surname where the name stands in full.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from store.names.vocabulary import vocabulary
from store.suggest.clues import Clue
from store.text.targets import cased
from store.text.targets.capitals import Capitals, language_of
from store.text.targets.lexicon import listed
from store.text.targets.neighbourhood import Neighbourhood
from store.text.tokens import Span

_OPENING = 300
"""Words of an article by which its language is told."""

_SHORTENED = frozenset(
    "mr mrs ms dr prof gen lt maj col capt cmdr sgt adm sen rep gov rev hon brig fr st sr sra srta m mme "
    "mlle h.e".split()
)
"""Titles that end in a full stop."""

_INSIDE = re.compile(r"[,;:] |[,;]?[ ]?[(“‘]|[ ]?[–—-]+[ ]?|[)”’] ")
"""What may stand before a word within a sentence."""

_PLACED = frozenset(
    "in at from near to into around outside across en à dans in aus nach в из".split()
)
_ARTICLES = frozenset("the a an le la les el los las der die das il lo".split())
_PERSONS = ("titled", "given family", "joined", "given", "initial", "said", "family")
"""What speaks for a name of several words, strongest first."""

_STRONG = frozenset(_PERSONS[:6])
"""What makes a surname alone, later or before, the same person's."""

_JOINED = re.compile(
    r"(?!Anti|Post|Pre|Mid|Non|Semi|Neo|Pro|Ex|Co|Self|Inter|Vice|Trans|Well|High|Low|Long|Short|Half)"
    r"[A-Z][a-z]{1,5}-[a-z]{1,6}"
)
"""Given names of East Asia as they are written in Latin letters: ``Cheuk-yan``, ``Jae-in``."""


@dataclass(slots=True)
class _Mention:
    """Words ``first`` to ``last`` of the text, and what stands round them."""

    first: int
    last: int
    span: Span
    title: str = ""
    said: bool = False
    placed: bool = False
    opening: bool = False
    organisation: bool = False


@dataclass(slots=True)
class _Name:
    """All mentions of the same words."""

    words: tuple[str, ...]
    mentions: list[_Mention] = field(default_factory=list)
    sort: str = ""
    reason: str = ""


@lru_cache(maxsize=1)
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Folded given names and family names."""
    from importlib import resources

    table = resources.files("store.suggest").joinpath("data", "person_names.tsv")
    lines = table.read_text(encoding="utf-8").splitlines()[1:]
    rows = dict(line.split("\t") for line in lines)
    return frozenset(rows["given"].split(" ")) | listed("given"), frozenset(rows["family"].split())


@lru_cache(maxsize=1)
def _no_titles() -> frozenset[str]:
    """Titles that need another one behind them: ``foreign``, ``opposition``."""
    others = {"opposition", "crown", "shadow", "prime", "vice", "acting"}
    return (vocabulary().portfolio - vocabulary().heads) | others


def reading(text: str, spans: list[Span], language: str = "") -> Capitals:
    """The words ``spans`` of a text with what each may be; its language is told by its opening."""
    opening = Neighbourhood(text, spans[:_OPENING], 0)
    return Capitals(Neighbourhood(text, spans, 0), language_of(opening) or language)


def find(read: Capitals, countries: Collection[Span] = ()) -> Iterator[Clue]:
    """Clues to names of a text, none just one of ``countries``.

    Their sorts: ``person ...`` with what speaks for it, ``surname``, ``run ...`` and ``word ...`` for
    other capitalised words, ``acronym``.
    """
    names = _gather(read)
    for name in names.values():
        _judge(read, name)
    _shorten(names.values())
    for name in names.values():
        for mention in name.mentions:
            sort, reason = name.sort, name.reason
            if mention.span in countries:
                continue
            if len(name.words) > 1 and _opens_with(read.near.text, mention.span, countries):
                continue
            alone = len(name.words) == 1 and sort and not sort.startswith("surname")
            if alone and mention.title and not mention.organisation:
                sort, reason = "person titled alone", f"after {mention.title}"
            if sort:
                yield Clue(*mention.span, sort, "rule", reason)
            if mention.title[:1].isupper():
                yield Clue(
                    _from_title(read, mention), mention.span[1], "with title", "rule", reason
                )


def _no_part(read: Capitals, at: int) -> bool:
    """Whether the first word of a run is none of the name: ``H.E.``, ``German``, ``Hairdresser``,
    ``Chile`` in ``Chile y Peru``."""
    given, family = _names()
    if read.title(at) and read.initial(at):
        return True
    key = read.key(at)
    if key in given or key in family:
        return False
    listing = read.key(at + 1) in ("y", "e", "and") and read.country(at)
    return (
        listing
        or read.demonym(at)
        or (
            read.near.gap(at - 1) != " "
            and read.key(at + 1) in given
            and at + 2 < len(read.near.spans)
            and read.joined(at + 1)
            and read.capital(at + 2)
        )
    )


def _opens_with(text: str, span: Span, countries: Collection[Span]) -> bool:
    """``Hong Kong Financial``: a country of several words, and something else behind it."""
    return any(
        start == span[0] and end < span[1] and " " in text[start:end] for start, end in countries
    )


def _gather(read: Capitals) -> dict[tuple[str, ...], _Name]:
    """The names of the text by their folded words, each with its mentions."""
    text, spans = read.near.text, read.near.spans
    found: dict[tuple[str, ...], _Name] = {}
    index = 0
    while index < len(spans):
        if not text[spans[index][0]].isupper() or not read.part(index):
            index += 1
            continue
        first, last = cased.extent(read, index)
        first, last = max(first, index), max(last, index)
        while first < last and _no_part(read, first):
            first += 1
            while first < last and not read.capital(first):
                first += 1
        words = tuple(read.key(at) for at in range(first, last + 1))
        name = found.setdefault(words, _Name(words))
        name.mentions.append(_look(read, first, last))
        index = last + 1
    return found


def _from_title(read: Capitals, mention: _Mention) -> int:
    """Where the titles before a name start."""
    first = mention.first - 1
    while first and read.title(first - 1) and read.capital(first - 1) and read.joined(first - 1):
        first -= 1
    return read.near.spans[first][0]


def _look(read: Capitals, first: int, last: int) -> _Mention:
    """A mention with what stands round it."""
    near = read.near
    mention = _Mention(first, last, (near.spans[first][0], cased.end_of(read, last)))
    before, after = near.gap(first - 1) if first else "\n", near.gap(last)
    previous, following = read.key(first - 1) if first else "", read.key(last + 1)
    close = before in (" ", "\u00a0") or (before == ". " and previous in _SHORTENED)
    close = close or (before == "\n" and read.joined(first - 1))
    if close and read.title(first - 1) and previous not in _no_titles():
        mention.title = near.word(first - 1)
    mention.opening = not close and not _INSIDE.fullmatch(before)
    says = listed("said", read.language)
    mention.said = (after in (" ", "\n") and following in says) or (close and previous in says)
    # who signs, below an agency's story or above it
    signs = near.text[max(0, mention.span[0] - 3) : mention.span[0]] == "-- "
    mention.said = mention.said or signs or (close and near.word(first - 1) == "By")
    if after in (", ", ",\n") and not mention.said:
        mention.said = following.isdigit() and len(following) == 2
        for at in range(last + 1, min(last + 6, len(near.spans))):
            if read.title(at) and near.word(at)[:1].islower():
                mention.said = True
            if near.gap(at) != " ":
                break
    mention.placed = close and (previous in _PLACED or previous in _ARTICLES)
    organisations = listed("organisation", read.language) | cased.IN_NAMES
    mention.organisation = (
        after == " "
        and near.word(last + 1)[:1].isupper()
        and (following in organisations or read.title(last + 1))
    ) or any(read.key(at) in organisations for at in range(first, last + 1))
    return mention


def _judge(read: Capitals, name: _Name) -> None:
    """Say what sort of name it is, by all its mentions together."""
    mentions, words = name.mentions, name.words
    given, family = _names()
    titled = next((one.title for one in mentions if one.title), "")
    said = any(one.said for one in mentions)
    placed = 2 * sum(one.placed for one in mentions) > len(mentions)
    organisation = 2 * sum(one.organisation for one in mentions) >= len(mentions)
    shouted = all(_shouted(read, one) for one in mentions)
    if len(words) == 1:
        name.sort, name.reason = _alone(read, name, said=said, placed=placed, shouted=shouted)
        if name.sort and titled and not placed and not organisation:
            name.sort, name.reason = "word titled elsewhere", f"after {titled} elsewhere"
        return
    at = next((k for k, word in enumerate(words) if len(word.rstrip(".")) > 1), 0)
    first, last = words[at], words[-1]
    held = {
        "titled": titled and f"after {titled}",
        "given family": first in given
        and last in family
        and f"given name {_shown(read, name, at)}",
        "joined": _is_joined(read, mentions[0]) and "a name like those of East Asia",
        "given": first in given and f"given name {_shown(read, name, at)}",
        "initial": any(len(word.rstrip(".")) == 1 for word in words[:-1]) and "initials",
        "said": said and "says or does something",
        "family": last in family and f"family name {_shown(read, name, -1)}",
    }
    if organisation and not titled:
        name.sort, name.reason = "run organisation", "words of an organisation or a place"
    elif strongest := next((one for one in _PERSONS if held[one]), ""):
        name.sort, name.reason = f"person {strongest}", str(held[strongest])
        if placed and strongest != "titled":
            name.sort += " placed"
    else:
        name.sort, name.reason = "run placed" if placed else "run", "capitalised words"
    if shouted:
        name.sort += " in capitals"


def _alone(
    read: Capitals, name: _Name, *, said: bool, placed: bool, shouted: bool
) -> tuple[str, str]:
    given, family = _names()
    word = name.words[0]
    one = name.mentions[0]
    if read.country(one.first) or len(word) < 3 or shouted:
        return "", ""
    known = word in given or word in family
    if said and not placed:
        return ("word said name" if known else "word said"), "says or does something"
    if placed:
        return "word placed", "capitalised word"
    inside = any(not mention.opening for mention in name.mentions)
    if known:
        return ("word name" if inside else "word name opening"), "common name"
    return ("word", "capitalised word") if inside else ("", "")


def _shown(read: Capitals, name: _Name, at: int) -> str:
    one = name.mentions[0]
    return read.near.word(one.last if at < 0 else one.first + at)


def _is_joined(read: Capitals, one: _Mention) -> bool:
    """``Leung Kwok-hung``, ``Ban Ki-moon``: one short word beside two that are joined."""
    if one.last != one.first + 1:
        return False
    words = [read.near.word(one.first), read.near.word(one.last)]
    joined = [word for word in words if _JOINED.fullmatch(word)]
    return len(joined) == 1 and all(word in joined or len(word) < 7 for word in words)


def _shouted(read: Capitals, one: _Mention) -> bool:
    start, end = one.span
    words = read.near.text[start:end]
    return words.isupper() and len(words) > 4


def _shorten(names: Iterable[_Name]) -> None:
    """Take the end of a person's name for the person: ``Hashemi`` where ``Sattar Hashemi`` is."""
    whole: dict[tuple[str, ...], _Name] = {}
    listed_ = list(names)
    for name in listed_:
        if len(name.words) > 1 and name.sort.removeprefix("person ") in _STRONG:
            for at in range(1, len(name.words)):
                whole.setdefault(name.words[at:], name)
            whole.setdefault(name.words[:1], name)
    for name in listed_:
        full = whole.get(name.words)
        if full is None or name.sort.removeprefix("person ") in _STRONG:
            continue
        end = full.words[-len(name.words) :] == name.words
        name.sort = ("surname" if end else "forename") + f" of {full.sort.removeprefix('person ')}"
        name.reason = f"short for {' '.join(_written(full))}"


def _written(name: _Name) -> Sequence[str]:
    return [word.title() for word in name.words]
