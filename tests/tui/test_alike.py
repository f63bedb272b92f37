"""Tagging all that is alike: here at once, elsewhere from a list that one strikes out of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from store import articles
from store.desk import Desk
from tests.tui.reading import Reading, fill, reading
from tui.screens.alike import AlikeScreen
from tui.screens.reader import ReaderScreen

HERE = "Talks in Muscat\n\nOman and Kenya met. Oman hosted, as Oman does."
ELSEWHERE = (
    "Boats\n\nThe coast of Oman is long.",
    "Ports\n\nA port in Oman, and another in Oman.",
    "Old news\n\nOman was calm.",
    "Weather\n\nRain in Kenya.",
)


class Alike(Reading):
    @property
    def list(self) -> AlikeScreen:
        screen = self.app.screen
        assert isinstance(screen, AlikeScreen), screen
        return screen

    async def star(self, words: str) -> None:
        """Tag the words and press the key."""
        await self.jump(words)
        await self.press("c", "*")
        for _ in range(400):
            screen = self.app.screen
            if isinstance(screen, AlikeScreen) and screen.search.over:
                break
            if isinstance(screen, ReaderScreen) and "here" in self.message:
                break
            await asyncio.sleep(0.005)
            await self.pilot.pause()
        await self.pilot.pause(0.15)
        await self.settle()


@asynccontextmanager
async def alike(desk: Desk) -> AsyncIterator[Alike]:
    ids = fill(desk, HERE, *ELSEWHERE)
    articles.set_status(desk, [ids[3]], "done")
    async with reading(desk, ids=ids, size=(110, 24)) as r:
        yield Alike(r.app, r.pilot, r.ids)


def counts(r: Alike) -> list[int]:
    return [len(r.marks(which)) for which in range(len(r.ids))]


async def test_here_at_once_and_elsewhere_what_is_not_struck_out_as_one_step(desk: Desk) -> None:
    async with alike(desk) as r:
        await r.star("Oman")
        assert counts(r) == [3, 0, 0, 0, 0]
        head = str(r.list.query_one("#alike-head").render())
        assert "“Oman” → Country · 3 of 4 mentions in 3 articles" in head
        assert "1 in what you finished left out (f)" in head
        await r.press("down", "x", "enter")
        assert isinstance(r.app.screen, ReaderScreen)
        assert "2 more tagged here; 2 elsewhere." in r.message
        assert counts(r) == [3, 1, 1, 0, 0]
        assert {span.origin for span in desk.spans(r.ids[1])} == {"propagated"}
        await r.press("u", "y")
        assert counts(r) == [3, 0, 0, 0, 0]
        await r.press("u")
        assert counts(r) == [1, 0, 0, 0, 0]


async def test_finished_articles_change_only_when_asked_to(desk: Desk) -> None:
    async with alike(desk) as r:
        await r.star("Oman")
        await r.press("end", "x")
        assert "left out as a whole" in r.list.query_one("KeyLine").message  # type: ignore[attr-defined]
        await r.press("f", "enter")
        assert counts(r) == [3, 1, 2, 1, 0]


async def test_leaving_tags_nothing_elsewhere(desk: Desk) -> None:
    async with alike(desk) as r:
        await r.star("Oman")
        await r.press("q")
        assert isinstance(r.app.screen, ReaderScreen)
        assert "2 more tagged here; none elsewhere." in r.message
        await r.jump("Kenya")
        await r.press("c")  # keys decide again
        assert sum(counts(r)) == 4


async def test_it_says_when_nothing_is_left_elsewhere(desk: Desk) -> None:
    async with alike(desk) as r:
        await r.star("Muscat")
        assert "All of them here are tagged; no other article has “Muscat” untagged." in r.message
