"""A desk with articles, opened in the reader."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from textual.screen import Screen

from store.desk import Desk
from store.intake import Intake
from store.model import Record
from store.suggest.values import Settings
from tui.app import CopydeskApp
from tui.config import Config
from tui.screens.reader import ReaderScreen

TEXT = (
    "Norway and Chad talk about grain\n\n"
    "Norwegian envoy Ingrid Solberg met Chad's minister Idriss Ba on Monday. Solberg said that "
    "the U.S. and Cote d'Ivoire were told. They spoke of fisheries, data transit and visas.\n\n"
    "A second meeting is to follow in spring."
)


OFF = Settings(parts=frozenset())
"""No suggestions: what most tests of the reader read with."""


class Bare(CopydeskApp):
    """The app without its queue."""

    def get_default_screen(self) -> Screen[Any]:
        return Screen()


def fill(desk: Desk, *texts: str) -> list[str]:
    """Put articles on a desk; their first line is the title."""
    with Intake(desk) as intake:
        return [
            intake.add(Record(text=text, title=text.split("\n")[0])).article_id for text in texts
        ]


class Reading:
    """The app being read in, and shorthands for looking at it."""

    def __init__(self, app: Bare, pilot: Any, ids: Sequence[str]) -> None:
        self.app, self.pilot, self.ids = app, pilot, ids

    @property
    def reader(self) -> ReaderScreen:
        screen = self.app.screen
        assert isinstance(screen, ReaderScreen), screen
        return screen

    async def settle(self) -> None:
        for _ in range(400):
            await self.pilot.pause()
            if getattr(self.app.screen, "painted_at", 0.0) < math.inf:
                return
        raise AssertionError("never painted")

    async def press(self, *keys: str) -> None:
        """Press keys, each when the screen before it stands."""
        await self.settle()
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type into a field."""
        await self.press(*("space" if c == " " else c for c in text))

    async def jump(self, words: str, *, select: bool = False, nth: int = 0) -> None:
        """Jump by hint to where ``words`` begin, reading the hint off the screen."""
        at = -1
        for _ in range(nth + 1):
            at = self.reader.text.index(words, at + 1)
        await self.press("f")
        assert self.reader.hints is not None
        live = self.reader.hints.live
        if at not in live:
            await self.press("f")
            live = self.reader.hints.live
        code = live[at][0]
        await self.press(*code[:-1], code[-1].upper() if select else code[-1])

    def marks(self, which: int = 0, annotator: str | None = "mina") -> list[tuple[str, str]]:
        """What is saved: words and label of each span."""
        article = self.app.desk.article(self.ids[which])
        spans = self.app.desk.spans(article.id, annotator)
        return [(article.text[s.start : s.end], s.label) for s in spans]

    def rows(self) -> list[str]:
        """The rows of the article as drawn."""
        view = self.reader.view
        return [view.render_line(y).text for y in range(view.rows)]

    @property
    def message(self) -> str:
        """The message at the foot."""
        return self.reader.key_line.message


@asynccontextmanager
async def reading(
    desk: Desk,
    *texts: str,
    size: tuple[int, int] = (100, 30),
    ids: Sequence[str] = (),
    suggestions: Settings = OFF,
    keys: Mapping[str, tuple[str, ...]] | None = None,
) -> AsyncIterator[Reading]:
    """Open the first of some articles in the reader."""
    ids = [*ids, *fill(desk, *texts)]
    app = Bare(desk, Config(suggestions=suggestions, keys=dict(keys or {})))
    async with app.run_test(size=size) as pilot:
        app.open_reader(ids[0], ids)
        found = Reading(app, pilot, ids)
        await found.settle()
        yield found
