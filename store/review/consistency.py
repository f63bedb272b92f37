"""Is one annotator's work the same throughout? Findings, each mended everywhere by one action.

Read are the articles the annotator has begun or finished; what is not read is not forgotten.
Texts are compared word for word as written, white space and punctuation between words aside.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from store.annotations import change, tag_many
from store.desk import Desk
from store.errors import Refused
from store.journal.operations import edge_hash
from store.model import Action
from store.text.targets import kind_of
from store.text.tokens import words

LABELS, UNTAGGED, SURNAME = "labels differ", "tagged elsewhere", "surname untagged"
MISSED, WRONG = "likely missed", "likely wrong"
"""What a second look finds (`store.suggest.second_look`)."""

KINDS = (LABELS, UNTAGGED, SURNAME, MISSED, WRONG)

_DISMISSED = "consistency.dismissed."
_ARTICLES = (
    "SELECT l.n, a.id, t.body FROM layer l JOIN article a ON a.n = l.n JOIN text t ON t.n = l.n "
    "WHERE l.annotator = ? AND l.status NOT IN ('new', 'skipped') AND a.superseded_by = '' "
    "AND t.body IS NOT NULL ORDER BY l.n"
)
_SPANS = 'SELECT id, start, "end", label FROM span WHERE n = ? AND annotator = ? ORDER BY start, id'

Words = tuple[str, ...]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where to mend: the range (code points) that shall be marked. ``span`` is the mark that stands
    there now, empty where none is, and ``label`` its label."""

    article: str
    start: int
    end: int
    label: str = ""
    span: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """``text`` is what is written at the places that are not as the rest; ``label`` what most of
    the rest has ("": no mark), ``counts`` how often each label is on that text, ``places`` what
    would change; ``probability``, where it is a guess, that an editor would have it so."""

    kind: str
    text: str
    label: str
    counts: tuple[tuple[str, int], ...]
    places: tuple[Place, ...]
    probability: float = 1.0

    @property
    def id(self) -> str:
        """The same as long as it is about the same thing, wherever that stands."""
        return edge_hash(self.kind, self.text, self.label)


@dataclass(slots=True)
class _Read:
    """An article with its words and the annotator's marks."""

    article: str
    text: str
    tokens: list[tuple[int, int]]
    marks: list[tuple[str, int, int, str]]
    covered: bytearray

    def taken(self, start: int, end: int) -> bool:
        """Whether a mark touches the range."""
        return self.covered.find(1, start, end) >= 0


def findings(
    desk: Desk,
    annotator: str = "",
    *,
    progress: Progress | None = None,
    connection: sqlite3.Connection | None = None,
) -> list[Finding]:
    """What is not the same throughout in one annotator's layer (default: mine), the most frequent
    first within each kind; dismissed findings are left out.

    ``connection``: one of `Desk.reader`, to look in another thread.
    """
    who = desk.known_as(annotator) or desk.actor
    read = desk.connection if connection is None else connection
    order = {label.id: place for place, label in enumerate(desk.labels(retired=True))}
    persons = {label.id for label in desk.labels(retired=True) if kind_of(label) == "person"}
    tagged: dict[Words, list[Place]] = defaultdict(list)
    total = 0
    for one in _reading(read, who):
        total += 1
        for span, start, end, label in one.marks:
            tagged[_words(one.text, start, end)].append(Place(one.article, start, end, label, span))
    tagged.pop((), None)
    best = {key: _most(places, order) for key, places in tagged.items()}
    untagged: dict[Words, list[Place]] = defaultdict(list)
    surnames: dict[tuple[Words, str], list[Place]] = defaultdict(list)
    begins: dict[str, list[Words]] = defaultdict(list)
    for key in sorted(tagged, key=len, reverse=True):
        begins[key[0]].append(key)
    for done, one in enumerate(_reading(read, who), 1):
        if progress is not None:
            progress(done, total)
        seen: set[tuple[int, int]] = set()
        for key, start, end in _occurrences(one, begins):
            seen.add((start, end))
            untagged[key].append(Place(one.article, start, end))
        for key, label, start, end in _surnames(one, persons, begins):
            if (start, end) not in seen:
                surnames[key, label].append(Place(one.article, start, end))
    found = [*_differing(tagged, best)]
    for key, places in untagged.items():
        counts = tuple(Counter(x.label for x in tagged[key]).most_common())
        found.append(Finding(UNTAGGED, " ".join(key), best[key], counts, tuple(places)))
    for (key, label), places in surnames.items():
        found.append(Finding(SURNAME, " ".join(key), label, (), tuple(places)))
    found = [one for one in found if not is_dismissed(desk, one)]
    return sorted(
        found,
        key=lambda x: (KINDS.index(x.kind), -sum(n for _, n in x.counts), -len(x.places), x.text),
    )


def mend(desk: Desk, finding: Finding, places: Collection[Place] | None = None) -> Action:
    """Make the places (default: all) as the rest, in my layer, as one action.

    Raises:
        Refused: nothing is chosen, or a mark is somebody else's or gone.
    """
    chosen = [place for place in finding.places if places is None or place in places]
    if not chosen:
        raise Refused("No place is chosen; nothing was changed.")
    if finding.kind in (LABELS, WRONG):
        for place in chosen:
            span = desk.span(place.span)
            if span is None or span.annotator != desk.actor:
                raise Refused("A mark has changed since this was found; look again.")
        to = finding.label
        change(desk, {x.span: (x.start, x.end, to) if to else None for x in chosen})
    else:
        tag_many(
            desk,
            [(place.article, place.start, place.end, finding.label) for place in chosen],
            origin="propagated",
        )
    done = desk.peek_undo()
    if done is None:
        raise Refused("Nothing was changed.")
    return done


def dismiss(desk: Desk, finding: Finding, on: bool = True) -> None:
    """Do not show a finding again on this desk: it is as it should be. Show it again (not ``on``)."""
    desk.remember(_DISMISSED + finding.id, "1" if on else "")


def is_dismissed(desk: Desk, finding: Finding) -> bool:
    """Whether somebody said on this desk that it is as it should be."""
    return desk.recall(_DISMISSED + finding.id) == "1"


def _reading(read: sqlite3.Connection, who: str) -> Iterator[_Read]:
    for n, article, text in read.execute(_ARTICLES, (who,)):
        marks = [tuple(row) for row in read.execute(_SPANS, (n, who))]
        covered = bytearray(len(text))
        for _, start, end, _ in marks:
            covered[start:end] = b"\x01" * (end - start)
        yield _Read(article, text, words(text), marks, covered)


def _words(text: str, start: int, end: int) -> Words:
    return tuple(text[s:e] for s, e in words(text, start, end))


def _most(places: list[Place], order: dict[str, int]) -> str:
    """The label most places have; of equals the first of the scheme."""
    counts = Counter(place.label for place in places)
    return min(counts, key=lambda label: (-counts[label], order.get(label, len(order)), label))


def _differing(tagged: dict[Words, list[Place]], best: dict[Words, str]) -> Iterator[Finding]:
    for key, places in tagged.items():
        counts = Counter(place.label for place in places)
        if len(counts) < 2:
            continue
        # two labels on one range are meant: neither of them is a slip
        both = Counter((place.article, place.start, place.end) for place in places)
        slips = tuple(
            place
            for place in places
            if place.label != best[key] and both[place.article, place.start, place.end] == 1
        )
        if slips:
            counted = tuple(counts.most_common())
            yield Finding(LABELS, " ".join(key), best[key], counted, slips)


def _occurrences(one: _Read, begins: dict[str, list[Words]]) -> Iterator[tuple[Words, int, int]]:
    """Known texts, the longest at each place, where the annotator has no mark at all."""
    spelled = [one.text[s:e] for s, e in one.tokens]
    place = 0
    while place < len(spelled):
        step = 1
        for key in begins.get(spelled[place], ()):
            if tuple(spelled[place : place + len(key)]) == key:
                start, end = one.tokens[place][0], one.tokens[place + len(key) - 1][1]
                if not one.taken(start, end):
                    yield key, start, end
                step = len(key)
                break
        place += step


def _surnames(
    one: _Read, persons: set[str], begins: dict[str, list[Words]]
) -> Iterator[tuple[Words, str, int, int]]:
    """Last words of persons' full names that stand alone and unmarked in the same article."""
    wanted: dict[str, str] = {}
    for _, start, end, label in one.marks:
        if label not in persons:
            continue
        spelled = _words(one.text, start, end)
        last = spelled[-1] if len(spelled) > 1 else ""
        # a single character is a word of its own in Chinese and Japanese, where surnames lead
        if len(last) > 1 and not last[0].islower():
            wanted.setdefault(last, label)
    if not wanted:
        return
    for start, end in one.tokens:
        last = one.text[start:end]
        if last in wanted and not one.taken(start, end) and (last,) not in begins.get(last, ()):
            yield (last,), wanted[last], start, end
