"""The progress screen: how far the work is, how fast it goes, how far annotators agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from store.listing.background import Background
from store.listing.sets import Sets
from tui.display import safe_content
from tui.screens.base import DeskScreen
from tui.text.progress_page import PARTS, page
from tui.widgets.chart_page import ChartPage
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line

if TYPE_CHECKING:
    from store.progress.report import Figures
    from tui.text.tables import Row

_MEASURE = "progress.measure"
_MOMENT = 0.03
"""Seconds after which the screen stands."""

_TOLD_SECONDS = 0.3
_READING = {
    "articles": "counting articles",
    "coverage": "counting articles",
    "labels": "counting tags",
    "pace": "reading the journal",
    "agreement": "comparing annotators",
}


@dataclass
class Arrived(Message):
    """More figures are known (None: only how far the reading is)."""

    figures: Figures | None
    reading: str = ""


class ProgressScreen(DeskScreen):
    """One page in parts. It is read in the background; each part is drawn as soon as it is known,
    and stays while the desk is read again because somebody wrote to it."""

    WHERE: ClassVar[str] = "progress"
    DEFAULT_CSS = """
    ProgressScreen {
        & #progress-head { height: 1; padding: 0 1; background: $surface; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.figures: Figures | None = None
        self.chart = ChartPage(self._build, self._tell)
        self._background: Background | None = None
        self._reading = _READING["articles"]
        self._stale = False
        self._measure = ""

    def compose(self) -> ComposeResult:
        """The parts, the page, the keys."""
        yield Line("", id="progress-head")
        yield self.chart
        yield KeyLine()

    # -- reading ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to read once the screen stands: until then the processor is its own."""
        super().on_mount()
        self._measure = self.desk.recall(_MEASURE)
        self._background = Background(self.desk.reader, self._failed)
        self.after(_MOMENT, self._read)

    def on_unmount(self) -> None:
        """Let go of the reading thread."""
        if self._background is not None:
            self._background.close()

    def _read(self) -> None:
        """Have everything read; when that is under way, once more after it."""
        if self._background is None:
            return
        self._stale = False
        self._reading = _READING["articles"]
        self._background.submit(self._job)
        self._tell()

    # In the thread: nothing here touches the screen but by messages.
    def _job(self, sets: Sets) -> None:
        # all that the page takes is loaded here: the screen stands sooner, and is not held up later
        from store.progress.report import read
        from tui.text import progress_marks, progress_work  # noqa: F401

        told_at = 0.0
        before = self.figures

        def told(part: str, done: int, total: int) -> None:
            nonlocal told_at
            sets.check()
            now = monotonic()
            if now - told_at > _TOLD_SECONDS or not done:
                told_at = now
                share = f" {100 * done // total}%" if total else ""
                self.post_message(Arrived(None, f"{_READING[part]}{share}"))

        def found(figures: Figures) -> None:
            sets.check()
            if (
                before is None or before.agreement is None
            ):  # else the old figures stay until all are new
                self.post_message(Arrived(figures, self._reading))

        with sets.snapshot():
            figures = read(self.desk, connection=sets.connection, found=found, told=told)
        self.post_message(Arrived(figures))

    def _failed(self, error: Exception) -> None:
        self.app.call_later(self.report, error)

    def on_arrived(self, message: Arrived) -> None:
        """Draw what is known."""
        self._reading = message.reading
        if message.figures is not None and message.figures != self.figures:
            self.figures = message.figures
            self.chart.changed()
            self.mark_undecided()
        else:
            self._tell()
        if self._stale and not self._reading:
            self._read()

    def desk_changed(self) -> None:
        """Somebody wrote: read it again, after what is being read."""
        if not self.is_mounted:
            return
        if self._reading:
            self._stale = True
        else:
            self._read()

    def on_screen_resume(self) -> None:
        """Back from names or an article."""
        super().on_screen_resume()
        if self._background is not None:
            self.desk_changed()

    # -- showing ---------------------------------------------------------------------------------

    def _build(self, width: int) -> tuple[Sequence[Row], Sequence[int]]:
        if self.figures is None:
            return [], []
        from tui.text.tables import View

        keymap = self.copydesk.keymap
        view = View(
            width,
            {one.id: one.name for one in self.copydesk.labels if one.scope == "span"},
            self._measure,
            {
                "app.ingest": keymap.key(self.WHERE, "app.ingest"),
                "app.names": keymap.key(self.WHERE, "app.names"),
                "queue.assign": keymap.key("queue", "queue.assign"),
                "progress.measure": keymap.key(self.WHERE, "progress.measure"),
            },
        )
        return page(self.figures, view)

    def _tell(self) -> None:
        """The parts, the one that is looked at standing out; at the right what is being read."""
        if not self.is_mounted:
            return
        known = bool(self.chart.starts)
        pieces: list[Content] = []
        for at, title in enumerate(PARTS):
            here = known and at == self.chart.part
            mark = ("[", "]") if here else (" ", " ")
            style = "bold $accent" if here else "$text-muted"
            pieces.append(safe_content(f"{mark[0]}{title}{mark[1]} ", style))
        right = f"{self._reading} …" if self._reading else self._place()
        used = sum(piece.cell_length for piece in pieces)
        blank = max(1, self.size.width - 2 - used - len(right))
        head = Content.assemble(*pieces, " " * blank, safe_content(right, "$text-muted"))
        self.query_one("#progress-head", Line).update(head, layout=False)

    def _place(self) -> str:
        chart = self.chart
        if not chart.last:
            return ""
        return f"{chart.top + 1}–{min(len(chart.rows), chart.top + chart.page)}/{len(chart.rows)}"

    def on_resize(self) -> None:
        """The head is as wide as the screen."""
        self._tell()

    def keymap_changed(self) -> None:
        """Labels, colours or keys are others."""
        super().keymap_changed()
        if self.is_mounted:
            self.chart.notify_style_update()
            self.chart.changed()

    # -- keys ------------------------------------------------------------------------------------

    def do_down(self) -> None:
        """A row on."""
        self.chart.go(self.chart.top + 1)

    def do_up(self) -> None:
        """A row back."""
        self.chart.go(self.chart.top - 1)

    def do_page_down(self) -> None:
        """A page on."""
        self.chart.go(self.chart.top + self.chart.page - 1)

    def do_page_up(self) -> None:
        """A page back."""
        self.chart.go(self.chart.top - self.chart.page + 1)

    def do_top(self) -> None:
        """To the first row."""
        self.chart.go(0)

    def do_bottom(self) -> None:
        """To the last row."""
        self.chart.go(len(self.chart.rows))

    def do_next_part(self) -> None:
        """To the next part; after the last the first."""
        self.chart.go_to_part(self.chart.part + 1)

    def do_previous_part(self) -> None:
        """To the part before."""
        self.chart.go_to_part(self.chart.part - 1)

    def do_measure(self) -> None:
        """Another measure in the matrix, which is brought into sight."""
        from tui.text.progress_marks import MEASURES

        names = list(MEASURES)
        at = names.index(self._measure) if self._measure in names else 0
        self._measure = names[(at + 1) % len(names)]
        self.desk.remember(_MEASURE, self._measure)
        self.chart.changed()
        if PARTS[self.chart.part] != "Agreement" and self.chart.starts:
            self.chart.go_to_part(PARTS.index("Agreement"))
        self.say(f"Agreement by {MEASURES[self._measure].title}.")
