"""The ground of the names screen: clusters come from the background, one is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.message import Message

from store.model import Label
from store.register.candidates import Cluster
from store.register.proposing import Found, Proposing
from store.register.waiting import Shown, Waiting
from tui.screens.names_telling import empty, header, title
from tui.screens.names_undoing import NamesUndoing
from tui.widgets.cluster_view import ClusterView
from tui.widgets.evidence_line import Piece
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line

_MOMENT = 0.02
KIND = "names.kind"


@dataclass
class Arrived(Message):
    """Clusters came from the background."""

    found: Found


@dataclass(frozen=True, slots=True)
class Decided:
    """A step of mine: what was asked, so that it is asked again when the step is taken back."""

    group: str
    asked: Cluster
    mentions: int


class NamesBase(NamesUndoing):
    """Shows one cluster after the other, the most useful first; the next one is ready before it is
    asked for."""

    WHERE: ClassVar[str] = "names"
    DEFAULT_CSS = """
    NamesBase {
        & #names-head { height: 1; padding: 0 1; background: $surface; }
    }
    """

    def __init__(self, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.view = ClusterView()
        self.waiting: Waiting | None = None
        self._finding: Proposing | None = None
        self._decided: list[Decided] = []
        self._undone: list[Decided] = []
        self._opened: Shown | None = None
        """The cluster one came from to the members of one of its parts."""
        self._done, self._total = 0, 0
        self._asked_anew = 0

    def compose(self) -> ComposeResult:
        """What waits, the cluster, the keys."""
        yield Line("", id="names-head")
        yield self.view
        yield KeyLine()

    # -- beginning and ending --------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to look; the first cluster is shown as soon as it is found."""
        super().on_mount()
        self.waiting = Waiting(self.desk, self._label_kept())
        self._begin()
        self._next()

    def _label_kept(self) -> str:
        label = self.desk.recall(KIND)
        return label if any(one.id == label for one in self.labels) else ""

    def _begin(self) -> None:
        if self._finding is not None:
            self._finding.close()
        self._asked_anew = 0
        self._finding = Proposing(
            self.desk.path, self.desk.reader, self.desk.actor, self._found, self._failed
        )

    def on_unmount(self) -> None:
        """Let go of what looks in the background."""
        if self._finding is not None:
            self._finding.close()

    # In the threads of `Proposing`: nothing but posting.
    def _found(self, found: Found) -> None:
        self.post_message(Arrived(found))

    def _failed(self, error: Exception) -> None:
        self.app.call_later(self.report, error)

    @property
    def labels(self) -> list[Label]:
        """The labels whose marks name something."""
        return [one for one in self.copydesk.labels if one.scope == "span"]

    def on_arrived(self, message: Arrived) -> None:
        """More clusters: put in behind what is asked now."""
        if self.waiting is None:
            return
        found = message.found
        if found.instead:
            self._asked_anew -= 1
        if found.total:
            self._done, self._total = found.done, found.total
        changed = self.waiting.take(found)
        if self.view.shown is None and changed:
            self._next()
        elif self.view.shown is None:
            self._show(None)
        elif changed:
            self._prepare_later()
        self._tell()

    @property
    def looking(self) -> bool:
        """Whether more may be found: not all is compared yet, or a decision not followed up."""
        return self.waiting is None or not self.waiting.whole or self._asked_anew > 0

    # -- showing ---------------------------------------------------------------------------------

    def _next(self) -> None:
        """Show the best cluster that was not passed over."""
        assert self.waiting is not None
        self._opened = None
        self._show(self.waiting.first())

    def _show(self, shown: Shown | None) -> None:
        assert self.waiting is not None
        if shown is None and self.view.shown is None and self.view.note == self._note():
            self._tell()
            return
        said: list[Piece] = []
        if shown is not None:
            label = self._label_name(shown.cluster.label)
            said = title(shown, label, self._opened, self.key_of)
        self.view.show(shown, said, self._note())
        self._tell()
        self.mark_undecided()
        self._prepare_later()

    def _note(self) -> list[str]:
        assert self.waiting is not None
        keys = self.copydesk.keymap.key
        return empty(
            whole=not self.looking,
            passed=self.waiting.passed,
            label=self._label_name(self.waiting.label) if self.waiting.label else "",
            decided=len(self._decided),
            pass_key=keys("names", "names.next"),
            kind_key=keys("names", "names.kind"),
            register_key=keys("names", "names.register"),
        )

    def _label_name(self, label_id: str) -> str:
        return next((one.name for one in self.copydesk.labels if one.id == label_id), label_id)

    def _prepare_later(self) -> None:
        """Read the next clusters while this one is looked at."""
        self.after(_MOMENT, self._prepare)

    def _prepare(self) -> None:
        if self.waiting is not None and self.is_attached:
            shown = self.view.shown
            self.waiting.prepare(shown.asked if shown else None)

    def _tell(self) -> None:
        waiting = self.waiting
        if waiting is None or not self.is_mounted:
            return
        self.query_one("#names-head", Line).update(
            header(
                self._label_name(waiting.label) if waiting.label else "all names",
                len(waiting),
                waiting.conflicts(),
                sum(one.mentions for one in self._decided),
                len(self._decided),
                (self._done, self._total) if not waiting.whole else (0, 0),
                waiting.whole,
                max(20, self.size.width - 2),
            ),
            layout=False,
        )

    def on_resize(self) -> None:
        """The header is cut for the width."""
        self._tell()

    def desk_changed(self) -> None:
        """Somebody wrote: what is shown may be settled."""
        if self.waiting is None or not self.is_mounted:
            return
        self.waiting.forget()
        shown = self.view.shown
        if shown is None:
            self._next()
        elif self._opened is None:
            now = self.waiting.shown(shown.asked)
            if now is None or now.cluster != shown.cluster:
                self._show(now or self.waiting.first())

    def on_screen_resume(self) -> None:
        """Back from an article or a page: it may have changed."""
        super().on_screen_resume()
        if self.waiting is not None:
            self.desk_changed()

    def actor_changed(self) -> None:
        """Guesses are asked about that are mine."""
        if self.is_mounted:
            self.waiting = Waiting(self.desk, self._label_kept())
            self._begin()
            self._next()
