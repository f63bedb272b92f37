"""The one border where outside text becomes safe to draw.

No Textual widget removes ESC or the other characters a terminal acts on, so every string that
comes from an article, a file name, a name or an error message passes ``safe`` before it is drawn.
The mapping is one to one: offsets into the safe text are offsets into the original.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rich.cells import cell_len, split_graphemes

if TYPE_CHECKING:  # the command line makes text safe too, and never loads Textual
    from textual.content import Content
    from textual.style import Style

REPLACEMENT = "\ufffd"
ELLIPSIS = "…"
FILLER = "\U0010fffd"
"""Holds the second cell of a vowel sign's letter (see `widened`); `tui.terminal` never writes it."""

_INVISIBLE = "\u2060"  # WORD JOINER: no cell, no meaning to a terminal's bidi machinery


def _table() -> dict[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20)}
    table[0x09] = table[0x0A] = " "
    table[0x7F] = "\u2421"
    table.update((code, REPLACEMENT) for code in range(0x80, 0xA0))
    table[0xAD] = "-"  # SOFT HYPHEN: terminals disagree about its width
    # Embeddings, overrides and isolates reorder whole rows, our own borders included.
    for first, last in ((0x202A, 0x202E), (0x2066, 0x2069), (0x206A, 0x206F)):
        table.update((code, REPLACEMENT) for code in range(first, last + 1))
    # Bidi marks are common and harmless inside a word; they stay unseen, but as no control.
    table.update((code, _INVISIBLE) for code in (0x061C, 0x200E, 0x200F))
    table[0x2028] = table[0x2029] = "\u2424"
    table.update((code, REPLACEMENT) for code in range(0xFFF9, 0xFFFC))
    table.update((code, REPLACEMENT) for code in range(0xD800, 0xE000))
    table[0xFFFE] = table[0xFFFF] = table[ord(FILLER)] = REPLACEMENT
    return table


_TABLE = _table()
_LINES_TABLE = {code: to for code, to in _TABLE.items() if code not in (0x09, 0x0A)}
# A joiner outside an emoji sequence: Rich takes the width of what follows it for nothing, a
# terminal does not. Drawn as WORD JOINER both agree.
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001fbff"
_LONE_JOINER = f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])"  # compiled when first met


def safe(text: str) -> str:
    """``text`` with every character a terminal could act on replaced, one to one.

    C0 controls become control pictures (tab and newline a space: this is for single lines), DEL
    its picture, C1, bidi overrides and isolates and lone surrogates U+FFFD, line separators a
    newline sign. ZWNJ and the variation selectors stay, ZWJ where it joins emoji.
    """
    if text.isprintable():  # every character in the table is unprintable to Python
        return text
    if "\u200d" in text:
        text = re.sub(_LONE_JOINER, _INVISIBLE, text)
    return text.translate(_TABLE)


def safe_lines(text: str) -> str:
    """`safe` for a text of several lines: newlines and tabs stay, all else is one to one."""
    if text.isprintable():
        return text
    if "\u200d" in text:
        text = re.sub(_LONE_JOINER, _INVISIBLE, text)
    return text.translate(_LINES_TABLE)


class _Spacing(dict[int, str]):
    """Every character as it is drawn, found when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        sign = unicodedata.category(character) == "Mc"
        self[code] = drawn = character + FILLER if sign else character
        return drawn


_SPACING = _Spacing()


def widened(text: str) -> str:
    """``text`` as it is handed to widgets: every spacing vowel sign with the cell most terminals give it.

    Rich takes such a sign for nothing; most terminals let it fill a cell. What follows would be
    drawn over it.
    """
    return text if text.isascii() else text.translate(_SPACING)


def safe_content(text: str, style: Style | str = "") -> Content:
    """``text`` as drawable content in one style; nothing in it is read as markup."""
    from textual.content import Content

    return Content.styled(safe(text), style) if style else Content(safe(text))


def fit(text: str, cells: int, *, pad: bool = False) -> str:
    """``text`` made safe and at most ``cells`` wide, ending in ``…`` where it was cut.

    With ``pad`` the result is exactly ``cells`` wide. Never cuts inside a grapheme. For drawing
    only: vowel signs are `widened`.
    """
    if cells <= 0:
        return ""
    # No grapheme in use is longer than 16 characters: a huge title costs no more than a short one.
    text = widened(safe(text[: cells * 16]))
    width = cell_len(text)
    if width > cells:
        kept, used = 0, 0
        for _, end, size in split_graphemes(text)[0]:
            if used + size > cells - 1:
                break
            kept, used = end, used + size
        text = text[:kept].rstrip() + ELLIPSIS
        width = cell_len(text)
    return text + " " * (cells - width) if pad else text
