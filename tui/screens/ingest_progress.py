"""Taking files in while one watches: in a thread with its own opening of the desk."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from tui.display import fit, safe_content
from tui.mistakes import SHOWN_ERRORS, keep, sentence
from tui.screens.base import Dialog
from tui.screens.ingest_form import Manner
from tui.widgets.line import Line, pairs_content
from tui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from store.ingest import Summary

LISTED = 1_000
"""Refusals shown one by one."""


class IngestProgress(Dialog[bool]):
    """A bar, then the numbers and what was refused. Answers whether anything came in."""

    WIDTH: ClassVar[int] = 76
    DEFAULT_CSS = """
    IngestProgress #refused { max-height: 45vh; }
    IngestProgress #numbers { height: auto; }
    """

    def __init__(self, paths: Sequence[Path], manner: Manner | None = None) -> None:
        what = fit(paths[0].name or str(paths[0]), 40) if len(paths) == 1 else f"{len(paths)} paths"
        super().__init__(f"Taking in {what}")
        self._paths = list(paths)
        self._manner = manner or Manner()
        self._stop = threading.Event()
        self._at = (0, 0, 0)
        self._drawn_at = 0.0
        self._summary: Summary | None = None
        self._problem = ""
        self._told = False

    def body(self) -> ComposeResult:
        """The bar; later the numbers and a list."""
        yield Line("", id="numbers")
        with Scrolled(id="refused"):
            yield Line("", id="reasons")
            yield Line("", id="list")

    def hints(self) -> list[tuple[str, str]]:
        """Stopping keeps what is finished."""
        return [("esc ctrl+c", "stop; what is finished is kept")]

    def on_mount(self) -> None:
        """Begin."""
        self._draw()
        self.run_worker(self._run, thread=True, group="ingest", exit_on_error=False)

    # In the thread: nothing here touches the screen but by `call_from_thread`.
    def _run(self) -> None:
        from store.desk import Desk
        from store.ingest import ingest

        here = self.desk
        try:
            with Desk.open(here.path, here.actor) as desk:
                self._summary = ingest(
                    desk, self._paths, progress=self._progress, **asdict(self._manner)
                )
        except SHOWN_ERRORS as error:
            self._problem = sentence(error, here.path)
        except Exception as error:  # a mistake of ours: said, kept, and the app stays up
            self._problem = keep(error)
        if not self._stop.is_set() or self.is_attached:
            self.app.call_from_thread(self._finished)

    def _progress(self, done: int, total: int, met: int) -> None:
        self._at = (done, total, met)
        if self._stop.is_set():
            raise KeyboardInterrupt
        now = monotonic()
        if now - self._drawn_at > 0.1:
            self._drawn_at = now
            self.app.call_from_thread(self._draw)

    def _draw(self) -> None:
        done, total, met = self._at
        width = 40
        filled = width * done // total if total else 0
        share = f"{100 * done // total:3d} %" if total else "     "
        self.query_one("#numbers", Line).show(
            Content.assemble(
                safe_content("━" * filled, "$accent"),
                safe_content("━" * (width - filled), "$panel"),
                f"  {share}  {met:,} records",
            )
        )

    def _finished(self) -> None:
        summary = self._summary
        title = "Stopped; what was finished is kept" if self._stop.is_set() else "Taken in"
        if summary is None:
            self.query_one("#dialog-title", Line).show("Not taken in")
            self.query_one("#numbers", Line).show(self._problem)
        else:
            self.query_one("#dialog-title", Line).show(title)
            self.query_one("#numbers", Line).show(tell(summary))
            self._show_refusals(summary)
        scroll = [("↑↓", "scroll")] if summary is not None and summary.refused else []
        self.query_one("#dialog-hints", Line).show(pairs_content([("enter", "close"), *scroll]))
        self._told = True
        self.mark_undecided()

    def _show_refusals(self, summary: Summary) -> None:
        """By reason first; then, where that leaves some out, one by one."""
        rows = [safe_content(f"· {reason}") for reason in summary.reasons]
        self.query_one("#reasons", Line).show(Content("\n").join(rows))
        if all(reason.count <= len(reason.places) for reason in summary.reasons):
            return
        shown = summary.refused[:LISTED]
        rows = [safe_content("All of them", "bold $accent")]
        rows += [
            Content.assemble(
                safe_content(f"{one.file}, {one.position}: ", "$text-muted"),
                safe_content(one.reason),
            )
            for one in shown
        ]
        from store.ingest.summary import SHOWN_REFUSALS

        more = summary.refused_records + summary.refused_spans - len(shown)
        if more:
            said = f"… and {more:,} more: copydesk ingest --json lists up to {SHOWN_REFUSALS:,}."
            rows.append(safe_content(said))
        self.query_one("#list", Line).show(Content("\n").join(rows))

    @property
    def _over(self) -> bool:
        return self._told

    def take_key(self, event: events.Key) -> None:
        """Ctrl+C stops here, before it could mean leaving."""
        if event.key == "ctrl+c" and not self._over:
            self.leave()
            event.stop()
            event.prevent_default()
        else:
            super().take_key(event)

    def press(self, key: str, event: events.Key) -> bool:
        """Close once it is over; scroll."""
        del event
        if key in ("enter", "q") and self._over:
            self.leave()
        else:
            self.query_one(Scrolled).turn(key)
        return True

    def leave(self) -> None:
        """Stop, and when it is over, close."""
        self._stop.set()
        if self._over:
            self.dismiss(self._summary is not None and self._summary.written)


def tell(summary: Summary) -> str:
    """Return the numbers of a summary as sentences."""
    said = [f"{summary.added:,} articles added, {summary.known:,} known already."]
    if summary.spans_added or summary.spans_known:
        said.append(f"{summary.spans_added:,} spans added, {summary.spans_known:,} known.")
    if summary.labels_added:
        said.append(f"New labels: {', '.join(summary.labels_added)}.")
    if summary.superseding:
        said.append(f"{summary.superseding:,} look like corrected versions of articles here.")
    refused = summary.refused_records + summary.refused_spans
    said.append(f"{refused:,} refused:" if refused else "Nothing was refused.")
    return "\n".join(said)
