"""What every test stands on: a fixed surrounding, a fresh desk, the shared folder if there is one."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The first draw of a run reads tables from the disk; how long that takes says nothing of a test.
settings.register_profile("house", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("house")

# Read by Textual when it is imported, so set before any test module is.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
for _name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "COPYDESK_ANNOTATOR"):
    os.environ.pop(_name, None)

ROOT = Path(__file__).resolve().parent.parent

# Desks are flushed to the disk with every action; in memory the tests need half the time for it.
_MEMORY = Path("/dev/shm")
_FITS = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2 << 30
if _FITS and "TMPDIR" not in os.environ:
    os.environ["TMPDIR"] = os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_MEMORY)
    tempfile.tempdir = None  # to be asked anew


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--engine-off``: everything but what is about suggestions has to pass without them, too."""
    parser.addoption("--engine-off", action="store_true", help="suggest nothing, anywhere")


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ``--engine-off`` every engine is one with all its parts switched off."""
    if not request.config.getoption("--engine-off"):
        return
    from store.suggest.engine import Engine
    from store.suggest.values import Settings

    made = Engine.__init__
    nothing = Settings(parts=frozenset())
    monkeypatch.setattr(Engine, "__init__", lambda self, *_: made(self, nothing))


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same language, clock, home and settings everywhere; nothing of the user's is touched."""
    home = tmp_path / "home"
    for name, folder in {
        "HOME": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
    }.items():
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    if "textual.widgets._input" in sys.modules:
        from textual.widgets import Input

        monkeypatch.setattr(Input.cursor_blink, "_default", False)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[object]:
    """A new desk with the default label scheme, opened as ``mina``."""
    from store.desk import Desk

    opened = Desk.create(tmp_path / "news.desk", actor="mina")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records beside the checkout; tests that need it skip where it is not."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the shared folder with real records is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT
