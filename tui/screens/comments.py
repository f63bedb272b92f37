"""Comments on a span or an article: read, left, changed, removed, resolved."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from store import annotations as marks
from store.model import Comment
from tui.display import safe_content
from tui.screens.base import Dialog, Keyed
from tui.screens.dialogs import ask_text
from tui.telling import moment
from tui.text.excerpts import short
from tui.widgets.line import Choices, prose

SHOWN = 1_000
"""Characters of a comment that are shown."""


async def remark(screen: Keyed[Any], article_id: str, about: str, spans: Sequence[str]) -> bool:
    """Let somebody comment on spans that are looked at as one (on the article, without any).

    What was said of any of them before is shown first, to be answered, changed or resolved; what is
    new goes to the span spoken of last, else to the first. Says whether anything was written.
    """
    spans = spans or ("",)
    if any(x.span in spans for x in screen.desk.comments(article_id)):
        wrote = await screen.ask(CommentsDialog(article_id, about, spans))
        return bool(wrote)
    text = await screen.ask(ask_text(f"Comment on {about}", lines=5))
    if text:
        marks.comment(screen.desk, article_id, text, spans[0])
    return bool(text)


class CommentsDialog(Dialog[bool]):
    """The comments, oldest first; every change is written at once. Answers whether there was one."""

    WIDTH: ClassVar[int] = 76
    DEFAULT_CSS = "CommentsDialog Choices { max-height: 60vh; }"

    def __init__(self, article_id: str, about: str, spans: Sequence[str]) -> None:
        super().__init__(f"Comments on {about}")
        self._article, self._about, self._spans = article_id, about, spans
        self._comments: list[Comment] = []
        self._wrote = False

    def body(self) -> ComposeResult:
        """The list."""
        yield Choices(id="list")

    def hints(self) -> list[tuple[str, str]]:
        """What can be done about the one under the cursor, and beside it."""
        return [
            ("m", "new"),
            ("e", "edit"),
            ("x", "remove"),
            ("r", "resolve, reopen"),
            ("esc", "close"),
        ]

    def on_mount(self) -> None:
        """Show them with the cursor on the newest."""
        self._read()
        self._fill(len(self._comments) - 1)

    def _read(self) -> None:
        found = self.desk.comments(self._article)
        self._comments = [x for x in found if x.span in self._spans]

    def _fill(self, at: int) -> None:
        self.query_one(Choices).show([self._row(x) for x in self._comments], at)

    def _row(self, comment: Comment) -> Content:
        mine = comment.annotator == self.desk.actor
        text = comment.text[:SHOWN] + (" …" if len(comment.text) > SHOWN else "")
        return Content.assemble(
            safe_content(comment.annotator, "bold $accent" if mine else "bold"),
            safe_content(f"  {moment(comment.created)}", "$text-muted"),
            safe_content("  ✓ resolved" if comment.resolved else "", "$text-success"),
            "\n",
            prose(text).stylize("$text-muted" if comment.resolved else ""),
        )

    def press(self, key: str, event: events.Key) -> bool:
        """Change, or move."""
        choices = self.query_one(Choices)
        at = choices.highlighted or 0
        if key in ("m", "n"):
            self._begin(self._new())
        elif key in ("e", "enter", "x", "delete"):
            comment = self._comments[at]
            if comment.annotator != self.desk.actor:
                self.say(f"That comment is {comment.annotator}'s; it can be resolved, not changed.")
            elif key in ("e", "enter"):
                self._begin(self._edit(comment))
            else:
                marks.edit_comment(self.desk, comment, "")
                self._written(at)
        elif key == "r":
            comment = self._comments[at]
            marks.resolve_comment(self.desk, comment, not comment.resolved)
            self._written(at)
        elif key == "q":
            self.leave()
        else:
            choices.move({"j": "down", "k": "up"}.get(key, event.key))
        return True

    def _begin(self, asking: Coroutine[Any, Any, None]) -> None:
        self.run_worker(asking, group="command", exclusive=True)

    async def _new(self) -> None:
        text = await self.ask(ask_text(f"Comment on {self._about}", lines=5))
        if text:
            marks.comment(self.desk, self._article, text, self._comments[-1].span)
            self._written(len(self._comments))

    async def _edit(self, comment: Comment) -> None:
        title = f"Change “{short(comment.text, 30)}”"
        text = await self.ask(ask_text(title, comment.text, lines=5, required=True))
        if text and text != comment.text:
            marks.edit_comment(self.desk, comment, text)
            self._written(self._comments.index(comment))

    def _written(self, at: int) -> None:
        """It is on disk: show how they stand now."""
        self._wrote = True
        self.say("")
        self._read()
        if self._comments:
            self._fill(at)
        else:
            self.leave()

    def leave(self) -> None:
        """Say whether something was written."""
        self.dismiss(self._wrote)
