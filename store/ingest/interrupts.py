"""Ctrl+C between records, never within one: what was counted is what was kept."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self


class Interrupts:
    """While open, Ctrl+C waits for the end of what is held. A second one does not wait.

    Does nothing outside the main thread, or where somebody else handles Ctrl+C already.
    """

    def __init__(self) -> None:
        self._before: Any = None
        self._held = False
        self.came = False

    def __enter__(self) -> Self:
        ours = threading.current_thread() is threading.main_thread()
        if ours and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._on_signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def hold(self) -> None:
        """From here on an interruption waits."""
        self._held = True

    def release(self) -> None:
        """Let an interruption that came meanwhile happen: raises ``KeyboardInterrupt``."""
        self._held = False
        if self.came:
            raise KeyboardInterrupt

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._held and not self.came:
            self.came = True
        else:
            signal.default_int_handler(number, frame)
