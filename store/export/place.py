"""Where an export is made: beside its place, under its name only when it is whole."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from store.desk import Desk
from store.errors import ExportError
from store.ingest.files import NOTE, belongs_to

_MANY = 64
"""So many files are put on disk by one call for the whole system rather than one by one."""


def is_pipe(output: Path) -> bool:
    """Whether the output stands there already and is no file, so that it can only be written to."""
    try:
        mode = output.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def deliver(
    output: Path | None,
    send: Callable[[BinaryIO], object],
    keep: Callable[[Path], object],
    stdout: BinaryIO | None = None,
) -> None:
    """Give an export to where it goes: ``send`` writes to a stream (``stdout``, else standard output,
    without ``output``; a pipe), ``keep`` makes a file or folder.

    Raises:
        ExportError: the pipe cannot be written; and what the two raise.
    """
    if output is None:
        send(stdout if stdout is not None else sys.stdout.buffer)
    elif is_pipe(output):
        try:
            with output.open("wb") as pipe:
                send(pipe)
        except OSError as error:
            raise ExportError(f"{output} cannot be written: {error.strerror}.") from error
    else:
        keep(output)


@contextmanager
def stage(desk: Desk, output: Path, *, folder: bool = False) -> Iterator[Path]:
    """A path to make a file or (``folder``) a folder at; it takes its name when all went well.

    What is made in the same folder under a longer name goes beside it. A folder that stands there
    is replaced only when it is empty or an earlier export with nothing added to it.

    Raises:
        ExportError: it is a folder or the desk's own, or cannot be written; nothing is left behind.
    """
    target = checked(desk, output, folder=folder)
    made: Path | None = None
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{target.name[:60]}.", dir=target.parent))
        new = made / target.name
        if folder:
            new.mkdir()
        yield new
        _to_disk(made)
        for one in made.iterdir():
            _check(desk, output, target.with_name(one.name), folder)
        # the main one last: where it stands, everything does
        for one in sorted(made.iterdir(), key=lambda one: (one == new, one.name)):
            _take_name(one, target.with_name(one.name), made)
        _sync(target.parent)
    except OSError as error:
        raise ExportError(f"{output} cannot be written: {error.strerror or error}.") from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def checked(desk: Desk, output: Path, *, folder: bool = False) -> Path:
    """Where ``output`` really is, when something can be made there; asked before long work too.

    Raises:
        ExportError: as `stage`.
    """
    target = Path(os.path.realpath(output))
    _check(desk, output, target, folder)
    if not target.parent.is_dir():
        raise ExportError(f"{output} cannot be written: there is no folder {target.parent}.")
    return target


def _check(desk: Desk, output: Path, target: Path, folder: bool) -> None:
    if belongs_to(target, desk.path):
        raise ExportError(f"{output} is the desk itself or belongs to it: name another file.")
    if not folder:
        if target.is_dir():
            raise ExportError(f"{target} is a folder: name a file in it.")
        if is_pipe(target):
            raise ExportError(f"{target} is no file: name another.")
    elif target.exists() and not _earlier(target):
        raise ExportError(
            f"{output} stands there already and is no earlier export, or something was added to "
            "it: name a new folder."
        )


def _earlier(folder: Path) -> bool:
    """Whether a folder is empty, or an export that holds just what its note says it does."""
    if not folder.is_dir():
        return False
    there = sum(len(files) for _, _, files in os.walk(folder))
    if not there:
        return not any(folder.iterdir())
    try:
        note = json.loads((folder / NOTE).read_bytes())
        return bool(note["files"]["number"] == there - 1)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _to_disk(folder: Path) -> None:
    files = [Path(base, name) for base, _, names in os.walk(folder) for name in names]
    if len(files) > _MANY and hasattr(os, "sync"):
        os.sync()
        return
    for path in files:
        handle = os.open(path, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _take_name(new: Path, target: Path, made: Path) -> None:
    if new.is_dir():
        mask = os.umask(0)
        os.umask(mask)
        new.chmod(0o777 & ~mask)
        if target.exists():
            old = made / f".old.{target.name[:60]}"
            target.rename(old)
            try:
                new.rename(target)
            except OSError:
                old.rename(target)
                raise
            return
    elif target.exists():
        with suppress(OSError):  # a file system without modes keeps its own
            new.chmod(stat.S_IMODE(target.stat().st_mode))
    new.replace(target)


def _sync(path: Path) -> None:
    with suppress(OSError):  # not every system opens folders
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
