"""Breaking a text into the lines of a screen: an array of the offsets at which lines begin.

Lines break after spaces, between ideographs (no line begins with a closing mark or ends with an
opening one), else wherever it must be; never inside a grapheme. One space may hang over the edge.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate, pairwise

from tui.display import safe, widened
from tui.text.graphemes import boundary, kinds, plain, widths


def wrap(text: str, width: int) -> array[int]:
    """Offsets at which the lines of ``text`` begin when at most ``width`` cells wide.

    A newline belongs to the line it ends. There is always one line at least, and an empty one
    after a newline at the very end. A grapheme wider than ``width`` stands alone.
    """
    width = max(1, width)
    starts = array("I")
    here = 0
    while True:
        end = text.find("\n", here)
        stop = len(text) if end < 0 else end
        starts.append(here)
        if stop - here > width // 2:  # no character is wider than two cells, but a tab is
            _paragraph(text[here:stop], here, width, starts)
        elif text.find("\t", here, stop) >= 0:
            _mixed(text[here:stop], here, width, starts)
        if end < 0:
            return starts
        here = end + 1


def drawn(text: str, width: int) -> list[str]:
    """The lines of ``text``, made safe, as they are drawn when at most ``width`` cells wide."""
    text = safe(text)
    starts = [*wrap(text, width), len(text)]
    return [widened(text[one:other].rstrip()) for one, other in pairwise(starts)]


def _paragraph(text: str, base: int, width: int, starts: array[int]) -> None:
    if not plain(text):
        _mixed(text, base, width, starts)
        return
    here, length = 0, len(text)
    while length - here > width:
        edge = here + width
        at = edge + 1 if text[edge] == " " else text.rfind(" ", here, edge) + 1
        if at <= here:
            at = edge
        if at >= length:
            break
        starts.append(base + at)
        here = at


def _mixed(text: str, base: int, width: int, starts: array[int]) -> None:
    shape = kinds(text)
    reach = list(accumulate(widths(text, shape), initial=0))
    here, length = 0, len(text)
    while True:
        edge = bisect_right(reach, reach[here] + width, here) - 1
        if edge >= length:
            return
        if shape[edge] == "s" and boundary(shape, edge + 1):
            at = edge + 1
        else:
            at = edge
            while at > here and not _breaks(shape, at):
                at -= 1
            if at <= here:
                at = edge
                while at > here and not boundary(shape, at):
                    at -= 1
            if at <= here:
                at = here + 1
                while not boundary(shape, at):
                    at += 1
        if at >= length:
            return
        starts.append(base + at)
        here = at


def _breaks(shape: str, at: int) -> bool:
    if not boundary(shape, at):
        return False
    last = at - 1
    while last > 0 and shape[last] in "zvm":
        last -= 1
    before, after = shape[last], shape[at]
    if before in "st":
        return True
    if after in "stcC" or before in "oO":
        return False
    return before in "iC" or after in "iO"
