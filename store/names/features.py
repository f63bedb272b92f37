"""What can be said of two names in numbers: the evidence the scorer weighs."""

from __future__ import annotations

import itertools

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from store.names.likeness import Link, align, words_alike
from store.names.normalise import Name, Word
from store.names.rarity import Rarity

FEATURES = (
    "cover_short",
    "cover_long",
    "likeness",
    "weakest",
    "shared",
    "loose_short",
    "loose_long",
    "loose_likeness",
    "first",
    "last",
    "order",
    "initials",
    "full_links",
    "words_short",
    "words_long",
    "whole",
    "bones",
    "rarest",
    "generation",
    "script",
    "short_forms",
    "cross",
    "spread",
    "pattern",
    "opposed",
)
"""Names of the numbers `measure` gives, in order."""

_ONE = 0.89
"""Words as alike as this are taken for forms of one name."""


def measure(left: Name, right: Name, rarity: Rarity) -> tuple[tuple[float, ...], list[Link]]:
    """The numbers of `FEATURES` for two names that both have words, and the links behind them."""
    links = align(left, right)
    ours = [rarity.weight(word) for word in left.words]
    theirs = [rarity.weight(word) for word in right.words]
    total_left, total_right = sum(ours), sum(theirs)
    linked_left = linked_right = shared = likeness = likeness_weight = 0.0
    weakest, rarest = 1.0, 0.0
    initials = full = shorts = 0
    to_right: dict[int, int] = {}
    to_left: dict[int, int] = {}
    for link in links:
        mass_left = ours[link.left[0]]
        mass_right = theirs[link.right[0]]
        if link.kind == "joined":
            mass_left = sum([ours[i] for i in link.left])
            mass_right = sum([theirs[j] for j in link.right])
        linked_left += mass_left * link.alike
        linked_right += mass_right * link.alike
        both = min(mass_left, mass_right)
        for i in link.left:
            to_right[i] = link.right[0]
        for j in link.right:
            to_left[j] = link.left[0]
        if link.kind == "initial":
            initials += 1
            shared += 0.5 * both
            continue
        full += 1
        shorts += link.kind == "short"
        worth = both * max(0.0, (link.alike - 0.5) * 2)
        shared += worth
        rarest = max(rarest, worth)
        likeness += link.alike * both
        likeness_weight += both
        weakest = min(weakest, link.alike)
    loose_left = [i for i in range(len(ours)) if i not in to_right]
    loose_right = [j for j in range(len(theirs)) if j not in to_left]
    mass_loose = sorted((sum(ours[i] for i in loose_left), sum(theirs[j] for j in loose_right)))
    closest = 0.0
    for i in loose_left:
        for j in loose_right:
            closest = max(closest, words_alike(left.words[i], right.words[j])[0])
    cover = sorted((linked_left / (total_left or 1.0), linked_right / (total_right or 1.0)))
    steps = [to_right[i] for i in sorted(to_right)]
    order = 0.0
    if len(steps) > 1:
        falls = sum(later < earlier for earlier, later in itertools.pairwise(steps))
        order = 0.0 if not falls else 0.5 if falls == 1 else 1.0
    last_left, last_right = len(ours) - 1, len(theirs) - 1
    first = _ends(0, 0, to_right, to_left)
    last = _ends(last_left, last_right, to_right, to_left)
    cross = float(
        bool(links)
        and (to_right.get(0) == last_right or to_left.get(0) == last_left)
        and last_left > 0
        and last_right > 0
    )
    sizes = sorted((len(ours), len(theirs)))
    mine, his = _with_alike_as_one(left, right, links)
    bones_left = "".join(sorted([word.key for word in mine]))
    bones_right = "".join(sorted([word.key for word in his]))
    whole_left = " ".join(sorted([word.text for word in mine]))
    whole_right = " ".join(sorted([word.text for word in his]))
    opposed = 0
    if loose_left and loose_right:
        opposed = 2 * min(sizes[0], 4) - int(loose_left[0] != 0 or loose_right[0] != 0)
    generation = 0.0
    if left.generation or right.generation:
        generation = (
            1.0 if left.generation == right.generation
            else -1.0 if left.generation and right.generation else -0.5
        )  # fmt: skip
    values = (
        cover[0],
        cover[1],
        likeness / likeness_weight if likeness_weight else 0.0,
        weakest if full else 0.0,
        shared,
        mass_loose[0],
        mass_loose[1],
        closest,
        first,
        last,
        order,
        float(initials),
        float(full),
        float(sizes[0]),
        float(sizes[1]),
        ratio(whole_left, whole_right) / 100,
        Levenshtein.normalized_similarity(bones_left, bones_right),
        rarest,
        generation,
        float(left.script != right.script),
        float(shorts),
        cross,
        float(sizes[1] - sizes[0]),
        float(_pattern(full, initials, sizes[0], first, last)),
        float(opposed),
    )
    return values, links


def _with_alike_as_one(left: Name, right: Name, links: list[Link]) -> tuple[list[Word], list[Word]]:
    """The words of both, forms of one name (Bob, Robert; Stubb, Stubs) written alike."""
    mine, his = list(left.words), list(right.words)
    for link in links:
        if link.alike >= _ONE and len(link.left) == len(link.right) == 1:
            mine[link.left[0]] = his[link.right[0]]
    return mine, his


def _ends(i: int, j: int, to_right: dict[int, int], to_left: dict[int, int]) -> float:
    """1: the two words belong together; 0.5: one of them to another; 0: neither to any."""
    if to_right.get(i) == j:
        return 1.0
    return 0.25 * ((i in to_right) + (j in to_left))


def _pattern(full: int, initials: int, short: int, first: float, last: float) -> int:
    """What sort of agreement it is: none, one word out of place, given name, surname, more."""
    if short == 1:
        return 6
    if full > 1:
        return 5
    if not full:
        return 0
    if last == 1.0:
        return 4 if initials else 3
    return 2 if first == 1.0 else 1
