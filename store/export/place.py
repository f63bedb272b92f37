"""Where a file is written: beside its place, under its name only when it is whole."""

from __future__ import annotations

import gzip
import io
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from store.desk import Desk
from store.errors import ExportError
from store.ingest.files import belongs_to

_BUFFER = 1024 * 1024


@contextmanager
def place(desk: Desk, output: Path) -> Iterator[tuple[Path | None, BinaryIO]]:
    """A file beside ``output`` that takes its name when all went well, or a pipe as it is.

    Yields the path to read back (None for a pipe) and the stream to write to.

    Raises:
        ExportError: it is a folder or the desk's own, or cannot be written; nothing is left behind.
    """
    target = Path(os.path.realpath(output))
    if target.is_dir():
        raise ExportError(f"{output} is a folder: name a file in it.")
    if belongs_to(target, desk.path):
        raise ExportError(f"{output} is the desk itself or belongs to it: name another file.")
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            with target.open("wb") as pipe:
                yield None, pipe
            return
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", dir=target.parent)
    except OSError as error:
        raise ExportError(f"{output} cannot be written: {error.strerror}.") from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=0) as raw:
            if target.suffix == ".gz":
                with gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
                    yield beside, cast(BinaryIO, packed)
            else:
                plain = io.BufferedWriter(raw, _BUFFER)
                yield beside, plain
                plain.flush()
                plain.detach()
            os.fsync(raw.fileno())
        _take_name(beside, target)
    except OSError as error:
        raise ExportError(f"{output} cannot be written: {error.strerror or error}.") from error
    finally:
        beside.unlink(missing_ok=True)


def _take_name(beside: Path, target: Path) -> None:
    if target.exists():
        mode = stat.S_IMODE(target.stat().st_mode)
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    with suppress(OSError):  # a file system without modes keeps its own
        beside.chmod(mode)
    beside.replace(target)
    with suppress(OSError):  # not every system opens folders
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
