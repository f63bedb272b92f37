"""An article as it is read back from a written file, and as it should be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from store.export.format import Format
from store.export.layers import Exported


class Mark(NamedTuple):
    """A span as it is read back; what a format cannot hold is empty.

    ``words``: the marked words; of a format without them the letters alone, blanks left out.
    ``history``: origin, confirmed, created, id and meta, in this order.
    """

    start: int
    end: int
    label: str
    words: str = ""
    annotator: str = ""
    entity: str = ""
    entity_name: str = ""
    verdict: str = ""
    history: tuple[Any, ...] = ()


_history = attrgetter("origin", "confirmed", "created", "id", "meta")


@dataclass(slots=True)
class Back:
    """An article as it is read back; what a format cannot hold is empty.

    ``facts``: title, published, source, url, language, status, meta. ``comments``: start, end and
    label of the span and the words.
    """

    id: str
    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    comments: list[tuple[int, int, str, str]] = field(default_factory=list)

    def settle(self) -> None:
        """Put the marks in order: it means nothing."""
        self.marks.sort(key=_order)
        self.comments.sort()


def _order(mark: Mark) -> tuple[Any, ...]:
    return (*mark[:8], mark.history[:4])


def facts_of(exported: Exported, holds: Collection[str] = ("metadata", "meta")) -> dict[str, Any]:
    """What is known of an article besides its text, as most formats write it."""
    article = exported.article
    facts: dict[str, Any] = {}
    if "metadata" in holds:
        facts = {
            "title": article.title,
            "published": article.published,
            "source": article.source,
            "url": article.url,
            "language": article.language,
            "status": exported.status,
        }
    if "meta" in holds:
        facts["meta"] = dict(article.meta)
    return facts


def expected(exported: Exported, form: Format) -> Back:
    """What a format that holds what it says must give back of an article (see `fit`)."""
    holds = form.holds
    text = exported.article.text
    whole = "text" in holds or "words" in holds
    owners, linked = "annotators" in holds, "links" in holds
    judged, history = "verdicts" in holds, "history" in holds
    names = exported.names
    if form.one_line:
        names = {entity: one_line(name) for entity, name in names.items()}
    judged = judged and bool(exported.verdicts)
    words = [text[span.start : span.end] for span in exported.spans]
    marks = [
        Mark(
            span.start,
            span.end,
            span.label,
            marked if whole else "".join(marked.split()),
            span.annotator if owners else "",
            span.entity if linked else "",
            names.get(span.entity, "") if linked else "",
            exported.verdict(span) if judged else "",
            _history(span) if history else (),
        )
        for span, marked in zip(exported.spans, words, strict=True)
    ]
    found = Back(
        id=exported.id,
        text=text if "text" in holds else "",
        marks=marks,
        labels=sorted(exported.labels) if "labels" in holds else [],
        facts=facts_of(exported, holds),
        comments=_remarks(exported, form) if "comments" in holds else [],
    )
    return _fit_to_write(found, re.compile(form.chars)) if form.chars else found


def _remarks(exported: Exported, form: Format) -> list[tuple[int, int, str, str]]:
    found = exported.remarks()
    if form.one_line:
        return [(start, end, label, one_line(said)) for start, end, label, said in found]
    return found


def one_line(text: str) -> str:
    """The text with blanks for line ends and tabs."""
    return _BREAKS.sub(" ", text)


_BREAKS = re.compile("[\t-\r\x1c-\x1e\x85\u2028\u2029]+")


def _fit_to_write(back: Back, never: re.Pattern[str]) -> Back:
    """With characters that the format cannot hold as U+FFFD. Labels are written as the format can
    (`Format.label_chars`) and known by it."""

    def kept(value: Any) -> Any:
        if isinstance(value, str):
            return never.sub("\ufffd", value)
        if isinstance(value, (list, tuple)):
            return type(value)(kept(inner) for inner in value)
        return value  # other facts are written as JSON, which has an escape for everything

    return Back(
        kept(back.id),
        kept(back.text),
        [Mark(*map(kept, mark))._replace(label=mark.label) for mark in back.marks],
        back.labels,
        {name: kept(value) for name, value in back.facts.items()},
        [(start, end, label, kept(said)) for start, end, label, said in back.comments],
    )


def difference(wanted: Back, found: Back) -> str:
    """In what an article does not read back as it should; "" when it does."""
    if wanted == found:
        return ""
    wanted.settle()
    found.settle()
    if wanted == found:
        return ""
    for name in ("id", "text", "labels", "facts", "comments"):
        if (want := getattr(wanted, name)) != (got := getattr(found, name)):
            return f"its {name} should be {_short(want)} and is {_short(got)}"
    missing = _only(wanted.marks, found.marks)
    more = _only(found.marks, wanted.marks)
    return f"of its spans {_short(missing)} should be there and {_short(more)} is"


def _only(these: Iterable[Mark], those: Iterable[Mark]) -> list[tuple[Any, ...]]:
    there = list(those)
    return [tuple(mark) for mark in these if mark not in there]


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 120 else shown[:117] + "..."
