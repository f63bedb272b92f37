"""Copying out of the terminal: over SSH by the terminal itself, else by the desktop's clipboard."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

TERMINAL_LIMIT = 74_000
"""Characters many terminals take by OSC 52 at most."""


def remote(environment: Mapping[str, str] = os.environ) -> bool:
    """Say whether we run at the far end of an SSH connection."""
    return any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def copy(app: App[object], text: str) -> str:
    """Put ``text`` on the clipboard; returns how, in words that follow "copied".

    Over SSH the clipboard wanted is the one at the near end: OSC 52 asks the terminal. At home
    pyperclip where it works, else OSC 52. Whether a terminal obeys cannot be known.
    """
    if not remote():
        try:
            import pyperclip

            pyperclip.copy(text)
        except Exception:  # no clipboard program, no display, a program that fails: all the same
            pass
        else:
            return "to the clipboard"
    app.copy_to_clipboard(text)
    if len(text) > TERMINAL_LIMIT:
        return "through the terminal, which may not take so much"
    return "through the terminal (OSC 52)"
