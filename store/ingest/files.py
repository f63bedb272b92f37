"""Finding and opening what is to be taken in: files, folders, standard input, gzip."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from store.model import Refusal
from store.text.clean import keepable

HEAD = 256 * 1024
"""Bytes of a file that detection looks at, after unpacking."""

NOTE = "corpus.json"
"""The name of the note on an export in its folder; the end of its name beside a file."""

STDIN = "-"
_GZIP = b"\x1f\x8b"
_SIDES = (".offsets.jsonl", ".interface.xml", ".settings.json")
_OF_BRAT = frozenset(
    ("annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf", "articles.jsonl")
)
_OF_UIMA = frozenset(("TypeSystem.xml", "articles.jsonl"))
_ABOUT_DATA_SETS = frozenset(("dataset_info.json", "dataset_infos.json"))
_CARD, _DATA = "README.md", ("data.jsonl", "data.parquet")
_DESK_SIDES = ("", "-wal", "-shm", "-lock", "-journal")
_DESK_COPIES = (".before-", ".kept-")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read. ``named``: the user named it, it was not met in a folder."""

    path: Path
    name: str
    size: int
    named: bool


class Counted(io.RawIOBase):
    """Bytes of a file as they are taken from the disk, counted for progress.

    ``own``: closing it closes the file.
    """

    def __init__(self, raw: BinaryIO, start: bytes = b"", *, own: bool = True) -> None:
        self._raw = raw
        self._start = start
        self._own = own
        self.done = 0

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed and self._own:
            self._raw.close()
        super().close()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._start:
            taken = min(len(buffer), len(self._start))
            buffer[:taken] = self._start[:taken]
            self._start = self._start[taken:]
        else:
            data = self._raw.read(len(buffer))
            taken = len(data)
            buffer[:taken] = data
        self.done += taken
        return taken


class _Unpacked(gzip.GzipFile):
    """The content of a packed stream, which is closed with it."""

    def __init__(self, packed: BinaryIO) -> None:
        super().__init__(fileobj=packed)
        self._packed = packed

    def close(self) -> None:
        super().close()
        self._packed.close()


@dataclass(slots=True)
class Opened:
    """An open file: unpacked bytes, the first of them again, and how far the disk was read."""

    stream: BinaryIO
    head: bytes
    suffix: str
    counted: Counted


def find(
    paths: Iterable[str | os.PathLike[str]], leave: Path | None = None
) -> Iterator[Found | Refusal]:
    """Yield the files paths lead to, folders walked in sorted order, links to folders not followed.

    Hidden files and folders, the files of the desk ``leave``, and what only says something of other
    files of a folder, are passed over in silence.
    """
    for given in paths:
        path = Path(given)
        name = keepable(os.fspath(given))
        if os.fspath(given) == STDIN:
            yield Found(path, STDIN, 0, True)
            continue
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield Refusal(name, "line 1", f"cannot be read: {reason_of(error)}")
            continue
        if stat.S_ISDIR(mode):
            yield from _walk(path, leave)
        else:
            yield Found(path, name, path.stat().st_size, True)


def _walk(folder: Path, leave: Path | None) -> Iterator[Found | Refusal]:
    problems: list[OSError] = []
    for base, folders, files in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(base, name)
            if name.startswith(".") or (leave and belongs_to(path, leave)):
                continue
            if is_beside(name, files):
                continue
            try:
                status = path.stat()
            except OSError as error:
                yield Refusal(keepable(str(path)), "line 1", f"cannot be read: {reason_of(error)}")
                continue
            if stat.S_ISREG(status.st_mode):
                yield Found(path, keepable(str(path)), status.st_size, False)
        while problems:
            problem = problems.pop()
            name = keepable(str(problem.filename))
            yield Refusal(name, "line 1", f"cannot be read: {reason_of(problem)}")


def is_beside(name: str, files: Collection[str]) -> bool:
    """Whether a file of a folder only says something of other ones there, and is read with them."""
    if name.endswith(NOTE) or name in _ABOUT_DATA_SETS:
        return True
    if name == _CARD and any(one in files for one in _DATA):
        return True
    for side in _SIDES:
        if name.endswith(side) and name.removesuffix(side) in files:
            return True
    if name in _OF_UIMA and any(one.endswith(".xmi") for one in files):
        return True
    return name in _OF_BRAT and "annotation.conf" in files


def belongs_to(path: Path, desk: Path) -> bool:
    """Whether a file is a desk, one of those that lie beside it while it is in use, or a copy of it
    that was set aside."""
    found = os.path.realpath(path)
    for own in {os.path.realpath(desk), os.path.realpath(desk.parent) + os.sep + desk.name}:
        rest = found.removeprefix(own)
        if found.startswith(own) and (rest in _DESK_SIDES or rest.startswith(_DESK_COPIES)):
            return True
        if any(_same(found, own + side) for side in _DESK_SIDES):
            return True
    return False


def _same(one: str, other: str) -> bool:
    """Whether two paths lead to one file, as by a link or where case is nothing."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return False


def open_found(found: Found, stdin: BinaryIO | None) -> Opened:
    """Open a file, unpacking gzip, with its head looked at and still to be read.

    Raises ``OSError``, ``EOFError`` or ``zlib.error`` when it cannot be read.
    """
    if found.name == STDIN:
        raw: BinaryIO = stdin if stdin is not None else open(0, "rb", closefd=False)  # noqa: SIM115
    else:
        raw = found.path.open("rb", buffering=0)
    try:
        return _opened(found, raw)
    except BaseException:
        if found.name != STDIN:
            raw.close()
        raise


def _opened(found: Found, raw: BinaryIO) -> Opened:
    suffixes = [one.casefold() for one in found.path.suffixes[-2:]]
    start = _read_up_to(raw, HEAD)
    counted = Counted(raw, start, own=found.name != STDIN)
    stream: BinaryIO = io.BufferedReader(counted, HEAD)
    head = start
    if start.startswith(_GZIP):
        with gzip.GzipFile(fileobj=io.BytesIO(start)) as unpacked:
            head = _some(unpacked, HEAD)
        stream = io.BufferedReader(_Unpacked(stream), HEAD)
        if suffixes and suffixes[-1] in (".gz", ".gzip"):
            suffixes.pop()
    return Opened(stream, head, suffixes[-1] if suffixes else "", counted)


def _read_up_to(raw: BinaryIO, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (data := raw.read(size)):
        parts.append(data)
        size -= len(data)
    return b"".join(parts)


def _some(unpacked: gzip.GzipFile, size: int) -> bytes:
    """What can be unpacked of the start of a packed file, which may be cut off."""
    parts: list[bytes] = []
    try:
        while size > 0 and (data := unpacked.read(min(size, 8192))):
            parts.append(data)
            size -= len(data)
    except EOFError:
        pass
    return b"".join(parts)


def reason_of(error: Exception) -> str:
    """Why a file could not be read, in words."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return str(error) or type(error).__name__


def copied(stdin: BinaryIO | None) -> BinaryIO:
    """Standard input copied to a nameless temporary file, to be read more than once."""
    source = stdin if stdin is not None else open(0, "rb", closefd=False)  # noqa: SIM115
    copy = tempfile.TemporaryFile()  # noqa: SIM115
    shutil.copyfileobj(source, copy, 1024 * 1024)
    copy.seek(0)
    return copy
