"""From a desk to a file: whole or not at all, and read back before it is called done."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from store.desk import Desk
from store.errors import ExportError
from store.export.formats import WRITERS, Writer
from store.export.layers import Exported, LeftOut, choose, count, walk
from store.export.place import place

OVERLAPS = ("longest", "first", "refuse")
_EVERY = 256

Progress = Callable[[int, int], None]
"""Called now and then with articles done and articles on the desk."""


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What left the desk. ``output`` is ``""`` for standard output, ``proven`` whether it was read
    back and compared. ``left_out_others`` counts spans, of annotators who were not asked for."""

    format: str
    output: str
    articles: int
    spans: int
    left_out_superseded: int = 0
    left_out_status: int = 0
    left_out_textless: int = 0
    left_out_unreviewed: int = 0
    left_out_few: int = 0
    left_out_others: int = 0
    proven: bool = False

    def to_json(self) -> dict[str, Any]:
        """The object ``export --json`` prints."""
        return asdict(self)


def export(
    desk: Desk,
    format: str = "jsonl",  # noqa: A002
    output: str | os.PathLike[str] | None = None,
    *,
    layer: str = "",
    statuses: Sequence[str] = (),
    annotators: Sequence[str] = (),
    labels: Sequence[str] = (),
    overlap: str = "",
    superseded: bool = False,
    numbers: Iterable[int] | None = None,
    progress: Progress | None = None,
    stdout: BinaryIO | None = None,
) -> ExportSummary:
    """Write the chosen articles and marks of a desk in a format of ``WRITERS``.

    A file is written beside its place under another name, read back, compared with the desk and
    only then given its name; one whose name ends in ``.gz`` is packed. Without ``output`` (or with
    ``-``) the result goes to standard output. The desk is read in one snapshot: what is marked
    meanwhile stays out. See `layers.choose` for ``layer`` and the filters; ``numbers``: only these
    articles, by local number.

    Raises:
        ExportError: nothing can be exported so, or the file cannot be written; none is left behind.
    """
    writer = WRITERS.get(format.casefold())
    if writer is None:
        raise ExportError(
            f"There is no format {format!r} to write; there are {', '.join(WRITERS)}."
        )
    if overlap and overlap not in OVERLAPS:
        raise ExportError(f"--overlap is one of {', '.join(OVERLAPS)}, not {overlap!r}.")
    if writer.done_only and not statuses:
        statuses = ("done", "approved")
    choice = choose(
        desk,
        layer,
        statuses=statuses,
        annotators=annotators,
        labels=labels,
        superseded=superseded,
        numbers=numbers,
    )
    with closing(desk.reader()) as connection:
        connection.execute("BEGIN")  # one snapshot for the file and its proof
        total = count(connection) if progress else 0
        left = LeftOut()

        def send(stream: BinaryIO) -> tuple[int, int]:
            articles = spans = 0
            with closing(walk(connection, choice, left)) as chosen:
                for one in writer.write(chosen, stream):
                    articles += 1
                    spans += len(one.spans)
                    if progress and articles % _EVERY == 0:
                        progress(articles, total)
            return articles, spans

        if output is None or os.fspath(output) == "-":
            stream = stdout if stdout is not None else sys.stdout.buffer
            articles, spans = send(stream)
            stream.flush()
            proven = False
        else:
            with place(desk, Path(output)) as (path, stream):
                articles, spans = send(stream)
                with closing(walk(connection, choice, LeftOut())) as chosen:
                    proven = _finish(path, stream, writer, chosen)
    if progress:
        progress(total, total)
    return ExportSummary(
        format=writer.name,
        output="" if output is None or os.fspath(output) == "-" else os.fspath(output),
        articles=articles,
        spans=spans,
        left_out_superseded=left.superseded,
        left_out_status=left.status,
        left_out_textless=left.textless,
        left_out_unreviewed=left.unreviewed,
        left_out_few=left.few,
        left_out_others=left.others,
        proven=proven,
    )


def _finish(
    path: Path | None, stream: BinaryIO, writer: Writer, articles: Iterator[Exported]
) -> bool:
    """Write out what is waiting and read the file back; a pipe cannot be read back."""
    if isinstance(stream, gzip.GzipFile):
        stream.close()
    else:
        stream.flush()
    if path is None:
        return False
    writer.prove(path, articles)
    return True
