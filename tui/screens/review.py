"""The review: one key decides between everyone's versions of a passage."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any

from textual import events

from store.model import Action, Label
from store.review import articles, verdicts
from store.review.disagreement import Choice, Disagreement
from store.review.verdicts import Decision
from tui.commands import Command
from tui.mistakes import SHOWN_ERRORS
from tui.screens.comments import remark
from tui.screens.dialogs import Choice as Option
from tui.screens.dialogs import ask_text, choose
from tui.screens.dialogs_desk import guideline, take_back
from tui.screens.review_base import ReviewBase
from tui.screens.undoing import is_long, take_back_or_again
from tui.telling import asked_first, called, deed
from tui.text import motion
from tui.text.excerpts import short

_EARLY = "That key came before this was shown; nothing was decided by it."


class ReviewScreen(ReviewBase):
    """What keys decide here."""

    # ------------------------------------------------------------------------- walking

    def do_next_stop(self) -> None:
        """The next passage; behind the last one the next article."""
        if self.at + 1 < len(self.stops):
            self.go_to(self.at + 1)
        else:
            self.do_next_article()

    def do_previous_stop(self) -> None:
        """The passage before; before the first one the last of the article before."""
        if self.at > 0:
            self.go_to(self.at - 1)
        else:
            self._step(-1, last=True)

    def do_next_article(self) -> None:
        """The next article in the list."""
        self._step(1)

    def do_previous_article(self) -> None:
        """The one before."""
        self._step(-1)

    def _step(self, by: int, *, last: bool = False) -> None:
        at = self.position + by
        if self.position < 0 or not 0 <= at < len(self.ids):
            self.say("That was the last article." if by > 0 else "That was the first article.")
        else:
            self.open_article(self.ids[at], last=last)

    def do_every(self) -> None:
        """All marks, or disagreements alone."""
        if len(self.found.annotators) == 1:
            self.say("One person alone made this: you go through all marks.")
            return
        self.every = not self.every
        self.draft = None
        self.reload()
        self.mark_undecided()
        self.say("All marks, one after the other." if self.every else "Disagreements alone.")

    def do_version_down(self) -> None:
        """The next version."""
        self._show_version(1)

    def do_version_up(self) -> None:
        """The one before."""
        self._show_version(-1)

    def _show_version(self, by: int) -> None:
        if self.stop is None:
            return
        self.draft = None
        self.shown = (self.shown + by) % len(self.stop.versions)
        self._paint(None)
        self.settle()

    def do_page_down(self) -> None:
        """The text on."""
        self.view.scroll_rows(self.view.top + max(1, self.view.rows - 2))

    def do_page_up(self) -> None:
        """The text back."""
        self.view.scroll_rows(self.view.top - max(1, self.view.rows - 2))

    # ------------------------------------------------------------------------ deciding

    def intercept(self, event: events.Key, character: str) -> bool:
        """A digit takes the version of its row."""
        if len(character) != 1 or character not in "123456789":
            return False
        if self.stop is None:
            return True
        if self.typed_ahead(event):
            self.say(_EARLY)
            return True
        number = int(character)
        self.say("")
        if number > len(self.stop.versions):
            self.say(f"There are {len(self.stop.versions)} versions here.")
        else:
            try:
                self._take(number - 1)
            except SHOWN_ERRORS as error:
                self.report(error)
        return True

    def run_meaning(self, meaning: Command | Label, event: events.Key | None = None) -> None:
        """Nothing is decided by a key that came early; it is said, so that it is not missed."""
        decides = not isinstance(meaning, Command) or meaning.decides
        if decides and event is not None and self.typed_ahead(event):
            self.say(_EARLY)
            return
        super().run_meaning(meaning, event)

    def do_agree(self) -> None:
        """The version shown, or the edges just moved."""
        if self.stop is None:
            self.do_approve()
        elif self.draft is not None:
            self._mend(self.draft)
        else:
            self._take(self.shown)

    def _take(self, number: int) -> None:
        stop = self.stop
        assert stop is not None
        self._decide(verdicts.taking(stop, stop.versions[number]))

    def do_reject(self) -> None:
        """No mark here."""
        if self.stop is not None:
            self._decide([Decision(mark.key, None) for mark in self.stop.marks])

    def do_label(self, label: Label) -> None:
        """The mark shown, under another label."""
        chosen = self._mark_shown()
        if chosen is not None:
            start, end, old, entity = chosen
            self._mend((start, end, label.id, entity if old == label.id else ""))

    async def do_label_list(self) -> None:
        """The same, from a list."""
        keymap = self.copydesk.keymap
        options = [Option(x.id, x.name, keymap.label_key(x.id, self.WHERE)) for x in self.labels]
        answer = await self.ask(choose("It is right as", options))
        label = next((x for x in self.labels if x.id == answer), None)
        if label is not None:
            self.do_label(label)

    def _mend(self, mark: Choice) -> None:
        stop = self.stop
        assert stop is not None
        shown = self.version.marks if self.version is not None else ()
        of = shown[0][:3] if shown else None
        self._decide(verdicts.mending(stop, mark[:3], mark[3], of))

    def _mark_shown(self) -> Choice | None:
        """The mark to change: of the edges moved, of the version shown, else of the first."""
        if self.draft is not None:
            return self.draft
        if self.stop is None:
            return None
        version = self.version
        marked = [x for x in (version, *self.stop.versions) if x is not None and x.marks]
        return marked[0].marks[0]

    def do_end_on(self) -> None:
        """The end a word on."""
        self._edge(end=1)

    def do_end_back(self) -> None:
        """The end a word back."""
        self._edge(end=-1)

    def do_start_on(self) -> None:
        """The start a word on."""
        self._edge(start=1)

    def do_start_back(self) -> None:
        """The start a word back."""
        self._edge(start=-1)

    def _edge(self, start: int = 0, end: int = 0) -> None:
        chosen = self._mark_shown()
        if chosen is None:
            return
        moved = motion.edges_moved(self.view.text, chosen[0], chosen[1], start, end)
        if moved is None:
            self.say(f"It is one word only; {self.key_of('reject')} rejects it.")
            return
        self.draft = (*moved, *chosen[2:])
        self._paint(None)
        self.settle()

    def do_cancel(self) -> None:
        """Drop the edges moved."""
        if self.draft is not None:
            self.draft = None
            self._paint(None)
            self.settle()

    def do_agree_all(self) -> None:
        """Accept what everyone agrees on."""
        assert self.article is not None
        count = len(self.found.unconfirmed)
        if self.hidden or not count:
            self.say("Nothing is left that all agree on.")
            return
        verdicts.agree_all(self.desk, self.article.id)
        self.saved()
        self.reload()
        self.say(f"{count} mark{'s' if count > 1 else ''} accepted that all agree on.")

    def do_reopen(self) -> None:
        """Take the decision here back."""
        assert self.article is not None
        if self.stop is None:
            return
        done = verdicts.reopen(self.desk, self.article.id, *(m.key for m in self.stop.marks))
        if done is None:
            self.say("Nothing was decided here.")
            return
        self.saved()
        self.reload()
        self.mark_undecided()
        self.say("Open again.")

    def _decide(self, decisions: Sequence[Decision]) -> None:
        """Write, and go on: to the next open passage, or with the last one to the next article."""
        assert self.article is not None
        was = self.at
        settled = articles.settle(self.desk, self.article.id, decisions, every=self.every)
        self.draft = None
        self.saved()
        if settled.approved:
            self._onward("Approved")
            return
        self.reload()
        self.go_to(self._next_open(was))

    def _next_open(self, was: int) -> int:
        """Where to go after a decision: the next open passage, else simply the next one."""
        if any(not one.decided for one in self.stops):
            return self.open_from(was + 1)
        return min(was + 1, len(self.stops) - 1)

    # ------------------------------------------------------------------ whole articles

    def do_approve(self) -> None:
        """Approve it with all that everyone agrees on, and open the next."""
        assert self.article is not None
        if self.hidden:
            self.say("Blind mode: finish this article yourself first.")
            return
        if any(not one.decided for one in self.found.disagreements):
            left = sum(not one.decided for one in self.found.disagreements)
            self.go_to(self.open_from(self.at))
            self.say(f"{left} still open; decide first. This is the next one.")
            return
        articles.approve(self.desk, self.article.id)
        self._onward("Approved")

    async def do_send_back(self) -> None:
        """Send it back with a comment, and open the next."""
        assert self.article is not None
        article, who = self.article, list(self.found.annotators)
        if len(who) > 1:
            options = [Option("*", "all of them"), *(Option(x, x) for x in who)]
            chosen = await self.ask(choose("Send it back to whom?", options))
            if chosen is None:
                return
            who = who if chosen == "*" else [chosen]
        title = f"Why does it go back to {', '.join(who)}?" if who else "Answer the request"
        text = await self.ask(ask_text(title, lines=5, required=True))
        if not text:
            return
        articles.send_back(self.desk, article.id, text, who or None)
        self._onward("Sent back")

    def _onward(self, what: str) -> None:
        """Open the next article that waits; without one, say so and stay."""
        assert self.article is not None
        title = short(called(self.article), 40)
        here = max(self.position, 0)
        order = [*self.ids[here + 1 :], *self.ids[:here]]
        for article_id in order:
            if self.waits(article_id) and self.open_article(article_id):
                self.say(f"{what}: {title}")
                return
        self.saved()
        self.reload()
        self.mark_undecided()
        key = self.copydesk.keymap.key(self.WHERE, "app.back")
        self.say(f"{what}: {title}. Nothing else waits here; {key} goes back.")

    # ------------------------------------------------------------------------ comments

    async def do_comment(self) -> None:
        """Comment on the marks of the passage; answer and resolve."""
        assert self.article is not None
        stop = self.stop
        spans = [span.id for mark in stop.marks for span in mark.spans] if stop else []
        if stop is None or not spans:
            await self.do_article_comment()
            return
        about = f"“{short(self.view.text[stop.start : stop.end], 30)}”"
        if await remark(self, self.article.id, about, spans):
            self.saved()
            self.reload()

    async def do_article_comment(self) -> None:
        """Comment on the article."""
        assert self.article is not None
        if await remark(self, self.article.id, "the article", ()):
            self.saved()
            self.reload()

    # ------------------------------------------------------------------------- showing

    async def do_blame(self) -> None:
        """Who made the marks here."""
        from tui.screens.blame import BlameDialog

        assert self.article is not None
        if self.stop is None:
            self.say("There is no mark here.")
            return
        spans = [span for mark in self.stop.marks for span in mark.spans]
        await self.ask(BlameDialog(self.article, spans))

    async def do_guideline(self) -> None:
        """What the label of the mark shown is for."""
        chosen = self._mark_shown()
        label = next((x for x in self.labels if chosen and x.id == chosen[2]), None)
        if label is not None:
            await self.ask(guideline(label))

    def do_read(self) -> None:
        """Read the article at this place."""
        assert self.article is not None
        at = self.stop.start if self.stop else None
        self.copydesk.open_reader(self.article.id, self.ids, at)

    # ------------------------------------------------------------------------ undo

    def do_undo(self) -> Coroutine[Any, Any, None] | None:
        """Take back my last step, going where it was."""
        return self._again(self.desk.peek_undo(), again=False)

    def do_redo(self) -> Coroutine[Any, Any, None] | None:
        """Do it again."""
        return self._again(self.desk.peek_redo(), again=True)

    def _again(self, action: Action | None, *, again: bool) -> Coroutine[Any, Any, None] | None:
        if action is None:
            self.say("Nothing to do again." if again else "Nothing of yours to take back.")
        elif asked_first(action) or is_long(action):
            return self._asked(action, again=again)
        else:
            done = (self.desk.redo if again else self.desk.undo)(action.group)
            self._undone(action, done, again=again)
        return None

    async def _asked(self, action: Action, *, again: bool) -> None:
        if not asked_first(action) or await self.ask(take_back(action, again=again)):
            done = await take_back_or_again(self, action, again=again)
            self._undone(action, done, again=again)

    def _undone(self, action: Action, done: Action | None, *, again: bool) -> None:
        assert self.article is not None
        self.draft = None
        if done is None:
            self.say("That stands already." if again else "That was taken back already.")
            return
        elsewhere = next(iter(action.articles), "")
        if elsewhere and self.article.id not in action.articles:
            self.open_article(elsewhere)
        else:
            before = self.stops
            self.reload()
            if self.article is None:
                return
            changed = _changed(before, self.stops)
            self.go_to(changed if changed >= 0 else self.at)
        self.saved()
        self.tell()
        self.say(f"{'Done again' if again else 'Taken back'}: {deed(action)}.")


def _changed(before: Sequence[Disagreement], after: Sequence[Disagreement]) -> int:
    """The first passage that is not as it was; -1 when all are."""
    known = {(one.start, one.end): one.marks for one in before}
    for at, one in enumerate(after):
        if known.get((one.start, one.end)) != one.marks:
            return at
    return -1
