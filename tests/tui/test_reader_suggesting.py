"""Suggestions in the reader: shown without moving anything, and decided about only once seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import annotations as marks
from store import articles
from store.desk import Desk
from store.model import Article, Span
from store.review.layers import blinds
from store.suggest.values import Key, Settings, Suggestion
from tests.tui.reading import Reading, fill, reading
from tui.config import load
from tui.screens.suggestions import SuggestionsDialog
from tui.suggesting import stretches

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


@pytest.fixture(autouse=True)
def planned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.suggesting.Engine", Planned)


@asynccontextmanager
async def suggesting(
    desk: Desk, *texts: str, before: Callable[[list[str]], None] = lambda _: None
) -> AsyncIterator[Suggesting]:
    ids = fill(desk, *(texts or (TALKS,)))
    before(ids)
    async with reading(desk, ids=ids, size=(120, 24), suggestions=Settings()) as r:
        found = Suggesting(r.app, r.pilot, r.ids)
        await found.settle()
        yield found


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
        assert "1 accepted; 1 more further on (A)." in r.message
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


async def test_letters_mend_one_suggestion_after_another_until_another_key(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.press("F")
        assert r.reader.hints is not None
        letters = {at: code for at, (code, _) in r.reader.hints.live.items()}
        assert len(letters) == 10
        await r.press(letters[TALKS.index("Oman")])
        assert "Rejected Country “Oman”." in r.message
        assert "Oman" not in r.offers()
        await r.press(letters[TALKS.index("Oslo")])
        assert "Taken: Country “Oslo”." in r.message
        assert r.marks() == [("Oslo", "country")]
        left = {at: code for at, (code, _) in r.reader.hints.live.items()}
        assert left.items() < letters.items()
        assert len(left) == 8
        await r.press(letters[TALKS.index("Oman")])  # decided about, and no command
        assert "No letter shown" in r.message
        await r.press("A")
        assert r.reader.hints is None
        assert "Oman" not in {words for words, _ in r.marks()}
        assert len(r.marks()) == 7


async def test_a_letter_goes_with_its_suggestion(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.press("F")
        assert r.reader.hints is not None
        kenya = [TALKS.index("Kenya"), TALKS.rindex("Kenya")]
        code = r.reader.hints.live[kenya[0]][0]
        r.reader.note_rejected((kenya[1], kenya[1] + len("Kenya"), "country"))
        r.reader._wrote()
        await r.press(code)
        assert r.reader.hints is not None
        assert not set(kenya) & set(r.reader.hints.live)
        await r.press("escape")
        assert r.reader.hints is None


async def test_letters_stand_over_names_nobody_suggested_and_keys_mend_what_they_took(
    desk: Desk,
) -> None:
    async with suggesting(desk) as r:
        shown = {TALKS[x.start : x.end] for x in r.reader.view.offers}
        assert not shown & set(UNLIKELY)
        await r.letter("Envoys")
        assert "Taken: Official “Envoys”." in r.message
        await r.press(">", "<")
        await r.letter("Solberg")
        await r.press("o")  # no letter of a label's key stands over anything
        assert r.marks() == [("Envoys", "official"), ("Solberg", "official")]
        await r.letter("Oman")  # rejected, and taken after all
        assert "Rejected" in r.message
        await r.press("[")
        assert r.marks()[1] == ("of Oman", "country")
        await r.letter("Ingrid")
        await r.press("a")
        assert ("Ingrid", "area") in r.marks()
        assert r.reader.hints is not None
        await r.press("escape")
        shown = {TALKS[x.start : x.end] for x in r.reader.view.offers}
        assert not shown & set(UNLIKELY)


async def test_what_a_letter_did_is_undone_and_removed_while_letters_stand(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.letter("Envoys")
        await r.letter("Oman")
        assert "Oman" not in r.offers()
        await r.press("u")
        assert "Oman" in r.offers()
        await r.press("u")
        assert r.marks() == []
        await r.letter("Envoys")
        assert r.marks() == [("Envoys", "official")]
        await r.press("x")
        assert r.marks() == []
        assert r.reader.hints is not None
        assert TALKS.index("Envoys") not in r.reader.hints.live  # said to be none


async def test_without_suggestions_there_are_no_letters(desk: Desk) -> None:
    async with reading(desk, TALKS, size=(120, 24)) as r:
        await r.press("F")
        assert r.reader.hints is None
        assert "Suggestions are off" in r.message
        await r.press("2")
        assert r.reader.view.selection is not None


async def test_no_letter_is_a_key_that_mends(desk: Desk) -> None:
    async with suggesting(desk, TALKS + " Kenya." * 60) as r:
        await r.press("F")
        assert r.reader.hints is not None
        codes = [code for code, _ in r.reader.hints.live.values()]
        keys = {r.app.keymap.label_key(label.id) for label in r.reader.labels} | {"u", "x"}
        assert len(codes) == 70
        assert not {code[0] for code in codes} & keys
        assert {code for code in codes if code != code.lower()} == set()


async def test_what_a_decision_brings_up_gets_a_letter_that_stood_for_nothing(desk: Desk) -> None:
    async with suggesting(desk, "Oslo rose, and then Oslo fell.") as r:
        await r.press("F")
        assert r.reader.hints is not None
        before = {at: code for at, (code, _) in r.reader.hints.live.items()}
        await r.press(before[0])
        assert r.offers() == ["Oslo"]  # sure by now
        ((at, (code, _)),) = r.reader.hints.live.items()
        assert before.keys() == {0, at}
        assert code not in before.values()
        await r.press(before[at])
        assert "No letter shown" in r.message
        assert r.offers() == ["Oslo"]
        await r.press(*code)
        assert r.offers() == []


async def test_the_keys_told_are_those_of_what_ended_the_letters(desk: Desk) -> None:
    async with suggesting(desk) as r:
        await r.press("F")
        assert "mend that" in r.reader.key_line.render_line(0).text
        await r.press("/")
        assert "mend that" not in r.reader.key_line.render_line(0).text
        await r.press("escape", "F", "escape")
        assert "mend that" not in r.reader.key_line.render_line(0).text


async def test_a_digit_is_a_letter_in_every_script(desk: Desk) -> None:
    async with suggesting(desk, TALKS + " Kenya." * 13) as r:
        await r.press("F")
        assert r.reader.hints is not None
        codes = {code: at for at, (code, _) in r.reader.hints.live.items()}
        digit = next(code for code in codes if code.isdecimal())
        assert codes[digit] == TALKS.index("Envoys")
        await r.press(chr(ord("٠") + int(digit)))
        assert r.marks() == [("Envoys", "official")]


async def test_when_every_letter_is_typed_letters_come_with_what_comes_up(desk: Desk) -> None:
    async with suggesting(desk, "So Oslo rose.\n\n" + "No.\n\n" * 60 + "Then Oman spoke.") as r:
        await r.letter("Oslo")
        assert r.reader.hints is not None
        assert not r.reader.hints.live
        await r.press("2")  # counts words, as ever
        assert r.reader.view.selection is not None
        await r.press("escape", "u", "F")
        await r.letter("Oslo")
        await r.press("u")
        assert (r.marks(), len(r.reader.hints.live)) == ([], 1)
        await r.letter("Oslo")
        assert r.marks() == [("Oslo", "country")]


@pytest.mark.parametrize("key", ["pagedown", "D"])
async def test_letters_follow_to_other_lines(desk: Desk, key: str) -> None:
    async with suggesting(desk, LONG, TALKS) as r:
        await r.press("F")
        far = LONG.index("Oman")
        assert r.reader.hints is not None
        assert far not in r.reader.hints.live
        for _ in range(9):
            assert r.reader.hints is not None
            if far in r.reader.hints.live:
                break
            await r.press(key)
        await r.letter("Oman")
        assert "Rejected Country “Oman”." in r.message
        await r.press("D")
        assert [words for words, _ in r.marks()] == ["Kenya"]
        assert r.reader.article is not None
        assert r.reader.article.id == r.ids[1]
        assert r.reader.hints is None


async def test_half_a_letter_typed_means_no_other_once_suggestions_change(desk: Desk) -> None:
    async with suggesting(desk, TALKS + " Kenya." * 60) as r:
        await r.press("F")
        assert r.reader.hints is not None
        live = r.reader.hints.live
        singles = {code for code, _ in live.values() if len(code) == 1}
        at, code = next((at, x) for at, (x, _) in live.items() if x[1:] in singles)
        await r.press(code[0])
        r.reader._told()
        assert at in {x.start for x in r.reader.sure()}
        count = len(r.offers())
        await r.press(code[1])
        assert at not in {x.start for x in r.reader.sure()}
        assert len(r.offers()) == count - 1


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


async def test_blind_mode_forgets_at_once_what_others_taught(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.suggesting.Engine", FromOthers)
    async with suggesting(desk) as r:
        assert "Norway" in r.offers()
        await r.press("C")
        assert r.offers() == []
        await r.press("R", "q", "C", "q")
        await r.settle()
        assert "Norway" in r.offers()
