"""What the queue decides about articles: one under the cursor, or all that are selected."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from store.listing.rows import rows
from tui.display import fit
from tui.screens.queue_finding import QueueFinding

if TYPE_CHECKING:
    from store.decisions import Decision
    from store.model import Action
    from tui.screens.export import Scope

Running = Coroutine[Any, Any, None] | None
"""What is left of a command that has to ask or wait; None when it is through."""

AT_ONCE = 100
"""Articles written in the frame of the key; more are written while one watches."""

ASKED_ABOVE = 50
"""More articles than anybody selected one by one by mistake."""

RANGE = 20_000

_NOBODY = "-"
_OTHER = "+"
_MOMENT = 0.02


class _Deed(NamedTuple):
    """A decision, the question it is asked with when it is about many, and what is said after.

    ``onward``: the cursor goes on to the next article.
    """

    decision: Decision
    question: str
    told: str
    onward: bool = False

    @property
    def field(self) -> str:
        """The field of a `Query` it bears on."""
        return {"article": "assignee", "star": "starred"}.get(
            self.decision.kind.partition(".")[0], "status"
        )


def _star(on: bool) -> _Deed:
    from store import decisions

    if on:
        return _Deed(decisions.star(on), "Star {}?", "Starred")
    return _Deed(decisions.star(on), "Take the star off {}?", "Star taken off")


def _counted(count: int | None) -> str:
    return "" if count is None else f" ({count:,})"


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"


class QueueActing(QueueFinding):
    """Selects articles and decides about them; every step can be undone as one."""

    def __init__(self) -> None:
        super().__init__()
        self._anchor = 0
        """The number of the article selected last."""

    # -- selecting -------------------------------------------------------------------------------

    def do_select(self) -> None:
        """Select the article, or no longer, and go on to the next."""
        row = self.current
        if row is None:
            return
        self._list.toggle()
        self._anchor = row.n
        self._list.move(1)
        self._tell()

    async def do_range(self) -> None:
        """Select everything from the article selected last to this one."""
        listing, row = self._list.listing, self.current
        if listing is None or row is None:
            return
        here = self._list.cursor
        found = listing.position(self._anchor) if self._anchor else None
        start = here if found is None else found
        first, last = sorted((start, here))
        if last - first >= RANGE or (first < 0) != (last < 0):
            from tui.screens.dialogs import tell

            # a message alone would let the next key decide about one article
            text = f"Nothing was selected. {self.key_of('select-all')} selects all that is listed."
            await self.ask(tell(f"A range is at most {RANGE:,} articles", text))
            return
        self._list.select(listing.numbers(first, last - first + 1))
        self._anchor = row.n
        self._tell()

    def do_select_all(self) -> None:
        """Select every article listed, read to the end or not."""
        listing = self._list.listing
        if listing is not None and listing.count == 0 and self._shown_ticket == self._ticket:
            self.say("No article is listed: there is nothing to select.")
            return
        self._list.select_all()
        self._tell()

    async def do_colleagues(self) -> None:
        """Take colleagues' desks in, or back; make a package for somebody."""
        from tui.screens.colleagues import ColleaguesDialog

        if await self.ask(ColleaguesDialog()):
            self.copydesk.desk_changed()

    # -- deciding --------------------------------------------------------------------------------

    def do_done(self) -> Running:
        """Mark articles done."""
        from store import decisions

        return self._decide(_Deed(decisions.status("done"), "Mark {} done?", "Done", onward=True))

    def do_reopen(self) -> Running:
        """Set articles back: started where there are marks, else new."""
        from store import decisions

        return self._decide(_Deed(decisions.status("new"), "Reopen {}?", "Reopened"))

    def do_star(self) -> Running:
        """Star articles; if all have one, take the stars off."""
        row = self.current
        if self._list.selection:
            return self._star_selected()
        return self._decide(_star(not row.starred)) if row is not None else None

    async def _star_selected(self) -> None:
        from store.decisions import all_starred

        chosen = await self._chosen()
        if chosen:
            on = not all_starred(self.desk, chosen)
            await self._decide_on(chosen, _star(on))

    async def do_skip(self) -> None:
        """Skip articles, with a reason."""
        from store import decisions
        from tui.screens.dialogs_desk import skip_reason

        chosen = await self._chosen()
        if not chosen:
            return
        what = _articles(len(chosen)) if len(chosen) > 1 else "it"
        reason = await skip_reason(self, f"Why skip {what}?")
        if reason is not None:
            deed = _Deed(decisions.status("skipped", reason), "", "Skipped", onward=True)
            await self._decide_on(chosen, deed)

    async def do_assign(self) -> None:
        """Hand articles to somebody."""
        from store import decisions
        from tui.screens.dialogs import Choice, ask_text, choose

        chosen = await self._chosen()
        if not chosen:
            return
        title = f"Assign {_articles(len(chosen))} to …" if len(chosen) > 1 else "Assign to"
        people = dict.fromkeys((self.desk.actor, *self.desk.annotators()))
        options = [Choice(x, "me" if x == self.desk.actor else x) for x in people if x]
        options += [Choice(_OTHER, "somebody else …"), Choice(_NOBODY, "nobody")]
        row = self.current
        standing = row.assignee if row is not None and len(chosen) == 1 else ""
        who = await self.ask(choose(title, options, chosen=standing))
        if who == _OTHER:
            who = await self.ask(ask_text(title, required=True))
        if who:
            who = "" if who == _NOBODY else who
            said = f"Assigned to {fit(who, 24) or 'nobody'}"
            await self._decide_on(chosen, _Deed(decisions.assignment(who), "", said))

    def _decide(self, deed: _Deed) -> Running:
        """Decide on the article under the cursor in the frame of the key; on a selection, first
        find out what it is."""
        if self._list.selection:
            return self._decide_selected(deed)
        row = self.current
        if row is not None and row.id:
            self._write([row.n], deed)
        return None

    async def _decide_selected(self, deed: _Deed) -> None:
        chosen = await self._chosen()
        if chosen:
            await self._decide_on(chosen, deed)

    async def _chosen(self) -> Sequence[int]:
        """The selected articles by number, else the one under the cursor."""
        selection = self._list.selection
        if not selection:
            row = self.current
            return [row.n] if row is not None and row.id else []
        while selection.whole and not self._read_whole:
            self.say("Reading the list to its end …")
            await asyncio.sleep(_MOMENT)
        listing = self._list.listing
        found = selection.numbers(listing.numbers(0, listing.at_least) if listing else ())
        self.say("" if found else "Nothing is selected any more.")
        return found

    @property
    def _read_whole(self) -> bool:
        """Whether the list on screen is the one asked for, and read to its end."""
        listing = self._list.listing
        ready = listing is not None and listing.count is not None
        return ready and self._shown_ticket == self._ticket

    async def _decide_on(self, numbers: Sequence[int], deed: _Deed) -> None:
        """Ask first where it is much, and write: at once what is little, else while one watches."""
        from store import decisions
        from tui.screens.dialogs import confirm
        from tui.screens.work import WorkDialog

        count = len(numbers)
        if deed.question and count > ASKED_ABOVE:
            question = deed.question.format(_articles(count))
            detail = f"One step: {self.key_of('undo')} takes it back."
            if not await self.ask(confirm(question, detail=detail, danger=True)):
                return
        if count <= AT_ONCE:
            self._write(numbers, deed)
            return
        decision = deed.decision
        work = WorkDialog(
            f"{deed.told}: {_articles(count)}",
            lambda desk, told: decisions.decide_in_pieces(desk, numbers, decision, told),
            count,
        )
        decided = await self.ask(work)
        if work.problem or decided is None:
            self._decided(deed, "")
            self.say(work.problem, error=True)
        else:
            stopped = f" of {count:,}; stopped" if work.stopped and decided.done < count else ""
            self._decided(deed, f"{_articles(decided.done)}{stopped}", decided.approved)

    def _write(self, numbers: Sequence[int], deed: _Deed) -> None:
        from store import decisions

        found = rows(self.desk.connection, numbers, self.desk.actor)
        ids = [row.id for row in found.values()]
        decided = decisions.decide(self.desk, ids, deed.decision)
        what = _articles(decided.done) if len(ids) > 1 else fit(found[numbers[0]].name, 40)
        if deed.onward and not self._list.selection:
            self._list.move(1)
        self._decided(deed, what, decided.approved)

    def _decided(self, deed: _Deed, what: str, approved: int = 0) -> None:
        """Something was written: show it, and say so, also what became of the selection."""
        said = f"{deed.told}: {what}" if what else deed.told
        if approved:
            said += f"; {approved:,} left as approved"
        if self._list.selection:
            if deed.field in self.asked.narrowed_by():
                # who left the list would be decided on unseen, who comes in unasked
                self._list.clear_selection()
                said += "; no longer selected, as this list goes by it"
            else:
                said += f"; still selected ({self.key_of('cancel')} clears)"
        self.desk_changed()
        self._tell()
        self.say(said)

    async def do_labels(self) -> None:
        """Article labels of the article under the cursor."""
        from tui.screens.dialogs_desk import article_labels

        row = self.current
        if row is not None and row.id:
            await self.ask(article_labels(row.id))
            self.desk_changed()

    async def do_edit(self) -> None:
        """Correct the metadata of the article under the cursor."""
        from tui.screens.dialogs_desk import edit_article

        row = self.current
        if row is not None and row.id:
            await self.ask(edit_article(self.desk.article(row.n)))
            self.desk_changed()

    async def do_comment(self) -> None:
        """Remark on the article under the cursor."""
        from tui.screens.comments import remark

        row = self.current
        if row is not None and row.id and await remark(self, row.id, fit(row.name, 40), ()):
            self.desk_changed()
            self.say(f"Commented: {fit(row.name, 40)}")

    # -- writing out -----------------------------------------------------------------------------

    def scopes(self) -> Sequence[Scope]:
        """What is listed by a filter, and what is selected of it."""
        from tui.screens.export import Scope

        here = self._list.listing if self._shown_ticket == self._ticket else None
        listed = here.count if here is not None else None
        query, selection = self.asked, self._list.selection
        found = []
        if query.filtered:
            found.append(Scope(f"this filter{_counted(listed)}", query))
        if selection:
            title = f"selected{_counted(selection.count(listed))}"
            found.append(Scope(title, query, copy.deepcopy(selection)))
        return found

    # -- undo ------------------------------------------------------------------------------------

    async def do_undo(self) -> None:
        """Take back my last step; one that takes articles with it asks first."""
        await self._back_or_forth(self.desk.peek_undo(), undo=True)

    async def do_redo(self) -> None:
        """Do again what was undone."""
        await self._back_or_forth(self.desk.peek_redo(), undo=False)

    async def _back_or_forth(self, action: Action | None, *, undo: bool) -> None:
        if action is None:
            self.say("Nothing to undo." if undo else "Nothing to redo.")
            return
        from tui.screens.dialogs_desk import take_back
        from tui.screens.undoing import take_back_or_again
        from tui.telling import about, asked_first

        told = about(action, self._titles(action))
        if asked_first(action) and not await self.ask(take_back(action, again=not undo)):
            return
        await take_back_or_again(self, action, again=not undo)
        self.desk_changed()
        if len(action.articles) == 1:
            self._return_to(action.articles[0])
        self.say(f"{'Taken back' if undo else 'Done again'}: {told}")

    def _titles(self, action: Action) -> dict[str, str]:
        if not action.articles:
            return {}
        row = self.desk.connection.execute(
            "SELECT title FROM article WHERE id = ?", (action.articles[0],)
        ).fetchone()
        return {action.articles[0]: fit(row[0], 40)} if row else {}
