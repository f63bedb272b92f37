"""What can be chosen of an export, row by row, and what is asked of the desk with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.model import STATUSES

if TYPE_CHECKING:
    from store.desk import Desk
    from store.export import ExportSummary, Plan, RegisterPlan, RegisterSummary
    from store.export.format import Format
    from store.listing.query import Query
    from store.listing.selection import Selection
    from store.listing.sets import Sets
    from store.model import Label

MOST_HANDS = 9
"""How many a consensus can be asked of here at most."""

_EACH = {
    "new": "not read yet",
    "started": "started",
    "returned": "sent back",
    "done": "done",
    "approved": "approved",
    "skipped": "skipped",
}
_OTHER_STATUSES = {
    " ".join(STATUSES): "all",
    "done approved": "done and approved",
    "started returned done approved": "all that somebody began",
}
_SHARES = {
    "train=.8,dev=.1,test=.1": "train 80, dev 10, test 10",
    "train=.8,test=.2": "train 80, test 20",
}
_BY = {
    "article": "by lot",
    "date": "by date",
    "source": "by source",
}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles: those of ``query`` (None: all), of these the selected ones if it says so."""

    title: str
    query: Query | None = None
    selection: Selection | None = None

    def numbers(self, sets: Sets) -> Sequence[int] | None:
        """The articles by local number, read anew; None for all."""
        if self.selection is not None and not self.selection.whole:
            return self.selection.numbers(())
        if self.query is None:
            return None
        from store.listing.listing import Listing

        listing = Listing(sets.connection, self.query)
        listing.build(sets)
        listed = listing.numbers(0, listing.at_least)
        return listed if self.selection is None else self.selection.numbers(listed)

    @property
    def words(self) -> str:
        """What the articles answer to, as it is typed; "" for all, and for those chosen by hand."""
        if self.query is None or self.selection is not None:
            return ""
        from store.listing.query import written

        return written(self.query)


ALL = Scope("all")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is called, what there is to choose (as it is meant, as it is shown; nothing:
    it is typed), and what is said of it while one stands on it."""

    name: str
    title: str
    values: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of the desk. ``measured``: what of that decides what goes out and what is
    lost; a preview holds for all orders that have it in common."""

    form: str
    of_register: bool
    scope: Scope
    wanted: Mapping[str, Any]

    @property
    def measured(self) -> tuple[Any, ...]:
        """See above."""
        kept = ("layer", "statuses", "labels", "overlap", "options", "unconfirmed")
        return (
            self.form,
            self.scope.title,
            *(repr(self.wanted[name]) for name in kept if name in self.wanted),
        )

    def preview(self, desk: Desk, sets: Sets, progress: Progress) -> Plan | RegisterPlan:
        """What it would write, and lose.

        Raises:
            ExportError: it cannot be asked so.
        """
        from store.export import preview, preview_register

        if self.of_register:
            return preview_register(desk, self.form, progress=progress, **self._given())
        numbers = self.scope.numbers(sets)
        return preview(desk, self.form, progress=progress, numbers=numbers, **self._given())

    def write(
        self, desk: Desk, sets: Sets, output: Path, progress: Progress, told: Callable[[Any], None]
    ) -> ExportSummary | RegisterSummary:
        """Write the file, and prove it.

        Raises:
            ExportError: it cannot be written; no file is left behind.
        """
        from store.export import export, export_register

        how: dict[str, Any] = {"progress": progress, "told": told, **self._given()}
        if self.of_register:
            return export_register(desk, self.form, output, **how)
        how |= {"numbers": self.scope.numbers(sets), "filter": self.scope.words}
        return export(desk, self.form, output, **how)

    def _given(self) -> dict[str, Any]:
        return dict(self.wanted)


class Choices:
    """The rows and what stands in them. What was chosen of a row stays while another format has
    no use for it."""

    def __init__(
        self, scopes: Sequence[Scope], annotators: Sequence[str], labels: Sequence[Label]
    ) -> None:
        from store.export import FORMATS, REGISTERS

        self._registers = {name: form for name, (form, _) in REGISTERS.items()}
        self._forms = {**FORMATS, **self._registers}
        self._missing = {name: form.missing for name, form in self._forms.items()}
        self._scopes = {scope.title: scope for scope in (ALL, *scopes)}
        self._annotators, self._labels = annotators, labels
        self._at: dict[str, str] = {}
        self.licence = ""

    # -- what is chosen ----------------------------------------------------------------------------

    @property
    def form(self) -> Format:
        """The format."""
        return self._forms[self._at.get("format", next(iter(self._forms)))]

    @property
    def of_register(self) -> bool:
        """Whether it is one of the register."""
        return self.form.name in self._registers

    @property
    def missing(self) -> str:
        """Which library the format, or an option of it, needs and is not there; "" for none."""
        form = self.form
        found = [self._missing[form.name]]
        for option in form.options:
            if needed := option.missing(self.options[option.name]):
                found.append(f"{form.name} as {self.options[option.name]} needs {needed}")
        return next(filter(None, found), "")

    @property
    def options(self) -> dict[str, str]:
        """The options of the format, each with its value."""
        form = self.form
        return {
            one.name: self._at.get(f"{form.name}.{one.name}", one.values[0]) for one in form.options
        }

    def order(self) -> Order:
        """What is asked with all that."""
        chosen = {row.name: self.value(row) for row in self.rows() if row.values}
        wanted: dict[str, Any] = {
            "labels": [chosen["label"]] if chosen["label"] else [],
            "options": self.options,
            "licence": self.licence,
        }
        if self.of_register:
            wanted["unconfirmed"] = chosen["forms"] == "unconfirmed"
            return Order(self.form.name, True, ALL, wanted)
        split, _, by = chosen["parts"].partition(" ")
        wanted |= {
            "layer": chosen["layer"],
            "statuses": chosen["status"].split(),
            "overlap": chosen.get("overlap", ""),
            "split": split,
            "split_by": by,
            "seed": int(chosen.get("seed", 0)),
        }
        return Order(self.form.name, False, self._scopes[chosen["scope"]], wanted)

    def suggested(self, desk: Path) -> Path:
        """Where to write: in the folder one works in, called as the desk and the format are."""
        form, name = self.form, desk.with_suffix("").name
        parts = not self.of_register and self._at.get("parts", "")
        if form.folder or parts:
            called = f"{name}-{form.name}{'-parts' if parts else ''}"
        elif self.of_register:
            called = f"{name}.register{form.suffix}"
        elif form.suffix == f".{form.name}":
            called = f"{name}{form.suffix}"
        else:
            called = f"{name}.{form.name}{form.suffix}"
        return Path.cwd() / called

    # -- rows --------------------------------------------------------------------------------------

    @property
    def most(self) -> int:
        """Rows with something to choose that there are at once, at most."""
        return 8 + max(len(form.options) for form in self._forms.values())

    def rows(self) -> list[Row]:
        """The rows there are for the format, in their order."""
        return [
            self._format(),
            *(self._of_the_register() if self.of_register else self._of_articles()),
            Row("licence", "Licence", about="What the note beside the file says of its licence."),
            Row("output", "File", about=self._about_the_file()),
        ]

    def value(self, row: Row) -> str:
        """What is chosen in a row, as it is meant."""
        chosen = self._at.get(self._key(row), "")
        return chosen if chosen in row.values else next(iter(row.values), "")

    def choose(self, row: Row, value: str) -> None:
        """Choose a value of a row."""
        self._at[self._key(row)] = value

    def step(self, row: Row, step: int) -> None:
        """Choose the value so many on, round the corner."""
        values = list(row.values)
        if values:
            at = values.index(self.value(row))
            self.choose(row, values[(at + step) % len(values)])

    def _key(self, row: Row) -> str:
        own = row.name.startswith("option.")
        return f"{self.form.name}.{row.name.removeprefix('option.')}" if own else row.name

    def _format(self) -> Row:
        form = self.form
        shown = {
            name: f"{name} · {one.title}{' (not installed)' if self._missing[name] else ''}"
            for name, one in self._forms.items()
        }
        holds = "the register" if self.of_register else form.under(self.options).holding()
        about = self.missing or f"Holds {holds}."
        if form.needs and not self.missing:
            about += f" Made with {form.needs}, which is installed."
        return Row("format", "Format", shown, about)

    def _options(self) -> list[Row]:
        rows = []
        for option in self.form.options:
            there = option.available
            shown = {
                one: one if one in there else f"{one} (not installed)" for one in option.values
            }
            about = f"{option.title[:1].upper()}{option.title[1:]}."
            title = option.name.capitalize()
            rows.append(Row(f"option.{option.name}", title, shown, about))
        return rows

    def _label(self) -> Row:
        shown = {"": "all"} | {label.id: label.name for label in self._labels}
        return Row("label", "Labels", shown, "Spans of one label alone, or of all.")

    def _of_the_register(self) -> list[Row]:
        forms = {"": "those confirmed", "unconfirmed": "also guesses"}
        about = "Names that somebody confirmed; also such as are a guess so far."
        return [self._label(), Row("forms", "Names", forms, about), *self._options()]

    def _of_articles(self) -> list[Row]:
        form = self.form
        scopes = {title: title for title in self._scopes}
        given = " and ".join(form.statuses) or "all"
        statuses = {"": f"{given}, as the format asks"} | _OTHER_STATUSES | _EACH
        about = "Training data takes finished articles: an unread one is no negative."
        rows = [
            Row("scope", "Articles", scopes, "All of the desk, what is listed, what is selected."),
            Row(
                "status",
                "Status",
                statuses,
                about if form.done_only else "Articles of such a status alone.",
            ),
            Row("layer", "Marks", self._layers(), "Whose marks, or what was made of all of them."),
            self._label(),
        ]
        if "overlap" not in form.under(self.options).holds:
            policies = {
                "": "refuse spans that do",
                "longest": "the longest stay",
                "first": "the first stay",
            }
            about = f"{form.name} holds no overlapping spans: which of them stay."
            rows.append(Row("overlap", "Overlap", policies, about))
        rows += self._options()
        parts = {"": "none: one whole"} | {
            f"{share} {by}": f"{told} {how}"
            for share, told in _SHARES.items()
            for by, how in _BY.items()
        }
        about = "A folder with a part each; articles that are nearly the same stay together."
        rows.append(Row("parts", "Parts", parts, about))
        if self._at.get("parts", "").endswith(("article", "source")):
            lots = {str(number): str(number) for number in range(10)}
            rows.append(Row("seed", "Seed", lots, "Another number draws other lots."))
        return rows

    def _layers(self) -> dict[str, str]:
        several = range(2, min(len(self._annotators), MOST_HANDS) + 1)
        return {
            "": "what a review decided, else mine",
            "mine": "mine",
            "all": "everybody's marks",
            "adjudicated": "only what a review decided",
            **{f"annotator:{name}": f"{name}'s" for name in self._annotators},
            **{f"consensus:{hands}": f"that {hands} or more made alike" for hands in several},
        }

    def _about_the_file(self) -> str:
        form = self.form
        if form.folder or (not self.of_register and self._at.get("parts", "")):
            return "A folder; a note on what it is made of goes into it."
        return "Whole or not at all; a note on what it is made of goes beside it."
