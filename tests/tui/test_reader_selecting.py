"""What is selected by moves, and what is current after a mark was made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import scheme
from store.desk import Desk
from store.model import Label
from store.text.tokens import words
from tests.tui.reading import TEXT, Reading, reading
from tui.text import motion

TITLED = "Talks\n\nOn Monday Minister Ali Rahimi met the envoy. He left. The Bank of Chad opened."


async def test_a_mark_made_beside_the_cursor_is_the_current_one(desk: Desk) -> None:
    async with reading(desk, TITLED) as r:
        await r.jump("Minister")
        await r.press("o")
        assert r.marks() == [("Ali Rahimi", "official")]
        await r.press("<")
        assert r.marks() == [("Ali", "official")]
        await r.press(">", "[")
        assert r.marks() == [("Minister Ali Rahimi", "official")]
        await r.press("x")
        assert r.marks() == []


async def test_a_message_names_the_key_that_is_there(desk: Desk) -> None:
    scheme.apply(desk, [*desk.labels(), Label("treaty", "Treaty", key="x")])
    async with reading(desk, TITLED) as r:
        await r.jump("Chad")
        await r.press("c", "<")
        assert r.message == "It is one word only; del removes it."


async def test_a_mark_made_again_beside_the_cursor_is_the_current_one_too(desk: Desk) -> None:
    async with reading(desk, TITLED) as r:
        await r.jump("Minister")
        await r.press("o", "h", "h", "o")
        assert "already" in r.message
        await r.press("x")
        assert r.marks() == []


async def test_a_mark_made_around_another_is_the_current_one(desk: Desk) -> None:
    async with reading(desk, TITLED) as r:
        await r.jump("Chad")
        await r.press("c")
        await r.jump("Bank", select=True)
        await r.press("3", "o")
        assert sorted(r.marks()) == [("Bank of Chad", "official"), ("Chad", "country")]
        await r.press("<")
        assert sorted(r.marks()) == [("Bank of", "official"), ("Chad", "country")]
        await r.press(">", "x")
        assert r.marks() == [("Chad", "country")]


@pytest.mark.parametrize(
    ("start", "keys", "chosen"),
    [
        ("Ingrid", "v w w", "Ingrid Solberg"),
        ("Ingrid", "v w w w b", "Ingrid Solberg"),
        ("Ingrid", "v w b b", "envoy"),
        ("Ingrid", "v w w right", "Ingrid Solberg"),
        ("Ingrid", "v w w l l", "Ingrid Solberg m"),
        ("Solberg met", "v b", "Ingrid"),
        ("Solberg met", "v b b", "envoy Ingrid"),
        ("Solberg met", "v b b w", "Ingrid"),
        ("olberg met", "v b", "So"),
        ("olberg met", "v w", "olberg"),
        ("Ba on", "v w w w w", "Ba on Monday. Solberg"),
        ("Cote", "v ctrl+right ctrl+right", "Cote d'Ivoire"),
        ("They", "v )", "They spoke of fisheries, data transit and visas."),
        ("Solberg said", "v ) )", TEXT[TEXT.index("Solberg said") : TEXT.index("\n\nA second")]),
        ("Solberg said", "v ) ) (", "Solberg said that the U.S. and Cote d'Ivoire were told."),
        ("A second", "v }", "A second meeting is to follow in spring."),
        ("A second", "v h h", "A"),
    ],
)
async def test_moves_by_words_select_whole_words(
    desk: Desk, start: str, keys: str, chosen: str
) -> None:
    async with reading(desk, TEXT) as r:
        r.reader.go(TEXT.index(start))
        await r.press(*keys.split())
        assert selected(r) == chosen


async def test_arrows_stay_exact_in_every_script(desk: Desk) -> None:
    async with reading(desk, "T\n\nहिन्दी भाषा 中国人民") as r:
        await r.press("}", "v", "right")
        assert selected(r) == "हिन्"
        await r.press("w")
        assert selected(r) == "हिन्दी"
        await r.press("w", "w")
        assert selected(r) == "हिन्दी भाषा 中"


def selected(r: Reading) -> str:
    chosen = r.reader.view.selection
    assert chosen is not None
    return r.reader.text[slice(*chosen)].strip()


@given(st.text("ab .,-'म中" + "\n", min_size=1, max_size=40), st.data())
def test_a_selection_carried_by_words_never_ends_in_the_next_word(
    text: str, data: st.DataObject
) -> None:
    fixed = data.draw(st.integers(0, len(text) - 1))
    start, end, backwards = motion.grown(text, motion.WORD, fixed, fixed, fixed + 1)
    assert (start, backwards) == (fixed, False)
    assert end == len(text) or end in [last for _, last in words(text)]
    start, end, backwards = motion.grown_back(text, motion.WORD, fixed, fixed, fixed + 1)
    assert backwards
    assert start <= fixed
    assert start == 0 or start in [first for first, _ in words(text)]
    longer = fixed in [first for first, last in words(text) if last > fixed + 1]
    if longer and any(last <= fixed for _, last in words(text)):
        assert end in [last for _, last in words(text)]


async def test_while_something_is_selected_the_lines_at_the_foot_say_so(desk: Desk) -> None:
    async with reading(desk, TEXT) as r:
        usual = r.reader.key_line.pairs()
        await r.press("f")
        assert ("esc", "cancel") in r.reader.key_line.pairs()
        await r.press("escape")
        assert r.reader.key_line.pairs() == usual
        await r.jump("Ingrid", select=True)
        chosen = r.reader.key_line.pairs()
        assert {("o", "Official"), ("esc", "drop")} <= set(chosen)
        await r.press("2")
        assert r.reader.key_line.pairs() == chosen
        assert "Ingrid Solberg" in r.reader.targets.lead
        await r.press(">")
        assert r.reader.key_line.pairs() == chosen
        await r.press("escape")
        assert r.reader.key_line.pairs() == usual
        await r.press("v", "w")
        assert r.reader.key_line.pairs() == chosen
        await r.press("c")
        assert r.reader.key_line.pairs() == usual


async def test_chinese_stays_readable_under_hints_and_every_character_can_be_reached(
    desk: Desk,
) -> None:
    body = "国务院总理李强三日在北京会见来华访问的伊朗外交部长阿卜杜拉希扬。"
    text = "新闻\n\n" + body * 6
    async with reading(desk, text, size=(80, 24)) as r:
        await r.press("f")
        left = sum(c in body for c in "".join(r.rows()))
        assert left > len(body) * 6 * 0.6
        assert r.reader.hints is not None
        first = set(r.reader.hints.live)
        assert text.index("李强") in first
        await r.press("f")
        rest = set(r.reader.hints.live)
        places = {at for at, c in enumerate(text) if c not in "。\n"}
        assert first | rest >= places
        await r.press("escape")
        await r.jump("北京", select=True)
        await r.press("2", "c")
        assert r.marks() == [("北京", "country")]
