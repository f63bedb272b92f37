"""The register of names as a list: searched as one types, filtered, sorted; a page for each name."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from store.listing.background import Background
from store.listing.sets import Sets
from store.names.index import NameIndex
from store.register import deciding, listing
from store.register.listing import Listed
from tui.display import fit, safe_content
from tui.screens.names_undoing import NamesUndoing
from tui.widgets.evidence_line import Piece
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Field, Line
from tui.widgets.row_list import RowList

_AT_ONCE = 100
_FOUND = 200
_LISTED = 50_000
"""Names that are listed; whoever looks for another one searches or filters."""

SORT_WORDS = {"mentions": "most mentioned first", "name": "by name", "newest": "newest first"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is listed: words typed, one label, only conflicts or guesses, the order."""

    typed: str = ""
    label: str = ""
    conflicts: bool = False
    unconfirmed: bool = False
    sort: str = "mentions"

    @property
    def narrowed(self) -> bool:
        """Whether some of the register is left out."""
        return bool(self.typed or self.label or self.conflicts or self.unconfirmed)


@dataclass
class Arrived(Message):
    """The list that was asked for: ids in order, and how many there are in all."""

    asked: Asked
    roots: list[str]
    count: int


class RegisterScreen(NamesUndoing):
    """Lists entities; enter opens the page of one."""

    WHERE: ClassVar[str] = "register"
    AUTO_FOCUS: ClassVar[str | None] = ""
    """Nothing: keys are commands until the search is opened."""
    DEFAULT_CSS = """
    RegisterScreen {
        & #register-head { height: 1; padding: 0 1; background: $surface; }
        & #register-search { display: none; }
        & #register-search.-open { display: block; }
    }
    """

    def __init__(self, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.rows = RowList(self._draw_row, self._tell)
        self.asked = Asked()
        self.roots: list[str] = []
        self.selected: dict[str, None] = {}
        self._count: int | None = None
        self._stay = ""
        self._awaited = True
        self._read: dict[int, list[Listed]] = {}
        self._background: Background | None = None
        self._index: tuple[sqlite3.Connection, NameIndex] | None = None

    def compose(self) -> ComposeResult:
        """What is listed, the search, the list, the keys."""
        yield Line("", id="register-head")
        yield Field(placeholder="a name, or how it begins, in any script", id="register-search")
        yield self.rows
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the list."""
        super().on_mount()
        self._background = Background(self.desk.reader, self._failed)
        self._look()

    def on_unmount(self) -> None:
        """Let go of the reading thread."""
        if self._background is not None:
            self._background.close()

    def _failed(self, error: Exception) -> None:
        self.app.call_later(self.report, error)

    @property
    def reading(self) -> bool:
        """Whether the list is still being read."""
        return self._awaited

    # -- the list --------------------------------------------------------------------------------

    def _look(self, *, stay: str = "") -> None:
        """Have the list read; ``stay``: the id the cursor is to stand on."""
        asked = self.asked
        self._stay, self._awaited = stay, True

        def read(sets: Sets) -> None:
            roots, count = self._found(sets.connection, asked)
            self.post_message(Arrived(asked, roots, count))

        if self._background is not None:
            self._background.submit(read)
        self._tell()

    def _found(self, connection: sqlite3.Connection, asked: Asked) -> tuple[list[str], int]:
        """In the reading thread: the ids of what is asked for."""
        narrowed = {
            "label": asked.label,
            "conflicts": asked.conflicts,
            "unconfirmed": asked.unconfirmed,
        }
        if asked.typed:
            if self._index is None or self._index[0] is not connection:
                self._index = connection, NameIndex(connection)
            found = listing.search(
                connection,
                self._index[1],
                asked.typed,
                limit=_FOUND,
                **narrowed,  # type: ignore[arg-type]
            )
            return [one.id for one in found], len(found)
        roots = listing.ordered(connection, sort=asked.sort, limit=_LISTED, **narrowed)  # type: ignore[arg-type]
        count = len(roots)
        if count == _LISTED:
            count = listing.count(connection, **narrowed)  # type: ignore[arg-type]
        return roots, count

    def on_arrived(self, message: Arrived) -> None:
        """Show it, with the cursor on the same name where that is wanted."""
        if message.asked != self.asked:
            return
        self._awaited = False
        self.roots, self._count = message.roots, message.count
        self._read = {}
        at = self.roots.index(self._stay) if self._stay in self.roots else 0
        self.rows.show(len(self.roots), at, self._note())
        self.mark_undecided()
        self._tell()

    def _note(self) -> list[str]:
        keys = self.copydesk.keymap.key
        if self.asked.narrowed:
            return ["No name fits.", "", f"{keys('register', 'register.cancel')} shows all again."]
        return [
            "The register is empty.",
            "",
            "Names come into it as officials, countries and areas are tagged in articles.",
        ]

    def line_at(self, row: int) -> Listed | None:
        """The line of a row; None when its name is gone."""
        start = row - row % _AT_ONCE
        if start not in self._read:
            if len(self._read) > 20:
                self._read = {}
            wanted = self.roots[start : start + _AT_ONCE]
            self._read[start] = listing.lines(self.desk.connection, wanted)
        wanted_id = self.roots[row] if row < len(self.roots) else ""
        return next((one for one in self._read[start] if one.id == wanted_id), None)

    @property
    def current(self) -> Listed | None:
        """The line under the cursor."""
        return self.line_at(self.rows.cursor) if self.roots else None

    def _draw_row(self, row: int, width: int) -> list[Piece]:
        one = self.line_at(row)
        if one is None:
            return [(fit("    (no longer in the register)", width), "muted")]
        selected = one.id in self.selected
        label = next((x.name for x in self.copydesk.labels if x.id == one.label), one.label)
        names = "conflict" if one.conflict else f"{one.forms} name{'' if one.forms == 1 else 's'}"
        right = [
            (f"{fit(label, 14, pad=True)} ", "muted"),
            (f"{f'×{one.mentions:,}':>9} ", "text"),
            (f"{names:>10} ", "error" if one.conflict else "muted"),
        ]
        room = width - sum(len(text) for text, _ in right) - 3
        style = "accent" if selected else "name"
        return [
            (" ● " if selected else "   ", "accent"),
            (fit(one.name, room, pad=True), style),
            *right,
        ]

    def _tell(self) -> None:
        if not self.is_mounted:
            return
        asked = self.asked
        parts = ["Register"]
        if asked.typed:
            parts.append(f"“{asked.typed}”")
        parts.append(
            next((x.name for x in self.copydesk.labels if x.id == asked.label), "all names")
        )
        parts += ["in conflict"] if asked.conflicts else []
        parts += ["unconfirmed"] if asked.unconfirmed else []
        parts.append("best first" if asked.typed else SORT_WORDS[asked.sort])
        at = f"{self.rows.cursor + 1:,}/{self._count:,}" if self._count else ""
        if self.selected:
            at = f"{len(self.selected):,} selected   {at}"
        width = max(20, self.size.width - 2)
        left = fit(" · ".join(parts), width - len(at) - 1, pad=True)
        self.query_one("#register-head", Line).update(
            safe_content(f"{left} {at}", "bold"), layout=False
        )

    def on_resize(self) -> None:
        """The header is cut for the width."""
        self._tell()

    def desk_changed(self) -> None:
        """Somebody wrote: read the list again, staying where one is."""
        self._read = {}
        if self.is_mounted and self._background is not None:
            self.rows.changed()
            self._look(stay=self._here)

    @property
    def _here(self) -> str:
        return self.roots[self.rows.cursor] if self.rows.cursor < len(self.roots) else ""

    def on_screen_resume(self) -> None:
        """Back from a page: it may have changed."""
        super().on_screen_resume()
        self.desk_changed()

    def on_row_list_clicked(self, message: RowList.Clicked) -> None:
        """A double click opens."""
        if message.twice:
            self.do_open()

    # -- moving ----------------------------------------------------------------------------------

    def do_down(self) -> None:
        """Next."""
        self.rows.go(self.rows.cursor + 1)

    def do_up(self) -> None:
        """Before."""
        self.rows.go(self.rows.cursor - 1)

    def do_page_down(self) -> None:
        """A page on."""
        self.rows.go(self.rows.cursor + self.rows.page)

    def do_page_up(self) -> None:
        """A page back."""
        self.rows.go(self.rows.cursor - self.rows.page)

    def do_top(self) -> None:
        """First."""
        self.rows.go(0)

    def do_bottom(self) -> None:
        """Last."""
        self.rows.go(len(self.roots))

    # -- finding ---------------------------------------------------------------------------------

    @property
    def _field(self) -> Field:
        return self.query_one("#register-search", Field)

    def open_field(self) -> Input | None:
        """The search, while it is open."""
        field = self._field
        return field if field.has_class("-open") else None

    def do_search(self) -> None:
        """Open the search."""
        self._field.add_class("-open")
        self._field.value = self.asked.typed
        self._field.focus()
        keys = (("enter", "keep"), ("↑↓", "move"), ("esc", "drop"))
        self.query_one(KeyLine).show_keys(keys)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what is typed so far."""
        event.stop()
        typed = event.value.strip()
        if typed != self.asked.typed and self.open_field() is not None:
            self.asked = replace(self.asked, typed=typed)
            self._look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the list."""
        event.stop()
        self._close_field()

    def _close_field(self) -> None:
        self._field.remove_class("-open")
        self.set_focus(None)
        self.query_one(KeyLine).show_keys(None)
        self._tell()

    def do_cancel(self) -> None:
        """Drop the selection, else the search, else the filter."""
        if self.open_field() is None and self.selected:
            self.selected = {}
            self.rows.changed()
            self._tell()
            return
        here = self._here
        if self.open_field() is not None:
            self._close_field()
            self.asked = replace(self.asked, typed="")
        elif self.asked.typed:
            self.asked = replace(self.asked, typed="")
        elif self.asked.narrowed:
            self.asked = Asked(sort=self.asked.sort)
        else:
            return
        self._look(stay=here)

    async def do_filter(self) -> None:
        """One label, conflicts, guesses, or all."""
        from tui.screens.dialogs import Choice, choose

        labels = [x for x in self.copydesk.labels if x.scope == "span"]
        options = [
            Choice("*", "all names"),
            *(Choice(f"label:{x.id}", x.name) for x in labels),
            Choice("conflicts", "in conflict", detail="tied together, though some were told apart"),
            Choice("unconfirmed", "unconfirmed", detail="some marks are linked to it by a guess"),
        ]
        asked = self.asked
        chosen = "conflicts" if asked.conflicts else "unconfirmed" if asked.unconfirmed else "*"
        chosen = f"label:{asked.label}" if asked.label else chosen
        answer = await self.ask(choose("Which names?", options, chosen=chosen))
        if answer:
            self.asked = Asked(
                typed=asked.typed,
                label=answer.partition(":")[2],
                conflicts=answer == "conflicts",
                unconfirmed=answer == "unconfirmed",
                sort=asked.sort,
            )
            self._look(stay=self._here)

    async def do_sort(self) -> None:
        """Choose the order."""
        from tui.screens.dialogs import Choice, choose

        options = [Choice(sort, SORT_WORDS[sort]) for sort in listing.SORTS]
        chosen = await self.ask(choose("Order", options, chosen=self.asked.sort))
        if chosen:
            self.asked = replace(self.asked, sort=chosen)
            self._look(stay=self._here)

    # -- deciding --------------------------------------------------------------------------------

    def do_toggle(self) -> None:
        """Select the name, and go on."""
        if self._here:
            if self._here in self.selected:
                del self.selected[self._here]
            else:
                self.selected[self._here] = None
            self.rows.changed()
            self.do_down()
            self._tell()

    def do_same(self) -> None:
        """The selected names are one."""
        chosen = self._chosen()
        if len(chosen) > 1:
            done = deciding.same(self.desk, chosen, canonical=chosen[-1])
            self._said(f"{len(chosen)} names are one now." if done else "They are one already.")

    def do_different(self) -> None:
        """No two of the selected names are one."""
        chosen = self._chosen()
        if len(chosen) > 1:
            done = deciding.different(self.desk, chosen)
            told = (
                f"{len(chosen)} names are told apart." if done else "They were told apart before."
            )
            self._said(told)

    def _chosen(self) -> list[str]:
        """What is selected and the name under the cursor, which comes last."""
        chosen = [one for one in self.selected if one != self._here]
        if not chosen:
            self.say("Select names with space first; the one under the cursor is one of them.")
            return []
        return [*chosen, self._here]

    def _said(self, told: str) -> None:
        self.selected = {}
        self.desk_changed()
        self.say(told)

    # -- going elsewhere -------------------------------------------------------------------------

    def do_open(self) -> None:
        """The page of the name."""
        from tui.screens.entity import EntityScreen

        if self._here:
            self.app.push_screen(EntityScreen(self._here))

    def do_clusters(self) -> None:
        """What waits to be decided."""
        from tui.screens.names import NamesScreen

        self.copydesk.open_names(NamesScreen)
