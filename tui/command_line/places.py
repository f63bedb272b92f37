"""Where things are when nobody says: the default desk, the last one, and who is annotating."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from store.errors import DeskError
from tui.command_line.output import tell


def data_folder() -> Path:
    """The user's data folder for copydesk; not made by asking."""
    import platformdirs

    return platformdirs.user_data_path("copydesk", appauthor=False)


def default_desk() -> Path:
    """The desk to open when none is named: the last one if it is still there, else our own."""
    with suppress(OSError, ValueError):
        last = Path((data_folder() / "last").read_text(encoding="utf-8").rstrip("\n"))
        if last.is_file():
            return last
    return data_folder() / "news.desk"


@contextmanager
def last_desk(path: Path) -> Iterator[None]:
    """Make ``path`` the last desk while and after it is open; not if it cannot be opened.

    A folder that cannot be written is no reason to complain.
    """
    note = data_folder() / "last"
    before = None
    with suppress(OSError, UnicodeEncodeError):
        before = note.read_bytes() if note.exists() else b""
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"{path.absolute()}\n", encoding="utf-8")
    try:
        yield
    except DeskError:
        if before is not None:
            with suppress(OSError):
                note.write_bytes(before)
        raise


def tell_of_settings() -> None:
    """Say on standard error which settings were passed over, a line each."""
    from tui import config

    settings = config.load()
    if settings.problems or settings.keys:
        from tui.keymap import Keymap

        for sentence in settings.told(Keymap(overrides=settings.keys).problems):
            tell(f"{settings.path}: {sentence}")


def annotator(given: str = "") -> str:
    """Who annotates: as given, else COPYDESK_ANNOTATOR, else the settings, else the user here.

    Raises DeskError when there is none.
    """
    from tui import config, identity

    name = identity.named(given, config.load()) or identity.of_the_system()
    if not name:
        raise DeskError("Nobody is named: say who you are with --as NAME.")
    return name
