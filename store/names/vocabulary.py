"""The words about names that ship with the program: titles, particles, short forms, readings.

Read once from ``data/name_words.tsv`` (ours, written for this) and, for "Iranian ICT Minister",
the English demonyms and country names of ``data/countries.tsv``. No name of a person is in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from store.text.folding import fold

_SPECIAL = ("title", "head", "peer", "post", "generation", "particle", "abd")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Word sets by what a word does in a name; all words folded."""

    titles: frozenset[str]
    heads: frozenset[str]
    portfolio: frozenset[str]
    prime: frozenset[str]
    joiners: frozenset[str]
    peers: frozenset[str]
    post: frozenset[str]
    generations: frozenset[str]
    name_too: frozenset[str]
    weak: frozenset[str]
    particles: frozenset[str]
    given_too: frozenset[str]
    abd: frozenset[str]
    foreign_titles: frozenset[str]
    compounds: frozenset[str]
    nicknames: dict[str, frozenset[int]]
    korean: dict[str, tuple[str, ...]]
    countries: frozenset[str]
    special: frozenset[str]
    """Every word with a part other than being a name: a name without them needs no second look."""


@cache
def vocabulary() -> Vocabulary:
    """The shipped words."""
    folder = resources.files("store.names").joinpath("data")
    roles: dict[str, list[list[str]]] = {}
    for line in folder.joinpath("name_words.tsv").read_text("utf-8").splitlines()[1:]:
        role, _, words = line.partition("\t")
        if words:
            roles.setdefault(role, []).append([fold(word).rstrip(".") for word in words.split()])
    nicknames: dict[str, set[int]] = {}
    for number, group in enumerate(roles["nick"]):
        for word in group:
            nicknames.setdefault(word, set()).add(number)
    korean = {group[0]: tuple(group) for group in roles["korean"]}

    def one(role: str) -> frozenset[str]:
        return frozenset(word for group in roles[role] for word in group)

    return Vocabulary(
        titles=one("title") | one("head"),
        heads=one("head"),
        portfolio=one("portfolio"),
        prime=one("prime"),
        joiners=one("joiner"),
        peers=one("peer"),
        post=one("post"),
        generations=one("generation"),
        name_too=one("name_too"),
        weak=one("weak"),
        particles=one("particle"),
        given_too=one("given_too"),
        abd=one("abd"),
        foreign_titles=one("foreign_title"),
        compounds=one("compound"),
        nicknames={word: frozenset(groups) for word, groups in nicknames.items()},
        korean=korean,
        countries=_countries(folder.joinpath("countries.tsv").read_text("utf-8")),
        special=frozenset().union(*map(one, _SPECIAL)),
    )


def _countries(table: str) -> frozenset[str]:
    """Every word of an English demonym or country name; the first line names the columns."""
    lines = [line.split("\t") for line in table.splitlines() if line and line[0] != "#"]
    columns = lines[0]
    kind, language, surface = (columns.index(name) for name in ("kind", "language", "surface"))
    return frozenset(
        word
        for row in lines[1:]
        if row[language] == "en" and row[kind] in ("demonym", "common", "abbreviation", "official")
        for word in fold(row[surface]).split()
    )
