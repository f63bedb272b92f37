"""The full-screen app: one desk, its keymap, its screens."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import BindingType

from tui.keymap import Keymap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.desk import Desk
    from tui.screens.reader import ReaderScreen


class CopydeskApp(App[None], inherit_bindings=False):
    """Shows a desk. Screens find here the desk, the keymap and one another."""

    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    TITLE = "copydesk"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.keymap: Keymap = Keymap(labels=desk.labels())
        self.last_key_at = monotonic()

    def on_mount(self) -> None:
        from tui.screens.queue import QueueScreen

        self.push_screen(QueueScreen())

    # --------------------------------------------------------------------- navigation

    def open_reader(self, article_id: str, ids: Sequence[str] | None = None) -> None:
        """Show an article in the reader; ``ids`` are the articles around it, in the queue's order."""
        from tui.screens.reader import ReaderScreen

        reader = self._reader if self._reader is not None else ReaderScreen()
        self._reader = reader
        reader.open_article(article_id, ids)
        if reader is not self.screen:
            self.push_screen(reader)

    _reader: ReaderScreen | None = None

    def do_back(self) -> None:
        """Leave the present screen for the one below; the queue is left by leaving the program."""
        if len(self.screen_stack) > 2:
            self.pop_screen()
        else:
            self.do_quit()

    def do_quit(self) -> None:
        """Leave the program."""
        self.exit()


def run(path: Path | str, actor: str = "") -> int:
    """Open the desk at ``path`` on the whole terminal; return the exit status."""
    from store.desk import Desk

    with Desk.open(path, actor) as desk:
        CopydeskApp(desk).run()
    return 0
