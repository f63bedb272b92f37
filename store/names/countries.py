"""Which country words name that are known to name one: exactly, taken apart, or nearly.

Asked about words an editor marked as a country; finding countries in a text is the gazetteer's
business. States of the past that had a code of their own (Soviet Union, Yugoslavia, Czechoslovakia,
East Germany, Serbia and Montenegro) are entries of their own; former names of states that live on
(Burma, Zaire, Ceylon, Upper Volta) mean their successor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from itertools import chain
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from store.names.gazetteer import Entry, countries, read_table
from store.text.characters import HAN, HANGUL, KANA
from store.text.folding import fold
from store.text.tokens import words

NEAR = 80.0
"""Least likeness, of 100, at which other letters are taken for a misspelling or another ending."""

AHEAD = 4.0
"""By how much the country nearest in letters must lead the next."""

TOGETHER = 92.0
"""What likeness and lead must make together: nearer names may have nearer rivals.

Of 80 to 82, 4 to 6 and 88 to 100 these three give the most answers of which 98 in 100 are right, on
the gold surfaces that are not from news.
"""

_RIVAL = 70.0

MOST_OF_IT = 0.5
"""What share of the letters a country's name has where it is named among other words."""

SHORTEST = 5
"""Letters of a name that may be misspelled: among shorter ones everything is near something."""

_LONGEST = 120

_AMBIGUOUS = {
    "congo": "CD CG", "congolese": "CD CG", "korea": "KR KP", "korean": "KR KP",
    "koreans": "KR KP", "guinea": "GN GQ GW PG", "guinean": "GN GQ GW PG",
    "guineans": "GN GQ GW PG", "dominican": "DO DM", "dominicans": "DO DM",
    "virgin islands": "VI VG", "saint martin": "MF SX", "st martin": "MF SX", "samoa": "WS AS",
    "samoan": "WS AS", "samoans": "WS AS", "guiana": "GF GY", "georgia": "GE", "georgian": "GE",
    "georgians": "GE", "jordan": "JO", "islamic republic": "IR PK AF MR", "islands": "",
    "micronesia": "FM", "macedonia": "MK", "macedonian": "MK", "kingston": "JM",
    "georgetown": "GY", "victoria": "SC", "santiago": "CL", "san jose": "CR", "brussels": "BE",
    "male": "MV", "kiwi": "NZ", "kiwis": "NZ", "pole": "PL", "poles": "PL", "hamilton": "BM",
    "stanley": "FK", "douglas": "IM", "plymouth": "MS", "bantam": "CC", "mann": "IM",
}  # fmt: skip
"""Names that may mean something else, as their likeliest countries: never linked silently."""

_ARABIC_CLITICS = re.compile("^[وف]?(?:لل|[بلك]?ال|[بلک])")
_AROUND = frozenset("s pro anti non led based backed run born held made wide ex mid".split())
"""What may stand around a country's name in one word with it."""

_TAIL = re.compile("(?:民主|人民|社会主义|社會主義|联邦|聯邦|伊斯兰|伊斯蘭|イスラム|연방|민주|인민|이슬람)*"
                   "(?:共和国|共和國|王国|王國|公国|公國|联邦|聯邦|연방|공화국|왕국|국)$")  # fmt: skip

_TWINS = (("country:CD", "country:CG"), ("country:KP", "country:KR"), ("country:CN", "country:TW"))
"""Republics of one name: the first calls itself democratic or the people's, the other does not."""

_PEOPLE = re.compile(
    "dem|peop|popul|volks|folk|narod|lidov|ludov|ludow|nep|kansan|rahva|halk|pobl|дем|народ|"
    "شعبی|دیمقراط|دموکرات|خلق|عوامی|民主|人民|민주|인민"
)

_SYLLABLES = re.compile(f"[{HAN}{KANA}{HANGUL}]")

_RANK = {
    kind: rank
    for rank, kinds in enumerate(
        (("common", "organisation", "territory"), ("official",), ("abbreviation",), ("demonym",),
         ("former",), ("capital",), ("code",))
    )
    for kind in kinds
}  # fmt: skip
_REASON = {
    "common": "name of {}", "organisation": "name of {}", "territory": "name of {}",
    "official": "official name of {}", "abbreviation": "abbreviation of {}",
    "demonym": "people of {}", "former": "former name of {}", "capital": "capital of {}",
    "code": "code of {}",
}  # fmt: skip
_ASKED = {"code", "former"}
"""Kinds of surface that are never linked silently."""


class Found(NamedTuple):
    """A country that may be meant: its id, from 0 to 1 how well, why, and whether to ask."""

    id: str
    score: float
    reason: str
    silent: bool
    """Whether a mark may be linked to it without asking."""


@lru_cache(maxsize=4096)
def find(surface: str, limit: int = 5) -> tuple[Found, ...]:
    """Countries that ``surface`` may name, best first, each once; empty when nothing is near.

    A name, demonym, capital, abbreviation or code is found however it is cased, behind a clitic or
    among words such as "government of"; anything else only by nearness of letters.
    """
    surface = " ".join(surface.split())[:_LONGEST]
    key = _key(surface)
    if not key:
        return ()
    found = (
        _exactly(key, surface) or _inside(surface, True) or _bared(key) or _nearly(key)
        or _inside(surface, False)
    )  # fmt: skip
    return tuple(found[:limit])


def name_of(ident: str) -> str:
    """The name a built-in country is shown under; the id itself when there is none."""
    return _shown().get(ident, ident)


@lru_cache(maxsize=1)
def _shown() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in read_table("countries.tsv"):
        found.setdefault(entry.id, entry.surface)
    return found


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in chain(read_table("countries.tsv"), read_table("countries_more.tsv")):
        found.setdefault(_key(entry.surface), []).append(entry)
    found.pop("", None)
    return {key: tuple(entries) for key, entries in found.items()}


@lru_cache(maxsize=1)
def _long_keys() -> dict[int, dict[int, list[str]]]:
    """Keys that may be misspelled, by their script and then by their length."""
    found: dict[int, dict[int, list[str]]] = {}
    for key, entries in _table().items():
        if len(key) >= SHORTEST and any(entry.kind != "code" for entry in entries):
            found.setdefault(_alphabet(key), {}).setdefault(len(key), []).append(key)
    return found


def _alphabet(key: str) -> int:
    """A number that tells scripts apart, by the letter that comes first in Unicode."""
    code = min((ord(letter) for letter in key if letter.isalpha()), default=0)
    return 0 if code < 0x250 else code >> 9


def _near_keys(form: str, least: float) -> list[str]:
    """Keys whose length and script let them be alike by ``least`` of 100."""
    return _keys_about(_alphabet(form), len(form), least)


@lru_cache(maxsize=64)
def _keys_about(alphabet: int, length: int, least: float) -> list[str]:
    short = least / (200 - least)  # what two lengths may differ by: 2 * shorter / both
    return [
        key
        for long, keys in _long_keys().get(alphabet, {}).items()
        if short * length <= long <= length / short
        for key in keys
    ]


@lru_cache(maxsize=1)
def _state_words() -> frozenset[str]:
    table = resources.files("store.names").joinpath("data", "state_words.tsv")
    lines = table.read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(_key(word) for line in lines for word in line.partition("\t")[2].split())


def _key(surface: str) -> str:
    if surface.replace(" ", "").isalpha():
        return fold(surface)
    parts = [fold(surface[start:end]) for start, end in words(surface)]
    return " ".join(parts).replace("-", " ").replace("'", "").replace(".", "")


def _exactly(key: str, surface: str) -> list[Found]:
    entries = countries().named(surface) if key not in _AMBIGUOUS else ()
    if not entries:
        entries = _table().get(key, ())
    return _ranked(entries, key, 1.0)


def _ranked(entries: Iterable[Entry], key: str, score: float) -> list[Found]:
    """The countries of entries that all fit: the likeliest first."""
    best: dict[str, Entry] = {}
    for entry in entries:
        if entry.id not in best or _RANK[entry.kind] < _RANK[best[entry.id].kind]:
            best[entry.id] = entry
    likeliest = [f"country:{code}" for code in _AMBIGUOUS.get(key, "").split()]
    if not best and not likeliest:
        return []
    ordered = sorted(best, key=lambda ident: (_RANK[best[ident].kind], ident))
    listed = list(dict.fromkeys([*likeliest, *ordered]))
    kinds = {ident: best[ident].kind if ident in best else "common" for ident in listed}
    alone = len(listed) == 1
    return [
        Found(
            ident,
            score if alone else score * 0.9 ** (place + 1),
            _REASON[kinds[ident]].format(name_of(ident)),
            alone and key not in _AMBIGUOUS and kinds[ident] not in _ASKED,
        )
        for place, ident in enumerate(listed)
    ]


def _inside(surface: str, strict: bool) -> list[Found]:
    """The one country named within ``surface``: if ``strict``, nothing else but words of state."""
    hits = list(countries().find_all(surface))
    if not hits:
        return []
    ids = list(dict.fromkeys(ident for hit in hits for ident in hit.ids))
    keys = {_key(surface[hit.start : hit.end]) for hit in hits}
    if len(ids) > 1 or not keys.isdisjoint(_AMBIGUOUS):
        return []
    if not strict:
        share = sum(hit.end - hit.start for hit in hits) / len(surface)
        why = f"names {name_of(ids[0])}"
        return [Found(ids[0], 0.5, why, False)] if share >= MOST_OF_IT else []
    rest, at = [], 0
    for hit in hits:
        rest.append(surface[at : hit.start])
        at = hit.end
    rest.append(surface[at:])
    left = [part for text in rest for part in _key(text).split()]
    bare = all(part in _state_words() or part in _AROUND or _is_clitic(part) for part in left)
    return _ranked(hits[0].entries, min(keys), 0.98) if bare else []


def _is_clitic(part: str) -> bool:
    return bool(_ARABIC_CLITICS.fullmatch(part)) or part in ("و", "ف")


def _bared(key: str) -> list[Found]:
    """Without the words of state: "Kingdom of Bahrain" in any language."""
    core = _core(key)
    if core == key or not core:
        return []
    entries = [entry for entry in _table().get(core, ()) if entry.kind != "code"]
    for people, others in _TWINS:
        if any(entry.id in (people, others) for entry in entries):
            meant = people if _PEOPLE.search(key) else others
            return [Found(meant, 0.9, _REASON["common"].format(name_of(meant)), False)]
    return _ranked(entries, core, 0.95)


def _core(key: str) -> str:
    kept = " ".join(part for part in key.split() if part not in _state_words())
    bare = _ARABIC_CLITICS.sub("", kept) if len(kept) > SHORTEST else kept
    bare = _TAIL.sub("", bare)
    return bare if len(bare) > 1 else kept


def _nearly(key: str) -> list[Found]:
    """By likeness of letters, in the words' own order and sorted, with and without words of state."""
    near: dict[str, tuple[float, Entry]] = {}
    forms = [
        form
        for form in dict.fromkeys((key, " ".join(sorted(key.split())), _core(key)))
        if len(form) >= SHORTEST and not _SYLLABLES.search(form)
    ]
    if not any(
        process.extractOne(form, _near_keys(form, NEAR), scorer=ratio, score_cutoff=NEAR)
        for form in forms
    ):
        return []
    for form in forms:
        for match, likeness, _ in process.extract(
            form, _near_keys(form, _RIVAL), scorer=ratio, score_cutoff=_RIVAL, limit=20
        ):
            for entry in _table()[match]:
                if entry.kind != "code" and likeness > near.get(entry.id, (0.0, entry))[0]:
                    near[entry.id] = likeness, entry
    if not near:
        return []
    best, *rest = sorted(near, key=lambda ident: (-near[ident][0], ident))
    likeness, entry = near[best]
    lead = likeness - (near[rest[0]][0] if rest else 0.0)
    if likeness < NEAR or lead < AHEAD or likeness + lead < TOGETHER:
        return []
    why = f"near spelling of {entry.surface}, {_REASON[entry.kind].format(name_of(best))}"
    return [
        Found(best, 0.9 * likeness / 100, why, False),
        *(
            Found(
                ident,
                0.7 * near[ident][0] / 100,
                f"near spelling of {near[ident][1].surface}",
                False,
            )
            for ident in rest
        ),
    ]
