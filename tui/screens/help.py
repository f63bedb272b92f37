"""Help: every key of a place and of everywhere, by group; typing narrows it."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from tui.display import fit, safe, safe_content, widened
from tui.keymap import LABELLED
from tui.screens.base import DeskScreen
from tui.widgets.line import Field, Line, pairs_content

PLACES = {
    "queue": "the queue",
    "reader": "the reader",
    "alike": "the list of mentions",
    "names": "the names screen",
    "register": "the register",
    "entity": "the page of a name",
    "reviews": "the list of reviews",
    "review": "the review",
    "consistency": "the list of findings",
    "progress": "the progress screen",
    "export": "the export screen",
    "app": "copydesk",
}

_KEYS = 16
_TITLE = 18
_LINES = 5
"""Of a sentence, at most."""


class HelpScreen(DeskScreen):
    """A page of keys, with a field to search in it."""

    WHERE: ClassVar[str] = "help"
    AUTO_FOCUS = "#search"
    DEFAULT_CSS = """
    HelpScreen {
        & #head { padding: 1 2 0 2; text-style: bold; color: $accent; height: auto; }
        & #search { margin: 1 2; }
        & #keys { padding: 0 0 0 2; scrollbar-size-vertical: 1; height: 1fr; }
        & #keys Line { height: auto; }
        & #foot { dock: bottom; height: 1; padding: 0 1; background: $footer-background; }
    }
    """

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place if place in PLACES else "app"

    def compose(self) -> ComposeResult:
        """Head, search field, keys."""
        yield Line(f"Keys in {PLACES[self._place]}", id="head")
        yield Field(placeholder="type to search", id="search")
        with VerticalScroll(id="keys", can_focus=False):
            yield Line("", id="rows")
        hints = [("↑↓ pgdn pgup", "scroll"), ("type", "search"), ("esc", "back")]
        yield Line(pairs_content(hints), id="foot")

    def on_mount(self) -> None:
        """Show all."""
        self._show("")

    def on_resize(self) -> None:
        """One or two columns, as there is room."""
        self._show(self.query_one(Field).value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the rows that have all the words."""
        self._show(event.value)
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _show(self, typed: str) -> None:
        words = typed.casefold().split()
        width = max(40, self.query_one("#keys").scrollable_content_region.width - 1)
        columns = 2 if width >= 150 else 1
        column = (width - 4 * (columns - 1)) // columns
        blocks: list[list[Content]] = []
        for heading, rows in self.groups():
            found = [row for row in rows if all(word in " ".join(row).casefold() for word in words)]
            if found:
                head = safe_content(fit(heading, column, pad=True), "bold $primary")
                lines = [line for row in found for line in self._row(*row, width=column)]
                blocks.append([head, *lines, Content(" " * column)])
        if not blocks:
            self.query_one("#rows", Line).show("No key is for that.")
            return
        self.query_one("#rows", Line).show(Content("\n").join(_columns(blocks, columns, column)))

    def groups(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """Return the headings with their rows: (keys, title, sentence)."""
        keymap = self.copydesk.keymap
        found: dict[str, list[tuple[str, str, str]]] = {}
        if self._place in LABELLED:
            found["Labels"] = [
                (
                    keymap.label_key(label.id, self._place),
                    label.name,
                    label.guideline.partition("\n")[0] or "Tag the target.",
                )
                for label in self.copydesk.labels
                if label.scope == "span"
            ]
        for row, _ in keymap.live(self._place):
            keys = " ".join(keymap.keys(self._place, row.id))
            found.setdefault(row.group, []).append((keys, row.title, row.help))
        return [(heading, rows) for heading, rows in found.items() if rows]

    @staticmethod
    def _row(keys: str, title: str, text: str, *, width: int) -> list[Content]:
        room = width - _KEYS - _TITLE
        told = _wrapped(text, room)
        heads = [(keys, title), *[("", "")] * (len(told) - 1)]
        return [
            Content.assemble(
                safe_content(fit(key, _KEYS - 1, pad=True) + " ", "bold $accent"),
                safe_content(fit(name, _TITLE - 1, pad=True) + " "),
                safe_content(fit(line, room, pad=True), "$text-muted"),
            )
            for (key, name), line in zip(heads, told, strict=True)
        ]

    def take_key(self, event: events.Key) -> None:
        """Scroll and leave; everything else is typed into the search."""
        keys = self.query_one(VerticalScroll)
        page = max(1, keys.size.height - 2)
        steps = {"down": 1, "up": -1, "pagedown": page, "pageup": -page, "tab": page}
        if event.key in ("escape", "ctrl+g", "f1", "enter"):
            self.copydesk.do_back()
        elif event.key in steps:
            keys.scroll_relative(y=steps[event.key], animate=False)
        elif self.copydesk.keymap.key("app", "app.quit") == event.key:
            self.copydesk.do_quit()
        else:
            return
        event.stop()
        event.prevent_default()


def _wrapped(text: str, room: int) -> list[str]:
    """A sentence in lines of ``room`` cells, broken between words; what goes on for long is cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if not lines[-1] or cell_len(widened(safe(longer))) <= room or len(lines) == _LINES:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _columns(blocks: list[list[Content]], count: int, width: int) -> list[Content]:
    """Lay blocks out in columns of about the same height, blocks whole."""
    if count == 1:
        return [line for block in blocks for line in block]
    total = sum(len(block) for block in blocks)
    left: list[Content] = []
    right: list[Content] = []
    for block in blocks:
        (left if not right and len(left) + len(block) // 2 < total / 2 else right).extend(block)
    rows = max(len(left), len(right))
    blank = Content(" " * width)
    left += [blank] * (rows - len(left))
    right += [blank] * (rows - len(right))
    return [Content.assemble(one, "    ", other) for one, other in zip(left, right, strict=True)]
