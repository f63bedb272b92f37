"""The line over an article: where it stands, its title, where it comes from, whether it is saved."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from store.model import Article, Layer
from tui.display import fit, safe, widened
from tui.telling import called
from tui.widgets.article_columns import STATUS_WORDS
from tui.widgets.painted import look

_APART = 3
_TITLE = 24
"""Cells of the title for which source, date and language give way."""
_LEAST_TITLE = 10


_LOOKS = {
    "title": "foreground bold",
    "fact": "text-muted",
    "good": "success bold",
    "bad": "error bold",
}


class ReaderHeader(Widget):
    """One row; the title gives way first, then where it comes from; the state is always there."""

    DEFAULT_CSS = """
    ReaderHeader {
        height: 1; background: $surface; color: $text-muted; padding: 0 1;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[str, str, tuple[str, ...], str, str, bool] = ("", "", (), "", "", True)
        self._looks: dict[str, Style] = {}

    def notify_style_update(self) -> None:
        """Colours changed."""
        super().notify_style_update()
        self._looks = {}

    def show(
        self,
        place: str,
        title: str,
        facts: tuple[str, ...],
        counts: str,
        state: str,
        *,
        good: bool = True,
    ) -> None:
        """Show these parts; nothing is drawn again when none changed. The first fact is cut first."""
        parts = (place, title, facts, counts, state, good)
        if parts != self._parts:
            self._parts = parts
            self.refresh()

    def tell(
        self, place: str, article: Article, layer: Layer, counts: str, state: str, *, good: bool
    ) -> None:
        """Show where an article stands, what it is, my status of it unless it is not saved."""
        facts = tuple(x for x in (article.source, article.published[:10], article.language) if x)
        status = "" if layer.status in ("new", "started") else STATUS_WORDS[layer.status]
        if not state and status:
            state = f"{'✓ ' if layer.status == 'done' else ''}{status}"
        elif status and good:
            state = f"{state} · {status}"
        star = "★ " if layer.starred else ""
        title = star + called(article)
        self.show(place, title, facts, counts, state, good=good)

    @property
    def state(self) -> str:
        """What is said of saving."""
        return self._parts[4]

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        del y
        width = self.size.width
        place, title, facts, counts, state, good = self._parts
        if not self._looks:
            base = self.rich_style
            self._looks = {"": base}
            self._looks |= {name: base + look(self.app, words) for name, words in _LOOKS.items()}
        style = self._looks
        base, fact = style[""], style["fact"]
        counts = widened(safe(counts))
        state = fit(state, 24)
        lead = f"‹ {place}  " if place else "‹ "
        room = width - cell_len(lead) - sum(cell_len(x) + _APART for x in (counts, state) if x)
        # Source, date and language give way to as much of the title as it is known by.
        least = min(_TITLE, cell_len(widened(safe(title[:_TITLE]))))
        told = _facts(facts, min(max(12, width // 3), room - least - _APART))
        shown = fit(title, max(_LEAST_TITLE, room - (cell_len(told) + _APART if told else 0)))
        right = [(told, fact), (counts, fact)]
        right.append((state, style["good" if good else "bad"]))
        right = [(text, one) for text, one in right if text]
        taken = cell_len(lead) + cell_len(shown) + sum(cell_len(x) + _APART for x, _ in right)
        gap = max(1, width - taken + _APART)
        segments = [
            Segment(lead, fact),
            Segment(shown, style["title"]),
            Segment(" " * gap, base),
        ]
        for number, (text, one) in enumerate(right):
            if number:
                segments.append(Segment(" " * _APART, base))
            segments.append(Segment(text, one))
        return Strip(segments).adjust_cell_length(width, base)


def _facts(facts: tuple[str, ...], room: int) -> str:
    """The facts in a row; the first gives way, then the last ones go, at last all."""
    while facts:
        rest = "".join(f" · {widened(safe(fact))}" for fact in facts[1:])
        left = room - cell_len(rest)
        if left >= min(8, cell_len(widened(safe(facts[0])))):
            return fit(facts[0], left) + rest
        facts = facts[:-1]
    return ""
