"""Long work on the desk while one watches: in a thread with its own opening of the desk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from tui.display import safe_content
from tui.mistakes import SHOWN_ERRORS, keep, sentence
from tui.screens.base import Answer, Dialog
from tui.widgets.line import Line

if TYPE_CHECKING:
    from store.desk import Desk

_BAR = 30
_DRAW_SECONDS = 0.1


def bar(done: int, total: int, width: int = _BAR) -> Content:
    """A bar, and the share in percent."""
    share = min(done, total) / total if total else 0.0
    filled = int(width * share)
    return Content.assemble(
        safe_content("━" * filled, "$accent"),
        safe_content("━" * (width - filled), "$panel"),
        f" {int(100 * share):3d} %",
    )


class Told(Protocol):
    """Says how many of the articles are gone through; False is answered when it shall end.

    ``what``: what is being done, where that changes; ``total``: how much there is of that, where
    it is known only now.
    """

    def __call__(self, done: int, what: str = "", total: int = 0) -> bool:
        """Say it."""


class WorkDialog(Dialog[Answer]):
    """A bar while ``job`` works in a thread; answers what it gave, or None and a ``problem``.

    The desk the job gets is opened for it alone. ``total``: how many articles it goes through; 0
    when it is one step, which shows no bar and cannot be stopped. ``kept``: what becomes of the
    work when it is stopped. ``read_only``: the job writes nothing to the desk.
    """

    DEFAULT_CSS = "WorkDialog #bar { height: auto; }"
    WIDTH: ClassVar[int] = 64

    def __init__(
        self,
        title: str,
        job: Callable[[Desk, Told], Answer],
        total: int = 0,
        *,
        kept: str = "what is done stays",
        read_only: bool = False,
    ) -> None:
        super().__init__(title)
        self._kept, self._read_only = kept, read_only
        self._what = ""
        self.problem = ""
        self.stopped = False
        self._job = job
        self._total = total
        self._done = 0
        self._drawn_at = 0.0
        self._answer: Answer | None = None
        self._stop = threading.Event()

    def body(self) -> ComposeResult:
        """The bar."""
        yield Line("", id="bar")

    def hints(self) -> list[tuple[str, str]]:
        """Stopping keeps what is done, unless it says otherwise."""
        return [("esc", f"stop; {self._kept}")] if self._total else [("", "a moment …")]

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self._draw()
        self.run_worker(self._run, thread=True, group="work", exit_on_error=False)

    def on_unmount(self) -> None:
        """Whoever leaves the program does not wait for all of it."""
        self._stop.set()

    # In the thread: nothing here touches the screen but by `call_from_thread`.
    def _run(self) -> None:
        from store.desk import Desk

        here = self.desk
        try:
            with Desk.open(here.path, here.actor, read_only=self._read_only) as desk:
                self._answer = self._job(desk, self._told)
        except SHOWN_ERRORS as error:
            self.problem = sentence(error, here.path)
        except Exception as error:  # a mistake of ours: said, kept, and the app stays up
            self.problem = keep(error)
        if self.is_attached:
            self.app.call_from_thread(self.dismiss, self._answer)

    def _told(self, done: int, what: str = "", total: int = 0) -> bool:
        self._done, self._what, self._total = done, what, total or self._total
        now = monotonic()
        if now - self._drawn_at > _DRAW_SECONDS and not self._stop.is_set():
            self._drawn_at = now
            self.app.call_from_thread(self._draw)
        return not self._stop.is_set()

    def _draw(self) -> None:
        if not self._total or not self.is_attached:
            return
        what = safe_content(f"{self._what} …\n" if self._what else "")
        self.query_one("#bar", Line).show(
            Content.assemble(
                what, bar(self._done, self._total), f"  {self._done:,}/{self._total:,}"
            )
        )

    def take_key(self, event: events.Key) -> None:
        """Ctrl+C stops here, before it could mean leaving."""
        if event.key == "ctrl+c":
            self.leave()
            event.stop()
            event.prevent_default()
        else:
            super().take_key(event)

    def press(self, key: str, event: events.Key) -> bool:
        """Every other key is swallowed."""
        del key, event
        return True

    def leave(self) -> None:
        """Stop; the dialog closes when the piece under way is written."""
        if self._total:
            self.stopped = True
            self._stop.set()
