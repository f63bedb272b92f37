"""Chance-corrected agreement on tokens: what each annotator calls each word.

A token's value is the set of labels of the marks that touch it, the empty set when none does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from store.agreement.figures import Figure, undefined
from store.agreement.matching import Unit

Value = tuple[str, ...]
"""The labels on a token, sorted; empty for none."""

Table = Mapping[tuple[Value, ...], int]
"""How many tokens got which values, one value an annotator."""


def token_values(tokens: Sequence[tuple[int, int]], units: Iterable[Unit]) -> list[Value]:
    """The value of each token (spans in order, not overlapping) under somebody's marks."""
    found: list[set[str] | None] = [None] * len(tokens)
    first = 0
    for start, end, label in sorted(units):
        while first < len(tokens) and tokens[first][1] <= start:
            first += 1
        for place in range(first, len(tokens)):
            if tokens[place][0] >= end:
                break
            have = found[place]
            if have is None:
                found[place] = {label}
            else:
                have.add(label)
    return [() if labels is None else tuple(sorted(labels)) for labels in found]


def of_label(table: Table, label: str) -> Counter[tuple[Value, ...]]:
    """The same tokens, asked only whether they carry this label."""
    found: Counter[tuple[Value, ...]] = Counter()
    for values, count in table.items():
        found[tuple((label,) if label in value else () for value in values)] += count
    return found


def cohen_kappa(table: Table) -> Figure:
    """Cohen's kappa of two annotators (Cohen 1960): 1 - (1 - Po) / (1 - Pe)."""
    tokens = sum(table.values())
    if not tokens:
        return undefined("there is no token that both have read")
    same = sum(count for (a, b), count in table.items() if a == b)
    ours: Counter[Value] = Counter()
    theirs: Counter[Value] = Counter()
    for (a, b), count in table.items():
        ours[a] += count
        theirs[b] += count
    chance = sum(ours[value] * theirs[value] for value in ours)
    if chance == tokens * tokens:
        return undefined("both gave all tokens one and the same value", tokens=tokens)
    # all in whole numbers until here, so that equal inputs give equal figures on every machine
    value = 1 - (tokens * tokens - same * tokens) / (tokens * tokens - chance)
    return Figure(value, "", {"tokens": tokens})


def krippendorff_alpha(table: Table) -> Figure:
    """Krippendorff's alpha for nominal values and any number of annotators (Krippendorff 2011,
    "Computing Krippendorff's alpha-reliability"): 1 - Do / De over pairable values.

    Tokens that fewer than two annotators have read are left out.
    """
    observed: Counter[Value] = Counter()  # agreement, in units of value pairs
    margins: Counter[Value] = Counter()
    tokens = 0
    for values, count in sorted(table.items()):
        if len(values) < 2:
            continue
        tokens += count
        for value, times in Counter(values).items():
            margins[value] += times * count
            observed[value] += times * (times - 1) * count / (len(values) - 1)  # type: ignore[assignment]
    if not tokens:
        return undefined("there is no token that two have read")
    n = sum(margins.values())
    disagreement = n - sum(observed.values())
    expected = (n * n - sum(m * m for m in margins.values())) / (n - 1)
    if not expected:
        return undefined("everybody gave all tokens one and the same value", tokens=tokens)
    return Figure(1 - disagreement / expected, "", {"tokens": tokens, "values": n})
