"""Who may import whom: read from the sources, and seen in running interpreters."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

# For each unit of store (a module or package directly under it; a dotted name is a module that
# stands apart from the rest of its package) the units it may import. Add a line for a new unit; think twice before adding a name to a line: the graph has no circles,
# features stand on desk, desk on journal, database and state, and all of them on model.
BASE = {"errors", "model"}
JOURNAL = BASE | {"journal", "text"}
DESK = JOURNAL | {"database", "state", "history", "scheme", "rows", "desk"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "model": set(),
    "journal": BASE | {"text"},
    "text": BASE,
    "names": BASE | {"names.tables", "text"},
    "names.tables": set(),
    "text.targets": BASE | {"text", "names"},
    "database": BASE | {"journal", "names", "names.tables"},
    "rows": BASE,
    "state": JOURNAL | {"database", "names"},
    "history": JOURNAL,
    "scheme": BASE | {"journal"},
    "check": JOURNAL | {"database", "state"},
    "upgrade": JOURNAL | {"database", "state", "check"},
    "desk": DESK | {"upgrade"},
    "register": DESK | {"names", "text.targets"},
    "annotations": DESK | {"register"},
    "decisions": DESK,
    "annotators": DESK,
    "articles": DESK | {"decisions"},
    "corrections": DESK | {"names"},
    "intake": DESK | {"corrections", "names"},
    "sync": DESK | {"check", "corrections", "intake"},
    "listing": DESK | {"names"},
    "ingest": DESK | {"intake"},
    "review": DESK | {"annotations", "register", "text.targets"},
    "agreement": DESK | {"review"},
    "progress": DESK | {"agreement"},
    "suggest": DESK | {"annotations", "decisions", "names", "register", "review", "text.targets"},
    # the proof reads back what was written
    "export": DESK | {"ingest", "names", "register", "review", "text.targets"},
}

FORBIDDEN_NAMES = {"manager", "managers", "helper", "helpers", "util", "utils", "misc", "common"}


def modules(root: Path, package: str) -> Iterator[tuple[str, Path]]:
    """Dotted names and files of a package's modules."""
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


class _Imports(ast.NodeVisitor):
    """Absolute names imported anywhere in a module, except for type checking alone."""

    def __init__(self, module: str, is_package: bool) -> None:
        self.found: set[str] = set()
        self._package = module if is_package else module.rpartition(".")[0]

    def visit_If(self, node: ast.If) -> None:
        test = node.test
        name = test.id if isinstance(test, ast.Name) else getattr(test, "attr", "")
        for child in node.orelse if name == "TYPE_CHECKING" else [*node.body, *node.orelse]:
            self.visit(child)

    def visit_Import(self, node: ast.Import) -> None:
        self.found.update(alias.name for alias in node.names)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = node.module or ""
        if node.level:
            above = self._package.split(".")
            base = ".".join([*above[: len(above) - node.level + 1], *filter(None, [base])])
        # "from store import state" imports store.state
        self.found.add(base)
        self.found.update(f"{base}.{alias.name}" for alias in node.names)


class _FirstImports(_Imports):
    """Those alone that are made while the module itself is being imported."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        pass

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        pass


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(module: str, path: Path, visitors: type[_Imports] = _Imports) -> frozenset[str]:
    visitor = visitors(module, path.name == "__init__.py")
    visitor.visit(_parsed(path))
    return frozenset(visitor.found)


def test_store_knows_nothing_of_the_screen(root):
    for module, path in modules(root, "store"):
        for name in imports(module, path):
            assert name.partition(".")[0] not in {"tui", "textual", "rich"}, (module, name)


def unit_of(module: str) -> str:
    """The unit a module of store belongs to; an empty string for an undeclared one."""
    parts = module.split(".")[1:]
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in ALLOWED:
            return ".".join(parts[:length])
    return ""


def test_imports_inside_store_keep_to_the_declared_graph(root):
    known = {module for module, _ in modules(root, "store")} - {"store"}
    undeclared = sorted(module for module in known if not unit_of(module))
    assert not undeclared, "declare what the new parts of store may import"
    wrong = [
        f"{module} imports {name}"
        for module, path in modules(root, "store")
        for name in imports(module, path) & known
        if unit_of(name) not in ALLOWED[unit_of(module)] | {unit_of(module)}
    ]
    assert not wrong, "\n".join(sorted(wrong))


def test_the_declared_graph_has_no_circles():
    graph = {unit: allowed - {unit} for unit, allowed in ALLOWED.items()}
    list(graphlib.TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("package", ["store", "tui"])
def test_any_module_may_be_the_first_that_is_imported(root, package):
    known = {module for module, _ in modules(root, package)}
    graph: dict[str, set[str]] = {}
    for module, path in modules(root, package):
        graph[module] = {*imports(module, path, _FirstImports)} & known
        for name in list(graph[module]):  # a module brings the packages it lies in
            parts = name.split(".")
            graph[module] |= {".".join(parts[:length]) for length in range(1, len(parts))}
        # a package is being imported while what lies in it is: its modules may be asked of it
        graph[module] -= {module, *(name for name in known if module.startswith(f"{name}."))}
    list(graphlib.TopologicalSorter(graph).static_order())


def test_no_module_is_named_for_nothing_in_particular(root):
    for package in ("store", "tui", "tests"):
        for module, _ in modules(root, package):
            assert not FORBIDDEN_NAMES & set(module.split(".")), module


def test_no_module_is_too_long_to_grasp(root):
    for package in ("store", "tui"):
        for module, path in modules(root, package):
            lines = path.read_text(encoding="utf-8").count("\n")
            assert lines <= 450, f"{module} has {lines} lines; make it two"


def loaded(code: str, root: Path) -> set[str]:
    """The modules an interpreter has loaded after running ``code``."""
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines())


def test_every_module_of_store_runs_without_the_screen_s_libraries(root):
    names = [module for module, _ in modules(root, "store")]
    found = loaded("\n".join(f"import {name}" for name in names), root)
    assert not {"textual", "rich", "tui"} & found


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["ingest", "D", "R", "--json"],
        ["export", "D", "--format", "jsonl"],
        ["labels", "D"],
        ["log", "D"],
        ["check", "D"],
        ["backup", "D", "B"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_commands_that_draw_nothing_never_load_textual(root, tmp_path, arguments):
    from store.desk import Desk

    desk = tmp_path / "d.desk"
    Desk.create(desk, actor="mina").close()
    places = {
        "D": str(desk),
        "R": str(root / "sample_data" / "records.jsonl"),
        "B": str(tmp_path / "copy.desk"),
    }
    argv = [places.get(word, word) for word in arguments]
    code = f"from tui.cli import main\nassert main({argv!r}) == 0"
    assert "textual" not in loaded(code, root)


def test_opening_a_current_desk_does_without_the_heavy_libraries(root, tmp_path):
    from store.desk import Desk

    desk = tmp_path / "d.desk"
    Desk.create(desk, actor="mina").close()
    found = loaded(f"from store.desk import Desk\nDesk.open({str(desk)!r}).close()", root)
    assert not {"sqlite_utils", "trafilatura", "lxml", "dateutil", "charset_normalizer"} & found
