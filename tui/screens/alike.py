"""Every mention of the same in other articles, each in its sentence: struck out or tagged, at once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult

from store.desk import Desk
from store.suggest import alike, deciding
from store.suggest.alike import Mention, Sought
from tui.display import fit, safe_content
from tui.screens.base import Keyed
from tui.screens.undoing import AT_ONCE
from tui.screens.work import WorkDialog
from tui.telling import count
from tui.text.excerpts import short
from tui.widgets.evidence_line import Piece, tail
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line
from tui.widgets.row_list import RowList

MOST = 5_000
"""Mentions listed; what there is beyond them is found by looking again after these are tagged."""

_EVERY = 0.1
"""Seconds between two looks at what was found meanwhile."""

_TITLE = 30
_WIDE = 100
"""Cells of a line from which titles stand beside the mentions."""

_BEFORE = 0.42
"""Share of the line that what stands before the mention has."""


class Search:
    """Looks through the desk in a thread; `found` only grows, and may be read while it does."""

    def __init__(self, desk: Desk, wanted: Sought, but: int) -> None:
        self.found: list[Mention] = []
        self.articles = 0
        self.more = False
        self.error: Exception | None = None
        self._stop = threading.Event()
        self._something = threading.Event()
        self._over = threading.Event()
        args = desk.reader, wanted, desk.actor, but
        threading.Thread(target=self._run, args=args, name="alike", daemon=True).start()

    @property
    def over(self) -> bool:
        """Whether everything was looked through."""
        return self._over.is_set()

    def first(self) -> bool:
        """Wait for the first mention, or for the end; says whether there is one."""
        self._something.wait()
        return bool(self.found)

    def stop(self) -> None:
        """Look no further, and wait until the thread has let go of its connection."""
        self._stop.set()
        self._over.wait(2)

    def _run(
        self, open_reader: Callable[[], sqlite3.Connection], wanted: Sought, who: str, but: int
    ) -> None:
        try:
            with closing(open_reader()) as connection:
                for some in alike.elsewhere(connection, wanted, who, but):
                    if self._stop.is_set():
                        break
                    if len(self.found) + len(some) > MOST:
                        self.more = True
                        break
                    self.found += some
                    self.articles += bool(some)
                    if some:
                        self._something.set()
        except Exception as error:
            self.error = error
        finally:
            self._over.set()
            self._something.set()


class AlikeScreen(Keyed[int]):
    """Answers how many were tagged; None when it was left."""

    WHERE: ClassVar[str] = "alike"
    AUTO_FOCUS: ClassVar[str | None] = None
    DEFAULT_CSS = """
    AlikeScreen {
        & #alike-head, & #alike-doubt { height: 1; padding: 0 1; background: $surface; }
    }
    """

    def __init__(self, wanted: Sought, search: Search, label: str) -> None:
        super().__init__()
        self.search = search
        self.struck: set[int] = set()
        """Places in the list."""
        self._wanted, self._label = wanted, label
        self._with_finished = False
        self._finished = 0
        self._shown = (-1, False)
        self._list = RowList(self._draw_row, self._tell)

    def compose(self) -> ComposeResult:
        """What is sought, the mentions, what speaks against the one under the cursor, keys."""
        yield Line("", id="alike-head")
        yield self._list
        yield Line("", id="alike-doubt")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is found while it is being found."""
        super().on_mount()
        self._look()
        self.set_interval(_EVERY, self._look)

    def on_unmount(self) -> None:
        """Look no further."""
        self.search.stop()

    def on_resize(self) -> None:
        """Lines are cut for the width."""
        self._tell()

    def _look(self) -> None:
        state = len(self.search.found), self.search.over
        if state != self._shown:
            new = self.search.found[max(0, self._shown[0]) : state[0]]
            self._finished += sum(one.finished for one in new)
            self._shown = state
            self._list.show(state[0], self._list.cursor)
            self._tell()
            if self.search.error is not None:
                self.report(self.search.error)

    # ------------------------------------------------------------------------- showing

    def chosen(self) -> list[Mention]:
        """What would be tagged now."""
        return [one for at, one in enumerate(self.search.found) if self._in(at, one)]

    def _in(self, at: int, one: Mention) -> bool:
        return at not in self.struck and (self._with_finished or not one.finished)

    @property
    def _current(self) -> Mention | None:
        found, at = self.search.found, self._list.cursor
        return found[at] if at < len(found) else None

    def _tell(self) -> None:
        if not self.is_mounted:
            return
        found, room = self.search.found[: self._shown[0]], max(20, self.size.width - 2)
        finished = self._finished
        left = 0 if self._with_finished else finished
        struck = sum(self._with_finished or not found[at].finished for at in self.struck)
        chosen = len(found) - left - struck
        parts = [
            f"“{short(self._wanted.words, 30)}” → {self._label}",
            f"{chosen:,} of {count(len(found), 'mention')} in {count(self.search.articles, 'article')}",
        ]
        if finished and not self._with_finished:
            key = self.copydesk.keymap.key("alike", "alike.finished")
            parts.append(f"{finished:,} in what you finished left out ({key})")
        if self.search.more:
            parts.append("more are left for another time")
        elif not self.search.over:
            parts.append("looking …")
        head = self.query_one("#alike-head", Line)
        head.update(safe_content(fit(" · ".join(parts), room), "bold"), layout=False)
        one = self._current
        said = f"? {one.doubt}" if one is not None and one.doubt else ""
        if one is not None and one.finished:
            said = " · ".join(filter(None, ["✓ you finished this article", said]))
        self.query_one("#alike-doubt", Line).update(
            safe_content(fit(said, room), "$text-muted"), layout=False
        )

    def _draw_row(self, at: int, width: int) -> list[Piece]:
        one = self.search.found[at]
        chosen = self._in(at, one)
        signs = (
            f" {'●' if chosen else '○'}{'?' if one.doubt else ' '}{'✓' if one.finished else ' '}"
        )
        title = f"  {fit(one.title, _TITLE, pad=True)} " if width >= _WIDE else ""
        room = width - len(signs) - 1 - (_TITLE + 3 if title else 0)
        # the mentions stand under one another
        before = tail(one.before.rpartition("\n")[2], int(room * _BEFORE))
        before = " " * (int(room * _BEFORE) - cell_len(before)) + before
        words = fit(one.words, room - cell_len(before))
        after = one.after.partition("\n")[0]
        after = fit(after, room - cell_len(before) - cell_len(words), pad=True)
        return [
            (f"{signs} ", "accent" if chosen else "muted"),
            (before, "text" if chosen else "muted"),
            (words, "mention" if chosen else "gone"),
            (after, "text" if chosen else "muted"),
            (title, "muted"),
        ]

    # -------------------------------------------------------------------------- moving

    def do_down(self) -> None:
        """Next mention."""
        self._list.go(self._list.cursor + 1)

    def do_up(self) -> None:
        """Mention before."""
        self._list.go(self._list.cursor - 1)

    def do_page_down(self) -> None:
        """A page on."""
        self._list.go(self._list.cursor + self._list.page)

    def do_page_up(self) -> None:
        """A page back."""
        self._list.go(self._list.cursor - self._list.page)

    def do_top(self) -> None:
        """First mention."""
        self._list.go(0)

    def do_bottom(self) -> None:
        """Last mention found so far."""
        self._list.go(self._list.count - 1)

    # ------------------------------------------------------------------------ deciding

    def do_strike(self) -> None:
        """Strike the mention out, or take it in again, and go to the next."""
        one = self._current
        if one is None:
            return
        if one.finished and not self._with_finished:
            key = self.copydesk.keymap.key("alike", "alike.finished")
            self.say(f"What you finished is left out as a whole; {key} takes it in.")
            return
        self.struck ^= {self._list.cursor}
        self._list.changed()
        self._tell()
        self.do_down()

    def do_finished(self) -> None:
        """Take in what stands in articles I finished, or leave it out."""
        self._with_finished = not self._with_finished
        self._list.changed()
        self._tell()

    async def do_apply(self) -> None:
        """Tag all that are not struck out, as one step."""
        if not self.search.over and not self.search.more:
            self.say("Still looking; press it again once all is found.")
            return
        marks = [(one.article, one.start, one.end, self._wanted.label) for one in self.chosen()]
        if not marks:
            self.say("Every mention is struck out; nothing was tagged.")
            return
        if len(marks) <= AT_ONCE:
            deciding.propagate(self.desk, marks)
        else:
            title = f"Tagging {len(marks):,} mentions …"
            work: WorkDialog[int] = WorkDialog(
                title, lambda desk, _: len(deciding.propagate(desk, marks))
            )
            if await self.ask(work) is None:
                self.say(work.problem, error=True)
                return
        self.dismiss(len(marks))

    def do_cancel(self) -> None:
        """Leave, tagging nothing."""
        self.dismiss(None)

    do_back = do_cancel
