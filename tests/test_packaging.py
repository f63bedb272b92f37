"""What is installed: both packages, the sample records, and the data files between them."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import zipfile

import pytest


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> set[str]:
    """The names in a wheel built from a copy of the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(root / name, source)
    for name in ("store", "tui", "sample_data", "tests"):
        shutil.copytree(root / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
            *("--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(source)),
        ],
        check=True,
        timeout=240,
    )
    (built,) = folder.glob("copydesk-*.whl")
    return set(zipfile.ZipFile(built).namelist())


@pytest.mark.skipif(importlib.util.find_spec("setuptools") is None, reason="needs setuptools")
def test_the_wheel_holds_the_packages_and_their_data(wheel, root):
    for package in ("store", "tui", "sample_data"):
        for path in (root / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert path.relative_to(root).as_posix() in wheel
    assert "store/py.typed" in wheel
    assert "tui/py.typed" in wheel


@pytest.mark.skipif(importlib.util.find_spec("setuptools") is None, reason="needs setuptools")
def test_the_wheel_holds_nothing_else_and_gives_the_command(wheel):
    tops = {name.partition("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "store",
        "tui",
        "sample_data",
    }
