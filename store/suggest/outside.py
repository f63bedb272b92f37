"""Suggestions that come from elsewhere: a file of somebody's, or a pipeline of spaCy's.

They are kept beside the journal of this desk, article by article, and offered with the others.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.desk import Desk
from store.errors import DeskError, Refused
from store.model import Article, Label, Refusal
from store.names.gazetteer import COUNTRY_KINDS, countries
from store.suggest import cache
from store.suggest.values import SURE, Suggestion
from store.text.targets import kind_of

NO_SPACY = (
    "spaCy is not installed beside copydesk: pip install 'copydesk[spacy]', then a pipeline, for "
    "example: python -m spacy download en_core_web_sm."
)

_ASSUMED = 0.7
"""The probability of a suggestion that comes without one."""

_PIECE = 200
_KINDS = {"PERSON": "person", "PER": "person", "GPE": "country", "NORP": "country"}
"""What spaCy's labels are in kinds of ours; any other goes to the label of its own name."""

_Kept = tuple[int, int, str, float, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken: articles, suggestions in them, and the lines refused."""

    articles: int
    suggestions: int
    refused: tuple[Refusal, ...] = ()


def of(connection: sqlite3.Connection, article: Article) -> tuple[Suggestion, ...]:
    """What others suggest for an article, by start."""
    try:
        kept = json.loads(cache.kept(connection, cache.OUTSIDE + article.id) or "[]")
        found = [
            Suggestion(int(start), int(end), str(label), float(p), "outside", str(why), p >= SURE)
            for start, end, label, p, why in kept
        ]
    except (ValueError, TypeError):
        return ()
    size = len(article.text)
    return tuple(x for x in found if 0 <= x.start < x.end <= size and 0 <= x.probability <= 1)


def take_file(desk: Desk, lines: Iterable[str], file: str) -> Taken:
    """Take suggestions from JSON Lines: ``{"id", "spans": [{"start", "end", "label"}]}``.

    ``id`` is the article's, external or permanent; ``label`` one of the scheme, by id or name;
    ``probability`` and ``reason`` may stand beside it. They take the place of what was taken for
    the same article before. What cannot be used is refused by line, the rest is kept.

    Raises:
        DeskError: the desk could not be written.
    """
    names = _by_name(desk.labels())
    refused: list[Refusal] = []

    def read() -> Iterator[tuple[str, list[_Kept]]]:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield _line(desk, line, names, file)
            except (DeskError, ValueError, RecursionError) as error:
                refused.append(Refusal(file, f"line {number}", str(error).rstrip(".")))

    articles, suggestions = _keep(desk, read())
    return Taken(articles, suggestions, tuple(refused))


def _line(desk: Desk, line: str, names: Mapping[str, str], file: str) -> tuple[str, list[_Kept]]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(record, dict) or not isinstance(record.get("spans"), list):
        raise ValueError('it is no object with "id" and "spans"')
    article = desk.find_article(str(record.get("id", "")))
    return article.id, [_span(x, article, names, file) for x in record["spans"]]


def _span(value: Any, article: Article, names: Mapping[str, str], file: str) -> _Kept:
    if not isinstance(value, dict):
        raise ValueError("a span is no object")
    start, end, p = value.get("start"), value.get("end"), value.get("probability", _ASSUMED)
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(article.text):
        raise ValueError(f"a span from {start} to {end} does not fit its text")
    label = names.get(str(value.get("label")).casefold())
    if label is None:
        raise ValueError(f"the scheme has no label {value.get('label')} for spans")
    if isinstance(p, bool) or not isinstance(p, int | float) or not 0 <= p <= 1:
        raise ValueError(f"{p} is no probability from 0 to 1")
    words = value.get("text")
    if isinstance(words, str) and words != article.text[start:end]:
        raise ValueError(f"{start} to {end} is not {words[:40]!r} there")
    reason = value.get("reason")
    return start, end, label, float(p), str(reason)[:200] if reason else f"from {file}"


def take_pipeline(
    desk: Desk,
    pipeline: str,
    articles: Sequence[str],
    mapping: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
) -> Taken:
    """Take what a pipeline of spaCy (installed beside, by name or folder) finds in articles (ids).

    ``mapping`` gives the label of the scheme for a label of the pipeline's; others go to the label
    of the same name, persons and countries to the labels for these.

    Raises:
        Refused: spaCy is not installed, the pipeline is not, or a label is not in the scheme.
    """
    try:
        import spacy
    except ImportError as error:
        raise Refused(NO_SPACY) from error
    try:
        process = spacy.load(pipeline)
    except (OSError, ValueError, ImportError) as error:
        said = str(error).split("\n", 1)[0][:200]
        raise Refused(f"spaCy cannot load the pipeline {pipeline}: {said}") from error
    names = _by_name(desk.labels())
    for theirs, ours in mapping.items():
        if ours.casefold() not in names:
            raise Refused(f"The scheme has no label {ours} for spans ({theirs}={ours}).")
    kinds: dict[str, str] = {}
    for label in desk.labels():
        if label.scope == "span":
            kinds.setdefault(kind_of(label), label.id)

    def label_of(theirs: str, words: str) -> str | None:
        if theirs in mapping:
            return names[mapping[theirs].casefold()]
        if theirs.casefold() in names:
            return names[theirs.casefold()]
        kind = _KINDS.get(theirs, "")
        if kind == "country" and not countries().named(words, COUNTRY_KINDS):
            return None
        return kinds.get(kind)

    def read() -> Iterator[tuple[str, list[_Kept]]]:
        for done, article_id in enumerate(articles):
            if progress is not None:
                progress(done, len(articles))
            text = desk.article(article_id).text
            found: list[_Kept] = []
            for entity in process(text[: process.max_length]).ents:
                start, end = entity.start_char, entity.end_char
                label = label_of(entity.label_, text[start:end])
                if label is not None:
                    found.append((start, end, label, _ASSUMED, f"{pipeline}: {entity.label_}"))
            yield article_id, found

    return Taken(*_keep(desk, read()))


def forget(desk: Desk) -> None:
    """Offer nothing of what was taken from elsewhere any more.

    Raises:
        DeskError: the desk could not be written.
    """
    cache.drop(desk, cache.OUTSIDE)


def _keep(desk: Desk, found: Iterable[tuple[str, list[_Kept]]]) -> tuple[int, int]:
    articles = suggestions = 0
    rows: list[tuple[str, str, str]] = []
    for article_id, kept in found:
        articles += 1
        suggestions += len(kept)
        text = json.dumps(sorted(kept), ensure_ascii=False)
        rows.append((cache.OUTSIDE + article_id, "", text))
        if len(rows) == _PIECE:
            cache.keep(desk, rows)
            rows = []
    if rows:
        cache.keep(desk, rows)
    return articles, suggestions


def _by_name(labels: Iterable[Label]) -> dict[str, str]:
    """Labels for spans by their names and ids in small letters."""
    found: dict[str, str] = {}
    for label in labels:
        if label.scope == "span":
            found.setdefault(label.name.casefold(), label.id)
            found[label.id.casefold()] = label.id
    return found
