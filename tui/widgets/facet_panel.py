"""The panel beside the queue: each field's values with counts, to narrow the list by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.geometry import Region
from textual.strip import Strip

from store.listing.facets import FIELDS, Count
from store.listing.query import Query
from tui.display import fit
from tui.widgets.painted import Painted

TITLES = {
    "status": "my status",
    "source": "source",
    "language": "language",
    "label": "label",
    "entity": "names",
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


class FacetPanel(Painted):
    """Shows counts as they arrive; the screen moves the cursor and asks what stands under it."""

    LOOKS: ClassVar[Mapping[str, str]] = {
        "title": "text-muted bold",
        "value": "foreground",
        "count": "text-muted",
        "chosen": "accent bold",
    }
    DEFAULT_CSS = """
    FacetPanel {
        width: 30; height: 1fr; background: $surface; display: none;
    }
    """

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.names = dict(names or {})
        self.query_shown = Query()
        self.top = 0
        self.entered = False
        """Whether keys go here."""
        self._counts: dict[str, list[Count]] = {}
        self._opened: set[str] = set()
        self._at: tuple[str, str | None, bool] = (FIELDS[0], None, False)
        self._entries: list[Entry] = []
        self._marked: int | None = None

    # -- contents --------------------------------------------------------------------------------

    def ask(self, query: Query) -> None:
        """Show what a query has chosen; its counts come later."""
        self.query_shown = query
        self._lay()

    def arrive(self, counts: Mapping[str, Sequence[Count]]) -> None:
        """Take in the counts of some fields."""
        self._counts.update({field: list(values) for field, values in counts.items()})
        for field, values in counts.items():
            self.names.update({f"{field}:{x.value}": x.name for x in values if x.name})
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
        """Put the cursor on a line; what it left and where it came to are drawn anew."""
        before, top = self._line, self.top
        entry = self._entries[line]
        self._at = (entry.field, entry.value, bool(entry.more))
        width, height = self.size
        self._scroll(height)
        if before is None or self.top != top:
            self.refresh()
        elif before != line:
            self.refresh(*(Region(0, y - top, width, 1) for y in (before, line)))

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

    def _scroll(self, height: int) -> None:
        """Bring the cursor into view."""
        line, height = self._line or 0, max(1, height)
        above = 1 if line and self._entries[line - 1].value is None else 0
        self.top = max(line - height + 1, min(self.top, line - above))
        self.top = max(0, min(self.top, max(0, len(self._entries) - height)))

    def prepare(self, width: int, height: int) -> None:
        """Bring the cursor into view."""
        del width
        self._scroll(height)
        self._marked = self._line if self.entered else None

    def draw(self, y: int, width: int) -> Strip:
        """Draw one entry."""
        line = self.top + y
        entry = self._entries[line] if line < len(self._entries) else None
        empty = ""
        if not self._entries and y == 0:
            empty = "nothing to choose" if self._counts else "counting…"
        marked = entry is not None and line == self._marked
        chosen = entry is not None and entry.value in self._chosen(entry.field)
        key = (entry, chosen, marked, width, empty)
        strip = self._strips.get(key)
        if strip is None:
            inner = max(1, width - 2)
            if entry is None:
                parts = [(fit(empty, inner, pad=True), "count")]
            else:
                parts = self._parts(entry, inner, chosen)
            (first, style), last = parts[0], parts[-1]
            parts[0] = (" " + first, style)
            parts.append((" ", last[1]))
            strip = self.line(key, parts, width, marked=marked)
        return strip

    def _parts(self, entry: Entry, width: int, chosen: bool) -> list[tuple[str, str]]:
        """The pieces of an entry with the name of their style."""
        if entry.more:
            return [(fit(f"  … {entry.more:,} more", width, pad=True), "count")]
        if entry.value is None:
            return [(fit(TITLES[entry.field], width, pad=True), "title")]
        count = f"{entry.count:,}" if entry.count is not None else ""
        name = self.names.get(f"{entry.field}:{entry.value}", entry.value)
        name = name or _NOBODY.get(entry.field, "none")
        text = fit(name, width - 3 - len(count), pad=True) + " "
        tone = "chosen" if chosen else "value"
        return [("✓ " if chosen else "  ", "chosen"), (text, tone), (count, "count")]
