"""What a name is made of: its words, its titles, and how each word may be spelled.

``parse`` keeps the words of a name apart from what stands around them (titles, offices, degrees,
nicknames in quotes), turns "Family, Given" round, joins what is written together or apart
("Abd al-Rahman", "Abdulrahman"), and hangs particles on the word they belong to. The stored name
is never changed; a parsed name is only for comparing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from store.names.latin import light, roman, script_of, simple, skeleton, spaced
from store.names.vocabulary import Vocabulary, vocabulary
from store.text.folding import fold

LONGEST = 12
"""Words of a name that are looked at: what is longer is no name, and must cost nothing."""

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_QUOTED = re.compile(r"\"([^\"]*)\"|(?<!\w)'([^']+)'(?!\w)")
_SYLLABLES = re.compile(r"(?<!\S)([A-Z][a-z]{1,5})-([a-z]{2,6})(?=[\s,.]|$)")
_BARE_WORDS = re.compile("[A-Za-z]{2,}(?: [A-Za-z]{2,})*")
_PARTS = re.compile(r"[\s\-_/.·・‧•･;:|+*~]+")
_WORDS = re.compile(r"[^\s,;]+|,")
_GLUED_ABD = re.compile(r"^[ae]bd(?:[aeiou]+(?:l(?:l(?=[^aeiou]))?|([rsnztd])(?=\1)))(?=[a-z]{3})")
_GLUED_AL = re.compile(r"^[ae]l(?=[b-df-hj-np-tv-z][a-z]{3})")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: letters a to z, the same without spelling habits, its skeleton."""

    text: str
    light: str
    key: str
    prefix: str = ""
    """Particles written before it, as one string: "al", "vonder"."""
    weak: bool = False
    """Written or left out at will (Seyed, Haji)."""

    def __hash__(self) -> int:
        return hash(self.text)  # kept by the string: these are looked up millions of times


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart. ``words`` are in the order of reading, given name first if known."""

    text: str
    words: tuple[Word, ...]
    titles: tuple[str, ...] = ()
    generation: str = ""
    script: str = "latin"
    family: int = -1
    """Index of the word that is known to be the family name by comma or capitals, or -1."""
    plain: str = field(default="", compare=False)
    """The words' texts, sorted and joined by blanks."""


@lru_cache(maxsize=300_000)
def word(text: str, prefix: str = "", aside: bool = False) -> Word:
    """The forms of one romanised word; ``aside`` for a nickname in quotes."""
    weak = aside or text in vocabulary().weak
    glued = _GLUED_ABD.match(text)
    if glued:
        text = "abd" + text[glued.end() :]
    lighter = light(text)
    return Word(text, lighter, skeleton(lighter), prefix, weak)


def parse(text: str) -> Name:
    """``text`` taken apart; never fails, and costs little whatever ``text`` is."""
    text = text[:400]
    known = vocabulary()
    plain = simple(text)
    if _BARE_WORDS.fullmatch(plain):
        lower = plain.lower().split(" ")
        if known.special.isdisjoint(lower) and len(lower) <= LONGEST:
            words = tuple([word(one) for one in lower])
            family = _loud(plain) if not plain.istitle() else -1
            return Name(text, words, (), "", "latin", family, _sorted(words))
    script = script_of(text)
    plain = simple(spaced(text, script))
    if "(" in plain or "[" in plain:
        without = _ASIDE.sub(" ", plain)
        if any(map(str.isalnum, without)):
            plain = without
    aside: set[str] = set()
    if '"' in plain or "'" in plain:
        aside = {
            roman(part, script)
            for found in _QUOTED.findall(plain)
            for part in _PARTS.split(" ".join(found))
        }
        plain = plain.replace('"', " ")
    if "-" in plain:
        plain = _SYLLABLES.sub(_joined, plain)
    tokens = _WORDS.findall(plain)[: LONGEST * 3]
    tokens, titles = _without_office(tokens, known)
    tokens, more, generation = _without_post(tokens, known)
    tokens, turned = _turned(tokens, known)
    tokens, front = _without_titles(tokens, known)
    capital = _capitals(tokens)
    pieces: list[tuple[str, bool]] = []
    for index, token in enumerate(tokens):
        for part in _PARTS.split(token):
            plain_part = roman(part, script)
            if plain_part:
                pieces.append((plain_part, index in capital or (turned > index)))
    if turned:
        cut = next((i for i, piece in enumerate(pieces) if not piece[1]), len(pieces))
        pieces = pieces[cut:] + pieces[:cut]
    words, family = _words(pieces[: LONGEST * 2], known, aside)
    return Name(
        text,
        words,
        (*titles, *front, *more),
        generation,
        script,
        family,
        _sorted(words),
    )


def _sorted(words: tuple[Word, ...]) -> str:
    return " ".join(sorted([one.text for one in words]))


def _loud(plain: str) -> int:
    """The one word in capitals where others are not, or -1."""
    loud = _capitals(plain.split(" "))
    return min(loud) if loud else -1


def _joined(match: re.Match[str]) -> str:
    """Two syllables of one given name, as Korea and China write them: Yong-il, Mei-kuen."""
    known = vocabulary()
    parts = match[1].lower(), match[2]
    if not known.particles.isdisjoint(parts) or not known.abd.isdisjoint(parts):
        return match[0]
    return match[1] + match[2]


def _bare(token: str) -> str:
    return fold(token).strip(".'\"!?()[]")


def _without_office(tokens: list[str], known: Vocabulary) -> tuple[list[str], list[str]]:
    """An office in front taken off: "Iranian ICT Minister", "Minister of Health and Welfare"."""
    head = -1
    for index, token in enumerate(tokens[:8]):
        bare = _bare(token)
        if bare in known.heads:
            head = index
            continue
        office = (
            bare in known.portfolio
            or bare in known.prime
            or bare in known.titles
            or bare in known.countries
            or bare.removesuffix("s") in known.countries
            or bare.rpartition("'")[0] in known.countries
            or (index and bare in known.joiners)
        )
        if not office:
            break
    if head < 0:
        return tokens, []
    index = head + 1
    if index < len(tokens) and _bare(tokens[index]) in known.joiners:
        after = index
        while index < len(tokens) and (
            tokens[index] == ","
            or any(
                _bare(tokens[index]) in words
                for words in (known.joiners, known.portfolio, known.countries, known.heads)
            )
        ):
            index += 1
        if index == after + 1 and index < len(tokens):
            # "President of Ruritania X": one word of a place nobody listed
            index += 1
    if index >= len(tokens) or not any(map(str.isalnum, "".join(tokens[index:]))):
        return tokens, []
    if head == 0 and index == 1 and _bare(tokens[0]) in known.name_too and len(tokens) < 3:
        return tokens, []
    return tokens[index:], [_bare(token) for token in tokens[:index] if token != ","]


def _without_titles(tokens: list[str], known: Vocabulary) -> tuple[list[str], list[str]]:
    """Titles in front taken off, as long as a word is left."""
    titles: list[str] = []
    while len(tokens) > 1:
        bare = _bare(tokens[0])
        dotted = tokens[0].endswith(".") and len(bare) > 1
        if tokens[0] == ",":
            tokens = tokens[1:]
            continue
        parts = [part for part in re.split(r"[.\-]", bare) if part]
        joined = "".join(parts)
        title = (
            bare in known.titles
            or joined in known.titles
            or bare in known.foreign_titles
            or (len(parts) > 1 and all(part in known.titles for part in parts))
            or (joined in ("he", "hrh", "hh", "hm") and "." in tokens[0])
        )
        if not title and bare[:1] and tokens[0][0] > "\u0400":
            cut = next(
                (
                    t
                    for t in known.foreign_titles
                    if bare.startswith(t + ".") and len(bare) > len(t) + 2
                ),
                "",
            )
            if cut:
                titles.append(cut)
                tokens = [bare[len(cut) + 1 :], *tokens[1:]]
                continue
        if not title:
            break
        if bare in known.name_too and not dotted and len([t for t in tokens if t != ","]) < 3:
            break
        if len(bare) == 1 and not (bare == "m" and len(tokens) > 2 and tokens[0].endswith(".")):
            break
        if bare in known.peers:
            tokens = _peer(tokens)
            titles.append(bare)
            continue
        titles.append(bare)
        tokens = tokens[1:]
    return tokens, titles


def _peer(tokens: list[str]) -> list[str]:
    """Without the place and the doubled family name of "Baron Kitto of Byfield John Kitto"."""
    rest = tokens[1:]
    if len(rest) > 3 and rest[1].lower() == "of":
        again = [i for i in range(3, len(rest)) if rest[i].lower() == rest[0].lower()]
        rest = rest[max(3, again[0] - 1) :] if again else [rest[0], *rest[3:]]
    if len(rest) > 2 and rest[0].lower() in [token.lower() for token in rest[1:]]:
        rest = rest[1:]
    return rest


def _without_post(tokens: list[str], known: Vocabulary) -> tuple[list[str], list[str], str]:
    """Degrees, honours and generations taken off the end."""
    titles: list[str] = []
    generation = ""
    while len(tokens) > 1:
        bare = _bare(tokens[-1]).replace(".", "")
        if tokens[-1] == ",":
            tokens = tokens[:-1]
        elif bare in known.generations and len([t for t in tokens if t != ","]) > 2:
            generation = {
                "junior": "jr",
                "jnr": "jr",
                "filho": "jr",
                "senior": "sr",
                "snr": "sr",
            }.get(bare, bare)
            tokens = tokens[:-1]
        elif bare in known.post and (
            tokens[-2] == ","
            or (tokens[-1].isupper() and len(tokens) > 2 and not "".join(tokens).isupper())
        ):
            titles.append(bare)
            tokens = tokens[:-1]
        else:
            break
    return tokens, titles, generation


def _turned(tokens: list[str], known: Vocabulary) -> tuple[list[str], int]:
    """Without commas, and how many tokens of a family name stand before the first of them."""
    if "," not in tokens:
        return tokens, 0
    first = tokens.index(",")
    rest = [token for token in tokens[first + 1 :] if token != ","]
    if not first or not rest or _bare(tokens[0]) in known.titles:
        return [token for token in tokens if token != ","], 0
    return tokens[:first] + rest, first


def _capitals(tokens: list[str]) -> set[int]:
    """The tokens in capitals where others are not: a family name shown as one."""
    loud = {i for i, t in enumerate(tokens) if len(t) > 1 and t.isupper() and "." not in t}
    quiet = any(len(t) > 2 and not t.isupper() for t in tokens)
    return loud if loud and quiet and len(loud) < len(tokens) else set()


def _words(
    pieces: list[tuple[str, bool]], known: Vocabulary, aside: set[str]
) -> tuple[tuple[Word, ...], int]:
    """Words with their particles, and the index of the known family name."""
    words: list[Word] = []
    family = -1
    prefix = ""
    index = 0
    last = len(pieces) - 1
    while index <= last:
        text, loud = pieces[index]
        if (
            text in known.particles
            and index < last
            and not (len(text) == 1 and not prefix)
            and not (not words and not prefix and text in known.given_too and last > index)
        ):
            prefix += text
            index += 1
            continue
        if text in known.abd and index < last and (words or index + 1 < last):
            step = index + 1
            while step < last and pieces[step][0] in known.particles:
                step += 1
            text = "abd" + pieces[step][0]
            index = step
        if loud and family < 0:
            family = len(words)
        words.append(word(text, prefix, text in aside))
        prefix = ""
        index += 1
    return tuple(words[:LONGEST]), family
