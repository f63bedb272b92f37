"""Who annotates: as named on the command line, by COPYDESK_ANNOTATOR, in the settings, or asked."""

from __future__ import annotations

import os

from store.journal.handles import handle
from tui.config import Config

VARIABLE = "COPYDESK_ANNOTATOR"


def named(given: str, config: Config) -> str:
    """Return the handle of whoever is named first: given, environment, settings; else ""."""
    for name in (given, os.environ.get(VARIABLE, ""), config.annotator):
        if found := handle(name):
            return found
    return ""


def of_the_system() -> str:
    """Return the handle of the user of this machine, to be offered; "" when it has no name."""
    import getpass

    try:
        return handle(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return ""
