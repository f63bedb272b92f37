"""Rows keep their columns in terminals that count cells in other ways than Textual."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from store.desk import Desk
from tests.tui.text.test_layout import PIECES
from tui.display import FILLER, fit, safe, widened
from tui.terminal import steady

COLUMNS = 60
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=20)
HINDI = "प्रधानमंत्री ने कहा कि भारत और ईरान के बीच वार्ता होगी।"
EMOJI = "Flag 🇮🇷 family 👩\u200d👩\u200d👧 heart ❤\ufe0f thumb 👍🏽 key 1\ufe0f\u20e3 end"

Width = Callable[[str], int]


def by_character(character: str) -> int:
    """A terminal like tmux: vowel signs fill a cell, whatever joins emoji is not understood."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def generous(character: str) -> int:
    """A terminal that gives every emoji and every sign more room than anybody."""
    return 1 if character.isascii() else 2


def narrow(character: str) -> int:
    """A terminal that gives no sign and no emoji any room of its own but one cell."""
    return 0 if unicodedata.category(character)[0] == "M" else 1


def shown(data: str, width: Width) -> list[str]:
    """The cells of a row as a terminal fills them that counts with ``width``."""
    row, at, kept, here = [" "] * COLUMNS, 0, 0, 0
    while here < len(data):
        if data[here] != "\x1b":
            cells = width(data[here])
            if not cells and at:
                row[at - 1] += data[here]
            for cell in range(at, min(at + cells, COLUMNS)):
                row[cell] = data[here] if cell == at else ""
            at, here = min(at + cells, COLUMNS - 1), here + 1
        elif data[here + 1] == "7":
            kept, here = at, here + 2
        elif data[here + 1] == "8":
            at, here = kept, here + 2
        else:
            end = next(n for n in range(here + 2, len(data)) if data[n].isalpha())
            assert data[end] == "C"
            at, here = at + int(data[here + 2 : end]), end + 1
    return row


@pytest.mark.parametrize("width", [by_character, generous, narrow])
@pytest.mark.parametrize("text", [HINDI, EMOJI, "தமிழ் | বাংলা | മലയാളം | မြန်မာ"])
def test_what_follows_stands_in_its_column(text: str, width: Width) -> None:
    data = set_cell_size(widened(safe(text)), 58) + "│"
    assert shown(steady(data), width).index("│") == 58


def test_vowel_signs_keep_their_cell_and_lose_no_letter() -> None:
    data = steady(fit(HINDI, 58, pad=True))
    assert FILLER not in data
    assert "".join(shown(data, by_character)).rstrip() == HINDI


@settings(max_examples=200)
@given(TEXTS)
def test_every_piece_takes_the_cells_it_was_given(text: str) -> None:
    drawn = widened(safe(text))
    data = steady(f"\x1b[1;31m{drawn}\x1b[0m")
    assert data.startswith("\x1b[1;31m")
    assert data.endswith("\x1b[0m")
    moved = cells = 0
    for part in data[len("\x1b[1;31m") : -len("\x1b[0m")].split("\x1b7"):
        given, back, rest = part.partition("\x1b8")
        if back:
            written, _, rest = rest.partition("\x1b8\x1b[")
            number, _, rest = rest.partition("C")
            assert set(given) == {" "}
            assert len(given) == int(number)
            cells += int(number)
            moved += len(written)
        else:
            rest = given
        cells += cell_len(rest)
    assert cells == cell_len(drawn)
    assert "".join(steady(drawn).split("\x1b")).count(FILLER) == 0


def test_what_is_no_text_passes_as_it_is() -> None:
    plain = "\x1b[31mTehran — “Iran” تهران 中国 كتاب\x1b[0m\x1b[3;7H"
    assert steady(plain) is plain


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_panel_stays_in_its_column(desk: Desk) -> None:
    from tests.pty_driver import Terminal
    from tests.tui.reading import fill

    fill(desk, f"Titel {HINDI[:20]}\n\n{HINDI} {EMOJI}\n\nPlain row.\n\n{HINDI}")
    desk.close()
    with Terminal(
        ["-m", "tui.cli", "open", str(desk.path), "--as", "mina"], size=(120, 30)
    ) as terminal:
        terminal.wait_for("Titel")
        terminal.press("enter")
        terminal.wait_for("Plain row.")
        grounds = {grounds_of(terminal.screen, row) for row in range(2, 26)}
        assert len(grounds) == 1, grounds


def grounds_of(screen: pyte.Screen, row: int) -> int:
    """The column where the panel's colour begins on a row."""
    cells = [screen.buffer[row][column].bg for column in range(120)]
    edge = 119
    while edge and cells[edge - 1] == cells[119]:
        edge -= 1
    return edge
