"""The border to the terminal: what is written lands in the columns it was meant for.

Terminals disagree with Textual, and with one another, on how many cells some text fills: vowel signs
of the scripts of India, emoji made of several characters. Everything written passes `steady`. Around
such text it blanks the cells the text was given, writes it, goes back to where it began, and from
there to the column behind those cells: whatever the terminal makes of the text, the rest of the row
stays in place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from tui.display import FILLER

if TYPE_CHECKING:
    from textual.driver import Driver

# Scripts with vowel signs that stand in a cell of their own in most terminals, and not to Rich.
_BRAHMIC = "\u0900-\u0dff\u0f00-\u109f\u1700-\u17ff\u1900-\u1cff\ua800-\uabff\U00011000-\U00011fff"
_EMOJI = "\U0001f000-\U0001fbff"
_VARIANTS = "\ufe0e\ufe0f\u20e3"
_SUSPECT = re.compile(f"[{_BRAHMIC}{_EMOJI}{_VARIANTS}{FILLER}]")
_DISPUTED = (
    f"[{_BRAHMIC}][{_BRAHMIC}\u200c\u200d\u2060{FILLER}]*"
    # Of ASCII, only what keycaps are made of: a letter may be the end of an escape sequence.
    "|(?:[\U0001f1e6-\U0001f1ff]{2}"
    f"|[{_EMOJI}]|[0-9#*\u00a0-\U0010ffff](?=[{_VARIANTS}]))"
    f"(?:[{_VARIANTS}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]|\u200d[^\x00-\x7f])*"
    f"|{FILLER}"
)


def steady(data: str) -> str:
    """What to write so that all of ``data`` stands in its column in any terminal."""
    if data.isascii() or _SUSPECT.search(data) is None:
        return data
    return re.sub(_DISPUTED, _addressed, data)  # compiled when first met: few desks need it


def _addressed(match: re.Match[str]) -> str:
    text = match[0]
    cells = cell_len(text)
    drawn = text.replace(FILLER, "")
    if not cells:
        return drawn
    return f"\x1b7{' ' * cells}\x1b8{drawn}\x1b8\x1b[{cells}C"


def steadied(driver: type[Driver]) -> type[Driver]:
    """A driver class that writes through `steady`."""

    class Steadied(driver):  # type: ignore[valid-type, misc]
        """The platform's driver, with a border."""

        def write(self, data: str) -> None:
            super().write(steady(data))

    made: Any = Steadied
    return made  # type: ignore[no-any-return]
