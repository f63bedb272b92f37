"""From a desk's register to a file: whole or not at all, and read back before it is called done."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO, TypedDict, Unpack, cast

from store.desk import Desk
from store.export import note
from store.export.format import Format, Job, Out, Source
from store.export.layers import label_ids
from store.export.place import checked, deliver, is_pipe, stage
from store.export.plan import Progress
from store.export.register_formats import REGISTER_LOSSES, REGISTERS
from store.export.registered import Item, RegisterChoice, RegisterFigures, count, walk
from store.export.run import COUNTING, PROVING, WRITING, form_of, unproven
from store.export.sample import Part, beginning
from store.ingest.files import NOTE
from store.ingest.run import rare_collection

_EVERY = 64


class RegisterWanted(TypedDict, total=False):
    """What may be asked: only entities of these labels; also forms that are only a guess; options
    of the format; what the note says of the licence."""

    labels: Sequence[str]
    unconfirmed: bool
    options: Mapping[str, str]
    licence: str


@dataclass(slots=True)
class RegisterPlan:
    """What a file of the register will hold, and what it will not (by names of `REGISTER_LOSSES`)."""

    form: Format
    figures: RegisterFigures = field(default_factory=RegisterFigures)
    losses: dict[str, int] = field(default_factory=dict)
    begins: Sequence[Part] = ()
    """How the file begins, from a preview alone."""

    def told(self) -> Iterator[str]:
        """What is lost, in words."""
        for name, number in self.losses.items():
            yield f"{number:,} {REGISTER_LOSSES[name]}"


@dataclass(frozen=True, slots=True)
class RegisterSummary:
    """What left the desk. ``output`` is ``""`` for standard output, ``proven`` whether it was read
    back and compared. ``replaced``: ids that lead to an entity; ``gone``: that mean nobody any more.
    """

    format: str
    output: str
    entities: int
    evidence: int
    replaced: int
    gone: int
    proven: bool = False
    losses: Mapping[str, int] = field(default_factory=dict)
    equal: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The object ``export --json`` prints."""
        return {name: getattr(self, name) for name in self.__slots__}


def export_register(
    desk: Desk,
    format: str = "register-jsonl",  # noqa: A002
    output: str | os.PathLike[str] | None = None,
    *,
    progress: Progress | None = None,
    told: Callable[[RegisterPlan], None] | None = None,
    stdout: BinaryIO | None = None,
    **wanted: Unpack[RegisterWanted],
) -> RegisterSummary:
    """Write the register of a desk in a format of ``REGISTERS``, as `store.export.export` writes
    articles: a file is read back and compared before it gets its name, with a note beside it.

    Raises:
        ExportError: there is no such format, option or label, or the file cannot be written, or
            does not read back as it should; none is left behind.
    """
    output = None if output is None or os.fspath(output) == "-" else Path(output)
    with closing(desk.reader()) as connection, rare_collection():
        connection.execute("BEGIN")  # one snapshot for the counting, the file and its proof
        run = _Run(desk, connection, format, wanted, progress)
        if output is not None and not is_pipe(output):
            checked(desk, output)
        plan = run.measured()
        if told:
            told(plan)
        deliver(output, run.send, run.keep, stdout)
        return run.summary("" if output is None else os.fspath(output))


def preview_register(
    desk: Desk,
    format: str = "register-jsonl",  # noqa: A002
    *,
    progress: Progress | None = None,
    **wanted: Unpack[RegisterWanted],
) -> RegisterPlan:
    """What `export_register` would write, how that begins, and what is lost; nothing stays written.

    Raises:
        ExportError: a format, option or label that does not exist.
    """
    with closing(desk.reader()) as connection, rare_collection():
        connection.execute("BEGIN")
        run = _Run(desk, connection, format, wanted, progress)
        plan = run.measured()
        plan.begins = run.beginning()
        return plan


class _Run:
    """One export: what was asked, and how far it is."""

    def __init__(
        self,
        desk: Desk,
        connection: sqlite3.Connection,
        name: str,
        wanted: RegisterWanted,
        progress: Progress | None,
    ) -> None:
        self.form = form_of(name, {key: one.form for key, one in REGISTERS.items()})
        self._fitting = REGISTERS[self.form.name].fitting
        self._desk, self._connection, self._wanted = desk, connection, wanted
        self._options = self.form.chosen(wanted.get("options", {}))
        self._choice = RegisterChoice(
            label_ids(desk, wanted.get("labels", ())),
            wanted.get("unconfirmed", False),
            int(self._options["evidence"]),
        )
        self._scheme = desk.labels(retired=True)
        self._job = Job(options=self._options, labels={}, scheme=self._scheme)
        self._progress = progress
        self._total = count(connection) if progress else 0
        self._plan = RegisterPlan(self.form)
        self._first: Item | None = None
        self._equal: dict[str, Any] = {}
        self._note = ""

    def measured(self) -> RegisterPlan:
        """Go through everything once and count."""
        losses: Counter[str] = Counter()
        for item in self._items(COUNTING, losses):
            self._plan.figures.count(item)
            self._first = self._first or item
        self._plan.losses = {name: losses[name] for name in REGISTER_LOSSES if losses[name]}
        return self._plan

    def beginning(self) -> tuple[Part, ...]:
        """How the file begins, after it was `measured`."""
        return () if self._first is None else beginning(self.form, self._job, self._first)

    def _items(self, what: str, losses: Counter[str] | None = None) -> Iterator[Item]:
        """What is written, as it is written."""
        fit = self._fitting and self._fitting(self._job, Counter() if losses is None else losses)
        for done, item in enumerate(walk(self._connection, self._choice), 1):
            fitted = fit(item) if fit else item
            if fitted is not None:
                yield fitted
            if self._progress and done % _EVERY == 0:
                self._progress(what, done, self._total)
        if self._progress:
            self._progress(what, self._total, self._total)

    def send(self, stream: BinaryIO) -> None:
        """Write to a stream, which cannot be read back."""
        self._write(Out.to(stream, self._job))
        stream.flush()

    def keep(self, output: Path) -> None:
        """Write a file with its note, and prove it."""
        with stage(self._desk, output) as new:
            out = Out(new, self._job)
            try:
                self._write(out)
            finally:
                out.close()
            self._prove(new)
            where = new.with_name(f"{new.name}.{NOTE}")
            where.write_bytes(self._statement(note.digest(new)).encode("utf-8"))
        self._note = f"{output}.{NOTE}"

    def _write(self, out: Out) -> None:
        writer = cast(Any, self.form.writer(out))
        for item in self._items(WRITING):
            writer.add(item)
        writer.close()

    def _prove(self, path: Path) -> None:
        """Read what was written and compare it with the desk.

        Raises:
            ExportError: an entity does not come back as it should.
        """
        reader = cast("Iterator[Item]", self.form.read(Source(path, self._job)))
        figures = RegisterFigures()
        try:
            for wanted in self._items(PROVING):
                found = next(reader, None)
                if found != wanted:
                    why = "it is not there" if found is None else _difference(wanted, found)
                    raise unproven(self.form, f"entity {wanted.id}", why)
                figures.count(found)
            if next(reader, None) is not None:
                raise unproven(self.form, "the file", "there is more than was written")
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            what = f"{type(error).__name__}: {error}"
            raise unproven(self.form, f"after {figures.entities:,} entities", what) from error
        self._equal = {
            **figures.to_json(),
            "compared": [name for name in ("name", *self._held()) if name],
            "read_by": self.form.proven,
        }

    def _held(self) -> list[str]:
        return sorted(self.form.holds)

    def _statement(self, file: Mapping[str, Any]) -> str:
        return note.statement(
            form=self.form.name,
            choice={
                "labels": sorted(self._choice.labels),
                "unconfirmed": self._choice.unconfirmed,
            },
            options=self._options,
            scheme=[one for one in self._scheme if one.scope == "span"],
            written={},
            figures=self._plan.figures,
            losses=self._plan.losses,
            left_out={},
            proof=self._equal,
            splits={},
            licence=self._wanted.get("licence", ""),
            state=note.state_of(self._connection),
            files={"number": 1, "main": file},
        )

    def summary(self, output: str) -> RegisterSummary:
        """What was done."""
        figures = self._plan.figures
        return RegisterSummary(
            format=self.form.name,
            output=output,
            entities=figures.entities,
            evidence=figures.evidence,
            replaced=figures.replaced,
            gone=figures.gone,
            proven=bool(self._equal),
            losses=self._plan.losses,
            equal=self._equal,
            note=self._note,
        )


def _difference(wanted: Item, found: Item) -> str:
    """In what an item does not read back as it should."""
    if type(wanted) is not type(found):
        return f"{found.id} is there instead"
    for one in fields(wanted):
        want, got = getattr(wanted, one.name), getattr(found, one.name)
        if want != got:
            return f"its {one.name} should be {want!r:.120} and is {got!r:.120}"
    return ""
