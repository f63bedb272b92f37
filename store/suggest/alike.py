"""Every mention of the same: in one article at once, in all others one article after another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.model import Article, Label, Span
from store.names import countries
from store.names.forms import alias_key, form_of
from store.register.reading import root_of
from store.suggest.wording import Wording, phrase_of
from store.text.folding import search_query
from store.text.targets import kind_of
from store.text.targets.lexicon import listed

AROUND = 80
"""Code points of the text given before and behind a mention."""

_FORMS = 24
"""Names of one entity that are sought at most, the most used ones."""

_ALIASES = (
    "SELECT form, sum(alias.mentions) FROM alias JOIN entity ON entity.id = alias.entity "
    "WHERE entity.root = ? AND given >= 0 GROUP BY form ORDER BY 2 DESC, form LIMIT ?"
)
_NAMESAKES = (
    "SELECT count(DISTINCT root) FROM alias JOIN entity ON entity.id = alias.entity "
    "WHERE key = ? AND given >= 0 AND (alias.mentions > 0 OR given > 0)"
)
_ARTICLES = (
    "SELECT article.n, article.id, title, published, body, coalesce(layer.status, '') "
    "FROM article JOIN text ON text.n = article.n "
    "LEFT JOIN layer ON layer.n = article.n AND layer.annotator = ? "
    "WHERE article.n IN (SELECT rowid FROM search WHERE search MATCH ?) AND article.n != ? "
    "AND superseded_by = '' AND body IS NOT NULL AND coalesce(layer.status, '') != 'skipped' "
    "ORDER BY article.n"
)
_MINE = 'SELECT start, "end" FROM span WHERE n = ? AND annotator = ?'


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought: names with what speaks against taking them for the same unseen ("" nothing).

    ``phrases`` are the names as `store.suggest.wording.phrase_of` calls them.
    """

    label: str
    words: str
    phrases: dict[str, str]
    query: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the same is named and I marked nothing; offsets are code points.

    ``finished``: I handed that article in. ``doubt``: why it may be something else.
    """

    article: str
    title: str
    published: str
    start: int
    end: int
    before: str
    words: str
    after: str
    finished: bool
    doubt: str


def sought(connection: sqlite3.Connection, words: str, label: Label, entity: str = "") -> Sought:
    """What to look for: the marked words, and every name of the entity they mean."""
    form = form_of(words)
    names = [form]
    if entity:
        root = root_of(connection, entity)
        names += [row[0] for row in connection.execute(_ALIASES, (root, _FORMS))]
    phrases: dict[str, str] = {}
    asked: dict[str, None] = {}
    for name in dict.fromkeys(names):
        doubt = _doubt(connection, name, label)
        for cased in (name, name[:1].upper() + name[1:], name.upper()):
            if phrase := phrase_of(cased, 0, len(cased)):
                phrases.setdefault(phrase, doubt)
        # what is written to a word, as in Arabic, is sought by the search's own means
        asked[search_query(f'"{name}"' if name.isascii() or " " in name else name)] = None
    query = " OR ".join(f"({one})" for one in asked if one)
    return Sought(label.id, form, phrases, query)


def _doubt(connection: sqlite3.Connection, name: str, label: Label) -> str:
    kind = kind_of(label)
    if kind == "person" and len(name.split()) == 1:
        return "a name of one word may be somebody else's"
    if kind == "country":
        found = countries.find(name, 2)
        if found and not found[0].silent:
            return "may be another country, a person or a place"
    if alias_key(name) in listed("ambiguous"):
        return "is a word or a person's name, too"
    (roots,) = connection.execute(_NAMESAKES, (alias_key(name),)).fetchone()
    return "several in the register are called so" if roots > 1 else ""


def here(article: Article, wanted: Sought, marks: Sequence[Span]) -> list[tuple[int, int]]:
    """Where an article names the same and ``marks``, mine, have nothing: in the text's order."""
    taken = [(span.start, span.end) for span in marks]
    return [(start, end) for start, end, _ in _places(article.text, wanted, taken)]


def elsewhere(
    connection: sqlite3.Connection, wanted: Sought, who: str, but: int
) -> Iterator[list[Mention]]:
    """The same in all articles of the desk except number ``but``: for each that may have some, what
    it has, perhaps nothing.

    Skipped articles and those that a newer version replaced are left out.
    """
    if not wanted.query:
        return
    for n, article, title, published, text, status in connection.execute(
        _ARTICLES, (who, wanted.query, but)
    ):
        marks = connection.execute(_MINE, (n, who)).fetchall()
        finished = status in ("done", "approved")
        yield [
            Mention(
                article,
                title,
                published,
                start,
                end,
                text[max(0, start - AROUND) : start],
                text[start:end],
                text[end : end + AROUND],
                finished,
                doubt,
            )
            for start, end, doubt in _places(text, wanted, marks)
        ]


def _places(
    text: str, wanted: Sought, marks: Sequence[tuple[int, int]]
) -> list[tuple[int, int, str]]:
    """Places and their doubts; of what overlaps the longest."""
    wording = Wording(text)
    taken = bytearray(len(text))
    for start, end in marks:
        taken[start:end] = b"\1" * (end - start)
    found = [
        (start, end, doubt)
        for phrase, doubt in wanted.phrases.items()
        for start, end in wording.occurrences(phrase)
    ]
    kept: list[tuple[int, int, str]] = []
    for start, end, doubt in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append((start, end, doubt))
    return sorted(kept)
