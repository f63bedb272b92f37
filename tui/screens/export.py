"""Writing articles and spans, or the register, to a file: choose, see what that gives, write.

What is told below the rows follows them by itself, a moment after the last change; it is counted in
a thread, and what stood there before stays, dimmer, until it is known. Nothing is written before it
stands.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content
from textual.message import Message
from textual.timer import Timer

from store.listing.background import Background
from store.listing.sets import Cancelled, Sets
from tui.clipboard import copy
from tui.display import fit, safe_content
from tui.mistakes import SHOWN_ERRORS, keep, sentence
from tui.screens.dialogs import confirm
from tui.screens.export_choices import ALL, Order, Scope
from tui.screens.export_rows import ExportRows
from tui.screens.file_picker import expanded
from tui.screens.work import Told, WorkDialog, bar
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Field, Line

if TYPE_CHECKING:
    from store.desk import Desk
    from store.export import ExportSummary, Plan, RegisterPlan, RegisterSummary
    from tui.text.tables import Row as Drawn

__all__ = ["ALL", "ExportScreen", "Scope"]

PAUSE = 0.3
"""Seconds without a change after which it is counted what the rows give."""

_DRAW_SECONDS = 0.1
_BAR = 20


@dataclass
class Counted(Message):
    """How far the counting for an order is, or what it gave: a plan, or why there is none."""

    order: Order
    done: int = 0
    total: int = 0
    plan: Plan | RegisterPlan | None = None
    problem: str = ""


class Stopped(Exception):
    """Somebody did not want the file any more."""


class ExportScreen(ExportRows):
    """Rows to choose in, and below or beside them what they give; then the report."""

    WHERE: ClassVar[str] = "export"

    def __init__(self, scopes: Sequence[Scope] = ()) -> None:
        super().__init__(scopes)
        self._order: Order | None = None
        """What the plan, or the problem, below is of."""
        self._plan: Plan | RegisterPlan | None = None
        self._problem = ""
        self._counting: Order | None = None
        self._at = (0, 0)
        self._pause: Timer | None = None
        self._summary: ExportSummary | RegisterSummary | None = None
        self._background: Background | None = None

    def on_mount(self) -> None:
        """Begin at the format."""
        super().on_mount()
        self._background = Background(self.desk.reader, self._failed)
        self.draw()
        self.changed()

    def on_unmount(self) -> None:
        """Let go of the reading thread."""
        if self._background is not None:
            self._background.close()

    def changed(self) -> None:
        """Something else is chosen: what was written is over, what stands below may be of old."""
        self._summary = None
        self.offer()
        self.draw()
        order = self.choices.order()
        same = self._order is not None and order.measured == self._order.measured
        if self._counting is not None and order.measured == self._counting.measured:
            return
        self._stop()
        if not same and not self.choices.missing:
            self._counting = order
            self._at = (0, 0)
            self._pause = self.set_timer(PAUSE, self._count)
        self._redraw()

    # -- what they give ----------------------------------------------------------------------------

    def _count(self) -> None:
        order = self._counting
        if order is not None and self._background is not None:
            self._background.submit(lambda sets: self._measure(order, sets))

    # In the thread: nothing here touches the screen but by messages.
    def _measure(self, order: Order, sets: Sets) -> None:
        from store.desk import Desk
        from tui.screens import export_telling  # noqa: F401  (loaded here, not while one waits)

        here, told_at = self.desk, monotonic()

        def progress(what: str, done: int, total: int) -> None:
            nonlocal told_at
            del what
            sets.check()
            if monotonic() - told_at > _DRAW_SECONDS:
                told_at = monotonic()
                self.post_message(Counted(order, done, total))

        try:
            with Desk.open(here.path, here.actor, read_only=True) as desk:
                found = Counted(order, plan=order.preview(desk, sets, progress))
        except Cancelled:
            raise
        except SHOWN_ERRORS as error:
            found = Counted(order, problem=sentence(error, here.path))
        except Exception as error:  # a mistake of ours: said, kept, and the app stays up
            found = Counted(order, problem=keep(error))
        sets.check()
        self.post_message(found)

    def _failed(self, error: Exception) -> None:
        self.app.call_later(self.report, error)

    def on_counted(self, message: Counted) -> None:
        """Show how far it is, or what it gave."""
        if message.order is not self._counting:
            return
        if message.plan is None and not message.problem:
            self._at = message.done, message.total
            self.tell()
            return
        self._counting = None
        self._order, self._plan, self._problem = message.order, message.plan, message.problem
        self.page.go(0)
        self._redraw()
        self.mark_undecided()

    def _stop(self) -> None:
        self._counting = None
        if self._pause is not None:
            self._pause.stop()
        if self._background is not None:
            self._background.cancel()

    @property
    def stands(self) -> bool:
        """Whether what is told is of what is chosen."""
        order = self._order
        return order is not None and order.measured == self.choices.order().measured

    def _redraw(self) -> None:
        self.page.changed()
        self.tell()

    def build(self, width: int) -> tuple[Sequence[Drawn], Sequence[int]]:
        from tui.screens import export_telling as telling
        from tui.text.tables import View

        labels = {one.id: one.name for one in self.copydesk.labels}
        view = View(width, labels)
        if self._summary is not None:
            return telling.reported(self._summary, self._plan, view), (0,)
        if self.choices.missing:
            return telling.failed(self.choices.missing, view), (0,)
        if self._problem:
            rows = telling.failed(self._problem, view)
        elif self._plan is not None:
            rows = telling.planned(self._plan, view)
        else:
            return (), ()
        if not self.stands:
            rows = [[(text, "muted") for text, _ in row] for row in rows]
        return rows, (0,)

    def tell(self) -> None:
        """Over what is told: what it is, and how far the counting is."""
        if not self.is_mounted:
            return
        title, aside = "What will be written", Content("")
        if self._summary is not None:
            title = "Written"
        elif self.choices.missing:
            title = "What will be written"
        elif self._counting is not None:
            done, total = self._at
            aside = Content.assemble(
                bar(done, total, _BAR), safe_content("  counting; esc stops", "$text-muted")
            )
        elif not self.stands:
            aside = safe_content("not counted; enter counts", "$text-muted")
        elif self.page.last:
            page = self.page
            last = min(len(page.rows), page.top + page.page)
            aside = safe_content(f"{page.top + 1}–{last}/{len(page.rows)}", "$text-muted")
        head = Content.assemble(safe_content(f"{title}  ", "bold"), aside)
        self.query_one("#export-head", Line).update(head, layout=False)
        keymap = self.copydesk.keymap
        done_keys = None
        if self._summary is not None:
            names = {"write": "done", "copy": "copy path", "page-down": "read on"}
            done_keys = tuple(
                (keymap.key(self.WHERE, f"export.{name}"), said) for name, said in names.items()
            )
        self.query_one(KeyLine).show_keys(done_keys)

    def desk_changed(self) -> None:
        """Somebody wrote: what is told is counted anew, and stays until then."""
        if self.is_mounted and self._summary is None and self._counting is None:
            self._order = None
            self.changed()

    def keymap_changed(self) -> None:
        """Labels, colours or keys are others."""
        super().keymap_changed()
        if self.is_mounted:
            self.page.notify_style_update()
            self.draw()
            self._redraw()

    # -- keys --------------------------------------------------------------------------------------

    def do_page_down(self) -> None:
        """What is told, a page on."""
        self.page.go(self.page.top + max(1, self.page.page - 1))

    def do_page_up(self) -> None:
        """A page back."""
        self.page.go(self.page.top - max(1, self.page.page - 1))

    def do_copy(self) -> None:
        """Copy the path of what was written."""
        if self._summary is None:
            self.say("Nothing is written yet; its path can be copied then.")
        else:
            self.say(f"Copied {copy(self.app, self._summary.output)}: {self._summary.output}")

    def do_cancel(self) -> None:
        """Stop counting, else go back."""
        if self._counting is None:
            self.copydesk.do_back()
        else:
            self._stop()
            self._redraw()

    # -- writing -----------------------------------------------------------------------------------

    async def do_write(self) -> None:
        """Write what is told; say why where that cannot be. After the report: go back."""
        if self._summary is not None:
            self.copydesk.do_back()
        elif self._may_write():
            await self._write(self.choices.order())

    def _may_write(self) -> bool:
        if self.choices.missing:
            self.say(self.choices.missing, error=True)
        elif self._counting is not None:
            self.say("Still counting; once it stands what is written and lost, enter writes it.")
        elif not self.stands:
            self._order = None
            self.changed()
        elif self._problem:
            self.say(self._problem, error=True)
        elif refusal := getattr(self._plan, "refusal", ""):
            self.go_to("overlap")
            self.say(refusal, error=True)
        elif not self.query_one("#output", Field).value.strip():
            self.go_to("output")
            self.say("A file name is needed.", error=True)
        else:
            return True
        return False

    async def _write(self, order: Order) -> None:
        # whole: "-" is a file here, not the terminal
        output = Path.cwd() / expanded(self.query_one("#output", Field).value.strip())
        # false, not an error, for a name no file can have
        exists = os.path.exists(output)  # noqa: PTH110
        if exists and not await self.ask(
            confirm("Replace what stands there?", detail=str(output), danger=True)
        ):
            return

        plans: list[Plan | RegisterPlan] = []

        def job(desk: Desk, told: Told) -> Any:
            def progress(what: str, done: int, total: int) -> None:
                if not told(done, what, total):
                    raise Stopped

            try:
                return order.write(desk, Sets(desk.connection), output, progress, plans.append)
            except Stopped:
                return None

        work: WorkDialog[Any] = WorkDialog(
            f"Writing {fit(output.name, 40)}", job, 1, kept="nothing is written", read_only=True
        )
        summary = await self.ask(work)
        if summary is None:
            self.say(work.problem or "Stopped; nothing was written.", error=bool(work.problem))
            return
        # what lies on the desk may be more than when it was counted
        self._summary, self._plan, self._order = summary, plans[0], None
        self.set_focus(None)
        self._row = "format"
        self.draw()
        self.page.go(0)
        self._redraw()
