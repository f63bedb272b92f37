"""Runs the real command in a process of its own."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
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
    argv = [*map(str, arguments)]
    if before is None and hasattr(os, "fork"):
        status, out, err = _forked(argv, given, {**os.environ, **(env or {})}, cwd, timeout)
    else:
        done = subprocess.run(
            [sys.executable, "-m", "tui.cli", *argv],
            input=given,
            capture_output=True,
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            preexec_fn=before,
            timeout=timeout,
        )
        status, out, err = done.returncode, done.stdout, done.stderr
    return subprocess.CompletedProcess(
        argv, status, out.decode("utf-8", "surrogateescape"), err.decode("utf-8", "surrogateescape")
    )


# Most of a short command is loading Python and our modules. They are loaded once, by a process that
# does nothing else but fork: each child is a process like any other, with files for its streams.
_FORKING = """
import importlib, json, os, select, signal, sys, time
for name in {modules!r}:
    importlib.import_module(name)
from tui import cli

def command(asked):
    for place, name in enumerate(("given", "out", "err")):
        os.dup2(os.open(asked[name], os.O_RDONLY if not place else os.O_WRONLY), place)
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    os.chdir(asked["cwd"])
    sys.argv = ["copydesk", *asked["argv"]]
    for place, name in enumerate(("stdin", "stdout", "stderr")):
        stream = open(place, "w" if place else "r", encoding="utf-8", closefd=False)
        setattr(sys, name, stream)
        setattr(sys, f"__{{name}}__", stream)
    status = 1
    try:
        status = cli.main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)

for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if not child:
        command(asked)
    over = time.monotonic() + asked["timeout"]
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > over:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
    print(os.waitstatus_to_exitcode(ended[1]), flush=True)
"""
_LOADED = ("store.desk", "store.ingest", "store.export", "store.check", "store.register.exchange",
           "store.agreement.report", "store.sync.merge", "store.sync.package")  # fmt: skip


@cache
def _forking() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _FORKING.format(modules=_LOADED)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        encoding="utf-8",
    )
    atexit.register(process.communicate)  # it ends with its input
    return process


def _forked(
    argv: list[str], given: bytes, env: dict[str, str], cwd: Path | None, timeout: float
) -> tuple[int, bytes, bytes]:
    """Exit status, standard output and standard error of the command."""
    with tempfile.TemporaryDirectory(prefix="copydesk-test-") as folder:
        files = {name: Path(folder) / name for name in ("given", "out", "err")}
        files["given"].write_bytes(given)
        files["out"].touch()
        files["err"].touch()
        asked = {
            "argv": argv,
            "env": env,
            "cwd": os.fspath(cwd or Path.cwd()),
            "timeout": timeout,
            **{name: str(path) for name, path in files.items()},
        }
        process = _forking()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        status = int(process.stdout.readline())
        return status, files["out"].read_bytes(), files["err"].read_bytes()
