"""A desk with articles to suggest in, and somebody who marks them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from store import annotations, articles, scheme
from store.desk import Desk
from store.intake import Intake
from store.model import Label, Record, Span
from store.suggest import deciding
from store.suggest.engine import Engine
from store.suggest.values import Settings, Suggestion

NO_MODEL = Settings(parts=frozenset({"known", "built-in", "rule", "same"}))
"""Everything but the model, which takes a while to learn."""

TAGS = [
    Label("PER", "PER", key="p"),
    Label("LOC", "LOC", key="l"),
    Label("ORG", "ORG", key="o"),
    Label("MISC", "MISC", key="m"),
]


def fill(desk: Desk, *texts: str) -> list[str]:
    """Take texts in; gives the articles' ids."""
    with Intake(desk) as intake:
        return [intake.add(Record(text=text, title=text[:40])).article_id for text in texts]


def use(desk: Desk, labels: Sequence[Label]) -> None:
    """Give the desk these labels and no others."""
    scheme.apply(desk, labels)


def at(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    """Where words stand in a text, for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def tag(desk: Desk, article: str, words: str, label: str, nth: int = 0) -> Span:
    """Mark words of an article."""
    return annotations.tag(desk, article, *at(desk.article(article).text, words, nth), label)


def finish(desk: Desk, article: str, marks: Iterable[tuple[str, str]] = ()) -> None:
    """Mark the first place of some words with labels, and hand the article in."""
    for words, label in marks:
        tag(desk, article, words, label)
    articles.set_status(desk, [article], "done")


def offered(
    desk: Desk, article: str, engine: Engine | None = None, *, unlikely: bool = False
) -> tuple[Suggestion, ...]:
    """What is suggested in an article as it stands."""
    engine = engine or Engine(NO_MODEL)
    prepared = engine.prepare(desk.connection, desk.article(article), desk.labels(), desk.actor)
    marks, rejected = desk.spans(article, desk.actor), deciding.rejected(desk, article)
    return engine.offer(prepared, marks, rejected, unlikely=unlikely)


def told(
    desk: Desk, article: str, engine: Engine | None = None, *, sure: bool = True
) -> list[tuple[str, str]]:
    """The words and labels of what is suggested surely (or all the same), in order."""
    text = desk.article(article).text
    return [
        (text[one.start : one.end], one.label)
        for one in offered(desk, article, engine)
        if one.sure or not sure
    ]
