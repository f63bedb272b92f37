"""The agreement of a desk's annotators: over all, by pair, by label, by article.

Compared are articles that at least two annotators have handed in (`store.review.layers.counted`),
the text of which is here; everything else is counted as left out, with the reason.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from store.agreement import gamma, matching, nominal
from store.agreement.figures import Figure, undefined
from store.agreement.matching import Score, Unit
from store.agreement.nominal import Value
from store.agreement.unitizing import Unitizing
from store.desk import Desk
from store.errors import Refused
from store.review.reading import handed_in, spans_of, worked_on
from store.text.tokens import words

Progress = Callable[[int, int], None]

DEFINITIONS = {
    "exact": "precision, recall and F1 of marks with the same range and label",
    "overlap": "the same for marks with the same label that share a character, paired one to one",
    "kappa": "Cohen's kappa on tokens, a token's value being all labels on it; for several pairs "
    "their mean",
    "alpha": "Krippendorff's alpha (nominal) on tokens",
    "u_alpha": "Krippendorff's unitizing alpha (2016) on characters; of one annotator's "
    "overlapping marks the longest",
    "gamma": "gamma (Mathet 2015) of each pair on each article, pooled by number of marks",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One article as its annotators have it."""

    article: str
    title: str
    length: int
    units: Mapping[str, Sequence[Unit]]
    values: Mapping[str, Sequence[Value]]

    @classmethod
    def of(cls, article: str, title: str, text: str, units: Mapping[str, Sequence[Unit]]) -> Sample:
        tokens = words(text)
        values = {who: nominal.token_values(tokens, marks) for who, marks in units.items()}
        return cls(article, title, len(text), units, values)


@dataclass(frozen=True, slots=True)
class Measures:
    """All figures over some articles and annotators. ``gamma`` None: not asked for."""

    exact: Score
    overlap: Score
    kappa: Figure
    alpha: Figure
    u_alpha: Figure
    gamma: Figure | None = None

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "exact": self.exact.to_json(),
            "overlap": self.overlap.to_json(),
            "kappa": self.kappa.to_json(),
            "alpha": self.alpha.to_json(),
            "u_alpha": self.u_alpha.to_json(),
        }
        if self.gamma is not None:
            found["gamma"] = self.gamma.to_json()
        return found


@dataclass(frozen=True, slots=True)
class Pair:
    """Two annotators (in order of name) over the articles that both have handed in."""

    first: str
    second: str
    articles: int
    all: Measures
    labels: Mapping[str, Measures]


@dataclass(frozen=True, slots=True)
class Report:
    """``left_out`` counts articles and layers that are not in it, by reason."""

    articles: int
    annotators: tuple[str, ...]
    overall: Measures
    labels: Mapping[str, Measures]
    pairs: tuple[Pair, ...]
    by_article: tuple[tuple[str, str, Measures], ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The object ``copydesk agreement --json`` prints; undefined figures are null."""
        return {
            "articles": self.articles,
            "annotators": list(self.annotators),
            "left_out": dict(self.left_out),
            "overall": self.overall.to_json(),
            "labels": {label: one.to_json() for label, one in self.labels.items()},
            "pairs": [
                {
                    "first": pair.first,
                    "second": pair.second,
                    "articles": pair.articles,
                    "overall": pair.all.to_json(),
                    "labels": {label: one.to_json() for label, one in pair.labels.items()},
                }
                for pair in self.pairs
            ],
            "by_article": [
                {"id": article, "title": title, **measures.to_json()}
                for article, title, measures in self.by_article
            ],
            "definitions": DEFINITIONS,
        }


class _Tally:
    """Counts for one scope, over all labels and for each."""

    def __init__(self) -> None:
        self.articles = 0
        self._exact: dict[str, Score] = defaultdict(Score)
        self._overlap: dict[str, Score] = defaultdict(Score)
        self._tables: dict[tuple[str, str], Counter[tuple[Value, ...]]] = defaultdict(Counter)
        self._values: Counter[tuple[Value, ...]] = Counter()
        self._unitizing = Unitizing()
        self._by_label: dict[str, Unitizing] = {}
        self._lengths: list[tuple[int, tuple[str, ...]]] = []
        self._disorders: list[gamma.Disorder] = []

    def add(self, sample: Sample, people: Sequence[str], samples: int = 0) -> None:
        units = {who: sample.units[who] for who in people}
        self.articles += 1
        for a, b in combinations(people, 2):
            for label, score in matching.exact(units[a], units[b]).items():
                self._exact[label] += score
            for label, score in matching.overlap(units[a], units[b]).items():
                self._overlap[label] += score
            self._tables[a, b].update(zip(sample.values[a], sample.values[b], strict=True))
            if samples:
                found = gamma.disorders(units[a], units[b], sample.length, samples)
                self._disorders += [found] if found else []
        self._values.update(
            tuple(sorted(values))
            for values in zip(*(sample.values[who] for who in people), strict=True)
        )
        self._unitizing.add(sample.length, units)
        self._count_labels(sample.length, units)

    def _count_labels(self, length: int, units: Mapping[str, Sequence[Unit]]) -> None:
        here = {unit[2] for marks in units.values() for unit in marks}
        nothing: dict[str, list[Unit]] = {who: [] for who in units}
        for label in sorted(here - self._by_label.keys()):
            self._by_label[label] = Unitizing()
            for before, people in self._lengths:  # articles read before the label appeared
                self._by_label[label].add(before, {who: [] for who in people})
        self._lengths.append((length, tuple(units)))
        for label, gathered in self._by_label.items():
            gathered.add(
                length,
                {who: [u for u in marks if u[2] == label] for who, marks in units.items()}
                if label in here
                else nothing,
            )

    @property
    def labels(self) -> list[str]:
        return sorted(self._by_label)

    def measures(self, *, with_gamma: bool = False) -> Measures:
        return Measures(
            matching.total(self._exact.values()),
            matching.total(self._overlap.values()),
            _mean(nominal.cohen_kappa(table) for table in self._tables.values()),
            nominal.krippendorff_alpha(self._values),
            self._unitizing.figure(),
            _pooled(self._disorders) if with_gamma else None,
        )

    def of_label(self, label: str) -> Measures:
        return Measures(
            self._exact[label],
            self._overlap[label],
            _mean(
                nominal.cohen_kappa(nominal.of_label(table, label))
                for table in self._tables.values()
            ),
            nominal.krippendorff_alpha(nominal.of_label(self._values, label)),
            self._by_label[label].figure(),
        )

    def by_label(self) -> dict[str, Measures]:
        return {label: self.of_label(label) for label in self.labels}


def _mean(figures: Iterable[Figure]) -> Figure:
    """The mean over pairs (Light 1971), of those that are defined."""
    figures = list(figures)
    defined = [one for one in figures if one.value is not None]
    if len(figures) == 1:
        return figures[0]
    if not defined:
        return undefined(figures[0].reason if figures else "no two have read the same article")
    return Figure(
        sum(one.value for one in defined if one.value is not None) / len(defined),
        "",
        {
            "pairs": len(defined),
            "pairs_left_out": len(figures) - len(defined),
            "tokens": sum(one.counted.get("tokens", 0) for one in defined),
        },
    )


def _pooled(disorders: Sequence[gamma.Disorder]) -> Figure:
    if not disorders:
        return undefined("nobody marked anything")
    expected = sum(one.expected * one.weight for one in disorders)
    if not expected:
        return undefined("chance alone would agree fully", alignments=len(disorders))
    observed = sum(one.observed * one.weight for one in disorders)
    return Figure(1 - observed / expected, "", {"alignments": len(disorders)})


def measure(samples: Iterable[Sample], *, gamma_samples: int = 0) -> Report:
    """The figures of articles that are given with two or more annotators each.

    ``gamma_samples``: random alignments drawn for gamma's expectation; 0 leaves gamma out.
    """
    overall = _Tally()
    pairs: dict[tuple[str, str], _Tally] = defaultdict(_Tally)
    articles = []
    asked = bool(gamma_samples)
    for sample in samples:
        people = sorted(sample.units)
        one = _Tally()
        one.add(sample, people, gamma_samples)
        articles.append((sample.article, sample.title, one.measures(with_gamma=asked)))
        overall.add(sample, people)
        overall._disorders += one._disorders
        for a, b in combinations(people, 2):
            # with two annotators the article's alignment is the pair's
            again = 0 if len(people) == 2 else gamma_samples
            pairs[a, b].add(sample, [a, b], again)
            if len(people) == 2:
                pairs[a, b]._disorders += one._disorders
    return Report(
        articles=len(articles),
        annotators=tuple(sorted({name for pair in pairs for name in pair})),
        overall=overall.measures(with_gamma=asked),
        labels=overall.by_label(),
        pairs=tuple(
            Pair(a, b, tally.articles, tally.measures(with_gamma=asked), tally.by_label())
            for (a, b), tally in sorted(pairs.items())
        ),
        by_article=tuple(articles),
    )


def agreement(
    desk: Desk,
    *,
    annotators: Collection[str] = (),
    gamma_samples: int = 0,
    progress: Progress | None = None,
    connection: sqlite3.Connection | None = None,
) -> Report:
    """The agreement of a desk's annotators, or of those named.

    ``connection``: one of `Desk.reader`, to work in another thread.

    Raises:
        Refused: a named annotator has done nothing on this desk.
    """
    wanted = {desk.known_as(name) for name in annotators}
    missing = sorted(wanted - set(desk.annotators())) if wanted else []
    if missing:
        raise Refused(f"{', '.join(missing)}: nobody of that name has marked anything here.")
    read = desk.connection if connection is None else connection
    left: Counter[str] = Counter(
        articles_of_one_annotator=0, articles_without_text=0, layers_unfinished=0
    )

    def samples() -> Iterable[Sample]:
        total = read.execute("SELECT count(*) FROM layer").fetchone()[0] if progress else 0
        done = 0
        for article in worked_on(read):
            done += len(article.layers)
            if progress is not None:
                progress(done, total)
            layers = [one for one in article.layers if not wanted or one[0] in wanted]
            who = handed_in(read, article.n, layers)
            left["layers_unfinished"] += sum(
                1 for name, _, marks in layers if marks and name not in who
            )
            if len(who) < 2:
                left["articles_of_one_annotator"] += len(who)
                continue
            if not article.here:
                left["articles_without_text"] += 1
                continue
            text, title = read.execute(
                "SELECT body, title FROM text JOIN article ON article.n = text.n WHERE text.n = ?",
                (article.n,),
            ).fetchone()
            units: dict[str, list[Unit]] = {name: [] for name in who}
            for span in spans_of(read, article.n, article.id):
                if span.annotator in units:
                    units[span.annotator].append((span.start, span.end, span.label))
            yield Sample.of(article.id, title, text, units)

    found = measure(samples(), gamma_samples=gamma_samples)
    return Report(
        found.articles,
        found.annotators,
        found.overall,
        found.labels,
        found.pairs,
        found.by_article,
        dict(left),
    )
