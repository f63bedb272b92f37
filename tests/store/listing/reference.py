"""Random desks for the listing tests, and what a list must hold by a plain reading of the rows."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field

from hypothesis import strategies as st

from store.database import schema
from store.listing.query import Query, period
from store.listing.values import ALL_STATUSES
from store.names.forms import alias_key
from store.state import facets
from store.text.folding import search_fold

MINE = "mina"
OTHERS = ("reza", "omar")
ENTITIES = (
    ("root", "Ali Rahimi", "root"),
    ("tied", "A. Rahimi", "root"),
)
"""id, name and who speaks for it; marks of officials by `MINE` mention the first, others' the second"""
WORDS = ("iran", "data", "transit", "talks", "Riyadh")


@dataclass
class Piece:
    """One article of a random desk, as plain values."""

    n: int
    title: str
    source: str
    language: str
    assignee: str
    at: int
    words: tuple[str, ...]
    superseded: bool
    status: dict[str, str] = field(default_factory=dict)
    starred: dict[str, bool] = field(default_factory=dict)
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    marks: tuple[tuple[str, str], ...] = ()  # (label, annotator)


def entity_of(label: str, annotator: str) -> str:
    """What a mark is linked to."""
    return "" if label != "official" else "root" if annotator == MINE else "tied"


def _people(value: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.dictionaries(st.sampled_from((MINE, *OTHERS)), value, max_size=3)


PIECE = st.builds(
    Piece,
    n=st.just(0),
    title=st.sampled_from(("", "Iran and Oman", "iran and oman", "Zagreb", "アジア", "ahead")),
    source=st.sampled_from(("", "IRNA", "WAM", 'Al "Noor" x')),
    language=st.sampled_from(("", "en", "ar")),
    assignee=st.sampled_from(("", MINE, "reza")),
    at=st.sampled_from((0, -86_400, 1_735_689_600, 1_735_689_601, 1_738_368_000, 1_767_225_600)),
    words=st.lists(st.sampled_from(WORDS), max_size=3).map(tuple),
    superseded=st.sampled_from((False, False, False, True)),
    status=_people(st.sampled_from(ALL_STATUSES)),
    starred=_people(st.booleans()),
    labels=_people(st.lists(st.sampled_from(("relevant", "visit")), unique=True).map(tuple)),
    marks=st.lists(
        st.tuples(st.sampled_from(("official", "country")), st.sampled_from((MINE, *OTHERS))),
        max_size=4,
    ).map(tuple),
)
DESKS = st.lists(PIECE, max_size=14)


def build(pieces: list[Piece]) -> sqlite3.Connection:
    """The derived tables of a desk with these articles, numbered with gaps."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.create(connection)
    for entity, name, root in ENTITIES:
        connection.execute(
            "INSERT INTO entity VALUES (?, 'official', ?, x'', x'', '{}', 0, 1, ?, 0, 1)",
            (entity, name, root),
        )
        connection.execute(
            "INSERT INTO alias VALUES (?, ?, ?, 1, 1, 0)", (alias_key(name), entity, name)
        )
    for place, piece in enumerate(pieces):
        n = piece.n = place * 2 + 1
        connection.execute("INSERT INTO text VALUES (?, ?, ?)", (n, bytes([n]), "x"))
        body = search_fold(piece.title + "\n" + " ".join(piece.words))
        connection.execute("INSERT INTO search (rowid, body) VALUES (?, ?)", (n, body))
        connection.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, '', ?, '', '', '{}', ?, '', ?, ?)",
            (
                n,
                f"{n:032x}",
                piece.title,
                piece.source,
                piece.language,
                piece.at,
                piece.assignee,
                "f" * 32 if piece.superseded else "",
                len(piece.marks),
            ),
        )
        for number, (label, annotator) in enumerate(piece.marks):
            connection.execute(
                "INSERT INTO span VALUES (?, ?, 0, 1, ?, ?, 'hand', '', 1, ?, '{}', '', '')",
                (f"{n}-{number}", n, label, annotator, entity_of(label, annotator)),
            )
        for who in {*piece.status, *piece.starred, *piece.labels, *(a for _, a in piece.marks)}:
            own = sum(annotator == who for _, annotator in piece.marks)
            connection.execute(
                "INSERT INTO layer VALUES (?, ?, ?, '', '', ?, ?, ?, ?)",
                (
                    who,
                    n,
                    piece.status.get(who, "new"),
                    int(piece.starred.get(who, False)),
                    json.dumps(sorted(piece.labels.get(who, ()))),
                    own,
                    piece.at,
                ),
            )
        facets.fill(connection, "n = ?", n)
    return connection


def expected(pieces: list[Piece], query: Query) -> list[int]:
    """The numbers the list of ``query`` must hold, in order."""
    kept = [x for x in pieces if _matches(x, query)]
    kept.sort(key=lambda x: _key(x, query.sort))
    kept.sort(key=lambda x: x.status.get(MINE, "new") != "returned")
    return [x.n for x in kept]


def _matches(x: Piece, query: Query) -> bool:
    status = x.status.get(MINE, "new")
    labels = {label for label, _ in x.marks}
    annotators = {annotator for _, annotator in x.marks}

    def any_of(wanted: tuple[str, ...], values: set[str]) -> bool:
        return not wanted or any(value in values or (not value and not values) for value in wanted)

    since, until = period(query.since), period(query.until)
    text = f"{x.title} {' '.join(x.words)}".casefold().split()
    return (
        x.superseded == query.superseded
        and (not query.status or status in query.status)
        and any_of(query.source, {x.source} - {""})
        and any_of(query.language, {x.language} - {""})
        and any_of(query.assignee, {x.assignee} - {""})
        and any_of(query.label, labels)
        and any_of(query.annotator, annotators)
        and any_of(query.entity, {"root" for mark in x.marks if entity_of(*mark)})
        and any_of(query.article_label, set(x.labels.get(MINE, ())))
        and (query.starred is None or x.starred.get(MINE, False) == query.starred)
        and (since is None or (x.at != 0 and x.at >= since[0]))
        and (until is None or (x.at != 0 and x.at <= until[1]))
        and all(word in text for word in query.text.casefold().split())
    )


def _newest(x: Piece) -> tuple[object, ...]:
    return (x.at == 0, x.at < 0, -x.at, -x.n)


def _key(x: Piece, sort: str) -> tuple[object, ...]:
    plain = "".join(c.lower() if c.isascii() else c for c in x.title)
    return {
        "newest": _newest(x),
        "oldest": (x.at == 0, x.at, x.n),
        "arrival": (-x.n,),
        "title": (not x.title, plain, x.n),
        "source": (not x.source, x.source, *((-x.at, -x.n) if x.source else _by_at(x))),
        "tags": (-len(x.marks), -x.at, -x.n),
        "status": (ALL_STATUSES.index(x.status.get(MINE, "new")), *_newest(x)),
    }[sort]


def _by_at(x: Piece) -> tuple[int, int]:
    return -x.at, -x.n


QUERIES = st.builds(
    Query,
    text=st.sampled_from(("", "", "", "iran", "data transit", "nothing")),
    status=st.lists(st.sampled_from(ALL_STATUSES), unique=True, max_size=2).map(tuple),
    source=st.lists(st.sampled_from(("", "IRNA", "WAM", "gone")), unique=True, max_size=2).map(
        tuple
    ),
    language=st.lists(st.sampled_from(("", "en")), unique=True, max_size=1).map(tuple),
    label=st.lists(st.sampled_from(("", "official", "country")), unique=True, max_size=2).map(
        tuple
    ),
    entity=st.sampled_from(((), (), (), ("root",), ("",), ("gone",))),
    annotator=st.lists(st.sampled_from(("", MINE, "reza")), unique=True, max_size=1).map(tuple),
    assignee=st.lists(st.sampled_from(("", MINE)), unique=True, max_size=1).map(tuple),
    article_label=st.lists(st.sampled_from(("", "relevant")), unique=True, max_size=1).map(tuple),
    starred=st.sampled_from((None, None, None, True, False)),
    superseded=st.sampled_from((False, False, True)),
    since=st.sampled_from(("", "", "2025", "2025-02")),
    until=st.sampled_from(("", "", "2025-01", "1969-12-31")),
    sort=st.sampled_from(("newest", "oldest", "arrival", "title", "source", "tags", "status")),
    mine=st.just(MINE),
)
