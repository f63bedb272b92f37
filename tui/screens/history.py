"""The history of a desk: who did what, when; any step of one's own can be taken back here."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from store.errors import DeskError, Refused
from store.model import Action
from tui.display import fit, safe_content
from tui.screens.base import Dialog
from tui.screens.dialogs_desk import take_back
from tui.screens.undoing import take_back_or_again
from tui.telling import about, asked_first, moment
from tui.widgets.line import Choices

PAGE = 100

_UNDONE = "undone "
_WHEN, _WHO = 13, 12


class HistoryDialog(Dialog[str]):
    """Newest first; answers the article to go to, if one was chosen."""

    WIDTH: ClassVar[int] = 78
    DEFAULT_CSS = "HistoryDialog Choices { height: auto; max-height: 60vh; min-height: 3; }"

    def __init__(self) -> None:
        super().__init__("What was done here")
        self._actions: list[Action] = []
        self._titles: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._whole = False

    def body(self) -> ComposeResult:
        """The list."""
        yield Choices(id="list")

    def hints(self) -> list[tuple[str, str]]:
        """Undo and redo are one key."""
        return [("u", "undo or redo"), ("enter", "go there"), ("↑↓", "move"), ("esc", "close")]

    def on_mount(self) -> None:
        """Show the newest page."""
        self._labels = {label.id: label.name for label in self.desk.labels(retired=True)}
        self._more()
        self.query_one(Choices).highlighted = 0 if self._actions else None
        if not self._actions:
            self.say("Nothing was done on this desk yet.")

    def refit(self) -> None:
        """Cut the rows elsewhere."""
        choices = self.query_one(Choices)
        choices.show([self._row(action) for action in self._actions], choices.highlighted)

    def _more(self) -> None:
        before = self._actions[-1].n if self._actions else None
        page = self.desk.history(PAGE, before)
        self._whole = len(page) < PAGE
        self._actions += page
        choices = self.query_one(Choices)
        choices.add_options([Option(self._row(action)) for action in page])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Read on when the end comes into sight."""
        if not self._whole and event.option_index >= len(self._actions) - 20:
            self._more()

    def _row(self, action: Action) -> Content:
        taken_back = action.revoked
        mine = action.actor == self.desk.actor and action.here
        text = about(action, self._named(action), self._labels)
        room = self.room - 3 - _WHEN - _WHO - 1
        return Content.assemble(
            safe_content(fit(moment(action.at), _WHEN, pad=True), "$text-muted"),
            safe_content(fit(action.actor, _WHO, pad=True), "bold" if mine else "$text-muted"),
            " ",
            safe_content(_UNDONE if taken_back else "", "bold $text-warning"),
            safe_content(
                fit(text, room - (len(_UNDONE) if taken_back else 0)),
                "$text-muted strike" if taken_back else "",
            ),
        )

    def _named(self, action: Action) -> dict[str, str]:
        """The title of the article the action is about, looked up once."""
        for article_id in action.articles[:1]:
            if article_id not in self._titles:
                try:
                    article = self.desk.article(article_id)
                    self._titles[article_id] = article.title or article.text[:60]
                except Refused:
                    self._titles[article_id] = ""
        return self._titles

    def press(self, key: str, event: events.Key) -> bool:
        """Undo, go, or move."""
        choices = self.query_one(Choices)
        at = choices.highlighted
        chosen = self._actions[at] if at is not None else None
        if key == "u" and chosen is not None and at is not None:
            self.run_worker(self._take_back(at, chosen), group="command", exclusive=True)
        elif key == "enter" and chosen is not None:
            if chosen.articles:
                self.dismiss(chosen.articles[0])
            else:
                self.say("This step is about no article.")
        elif key in ("q", "U"):
            self.leave()
        else:
            choices.move({"j": "down", "k": "up", "g": "home", "G": "end"}.get(key, event.key))
        return True

    async def _take_back(self, at: int, action: Action) -> None:
        if action.actor != self.desk.actor:
            self.say(f"Only {action.actor} can take this back.")
            return
        if asked_first(action) and not await self.ask(take_back(action, again=action.revoked)):
            return
        try:
            done = await take_back_or_again(self, action, again=action.revoked)
        except DeskError as error:
            self.say(str(error))
            return
        if done is not None:
            self._actions[at] = done
            self.query_one(Choices).replace_option_prompt_at_index(at, self._row(done))
