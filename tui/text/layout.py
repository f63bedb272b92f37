"""Where everything is: offsets of a text against lines and cells of the screen.

Pure and cheap: one array for the whole text, anything finer for single lines when asked. The
cursor may stand on every grapheme, on the newline of a line, and behind the last character.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right

from tui.text.graphemes import graphemes, plain
from tui.text.wrap import wrap

_KEPT = 400


class Layout:
    """A text wrapped to a width in cells. ``text`` is already safe to draw."""

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = width
        self.starts: array[int] = wrap(text, width)
        self._columns: dict[int, tuple[list[int], list[int]] | None] = {}

    def __len__(self) -> int:
        """Number of lines."""
        return len(self.starts)

    def line_of(self, offset: int) -> int:
        """The line an offset is on; the end of the text is on the last one."""
        return bisect_right(self.starts, offset) - 1

    def bounds(self, line: int) -> tuple[int, int]:
        """First offset of a line, and the offset behind its last character (not its newline)."""
        start = self.starts[line]
        if line + 1 == len(self.starts):
            return start, len(self.text)
        end = self.starts[line + 1]
        return start, end - 1 if self.text[end - 1] == "\n" else end

    def wrapped(self, line: int) -> bool:
        """Say whether a line runs on into the next (it does not end with a newline)."""
        return line + 1 < len(self.starts) and self.text[self.starts[line + 1] - 1] != "\n"

    def line(self, line: int) -> str:
        """The characters of a line, without the newline."""
        start, end = self.bounds(line)
        return self.text[start:end]

    # ------------------------------------------------------------------ cells of a line

    def _cells(self, line: int) -> tuple[list[int], list[int]] | None:
        """Starts of the graphemes of a line and their first cells, each with the end appended.

        None when offset and cell are the same.
        """
        try:
            return self._columns[line]
        except KeyError:
            pass
        text = self.line(line)
        columns: tuple[list[int], list[int]] | None = None
        if not plain(text):
            offsets, cells, total = [], [], 0
            for start, _, size in graphemes(text):
                offsets.append(start)
                cells.append(total)
                total += size
            columns = [*offsets, len(text)], [*cells, total]
        if len(self._columns) >= _KEPT:
            self._columns.clear()
        self._columns[line] = columns
        return columns

    def cell(self, line: int, offset: int) -> int:
        """The first cell of the grapheme at ``offset`` on ``line``; the line's width past its end."""
        start, end = self.bounds(line)
        within = min(max(offset, start), end) - start
        columns = self._cells(line)
        if columns is None:
            return within
        offsets, cells = columns
        return cells[bisect_right(offsets, within) - 1]

    def offset(self, line: int, cell: int) -> int:
        """The offset of the grapheme drawn at a cell, or the last place of the line."""
        start, end = self.bounds(line)
        columns = self._cells(line)
        if columns is None:
            found = start + max(0, cell)
        else:
            offsets, cells = columns
            # Of graphemes at one cell (some have none) the last is the one that is drawn.
            found = start + offsets[bisect_right(cells, max(0, cell)) - 1]
        return min(found, self.last(line)) if found >= end else found

    def last(self, line: int) -> int:
        """The last place of the cursor on a line: its end, or its last grapheme when wrapped."""
        start, end = self.bounds(line)
        if not self.wrapped(line) or end == start:
            return end
        columns = self._cells(line)
        return end - 1 if columns is None else start + columns[0][-2]

    def size(self, line: int) -> int:
        """Cells a line fills, a hanging space included."""
        start, end = self.bounds(line)
        return self.cell(line, end) if end > start else 0

    # ---------------------------------------------------------------------------- moves

    def snap(self, offset: int) -> int:
        """The start of the grapheme that holds an offset."""
        offset = min(max(offset, 0), len(self.text))
        line = self.line_of(offset)
        start, end = self.bounds(line)
        columns = self._cells(line)
        if columns is None or offset >= end:
            return offset
        offsets = columns[0]
        return start + offsets[bisect_right(offsets, offset - start) - 1]

    def right(self, offset: int) -> int:
        """The next place of the cursor."""
        if offset >= len(self.text):
            return len(self.text)
        line = self.line_of(offset)
        start, end = self.bounds(line)
        columns = self._cells(line)
        if columns is None or offset >= end:
            return offset + 1
        offsets = columns[0]
        return start + offsets[bisect_right(offsets, offset - start)]

    def left(self, offset: int) -> int:
        """The place of the cursor before this one."""
        return self.snap(offset - 1) if offset > 0 else 0

    def vertical(self, offset: int, lines: int, goal: int) -> int:
        """The place ``lines`` below (above when negative), as near as may be to the cell ``goal``."""
        line = min(max(self.line_of(offset) + lines, 0), len(self) - 1)
        return self.offset(line, goal)
