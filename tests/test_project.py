"""What lies in the repository, and what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = {
    ".ci",
    ".gitignore",
    "CONTRIBUTING.md",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "sample_data",
    "store",
    "tests",
    "tui",
}

# Written in pieces, so that this file does not name what it forbids.
FORBIDDEN = [
    re.compile(r"(?<![\w.])/" + r"(?:wo" + r"rk|home|root|Users)/[\w.]"),
    re.compile(r"[A-Za-z]:\\" + r"Users\\"),
    re.compile(r"\bpy" + r"pi\.org\b|python" + r"hosted|index" + r"-url|test\.py" + r"pi", re.I),
]


@pytest.fixture(scope="module")
def files(root) -> list[Path]:
    """The files of the project: what git keeps, or all that is not of a tool."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True
        ).stdout
        names = [name for name in listed.decode().split("\0") if name]
        return [root / name for name in names if (root / name).is_file()]
    pytest.skip("not a git checkout")


def test_the_top_level_holds_only_what_has_its_place_there(root, files):
    assert {path.relative_to(root).parts[0] for path in files} <= TOP


def test_no_file_names_a_machine_s_paths_or_a_registry(files):
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        for pattern in FORBIDDEN:
            found = pattern.search(text)
            assert found is None, f"{path}: {found[0] if found else ''}"


def test_continuous_integration_names_no_host_and_needs_no_input(root):
    text = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert (root / ".ci" / "run").stat().st_mode & 0o111
    assert not re.search(r"://|\bread\b", text)
    assert "</dev/null" in text
    for target in ("make lint", "make test"):
        assert target in text


GIVEN = f"PYTHON={sys.executable}"
"""Named to make, which else goes through the Pythons of the machine."""


@pytest.mark.parametrize("target", ["demo", "test", "lint", "bench", "prove", "picture"])
def test_make_knows_what_to_do_for_every_target(root, target):
    python = [] if target == "demo" else [GIVEN]
    done = subprocess.run(
        ["make", "--dry-run", target, "VENV=unmade", *python],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "-m venv unmade" in done.stdout


def test_make_prove_runs_every_prover_in_an_environment_of_its_own(root):
    done = subprocess.run(
        ["make", "--dry-run", "prove", GIVEN], cwd=root, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    provers = [path.stem for path in (root / "tests" / "bench").glob("prove_*.py")]
    assert "prove_agreement" in provers
    for prover in provers:
        assert re.search(rf"\b{prover}\b", done.stdout), prover
    assert "--venv .venv-prove/" in done.stdout


def test_make_says_which_python_it_needs(root):
    done = subprocess.run(
        ["make", "lint", "VENV=unmade", "PYTHON=no-such-python"],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode != 0
    assert "Python 3.11 or newer" in done.stderr
    assert not (root / "unmade").exists()
