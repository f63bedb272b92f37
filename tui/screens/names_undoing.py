"""Undo and redo on the pages of the register."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from store.model import Action
from tui.screens.base import DeskScreen
from tui.screens.undoing import is_long, take_back_or_again
from tui.telling import about, asked_first


class NamesUndoing(DeskScreen):
    """A page where my last step about names can be taken back, and done again."""

    def do_undo(self) -> Coroutine[Any, Any, None] | None:
        """Take back my last step about names."""
        return self._back_or_forth(self.desk.peek_undo(), again=False)

    def do_redo(self) -> Coroutine[Any, Any, None] | None:
        """Do it again."""
        return self._back_or_forth(self.desk.peek_redo(), again=True)

    def _back_or_forth(
        self, action: Action | None, *, again: bool
    ) -> Coroutine[Any, Any, None] | None:
        if action is None:
            self.say("Nothing to redo." if again else "Nothing to undo.")
        elif not action.kind.startswith("entity."):
            self.say("Your last step was no decision about names; undo it where it was made.")
        elif asked_first(action) or is_long(action):
            return self.when_agreed(action, again=again)
        else:
            (self.desk.redo if again else self.desk.undo)(action.group)
            self.taken_back(action, again=again)
        return None

    async def when_agreed(self, action: Action, *, again: bool) -> None:
        """Take a step back, or do it again, once that was agreed to where it has to be asked."""
        from tui.screens.dialogs_desk import take_back

        if not asked_first(action) or await self.ask(take_back(action, again=again)):
            await take_back_or_again(self, action, again=again)
            self.taken_back(action, again=again)

    def taken_back(self, action: Action, *, again: bool) -> None:
        """Show and say what was taken back or done again."""
        self.copydesk.desk_changed()
        self.say(f"{'Redone' if again else 'Undone'}: {about(action, {})}")
