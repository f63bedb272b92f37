"""The clusters that wait to be decided, the most useful first, as one goes through them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass

from store.desk import Desk
from store.register.candidates import Cluster, still
from store.register.evidence import Card, card
from store.register.proposing import Found


@dataclass(frozen=True, slots=True)
class Shown:
    """A cluster as it is asked about now, with what is known of its parts."""

    asked: Cluster
    cluster: Cluster
    cards: tuple[Card, ...]


class Waiting:
    """Gives clusters one by one; what was passed over is not given again before the end.

    ``label``: clusters of that label alone; "" for all.
    """

    def __init__(self, desk: Desk, label: str = "") -> None:
        self._desk = desk
        self.label = label
        self._sorted: list[Cluster] = []
        self._passed: list[Cluster] = []
        self._anew: list[Cluster] = []
        """Found after decisions: whoever began to compare everything before does not know them."""
        self._ready: dict[Cluster, Shown] = {}
        self.whole = False
        """Whether all clusters are known that can be found now."""

    def take(self, found: Found) -> bool:
        """Put in what was found; whether anything changed."""
        self.whole = self.whole or found.finished
        if found.whole:
            kept = {*self._passed, *self._anew}
            self._sorted = [one for one in self._sorted if one in kept]
        if found.instead:
            gone = set(found.instead)
            self._sorted = [one for one in self._sorted if gone.isdisjoint(one.roots)]
            self._anew += found.clusters
        for one in found.clusters:
            if one not in self._sorted:
                insort(self._sorted, one, key=lambda cluster: cluster.rank)
        return bool(found.clusters or found.whole or found.instead)

    def __len__(self) -> int:
        """How many wait, those passed over among them."""
        return sum(1 for _ in self._listed())

    @property
    def passed(self) -> int:
        """How many of them were passed over."""
        return sum(1 for one in self._passed if self._fits(one) and one in self._sorted)

    def conflicts(self) -> int:
        """How many of them are conflicts."""
        return sum(1 for one in self._listed() if one.conflict)

    def first(self) -> Shown | None:
        """The best of those that were not passed over; None when there is none."""
        for one in [one for one in self._listed() if one not in self._passed]:
            if (shown := self.shown(one)) is not None:
                return shown
            self._sorted.remove(one)
        return None

    def shown(self, one: Cluster) -> Shown | None:
        """A cluster as it is now; None when nothing is left to ask."""
        connection, me = self._desk.connection, self._desk.actor
        now = still(connection, one, me)
        ready = self._ready.pop(one, None)
        if now is None:
            return None
        if ready is None or ready.cluster != now:
            cards = tuple(card(connection, part, me, member=now.conflict) for part in now.parts)
            ready = Shown(one, now, cards)
        return ready

    def members(self, cluster: Cluster) -> Shown:
        """The members of an entity, see `candidates.inside`."""
        connection, me = self._desk.connection, self._desk.actor
        cards = (card(connection, part, me, member=True) for part in cluster.parts)
        return Shown(cluster, cluster, tuple(cards))

    def prepare(self, besides: Cluster | None, most: int = 2) -> None:
        """Read what is needed to show the next ones."""
        ahead = (one for one in self._listed() if one not in self._passed and one != besides)
        self._ready = {one: shown for one, shown in self._ready.items() if one in self._sorted}
        for one, _ in zip(list(ahead), range(most), strict=False):
            if one not in self._ready and (shown := self.shown(one)) is not None:
                self._ready[one] = shown

    def pass_over(self, one: Cluster) -> None:
        """Leave one undecided for now."""
        if one not in self._passed:
            self._passed.append(one)

    def back(self) -> Shown | None:
        """The one passed over last that still asks something; None when there is none."""
        while self._passed:
            one = self._passed.pop()
            if one in self._sorted and self._fits(one) and (shown := self.shown(one)):
                return shown
        return None

    def again(self) -> None:
        """Begin once more with those passed over."""
        self._passed = []

    def drop(self, one: Cluster) -> None:
        """One was decided."""
        if one in self._sorted:
            self._sorted.remove(one)

    def put_back(self, one: Cluster) -> None:
        """A decision was taken back."""
        if one not in self._sorted:
            insort(self._sorted, one, key=lambda cluster: cluster.rank)
        if one in self._passed:
            self._passed.remove(one)

    def forget(self) -> None:
        """What is ready may be no longer so: others wrote to the desk."""
        self._ready = {}

    def _listed(self) -> Iterable[Cluster]:
        return (one for one in self._sorted if self._fits(one))

    def _fits(self, one: Cluster) -> bool:
        return not self.label or one.label == self.label
