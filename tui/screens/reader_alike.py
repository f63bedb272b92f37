"""Tagging all that is alike: in the article at once, in the others from a list."""

from __future__ import annotations

import asyncio

from store.suggest import alike, deciding
from tui.screens.reader_picking import ReaderPicking
from tui.screens.reader_suggesting import NOT_YET
from tui.text.excerpts import short


class ReaderAlike(ReaderPicking):
    """Carries a tag on to every mention of the same."""

    async def do_alike(self) -> None:
        """Tag every mention of the same here, then show those in other articles."""
        from tui.screens.alike import AlikeScreen, Search

        assert self.article is not None
        offer = self.offered()
        if offer is not None:
            if not self.was_seen(offer):
                self.say(NOT_YET)
                return
            self._take(offer)
        span = self.mine_here("carry on")
        label = self.label_of(span.label) if span else None
        if span is None or label is None:
            return
        article, me = self.article, self.desk.actor
        words = self.text[span.start : span.end]
        wanted = alike.sought(self.desk.connection, words, label, span.entity)
        mine = [one for one in self.view.spans if one.annotator == me]
        if self.layer_shown == "others":
            mine = self.desk.spans(article.id, me)
        places = await asyncio.to_thread(alike.here, article, wanted, mine)
        marks = [(article.id, start, end, label.id) for start, end in places]
        if marks:
            self._put_all(deciding.propagate(self.desk, marks))
            self.settle()
        here = f"{len(marks)} more tagged here" if marks else "All of them here are tagged"
        search = Search(self.desk, wanted, article.n)
        if not await asyncio.to_thread(search.first):
            search.stop()
            if search.error is not None:
                self.report(search.error)
            else:
                self.say(f"{here}; no other article has “{short(words, 30)}” untagged.")
            return

        def told(tagged: int | None) -> None:
            if tagged:
                self.saved()
                self.copydesk.desk_changed()
            self.say(f"{here}; {f'{tagged:,}' if tagged else 'none'} elsewhere.")

        self.app.push_screen(AlikeScreen(wanted, search, label.name), told)
