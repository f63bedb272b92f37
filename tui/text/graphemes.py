"""What a reader takes for one character, and how many cells it fills.

Widths come from Rich's public functions, because the compositor goes by them too; a spacing vowel
sign has a cell of its own, as `tui.display.widened` draws it. A grapheme here is a character with what attaches to it: marks (spacing vowel signs too), variation selectors,
emoji joined by ZWJ; and two regional indicators make one flag. Works on the text of one line or
paragraph; offsets are code points.
"""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len, get_character_cell_size

from tui.display import widened

TAB = 4
"""Cells of a tab. Fixed, so that a width does not depend on the column."""

_CLOSING = "!%),.:;?]}\u00b7\u2019\u201d\u2026\u2030\u2032\u2033\u203c\u2047\u2048\u2049"
_CLOSING += (
    "、。，．：；？！）］｝」』】〉》〕〗〙〛〟〞％‰℃ー々〻〜～ゝゞヽヾ・…‥﹐﹑﹒﹔﹕﹖﹗﹚﹜﹞"
)
_CLOSING += "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ｡｣､･"
_OPENING = "([{\u00ab\u2018\u201c\u2039（［｛「『【〈《〔〖〘〚〝＄￥￡﹙﹛﹝｢"

_IDEOGRAPHIC = re.compile(
    "[\u2e80-\u2fff\u3000-\u30ff\u31a0-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\u2600-\u27bf\U0001f000-\U0001fbff\U00020000-\U000323af]"
)


class _Kinds(dict[int, str]):
    """Each character's part in breaking lines, one letter, found when first met.

    ``n`` one cell, ``k`` two cells and no break beside it (Hangul), ``i`` two cells and breaks on
    both sides, ``o O c C`` opening and closing, one and two cells, ``s`` space, ``t`` tab,
    ``z`` no cell, ``m`` a spacing mark of one cell, ``j`` ZWJ, ``v`` VS16, ``r`` half a flag.
    """

    def __missing__(self, code: int) -> str:
        self[code] = kind = self._kind(chr(code))
        return kind

    @staticmethod
    def _kind(character: str) -> str:
        fixed = {" ": "s", "\t": "t", "\u200d": "j", "\ufe0f": "v"}.get(character)
        if fixed:
            return fixed
        if "\U0001f1e6" <= character <= "\U0001f1ff":
            return "r"
        if unicodedata.category(character) == "Mc":
            return "m"
        size = get_character_cell_size(character)
        if size == 0:
            return "z"
        if character in _CLOSING:
            return "C" if size == 2 else "c"
        if character in _OPENING:
            return "O" if size == 2 else "o"
        if size == 2:
            return "i" if _IDEOGRAPHIC.match(character) else "k"
        return "n"


_KINDS = _Kinds()
_WIDTHS = bytes(
    {"s": 1, "t": TAB, "n": 1, "o": 1, "c": 1, "m": 1, "r": 1}.get(
        chr(i), 2 if chr(i) in "kiOC" else 0
    )
    for i in range(256)
)
_GRAPHEME = re.compile(r"(?:rr|.)[zvm]*(?:j.?[zvm]*)*")
_PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u0482\u048a-\u0556\u05d0-\u05ea"
    "\u060c\u061b\u061f\u0620-\u064a\u0660-\u066f\u0671-\u06d3\u06f0-\u06ff"
    "\u2010-\u2016\u2018-\u2022\u2026\u2039\u203a\u20ac\ufffd]*"
)


def plain(text: str) -> bool:
    """Say whether every character of ``text`` is a grapheme of one cell and lines break at spaces."""
    return (text.isascii() and text.isprintable()) or _PLAIN.fullmatch(text) is not None


def drawn(text: str) -> str:
    """A piece of a line as it is drawn: its tabs as blanks, its vowel signs with their cells."""
    return widened(text).replace("\t", " " * TAB)


def kinds(text: str) -> str:
    """The part each character plays in breaking lines, one letter for each."""
    return text.translate(_KINDS)


def widths(text: str, kinds_of_text: str) -> bytes | list[int]:
    """Cells of each character; a grapheme's last characters may count for nothing."""
    if "v" not in kinds_of_text and "j" not in kinds_of_text:
        return kinds_of_text.encode("ascii").translate(_WIDTHS)
    found = [0] * len(text)
    for start, _, size in graphemes(text):
        found[start] = size
    return found


def graphemes(text: str) -> list[tuple[int, int, int]]:
    """``(start, end, cells)`` of every grapheme of a line, in order and without gaps."""
    if plain(text):
        return [(at, at + 1, 1) for at in range(len(text))]
    found = []
    for match in _GRAPHEME.finditer(kinds(text)):
        start, end = match.span()
        found.append((start, end, cell_len(drawn(text[start:end]))))
    return found


def boundary(kinds_of_text: str, at: int) -> bool:
    """Say whether a grapheme begins at ``at`` (an edge of the text counts as one)."""
    if not 0 < at < len(kinds_of_text):
        return True
    before, after = kinds_of_text[at - 1], kinds_of_text[at]
    if after in "zvmj" or (before == "j" and at > 1):
        return False
    if before == after == "r":
        first = at
        while first and kinds_of_text[first - 1] == "r":
            first -= 1
        # A joiner takes the indicator behind it into the grapheme before.
        if first and kinds_of_text[first - 1] == "j" and first > 1:
            first += 1
        return (at - first) % 2 == 0
    return True
