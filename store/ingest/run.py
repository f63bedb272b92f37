"""From paths to a desk: every record that can be read is taken in, every other one is named."""

from __future__ import annotations

import gc
import os
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from store.desk import Desk
from store.errors import IngestError
from store.ingest import brat, files
from store.ingest.detect import Unreadable, detect
from store.ingest.fields import mapped
from store.ingest.formats import ALIASES, READERS
from store.ingest.interrupts import Interrupts
from store.ingest.reading import Reading, Tally
from store.ingest.summary import Summary
from store.intake import IMPORTER, Intake, Taken
from store.model import Record, Refusal
from store.text import languages

Progress = Callable[[int, int, int], None]
"""Called now and then with bytes done, bytes in all (0: unknown) and records met."""

Paths = Sequence[str | os.PathLike[str]]
_EVERY = 256
_SPOILED = (OSError, EOFError, zlib.error, UnicodeError)


def ingest(
    desk: Desk,
    paths: Paths,
    *,
    format: str = "",  # noqa: A002
    source: str = "",
    language: str = "",
    annotator: str = "",
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    progress: Progress | None = None,
    stdin: BinaryIO | None = None,
) -> Summary:
    """Take the articles of files and folders into a desk (``-``: standard input).

    ``format`` names a reader for all files; without it each file is looked into. ``source`` and
    ``language`` stand in where a record names none, ``annotator`` owns the marks that name none
    and what is said of articles without marks.
    ``columns`` gives columns or keys a meaning (``{"body": "Story"}``, either way round). With
    ``strict`` everything is read first and nothing written when anything is refused. An
    interruption (Ctrl+C) keeps what was finished; running again adds what is missing.

    Raises:
        IngestError: a format, language or column that does not exist; standard input twice.
        DeskError: the desk cannot be written; what was committed before stays.
    """
    walk = _Walk(desk, paths, format, source, language, columns or {}, progress, stdin)
    summary = Summary()
    try:
        if strict:
            for item in walk.items(summary, keep=True):
                if isinstance(item, Refusal):
                    summary.refuse(item)
                else:
                    summary.read += 1
            if not summary.clean:
                summary.written = False
                _round(summary)
                return summary
            summary = Summary()
        _take_in(desk, walk, annotator, summary)
    except KeyboardInterrupt:
        summary.interrupted = True
        summary.written = bool(summary.added or summary.spans_added)
    finally:
        walk.forget()
    _round(summary)
    return summary


def read_records(
    paths: Paths,
    *,
    format: str = "",  # noqa: A002
    source: str = "",
    language: str = "",
    columns: Mapping[str, str] | None = None,
    stdin: BinaryIO | None = None,
) -> Generator[Record | Refusal, None, None]:
    """Yield what files and folders hold, without a desk."""
    walk = _Walk(None, paths, format, source, language, columns or {}, None, stdin)
    try:
        yield from walk.items(Summary())
    finally:
        walk.forget()


def _round(summary: Summary) -> None:
    summary.read += summary.refused_records


def _take_in(desk: Desk, walk: _Walk, annotator: str, summary: Summary) -> None:
    with (
        rare_collection(),
        Interrupts() as interrupts,
        Intake(desk, annotator or IMPORTER) as intake,
    ):
        try:
            for item in walk.items(summary):
                interrupts.hold()
                if isinstance(item, Refusal):
                    summary.refuse(item)
                else:
                    _count(intake.add(item), item, summary)
                interrupts.release()
        except KeyboardInterrupt:
            summary.interrupted = True
        finally:
            interrupts.hold()  # the last batch is written whole
            summary.labels_added = list(intake.labels_added)


@contextmanager
def rare_collection() -> Iterator[None]:
    """Look for cycles seldom: millions of short-lived rows hold none (a sixth of the time)."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _count(taken: Taken, record: Record, summary: Summary) -> None:
    if taken.absent:
        reason = "rows of spans without their article, which is not on this desk: take it in first"
        summary.refuse(Refusal(record.file, record.position, reason))
        return
    summary.read += 1
    if taken.known:
        summary.known += 1
    else:
        summary.added += 1
    summary.spans_added += taken.spans_added
    summary.spans_known += taken.spans_known
    summary.superseding += bool(taken.supersedes)
    for refusal in taken.refused:
        summary.refuse(refusal)


class _Walk:
    """All files of a run, one after another, with what they hold."""

    def __init__(
        self,
        desk: Desk | None,
        paths: Paths,
        format_name: str,
        source: str,
        language: str,
        columns: Mapping[str, str],
        progress: Progress | None,
        stdin: BinaryIO | None,
    ) -> None:
        name = ALIASES.get(format_name.casefold(), format_name.casefold())
        if name and name not in READERS:
            raise IngestError(f"there is no format {format_name!r}; there are {', '.join(READERS)}")
        try:
            self._columns = mapped(columns)
        except ValueError as error:
            raise IngestError(str(error)) from None
        if language and not languages.read(language):
            raise IngestError(f"{language!r} is no language code such as en, ar or zh")
        if sum(os.fspath(path) == files.STDIN for path in paths) > 1:
            raise IngestError("standard input (-) can be read only once")
        self._paths = paths
        self._format = name
        self._source = source
        self._language = languages.read(language) if language else ""
        self._progress = progress
        self._stdin = stdin
        self._kept: BinaryIO | None = None
        self._leave = Path(os.path.realpath(desk.path)) if desk else None
        self._done = self._total = self._met = 0

    def items(self, summary: Summary, *, keep: bool = False) -> Iterator[Record | Refusal]:
        """Yield every record and refusal; ``keep`` makes standard input readable once more."""
        self._done = self._met = 0
        if self._progress is not None:
            self._total = sum(
                one.size
                for one in files.find(self._paths, self._leave)
                if isinstance(one, files.Found)
            )
        for found in files.find(self._paths, self._leave):
            if isinstance(found, Refusal):
                yield found
                continue
            tally = Tally()
            summary.files += 1
            try:
                yield from self._file(found, tally, keep)
            finally:
                summary.line_ends += tally.line_ends
                summary.replaced += tally.replaced
                summary.converted += tally.converted
            self._done += found.size
        self._tell(0)

    def _file(self, found: files.Found, tally: Tally, keep: bool) -> Iterator[Record | Refusal]:
        position = "line 1"
        if not found.named and found.path.suffix == ".ann" and brat.beside(found.path):
            return  # brat's annotations are read with their text
        try:
            opened = files.open_found(found, self._input(keep))
        except _SPOILED as error:
            yield Refusal(found.name, position, f"cannot be read: {files.reason_of(error)}")
            return
        with opened.stream:
            try:
                name = self._format or detect(
                    opened.head,
                    opened.suffix,
                    named=found.named,
                    name=found.path.name,
                    path=None if found.name == files.STDIN else found.path,
                )
            except Unreadable as error:
                yield Refusal(found.name, position, str(error))
                return
            except Exception as error:
                reason = f"cannot be looked into: {files.reason_of(error)[:200]}"
                yield Refusal(found.name, position, reason)
                return
            reading = Reading(
                file=found.name,
                stream=opened.stream,
                head=opened.head,
                suffix=opened.suffix,
                source=self._source,
                language=self._language,
                columns=self._columns,
                tally=tally,
                path=None if found.name == files.STDIN else found.path,
            )
            try:
                for item in READERS[name].read(reading):
                    position = item.position
                    self._met += 1
                    if self._met % _EVERY == 0:
                        self._tell(opened.counted.done)
                    yield item
            except Exception as error:  # no file, however made, ends the reading of the others
                reason = f"cannot be read on after {position}: {files.reason_of(error)[:200]}"
                yield Refusal(found.name, position, reason)
        self._tell(opened.counted.done)

    def _input(self, keep: bool) -> BinaryIO | None:
        """Standard input; kept in a temporary file where it must be read twice."""
        if not any(os.fspath(path) == files.STDIN for path in self._paths):
            return None
        if self._kept is not None:
            self._kept.seek(0)
        elif keep:
            self._kept = files.copied(self._stdin)
        return self._kept or self._stdin

    def forget(self) -> None:
        """Drop the copy of standard input."""
        if self._kept is not None:
            self._kept.close()

    def _tell(self, done: int) -> None:
        if self._progress is not None:
            self._progress(min(self._done + done, self._total), self._total, self._met)
