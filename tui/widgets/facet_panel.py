"""The panel beside the queue: each field's values with counts, to narrow the list by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from store.listing.facets import FIELDS, Count
from store.listing.query import Query
from tui.display import fit

TITLES = {
    "status": "my status",
    "source": "source",
    "language": "language",
    "label": "label",
    "assignee": "assignee",
    "annotator": "marked by",
    "article_label": "article label",
    "month": "month",
}
_NOBODY = {"assignee": "nobody", "source": "no source", "language": "no language"}
SHOWN = 8
"""Values of a field shown before one asks for more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the panel: a title (no value), a value, or what opens the rest of a field."""

    field: str
    value: str | None = None
    count: int | None = None
    more: int = 0


class FacetPanel(Widget):
    """Shows counts as they arrive; the screen moves the cursor and asks what stands under it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "facet-panel--title",
        "facet-panel--value",
        "facet-panel--count",
        "facet-panel--chosen",
        "facet-panel--cursor",
    }
    DEFAULT_CSS = """
    FacetPanel {
        width: 30; height: 1fr; background: $surface; padding: 0 1; display: none;
        &.-open { display: block; }
        & .facet-panel--title { color: $text-muted; text-style: bold; }
        & .facet-panel--value { color: $foreground; }
        & .facet-panel--count { color: $text-muted; }
        & .facet-panel--chosen { color: $accent; text-style: bold; }
        & .facet-panel--cursor { background: $primary 26%; }
    }
    """

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.names = dict(names or {})
        self.query_shown = Query()
        self.top = 0
        self._counts: dict[str, list[Count]] = {}
        self._opened: set[str] = set()
        self._at: tuple[str, str | None, bool] = (FIELDS[0], None, False)
        self._entries: list[Entry] = []

    # -- contents --------------------------------------------------------------------------------

    def ask(self, query: Query) -> None:
        """Show what a query has chosen; its counts come later."""
        self.query_shown = query
        self._lay()

    def arrive(self, field: str, counts: Sequence[Count]) -> None:
        """Take in the counts of one field."""
        self._counts[field] = list(counts)
        self._lay()

    def _lay(self) -> None:
        before = self.current
        entries: list[Entry] = []
        for field in FIELDS:
            counts = list(self._counts.get(field, ()))
            chosen = self._chosen(field)
            known = {x.value for x in counts}
            counts += [Count(x, 0) for x in chosen if x not in known]
            if not counts:
                continue
            entries.append(Entry(field))
            whole = field in self._opened or len(counts) <= SHOWN + 1
            shown = counts if whole else counts[:SHOWN]
            shown += [x for x in counts if x not in shown and x.value in chosen]
            entries += [Entry(field, x.value, x.count) for x in shown]
            if len(shown) < len(counts):
                entries.append(Entry(field, more=len(counts) - len(shown)))
        self._entries = entries
        if before is not None:
            self._at = (before.field, before.value, bool(before.more))
        self.refresh()

    def _chosen(self, field: str) -> tuple[str, ...]:
        query = self.query_shown
        if field == "month":
            return (query.since,) if query.since and query.since == query.until else ()
        return query.values(field)

    # -- cursor ----------------------------------------------------------------------------------

    @property
    def _choices(self) -> list[int]:
        return [y for y, x in enumerate(self._entries) if x.value is not None or x.more]

    @property
    def _line(self) -> int | None:
        """The line of the cursor: where its value stands now, else the first one."""
        choices = self._choices
        for y in choices:
            entry = self._entries[y]
            if (entry.field, entry.value, bool(entry.more)) == self._at:
                return y
        same = [y for y in choices if self._entries[y].field == self._at[0]]
        return next(iter(same or choices), None)

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor."""
        line = self._line
        return self._entries[line] if line is not None else None

    def move(self, by: int) -> None:
        """Move the cursor so many entries."""
        choices, line = self._choices, self._line
        if line is not None:
            place = max(0, min(choices.index(line) + by, len(choices) - 1))
            self._stand(choices[place])

    def jump(self, by: int) -> None:
        """Move to the next field, or back to the one before."""
        line = self._line
        heads = [y for y, x in enumerate(self._entries) if x.value is None and not x.more]
        if line is None or not heads:
            return
        here = max(k for k, y in enumerate(heads) if y < line)
        self._stand(heads[(here + by) % len(heads)] + 1)

    def _stand(self, line: int) -> None:
        entry = self._entries[line]
        self._at = (entry.field, entry.value, bool(entry.more))
        self.refresh()

    def unfold(self) -> None:
        """Show all values of the field under the cursor."""
        entry = self.current
        if entry is not None:
            self._opened.add(entry.field)
            self._lay()

    def on_click(self, event: events.Click) -> None:
        """A click stands on a line; the screen does the rest when it is told by the key."""
        line = self.top + event.y
        if line in self._choices:
            self._stand(line)

    # -- drawing ---------------------------------------------------------------------------------

    def _scrolled(self) -> None:
        line, height = self._line or 0, max(1, self.size.height)
        above = 1 if line and self._entries[line - 1].value is None else 0
        self.top = max(line - height + 1, min(self.top, line - above))
        self.top = max(0, min(self.top, max(0, len(self._entries) - height)))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Bring the cursor into view, then draw."""
        self._scrolled()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one entry."""
        width = self.size.width
        line = self.top + y
        ground = self.rich_style
        if line >= len(self._entries):
            text = "counting…" if not self._entries and y == 0 else ""
            return Strip([Segment(fit(text, width, pad=True), self._style("count"))], width)
        entry = self._entries[line]
        if entry.value is None and not entry.more:
            text = fit(TITLES[entry.field], width, pad=True)
            return Strip([Segment(text, self._style("title"))], width)
        if line == self._line and self.has_class("-focus"):
            ground = ground + self._style("cursor")
        back = Style(bgcolor=ground.bgcolor)
        if entry.more:
            text = fit(f"  … {entry.more:,} more", width, pad=True)
            return Strip([Segment(text, self._style("count") + back)], width)
        chosen = entry.value in self._chosen(entry.field)
        count = f"{entry.count:,}" if entry.count is not None else ""
        name = self.names.get(f"{entry.field}:{entry.value}", entry.value or "")
        name = name or _NOBODY.get(entry.field, "none")
        text = fit(name, width - 3 - len(count), pad=True)
        tone = "chosen" if chosen else "value"
        return Strip(
            [
                Segment("✓ " if chosen else "  ", self._style("chosen") + back),
                Segment(text + " ", self._style(tone) + back),
                Segment(count, self._style("count") + back),
            ]
        ).adjust_cell_length(width, back)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"facet-panel--{name}")
