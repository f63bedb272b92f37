"""Drives the real command in a pseudo-terminal, as a person would: keys in, screen out.

    with Terminal(["-m", "tui.cli", "open", "news.desk"], size=(80, 24)) as terminal:
        terminal.wait_for("Iran")
        terminal.press("down", "enter", "o")
        print(terminal.text())

POSIX only. The screen is kept by pyte, which understands what Textual's driver writes.
"""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

ROOT = Path(__file__).resolve().parent.parent

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "esc": "\x1b",
    "escape": "\x1b",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "shift+right": "\x1b[1;2C",
    "shift+left": "\x1b[1;2D",
    "shift+down": "\x1b[1;2B",
    "shift+up": "\x1b[1;2A",
}


def encoded(key: str) -> bytes:
    """The bytes a terminal sends for a key named as in Textual, or for the text itself."""
    if key in KEYS:
        return KEYS[key].encode()
    if re.fullmatch(r"ctrl\+[a-z]", key):
        return bytes([ord(key[-1]) & 0x1F])
    return key.encode()


class TimedOut(AssertionError):
    """The screen did not come to show what was waited for; carries what it shows instead."""


class _Screen(pyte.Screen):
    """pyte knows no keyboard protocol and no synchronized output; it must not trip over them."""

    def set_margins(self, *args: int, **kwargs: object) -> None:
        kwargs.pop("private", None)
        super().set_margins(*args)

    def report_device_attributes(self, mode: int = 0, **kwargs: object) -> None:
        """Answers are given by the driver."""

    def report_device_status(self, mode: int) -> None:
        """Answers are given by the driver."""


class Terminal:
    """One running program and the screen it draws on. ``raw`` is every byte it wrote."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        before: Callable[[], object] | None = None,
    ) -> None:
        """Start Python with ``arguments`` on a terminal of ``size`` columns and rows.

        ``before`` runs in the child just before the program, for limits on its resources.
        """
        columns, rows = size
        self.screen = _Screen(columns, rows)
        self.raw = bytearray()
        self.status: int | None = None
        self._stream = pyte.ByteStream(self.screen)
        self._pending = b""
        child_env = dict(os.environ)
        child_env.update(
            TERM="xterm-256color",
            COLORTERM="truecolor",
            PYTHONPATH=str(ROOT),
            TEXTUAL_ANIMATIONS="none",
            PYTHONDONTWRITEBYTECODE="",
        )
        child_env.update(env or {})
        for name in ("COLUMNS", "LINES"):
            child_env.pop(name, None)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(cwd or ROOT)
                _set_size(0, columns, rows)
                if before is not None:
                    before()
                os.execve(sys.executable, [sys.executable, *arguments], child_env)
            finally:
                os._exit(127)
        _set_size(self._fd, columns, rows)

    def press(self, *keys: str, settle: float = 0.0) -> None:
        """Send keys by name (``enter``, ``ctrl+r``, ``o``); text of several letters is typed.

        With ``settle`` the screen is read for that many seconds after each.
        """
        for key in keys:
            self._write(encoded(key))
            self.read(settle)

    def answered(self, key: str, timeout: float = 5.0) -> float:
        """Send a key on a quiet screen; the seconds until the program draws the first of what it
        draws for it (``timeout`` when it draws nothing)."""
        began = time.perf_counter()
        os.write(self._fd, encoded(key))
        ready, _, _ = select.select([self._fd], [], [], timeout)
        took = time.perf_counter() - began
        self.read(0.0)
        return took if ready else timeout

    def paste(self, text: str) -> None:
        """Send text as a bracketed paste."""
        self._write(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def text(self) -> str:
        """What the screen shows, trailing blanks removed."""
        self.read(0.0)
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, what: str | Callable[[str], bool], timeout: float = 30.0) -> str:
        """Read until the screen shows ``what`` (text, or a test of the text); returns the screen.

        Raises TimedOut with the screen when it does not, or when the program ends before.
        """
        shows = what if callable(what) else lambda text: what in text
        deadline = time.monotonic() + timeout
        while True:
            text = self.text()
            if shows(text):
                return text
            if self.ended() or time.monotonic() > deadline:
                self.read(0.2)
                text = self.text()
                if shows(text):
                    return text
                state = f"ended with {self.status}" if self.ended() else "still running"
                raise TimedOut(f"waited for {what!r}; the program is {state}; screen:\n{text}")
            self.read(0.05)

    def wait_quiet(self, quiet: float = 0.25, timeout: float = 10.0) -> str:
        """Read until nothing was written for ``quiet`` seconds; returns the screen."""
        deadline = time.monotonic() + timeout
        size = -1
        while len(self.raw) != size and time.monotonic() < deadline:
            size = len(self.raw)
            self.read(quiet)
        return self.text()

    def read(self, seconds: float) -> None:
        """Take in what the program writes, for at most ``seconds`` without output."""
        while True:
            try:
                ready, _, _ = select.select([self._fd], [], [], seconds)
                data = os.read(self._fd, 65536) if ready else b""
            except OSError as error:
                if error.errno not in (errno.EIO, errno.EBADF):
                    raise
                data = b""
            if not data:
                return
            self.raw += data
            self._answer(data)
            self._stream.feed(_plain(data))
            seconds = min(seconds, 0.01)

    def kill(self) -> None:
        """End the program at once, as a power cut would (SIGKILL)."""
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            self._reap(block=True)

    def ended(self) -> bool:
        """Whether the program is over; its exit status is then in ``status``."""
        self._reap(block=False)
        return self.status is not None

    def wait(self, timeout: float = 15.0) -> int:
        """Wait for the program to end; returns its exit status.

        Raises TimedOut with the screen when it runs on.
        """
        deadline = time.monotonic() + timeout
        while not self.ended():
            self.read(0.05)
            if time.monotonic() > deadline:
                raise TimedOut(f"the program runs on; screen:\n{self.text()}")
        self.read(0.05)
        assert self.status is not None
        return self.status

    def close(self) -> None:
        """End the program if it runs, and let go of the terminal."""
        self.kill()
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _write(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._fd, data) :]
            except OSError as error:
                if error.errno == errno.EIO:
                    return
                raise
            self.read(0.0)

    def _answer(self, data: bytes) -> None:
        """Reply to what a program asks its terminal, as xterm would."""
        seen = self._pending + data
        for question, answer in (
            (b"\x1b[6n", b"\x1b[1;1R"),
            (b"\x1b[c", b"\x1b[?62;22c"),
            (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
        ):
            for _ in range(seen.count(question) - self._pending.count(question)):
                os.write(self._fd, answer)
        self._pending = seen[-16:]

    def _reap(self, *, block: bool) -> None:
        if self.status is not None:
            return
        pid, status = os.waitpid(self.pid, 0 if block else os.WNOHANG)
        if pid:
            self.status = os.waitstatus_to_exitcode(status)


_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\")


def _plain(data: bytes) -> bytes:
    """Without the sequences pyte would draw as text (kitty keyboard, mode questions)."""
    return _UNKNOWN_TO_PYTE.sub(b"", data)


def _set_size(fd: int, columns: int, rows: int) -> None:
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
