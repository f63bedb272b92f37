"""From a desk to a file: whole or not at all, and read back before it is called done."""

from __future__ import annotations

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO, Unpack

from store.desk import Desk
from store.errors import ExportError
from store.export import note
from store.export.back import difference, expected
from store.export.fit import LOSSES, OVERLAPS, REFUSE, Fit
from store.export.format import Format, Job, Out, Source
from store.export.formats import FORMATS
from store.export.layers import Choice, Exported, LeftOut, choose, count, walk
from store.export.place import checked, deliver, is_pipe, stage
from store.export.plan import ExportSummary, Plan, Progress, Wanted
from store.export.register_formats import REGISTERS
from store.export.sample import Part, beginning
from store.export.split import Split, divide, parse
from store.ingest.files import NOTE
from store.ingest.run import rare_collection
from store.model import Label

COUNTING, COMPARING, WRITING = "Counting", "Comparing", "Writing"
PROVING = "Reading back"


def export(
    desk: Desk,
    format: str = "jsonl",  # noqa: A002
    output: str | os.PathLike[str] | None = None,
    *,
    progress: Progress | None = None,
    told: Callable[[Plan], None] | None = None,
    stdout: BinaryIO | None = None,
    **wanted: Unpack[Wanted],
) -> ExportSummary:
    """Write the chosen articles and marks of a desk in a format of ``FORMATS``.

    A file or folder is made beside its place under another name, read back, compared with the desk
    and only then given its name, with a note beside it; a text file whose name ends in ``.gz`` is
    packed. Without ``output`` (or with ``-``) the result goes to standard output. ``told`` is given
    the plan before anything is written. The desk is read in one snapshot: what is marked meanwhile
    stays out.

    Raises:
        ExportError: nothing can be exported so, or the file cannot be written, or does not read
            back as it should; none is left behind.
    """
    place = None if output is None or os.fspath(output) == "-" else Path(output)
    with closing(desk.reader()) as connection, rare_collection():
        connection.execute("BEGIN")  # one snapshot for the counting, the file and its proof
        run = _Run(desk, connection, format, wanted, progress)
        if place is None or is_pipe(place):
            run.needs_a_file()
        elif run.form.packed and place.suffix == ".gz":
            raise ExportError(f"{run.form.name} is packed already: name it without .gz.")
        else:
            checked(desk, place, folder=run.makes_folder)
        plan = run.measured()
        if plan.refusal:
            raise ExportError(plan.refusal)
        if told:
            told(plan)
        deliver(place, run.send, run.keep, stdout)
        return run.summary("" if place is None else os.fspath(place))


def preview(
    desk: Desk,
    format: str = "jsonl",  # noqa: A002
    *,
    progress: Progress | None = None,
    **wanted: Unpack[Wanted],
) -> Plan:
    """What `export` would write, how that begins, and what is lost; nothing stays written.

    Raises:
        ExportError: a format, option, policy, filter or label that does not exist.
    """
    with closing(desk.reader()) as connection, rare_collection():
        connection.execute("BEGIN")
        run = _Run(desk, connection, format, wanted, progress)
        plan = run.measured()
        plan.begins = run.beginning()
        return plan


def form_of(name: str, table: Mapping[str, Format] = FORMATS) -> Format:
    """The format of a name.

    Raises:
        ExportError: there is none in the table, or the library it needs is not installed.
    """
    form = table.get(name.casefold())
    if form is None:
        there = ", ".join((*FORMATS, *REGISTERS))
        raise ExportError(f"There is no format {name!r} to write; there are {there}.")
    if form.missing:
        raise ExportError(form.missing)
    return form


class _Run:
    """One export: what was asked, and how far it is."""

    def __init__(
        self,
        desk: Desk,
        connection: sqlite3.Connection,
        name: str,
        wanted: Wanted,
        progress: Progress | None,
    ) -> None:
        self.form = form_of(name)
        self._desk, self._connection, self._wanted = desk, connection, wanted
        self._options = self.form.chosen(wanted.get("options", {}))
        self.form = self.form.under(self._options)
        overlap = wanted.get("overlap", "")
        if overlap and overlap not in OVERLAPS:
            raise ExportError(f"--overlap is one of {', '.join(OVERLAPS)}, not {overlap!r}.")
        statuses = tuple(wanted.get("statuses", ())) or self.form.statuses
        self._statuses = statuses
        self._choice: Choice = choose(
            desk,
            wanted.get("layer", ""),
            statuses=statuses,
            annotators=wanted.get("annotators", ()),
            labels=wanted.get("labels", ()),
            superseded=wanted.get("superseded", False),
            numbers=wanted.get("numbers"),
        )
        self._split: Split | None = parse(
            wanted.get("split", ""), wanted.get("split_by", ""), wanted.get("seed", 0)
        )
        self._part_of: Mapping[int, str] = {}
        self._progress = progress
        self._total = count(connection) if progress else 0
        self._scheme = desk.labels(retired=True)
        self._plan = Plan(self.form)
        self._first: Exported | None = None
        self._parts: dict[str, Counter[str]] = {}
        self._equal: dict[str, Any] = {}
        self._note = ""

    # -- what will be written ------------------------------------------------------------------

    def measured(self) -> Plan:
        """Go through everything once and count."""
        plan, form = self._plan, self.form
        fit = Fit(form, self._options, self._wanted.get("overlap", ""))
        for fitted in self._articles(COUNTING, fit, plan.left):
            fit.count(fitted)
            if fitted.spans or "unmarked" in form.holds:
                plan.figures.count(fitted)
                if self._first is None or (fitted.spans and not self._first.spans):
                    self._first = fitted
        losses = fit.losses
        if len(plan.figures.annotators) < 2:
            del losses["annotators"]  # the note names the one
        plan.losses = {name: losses[name] for name in LOSSES if losses[name]}
        plan.overlapping = fit.overlapping
        if fit.overlapping and "overlap" not in form.holds:
            policy = self._wanted.get("overlap", "")
            if policy in ("", REFUSE):
                plan.refusal = (
                    f"{form.name} holds no overlapping spans, and in {fit.overlapping:,} "
                    f"article(s) some overlap, first {fit.example}: choose which stay "
                    "(--overlap longest or first), or another format."
                )
        return plan

    def beginning(self) -> tuple[Part, ...]:
        """How the files begin, after they were `measured`."""
        if self._first is None or self._plan.refusal:
            return ()
        return beginning(self.form, self._job(), self._first)

    def _articles(self, what: str, fit: Fit, left: LeftOut) -> Iterator[Exported]:
        """The articles as they fit, in the order in which they came to the desk."""
        progress = self._progress

        def passed(done: int) -> None:
            if progress:
                progress(what, done, self._total)

        with closing(walk(self._connection, self._choice, left, passed)) as chosen:
            yield from map(fit, chosen)
        passed(self._total)

    def _written(self, what: str) -> Iterator[Exported]:
        """Those that are written, as they are written."""
        everything = "unmarked" in self.form.holds
        fit = Fit(self.form, self._options, self._wanted.get("overlap", ""))
        for fitted in self._articles(what, fit, LeftOut()):
            if fitted.spans or everything:
                yield fitted

    def _job(self) -> Job:
        figures = self._plan.figures
        worn = sorted({*figures.labels, *figures.article_labels})
        labels = [*(label.id for label in self._scheme), *worn]
        return Job(
            options=self._options,
            labels=written_labels(labels, self.form.label_chars),
            scheme=self._current_scheme(),
            annotators=sorted(figures.annotators),
            marked=sorted(figures.labels),
            classed=sorted(figures.article_labels),
            overlapping=self._plan.overlapping > 0,
            licence=self._wanted.get("licence", ""),
        )

    def _current_scheme(self) -> list[Label]:
        """The labels there are, and retired ones that are still worn."""
        figures = self._plan.figures
        worn = {*figures.labels, *figures.article_labels}
        return [label for label in self._scheme if not label.retired or label.id in worn]

    # -- writing -------------------------------------------------------------------------------

    def needs_a_file(self) -> None:
        """Refuse what cannot go to standard output."""
        if self._split is not None:
            raise ExportError("--split makes a folder with a file for each part: name --output.")
        if not self.form.streams:
            kind = "a folder" if self.form.folder else "a file"
            raise ExportError(f"{self.form.name} is {kind}, no stream: name --output.")

    def send(self, stream: BinaryIO) -> None:
        """Write to a stream, which cannot be read back."""
        writer = self.form.writer(Out.to(stream, self._job()))
        for fitted in self._written(WRITING):
            writer.add(fitted)
        writer.close()
        stream.flush()

    @property
    def makes_folder(self) -> bool:
        """Whether a folder is made rather than a file."""
        return self.form.folder or self._split is not None

    def keep(self, output: Path) -> None:
        """Write a file or folder with its note, and prove it."""
        job = self._job()
        names = [""] if self._split is None else list(self._split.names)
        folder = self.makes_folder
        if self._split is not None:
            self._part_of = divide(self._written(COMPARING), self._split)
        with stage(self._desk, output, folder=folder) as new:
            paths = {name: self._path(new, name) for name in names}
            files = self._write(new, paths, job)
            self._prove(paths, job)
            where = new / NOTE if folder else new.with_name(f"{new.name}.{NOTE}")
            where.write_bytes(self._statement(files).encode("utf-8"))
        self._note = os.fspath(output / NOTE if folder else f"{output}.{NOTE}")

    def _path(self, new: Path, name: str) -> Path:
        if not name:
            return new
        path = new / (name if self.form.folder else name + self.form.suffix)
        if self.form.folder:
            path.mkdir()
        return path

    def _write(self, folder: Path, paths: Mapping[str, Path], job: Job) -> dict[str, Any]:
        outs = {name: Out(path, job) for name, path in paths.items()}
        try:
            writers = {name: self.form.writer(out) for name, out in outs.items()}
            parts = {name: Counter(articles=0, spans=0) for name in paths}
            for fitted in self._written(WRITING):
                name = self._part_of.get(fitted.article.n, "")
                writers[name].add(fitted)
                parts[name]["articles"] += 1
                parts[name]["spans"] += len(fitted.spans)
            for writer in writers.values():
                writer.close()
        finally:
            for out in outs.values():
                out.close()
        self._parts = {name: part for name, part in parts.items() if name}
        if self.form.folder:
            return note.digest_of_folder(folder)
        files = {}
        for name, path in paths.items():
            for suffix in ("", *self.form.beside):
                called = f"{path.name}{suffix}" if name else suffix or "main"
                files[called] = note.digest(path.with_name(path.name + suffix))
        return {"number": len(files), **files}

    def _prove(self, paths: Mapping[str, Path], job: Job) -> None:
        """Read what was written and compare it with the desk.

        Raises:
            ExportError: an article does not come back as it should.
        """
        form = self.form
        readers = {name: form.read(Source(path, job)) for name, path in paths.items()}
        articles = spans = 0
        try:
            for fitted in self._written(PROVING):
                wanted = expected(fitted, form)
                found = next(readers[self._part_of.get(fitted.article.n, "")], None)
                articles += 1
                spans += len(wanted.marks)
                why = "it is not there" if found is None else difference(wanted, found)
                if why:
                    raise unproven(form, f"article {fitted.id}", why)
            for name, reader in readers.items():
                if next(reader, None) is not None:
                    raise unproven(form, name or "the file", "there is more than was written")
        except ExportError:
            raise
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            what = f"{type(error).__name__}: {error}"
            raise unproven(form, f"after {articles:,} articles", what) from error
        compared = [name for name in ("offsets", "label", *form.holds_in_order()) if name]
        self._equal = {
            "articles": articles,
            "spans": spans,
            "compared": compared,
            "read_by": form.proven,
        }

    def _statement(self, files: Mapping[str, Any]) -> str:
        plan, wanted = self._plan, self._wanted
        left = {name: getattr(plan.left, name) for name in LeftOut.__slots__}
        numbers = wanted.get("numbers")
        return note.statement(
            form=self.form.name,
            choice={
                "layer": wanted.get("layer", "") or "adjudicated, else mine",
                "actor": self._desk.actor,
                "statuses": list(self._statuses),
                "annotators": list(wanted.get("annotators", ())),
                "labels": list(wanted.get("labels", ())),
                "superseded": wanted.get("superseded", False),
                "filter": wanted.get("filter", ""),
                "chosen_articles": None if numbers is None else len(self._choice.numbers or ()),
                "overlap": wanted.get("overlap", ""),
                "split": wanted.get("split", ""),
                "split_by": self._split.by if self._split else "",
                "seed": self._split.seed if self._split else 0,
            },
            options=self._options,
            scheme=self._current_scheme(),
            written=self._job().labels,
            figures=plan.figures,
            losses=plan.losses,
            left_out=left,
            proof=self._equal,
            splits={name: dict(part) for name, part in self._parts.items()},
            licence=wanted.get("licence", ""),
            state=note.state_of(self._connection),
            files=files,
        )

    def summary(self, output: str) -> ExportSummary:
        """What was done."""
        plan, left = self._plan, self._plan.left
        return ExportSummary(
            format=self.form.name,
            output=output,
            articles=plan.figures.articles,
            spans=plan.figures.spans,
            left_out_superseded=left.superseded,
            left_out_status=left.status,
            left_out_textless=left.textless,
            left_out_unreviewed=left.unreviewed,
            left_out_few=left.few,
            left_out_others=left.others,
            left_out_comments=left.comments,
            proven=bool(self._equal),
            losses=plan.losses,
            equal=self._equal,
            splits={name: dict(part) for name, part in self._parts.items()},
            note=self._note,
        )


def unproven(form: Format, where: str, why: str) -> ExportError:
    """What is said of a file that does not read back as it was written."""
    return ExportError(
        f"The {form.name} file does not read back as it was written ({where}): {why}. "
        "No file was left behind."
    )


def written_labels(labels: Iterable[str], never: str) -> dict[str, str]:
    """How to write label ids without the characters of the pattern ``never``, no two alike."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for label in labels:
        if label in found:
            continue
        plain = re.sub(never, "_", label) if never else label
        written, number = plain, 1
        while written in taken:
            number += 1
            written = f"{plain}_{number}"
        taken.add(written)
        found[label] = written
    return found
