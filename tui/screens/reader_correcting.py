"""An article that seems to correct an older one: what it brings, and the decision."""

from __future__ import annotations

from store import corrections
from store.model import Article, Span
from tui.screens.dialogs import Choice, choose
from tui.screens.reader_finding import ReaderFinding
from tui.text.excerpts import short

_NAMED = 3
"""Marks that found no place which are named one by one."""


class ReaderCorrecting(ReaderFinding):
    """Says that an article brings a correction, and lets the editor decide about it."""

    _older: Article | None = None

    def article_changed(self) -> None:
        """Look whether this article is proposed as a correction."""
        super().article_changed()
        self._look()

    def reload(self) -> list[Span]:
        """Undoing and colleagues may change what is proposed."""
        changed = super().reload()
        if self.article is not None:
            self._look()
        return changed

    def _look(self) -> None:
        assert self.article is not None
        self._older = corrections.proposal(self.desk, self.article)
        self.recount()

    def remark(self) -> str:
        """That there is something to decide, and with which key."""
        if self._older is None:
            return ""
        return f"{self.copydesk.keymap.key('reader', 'reader.correction')} corrects an older one · "

    async def do_correction(self) -> None:
        """Decide whether this article takes an older version's place."""
        assert self.article is not None
        article, older = self.article, self._older
        if older is None:
            self.say("This article is not proposed as a correction of another.")
            return
        count = len(self.desk.spans(older.id))
        about = f"“{short(older.title or older.text, 48)}”, {_tags(count)}"
        answer = await self.ask(
            choose(
                "A newer version of " + about,
                [
                    Choice("accept", "It is: hide the older one, carry its tags over", "y"),
                    Choice("decline", "It is another article: keep both", "n"),
                    Choice("look", "Show me the older one first", "o"),
                ],
                filterable=False,
            )
        )
        if answer == "accept":
            self._accept(article)
        elif answer == "decline":
            corrections.decline(self.desk, article.id)
            self._settled("Kept both; it is not asked again.")
        elif answer == "look":
            self.open_article(older.id)

    def _accept(self, article: Article) -> None:
        older = self._older
        carried = corrections.accept(self.desk, article.id)
        said = f"{_tags(carried.carried)} carried over."
        if carried.lost and older is not None:
            words = [f"“{short(older.text[x.start : x.end], 20)}”" for x in carried.lost[:_NAMED]]
            more = " …" if len(carried.lost) > _NAMED else ""
            said += f" Not found again: {', '.join(words)}{more}"
        self._settled(said)

    def _settled(self, sentence: str) -> None:
        self.saved()
        self.reload()
        self.say(sentence)


def _tags(count: int) -> str:
    return f"{count} tag" + ("" if count == 1 else "s")
