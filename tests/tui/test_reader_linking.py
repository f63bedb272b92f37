"""Whom a mark names: said as it is made, chosen by digit, searched, and never chosen unseen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from store import annotations as marks
from store.desk import Desk
from store.model import Span
from store.register import choosing, deciding
from store.register.reading import Role
from store.suggest.values import Settings
from tests.tui.reading import OFF, Reading, fill, reading
from tui.screens.link import LinkDialog

OLD = (
    "Tehran talks\n\nMinister Seyed Sattar Hashemi met Ali Rahimi. Mohsen Hashemi of the city came, "
    "and دکتر ستار هاشمی spoke."
)
NEW = (
    "ICT in Muscat\n\nSattar Hashemi spoke in Muscat with Karim Zand. Hashemi said that the Congo "
    "would follow. Sattar Hashemi left."
)


def mark(desk: Desk, article_id: str, words: str, label: str = "official") -> Span:
    start = desk.article(article_id).text.index(words)
    return marks.tag(desk, article_id, start, start + len(words), label)


@asynccontextmanager
async def linked(
    desk: Desk, size: tuple[int, int] = (120, 40), suggestions: Settings = OFF
) -> AsyncIterator[Reading]:
    """The new article open; of those it names, two ministers' namesakes are in the register."""
    new, old = fill(desk, NEW, OLD)
    minister = mark(desk, old, "Seyed Sattar Hashemi")
    deciding.role(desk, minister.entity, Role("minister"))
    deciding.edit(desk, minister.entity, country="IR")
    for words in ("Ali Rahimi", "Mohsen Hashemi"):
        mark(desk, old, words)
    choosing.choose(desk, mark(desk, old, "ستار هاشمی"), minister.entity)
    async with reading(desk, size=size, ids=[new, old], suggestions=suggestions) as r:
        yield r


def spans(r: Reading) -> list[Span]:
    return r.app.desk.spans(r.ids[0], r.app.desk.actor)


def line(r: Reading) -> str:
    return " ".join(" ".join(r.reader.targets.lines()).split())


def named(desk: Desk, words: str) -> str:
    """The entity that is called so."""
    row = desk.connection.execute("SELECT id FROM entity WHERE name = ?", (words,)).fetchone()
    return str(row[0])


async def test_a_known_name_is_linked_and_the_line_says_so_shortly(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Muscat with")
        await r.press("c")
        assert spans(r)[0].entity == "country:OM"
        assert "Country “Muscat” → Oman · built in" in line(r)
        assert "1 " not in line(r)
        await r.press("2")  # nothing is offered, so digits count words
        assert r.reader.view.selection is not None


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_guess_offers_others_by_digit_and_stays_when_one_goes_on(
    desk: Desk, size: tuple[int, int]
) -> None:
    async with linked(desk, size) as r:
        await r.jump("Sattar", select=True)
        await r.press("2", "o")
        span = spans(r)[0]
        assert (span.entity, span.confirmed) == (named(desk, "Seyed Sattar Hashemi"), False)
        offered = line(r)
        assert "1 Seyed Sattar Hashemi? (same surname" in offered
        assert offered.endswith("0 new K search")
        await r.press("right", "2")
        assert "K search" not in line(r)
        assert spans(r) == [span]
        assert r.reader.view.selection is not None


async def test_a_digit_chooses_and_the_same_words_go_along(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Sattar", select=True)
        await r.press("2", "o")
        await r.jump("Sattar", select=True, nth=1)
        await r.press("2", "o", "1")
        chosen = named(desk, "Seyed Sattar Hashemi")
        assert [(x.entity, x.confirmed) for x in spans(r)] == [(chosen, True)] * 2
        assert "is Seyed Sattar Hashemi, and 1 more of this article." in r.message
        assert all(x.confirmed for x in r.reader.view.spans)
        await r.press("u")
        assert [x.confirmed for x in spans(r)] == [False, False]
        assert "Taken back: link of" in r.message


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((120, 40), "Official “Sattar Hashemi” → Seyed Sattar Hashemi? · guess, K settles it c"),
        ((80, 24), "Official → Seyed Sattar Hashemi? · guess"),
    ],
)
async def test_the_line_of_a_mark_says_how_it_was_linked(
    desk: Desk, size: tuple[int, int], said: str
) -> None:
    async with linked(desk, size) as r:
        await r.jump("Sattar", select=True)
        await r.press("2", "o", "left")
        assert said in line(r)


async def test_0_makes_a_new_entity(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Sattar", select=True)
        await r.press("2", "o", "0")
        span = spans(r)[0]
        assert (span.linked, span.confirmed) == ("chosen", True)
        assert span.entity == named(desk, "Sattar Hashemi")


async def test_while_letters_stand_over_names_digits_are_letters_and_nobody_is_asked(
    desk: Desk,
) -> None:
    async with linked(desk, suggestions=Settings()) as r:
        await asyncio.to_thread(r.app.suggesting.wait)
        await r.jump("Sattar", select=True)
        await r.press("2", "o")
        assert "K search" in line(r)
        before = spans(r)
        await r.press("F")
        assert "K search" not in line(r)
        assert r.reader.hints is not None
        codes = {at: code for at, (code, _) in r.reader.hints.live.items()}
        await r.press(codes[NEW.index("Hashemi said")], "o")
        assert "K search" not in line(r)
        await r.press("1")
        assert before[0] in spans(r)
        await r.press("escape")
        await r.jump("Sattar", select=True, nth=1)
        await r.press("2", "o")
        assert "K search" in line(r)


async def test_a_digit_that_is_not_offered_chooses_nothing(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Sattar", select=True)
        await r.press("2", "o")
        before = spans(r)
        await r.press("5")
        assert spans(r) == before
        assert "There is no 5 here" in r.message


async def test_digits_typed_before_the_offers_stood_choose_nothing(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Sattar", select=True)
        await r.press("2")
        await asyncio.gather(r.pilot.press("o"), r.pilot.press("2"), r.pilot.press("1"))
        await r.settle()
        assert [x.confirmed for x in spans(r)] == [False]
        assert r.reader.view.selection is None


async def test_going_on_marking_is_never_held_up(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Sattar", select=True)
        await r.press("2")
        # all at once: no key waits for the offers to be seen
        await r.pilot.press("o", "tab", "w", "w", "w", "w", "c")
        await r.settle()
        assert [x.label for x in spans(r)] == ["official", "country"]


@pytest.mark.parametrize("key", ["enter", "1"])
async def test_k_confirms_the_guess(desk: Desk, key: str) -> None:
    async with linked(desk) as r:
        await r.jump("Sattar", select=True)
        await r.press("2", "o", "left", "K")
        assert isinstance(r.app.screen, LinkDialog)
        await r.press(key)
        assert (spans(r)[0].linked, spans(r)[0].confirmed) == ("guess", True)


async def test_k_relinks_any_mark_by_a_digit(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Congo")
        await r.press("c", "left", "right")
        assert spans(r)[0].entity == "country:CD"
        await r.press("K", "2")
        assert (spans(r)[0].entity, spans(r)[0].linked) == ("country:CG", "chosen")


async def test_k_searches_the_register_in_any_script(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Karim", select=True)
        await r.press("2", "o", "K")
        await r.type("هاشمی")
        await r.press("enter")
        chosen = spans(r)[0]
        assert chosen.entity == named(desk, "Seyed Sattar Hashemi")
        await r.press("K", "escape")
        assert spans(r) == [chosen]


async def test_k_finds_countries_that_nobody_has_marked(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Congo")
        await r.press("c", "K")
        await r.type("norw")
        await r.press("enter")
        assert spans(r)[0].entity == "country:NO"
        assert "“Congo” is Norway." in r.message


async def test_nothing_found_leaves_only_a_new_entry(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Karim", select=True)
        await r.press("2", "o", "K")
        await r.type("qqqq")
        dialog = r.app.screen
        assert isinstance(dialog, LinkDialog)
        assert dialog.query_one("#none").display
        await r.press("escape")
        assert spans(r)[0].linked == "new"


async def test_a_full_name_takes_the_surname_along_on_the_screen_too(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Zand", select=True)
        await r.press("o")
        alone = spans(r)[0].entity
        await r.jump("Karim", select=True)
        await r.press("2", "o")
        assert {x.entity for x in r.reader.view.spans} == {named(desk, "Karim Zand")}
        assert {x.entity for x in spans(r)} != {alone}
        assert any(x.startswith("Karim Zand ×2") for x in r.reader.panel.lines())


async def test_the_panel_counts_by_entity_with_country_and_doubt(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Sattar", select=True)
        await r.press("2", "o")
        await r.jump("Hashemi said")
        await r.press("o")
        assert "Seyed Sattar Hashemi ? ×2 IR" in r.reader.panel.lines()
        await r.press("shift+tab", "K", "1")  # of the full name: the surname goes with it
        assert "Seyed Sattar Hashemi ×2 IR" in r.reader.panel.lines()


async def test_a_guess_shows_by_signs_in_the_text_and_in_the_folded_counts(desk: Desk) -> None:
    async with linked(desk, (80, 24)) as r:
        assert not any(row.startswith("?") for row in r.rows())
        await r.jump("Sattar", select=True)
        await r.press("2", "o", "left")
        assert [row[0] for row in r.rows() if "spoke" in row] == ["?"]
        assert "o Official 1 (1?)" in r.reader.targets.lines()[0]
        await r.press("K", "1")
        assert not any(row.startswith("?") for row in r.rows())
        assert "(1?)" not in r.reader.targets.lines()[0]


async def test_the_page_of_whom_a_mark_names_is_a_key_away(desk: Desk) -> None:
    from tui.screens.entity import EntityScreen

    async with linked(desk) as r:
        await r.press("E")
        assert "no tag" in r.message
        await r.jump("Muscat with")
        await r.press("c", "E")
        assert isinstance(r.app.screen, EntityScreen)
        await r.press("q")
        assert r.reader.current() is not None


async def test_what_is_decided_about_names_elsewhere_shows_on_the_way_back(desk: Desk) -> None:
    async with linked(desk) as r:
        await r.jump("Karim", select=True)
        await r.press("2", "o", "E")
        other = named(desk, "Ali Rahimi")
        deciding.same(desk, [spans(r)[0].entity, other], canonical=other)
        await r.press("q")
        assert any(x.startswith("Ali Rahimi") for x in r.reader.panel.lines())
        assert "“Karim Zand” → Ali Rahimi · new name" in line(r)


async def test_others_marks_are_not_linked_here(desk: Desk) -> None:
    new, _ = fill(desk, NEW, OLD)
    mine, desk.actor = desk.actor, "omid"
    mark(desk, new, "Karim Zand")
    desk.actor = mine
    async with reading(desk, ids=[new]) as r:
        await r.press("V", "tab", "K")
        assert "omid" in r.message
        assert not isinstance(r.app.screen, LinkDialog)
