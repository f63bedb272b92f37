"""Starts the process that learns from finished articles, and ends it with the app.

Nothing here is waited for: what is due is counted in a thread, what is learned is written to the
desk by the process, and seen there by the next article.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

    from tui.app import CopydeskApp

_LEARNED = frozenset({"known", "model"})
"""The parts of what is suggested that the process learns."""

PATIENCE = 3
"""How often in a row the process may fail before it is left alone until the next start."""


class Trainer:
    """Looks after one learning process; `look` is called every second or so."""

    def __init__(self, app: CopydeskApp) -> None:
        self._app = app
        self.process: subprocess.Popen[bytes] | None = None
        self._changes = -1
        self._counting = False
        self._failed = 0
        self._ended = False

    @property
    def busy(self) -> bool:
        """Whether something is being counted or learned."""
        return self._counting or self.process is not None

    @property
    def _wants_model(self) -> bool:
        return "model" in self._app.config.suggestions.parts

    def look(self) -> None:
        """Notice that the process is through; start one when enough has been finished since."""
        if self.process is not None:
            if self.process.poll() is None:
                return
            self._closed(self.process)
        desk = self._app.desk
        changes = desk.connection.total_changes
        wanted = not _LEARNED.isdisjoint(self._app.config.suggestions.parts)
        if changes == self._changes or self._counting or not wanted:
            return
        if self._ended or desk.read_only or not desk.actor or self._failed >= PATIENCE:
            return
        self._changes = changes
        self._counting = True
        self._app.run_worker(self._count, thread=True, group="trainer", exit_on_error=False)

    def _count(self) -> None:
        from contextlib import closing

        from store.suggest.learning import can_learn
        from store.suggest.training import is_due

        desk = self._app.desk
        due = False
        try:
            with closing(desk.reader()) as connection:
                due = is_due(connection, desk.actor, model=self._wants_model and can_learn())
        finally:
            self._app.call_from_thread(self._counted, due)

    def _counted(self, due: bool) -> None:
        self._counting = False
        if due and not self._ended:
            self._start()

    def _start(self) -> None:
        import subprocess

        from store.suggest.training import command, environment

        desk = self._app.desk
        # standard input is what the process ends with, however this one ends
        with suppress(OSError):
            self.process = subprocess.Popen(
                command(desk.path, desk.actor, model=self._wants_model),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(),
                creationflags=0x4000 if os.name == "nt" else 0,  # below normal priority
                start_new_session=os.name != "nt",  # ctrl+c at the terminal is not for it
            )

    def _closed(self, process: subprocess.Popen[bytes]) -> None:
        self.process = None
        self._failed = self._failed + 1 if process.returncode else 0
        self._changes = -1  # more may have been finished meanwhile
        if process.stdin is not None:
            process.stdin.close()

    def end(self) -> None:
        """The app is being left: so is what it learns."""
        self._ended = True
        if self.process is not None:
            with suppress(OSError):
                self.process.kill()
                self.process.wait(5)
            self._closed(self.process)
