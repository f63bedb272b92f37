"""Outside text has one way to the screen: the rules that keep it so, read from the source.

Textual's own widgets take markup and let control characters through. So they are made in
`tui.widgets.line` and `tui.widgets.page` alone, without markup and through ``safe``; everywhere else
they are not used, or only named for their events.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TUI = Path(__file__).resolve().parents[2] / "tui"
SOURCES = sorted(TUI.rglob("*.py"))
DOOR = TUI / "widgets" / "line.py"
DOORS = {DOOR, TUI / "widgets" / "page.py"}

DRAWING = {
    "Static", "Label", "Button", "OptionList", "Option", "Input", "TextArea", "DataTable", "Tree",
    "Markdown", "MarkdownViewer", "Header", "Footer", "Log", "RichLog", "Checkbox", "RadioButton",
    "Select", "SelectionList", "ListItem", "Tab", "TabPane", "Collapsible", "Digits", "Link", "Pretty",
    "DirectoryTree", "Switch", "Toast",
}  # fmt: skip
FORBIDDEN_CALLS = {"notify", "from_markup", "render_markup", "print"}
FORBIDDEN_ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "sub_title"}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the interface, parsed."""
    for path in SOURCES:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def drawing_names(tree: ast.Module) -> set[str]:
    """The names a module gives to widgets of Textual that draw text."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widgets")
        for alias in node.names
        if alias.name in DRAWING
    }


def name_of(node: ast.expr) -> str:
    """The last part of a dotted name."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def offences(path: Path, tree: ast.Module) -> Iterator[str]:
    """What a module does that could draw outside text unsafely."""
    drawing = drawing_names(tree)
    for node in ast.walk(tree):
        place = f"{path.relative_to(TUI)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.ClassDef):
            if path not in DOORS and (bases := {name_of(base) for base in node.bases} & drawing):
                yield f"{place} derives from {bases}"
        elif isinstance(node, ast.Call):
            called = name_of(node.func)
            if (
                called in drawing
                and path not in DOORS
                and not (called == "Option" and is_content(node))
            ):
                yield f"{place} makes a {called}"
            if called in FORBIDDEN_CALLS and "command_line" not in path.parts:
                yield f"{place} calls {called}"
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in FORBIDDEN_ATTRIBUTES:
                    yield f"{place} sets {target.attr}"
        elif isinstance(node, ast.keyword) and node.arg == "markup":
            off = isinstance(node.value, ast.Constant) and node.value.value is False
            if not off:
                yield f"{place} turns markup on"


def is_content(node: ast.Call) -> bool:
    """Whether an ``Option`` is made of a row our own method drew (typed ``Content``)."""
    first = node.args[0] if node.args else None
    return isinstance(first, ast.Call) and name_of(first.func) == "_row"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(TUI)))
def test_text_is_drawn_only_through_the_safe_pieces(path: Path) -> None:
    assert not list(offences(path, ast.parse(path.read_text(encoding="utf-8"))))


def test_the_safe_pieces_turn_markup_off() -> None:
    tree = ast.parse(DOOR.read_text(encoding="utf-8"))
    made = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and {"Static", "OptionList"} & {
            name_of(base) for base in node.bases
        }:
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
                    made += 1
                    assert any(keyword.arg == "markup" for keyword in call.keywords)
    assert made == 2


@pytest.mark.parametrize(
    "source",
    [
        "from textual.widgets import Static\nStatic(title)",
        "from textual.widgets import Label as L\nL(f'{title}')",
        "from textual.widgets.option_list import Option\nOption(title)",
        "from textual.widgets import Input\nclass F(Input): ...",
        "app.notify(str(error))",
        "panel.border_title = title",
        "Content.from_markup(title)",
        "Line(title, markup=True)",
    ],
)
def test_the_rules_see_what_they_are_for(source: str) -> None:
    assert list(offences(TUI / "screens" / "new.py", ast.parse(source)))


def test_no_module_is_too_long_to_grasp() -> None:
    long = {path.name: len(path.read_text().splitlines()) for path in SOURCES}
    assert not {name: lines for name, lines in long.items() if lines > 450}
