"""Marking: label keys, removing, edges, undo and redo."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from store import annotations as marks
from store.model import Action, Label, Span
from tui.screens.dialogs import Choice, choose
from tui.screens.dialogs_desk import take_back
from tui.screens.reader_hints import ReaderHints
from tui.screens.undoing import is_long, take_back_or_again
from tui.telling import asked_first, deed
from tui.text import motion
from tui.text.excerpts import short, trimmed


class ReaderMarking(ReaderHints):
    """What writes spans."""

    def do_label(self, label: Label) -> None:
        """Mark the target with a label; relabel when exactly that range is marked already."""
        assert self.article is not None
        self.clear_ends()
        if self.layer_shown == "others":  # what is marked now is mine, and has to be seen
            self.layer_shown = "all"
            self.reload()
        start, end = self.target(label)
        if start >= end:
            self.say("There is nothing to mark here.")
            return
        same = [
            span
            for span in self.view.spans.overlapping(start, end)
            if (span.start, span.end) == (start, end) and span.annotator == self.desk.actor
        ]
        words = short(self.text[start:end], 30)
        span = next((span for span in same if span.label == label.id), None)
        if span is not None:
            self.say(f"“{words}” is {label.name} already.")
        elif same:
            here = self.current()
            span = here if here is not None and here in same else same[0]
            span = self._put(marks.relabel(self.desk, span.id, label.id))
        else:
            span = self._put(marks.tag(self.desk, self.article.id, start, end, label.id))
        self.last_label = label
        self.drop_selection()
        self.stand_on(span)
        self.settle()

    def _put(self, span: Span) -> Span:
        """A span is on disk: show it if its layer is shown."""
        if self.layer_shown != "others":
            self.view.put(span)
            self._tally.add(span)
        self._wrote()
        return span

    def _wrote(self) -> None:
        """A write is on disk: say so, after it happened."""
        self.saved()
        if self._layer is not None and self._layer.status == "new" and self.article is not None:
            self._layer = self.desk.layer(self.article.id)
        self.recount()

    def do_repeat(self) -> None:
        """Put the last label on the target."""
        if self.last_label is None:
            self.say("No label was used yet.")
        else:
            self.do_label(self.last_label)

    async def _choose_label(self, title: str) -> Label | None:
        options = [
            Choice(x.id, x.name, self.copydesk.keymap.label_key(x.id), x.guideline.split("\n")[0])
            for x in self.labels
        ]
        chosen = self.last_label.id if self.last_label else ""
        answer = await self.ask(choose(title, options, chosen=chosen))
        return self.label_of(answer) if answer else None

    async def do_label_list(self) -> None:
        """Choose a label from a list and mark with it."""
        label = await self._choose_label("Mark with")
        if label is not None:
            self.do_label(label)

    def mine_here(self, what: str) -> Span | None:
        """The span under the cursor if it is mine; otherwise says why nothing happens."""
        span = self.current()
        if span is None:
            self.say(f"There is no tag under the cursor to {what}.")
        elif span.annotator != self.desk.actor:
            self.say(f"That tag is {span.annotator}'s; it cannot be changed here.")
            return None
        return span

    def do_remove(self) -> None:
        """Remove the tag under the cursor."""
        span = self.mine_here("remove")
        if span is None:
            return
        self.clear_ends()
        self.take_off(span)
        self.view.drop(span.id)
        self._tally.discard(span.id)
        self._wrote()
        self.drop_selection()
        self.settle()
        self.say(
            f"Removed {self.label_name(span.label)} “{short(self.text[span.start : span.end], 30)}”."
        )

    def take_off(self, span: Span) -> None:
        """Write that a mark of mine is none."""
        marks.remove(self.desk, span.id)

    # ---------------------------------------------------------------------------- edges

    def do_end_on(self) -> None:
        """The end a word on."""
        self._edge(end=1)

    def do_end_back(self) -> None:
        """The end a word back."""
        self._edge(end=-1)

    def do_start_on(self) -> None:
        """The start a word on."""
        self._edge(start=1)

    def do_start_back(self) -> None:
        """The start a word back."""
        self._edge(start=-1)

    def _edge(self, start: int = 0, end: int = 0) -> None:
        self.clear_ends()
        if self.view.selection:
            first, last = trimmed(self.text, *self.view.selection)
            new = self._moved(first, last, start, end)
            if new:
                self.select(*new)
                self.view.reveal(0)
            return
        span = self.mine_here("mend")
        if span is None:
            return
        new = self._moved(span.start, span.end, start, end)
        if new is None:
            return
        changed = self._put(marks.resize(self.desk, span.id, *new))
        self.stand_on(changed, at_end=not start)
        self.settle()

    def _moved(self, first: int, last: int, start: int, end: int) -> tuple[int, int] | None:
        """A range with an edge moved by a word; None, and a word why, when that cannot be."""
        moved = motion.edges_moved(self.text, first, last, start, end)
        if moved is None:
            self.say(f"It is one word only; {self.key_of('remove')} removes it.")
        return moved

    # --------------------------------------------------------------------- undo and redo

    def do_undo(self) -> Coroutine[Any, Any, None] | None:
        """Take back my last step, going where it was."""
        return self._undo_or_redo(self.desk.peek_undo(), redo=False)

    def do_redo(self) -> Coroutine[Any, Any, None] | None:
        """Do again what was taken back last."""
        return self._undo_or_redo(self.desk.peek_redo(), redo=True)

    def _undo_or_redo(
        self, action: Action | None, *, redo: bool
    ) -> Coroutine[Any, Any, None] | None:
        self.clear_ends()
        if action is None:
            self.say("Nothing to do again." if redo else "Nothing of yours to take back.")
        elif asked_first(action) or is_long(action):
            return self._undo_asked(action, redo=redo)
        else:
            self._go_to(action)
            done = self.desk.redo(action.group) if redo else self.desk.undo(action.group)
            self._undone(action, done, redo=redo)
        return None

    async def _undo_asked(self, action: Action, *, redo: bool) -> None:
        if not asked_first(action) or await self.ask(take_back(action, again=redo)):
            self._go_to(action)
            done = await take_back_or_again(self, action, again=redo)
            self._undone(action, done, redo=redo)

    def _go_to(self, action: Action) -> None:
        """Open the article that a step is about, when it is another one."""
        assert self.article is not None
        elsewhere = next(iter(action.articles), "")
        if elsewhere and self.article.id not in action.articles and action.kind != "article.add":
            self.open_article(elsewhere)

    def _undone(self, action: Action, done: Action | None, *, redo: bool) -> None:
        if done is None:
            self.say("That was taken back already." if not redo else "That stands already.")
            return
        self.saved()
        if action.kind.startswith("label."):
            self.copydesk.desk_changed()
        changed = self.reload()
        if self.article is None:
            return
        self.drop_selection()
        if changed:
            first = min(changed, key=lambda span: span.start)
            self.view.move(first.start)
            self.view.reveal()
        self.settle()
        self.say(f"{'Done again' if redo else 'Taken back'}: {deed(action)}.")
