"""The reader with suggestions that are known beforehand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

from textual.events import MouseScrollDown, MouseScrollUp

from store.desk import Desk
from store.model import Article, Span
from store.suggest.values import Key, Settings, Suggestion
from tests.tui.reading import Reading, fill, reading

TALKS = (
    "Talks in Oslo\n\nNorway and Kenya met. Envoys of Oman, then of Kenya, spoke of visas with "
    "Ingrid Solberg. The fishing of Norway went on."
)
LONG = "Far below\n\nKenya spoke first.\n\n" + "Nothing happens here.\n\n" * 60 + "Then Oman spoke."

KNOWN = {
    "Norway": ("country", 0.95),
    "Kenya": ("country", 0.9),
    "Oman": ("country", 0.9),
    "Oslo": ("country", 0.2),
    "visas with": ("area", 0.7),
    "Ingrid": ("official", 0.7),
}


UNLIKELY = {"Envoys": "official", "Solberg": "country"}
"""Words that are only shown to who asks for letters."""


@dataclass(frozen=True)
class Found:
    """What the engine below prepares."""

    candidates: tuple[Suggestion, ...]
    start: int
    end: int
    text: str


class Planned:
    """An engine that suggests the same words wherever they stand."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def prepare(
        self, connection: object, article: Article, labels: object, who: str, start: int, end: int
    ) -> Found:
        del connection, labels, who
        found = []
        for words, (label, chance) in KNOWN.items():
            at = article.text.find(words, start, end)
            while at >= 0:
                sure = chance >= self.settings.sure
                reason = f"tagged {chance:.0%} of times"
                one = Suggestion(at, at + len(words), label, chance, "known", reason, sure)
                found.append(one)
                at = article.text.find(words, at + 1, end)
        return Found(tuple(sorted(found, key=lambda one: one.start)), start, end, article.text)

    def offer(
        self,
        prepared: Found,
        spans: Sequence[Span],
        rejected: frozenset[Key],
        *,
        unlikely: bool = False,
    ) -> tuple[Suggestion, ...]:
        def free(one: Suggestion) -> bool:
            over = any(one.start < span.end and span.start < one.end for span in spans)
            return not over and one.key not in rejected

        def here(one: Span | Suggestion) -> str:
            return prepared.text[one.start : one.end]

        marked = {here(span) for span in spans}
        found = [replace(x, sure=x.sure or here(x) in marked) for x in prepared.candidates]
        for words, label in UNLIKELY.items() if unlikely else ():
            at = prepared.text.find(words, prepared.start, prepared.end)
            if at >= 0:
                found.append(Suggestion(at, at + len(words), label, 0.0, "rule", "a name", False))
        return tuple(sorted((x for x in found if free(x)), key=lambda x: x.start))


class Suggesting(Reading):
    """Reading, and waiting for what the thread prepares."""

    async def settle(self) -> None:
        await super().settle()
        await asyncio.to_thread(self.app.suggesting.wait)
        await super().settle()

    def offers(self) -> list[str]:
        """The words that are suggested for sure."""
        return [self.reader.text[x.start : x.end] for x in self.reader.sure()]

    async def letter(self, words: str) -> None:
        """Type the letter that stands over words, after the key for letters where none stand."""
        if self.reader.hints is None:
            await self.press("F")
        assert self.reader.hints is not None
        at = self.reader.text.index(words)
        await self.press(*self.reader.hints.live[at][0])

    async def letters(self) -> dict[int, str]:
        """The codes that stand over the text by where, after the key for them where none do."""
        if self.reader.hints is None:
            await self.press("F")
        assert self.reader.hints is not None
        return {at: code for at, (code, _) in self.reader.hints.live.items()}

    def drawn(self) -> dict[int, str]:
        """What is painted over the text, by where."""
        return {at: glyph.text for at, glyph in self.reader.view.scene.overlay.items()}

    async def scroll(self, *, up: bool) -> None:
        """Turn the wheel over the text."""
        event = MouseScrollUp if up else MouseScrollDown
        await self.pilot._post_mouse_events([event], widget=self.reader.view)
        await self.settle()

    def told(self) -> str:
        """What the line below the text says."""
        return " ".join(" ".join(self.reader.targets.lines()).split())

    def header(self) -> str:
        return self.reader.header.render_line(0).text

    def here(self) -> str:
        """The text from the cursor on."""
        return self.reader.text[self.reader.view.cursor :]

    def saved(self, which: int = 0) -> list[Span]:
        return self.app.desk.spans(self.ids[which], "mina")


@asynccontextmanager
async def suggesting(
    desk: Desk,
    *texts: str,
    before: Callable[[list[str]], None] = lambda _: None,
    keys: Mapping[str, tuple[str, ...]] | None = None,
    engine: type[Planned] = Planned,
) -> AsyncIterator[Suggesting]:
    """The first of some articles open, with what an engine suggests."""
    ids = fill(desk, *(texts or (TALKS,)))
    before(ids)
    with patch("tui.suggesting.Engine", engine):
        async with reading(desk, ids=ids, size=(120, 24), suggestions=Settings(), keys=keys) as r:
            found = Suggesting(r.app, r.pilot, r.ids)
            await found.settle()
            yield found
