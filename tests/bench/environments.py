"""Environments for programs that ours are compared with. Made once, and kept in their folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def environment(folder: Path, packages: Sequence[str], unpinned: Sequence[str] = ()) -> Path:
    """A Python with packages installed; ``unpinned`` without what they ask for themselves.

    Raises:
        subprocess.CalledProcessError: something cannot be installed; its message is in ``stderr``.
    """
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    whole = folder / "installed.txt"
    wanted = "\n".join((*packages, *unpinned))
    if whole.exists() and whole.read_text(encoding="utf-8") == wanted:  # and not half of it
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for more, names in (((), packages), (("--no-deps",), unpinned)):
        if names:
            subprocess.run([*pip, *more, *names], check=True, capture_output=True, text=True)
    whole.write_text(wanted, encoding="utf-8")
    return python
