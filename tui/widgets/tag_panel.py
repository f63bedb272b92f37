"""What is tagged in the article, by label and by whom it names, with counts and countries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from store.model import Label
from tui.display import fit, safe
from tui.text.tally import Counted, Tally
from tui.widgets.mark_styles import MarkStyles
from tui.widgets.painted import look

WIDTH = 34
UNSURE = "?"
"""Stands with whom somebody is taken for, and nobody said so."""

_CODE = 3
"""Letters at most of what counts as the code of a country."""

_Row = list[tuple[str, str, Style | None]]


_LOOKS = {"form": "foreground", "count": "text-muted", "note": "text-muted italic"}


class TagPanel(Widget):
    """A column beside the text; it draws what fits and says how much does not."""

    DEFAULT_CSS = """
    TagPanel {
        width: 34; height: 1fr; padding: 1 2; background: $surface;
    }
    """

    def __init__(self, styles: MarkStyles) -> None:
        super().__init__()
        self.styles_of_marks = styles
        self._labels: Sequence[Label] = ()
        self._tally = Tally()
        self._notes: Sequence[str] = ()
        self._country: Callable[[str], str] = lambda _: ""
        self._suggested: Mapping[str, int] = {}
        self._rows: list[_Row] | None = None
        self._drawn: list[_Row] = []
        self._looks: dict[str, Style] = {}

    def show(
        self,
        labels: Sequence[Label],
        tally: Tally,
        notes: Sequence[str] = (),
        country: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Show these counts under these labels, and remarks below them.

        ``country`` gives the country of an entity, by its root.
        """
        self._labels, self._tally, self._notes = labels, tally, tuple(notes)
        self._country = country
        self.counted()

    def set_suggested(self, counts: Mapping[str, int]) -> None:
        """How many tags of each label are suggested; drawn with the next counts."""
        self._suggested = counts

    def counted(self) -> None:
        """The counts changed: draw the rows again that are not as they were."""
        self._rows = None
        if not self.display or not self.size:
            return
        rows = self._rows = self._build()
        for y in range(max(len(rows), len(self._drawn))):
            if rows[y : y + 1] != self._drawn[y : y + 1]:
                self.refresh(Region(0, y, self.size.width, 1))  # counted from inside the padding
        self._drawn = rows

    def notify_style_update(self) -> None:
        """Colours changed."""
        super().notify_style_update()
        self._looks = {}

    def _look(self, name: str) -> Style:
        """The style of a piece, or of the panel itself, looked up once."""
        found = self._looks.get(name)
        if found is None:
            found = self.rich_style
            if name:
                found += look(self.app, _LOOKS[name])
            self._looks[name] = found
        return found

    def on_resize(self) -> None:
        """The height decides how many forms are listed."""
        self._rows, self._drawn = None, []
        self.refresh()

    def lines(self) -> list[str]:
        """The text of the rows, for those who look."""
        return [" ".join(part[0] for part in row) for row in self._build()]

    def render_line(self, y: int) -> Strip:
        """Draw a row: left part, right part."""
        width, base = self.size.width, self._look("")
        if self._rows is None:
            self._rows = self._drawn = self._build()
        if y >= len(self._rows):
            return Strip.blank(width, base)
        segments: list[Segment] = []
        ground = Style(bgcolor=base.bgcolor)
        right = self._rows[y][-1] if len(self._rows[y]) > 1 else ("", "count", None)
        text, component, style = self._rows[y][0]
        look = (style or self._look(component)) + ground
        room = width - cell_len(right[0]) - (1 if right[0] else 0)
        segments.append(Segment(fit(text, room, pad=True), look))
        if right[0]:
            other = (right[2] or self._look(right[1])) + ground
            segments += [Segment(" ", base), Segment(right[0], other)]
        return Strip(segments).adjust_cell_length(width, base)

    def _build(self) -> list[_Row]:
        known = [label.id for label in self._labels]
        names = {label.id: label.name for label in self._labels}
        order = [x for x in known if self._tally.count(x) or self._suggested.get(x)]
        order += [label for label in self._tally.labels() if label not in names]
        rows: list[_Row] = []
        notes: list[_Row] = [[(note, "note", None)] for note in self._notes]
        height = max(1, self.size.height - len(notes) - (1 if notes else 0))
        if not order:
            rows.append([("Nothing tagged yet.", "note", None)])
        rooms = self._rooms(order, height)
        for label in order:
            style = self.styles_of_marks.name(label)
            letter = self.styles_of_marks.letter(label)
            name = safe(names.get(label, label))
            if rows:
                rows.append([("", "form", None)])
            count = str(self._tally.count(label) or "")
            if more := self._suggested.get(label, 0):
                count = f"{count} +{more}".strip()
            rows.append([(f"{name} {letter}", "", style), (count, "", style)])
            forms = self._tally.top(label, rooms[label])
            for one in forms:
                right = self._beside(one)
                rows.append([(one.name, "form", None), (right, "count", None)])
            more = self._tally.forms(label) - len(forms)
            if more > 0:
                rows.append([(f"and {more} more", "note", None)])
        rows = rows[:height]
        if notes:
            rows.append([("", "form", None)])
            rows += notes
        return rows

    def _beside(self, one: Counted) -> str:
        """What stands at the right of a name: in doubt, how often, of which country."""
        code = self._country(one.entity) if one.entity else ""
        times = f"×{one.times}" if one.times > 1 else ""
        right = [UNSURE if one.unsure else "", times, safe(code) if len(code) <= _CODE else ""]
        return " ".join(part for part in right if part)

    def _rooms(self, order: Sequence[str], height: int) -> dict[str, int]:
        """Rows of forms for each label: what it wants, or an equal part of what is left."""
        left = height - 3 * len(order)
        rooms: dict[str, int] = {}
        for rank, label in enumerate(sorted(order, key=self._tally.forms)):
            fair = max(1, left // (len(order) - rank))
            rooms[label] = min(self._tally.forms(label), fair)
            left -= rooms[label]
        return rooms
