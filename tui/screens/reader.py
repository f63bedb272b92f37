"""The reader: one article, its marks, and the way to the next."""

from __future__ import annotations

import json

from store import articles
from store.review import articles as review
from store.review import layers
from store.suggest import deciding
from store.text.targets import phrase
from tui import clipboard
from tui.screens.comments import remark
from tui.screens.dialogs import ask_text
from tui.screens.dialogs_desk import article_labels, edit_article, guideline, skip_reason
from tui.screens.reader_alike import ReaderAlike
from tui.screens.reader_telling import LAYERS
from tui.telling import BLIND_OFF, BLIND_ON, called
from tui.text.excerpts import short, trimmed


class ReaderScreen(ReaderAlike):
    """What concerns the article as a whole."""

    # ------------------------------------------------------------------- other articles

    def do_next_article(self) -> None:
        """The next one in the queue's order."""
        self._step_article(1)

    def do_previous_article(self) -> None:
        """The one before."""
        self._step_article(-1)

    def _step_article(self, by: int) -> None:
        at = self.position + by
        if self.position < 0 or not 0 <= at < len(self.ids):
            self.say("That was the last article." if by > 0 else "That was the first article.")
            return
        self.position = at
        self.open_article(self.ids[at])

    def do_finish(self) -> None:
        """Accept what is suggested for sure, mark the article done and open the next that waits.

        What a reviewer approved stays so.
        """
        assert self.article is not None
        if self.desk.layer(self.article.id).status == "approved":
            self._onward("approved")
            return
        offers = self.handed_in()
        if offers is not None:
            accepted = deciding.finish(self.desk, self.article.id, offers)
            self._onward("done", f" · {len(accepted)} accepted" if accepted else "")

    async def do_skip(self) -> None:
        """Skip the article, with a reason."""
        assert self.article is not None
        article = self.article
        reason = await skip_reason(self, "Why skip it?")
        if reason is None:
            return
        articles.set_status(self.desk, [article.id], "skipped", reason)
        self._onward("skipped")

    async def do_ask(self) -> None:
        """Ask for a review of my marks here; asked already, ask no longer."""
        assert self.article is not None
        article = self.article.id
        if review.has_asked(self.desk, article):
            review.withdraw(self.desk, article)
            said = "You ask no longer for a review of this article."
        else:
            list_key = self.copydesk.keymap.key("reader", "app.review")
            note = (
                f"It tops the list of reviews ({list_key}), finished or not. Say why, or nothing."
            )
            why = await self.ask(ask_text("Ask for a review", lines=3, note=note))
            if why is None:
                return
            review.ask(self.desk, article, why)
            key = self.copydesk.keymap.key("reader", "reader.ask")
            said = f"You ask for a review of this article; {key} takes that back."
        self.saved()
        self.reload()
        self.say(said)

    def _onward(self, status: str, also: str = "") -> None:
        """Open the next article that waits for me; without one, stay and say so."""
        assert self.article is not None
        title = short(called(self.article), 40)
        at = self.next_waiting()
        if at >= 0:
            self.position = at
            self.open_article(self.ids[at])
            self.say(f"{status.capitalize()}: {title}{also}")
            return
        self.saved()
        self.reload()
        key = self.copydesk.keymap.key("reader", "app.back")
        self.say(f"{status.capitalize()}{also}. No article waits after this one; {key} goes back.")

    # ---------------------------------------------------------------- about this article

    def do_star(self) -> None:
        """Star it, or take the star off."""
        assert self.article is not None
        assert self._layer is not None
        articles.star(self.desk, [self.article.id], not self._layer.starred)
        self.saved()
        self.reload()

    async def do_comment(self) -> None:
        """Remark on the span under the cursor, else on the article; see to remarks made there."""
        assert self.article is not None
        article, span = self.article, self.current()
        about = f"“{short(self.text[span.start : span.end], 30)}”" if span else "the article"
        if await remark(self, article.id, about, (span.id,) if span else ()):
            self.saved()
            self.reload()

    async def do_labels(self) -> None:
        """Put article labels on or off, until esc."""
        assert self.article is not None
        if await self.ask(article_labels(self.article.id)):
            self.saved()
        self.reload()

    async def do_edit(self) -> None:
        """Correct metadata."""
        assert self.article is not None
        if await self.ask(edit_article(self.article)):
            self.saved()
        self.reload()

    async def do_guideline(self) -> None:
        """What the label here is for; without a span here, of a label one chooses."""
        span = self.current()
        label = self.label_of(span.label) if span else await self._choose_label("Guideline of")
        if label is not None:
            await self.ask(guideline(label))

    async def do_blame(self) -> None:
        """Who made the tag under the cursor, and what became of it."""
        from tui.screens.blame import BlameDialog

        span = self.current()
        if span is None or self.article is None:
            self.say("There is no tag under the cursor.")
        else:
            await self.ask(BlameDialog(self.article, [span]))

    def do_layers(self) -> None:
        """My marks, the others', or all."""
        if self.hidden:
            key = self.copydesk.keymap.key("reader", "reader.finish")
            self.say(f"Blind mode: others' marks show once you have finished this article ({key}).")
            return
        self.layer_shown = LAYERS[(LAYERS.index(self.layer_shown) + 1) % len(LAYERS)]
        self.drop_selection()
        self.reload()
        whose = {"mine": "Your marks.", "others": "The others' marks.", "all": "All marks."}
        self.say(whose[self.layer_shown])

    def do_blind(self) -> None:
        """Hide others' marks until I have finished an article, or no longer."""
        on = not layers.is_blind(self.desk)
        layers.set_blind(self.desk, on)
        self.drop_selection()
        self.reload()
        self.copydesk.suggest_anew()
        self.say(BLIND_ON if on else BLIND_OFF)

    # -------------------------------------------------------------------------- copying

    def do_copy(self) -> None:
        """Copy the selection, else the span, else the word here."""
        if self.view.selection:
            start, end = trimmed(self.text, *self.view.selection)
        elif (span := self.current()) is not None:
            start, end = span.start, span.end
        else:
            start, end = phrase(self.text, self.view.cursor, "word")
        if start < end:
            how = clipboard.copy(self.app, self.text[start:end])
            self.say(f"Copied “{short(self.text[start:end], 30)}” {how}.")

    def do_copy_article(self) -> None:
        """Copy the article as a JSON Lines record."""
        assert self.article is not None
        from store.export.jsonl import as_object
        from store.export.layers import mine

        record = as_object(mine(self.desk, self.article))
        line = json.dumps(record, ensure_ascii=False)
        self.say(f"Copied the record {clipboard.copy(self.app, line)}.")
