"""What a format is: what it can hold, where its writer writes and its reader reads.

A format is a module with a class ``Writer`` (`Writing`) and a function ``read``, and a line in the
table of `store.export.formats`. The reader is the proof's: it shares no code with the writer.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from store.errors import ExportError
from store.model import Label

if TYPE_CHECKING:
    from store.export.back import Back
    from store.export.layers import Exported

HOLDS = {
    "text": "the whole text, character for character",
    "words": "the marked words as they stand in the text",
    "unmarked": "articles in which nothing is marked",
    "overlap": "spans that cross or lie in one another",
    "annotators": "who made each span",
    "links": "whom a span names",
    "verdicts": "what a review decided on a span",
    "history": "a span's id, its other facts, how, when and how surely it came",
    "comments": "comments on spans",
    "labels": "article labels",
    "metadata": "an article's title, date, source, link, language and status",
    "meta": "whatever else is known of an article",
}
"""What a format may be able to hold. Offsets and labels every one of them holds."""

FINISHED = ("done", "approved")
"""Statuses of the articles that training formats take: an unread one is no negative."""

_BUFFER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Option:
    """A choice a format offers; the first of ``values`` is taken when nobody chooses.

    ``lacks``: what of that which the format holds it does not hold under a value. ``needs``: the
    library that a value needs, and the optional extra of copydesk it comes with.
    """

    name: str
    values: tuple[str, ...]
    title: str
    lacks: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    needs: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)

    @property
    def available(self) -> tuple[str, ...]:
        """The values whose library is installed."""
        return tuple(
            value
            for value in self.values
            if value not in self.needs or find_spec(self.needs[value][0]) is not None
        )

    def missing(self, value: str) -> str:
        """Which library a value needs and how to get it; "" when nothing is missing."""
        if value in self.available:
            return ""
        library, extra = self.needs[value]
        return f"{library}, which is not installed: pip install 'copydesk[{extra}]'."


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be written. ``module`` (in `store.export`) is loaded when it is used.

    ``holds``: words of `HOLDS`. ``done_only``: unless asked otherwise, done articles alone.
    ``folder``: an article has files of its own; else there is one file, with those of ``beside``
    next to it (suffixes added to its name). ``trims``: blanks at the edges of a span cannot be
    held. ``tokens``: it needs words (option ``tokens``). ``one_line``: comments lose their line
    ends. ``label_chars``: what a
    label may not contain, and ``chars``: what no text in it may (patterns). ``packed``: the file
    is no plain text, and so never packed again. ``extra``: the optional extra of copydesk it needs,
    and ``needs``: the library in it. ``proven``: by what the written file is read back on the spot;
    ``loader``: what of others reads it when ``make prove`` compares.
    """

    name: str
    title: str
    module: str
    suffix: str
    holds: frozenset[str]
    proven: str
    done_only: bool = True
    folder: bool = False
    beside: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    trims: bool = False
    tokens: bool = False
    one_line: bool = False
    label_chars: str = ""
    chars: str = ""
    packed: bool = False
    extra: str = ""
    needs: str = ""
    loader: str = ""

    @property
    def streams(self) -> bool:
        """Whether it can go to standard output."""
        return not (self.folder or self.beside or self.packed)

    def holds_in_order(self) -> list[str]:
        """What it holds, in the order of `HOLDS`."""
        return [name for name in HOLDS if name in self.holds]

    def holding(self) -> str:
        """What it holds, in words of `HOLDS`; of one that holds nearly all, what it does not."""
        lacking = [name for name in HOLDS if name not in self.holds]
        if len(lacking) < 4:
            return "everything" + (f" but {', '.join(lacking)}" if lacking else "")
        return ", ".join(self.holds_in_order())

    @property
    def available(self) -> bool:
        """Whether the library it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None

    @property
    def missing(self) -> str:
        """That it needs a library which is not installed, as a sentence; "" when it does not."""
        if self.available:
            return ""
        return (
            f"{self.name} needs {self.needs}, which is not installed: "
            f"pip install 'copydesk[{self.extra}]'."
        )

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses it takes unless asked otherwise; none: all."""
        return FINISHED if self.done_only else ()

    def chosen(self, given: Mapping[str, str]) -> dict[str, str]:
        """Every option with the value given for it, else its first.

        Raises:
            ExportError: there is no such option or value, or the library it needs is not installed.
        """
        known = {option.name: option for option in self.options}
        for name, value in given.items():
            if name not in known:
                there = ", ".join(known) or "none"
                raise ExportError(f"{self.name} has no option {name!r}; there are: {there}.")
            if value not in known[name].values:
                raise ExportError(
                    f"{name} of {self.name} is one of {', '.join(known[name].values)}, "
                    f"not {value!r}."
                )
            if missing := known[name].missing(value):
                raise ExportError(f"{self.name} as {value} needs {missing}")
        return {option.name: given.get(option.name, option.values[0]) for option in self.options}

    def under(self, options: Mapping[str, str]) -> Format:
        """The format as it is under these options (see `chosen`): some hold less than others."""
        lacks = [one.lacks.get(options[one.name], frozenset()) for one in self.options]
        return replace(self, holds=self.holds.difference(*lacks)) if any(lacks) else self

    def writer(self, out: Out) -> Writing:
        """Begin to write."""
        return cast(Writing, import_module(f"store.export.{self.module}").Writer(out))

    def read(self, source: Source) -> Iterator[Back]:
        """Read what was written, article by article, in the order in which it was written."""
        return cast("Iterator[Back]", import_module(f"store.export.{self.module}").read(source))


class Writing(Protocol):
    """A writer at work. It is told every article once, then closed when all went well."""

    def add(self, exported: Exported) -> None:
        """Write an article."""

    def close(self) -> None:
        """Write what stands at the end."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a writer and a reader must know of the whole.

    ``labels``: how the format writes each label id; no two alike. ``scheme``: the desk's labels.
    ``marked``, ``classed``: label ids that spans and that articles wear. ``overlapping``: whether
    any span overlaps another one. ``licence``: what was said of it.
    """

    options: Mapping[str, str]
    labels: Mapping[str, str]
    scheme: Sequence[Label] = ()
    annotators: Sequence[str] = ()
    marked: Sequence[str] = ()
    classed: Sequence[str] = ()
    overlapping: bool = False
    licence: str = ""

    @property
    def label_ids(self) -> dict[str, str]:
        """The label id for what is written."""
        return {written: label for label, written in self.labels.items()}

    def article_labels(self) -> list[Label]:
        """The labels of the scheme that stand on whole articles."""
        return [label for label in self.scheme if label.scope == "article"]

    def span_labels(self) -> list[Label]:
        """Those that stand on spans."""
        return [label for label in self.scheme if label.scope == "span"]

    def on_articles(self) -> list[str]:
        """Label ids that may stand on whole articles, or do."""
        return list(dict.fromkeys([*(label.id for label in self.article_labels()), *self.classed]))

    def on_spans(self) -> list[str]:
        """Label ids that may stand on spans, or do."""
        return list(dict.fromkeys([*(label.id for label in self.span_labels()), *self.marked]))


@dataclass(slots=True)
class Out:
    """Where a writer writes: ``stream``, files beside it, or the files of a folder."""

    path: Path
    job: Job
    _opened: list[BinaryIO] = field(default_factory=list)
    _stream: BinaryIO | None = None

    @classmethod
    def to(cls, stream: BinaryIO, job: Job) -> Out:
        """Write to a stream that is no file of ours."""
        return cls(Path(), job, _stream=stream)

    @property
    def stream(self) -> BinaryIO:
        """The one file; packed where its name ends in ``.gz``."""
        if self._stream is None:
            self._stream = self._open(self.path)
            if self.path.suffix == ".gz":
                packed = gzip.GzipFile("", "wb", fileobj=self._stream, mtime=0)
                self._opened.insert(0, cast(BinaryIO, packed))
                self._stream = cast(BinaryIO, packed)
        return self._stream

    def beside(self, suffix: str) -> BinaryIO:
        """A further file, named as the first with a suffix added."""
        return self._open(self.path.with_name(self.path.name + suffix))

    def put(self, name: str, content: str) -> None:
        """Write a file of a folder. ``name`` is a plain file name (see `store.export.file_names`)."""
        if name in ("", ".", "..") or not name.isascii() or {"/", "\\", ":", "\0"} & set(name):
            raise ExportError(f"{name!r} is no name for a file.")
        with (self.path / name).open("xb") as file:
            file.write(content.encode("utf-8"))

    def line_file(self, name: str) -> BinaryIO:
        """A file of a folder that grows with the articles."""
        return self._open(self.path / name)

    def _open(self, path: Path) -> BinaryIO:
        opened = io.BufferedWriter(path.open("xb", buffering=0), _BUFFER)
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        """Close what was opened."""
        while self._opened:
            self._opened.pop(0).close()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a reader reads what was written."""

    path: Path
    job: Job

    def open(self) -> BinaryIO:
        """The one file, unpacked."""
        if self.path.suffix == ".gz":
            return cast(BinaryIO, gzip.open(self.path))
        return self.path.open("rb")

    def beside(self, suffix: str) -> BinaryIO:
        """A file beside it."""
        return self.path.with_name(self.path.name + suffix).open("rb")
