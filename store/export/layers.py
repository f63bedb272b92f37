"""Whose marks leave the desk: policies, filters, and the articles with what was chosen of them.

Everything is read in one snapshot by three cursors that walk side by side (articles, marks,
layers), so that a desk of any size needs the memory of its largest article.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from store import rows
from store.desk import Desk
from store.errors import ExportError
from store.journal.handles import handle
from store.model import STATUSES, Article, Comment, Layer, Span
from store.register.reading import Speakers
from store.review.layers import (
    ADJUDICATED,
    CONSENSUS,
    Key,
    Verdict,
    consensus_spans,
    counted,
    gold,
    gold_spans,
    outcomes,
    verdicts_of,
)
from store.text import dates, languages

MINE, ALL, ANNOTATOR = "mine", "all", "annotator:"
POLICIES = (MINE, ALL, f"{ANNOTATOR}NAME", f"{CONSENSUS}:K", ADJUDICATED)
"""``mine``, one annotator's or everybody's marks as they made them; ``consensus:K`` those that at
least K of the annotators who finished the article made alike; ``adjudicated`` what the verdicts of
a review made of them. Without a policy an article is adjudicated once it has a verdict, else mine.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to export. ``annotators`` None: everybody. Empty filters let everything through.

    ``numbers``: only these articles, by local number; None: any.
    ``reviewed``: take the adjudicated layer of articles that have one, and only those with
    ``only_reviewed``. ``consensus``: how many must have made a mark alike; 0: it does not matter.
    """

    annotators: frozenset[str] | None
    statuses: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    superseded: bool = False
    reviewed: bool = False
    only_reviewed: bool = False
    consensus: int = 0
    numbers: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """An article on its way out, with the status, article labels and marks that were chosen.

    ``verdicts``: what a review decided on ranges and labels of it. Marks are linked to whoever
    speaks for their entity.
    """

    article: Article
    status: str
    labels: tuple[str, ...]
    spans: tuple[Span, ...]
    verdicts: Mapping[Key, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """The names of the entities that the marks are linked to."""
    comments: tuple[Comment, ...] = ()
    """On the article and on these marks, oldest first."""

    @property
    def id(self) -> str:
        """What the article is called outside: the id it came with, else that of its text."""
        return self.article.external_id or self.article.id

    def remarks(self) -> list[tuple[int, int, str, str]]:
        """Comments on marks: start, end and label of the mark, and the words."""
        where = {span.id: (span.start, span.end, span.label) for span in self.spans}
        return [(*where[one.span], one.text) for one in self.comments if one.span in where]

    def verdict(self, span: Span) -> str:
        """What was decided on a mark; empty when nothing was."""
        return self.verdicts.get((span.start, span.end, span.label), "")


@dataclass(slots=True)
class LeftOut:
    """Articles that were not exported, by reason.

    ``unreviewed``: not adjudicated; ``few``: fewer have finished them than a consensus needs.
    ``others``: marks, of annotators who were not chosen. ``comments``: on marks that are not in the
    layer, nor became one that is.
    """

    superseded: int = 0
    status: int = 0
    textless: int = 0
    unreviewed: int = 0
    few: int = 0
    others: int = 0
    comments: int = 0


def choose(
    desk: Desk,
    layer: str,
    *,
    statuses: Sequence[str] = (),
    annotators: Sequence[str] = (),
    labels: Sequence[str] = (),
    superseded: bool = False,
    numbers: Iterable[int] | None = None,
) -> Choice:
    """Turn what was asked for into a choice.

    ``layer`` is one of `POLICIES`; empty means what a review made of an article where there was
    one, else my marks, or those of everybody named in ``annotators``. Labels go by id or name.

    Raises:
        ExportError: a policy, status, annotator or label that does not exist.
    """
    policy = layer or (ALL if annotators else MINE)
    present = set(desk.annotators())
    reviewed = policy == ADJUDICATED or not (layer or annotators)
    consensus = 0
    if policy == ADJUDICATED:
        if annotators:
            raise ExportError("--layer adjudicated is nobody's alone: leave --annotator out.")
        chosen = None
    elif policy.startswith(f"{CONSENSUS}:"):
        consensus = _hands(policy)
        chosen = None
    elif policy == ALL:
        chosen = None
    elif policy == MINE:
        if not desk.actor:
            raise ExportError("--layer mine needs a name: say who you are with --as NAME.")
        chosen = frozenset({desk.actor})
    elif policy.startswith(ANNOTATOR) and handle(policy.removeprefix(ANNOTATOR)):
        chosen = frozenset({_known(desk, policy.removeprefix(ANNOTATOR), present)})
    else:
        raise ExportError(f"There is no layer policy {policy!r}; there are {', '.join(POLICIES)}.")
    if annotators:
        named = frozenset(_known(desk, name, present) for name in annotators)
        chosen = named if chosen is None else chosen & named
    for status in statuses:
        if status not in STATUSES:
            raise ExportError(f"There is no status {status!r}; there are {', '.join(STATUSES)}.")
    return Choice(
        chosen,
        frozenset(statuses),
        label_ids(desk, labels),
        superseded,
        reviewed,
        policy == ADJUDICATED,
        consensus,
        None if numbers is None else frozenset(numbers),
    )


def _hands(policy: str) -> int:
    """The K of ``consensus:K``."""
    given = policy.partition(":")[2]
    if not (given.isascii() and given.isdigit() and int(given) > 0):
        raise ExportError(f"--layer {policy}: say how many must agree, as in consensus:2.")
    return int(given)


def _known(desk: Desk, name: str, present: set[str]) -> str:
    """The handle that somebody goes by, whichever of theirs was given."""
    who = desk.known_as(name)
    if who not in present:
        there = ", ".join(sorted(present)) or "nobody yet"
        raise ExportError(f"No annotator {name!r} has marked anything on this desk ({there}).")
    return who


def label_ids(desk: Desk, labels: Sequence[str]) -> frozenset[str]:
    """The ids of labels that are given by id or name.

    Raises:
        ExportError: the scheme never had one of them.
    """
    scheme = desk.labels(retired=True)
    by_name = {label.name.casefold(): label.id for label in scheme}
    by_name |= {label.id.casefold(): label.id for label in scheme}
    for label in labels:
        if label.casefold() not in by_name:
            there = ", ".join(one.id for one in scheme)
            raise ExportError(f"There is no label {label!r} on this desk ({there}).")
    return frozenset(by_name[label.casefold()] for label in labels)


def count(connection: sqlite3.Connection) -> int:
    """Articles on the desk, for a progress bar."""
    return int(connection.execute("SELECT count(*) FROM article").fetchone()[0])


_ARTICLES = f"SELECT {rows.ARTICLE} FROM article JOIN text ON text.n = article.n ORDER BY article.n"
# as they lie on the disk, article by article: sorting the few of each is cheaper than seeking them
_SPANS = f"SELECT {rows.SPAN}, n FROM span NOT INDEXED ORDER BY n"
_COMMENTS = (
    "SELECT id, text, annotator, created, span, resolved, n FROM comment ORDER BY n, created, id"
)
_LAYERS = "SELECT annotator, status, labels, spans, n FROM layer INDEXED BY layer_n ORDER BY n"


PASSED = 256
"""Articles between two calls that tell how many were passed."""


def walk(
    connection: sqlite3.Connection,
    choice: Choice,
    left: LeftOut,
    passed: Callable[[int], None] | None = None,
) -> Generator[Exported, None, None]:
    """Yield the chosen articles in the order they came to the desk.

    ``passed`` is told now and then how many were gone through, chosen or not.
    """
    spans = _Side(connection.execute(_SPANS))
    layers = _Side(connection.execute(_LAYERS))
    comments = _Side(connection.execute(_COMMENTS))
    speakers = Speakers(connection)
    decided = {n for (n,) in connection.execute("SELECT DISTINCT n FROM verdict")}
    for at, row in enumerate(connection.execute(_ARTICLES)):
        if passed is not None and at and not at % PASSED:
            passed(at)
        n = row[0]
        if choice.numbers is not None and n not in choice.numbers:
            continue
        marks, made, said = spans.of(n), layers.of(n), comments.of(n)
        marks.sort(key=rows.in_text)
        if row[3] is None:
            left.textless += 1
            continue
        if row[12] and not choice.superseded:
            left.superseded += 1
            continue
        verdicts = verdicts_of(connection, n) if n in decided else []
        became: Mapping[Key, Key] | None = None
        if choice.consensus:
            became = {}
            found = _consensus(choice, row[1], marks, made, speakers)
            left.few += found is None
        elif choice.reviewed and (verdicts or any(one[1] == "approved" for one in made)):
            found = _adjudicated(row[1], marks, made, verdicts)
            became = {verdict.mark: key for key, verdict in gold(verdicts).items()}
        elif choice.only_reviewed:
            found = None
            left.unreviewed += 1
        else:
            found = _own(choice, row[1], marks, made)
            left.others += len(marks) - len(found[2])
        if found is None:
            continue
        status, labels, chosen = found
        if choice.statuses and status not in choice.statuses:
            left.status += 1
            continue
        if choice.labels:
            chosen = [span for span in chosen if span.label in choice.labels]
        article = rows.article(row)
        remarks = [
            Comment(id_, article.id, text, who, at, span, bool(resolved))
            for id_, text, who, at, span, resolved, _ in said
        ]
        if remarks:
            remarks = list(_kept(remarks, marks, chosen, became))
            left.comments += len(said) - len(remarks)
        yield _exported(article, status, labels, chosen, verdicts, speakers, remarks)


def _kept(
    said: Sequence[Comment], marks: _Rows, chosen: Sequence[Span], became: Mapping[Key, Key] | None
) -> Iterator[Comment]:
    """The comments on the article and on chosen marks.

    A layer made of marks has marks of its own, and ``became`` says what a review made of one: what
    was said on a mark goes with that, or with the one of the same range and label.
    """
    there = {span.id for span in chosen}
    of = {(span.start, span.end, span.label): span.id for span in chosen}
    keys = {mark[0]: (mark[1], mark[2], mark[3]) for mark in marks}
    for one in said:
        if not one.span or one.span in there:
            yield one
        elif became is not None and one.span in keys:
            key = keys[one.span]
            if span := of.get(key) or of.get(became.get(key, key)):
                yield replace(one, span=span)


def mine(desk: Desk, article: Article) -> Exported:
    """One article with my marks, as an export of the layer ``mine`` has it."""
    connection, layer = desk.connection, desk.layer(article.id)
    spans, verdicts = desk.spans(article.id, desk.actor), verdicts_of(connection, article.n)
    speakers = Speakers(connection)
    return _exported(
        article, layer.status, layer.labels, spans, verdicts, speakers, desk.comments(article.id)
    )


def _exported(
    article: Article,
    status: str,
    labels: tuple[str, ...],
    spans: Sequence[Span],
    verdicts: Sequence[Verdict],
    speakers: Speakers,
    said: Sequence[Comment],
) -> Exported:
    # in the order of the text: a set would have another one in every process
    names = dict(speakers(span.entity) for span in spans if span.entity)
    linked = tuple(_spoken_for(spans, speakers))
    if said:
        there = {"", *(span.id for span in spans)}
        said = [comment for comment in said if comment.span in there]
    decided = outcomes(verdicts) if verdicts else {}
    return Exported(_settled(article), status, labels, linked, decided, names, tuple(said))


def _settled(article: Article) -> Article:
    """An article's metadata in the form in which it will be read back.

    Desks kept a date or a language once as it was typed. A date that cannot be read moves to
    ``meta``, as it does when a file brings one.
    """
    published, language = _date(article.published), _language(article.language)
    if (published, language) == (article.published, article.language):
        return article
    meta = dict(article.meta)
    for name, old, new in (
        ("published", article.published, published),
        ("language", article.language, language),
    ):
        if old and not new:
            meta[f"record.{name}" if name in meta else name] = old
    in_order = dict(sorted(meta.items()))  # as the journal writes it
    return replace(article, published=published, language=language, meta=in_order)


_date = lru_cache(maxsize=8192)(dates.read)
_language = lru_cache(maxsize=512)(languages.read)


_Rows = list[tuple[Any, ...]]
_Found = tuple[str, tuple[str, ...], list[Span]]
"""status, article labels and marks"""


def _own(choice: Choice, article_id: str, marks: _Rows, made: _Rows) -> _Found:
    """Marks as their annotators made them."""
    if choice.annotators is not None:
        marks = [mark for mark in marks if mark[4] in choice.annotators]
        made = [one for one in made if one[0] in choice.annotators]
    return _least(made), _labels(made), [rows.span(mark, article_id) for mark in marks]


def _adjudicated(article_id: str, marks: _Rows, made: _Rows, verdicts: Sequence[Verdict]) -> _Found:
    spans = gold_spans(article_id, verdicts, [rows.span(mark, article_id) for mark in marks])
    approved = [one for one in made if one[1] == "approved"]
    return _least(approved or made), _labels(approved or made), spans


def _consensus(
    choice: Choice, article_id: str, marks: _Rows, made: _Rows, speakers: Speakers
) -> _Found | None:
    """What enough of those who finished made alike; None when fewer than that finished."""
    spans = _spoken_for((rows.span(mark, article_id) for mark in marks), speakers)
    layers = [Layer(article_id, one[0], one[1], spans=one[3]) for one in made]
    who = set(counted(layers, spans))
    if choice.annotators is not None:
        who &= choice.annotators
    if len(who) < choice.consensus:
        return None
    spans = [span for span in spans if span.annotator in who]
    made = [one for one in made if one[0] in who]
    return _least(made), _labels(made), consensus_spans(article_id, spans, choice.consensus)


def _spoken_for(spans: Iterable[Span], speakers: Speakers) -> list[Span]:
    """Marks linked to whoever speaks for their entity: names that are one count as one."""
    return [
        replace(span, entity=speakers(span.entity)[0]) if span.entity else span for span in spans
    ]


def _least(made: _Rows) -> str:
    """The least advanced status."""
    return min((one[1] for one in made), key=STATUSES.index, default="new")


def _labels(made: _Rows) -> tuple[str, ...]:
    return tuple(sorted({label for one in made for label in json.loads(one[2])}))


class _Side:
    """Rows in the order of the articles, whose numbers are their last column, read along with those."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._groups = groupby(cursor, itemgetter(-1))
        self._waiting = next(self._groups, None)

    def of(self, n: int) -> list[tuple[Any, ...]]:
        """The rows of article ``n``; those of the articles before it are passed over."""
        while self._waiting is not None and self._waiting[0] < n:
            self._waiting = next(self._groups, None)
        if self._waiting is None or self._waiting[0] > n:
            return []
        found = list(self._waiting[1])
        self._waiting = next(self._groups, None)
        return found
