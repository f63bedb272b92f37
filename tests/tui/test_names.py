"""The names screen, the register and the page of a name, worked with real keys."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from store.desk import Desk
from store.register import exchange, reading
from store.register.reading import root_of
from tests.store.register.names_desk import NAMES, mark, named, put
from tui.app import CopydeskApp
from tui.screens.entity import EntityScreen
from tui.screens.names import NamesScreen
from tui.screens.reader import ReaderScreen
from tui.screens.register import RegisterScreen
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    with named(tmp_path / "n.desk") as desk:
        yield desk


class Naming:
    """The app, and what is seen in it."""

    def __init__(self, app: CopydeskApp, pilot: Any) -> None:
        self.app, self.pilot = app, pilot

    async def settle(self) -> None:
        """Wait until all is painted and nothing is being looked for."""
        for _ in range(4000):
            await asyncio.sleep(0.002)
            screen = self.app.screen
            looking = isinstance(screen, NamesScreen) and screen.looking
            listing = isinstance(screen, RegisterScreen) and screen.reading
            painted = getattr(screen, "painted_at", 0.0) < math.inf
            if painted and not looking and not listing:
                return
        raise AssertionError(f"{self.app.screen} never came to rest")

    async def press(self, *keys: str) -> None:
        await self.settle()
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type into a field, and enter."""
        await self.pilot.press(*text, "enter")
        await self.settle()

    async def find(self, typed: str) -> None:
        """Search the register, and open the page of the first."""
        await self.press("/")
        await self.type(typed)
        await self.press("enter")

    @property
    def screen(self) -> Any:
        return self.app.screen

    @property
    def message(self) -> str:
        return str(self.screen.query_one(KeyLine).message)

    def names(self) -> list[str]:
        """The names of the cluster shown."""
        return [card.name for card in self.screen.view.cards]

    def head(self) -> str:
        return str(self.screen.query(Line).first().render())


@asynccontextmanager
async def naming(
    desk: Desk, *keys: str, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[Naming]:
    app = CopydeskApp(desk)
    async with app.run_test(size=size) as pilot:
        n = Naming(app, pilot)
        await n.press("N", *keys)
        yield n


def roots(desk: Desk) -> dict[str, str]:
    """Whom each marked form means."""
    return {
        form: root_of(desk.connection, entity)
        for form, entity in desk.connection.execute("SELECT form, entity FROM span")
    }


async def test_y_makes_one_and_shows_the_next_in_the_same_frame(desk: Desk) -> None:
    async with naming(desk) as n:
        assert isinstance(n.screen, NamesScreen)
        first = n.names()
        await n.pilot.press("y")
        assert n.names() != first  # before anything was painted
        await n.settle()
        assert len({roots(desk)[name] for name in first}) == 1
        await n.press("y")
        assert n.screen.view.shown is None
        assert "decided" in " ".join(n.screen.view.lines())
        assert "2 decided" in n.head()
        assert len(set(roots(desk).values())) == 4


async def test_where_there_is_room_all_is_told_of_every_name_at_once(desk: Desk) -> None:
    async with naming(desk, size=(120, 40)) as n:
        view = n.screen.view
        whole = view.lines()
        for why in view.shown.cluster.reasons[1:]:
            assert any(why[0] in line for line in whole)
        await n.press("down")
        assert view.lines() == whole  # nothing moves


async def test_n_tells_apart_for_ever(desk: Desk) -> None:
    async with naming(desk) as n:
        first = n.names()
        await n.press("n")
        assert len({roots(desk)[name] for name in first}) == len(first)
        second = n.names()
        await n.press("n", "q", "N")  # out, and in again
        assert n.screen.view.shown is None
        assert len({roots(desk)[name] for name in second}) == len(second)


async def test_m_leaves_it_open_and_is_not_asked_again(desk: Desk) -> None:
    async with naming(desk) as n:
        before = roots(desk)
        await n.press("m", "m", "q", "N")
        assert n.screen.view.shown is None
        assert roots(desk) == before


async def test_space_takes_one_out_and_a_digit_chooses_the_name(desk: Desk) -> None:
    async with naming(desk) as n:
        names = n.names()
        if len(names) < 3:  # the larger of the two comes first or second
            await n.press("right")
            names = n.names()
        assert len(names) >= 3
        await n.press("down", "space", "3", "y")
        found = roots(desk)
        assert found[names[0]] == found[names[2]] != found[names[1]]
        assert reading.name_of(desk.connection, found[names[2]]) == names[2]


async def test_undo_asks_again_and_redo_decides_again(desk: Desk) -> None:
    async with naming(desk) as n:
        first, before = n.names(), roots(desk)
        await n.press("y")
        after = roots(desk)
        await n.press("u")
        assert n.names() == first
        assert roots(desk) == before
        assert "Undone" in n.message
        await n.press("ctrl+r")
        assert roots(desk) == after
        assert n.names() != first
        await n.press("u", "n")  # decided otherwise now
        assert len({roots(desk)[name] for name in first}) == len(first)


async def test_a_whole_list_of_names_goes_only_when_that_was_agreed_to(
    desk: Desk, tmp_path: Path
) -> None:
    listed = tmp_path / "list.jsonl"
    lines = [json.dumps({"id": str(k), "name": f"Odd Name {k}"}) for k in range(12)]
    listed.write_text("\n".join(lines), encoding="utf-8")
    exchange.take_in(desk, listed)

    def left() -> int:
        found = desk.connection.execute("SELECT count(*) FROM entity WHERE id LIKE 'list:%'")
        return int(found.fetchone()[0])

    async with naming(desk) as n:
        for keys in (("u", "enter", "escape"), ("N", "u", "n"), ("enter", "u", "escape")):
            await n.press(*keys)
            assert left() == 12
        await n.press("u", "y")
        await n.pilot.app.workers.wait_for_complete()
        assert left() == 0
        assert "Undone" in n.message


async def test_passing_over_decides_nothing_and_comes_round(desk: Desk) -> None:
    async with naming(desk) as n:
        first = n.names()
        await n.press("right")
        second = n.names()
        await n.press("right")
        assert n.screen.view.shown is None
        assert "2 passed over" in " ".join(n.screen.view.lines())
        await n.press("left")
        assert n.names() == second
        await n.press("left")
        assert n.names() == first
        await n.press("left")
        assert n.message
        assert desk.peek_undo() is not None
        assert not desk.peek_undo().kind.startswith("entity.")  # type: ignore[union-attr]


async def test_enter_opens_the_article_at_the_mention(desk: Desk) -> None:
    async with naming(desk, "down") as n:
        card = n.screen.view.card
        await n.press("enter")
        assert isinstance(n.screen, ReaderScreen)
        assert n.screen.article is not None
        assert n.screen.article.id == card.evidence[0].article
        assert n.screen.view.cursor == card.evidence[0].start
        await n.press("N")  # back to the same screen, not to another one
        assert isinstance(n.screen, NamesScreen)
        await n.press("q")
        assert len(n.app.screen_stack) == 1


async def test_what_is_typed_ahead_decides_nothing(desk: Desk) -> None:
    async with naming(desk) as n:
        n.screen.painted_at = math.inf
        before = roots(desk)
        shown = n.names()
        for key in ("y", "n", "m", "space", "2"):
            n.screen.painted_at = math.inf
            await n.pilot.press(key)
        assert n.names() == shown
        assert n.screen.view.out == set()
        assert n.screen.view.speaker == 0
        assert roots(desk) == before


async def test_split_opens_what_is_tied_and_takes_it_apart(desk: Desk) -> None:
    async with naming(desk) as n:
        while NAMES["e"] not in n.names():
            await n.press("right")
        await n.press("n")  # the guess becomes an entity of its own
        ids = [roots(desk)[NAMES[x]] for x in "ef"]
        from store.register import deciding

        await n.press("N")
        assert isinstance(n.screen, RegisterScreen)
        one, other, third = ids[0], roots(desk)[NAMES["g"]], ids[1]
        pairs = ((one, other, "same"), (other, third, "same"))
        desk.act([deciding.edge(*pair) for pair in pairs])
        await n.press("N")
        assert n.screen.view.shown.cluster.conflict  # the first of all
        assert len(n.names()) == 3
        assert "in conflict" in n.head()
        at = next(i for i, card in enumerate(n.screen.view.cards) if card.part.entity == other)
        await n.press(*["down"] * at, "space", "s")
        found = roots(desk)
        assert found[NAMES["g"]] not in (found[NAMES["e"]], found[NAMES["f"]])


async def test_a_desk_without_names_says_what_to_do(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "e.desk", actor="mina") as desk:
        async with naming(desk, size=(80, 24)) as n:
            assert "tagged" in " ".join(n.screen.view.lines())
            await n.press("y", "n", "space", "2", "down", "s", "e", "enter", "u")
            assert isinstance(n.screen, NamesScreen)
            await n.press("N")
            assert "empty" in str(n.screen.rows.note)
            await n.press("enter", "y", "space", "down", "end")
            assert isinstance(n.screen, RegisterScreen)


async def test_a_desk_for_reading_only_says_so(desk: Desk) -> None:
    with Desk.open(desk.path, "mina", read_only=True) as reading_only:
        async with naming(reading_only) as n:
            before = n.names()
            assert before
            await n.press("y")
            assert n.names() == before
            assert n.message


async def test_outside_text_is_drawn_safely(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "r.desk", actor="mina") as desk:
        for at, name in enumerate(
            ("Ali \x1b[31mRahimi\u202e Nur", "Ali \x1b[31mRahimi\u202e Nurr")
        ):
            put(desk, str(at), f"{name} came.", "ا\u202eب")
            mark(desk, str(at), name)
        for keys in ((), ("N",), ("N", "enter")):
            async with naming(desk, *keys, size=(80, 24)) as n:
                drawn = n.app.export_screenshot()
                assert "\x1b" not in drawn
                assert "\u202e" not in drawn


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 16)])
async def test_a_large_cluster_keeps_the_cursor_in_sight(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    names = {str(at): f"Aleksandr {x}onidovich Zimovski" for at, x in enumerate("BCDFGHJKLMNPR")}
    with named(tmp_path / "l.desk", names) as desk:
        from store.register.candidates import Cluster, Part

        ids = list(
            dict.fromkeys(row[0] for row in desk.connection.execute("SELECT entity FROM span"))
        )
        async with naming(desk, size=size) as n:
            parts = tuple(map(Part, ids))
            cluster = Cluster("official", parts, ((),) * len(parts), 1.0, len(parts))
            n.screen._show(n.screen.waiting.members(cluster))
            await n.settle()
            for _ in range(2 * len(parts)):
                view = n.screen.view
                view.prepare(*view.size)
                here = [y for y, row in enumerate(view._rows) if row.part == view.cursor]
                assert view._top <= here[0] < view._top + view.size.height
                await n.press("down")


# -- the register --------------------------------------------------------------------------------


async def test_the_register_is_searched_as_one_types(desk: Desk) -> None:
    async with naming(desk, "N", "/") as n:
        await n.press(*"sol")
        assert n.screen.current.name == "Ingrid Solberg"
        await n.press("enter", "enter")
        assert isinstance(n.screen, EntityScreen)
        assert n.screen.entity is not None
        assert n.screen.entity.name == "Ingrid Solberg"
        await n.press("q", "escape")
        assert len(n.screen.roots) > 1
        assert n.screen.current.name == "Ingrid Solberg"  # it stays where it was


async def test_selected_names_are_made_one_and_apart(desk: Desk) -> None:
    async with naming(desk, "N") as n:
        count = len(n.screen.roots)
        await n.press("y")
        assert "space" in n.message
        await n.press("space", "y")
        assert len(n.screen.roots) == count - 1
        await n.press("u")
        assert len(n.screen.roots) == count


async def test_the_register_is_filtered_and_sorted(desk: Desk) -> None:
    async with naming(desk, "N", "f") as n:
        await n.pilot.press("end")
        await n.press("enter")
        assert "unconfirmed" in n.head()
        guessed = {
            root_of(desk.connection, entity)
            for (entity,) in desk.connection.execute("SELECT entity FROM span WHERE confirmed = 0")
        }
        assert set(n.screen.roots) == guessed
        await n.press("/", *"pav", "enter")
        assert set(n.screen.roots) <= guessed  # what is typed narrows further
        await n.press("/", "end", *["backspace"] * 3, *"sol", "enter")
        assert n.screen.roots == []
        await n.press("escape", "escape", "o", "2")
        names = [n.screen.line_at(at).name for at in range(len(n.screen.roots))]
        assert names == sorted(names, key=str.casefold)


# -- the page of a name --------------------------------------------------------------------------


def lines(n: Naming, kind: str) -> list[str]:
    return [row.value for row in n.screen.lines if row.kind == kind]


async def test_attributes_are_edited_in_place(desk: Desk) -> None:
    async with naming(desk, "N") as n:
        await n.find("sol")
        await n.press("down", "down", "e")
        await n.type("NO")
        assert n.screen.entity.country == "NO"
        await n.press("a", "r")
        await n.type("envoy")
        await n.type("2024")
        await n.press("enter")
        assert [(x.title, x.since, x.until) for x in n.screen.entity.roles] == [
            ("envoy", "2024", "")
        ]
        await n.press("a", "n")
        await n.type("Inga")
        assert "Inga" in lines(n, "alias")
        await n.press("a", "i")
        await n.type("wd")
        await n.type("Q1")
        assert n.screen.entity.external == (("wd", "Q1"),)
        assert len(lines(n, "past")) == 5
        await n.press("u", "u", "u", "u")
        assert n.screen.entity.external == ()
        assert n.screen.entity.country == ""
        assert "taken back" in " ".join(lines(n, "past"))


async def test_a_date_that_is_none_is_asked_for_again(desk: Desk) -> None:
    async with naming(desk, "N", "enter", "a", "r") as n:
        await n.type("envoy")
        for wrong in ("soon", "2024-13", "2023-02-29"):
            await n.type(wrong)
            assert wrong in n.app.screen.query_one(Input).value  # to be mended where it stands
            await n.press("ctrl+u")
        await n.type("2024-05")
        await n.type("2023")
        await n.press("ctrl+u")
        await n.type("2024")
        (role,) = n.screen.entity.roles
        assert (role.title, role.since, role.until) == ("envoy", "2024-05", "2024")


async def test_an_alias_becomes_the_name_or_none_of_it(desk: Desk) -> None:
    async with naming(desk, "N") as n:
        await n.find("sol")
        await n.press("a", "n")
        await n.type("Inga")
        at = next(i for i, row in enumerate(n.screen.lines) if row.key == "Inga")
        n.screen.rows.go(at)
        await n.press("*")
        assert n.screen.entity.name == "Inga"
        at = next(i for i, row in enumerate(n.screen.lines) if row.key == "Ingrid Solberg")
        n.screen.rows.go(at)
        await n.press("x")
        alias = {one.form: one for one in n.screen.entity.aliases}["Ingrid Solberg"]
        assert not alias.stands
        await n.press("x")  # and back
        alias = {one.form: one for one in n.screen.entity.aliases}["Ingrid Solberg"]
        assert alias.stands


async def test_a_member_is_split_off_and_speaks(desk: Desk) -> None:
    async with naming(desk, "N", "space", "y", "enter") as n:
        members = [row for row in n.screen.lines if row.kind == "member"]
        assert len(members) == 2
        n.screen.rows.go(n.screen.lines.index(members[1]))
        await n.press("*")
        assert n.screen.entity.id == members[1].key
        other = next(
            row for row in n.screen.lines if row.kind == "member" and row.key != members[1].key
        )
        n.screen.rows.go(n.screen.lines.index(other))
        await n.press("s")
        assert len(n.screen.entity.members) == 1
        assert any(row.value.startswith("split") for row in n.screen.lines if row.kind == "past")


async def test_the_page_opens_the_article_at_a_mention(desk: Desk) -> None:
    async with naming(desk, "N") as n:
        await n.find("sol")
        await n.press("tab", "enter")
        assert isinstance(n.screen, ReaderScreen)
        at = n.screen.view.cursor
        assert n.screen.text[at:].startswith("Ingrid Solberg")
