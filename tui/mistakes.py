"""What goes wrong: said in a sentence if it lies in a file, kept with its trace if it is ours."""

from __future__ import annotations

import sqlite3
import traceback
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from textual.message import Message
from textual.message_pump import MessagePump

from store.database.connection import named
from store.errors import DeskError

MOST = 20
"""So many mistakes within `WITHIN` seconds are one that comes back by itself: then it is the end."""

WITHIN = 5.0


SHOWN_ERRORS = (DeskError, OSError, sqlite3.Error)
"""What may go wrong with a desk or a file at any moment; it is shown and the app goes on."""


def sentence(error: BaseException, desk: Path) -> str:
    """Return what one of `SHOWN_ERRORS` means to a person; ``desk`` is where the desk lies."""
    if isinstance(error, sqlite3.Error):
        error = named(desk, error)
    elif isinstance(error, OSError) and error.strerror:
        return f"{error.filename or desk.name}: {error.strerror}."
    return str(error).strip() or type(error).__name__


def keep(error: BaseException) -> str:
    """Append the trace of an error to the log; return a sentence that says where it is."""
    import platformdirs

    trace = "".join(traceback.format_exception(error))
    try:
        path = platformdirs.user_log_path("copydesk", appauthor=False) / "mistakes.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{datetime.now(UTC).isoformat()}\n{trace}\n")
    except OSError:
        return f"{type(error).__name__}: {error}."
    return f"{type(error).__name__}; the trace is in {path}."


class Guarded(MessagePump):
    """Goes on with the next message when handling one failed.

    Without it a handler that raises ends the widget's reading of messages, and the app with it. The
    app is told of the error either way.
    """

    unbuilt = False
    """It failed as it was put together; what fails in it afterwards only follows from that."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not self.unbuilt:
                self.app._handle_exception(error)


class Patience:
    """Counts mistakes, so that one that comes back at every frame does not go on for ever."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MOST)

    def ends(self) -> bool:
        """Count one more; say whether there were too many by now."""
        self._times.append(monotonic())
        return len(self._times) == MOST and self._times[-1] - self._times[0] < WITHIN
