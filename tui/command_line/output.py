"""What the commands say: results to standard output, messages and progress to standard error.

Results are UTF-8 with LF everywhere. Nothing a terminal could act on leaves here: text passes
`tui.display.safe`, JSON writes such characters as escapes.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import sys
from collections.abc import Iterable
from time import monotonic
from typing import Any, TextIO

from tui.display import safe

_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb]")


def prepare_streams() -> None:
    """Make both streams fit for any text; call once, before anything is written."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a lone surrogate (a file name that is not UTF-8) comes out as \udc80, in JSON rightly
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def result(line: str) -> None:
    """One line of a result."""
    sys.stdout.write(safe(line) + "\n")


def result_block(text: str) -> None:
    """Several lines made by us that are fit to be read by a program; written as they are."""
    sys.stdout.write(text)


def result_json(value: Any) -> None:
    """One JSON value on one line."""
    sys.stdout.write(as_json(value) + "\n")


def as_json(value: Any) -> str:
    """JSON in UTF-8 without a character that a terminal would act on."""
    return _escaped(json.dumps(value, ensure_ascii=False, allow_nan=False))


def _escaped(text: str) -> str:
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def tell(message: str) -> None:
    """A message to the person: one line on standard error."""
    sys.stderr.write(safe(message) + "\n")
    sys.stderr.flush()


def tell_all(messages: Iterable[str]) -> None:
    """Several messages, a line each."""
    for message in messages:
        tell(message)


class ShownJson(io.RawIOBase):
    """Standard output for JSON Lines at a terminal: what it would act on is written as escapes."""

    def __init__(self) -> None:
        super().__init__()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Write UTF-8 JSON; the same values can be read from what appears."""
        sys.stdout.write(_escaped(self._decoder.decode(bytes(data))))
        return len(data)

    def flush(self) -> None:
        """Let it appear."""
        sys.stdout.flush()


class Progress:
    """A line on standard error that grows with the work; silent unless that is a terminal.

    Call it with what is done and, where known, with how much there is. Takes itself away at the
    end of the ``with``.
    """

    _EVERY = 0.1
    _BAR = 24

    def __init__(self, what: str, stream: TextIO | None = None, *, silent: bool = False) -> None:
        self._what = what
        self._stream = sys.stderr if stream is None else stream
        self._on = not silent and self._stream.isatty()
        self._drawn = ""
        self._next = 0.0

    def __call__(self, done: int, total: int = 0, met: int = 0) -> None:
        """Show ``done`` of ``total`` (0: not known), ``met`` so far; at most ten times a second."""
        now = monotonic()
        if not self._on or now < self._next:
            return
        self._next = now + self._EVERY
        if total > 0:
            share = min(done / total, 1.0)
            bar = "█" * int(share * self._BAR)
            amount = f"{bar:░<{self._BAR}} {share:4.0%}"
        else:
            amount = "" if met else f"{done:,}"
        number = f"{met:,}" if met else ""
        self._draw(f"{self._what} {amount}  {number}".rstrip())

    def of(self, what: str, done: int, total: int) -> None:
        """Show how far another part of the work is."""
        self._what = what
        self(done, total)

    def step(self, name: str) -> None:
        """Show which part of the work is being done."""
        if self._on:
            self._draw(f"{self._what} {name}")

    def _draw(self, text: str) -> None:
        try:
            width = os.get_terminal_size(self._stream.fileno()).columns
        except (OSError, ValueError):
            width = 80
        text = safe(text)[: max(width - 1, 1)]
        self._stream.write("\r" + text + " " * (len(self._drawn) - len(text)))
        self._stream.flush()
        self._drawn = text

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            self._stream.write("\r" + " " * len(self._drawn) + "\r")
            self._stream.flush()
            self._drawn = ""
