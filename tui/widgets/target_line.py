"""The line under an article: what the label keys would do here, and counts when the panel is shut.

Whom a mark may mean stands there instead while it is asked, on all its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.display import fit, safe, widened
from tui.text.proposals import Laid, Proposal, lay_out
from tui.widgets.mark_styles import MarkStyles
from tui.widgets.painted import look

_NARROWEST = 6
_GAP = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A label key and what it would mark. ``label`` is the label's id, ``text`` outside text."""

    key: str
    label: str
    text: str


class TargetLine(Widget):
    """One row, or two with the counts."""

    DEFAULT_CSS = """
    TargetLine {
        height: 1; background: $surface; padding: 0 1;
        &.-counts { height: 2; }
    }
    """

    def __init__(self, styles: MarkStyles) -> None:
        super().__init__()
        self.styles_of_marks = styles
        self._lead = ""
        self._offers: tuple[Offer, ...] = ()
        self._counts: tuple[Offer, ...] = ()
        self._asked: tuple[str, Sequence[Proposal], Sequence[Proposal]] | None = None
        self._laid = Laid()
        self._looks: tuple[Style, Style, Style, Style] | None = None
        self._more = ""

    def show(self, lead: str, offers: Sequence[Offer], more: str = "") -> None:
        """Show words first and then the offers; ``more`` ends the row where some do not fit."""
        parts = (lead, tuple(offers), more)
        if parts != (self._lead, self._offers, self._more):
            self._lead, self._offers, self._more = parts
            self.refresh()

    def show_counts(self, counts: Sequence[Offer]) -> None:
        """Show counts on a row of their own: ``text`` is the label's name and number."""
        if tuple(counts) != self._counts:
            self._counts = tuple(counts)
            self.refresh()

    def propose(
        self, lead: str, proposals: Sequence[Proposal], last: Sequence[Proposal] = ()
    ) -> None:
        """Ask whom a mark means, instead of all else; see `tui.text.proposals.lay_out`."""
        self._asked = lead, proposals, last
        self._lay_out()

    def propose_nothing(self) -> None:
        """Show again what the keys do."""
        if self._asked is not None:
            self._asked, self._laid = None, Laid()
            self.refresh()

    @property
    def proposed(self) -> int:
        """How many proposals stand in the rows."""
        return self._laid.shown

    def on_resize(self) -> None:
        """More or fewer proposals fit."""
        if self._asked is not None:
            self._lay_out()

    def _lay_out(self) -> None:
        assert self._asked is not None
        self._laid = lay_out(*self._asked, self.size.width, self.size.height)
        self.refresh()

    def lines(self) -> list[str]:
        """The text of the rows, for those who look."""
        return [self.render_line(y).text.rstrip() for y in range(self.size.height)]

    def notify_style_update(self) -> None:
        """Colours changed."""
        super().notify_style_update()
        self._looks = None

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered now."""
        return self._offers

    @property
    def lead(self) -> str:
        """The words before the offers."""
        return self._lead

    def render_line(self, y: int) -> Strip:
        """Draw a row: counts above, offers below them; or the proposals."""
        if self._asked is not None:
            return self._proposals(y)
        if self.size.height > 1 and y == 0:
            return self._row("", self._counts)
        return self._row(self._lead, self._offers, self._more)

    def _styles(self) -> tuple[Style, Style, Style, Style]:
        if self._looks is None:
            base, app = self.rich_style, self.app
            lead, text, key = (
                base + look(app, words) for words in ("text-muted", "foreground", "accent bold")
            )
            self._looks = (base, lead, text, key)
        return self._looks

    def _proposals(self, y: int) -> Strip:
        base, muted, plain, key = self._styles()
        looks = {"key": key, "name": plain}
        row = self._laid.rows[y] if y < len(self._laid.rows) else ()
        segments = [Segment(piece.text, looks.get(piece.kind, muted)) for piece in row]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _row(self, lead: str, offers: Sequence[Offer], more: str = "") -> Strip:
        base, muted, plain, _ = self._styles()
        width = self.size.width
        ground = base.bgcolor
        segments: list[Segment] = []
        if lead:
            others = sum(
                cell_len(offer.key) + 1 + cell_len(widened(safe(offer.text))) + _GAP
                for offer in offers
            )
            room = max(width // 2, width - others - _GAP)
            segments.append(Segment(fit(lead, room) + " " * _GAP, muted))
        used = sum(cell_len(segment.text) for segment in segments)
        cut = _fitting(offers, width - used, 0)
        if cut < len(offers) and more:
            offers = offers[: _fitting(offers, width - used, len(more) + _GAP)]
            width -= len(more) + _GAP
        wants = [cell_len(widened(safe(offer.text))) for offer in offers]
        fixed = sum(cell_len(offer.key) + 1 for offer in offers) + _GAP * max(0, len(offers) - 1)
        rooms = _share(wants, width - used - fixed)
        for number, (offer, room) in enumerate(zip(offers, rooms, strict=True)):
            if number:
                segments.append(Segment(" · ", muted))
            name = self.styles_of_marks.name(offer.label)
            if ground is not None:
                name = name + Style(bgcolor=ground)
            if offer.key:
                segments.append(Segment(safe(offer.key) + " ", name))
                segments.append(Segment(fit(offer.text, room), plain))
            else:
                segments.append(Segment(fit(offer.text, room), plain))
        row = Strip(segments)
        if width < self.size.width:
            row = Strip([*row.crop(0, width), Segment(f" · {more}", muted)])
        return row.adjust_cell_length(self.size.width, base)


def _fitting(offers: Sequence[Offer], room: int, kept: int) -> int:
    """How many offers have room beside ``kept`` cells when each is as narrow as can be."""
    used = kept - _GAP
    for number, offer in enumerate(offers):
        used += cell_len(offer.key) + 1 + _GAP
        used += min(_NARROWEST, cell_len(widened(safe(offer.text))))
        if used > room:
            return number
    return len(offers)


def _share(wants: Sequence[int], room: int) -> list[int]:
    """Divide ``room`` so that the short get all they want and the long equal parts of the rest."""
    rooms = [0] * len(wants)
    left = room
    order = sorted(range(len(wants)), key=lambda at: wants[at])
    for rank, at in enumerate(order):
        fair = max(_NARROWEST, left // (len(order) - rank))
        rooms[at] = min(wants[at], fair)
        left -= rooms[at]
    return rooms
