"""Colleagues' desks: what was taken in, taking more in or one back, a package for somebody."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from store.sync.batches import Batch, batches, take_back
from tui.display import fit, safe_content
from tui.merges import packaged, people, sentences
from tui.screens.base import Dialog
from tui.screens.dialogs import Choice, ask_text, choose, confirm, tell
from tui.screens.file_picker import FilePicker, expanded
from tui.screens.work import Told, WorkDialog
from tui.telling import moment
from tui.widgets.line import Choices

if TYPE_CHECKING:
    from store.desk import Desk
    from store.sync.merge import Merged

_OTHER = "\0"
"""Stands for a name to be typed in a list of names; no handle is like it."""


class ColleaguesDialog(Dialog[bool]):
    """The merges of this desk, newest first. Answers whether the desk is another one now."""

    WIDTH: ClassVar[int] = 78
    DEFAULT_CSS = "ColleaguesDialog Choices { max-height: 50vh; min-height: 3; }"

    def __init__(self) -> None:
        super().__init__("Colleagues' desks")
        self._batches: list[Batch] = []
        self._wrote = False

    def body(self) -> ComposeResult:
        """What was taken in."""
        yield Choices(id="list")

    def hints(self) -> list[tuple[str, str]]:
        """What can be done."""
        return [
            ("m", "take desks in"),
            ("p", "package for somebody"),
            ("x", "take back"),
            ("esc", "close"),
        ]

    def on_mount(self) -> None:
        """Show the list."""
        super().on_mount()
        self._fill()

    def _fill(self, at: int = 0) -> None:
        self._batches = batches(self.desk)
        self.query_one(Choices).show([self._row(one) for one in self._batches], at)
        if not self._batches:
            self.say("No colleague's desk was taken in yet.")

    def _row(self, batch: Batch) -> Content:
        gone = "$text-muted strike" if batch.held else ""
        back = "  taken back" if batch.held else ""
        room = self.WIDTH - 8 - 4 - 14 - len(back)
        name = fit(Path(batch.origin).name, 24)
        return Content.assemble(
            safe_content(f"{batch.id:>3} ", "bold $accent"),
            safe_content(fit(moment(batch.at), 13, pad=True) + " ", "$text-muted"),
            safe_content(fit(f"{name}: {people(batch.by)}", room), gone),
            safe_content(back, "$text-warning"),
        )

    def press(self, key: str, event: events.Key) -> bool:
        """Take in, hand out, take back, or move."""
        choices = self.query_one(Choices)
        if key == "m":
            self._begin(self._merge())
        elif key == "p":
            self._begin(self._package())
        elif key in ("x", "delete", "u") and self._batches:
            self._begin(self._take_back(choices.highlighted or 0))
        elif key == "q":
            self.leave()
        else:
            choices.move({"j": "down", "k": "up"}.get(key, event.key))
        return True

    def _begin(self, asking: Coroutine[Any, Any, None]) -> None:
        self.say("")
        self.run_worker(asking, group="command", exclusive=True)

    async def _merge(self) -> None:
        paths = await self.ask(FilePicker(title="Take colleagues' desks in"))
        said: list[str] = []
        taken = False
        for path in paths or ():
            work: WorkDialog[Merged] = WorkDialog(
                f"Taking {fit(path.name, 40)} in …", _one_step(partial(_merged, path))
            )
            merged = await self.ask(work)
            said += sentences(merged) if merged is not None else [work.problem]
            taken = taken or merged is not None
        self._wrote = self._wrote or taken
        if said:
            await self.ask(tell("Taken in" if taken else "Not taken in", said))
            self.copydesk.desk_changed()
            self._fill()

    async def _take_back(self, at: int) -> None:
        batch = self._batches[at]
        if batch.held:
            self.say(f"It is taken back; take {Path(batch.origin).name} in again to let it count.")
            return
        detail = f"{people(batch.by)}. On this desk alone; taking the same desk in again undoes it."
        question = f"Take merge {batch.id} ({fit(Path(batch.origin).name, 30)}) back?"
        if not await self.ask(confirm(question, detail=detail, danger=True)):
            return
        number = batch.id
        work: WorkDialog[Batch] = WorkDialog(
            f"Taking merge {number} back …", _one_step(lambda desk: take_back(desk, number))
        )
        done = await self.ask(work)
        self._wrote = self._wrote or done is not None
        self.copydesk.desk_changed()
        self._fill(at)
        self.say(work.problem or f"Merge {number} does not count on this desk any more.")

    async def _package(self) -> None:
        from store.sync.package import Packaged, package

        names = [name for name in self.desk.annotators() if name != self.desk.actor]
        who: str | None = _OTHER
        if names:
            options = [*(Choice(x, x) for x in names), Choice(_OTHER, "somebody else …", "o")]
            who = await self.ask(choose("A package for whom?", options))
        if who == _OTHER:
            who = await self.ask(ask_text("A package for whom?", required=True))
        if not who:
            return
        place = self.desk.path.with_name(f"{self.desk.path.stem}-{who}.desk")
        note = "It holds the texts of articles assigned to them alone, and all that was done."
        out = await self.ask(ask_text("Where to?", str(place), required=True, note=note))
        if not out:
            return
        path, name = expanded(out), who
        work: WorkDialog[Packaged] = WorkDialog(
            f"Making {fit(path.name, 40)} …", _one_step(lambda desk: package(desk, path, name))
        )
        made = await self.ask(work)
        await self.ask(tell("Package", packaged(made) if made is not None else work.problem))

    def leave(self) -> None:
        """Say whether something changed."""
        self.dismiss(self._wrote)


def _merged(path: Path, desk: Desk) -> Merged:
    from store.sync.merge import merge

    return merge(desk, path)


def _one_step(work: Callable[[Desk], Any]) -> Callable[[Desk, Told], Any]:
    """A job that is one step: it is done whole or not at all."""

    def job(desk: Desk, told: Told) -> Any:
        del told
        return work(desk)

    return job
