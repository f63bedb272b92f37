"""Where my marks are not the same throughout: findings, each mended everywhere by one key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult

from store.errors import Refused
from store.review.consistency import (
    LABELS,
    MISSED,
    SURNAME,
    UNTAGGED,
    WRONG,
    Finding,
    Place,
    dismiss,
    findings,
    mend,
)
from store.suggest import second_look
from tui.display import fit, safe_content
from tui.screens.base import DeskScreen
from tui.screens.work import WorkDialog
from tui.telling import count, deed
from tui.text.excerpts import short
from tui.text.versions import Piece, aligned
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line
from tui.widgets.row_list import RowList

_AROUND = 60
"""Code points of the text shown before and behind a place."""

_KINDS: Mapping[str, str] = {
    LABELS: "labels differ",
    UNTAGGED: "not tagged here",
    SURNAME: "surname untagged",
    MISSED: "likely missed",
    WRONG: "likely wrong",
}
_COUNT = "SELECT count(*) FROM layer WHERE annotator = ? AND status NOT IN ('new', 'skipped')"
_PIECE = "SELECT substr(body, ?, ?) FROM text WHERE hash = ?"


@dataclass(slots=True)
class _Step:
    """What was done about a finding: ``group`` names the action, "" when it was dismissed."""

    finding: Finding
    at: int
    group: str = ""


class ConsistencyScreen(DeskScreen):
    """A list of findings above the places of the one under the cursor."""

    WHERE: ClassVar[str] = "consistency"
    DEFAULT_CSS = """
    ConsistencyScreen {
        & #consistency-head, & #places-head { height: 1; padding: 0 1; background: $surface; }
        & #findings { height: 2fr; }
        & #places { height: 3fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Finding] = []
        self.out: set[Place] = set()
        self.total = 0
        self._list = RowList(self._draw_finding, self._moved)
        self._list.id = "findings"
        self._places = RowList(self._draw_place)
        self._places.id = "places"
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._looked = False

    def compose(self) -> ComposeResult:
        """Findings, places, keys."""
        yield Line("", id="consistency-head")
        yield self._list
        yield Line("", id="places-head")
        yield self._places
        yield KeyLine()

    def on_mount(self) -> None:
        """Look, while one watches."""
        super().on_mount()
        self.begin(self.do_again())

    async def do_again(self) -> None:
        """Look through all my marks."""
        (self.total,) = self.desk.connection.execute(_COUNT, (self.desk.actor,)).fetchone()
        work: WorkDialog[list[Finding]] = WorkDialog(
            "Looking through your marks …",
            lambda desk, told: [
                *findings(desk, progress=lambda done, _: _go_on(told(done))),
                *second_look.findings(desk),
            ],
            self.total,
        )
        found = await self.ask(work)
        if found is None:
            self.say(work.problem, error=not work.stopped)
            return
        self._looked = True
        self.found = found
        self._done, self._undone = [], []
        self._fill(0)

    # -- showing ---------------------------------------------------------------------------------

    @property
    def current(self) -> Finding | None:
        """The finding under the cursor."""
        at = self._list.cursor
        return self.found[at] if at < len(self.found) else None

    def _fill(self, at: int) -> None:
        self._list.show(len(self.found), at, [self._note()] if self._looked else [])
        self._moved()
        self.mark_undecided()

    def _note(self) -> str:
        if self.total:
            return "Your marks are the same throughout."
        return "Looked at are articles you have begun or finished yourself; there are none."

    def _moved(self) -> None:
        self.out = set()
        finding = self.current
        self._places.show(len(finding.places) if finding else 0)
        self._tell()

    def on_resize(self) -> None:
        """Lines are cut for the width."""
        self._tell()

    def _tell(self) -> None:
        if not self.is_mounted:
            return
        width = max(20, self.size.width - 2)
        head = f"Consistency of {self.desk.actor}'s marks · {count(len(self.found), 'finding')}"
        line = self.query_one("#consistency-head", Line)
        line.update(safe_content(fit(head, width), "bold"), layout=False)
        finding = self.current
        said = ""
        if finding is not None:
            chosen = len(finding.places) - len(self.out)
            places = count(len(finding.places), "place")
            said = f"enter makes {chosen:,} of {places} {self._label(finding.label)}"
        self.query_one("#places-head", Line).update(
            safe_content(fit(said, width), "$text-muted"), layout=False
        )

    def _label(self, label_id: str) -> str:
        if not label_id:
            return "no mark"
        return next((x.name for x in self.copydesk.labels if x.id == label_id), label_id)

    def _draw_finding(self, at: int, width: int) -> list[Piece]:
        one = self.found[at]
        counts = ", ".join(f"{self._label(label)} {times:,}" for label, times in one.counts)
        if one.kind in (MISSED, WRONG):
            counts = f"{one.probability:.0%} likely"
        aside = f" {len(one.places):,} × → {self._label(one.label)} "
        room = width - 19 - len(aside)
        words = fit(f"“{one.text}”  {counts}", room, pad=True)
        return [
            (" " + fit(_KINDS[one.kind], 17, pad=True) + " ", "muted"),
            (words, "name"),
            (fit(aside, len(aside)), "accent"),
        ]

    def _draw_place(self, at: int, width: int) -> list[Piece]:
        finding = self.current
        assert finding is not None
        place = finding.places[at]
        sign = "○" if place in self.out else "●"
        first = max(0, place.start - _AROUND)
        row = self.desk.connection.execute(
            _PIECE,
            (first + 1, place.end + _AROUND - first, bytes.fromhex(place.article)),
        ).fetchone()
        cut = "…" if first else ""
        text = cut + ((row[0] if row else None) or "")
        mark = (len(cut) + place.start - first, len(cut) + place.end - first, place.label)
        label = fit(self._label(place.label), 16) if place.label else ""
        rest = f"  {label} " if label else ""
        if mark[1] > len(text):
            return [(f" {sign} …", "muted")]
        pieces = aligned(text, [[mark]], width - 4 - len(rest))[0]
        styles = {"bracket": "muted", "text": "text", "muted": "text"}
        out = place in self.out
        drawn = [
            (words, "gone" if out else styles.get(style, "mention")) for words, style in pieces
        ]
        return [(f" {sign} ", "accent"), *drawn, (rest, "muted")]

    # -- moving ----------------------------------------------------------------------------------

    def do_down(self) -> None:
        """The next place; behind the last the next finding."""
        if self._places.cursor + 1 < self._places.count:
            self._places.go(self._places.cursor + 1)
        else:
            self.do_next()

    def do_up(self) -> None:
        """The place before; before the first the finding before."""
        if self._places.cursor > 0:
            self._places.go(self._places.cursor - 1)
        else:
            self.do_previous()

    def do_next(self) -> None:
        """The next finding."""
        self._list.go(self._list.cursor + 1)

    def do_previous(self) -> None:
        """The finding before."""
        self._list.go(self._list.cursor - 1)

    def do_open(self) -> None:
        """Read the article at the place."""
        finding = self.current
        if finding is not None:
            place = finding.places[self._places.cursor]
            self.copydesk.open_reader(place.article, [place.article], place.start)

    # -- deciding --------------------------------------------------------------------------------

    def do_toggle(self) -> None:
        """Take the place out, or in again."""
        finding = self.current
        if finding is not None:
            self.out ^= {finding.places[self._places.cursor]}
            self._places.changed()
            self._tell()
            self._places.go(self._places.cursor + 1)

    def do_mend(self) -> None:
        """Make the places as the rest."""
        finding = self.current
        if finding is None:
            return
        chosen = [place for place in finding.places if place not in self.out]
        action = mend(self.desk, finding, chosen)
        self._settled(_Step(finding, self._list.cursor, action.group))
        self.say(f"{len(chosen):,} × “{short(finding.text, 30)}” {self._label(finding.label)}.")

    def do_dismiss(self) -> None:
        """It is as it should be."""
        finding = self.current
        if finding is None:
            return
        dismiss(self.desk, finding)
        self._settled(_Step(finding, self._list.cursor))
        self.say(f"“{short(finding.text, 30)}” is as it should be; it is not shown again.")

    def _settled(self, step: _Step) -> None:
        self._done.append(step)
        self._undone.clear()
        del self.found[step.at]
        self._fill(step.at)

    def do_undo(self) -> None:
        """Take back my last step here."""
        if not self._done:
            self.say("Nothing to take back here.")
            return
        step = self._done[-1]
        if step.group:
            action = self.desk.undo(step.group)
            self.say(f"Taken back: {deed(action)}." if action else "It was taken back already.")
        else:
            dismiss(self.desk, step.finding, on=False)
            self.say(f"“{short(step.finding.text, 30)}” is shown again.")
        self._undone.append(self._done.pop())
        self.found.insert(step.at, step.finding)
        self._fill(step.at)

    def do_redo(self) -> None:
        """Do again what was taken back last."""
        if not self._undone:
            self.say("Nothing to do again here.")
            return
        step = self._undone[-1]
        if step.group:
            self.desk.redo(step.group)
        else:
            dismiss(self.desk, step.finding)
        self._done.append(self._undone.pop())
        self.found.remove(step.finding)
        self._fill(step.at)
        self.say("Done again.")


def _go_on(wanted: bool) -> None:
    """Stop looking when nobody waits any more."""
    if not wanted:
        raise Refused("Stopped; nothing was looked through to the end.")
