"""Traces of mistakes of the program's own, kept for a report."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime


def keep(error: BaseException) -> str:
    """Append the trace of an error to the log; return a sentence that says where it is."""
    import platformdirs

    trace = "".join(traceback.format_exception(error))
    try:
        path = platformdirs.user_log_path("copydesk", appauthor=False) / "mistakes.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{datetime.now(UTC).isoformat()}\n{trace}\n")
    except OSError:
        return f"{type(error).__name__}: {error}."
    return f"{type(error).__name__}; the trace is in {path}."
