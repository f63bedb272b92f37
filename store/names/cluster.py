"""Names grouped so that each group is likely one person: average linkage over blocked candidates.

Two groups grow together while the mean score of the better half of all pairs across them, and with
some weight the best of them, stays above `TOGETHER`; a chain of look-alikes is not enough (connected
components collapse on real names), and a few odd spellings in a group keep nobody out. Decisions of
editors bind: "different" pairs never share a group, "same" pairs always do.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from store.names.blocking import Neighbours
from store.names.compare import likelihood
from store.names.normalise import Name, parse
from store.names.rarity import Rarity
from store.names.spellings import varied_keys

TOGETHER = 0.8
"""Least closeness of two groups that are made one: pairwise F1 0.957 and B-cubed 0.985 on the part
tuned on, by ``tests/bench/names_quality.py``. From 0.76 to 0.82 little changes; among more names more
is alike by chance, which speaks for the upper end.
"""

BEST = 0.4
"""How much of the closeness of two groups is their best pair; the rest is the mean of the better half.
The mean of all pairs tears apart names with many spellings (F1 lower by 0.002 at its best threshold),
the best alone is connected components.
"""

EDGE = 0.1
"""Pairs below this are not worth an edge; they count with their own score in a mean."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Clusters:
    """The groups as lists of positions in the input, and decisions that contradict each other."""

    groups: list[list[int]]
    conflicts: list[tuple[int, int]] = field(default_factory=list)
    """"Different" pairs that "same" pairs tie together; neither was followed for these names."""
    pairs: list[tuple[int, int]] = field(default_factory=list)
    """Positions of names that are somewhat alike, but in different groups; the closest first."""


@dataclass(slots=True)
class _Node:
    name: Name
    members: list[int]


def cluster(
    names: Sequence[str],
    *,
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
    threshold: float = TOGETHER,
    also: float = 1.0,
    score: Callable[[str, str], float] | None = None,
    progress: Progress | None = None,
) -> Clusters:
    """Group ``names``; the result does not depend on their order.

    ``same`` and ``different`` hold pairs of positions. ``also``: the score from which names of
    different groups are told of as pairs. ``progress`` is called with what is done and how much
    there is, about a hundred times. ``score`` replaces the score of two names.
    """
    different = [(min(pair), max(pair)) for pair in different]
    same, conflicts = _sound(len(names), list(same), different)
    nodes, node_of = _nodes(names, {i for pair in different for i in pair})
    rarity = Rarity(node.name for node in nodes)
    linker = _Linkage(nodes, rarity, threshold, score)
    for one, other in different:
        linker.part(node_of[one], node_of[other])
    for one, other in same:
        linker.tie(node_of[one], node_of[other])
    total = len(nodes)
    step = max(1, total // 100)
    near: list[tuple[float, int, int]] = []
    neighbours = Neighbours([node.name for node in nodes])
    for done in range(total):
        for other in chain(
            [other for other in neighbours.near(done) if other < done],
            neighbours.varied(done, varied_keys(nodes[done].name)),
        ):
            close = linker.consider(done, other)
            if close >= also:
                near.append((close, done, other))
        if progress is not None and done % step == 0:
            progress(done, total)
    groups = [
        sorted(position for node in group for position in nodes[node].members)
        for group in linker.run()
    ]
    pairs = [
        (nodes[one].members[0], nodes[other].members[0])
        for _, one, other in sorted(near, key=lambda edge: (-edge[0], edge[1:]))
        if not linker.together(one, other)
    ]
    if progress is not None:
        progress(total, total)
    return Clusters(sorted(groups), conflicts, pairs)


def _sound(
    size: int, same: list[tuple[int, int]], different: list[tuple[int, int]]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The "same" pairs without those of components that hold a "different" pair, and these."""
    parent = list(range(size))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in same:
        parent[root(one)] = root(other)
    conflicts = [(one, other) for one, other in different if root(one) == root(other)]
    broken = {root(one) for one, _ in conflicts}
    return [pair for pair in same if root(pair[0]) not in broken], conflicts


def _nodes(names: Sequence[str], alone: set[int]) -> tuple[list[_Node], list[int]]:
    """Names that differ in title, order or accents alone are one node, unless told apart."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    parsed: dict[Hashable, Name] = {}
    known: dict[str, Name] = {}
    for position, text in enumerate(names):
        name = known.get(text)
        if name is None:
            name = known[text] = parse(text)
        token: Hashable = (name.plain, name.generation) if name.words else ("", text)
        if position in alone:
            token = (name.plain, name.generation, text, position)
        found[token].append(position)
        if token not in parsed or name.text < parsed[token].text:
            parsed[token] = name
    order = sorted(found, key=lambda token: (parsed[token].plain, parsed[token].text, found[token]))
    nodes = [_Node(parsed[token], found[token]) for token in order]
    node_of = [0] * len(names)
    for at, node in enumerate(nodes):
        for position in node.members:
            node_of[position] = at
    return nodes, node_of


class _Linkage:
    """Groups under construction, by the number of their first node."""

    def __init__(
        self,
        nodes: list[_Node],
        rarity: Rarity,
        threshold: float,
        score: Callable[[str, str], float] | None = None,
    ) -> None:
        self._given = score
        self._nodes = nodes
        self._rarity = rarity
        self._threshold = threshold
        self._scores: dict[tuple[int, int], float] = {}
        self._groups: dict[int, list[int]] = {at: [at] for at in range(len(nodes))}
        self._of = list(range(len(nodes)))
        self._apart: dict[int, set[int]] = defaultdict(set)
        self._near: dict[int, set[int]] = defaultdict(set)
        self._heap: list[tuple[float, int, int]] = []

    def part(self, one: int, other: int) -> None:
        """Never put the two together."""
        self._apart[one].add(other)
        self._apart[other].add(one)

    def tie(self, one: int, other: int) -> None:
        """Put the two together now."""
        one, other = self._of[one], self._of[other]
        if one != other and other not in self._apart[one]:
            self._merge(min(one, other), max(one, other))

    def consider(self, one: int, other: int) -> float:
        """Score two nodes, and remember them when they are alike at all; gives the score, 0 for
        nodes that are together or must not be."""
        if self.together(one, other) or self._of[other] in self._apart[self._of[one]]:
            return 0.0
        score = self._score(one, other)
        if score >= EDGE:
            self._push(self._of[one], self._of[other])
        return score

    def together(self, one: int, other: int) -> bool:
        """Whether two nodes are in one group."""
        return self._of[one] == self._of[other]

    def run(self) -> list[list[int]]:
        """Merge the closest two groups as long as they are close enough."""
        while self._heap:
            negative, one, other = heapq.heappop(self._heap)
            if one not in self._groups or other not in self._groups:
                continue
            if other in self._apart[one]:
                continue
            close = self._closeness(one, other)
            if close < -negative - 1e-9:
                if close >= self._threshold:
                    heapq.heappush(self._heap, (-close, one, other))
                continue
            if close >= self._threshold:
                self._merge(one, other)
                for near in sorted(self._near[one]):
                    self._push(one, near)
        return list(self._groups.values())

    def _push(self, one: int, other: int) -> None:
        one, other = min(one, other), max(one, other)
        self._near[one].add(other)
        self._near[other].add(one)
        close = self._closeness(one, other)
        if close >= self._threshold:
            heapq.heappush(self._heap, (-close, one, other))

    def _closeness(self, one: int, other: int) -> float:
        scores = [self._score(i, j) for i in self._groups[one] for j in self._groups[other]]
        if len(scores) == 1:
            return scores[0]
        scores.sort(reverse=True)
        half = (len(scores) + 1) // 2
        return BEST * scores[0] + (1 - BEST) * sum(scores[:half]) / half

    def _score(self, one: int, other: int) -> float:
        pair = (one, other) if one < other else (other, one)
        known = self._scores.get(pair)
        if known is None:
            left, right = self._nodes[one].name, self._nodes[other].name
            if not left.words or not right.words:
                known = 0.0
            elif left.plain == right.plain:
                known = 1.0
            elif self._given is not None:
                known = self._given(left.text, right.text)
            else:
                known = likelihood(left, right, self._rarity)
            self._scores[pair] = known
        return known

    def _merge(self, one: int, other: int) -> None:
        gone = self._groups.pop(other)
        self._groups[one].extend(gone)
        for node in gone:
            self._of[node] = one
        for enemy in self._apart.pop(other, set()):
            self._apart[enemy].discard(other)
            self._apart[enemy].add(one)
            self._apart[one].add(enemy)
        for near in self._near.pop(other, set()):
            self._near[near].discard(other)
            if near != one:
                self._near[near].add(one)
                self._near[one].add(near)
        self._near[one].discard(one)
