"""What waits for a reviewer: a list, most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.message import Message

from store.listing.background import Background
from store.listing.rows import ArticleRow, rows
from store.listing.sets import Cancelled, Sets
from store.model import Action
from store.review import layers
from store.review.queue import AGREED, NEW, OPEN, REASONS, REQUEST, SAMPLE, Waiting, waiting
from store.review.walking import Record, records
from tui.display import fit, safe_content
from tui.screens.base import DeskScreen
from tui.screens.undoing import take_back_or_again
from tui.telling import BLIND_OFF, BLIND_ON, asked_first, deed
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line
from tui.widgets.row_list import RowList

_SAMPLE = "review.sample"
_TOLD_EVERY = 0.2
_AHEAD = 64
_WORDS = {
    REQUEST: "asked for",
    NEW: "new marks",
    OPEN: "open",
    AGREED: "agreed",
    SAMPLE: "sample",
}
_KINDS: Mapping[str, tuple[str, str]] = {
    REQUEST: ("asked for", "Somebody asks for a review."),
    NEW: ("new marks", "Marks came after the article was approved."),
    OPEN: ("disagreements", "Two or more disagree somewhere."),
    AGREED: ("full agreement", "Two or more agree throughout; one key approves."),
    SAMPLE: ("sample", "Done by one person alone, drawn to be looked at."),
}


@dataclass
class Listed(Message):
    """The list is there, and how often annotators were right so far."""

    found: Sequence[Waiting]
    known: Mapping[str, Record]


@dataclass
class Looked(Message):
    """So many of so many layers were looked at."""

    done: int
    total: int


class ReviewsScreen(DeskScreen):
    """The review queue. ``first``: an article whose review opens at once, over the list."""

    WHERE: ClassVar[str] = "reviews"
    DEFAULT_CSS = """
    ReviewsScreen {
        & #reviews-head { height: 1; padding: 0 1; background: $surface; }
        & RowList { margin-top: 1; }
    }
    """

    def __init__(self, first: str = "") -> None:
        super().__init__()
        self.found: Sequence[Waiting] = ()
        self.shown: list[Waiting] = []
        self.known: Mapping[str, Record] = {}
        self._first = first
        self._reason = ""
        self._looking: tuple[int, int] | None = (0, 0)
        self._list = RowList(self._draw_row, self._moved)
        self._rows: dict[int, ArticleRow] = {}
        self._thread: Background | None = None

    def compose(self) -> ComposeResult:
        """How much waits, the list, the keys."""
        yield Line("", id="reviews-head")
        yield self._list
        yield KeyLine()

    # -- looking ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to look; open what is to be opened at once."""
        super().on_mount()
        self._thread = Background(self.desk.reader, self._failed)
        self._look()
        if self._first:
            first, self._first = self._first, ""
            self.call_after_refresh(self._review, first)

    def on_unmount(self) -> None:
        """Let go of what looks in the background."""
        if self._thread is not None:
            self._thread.close()

    @property
    def sample(self) -> int:
        """How many articles of each annotator's single work are drawn."""
        said = self.desk.recall(_SAMPLE)
        return int(said) if said.isdecimal() else 0

    def _look(self) -> None:
        if self._thread is None:
            return
        self._looking = (0, 0)
        me, sample = self.desk.actor, self.sample

        def job(sets: Sets) -> None:
            told = 0.0

            def progress(done: int, total: int) -> None:
                nonlocal told
                if sets.cancelled():
                    raise Cancelled
                if monotonic() - told > _TOLD_EVERY:
                    told = monotonic()
                    self.post_message(Looked(done, total))

            found = waiting(sets.connection, me, sample=sample, progress=progress)
            self.post_message(Listed(found, records(sets.connection)))

        self._thread.submit(job)
        self._tell()

    def _failed(self, error: Exception) -> None:
        self.app.call_later(self.report, error)

    def on_looked(self, message: Looked) -> None:
        """Say how far it is."""
        self._looking = (message.done, message.total)
        self._tell()

    def on_listed(self, message: Listed) -> None:
        """Show the list; what is being reviewed gets its neighbours."""
        self.found, self.known = message.found, message.known
        self._looking = None
        self._fill()
        for screen in self.app.screen_stack:
            neighbours = getattr(screen, "neighbours", None)
            if neighbours is not None:
                neighbours([one.article for one in self.shown], self.known)

    def _fill(self) -> None:
        kept = self.current.article if self.current else ""
        place = self._list.cursor
        self.shown = [x for x in self.found if not self._reason or self._reason in x.reasons]
        ids = [one.article for one in self.shown]
        place = ids.index(kept) if kept in ids else place
        self._rows.clear()
        self._list.show(len(self.shown), place, self._note())
        self._tell()
        self.mark_undecided()

    def _note(self) -> list[str]:
        key = self.copydesk.keymap.key
        if self._reason:
            return [
                f"Nothing waits for this reason ({_KINDS[self._reason][0]}); "
                f"{key('reviews', 'reviews.reason')} shows others."
            ]
        return [
            "Nothing waits for a review.",
            "",
            "An article waits when two or more have finished it or somebody asks for it.",
            f"{key('reader', 'reader.ask')} in the reader asks; {key('reviews', 'reviews.sample')} here "
            "draws articles that one person alone has finished.",
        ]

    def desk_changed(self) -> None:
        """Somebody wrote."""
        if self.is_mounted:
            self._look()

    def on_screen_resume(self) -> None:
        """Back from an article."""
        super().on_screen_resume()
        if self._thread is not None:
            self._look()

    # -- telling ---------------------------------------------------------------------------------

    @property
    def current(self) -> Waiting | None:
        """What is under the cursor."""
        at = self._list.cursor
        return self.shown[at] if 0 <= at < len(self.shown) else None

    def _moved(self) -> None:
        self._tell()

    def on_resize(self) -> None:
        """The head is cut for the width."""
        self._tell()

    def _tell(self) -> None:
        if not self.is_mounted:
            return
        counts = Counter(reason for one in self.found for reason in one.reasons)
        parts = [f"{counts[x]:,} {_WORDS[x]}" for x in REASONS if counts[x]]
        said = f"Review · {len(self.found):,} wait"
        if parts:
            said += f": {', '.join(parts)}"
        if self._reason:
            said += f" · only {_KINDS[self._reason][0]}"
        if self.sample:
            said += f" · sample of {self.sample}"
        if layers.is_blind(self.desk):
            said += " · blind"
        if self._looking is not None:
            done, total = self._looking
            said += f" · looking … {100 * done // total}%" if total else " · looking …"
        line = self.query_one("#reviews-head", Line)
        line.update(safe_content(fit(said, max(20, self.size.width - 2))), layout=False)

    def _row(self, at: int) -> ArticleRow | None:
        one = self.shown[at]
        if one.n not in self._rows:
            top = max(0, at - 8)
            numbers = [x.n for x in self.shown[top : top + _AHEAD]]
            if len(self._rows) > 2_000:
                self._rows.clear()
            self._rows |= rows(self.desk.connection, numbers, self.desk.actor)
        return self._rows.get(one.n)

    def _draw_row(self, at: int, width: int) -> list[tuple[str, str]]:
        one, row = self.shown[at], self._row(at)
        first = one.reasons[0]
        left = [f"{one.open} open" if one.open else "", f"{one.new} new" if one.new else ""]
        what = ", ".join(filter(None, left)) or ("" if first in (SAMPLE, REQUEST) else "all agree")
        if first in (REQUEST, SAMPLE):
            what = ", ".join(filter(None, (_WORDS[first], what)))
        who = ", ".join(one.annotators) or "nobody yet"
        source = row.source if row else ""
        date = row.published[:10] if row else ""
        aside = "  ".join(x for x in (fit(source, 16), date) if x) if width >= 100 else date
        why = f" — {'; '.join(one.why)}" if one.why else ""
        name = (row.name if row else "") or one.article[:12]
        room = width - 1 - 16 - 1 - 18 - 1 - (len(aside) + 3 if aside else 0)
        style = "accent" if first in (REQUEST, NEW) else "muted" if first == SAMPLE else "text"
        return [
            (" " + fit(what, 16, pad=True) + " ", style),
            (fit(who, 18, pad=True) + " ", "muted"),
            (fit(name + why, room, pad=True), "name"),
            (f"  {aside} " if aside else "", "muted"),
        ]

    # -- moving ----------------------------------------------------------------------------------

    def do_down(self) -> None:
        """Next."""
        self._list.go(self._list.cursor + 1)

    def do_up(self) -> None:
        """Before."""
        self._list.go(self._list.cursor - 1)

    def do_page_down(self) -> None:
        """A page on."""
        self._list.go(self._list.cursor + self._list.page)

    def do_page_up(self) -> None:
        """A page back."""
        self._list.go(self._list.cursor - self._list.page)

    def do_top(self) -> None:
        """First."""
        self._list.go(0)

    def do_bottom(self) -> None:
        """Last."""
        self._list.go(len(self.shown) - 1)

    def on_row_list_clicked(self, message: RowList.Clicked) -> None:
        """A double click opens."""
        if message.twice:
            self.do_open()

    # -- going -----------------------------------------------------------------------------------

    def do_open(self) -> None:
        """Review the article."""
        if self.current is not None:
            self._review(self.current.article)

    def _review(self, article_id: str) -> None:
        from tui.screens.review import ReviewScreen

        ids = [one.article for one in self.shown]
        screen = ReviewScreen(article_id, ids, self.known)
        self.app.push_screen(screen)

    def do_read(self) -> None:
        """Read it."""
        if self.current is not None:
            self.copydesk.open_reader(self.current.article, [one.article for one in self.shown])

    def do_consistency(self) -> None:
        """Look at my own marks."""
        from tui.screens.consistency import ConsistencyScreen

        self.app.push_screen(ConsistencyScreen())

    async def do_reason(self) -> None:
        """Choose one reason, or all."""
        from tui.screens.dialogs import Choice, choose

        options = [Choice("*", "all that wait")]
        options += [Choice(x, _KINDS[x][0], detail=_KINDS[x][1]) for x in REASONS]
        chosen = await self.ask(
            choose("Which articles?", options, chosen=self._reason or "*", wide=True)
        )
        if chosen:
            self._reason = "" if chosen == "*" else chosen
            self._fill()

    async def do_sample(self) -> None:
        """Choose how many to draw."""
        from tui.screens.dialogs import ask_text

        note = "Articles done by one person alone; so many are drawn of each annotator's. 0: none."
        said = await self.ask(ask_text("How many for each annotator?", str(self.sample), note=note))
        if said is None:
            return
        if not said.isdecimal() or len(said) > 6:
            self.say(f"“{fit(said, 20)}” is no number; the sample stays as it was.", error=True)
            return
        self.desk.remember(_SAMPLE, str(int(said)))
        self._look()

    def do_blind(self) -> None:
        """Blind mode on or off."""
        on = not layers.is_blind(self.desk)
        layers.set_blind(self.desk, on)
        self.copydesk.suggest_anew()
        self.say(BLIND_ON if on else BLIND_OFF)
        self._tell()

    # -- undo ------------------------------------------------------------------------------------

    async def do_undo(self) -> None:
        """Take back my last step."""
        await self._again(self.desk.peek_undo(), again=False)

    async def do_redo(self) -> None:
        """Do it again."""
        await self._again(self.desk.peek_redo(), again=True)

    async def _again(self, action: Action | None, *, again: bool) -> None:
        from tui.screens.dialogs_desk import take_back

        if action is None:
            self.say("Nothing to do again." if again else "Nothing of yours to take back.")
            return
        if asked_first(action) and not await self.ask(take_back(action, again=again)):
            return
        if await take_back_or_again(self, action, again=again) is not None:
            self.copydesk.desk_changed()
            self.say(f"{'Done again' if again else 'Taken back'}: {deed(action)}.")
