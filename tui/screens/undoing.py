"""Taking a step back, or doing it again: at once what is little, else while one watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.errors import DeskError
from store.model import Action
from tui.telling import deed

if TYPE_CHECKING:
    from store.desk import Desk
    from tui.screens.base import Keyed
    from tui.screens.work import Told

AT_ONCE = 100
"""Operations taken back in the frame of a key; more are in a thread with an opening of its own."""


def is_long(action: Action) -> bool:
    """Say whether taking this back may last longer than a key press should."""
    return action.operations > AT_ONCE


async def take_back_or_again(screen: Keyed[Any], action: Action, *, again: bool) -> Action | None:
    """Undo an action, or redo it (``again``); None when another was quicker.

    Raises:
        DeskError: it cannot be taken back.
    """

    def change(desk: Desk, told: Told | None = None) -> Action | None:
        del told  # it is one step, whole or not at all
        return (desk.redo if again else desk.undo)(action.group)

    if not is_long(action):
        return change(screen.desk)
    from tui.screens.work import WorkDialog

    what = f"{'Doing again' if again else 'Taking back'}: {deed(action)} …"
    work: WorkDialog[Action | None] = WorkDialog(what, change)
    done = await screen.ask(work)
    if work.problem:
        raise DeskError(work.problem)
    return done
