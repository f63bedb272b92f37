"""The garbage collector kept out of the way of keys.

One full collection of a big desk takes longer than a frame. So what the start built is frozen out of
the collector's sight after the first paint, automatic collection is off, and a collection is made
when no key has come for a while, or when garbage has piled up beyond reason.

What long lists leave free goes back to the system, too: the C library is told to keep large pieces
out of its heap, and in a pause gives back what is free within it.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.app import CopydeskApp

IDLE_SECONDS = 0.5
"""How long after the last key a collection may begin."""

PAUSE_SECONDS = 2.0
"""How long after the last key memory is given back: what the key set off in the background is over."""

WORTH_IT = 2_000
"""New objects below which an idle moment is left alone."""

MANY = 6_000
"""New objects at which those alone are looked at, in a millisecond or so, whoever is typing: lines
drawn and forgotten are bound up with themselves, and a hundred pages of them take ten megabytes."""

TOO_MANY = 300_000
"""New objects at which a collection is made whatever happens."""


LARGE = 1 << 18
"""Bytes from which on a piece of memory is mapped singly."""

_THRESHOLD, _HEAPS = -3, -8  # of malloc.h: M_MMAP_THRESHOLD, M_ARENA_MAX


class Memory:
    """Collects garbage when nobody waits."""

    def __init__(self, app: CopydeskApp) -> None:
        self._app = app
        self._trimmed_at = 0.0

    def begin(self) -> None:
        """Begin once the first frame stands."""
        self._app.call_after_refresh(self._freeze)

    def _freeze(self) -> None:
        keep_apart()
        gc.collect()
        gc.freeze()
        gc.disable()
        self._app.set_interval(IDLE_SECONDS / 2, self.look)

    def look(self) -> None:
        """Collect if it is worth it and nobody is typing."""
        new = gc.get_count()[0]
        pause = monotonic() - self._app.last_key_at
        idle = pause >= IDLE_SECONDS
        if new >= TOO_MANY or (idle and new >= WORTH_IT):
            gc.collect()
        elif new >= MANY:
            gc.collect(0)
        if pause >= PAUSE_SECONDS and self._trimmed_at < self._app.last_key_at:
            self._trimmed_at = monotonic()
            trim()

    def end(self) -> None:
        """Leave the collector as it was."""
        gc.unfreeze()
        gc.enable()


def keep_apart() -> None:
    """Have large pieces of memory mapped singly, so that they go back when they are let go, and one
    heap for all threads, where the C library knows how (glibc).

    Left alone it raises its threshold to the size of the largest piece, a list of a million, and
    keeps a heap of such lists for every thread: 10 MB more at the worst moment, 12 afterwards.
    """
    _call("mallopt", _THRESHOLD, LARGE)
    _call("mallopt", _HEAPS, 1)


def trim() -> None:
    """Give memory that is free back to the system, where the C library knows how (glibc)."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    import ctypes  # the start does without

    with suppress(OSError, AttributeError, TypeError):
        getattr(ctypes.CDLL(None), name)(*arguments)
