"""A desk with names that are likely one, tagged one after the other."""

from __future__ import annotations

from pathlib import Path

from store import annotations
from store.desk import Desk
from store.intake import Intake
from store.model import Record, Span

NAMES = {
    "a": "Vladimir Viktorovich Pavlenko",
    "b": "Volodymyr Viktorovych Pavlenko",
    "c": "V. Pavlenko",
    "d": "Ingrid Solberg",
    "e": "Hossein Pour Naghshband",
    "f": "Hussain Pournaghshband",
    "g": "Mushtaq Talib Al-Rawi",
}
"""Names by the article they stand in: a to c are likely one, e and f too."""


def put(desk: Desk, article: str, text: str, source: str = "IRNA", day: str = "2024-05-01") -> str:
    """Take in an article; gives its id."""
    with Intake(desk) as intake:
        record = Record(text=text, title=article, external_id=article, source=source, published=day)
        return intake.add(record).article_id


def mark(desk: Desk, article: str, words: str, label: str = "official") -> Span:
    """Tag words where they stand first."""
    found = desk.find_article(article)
    start = found.text.index(words)
    return annotations.tag(desk, found.id, start, start + len(words), label)


def named(path: Path, names: dict[str, str] = NAMES) -> Desk:
    """A desk with an article and a mark for each name."""
    desk = Desk.create(path, actor="mina")
    for at, (article, name) in enumerate(names.items()):
        source = ("IRNA", "BBC")[at % 2]
        put(
            desk,
            article,
            f"On Monday {name} met envoys. Nothing else.",
            source,
            f"2024-05-0{at + 1}",
        )
        mark(desk, article, name)
    return desk
