"""Desks of finished articles, for the benches of learning: real news, marked as what ships suggests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from store.desk import Desk
from store.intake import Intake
from store.model import Article, RawSpan, Record
from store.suggest.engine import Engine
from store.suggest.values import Settings
from tests.bench.run import ROOT

FOLDER = ROOT.parent / "shared/data/news"
SHIPS = Settings(parts=frozenset({"built-in", "rule", "same"}))


def texts() -> list[tuple[str, str]]:
    """The records of the shared folder: text and language, the shortest and longest left out."""
    found = []
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            text = record.get("text") or f"{record.get('title', '')}\n\n{record.get('body', '')}"
            if 300 < len(text) < 20_000:
                found.append((text, str(record.get("language") or "")))
    return found


def records(desk: Desk, wanted: int) -> Iterator[Record]:
    """So many finished articles; where there are no more texts, the same with another head."""
    engine = Engine(SHIPS)
    labels = desk.labels()
    found = texts()
    made: list[tuple[str, str, tuple[RawSpan, ...]]] = []
    for text, language in islice(found, wanted):
        article = Article(1, "00" * 16, "", text, language=language)
        prepared = engine.prepare(desk.connection, article, labels, desk.actor)
        spans = tuple(
            RawSpan(one.start, one.end, one.label)
            for one in engine.offer(prepared, (), frozenset())
            if one.sure
        )
        made.append((text, language, spans))
    for number in islice(count(), wanted):
        text, language, spans = made[number % len(made)]
        if number >= len(made):
            head = f"{number}.\n\n"
            text = head + text
            spans = tuple(
                RawSpan(one.start + len(head), one.end + len(head), one.label) for one in spans
            )
        yield Record(text=text, title=text[:60], language=language, spans=spans, status="done")


def desk_of(path: Path, wanted: int, more: int = 0) -> list[str]:
    """Make a desk with so many finished articles and ``more`` that wait; gives the ids of those."""
    with Desk.create(path, actor="bench") as desk:
        with Intake(desk, annotator="bench") as intake:
            for record in records(desk, wanted):
                intake.add(record)
            waiting = [
                intake.add(Record(text=f"Once more.\n\n{text}", title=text[:60], language=language))
                for text, language in texts()[:more]
            ]
        return [one.article_id for one in waiting]
