"""The border where outside text becomes safe to draw."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.display import fit, safe, safe_content, safe_lines

ACTED_ON = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
ANY = st.text(st.characters(exclude_categories=[]), max_size=60)


@given(ANY)
def test_safe_is_one_to_one_and_leaves_nothing_a_terminal_acts_on(text: str) -> None:
    for shown in (safe(text), safe_lines(text)):
        assert len(shown) == len(text)
        for character in shown.replace("\n", "").replace("\t", ""):
            assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
            assert unicodedata.bidirectional(character) not in ACTED_ON
            assert character not in "\u200e\u200f\u061c"
    assert "\n" not in safe(text)
    shown = safe(text)
    assert safe(shown) == shown


def test_every_character_terminals_act_on_is_replaced() -> None:
    for code in range(0x110000):
        character = chr(code)
        if (
            unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
            or unicodedata.bidirectional(character) in ACTED_ON
        ):
            assert safe(character) != character, hex(code)


def test_what_words_need_stays() -> None:
    for text in ("می\u200cخواهد", "❤\ufe0f", "👩\u200d👧", "日本、", "a b"):
        assert safe(text) == text
    assert safe("\x1b[31m\x7f") == "␛[31m␡"
    assert safe_lines("a\tb\n\x07") == "a\tb\n␇"


@given(ANY, st.integers(0, 20))
def test_fit_never_exceeds_its_cells(text: str, cells: int) -> None:
    assert cell_len(fit(text, cells)) <= cells
    assert cell_len(fit(text, cells, pad=True)) == cells


def test_content_is_never_markup() -> None:
    assert safe_content("[b]x[/nope]\x1b").plain == "[b]x[/nope]␛"
