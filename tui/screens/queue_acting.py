"""What the queue decides about articles: one under the cursor, or all that are selected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from store.listing.rows import ArticleRow, rows
from tui.display import fit
from tui.screens.queue_finding import QueueFinding

if TYPE_CHECKING:
    from store.model import Action

AT_ONCE = 1000
"""Articles one step may decide about: more would hold the desk's lock too long."""

_NOBODY = "-"
_OTHER = "+"


class QueueActing(QueueFinding):
    """Selects articles and decides about them; every step can be undone as one."""

    def __init__(self) -> None:
        super().__init__()
        self._anchor: int | None = None

    # -- selecting -------------------------------------------------------------------------------

    def do_select(self) -> None:
        """Select the article, or no longer, and go on to the next."""
        self._list.toggle()
        self._anchor = self._list.cursor
        self._list.move(1)
        self._tell()

    def do_range(self) -> None:
        """Select everything from the article selected last to this one."""
        listing = self._list.listing
        here = self._list.cursor
        start = here if self._anchor is None else self._anchor
        if listing is None or (start < 0) != (here < 0):
            return
        first, last = sorted((start, here))
        if last - first >= AT_ONCE:
            self.say(f"A range is at most {AT_ONCE:,} articles.")
            return
        self._list.select(listing.numbers(first, last - first + 1))
        self._anchor = here
        self._tell()

    def do_select_all(self) -> None:
        """Select every article listed."""
        listing = self._list.listing
        if listing is None:
            return
        count = listing.count if listing.count is not None else AT_ONCE + 1
        if count > AT_ONCE:
            self.say(f"At most {AT_ONCE:,} articles at once: narrow the list first.")
            return
        self._list.select(listing.numbers(0, count))
        self._tell()

    def _targets(self) -> list[ArticleRow]:
        """The selected articles, else the one under the cursor."""
        if self._list.selected:
            found = rows(self.desk.connection, sorted(self._list.selected), self.desk.actor)
            return [found[n] for n in sorted(found)]
        row = self.current
        return [row] if row is not None and row.id else []

    def _decided(self, done: str, targets: Sequence[ArticleRow], *, onward: bool = False) -> None:
        """Something was written: say so, and show it."""
        what = fit(targets[0].title, 40) if len(targets) == 1 else f"{len(targets):,} articles"
        several = bool(self._list.selected)
        self._list.clear_selection()
        self._anchor = None
        if onward and not several:
            self._list.move(1)
        self.desk_changed()
        self._tell()
        self.say(f"{done}: {what}" if what else done)

    # -- deciding --------------------------------------------------------------------------------

    async def do_skip(self) -> None:
        """Skip articles, with a reason."""
        from store import articles
        from tui.screens.dialogs import ask_text

        targets = self._targets()
        if not targets:
            return
        many = f"these {len(targets):,} articles" if len(targets) > 1 else "this article"
        reason = await self.ask(ask_text(f"Skip {many}", placeholder="why (may be left empty)"))
        if reason is not None:
            articles.set_status(self.desk, [x.id for x in targets], "skipped", reason)
            self._decided("Skipped", targets, onward=True)

    def do_done(self) -> None:
        """Mark articles done."""
        from store import articles

        targets = self._targets()
        if targets:
            articles.set_status(self.desk, [x.id for x in targets], "done")
            self._decided("Done", targets, onward=True)

    def do_reopen(self) -> None:
        """Set articles back: started where there are marks, else new."""
        from store import articles

        targets = self._targets()
        if targets:
            articles.set_status(self.desk, [x.id for x in targets], "new")
            self._decided("Reopened", targets)

    def do_star(self) -> None:
        """Star articles; if all have one, take the stars off."""
        from store import articles

        targets = self._targets()
        if targets:
            on = not all(x.starred for x in targets)
            articles.star(self.desk, [x.id for x in targets], on)
            self._decided("Starred" if on else "Star taken off", targets)

    async def do_assign(self) -> None:
        """Hand articles to somebody."""
        from store import articles
        from tui.screens.dialogs import Choice, ask_text, choose

        targets = self._targets()
        if not targets:
            return
        people = dict.fromkeys((self.desk.actor, *self.desk.annotators()))
        options = [Choice(x, "me" if x == self.desk.actor else x) for x in people if x]
        options += [Choice(_OTHER, "somebody else …"), Choice(_NOBODY, "nobody")]
        standing = targets[0].assignee if len(targets) == 1 else ""
        chosen = await self.ask(choose("Assign to", options, chosen=standing))
        if chosen == _OTHER:
            chosen = await self.ask(ask_text("Assign to", required=True))
        if chosen:
            who = "" if chosen == _NOBODY else chosen
            articles.assign(self.desk, [x.id for x in targets], who)
            self._decided(f"Assigned to {fit(who, 24) or 'nobody'}", targets)

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
        if row is not None and row.id and await remark(self, row.id, "", fit(row.title, 40)):
            self._decided("Commented", [row])

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
        from tui.telling import about, asked_first

        told = about(action, self._titles(action))
        if asked_first(action) and not await self.ask(take_back(action, again=not undo)):
            return
        if undo:
            self.desk.undo(action.group)
        else:
            self.desk.redo(action.group)
        self.desk_changed()
        if action.articles:
            self._return_to(action.articles[0])
        self.say(f"{'Undone' if undo else 'Redone'}: {told}")

    def _titles(self, action: Action) -> dict[str, str]:
        if not action.articles:
            return {}
        row = self.desk.connection.execute(
            "SELECT title FROM article WHERE id = ?", (action.articles[0],)
        ).fetchone()
        return {action.articles[0]: fit(row[0], 40)} if row else {}
