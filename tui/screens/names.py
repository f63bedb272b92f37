"""The names screen: clusters of names that are likely one, decided by one key each."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual import events

from store.model import Action
from store.register import settling
from store.register.candidates import Part, inside
from store.register.deciding import split
from store.register.reading import root_of
from store.register.standing import read
from store.register.waiting import Shown
from tui.screens.names_base import KIND, Decided, NamesBase
from tui.screens.names_telling import resolved
from tui.telling import about
from tui.widgets.cluster_view import ClusterView


class NamesScreen(NamesBase):
    """Decides about the cluster that is shown, and shows the next in the same frame."""

    # -- deciding --------------------------------------------------------------------------------

    def do_same(self) -> None:
        """These are one."""
        view = self.view
        taken, left = view.taken(), view.left()

        def decide(shown: Shown) -> Action | None:
            if shown.cluster.conflict:
                return settling.reconciled(self.desk, [part.entity for part in taken])
            return settling.same(self.desk, taken, out=left)

        self._decide(decide)

    def do_different(self) -> None:
        """No two of these are one."""
        taken = self.view.taken()

        def decide(shown: Shown) -> Action | None:
            if shown.cluster.conflict:
                return settling.separated(self.desk, [part.entity for part in taken])
            return settling.different(self.desk, taken)

        self._decide(decide)

    def do_unsure(self) -> None:
        """Nobody can tell."""
        if self.view.shown is not None and self.view.shown.cluster.conflict:
            same, apart, split = map(self.key_of, ("same", "different", "split"))
            self.say(
                f"What is tied together is one or is not: {same}, {apart}, or {split} to split it."
            )
            return
        taken = self.view.taken()
        self._decide(lambda _: settling.unsure(self.desk, taken))

    def do_split(self) -> None:
        """Split off what was taken out; of a cluster open the members of the part under the cursor."""
        shown, card = self.view.shown, self.view.card
        if shown is None or card is None:
            return
        if not shown.cluster.conflict:
            self._open_members(shown, card.part)
            return
        out = [part.entity for part in self.view.left()] or [card.part.entity]
        if len(out) == len(self.view.cards):
            self.say(
                f"Something has to stay in; take a name in again with {self.key_of('toggle')}."
            )
            return
        self._decide(lambda _: split(self.desk, out))

    def _open_members(self, shown: Shown, part: Part) -> None:
        assert self.waiting is not None
        if self.view.card is None or self.view.card.members < 2 or part.form:
            self.say("Nothing is tied to this name; there is nothing to split.")
            return
        row = read(self.desk.connection, [part.entity], self.desk.actor).get(part.entity)
        if row is None:
            return
        cluster = inside(self.desk.connection, row.root, row.label, row.mentions)
        self._opened = shown
        self._show(self.waiting.members(cluster))

    def do_cancel(self) -> None:
        """Back from the members to the cluster."""
        if self._opened is not None and self.waiting is not None:
            asked, self._opened = self._opened.asked, None
            self._show(self.waiting.shown(asked) or self.waiting.first())

    def _decide(self, decide: Callable[[Shown], Action | None]) -> None:
        """Write a decision, and show the next cluster in the same frame."""
        shown, waiting = self.view.shown, self.waiting
        if shown is None or waiting is None:
            return
        action = decide(shown)
        opened, self._opened = self._opened, None
        asked = opened.asked if opened else shown.asked
        if action is not None:
            self._decided.append(Decided(action.group, asked, resolved(shown)))
            self._undone.clear()
        self._look_again(shown)
        if opened is None:
            waiting.drop(asked)
            self._next()
        else:
            self._show(waiting.shown(asked) or waiting.first())

    def _look_again(self, decided: Shown) -> None:
        """Have found anew what the decision may have changed."""
        assert self._finding is not None
        roots = decided.cluster.roots
        now = [root_of(self.desk.connection, entity) for entity in roots]
        self._asked_anew += 1
        self._finding.look([*roots, *now])

    # -- the parts -------------------------------------------------------------------------------

    def intercept(self, event: events.Key, character: str) -> bool:
        """A digit makes the name of its line the one that stands for all."""
        if len(character) != 1 or character not in "123456789" or self.view.shown is None:
            return False
        if not self.typed_ahead(event):
            self._speak(int(character) - 1)
        return True

    def do_canonical(self) -> None:
        """The name under the cursor stands for all."""
        self._speak(self.view.cursor)

    def _speak(self, at: int) -> None:
        if self.view.shown is not None and self.view.shown.cluster.conflict:
            self.say("These are tied already; choose the name on its page (e).")
        elif not self.view.speak(at):
            self.say(f"There is no name {at + 1} here.")

    def do_toggle(self) -> None:
        """Take the name out, or in."""
        self.view.toggle()

    def do_next_member(self) -> None:
        """Down."""
        self.view.move(1)

    def do_previous_member(self) -> None:
        """Up."""
        self.view.move(-1)

    def on_cluster_view_clicked(self, message: ClusterView.Clicked) -> None:
        """The mouse goes where it clicks."""
        self.view.move(message.part - self.view.cursor)

    # -- other clusters --------------------------------------------------------------------------

    def do_next(self) -> None:
        """Leave this one undecided; at the end those passed over come again."""
        waiting = self.waiting
        if waiting is None:
            return
        if self.view.shown is not None:
            waiting.pass_over(self.view.shown.asked)
        elif waiting.passed:
            waiting.again()
        self._next()

    def do_previous(self) -> None:
        """Back to the one passed last."""
        if self.waiting is None:
            return
        shown = self.waiting.back()
        if shown is None:
            self.say("None was passed before this one.")
        else:
            self._opened = None
            self._show(shown)

    async def do_kind(self) -> None:
        """Names of one label, or of all."""
        from tui.screens.dialogs import Choice, choose

        waiting = self.waiting
        if waiting is None:
            return
        options = [Choice("*", "all names"), *(Choice(x.id, x.name) for x in self.labels)]
        chosen = await self.ask(choose("Which names?", options, chosen=waiting.label or "*"))
        if chosen:
            waiting.label = "" if chosen == "*" else chosen
            self.desk.remember(KIND, waiting.label)
            self._next()

    # -- undo ------------------------------------------------------------------------------------

    def do_undo(self) -> Coroutine[Any, Any, None] | None:
        """Take back my last step about names, and ask again."""
        action = self.desk.peek_undo()
        last = self._decided[-1] if self._decided else None
        if action is None or last is None or last.group != action.group:
            return super().do_undo()
        self.desk.undo(action.group)
        self._undone.append(self._decided.pop())
        self._ask_again(last)
        self.say(f"Undone: {about(action, {})}")
        return None

    def do_redo(self) -> Coroutine[Any, Any, None] | None:
        """Do it again."""
        action = self.desk.peek_redo()
        last = self._undone[-1] if self._undone else None
        if action is None or last is None or last.group != action.group or self.waiting is None:
            return super().do_redo()
        self.desk.redo(action.group)
        self._decided.append(self._undone.pop())
        self.waiting.drop(last.asked)
        self._next()
        self.say(f"Redone: {about(action, {})}")
        return None

    def _ask_again(self, last: Decided) -> None:
        waiting = self.waiting
        if waiting is None:
            return
        waiting.forget()
        waiting.put_back(last.asked)
        self._opened = None
        self._show(waiting.shown(last.asked) or waiting.first())

    # -- going elsewhere -------------------------------------------------------------------------

    def do_open(self) -> None:
        """The article with the sentence that is shown, at the mention."""
        card = self.view.card
        if card is None or not card.evidence:
            self.say("No mention of this name stands in an article.")
            return
        mention = card.evidence[0]
        self.copydesk.open_reader(mention.article, at=mention.start)

    def do_page(self) -> None:
        """All that is known of the name under the cursor."""
        from tui.screens.entity import EntityScreen

        if self.view.card is not None:
            self.app.push_screen(EntityScreen(self.view.card.part.entity))

    def do_register(self) -> None:
        """The register."""
        from tui.screens.register import RegisterScreen

        self.copydesk.open_names(RegisterScreen)
