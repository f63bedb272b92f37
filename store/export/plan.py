"""What is asked of an export, what it will hold, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from store.export.fit import LOSSES
from store.export.format import Format
from store.export.layers import LeftOut
from store.export.note import Figures
from store.export.sample import Part

Progress = Callable[[str, int, int], None]
"""Called now and then with what is being done, articles done and articles on the desk."""


class Wanted(TypedDict, total=False):
    """What may be asked of an export. See `layers.choose` for ``layer`` and the filters.

    ``numbers``: only these articles, by local number; ``filter``: what they answer to, in the words
    of a filter line, for the note. ``overlap``: which of overlapping spans stay
    where a format holds none (`OVERLAPS`). ``options``: of the format. ``split``: as in
    ``train=.8,dev=.2``, with ``split_by`` and ``seed`` (see `store.export.split`). ``licence``:
    what the note says of it.
    """

    layer: str
    statuses: Sequence[str]
    annotators: Sequence[str]
    labels: Sequence[str]
    superseded: bool
    numbers: Iterable[int] | None
    filter: str
    overlap: str
    options: Mapping[str, str]
    split: str
    split_by: str
    seed: int
    licence: str


@dataclass(slots=True)
class Plan:
    """What an export will hold, and what of the desk it will not (by names of `fit.LOSSES`)."""

    form: Format
    figures: Figures = field(default_factory=Figures)
    losses: dict[str, int] = field(default_factory=dict)
    left: LeftOut = field(default_factory=LeftOut)
    overlapping: int = 0
    refusal: str = ""
    """Why it cannot be written so; "" when it can."""
    begins: Sequence[Part] = ()
    """How the files begin, from a preview alone; of one that is refused nothing."""

    def told(self) -> Iterator[str]:
        """What is lost, in words."""
        for name, number in self.losses.items():
            yield f"{number:,} {LOSSES[name]}"


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What left the desk. ``output`` is ``""`` for standard output, ``proven`` whether it was read
    back and compared. ``left_out_others`` counts spans, of annotators who were not asked for, and
    ``left_out_comments`` comments on spans that are not there.

    ``losses``: what the format could not hold, by names of `fit.LOSSES`. ``equal``: articles and
    spans that read back as they should, by what, and what was compared. ``splits``: articles and
    spans of each part. ``note``: where the note on the export is.
    """

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
    left_out_comments: int = 0
    proven: bool = False
    losses: Mapping[str, int] = field(default_factory=dict)
    equal: Mapping[str, Any] = field(default_factory=dict)
    splits: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def left_out(self) -> LeftOut:
        """What was left out, as the plan had it."""
        return LeftOut(
            self.left_out_superseded,
            self.left_out_status,
            self.left_out_textless,
            self.left_out_unreviewed,
            self.left_out_few,
            self.left_out_others,
            self.left_out_comments,
        )

    def to_json(self) -> dict[str, Any]:
        """The object ``export --json`` prints."""
        return {name: getattr(self, name) for name in self.__slots__}
