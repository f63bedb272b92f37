"""One cluster of names: its parts in lines, each with a sentence; of the one under the cursor more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip

from store.register.candidates import Part
from store.register.evidence import Card
from store.register.waiting import Shown
from tui.display import fit, safe, widened
from tui.widgets.evidence_line import Piece, told
from tui.widgets.painted import Painted

_INDENT = 5
_NAME = (14, 48)
_COUNT = 7
_DATES = 23


@dataclass(frozen=True, slots=True)
class _Row:
    """A line: its pieces, and the part it belongs to (-1: none)."""

    pieces: tuple[Piece, ...]
    part: int = -1


class ClusterView(Painted):
    """Shows what `Waiting` gives; the screen moves the cursor, takes parts in and out, and chooses
    the one that speaks."""

    LOOKS: ClassVar[Mapping[str, str]] = {
        "text": "foreground",
        "muted": "text-muted",
        "name": "foreground bold",
        "speaker": "accent bold",
        "out": "text-muted strike",
        "key": "text-muted",
        "mention": "foreground bold underline",
        "title": "foreground bold",
        "conflict": "error bold",
        "reason": "secondary",
    }
    DEFAULT_CSS = """
    ClusterView {
        width: 1fr; height: 1fr; background: $background;
    }
    """

    @dataclass
    class Clicked(Message):
        """A part was clicked."""

        part: int

    def __init__(self) -> None:
        super().__init__()
        self.shown: Shown | None = None
        self.note: Sequence[str] = ()
        self.title: Sequence[Piece] = ()
        self.cursor = 0
        self.speaker = 0
        self.out: set[int] = set()
        self._rows: list[_Row] = []
        self._top = 0
        self._built: tuple[object, ...] = ()
        self._version = 0

    # -- what is shown ---------------------------------------------------------------------------

    def show(self, shown: Shown | None, title: Sequence[Piece], note: Sequence[str] = ()) -> None:
        """Show a cluster from its first part, or without one a note."""
        self.shown, self.title, self.note = shown, title, note
        self.cursor = self.speaker = 0
        self.out = set()
        self._top = 0
        self.changed()

    def changed(self) -> None:
        """Draw it anew."""
        self._version += 1
        self.refresh()

    @property
    def cards(self) -> tuple[Card, ...]:
        """What is known of the parts."""
        return self.shown.cards if self.shown else ()

    @property
    def card(self) -> Card | None:
        """The part under the cursor."""
        return self.cards[self.cursor] if self.cards else None

    def taken(self) -> list[Part]:
        """The parts that are in, the one that speaks first."""
        inside = [at for at in range(len(self.cards)) if at not in self.out]
        inside.sort(key=lambda at: at != self.speaker)
        return [self.cards[at].part for at in inside]

    def left(self) -> list[Part]:
        """The parts that were taken out."""
        return [self.cards[at].part for at in sorted(self.out)]

    def move(self, by: int) -> None:
        """Go to another part, round at the ends."""
        if self.cards:
            self.cursor = (self.cursor + by) % len(self.cards)
            self.changed()

    def toggle(self) -> None:
        """Take the part under the cursor out, or in again; go on to the next."""
        if not self.cards:
            return
        self.out ^= {self.cursor}
        self._settle_speaker()
        self.move(1)

    def speak(self, at: int) -> bool:
        """Let a part give the name; false when there is none at that place."""
        if not 0 <= at < len(self.cards):
            return False
        self.speaker = at
        self.out.discard(at)
        self.changed()
        return True

    def _settle_speaker(self) -> None:
        if self.speaker in self.out:
            inside = [at for at in range(len(self.cards)) if at not in self.out]
            self.speaker = inside[0] if inside else 0

    # -- drawing ---------------------------------------------------------------------------------

    def prepare(self, width: int, height: int) -> None:
        """Lay the lines out, and scroll to the part under the cursor."""
        built = (self._version, width, height)
        if built == self._built:
            return
        self._built = built
        self._strips.clear()
        self._rows = list(self._lay_out(width, height))
        mine = [y for y, row in enumerate(self._rows) if row.part == self.cursor]
        if mine:
            self._top = min(self._top, mine[0])
            self._top = max(self._top, min(mine[-1], mine[0] + height - 1) - height + 1)
        if self.cursor == 0:
            self._top = 0
        self._top = max(0, min(self._top, len(self._rows) - height))

    def draw(self, y: int, width: int) -> Strip:
        """One line."""
        at = y + self._top
        row = self._rows[at] if at < len(self._rows) else _Row(())
        pieces = list(row.pieces)
        used = sum(cell_len(text) for text, _ in pieces)
        if used < width:
            pieces.append((" " * (width - used), "text"))
        marked = bool(self.cards) and row.part == self.cursor
        return self.line(at, pieces, width, marked=marked)

    def _lay_out(self, width: int, height: int) -> list[_Row]:
        if self.shown is None:
            return [_Row(((fit(f"  {line}", width), "text"),)) for line in ("", *self.note)]
        rows = [_Row(tuple(self._cut(self.title, width))), _Row(())]
        cards = self.cards
        if len(cards) * 3 <= height:
            told_of = [self._more(at, width) for at in range(len(cards))]
            if len(rows) + sum(2 + len(more) for more in told_of) <= height:
                return rows + self._all_of(told_of, width)
        extra = self._more(self.cursor, width)
        roomy = len(rows) + 2 * len(cards) + min(3, len(extra)) <= height
        room = height - len(rows) - (2 if roomy else 1) * len(cards) - (0 if roomy else 1)
        column = self._column(width)
        for at, card in enumerate(cards):
            here = at == self.cursor
            rows.append(_Row(tuple(self._facts(at, card, column, width)), at))
            if roomy or here:
                rows.append(_Row(tuple(self._first(card, width)), at))
            if here:
                rows += [_Row(tuple(pieces), at) for pieces in extra[: max(0, room)]]
        return rows

    def _all_of(self, told_of: Sequence[list[list[Piece]]], width: int) -> list[_Row]:
        """All that is known of every part: nothing has to be gone to, and nothing moves."""
        rows: list[_Row] = []
        column = self._column(width)
        for at, (card, more) in enumerate(zip(self.cards, told_of, strict=True)):
            lines = [self._facts(at, card, column, width), self._first(card, width), *more]
            rows += [_Row(tuple(pieces), at) for pieces in lines]
        return rows

    def _column(self, width: int) -> int:
        """The width of the names."""
        names = [cell_len(widened(safe(card.name[:80]))) for card in self.cards]
        return max(_NAME[0], min(_NAME[1], max(names, default=0), 2 * width // 5))

    def _first(self, card: Card, width: int) -> list[Piece]:
        if card.evidence:
            return told(card.evidence[0], _INDENT, width)
        return [(" " * _INDENT + "no mention that stands", "muted")]

    def _cut(self, pieces: Sequence[Piece], width: int) -> list[Piece]:
        """Pieces as far as they go, behind a blank."""
        kept, room = [(" ", "text")], width - 1
        for text, style in pieces:
            text = fit(text, room)
            room -= cell_len(text)
            kept.append((text, style))
        return kept

    def _facts(self, at: int, card: Card, column: int, width: int) -> list[Piece]:
        """Number, mark, name, count, dates, and what there is room for."""
        out = at in self.out
        mark = "–" if out else "★" if at == self.speaker else "✓"
        key = str(at + 1) if at < 9 else " "
        style = "out" if out else "speaker" if at == self.speaker else "name"
        dates = card.first if card.first == card.last else f"{card.first} – {card.last}"
        if card.partly:
            dates = f"~{dates}"
        lead: list[Piece] = [(f" {key} ", "key"), (f"{mark} ", "muted" if out else "speaker")]
        name = fit(card.name, column)
        lead += [(name, style), (" " * (column - cell_len(name)), "text")]
        lead.append((f"{f'×{card.mentions:,}':>{_COUNT}}  ", "text"))
        room = width - _INDENT - column - _COUNT - 2
        if room > _DATES + 12:
            lead.append((fit(dates, _DATES + 2, pad=True), "muted"))
            room -= _DATES + 2
        lead.append((fit(" · ".join(self._asides(card, out)), max(0, room), pad=True), "muted"))
        return lead

    @staticmethod
    def _asides(card: Card, out: bool) -> list[str]:
        sources = ", ".join(card.sources[:2])
        more = f" +{len(card.sources) - 2}" if len(card.sources) > 2 else ""
        role = card.roles[0].title if card.roles else ""
        guess = "a guess" if card.part.form else ""
        several = f"{card.members} tied" if card.members > 1 else ""
        parts = ("out" if out else "", guess, role, card.country, several, sources + more)
        return [part for part in parts if part]

    def _more(self, at: int, width: int) -> list[list[Piece]]:
        """What is told of a part where there is room, else of the one under the cursor alone."""
        assert self.shown is not None
        card = self.cards[at]
        lines: list[list[Piece]] = []
        room = width - _INDENT
        if why := self.shown.cluster.reasons[at]:
            lines.append([(" " * _INDENT + fit("; ".join(why), room), "reason")])
        if card.forms:
            lines.append([(" " * _INDENT + fit("also " + ", ".join(card.forms), room), "muted")])
        for role in card.roles:
            years = " – ".join((role.since[:10], role.until[:10])).strip(" –")
            about = f"{role.title} {years}".strip()
            lines.append([(" " * _INDENT + fit(about, room), "muted")])
        lines += [told(one, _INDENT, width) for one in card.evidence[1:]]
        return lines

    def lines(self) -> list[str]:
        """The text of all lines, for those who look."""
        self.prepare(*self.size)
        return ["".join(text for text, _ in row.pieces).rstrip() for row in self._rows]

    def on_click(self, event: events.Click) -> None:
        """Go to the part that was clicked."""
        at = event.y + self._top
        if at < len(self._rows) and self._rows[at].part >= 0:
            self.post_message(self.Clicked(self._rows[at].part))
