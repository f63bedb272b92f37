"""Suggestions in the reader: shown without moving anything, and decided about only once seen."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import annotations as marks
from store import articles
from store.desk import Desk
from store.model import Article
from store.review.layers import blinds
from store.suggest.values import Settings
from tests.tui.planned import LONG, TALKS, Found, Planned, suggesting
from tests.tui.reading import reading
from tui.config import load
from tui.screens.suggestions import SuggestionsDialog
from tui.suggesting import stretches


async def test_suggestions_show_without_moving_the_text(desk: Desk) -> None:
    async with reading(desk, TALKS, size=(120, 24)) as plain:
        before = plain.rows()
    async with suggesting(desk) as r:
        assert r.offers() == ["Norway", "Kenya", "Oman", "Kenya", "visas with", "Ingrid", "Norway"]
        assert "0 tags · 7 suggested" in r.header()
        after = r.rows()
        for old, new in zip(before, after, strict=True):
            letters = [(x, y) for x, y in zip(old, new, strict=True) if x != y]
            assert all(x == " " and y in "┊ᶜᵒᵃ" for x, y in letters), (old, new)
        assert "┊Norwayᶜand┊Kenyaᶜmet." in "\n".join(after)
        assert "Country ᶜ +5" in "\n".join(r.reader.panel.lines())


async def test_enter_accepts_and_goes_to_the_next(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.press("tab")
        assert "Norway · country? · tagged 95% of times · enter takes it" in r.told()
        await r.press("enter", "enter")
        assert r.marks() == [("Norway", "country"), ("Kenya", "country")]
        span = r.saved()[0]
        assert (span.origin, span.entity) == ("suggestion", "country:NO")
        assert span.meta["suggested"]["part"] == "known"
        assert r.here().startswith("Oman")
        assert "2 tags · 5 suggested" in r.header()


async def test_what_is_rejected_comes_back_with_undo(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.press("tab", "tab", "x")
        assert "Rejected Country “Kenya”." in r.message
        assert r.here().startswith("Oman")
        assert r.offers()[:2] == ["Norway", "Oman"]
        assert r.marks() == []
        await r.press("u")
        assert r.here().startswith("Kenya met")
        assert r.offers()[:2] == ["Norway", "Kenya"]
        await r.press("ctrl+r")
        assert r.offers()[:2] == ["Norway", "Oman"]


async def test_a_tag_that_was_suggested_is_not_suggested_again_when_it_is_removed(
    desk: Desk,
) -> None:
    async with suggesting(desk) as r:
        await r.press("A", "g", "tab", "tab", "x")
        assert "Removed Country “Kenya”." in r.message
        assert (len(r.marks()), r.offers()) == (6, [])
        await r.press("u")
        assert (len(r.marks()), r.offers()) == (7, [])
        await r.press("u")
        assert len(r.offers()) == 7


async def test_all_that_was_seen_is_accepted_at_once(desk: Desk) -> None:
    async with suggesting(desk, LONG) as r:
        await r.press("A")
        assert r.marks() == [("Kenya", "country")]
        assert "1 accepted; 1 more suggested (A)." in r.message
        await r.press("A")
        assert "1 suggestion not seen yet." in r.message
        assert r.here().startswith("Oman spoke")
        assert len(r.marks()) == 1
        await r.press("A")
        assert len(r.marks()) == 2
        await r.press("u", "u")
        assert r.marks() == []
        assert len(r.offers()) == 2


async def test_finishing_accepts_and_opens_the_next_with_its_suggestions(desk: Desk) -> None:
    async with suggesting(desk, TALKS, LONG) as r:
        r.app.suggesting.close()  # what the next one shows was prepared beforehand
        await r.press("D")
        assert r.reader.article is not None
        assert r.reader.article.id == r.ids[1]
        assert r.offers() == ["Kenya", "Oman"]
        assert "Done: Talks in Oslo · 7 accepted" in r.message
        assert len(r.saved()) == 7
        assert desk.layer(r.ids[0]).status == "done"
        await r.press("u")  # one step
        assert r.reader.article.id == r.ids[0]
        assert (r.marks(), desk.layer(r.ids[0]).status) == ([], "new")
        assert len(r.offers()) == 7


async def test_finishing_shows_first_what_was_not_seen(desk: Desk) -> None:
    async with suggesting(desk, LONG, TALKS) as r:
        # typed ahead: the second comes before what the first scrolls to is painted
        await asyncio.gather(r.pilot.press("D"), r.pilot.press("D"))
        await r.settle()
        assert r.reader.article is not None
        assert r.reader.article.id == r.ids[0]
        assert r.marks() == []
        assert r.here().startswith("Oman spoke")
        await r.press("D")
        assert r.reader.article.id == r.ids[1]
        assert [words for words, _ in r.marks()] == ["Kenya", "Oman"]


async def test_what_was_seen_faint_is_shown_again_once_it_is_sure(desk: Desk) -> None:
    text = "Far below\n\nOslo rose.\n\n" + "Nothing happens here.\n\n" * 60 + "Then Oslo fell."
    async with suggesting(desk, text, TALKS) as r:
        await r.press("G", "b", "b", "c")
        assert (r.marks(), r.offers()) == ([("Oslo", "country")], ["Oslo"])
        await r.press("A")
        assert r.marks() == [("Oslo", "country")]
        assert "not seen yet" in r.message
        assert r.here().startswith("Oslo rose")
        await r.press("A")
        assert [words for words, _ in r.marks()] == ["Oslo", "Oslo"]


async def test_what_was_not_painted_when_the_key_came_is_not_accepted(desk: Desk) -> None:
    async with suggesting(desk, LONG) as r:
        await r.press("tab")
        await asyncio.gather(*(r.pilot.press(key) for key in ("enter", "enter")))
        await r.settle()
        assert r.marks() == [("Kenya", "country")]
        assert "not on the screen yet" in r.message
        await r.press("enter")
        assert len(r.marks()) == 2


@pytest.mark.parametrize(
    ("capital", "made"), [(False, [("Oslo", "country")]), (True, [])], ids=["takes", "selects"]
)
async def test_the_letter_of_a_faint_suggestion_takes_it(
    desk: Desk, capital: bool, made: list[tuple[str, str]]
) -> None:
    async with suggesting(desk) as r:
        await r.press("f")
        assert r.reader.hints is not None
        code = r.reader.hints.live[TALKS.index("Oslo")][0]
        assert len(code) == 1
        await r.press(code.upper() if capital else code)
        assert r.marks() == made
        assert (r.reader.view.selection is not None) == capital


async def test_edges_and_labels_mend_a_suggestion(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.jump("visas")
        await r.press("<")
        await r.jump("Ingrid")
        await r.press(">")
        await r.jump("Oman")
        await r.press("a")
        made = {(words, label) for words, label in r.marks()}
        assert made == {("visas", "area"), ("Ingrid Solberg", "official"), ("Oman", "area")}
        assert {span.origin for span in r.saved()} == {"suggestion"}
        first = r.saved()[0]
        assert first.meta["suggested"]["from"] == [first.start, first.end, "country"]
        await r.press("u")
        assert "Oman" in r.offers()


async def test_stops_are_suggestions_and_tags_in_the_texts_order(desk: Desk) -> None:
    def mark(ids: list[str]) -> None:
        at = TALKS.index("Oslo")
        marks.tag(desk, ids[0], at, at + 4, "country")

    async with suggesting(desk, before=mark) as r:
        seen = []
        for key in ("tab", "tab", "tab", "shift+tab", "shift+tab", "shift+tab"):
            await r.press(key)
            seen.append(r.here().split()[0].strip(".,"))
        assert seen == ["Oslo", "Norway", "Kenya", "Norway", "Oslo", "Norway"]
        assert "From the end again." in r.message


async def test_nothing_is_suggested_for_what_i_finished(desk: Desk) -> None:
    async with suggesting(desk, before=lambda ids: articles.set_status(desk, ids, "done")) as r:
        assert len(r.reader.view.offers) == 0
        await r.press("A")
        assert "Nothing is suggested for what is done." in r.message
        articles.set_status(desk, r.ids, "started")
        r.app.desk_changed()
        await r.settle()
        assert len(r.offers()) == 7
        await r.press("V")  # beside others' marks alone
        assert len(r.reader.view.offers) == 0


async def test_parts_and_threshold_are_switched_at_once(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.press("S")
        assert isinstance(r.app.screen, SuggestionsDialog)
        await r.press(*["left"] * 8, "enter")
        assert len(r.offers()) == 8  # Oslo, too
        await r.press("S", "a", "enter")
        assert len(r.reader.view.offers) == 0
        assert load().suggestions == Settings(parts=frozenset(), sure=0.2)
        await r.press("enter", "A")
        assert "Suggestions are off; S switches them on." in r.message
        await r.press("D")
        assert (r.marks(), desk.layer(r.ids[0]).status) == ([], "done")


@given(st.lists(st.sampled_from(["word ", "line\n", "long" * 900]), max_size=60), st.integers(1, 9))
def test_a_long_text_is_prepared_whole_in_pieces(parts: list[str], times: int) -> None:
    text = "".join(parts) * times
    pieces = stretches(text)
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(start < end for start, end in pieces) or not text
    assert len(pieces) == 1 or len(text) > 20_000
    for start, end in pieces[:-1]:
        assert text[end - 1].isspace() or "\n" not in text[start + 3_000 : end]


async def test_far_down_a_long_article_is_suggested_for_what_is_on_the_screen(desk: Desk) -> None:
    text = "Long\n\n" + "Nothing here.\n\n" * 3_000 + "Then Oman spoke.\n\n" + LONG
    async with suggesting(desk, text) as r:
        assert len(r.offers()) == 3
        await r.press("G", "shift+tab", "x")
        assert r.offers() == ["Oman", "Kenya"]
        await r.press("u")
        assert r.offers() == ["Oman", "Kenya", "Oman"]
        await r.press("D", "D", "D")
        assert [words for words, _ in r.marks()] == ["Oman", "Kenya", "Oman"]


class FromOthers(Planned):
    """An engine that knows all it knows from others, as it is outside blind mode."""

    def prepare(
        self, connection: Any, article: Article, labels: object, who: str, start: int, end: int
    ) -> Found:
        found = super().prepare(connection, article, labels, who, start, end)
        return Found((), start, end, "") if blinds(connection) else found


async def test_blind_mode_forgets_at_once_what_others_taught(desk: Desk) -> None:
    async with suggesting(desk, engine=FromOthers) as r:
        assert "Norway" in r.offers()
        await r.press("C")
        assert r.offers() == []
        await r.press("R", "q", "C", "q")
        await r.settle()
        assert "Norway" in r.offers()
