"""Runs the real command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def copydesk(
    *arguments: str | Path,
    given: bytes = b"",
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    before: Callable[[], object] | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run ``copydesk`` with ``given`` on standard input; output is decoded as UTF-8.

    ``before`` runs in the child just before the command (POSIX).
    """
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", *map(str, arguments)],
        input=given,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        preexec_fn=before,
        timeout=timeout,
    )
    return subprocess.CompletedProcess(
        done.args,
        done.returncode,
        done.stdout.decode("utf-8", "surrogateescape"),
        done.stderr.decode("utf-8", "surrogateescape"),
    )
