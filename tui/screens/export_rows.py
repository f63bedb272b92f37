"""The rows of the export screen: drawing them, going through them, changing what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from tui.display import fit, safe_content
from tui.screens.base import DeskScreen
from tui.screens.dialogs import Choice, choose
from tui.screens.export_choices import Choices, Row, Scope
from tui.widgets.chart_page import ChartPage
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Field, Line

if TYPE_CHECKING:
    from tui.text.tables import Row as Drawn

_NAME = 11
_WIDE = 110
"""Cells of a screen from which the rows stand beside what they give."""

_ROWS = 54
_FIELDS = ("licence", "output")


class ExportRows(DeskScreen):
    """The rows, below or beside them a page; what that says is the business of `ExportScreen`."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = f"""
    ExportRows {{
        & #export-title {{ height: 1; padding: 0 1; background: $surface; color: $accent;
            text-style: bold; }}
        & #export-head {{ height: 1; padding: 0 1; background: $surface; }}
        & #export-about {{ padding: 0 1; color: $text-muted; }}
        & #export-rows {{ height: auto; scrollbar-size-vertical: 1; }}
        & #export-rows Horizontal {{ height: 1; padding: 0 1; }}
        & .name {{ width: {_NAME}; color: $text-muted; }}
        & .value {{ width: 1fr; padding: 0 1; }}
        & .value.-current {{ background: $primary 30%; }}
        & Field {{ width: 1fr; }}
        & #export-choices {{ height: auto; }}
        & #export-told {{ height: 1fr; }}
        &.-narrow #export-rows {{ max-height: 55vh; }}
        &.-narrow #export-about {{ height: 1; }}
        &.-wide #export-body {{ layout: horizontal; }}
        &.-wide #export-choices {{ width: {_ROWS}; height: 1fr; border-right: solid $panel; }}
        &.-wide #export-rows {{ margin-top: 1; }}
        &.-wide #export-about {{ height: auto; margin-top: 1; }}
    }}
    """

    def __init__(self, scopes: Sequence[Scope]) -> None:
        super().__init__()
        self._given = scopes
        self._row = "format"
        self._offered = ""
        self.page = ChartPage(self.build, self.tell)

    def changed(self) -> None:
        """Something else is chosen."""
        raise NotImplementedError

    def build(self, width: int) -> tuple[Sequence[Drawn], Sequence[int]]:
        """The rows of the page, and where its parts begin."""
        raise NotImplementedError

    def tell(self) -> None:
        """Say over the page what stands there."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The rows with a word on the one that one is at; what they give; the keys."""
        desk = self.desk
        labels = [one for one in desk.labels() if one.scope == "span"]
        self.choices = Choices(self._given, desk.annotators(), labels)
        self._offered = str(self.choices.suggested(desk.path))
        yield Line("Write to a file", id="export-title")
        with Vertical(id="export-body"):
            with Vertical(id="export-choices"):
                with VerticalScroll(id="export-rows", can_focus=False):
                    for at in range(self.choices.most):
                        with Horizontal(id=f"row-{at}"):
                            yield Line("", classes="name")
                            yield Line("", classes="value")
                    for name in _FIELDS:
                        with Horizontal(id=f"row-{name}"):
                            yield Line("", classes="name")
                            value, empty = (
                                (self._offered, "") if name == "output" else ("", "may stay empty")
                            )
                            yield Field(value, placeholder=empty, id=name)
                yield Line("", id="export-about")
            with Vertical(id="export-told"):
                yield Line("", id="export-head")
                yield self.page
        yield KeyLine()

    def on_resize(self) -> None:
        """Rows are cut for the width."""
        if self.is_mounted:
            self.call_after_refresh(self.draw)

    # -- rows --------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw the rows there are, the one that one is at standing out."""
        rows = self.choices.rows()
        chosen = [row for row in rows if row.values]
        if self._row not in {row.name for row in rows}:
            self._row = "format"
        wide = self.size.width >= _WIDE
        room = (_ROWS - 1 if wide else self.size.width) - _NAME - 9
        for at in range(self.choices.most):
            line = self.query_one(f"#row-{at}", Horizontal)
            line.display = at < len(chosen)
            if line.display:
                row = chosen[at]
                name, value = line.query(Line)
                name.show(row.title)
                value.show(self._shown(row, max(8, room)))
                value.set_class(row.name == self._row, "-current")
        for row in rows:
            if not row.values:
                self.query_one(f"#row-{row.name}").query_one(Line).show(row.title)
            if row.name == self._row:
                about = row.about if wide else fit(row.about, self.size.width - 2)
                self.query_one("#export-about", Line).show(about)
        self.tell()

    def _shown(self, row: Row, room: int) -> Content:
        several = len(row.values) > 1
        return Content.assemble(
            safe_content("‹ " if several else "  ", "$accent"),
            safe_content(fit(row.values[self.choices.value(row)], room)),
            safe_content(" ›" if several else "", "$accent"),
        )

    @property
    def _rows(self) -> list[str]:
        return [row.name for row in self.choices.rows()]

    def _current(self) -> Row:
        return next(row for row in self.choices.rows() if row.name == self._row)

    def go_to(self, name: str) -> None:
        self._row = name
        if name in _FIELDS:
            field = self.query_one(f"#{name}", Field)
            field.focus(scroll_visible=False)
            field.cursor_position = len(field.value)
        else:
            self.set_focus(None)
        self.draw()
        rows = [row.name for row in self.choices.rows() if row.values]
        line = self.query_one(f"#row-{rows.index(name) if name in rows else name}")
        line.scroll_visible(animate=False)

    def offer(self) -> None:
        """Let the file be called as the format is, unless somebody typed a name."""
        field = self.query_one("#output", Field)
        before, self._offered = self._offered, str(self.choices.suggested(self.desk.path))
        if field.value == before:
            field.value = self._offered
            field.cursor_position = len(field.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """A licence is kept with the rest."""
        if event.input.id == "licence":
            self.choices.licence = event.value.strip()

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked; the one that one is at takes its next value."""
        for node in event.widget.ancestors_with_self if event.widget is not None else ():
            name = (node.id or "").removeprefix("row-")
            if name == node.id or not (node.id or "").startswith("row-"):
                continue
            rows = [row.name for row in self.choices.rows() if row.values]
            name = rows[int(name)] if name.isdecimal() else name
            if name == self._row:
                self.do_next()
            else:
                self.go_to(name)

    # -- keys --------------------------------------------------------------------------------------

    def is_typed(self, event: events.Key) -> bool:
        """Enter is not: it writes from a field too."""
        return event.key != "enter" and super().is_typed(event)

    def _move(self, step: int) -> None:
        rows = self._rows
        self.go_to(rows[(rows.index(self._row) + step) % len(rows)])

    def do_down(self) -> None:
        """Next row."""
        self._move(1)

    def do_up(self) -> None:
        """Row before."""
        self._move(-1)

    def _step(self, step: int) -> None:
        row = self._current()
        if row.values:
            self.choices.step(row, step)
            self.changed()

    def do_next(self) -> None:
        """Next value."""
        self._step(1)

    def do_previous(self) -> None:
        """Value before."""
        self._step(-1)

    async def do_list(self) -> None:
        """Choose the value from a list."""
        row = self._current()
        if len(row.values) < 2:
            return
        options = [Choice(value or "-", shown) for value, shown in row.values.items()]
        chosen = await self.ask(
            choose(row.title, options, chosen=self.choices.value(row) or "-", wide=True)
        )
        if chosen is not None:
            self.choices.choose(row, "" if chosen == "-" else chosen)
            self.changed()
