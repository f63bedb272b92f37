"""A corrected version is proposed in the reader and decided with keys."""

from __future__ import annotations

from store import annotations as marks
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from tests.tui.reading import Reading, reading

OLD = "Talks in Oslo\n\nMinister Laleh Sadr met Ingrid Solberg on Monday. Kenya was not named."
NEW = "Talks in Oslo\n\nMinister Laleh Sadr met Ingrid Solberg on Tuesday, her office said."


def corrected(desk: Desk) -> tuple[str, str]:
    with Intake(desk) as intake:
        old, new = (
            intake.add(Record(text=text, title="Talks in Oslo", external_id="7", source="Gazette"))
            for text in (OLD, NEW)
        )
    for words in ("Laleh Sadr", "Kenya"):
        start = OLD.index(words)
        marks.tag(desk, old.article_id, start, start + len(words), "official")
    return old.article_id, new.article_id


def head(r: Reading) -> str:
    """The row over the article."""
    return r.reader.header.render_line(0).text


async def test_accepting_carries_the_tags_and_names_what_was_lost(desk: Desk) -> None:
    old, new = corrected(desk)
    async with reading(desk, ids=[new]) as r:
        assert "= corrects an older one" in head(r)
        await r.press("=", "y")
        assert r.marks() == [("Laleh Sadr", "official")]
        assert desk.article(old).superseded_by == new
        assert r.message == "1 tag carried over. Not found again: “Kenya”"
        assert "corrects an older one" not in head(r)
        await r.press("u", "y")
        assert desk.article(old).superseded_by == ""
        assert "corrects an older one" in head(r)


async def test_declining_keeps_both_for_good(desk: Desk) -> None:
    old, new = corrected(desk)
    async with reading(desk, ids=[new]) as r:
        await r.press("=", "n")
        assert desk.article(old).superseded_by == ""
        assert "corrects" not in head(r)
        await r.press("=")
        assert "not proposed" in r.message
