"""Whether two names may be one person's: a score, and the reasons for it in words."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from math import exp, log

from store.names.features import FEATURES, measure
from store.names.likeness import Link
from store.names.normalise import Name, parse
from store.names.rarity import Rarity
from store.names.scorer import shipped

SILENT = 0.995
"""From here on two names may be linked without asking, if `Match.silent` agrees.

Measured by ``tests/bench/names_quality.py`` on the part tuned on, with `NEAR_WORD`: right in 0.995
of hard pairs at a recall of 0.37, in all of 1,191 look-ups at a recall of 0.40."""

NEAR_WORD = 0.8
"""And no word of such names may be less alike than this to the one it stands for."""

OFFER = 0.7
"""From here on two look-alikes are rather one person than two: F1 0.95 on hard pairs."""

CANDIDATE = 0.02
"""Below this a name is not worth showing as a possible match: 94 of 100 answers from here on are
right at the first place."""

CHANCE = 0.3
MARGIN = 1.5
"""Of 0.15, 0.3, 0.5 and -1.5, 0, 1.5: best on the part tuned on, if not by much (0.948 for 0.946)."""

_SHARED = FEATURES.index("shared")
_NO_RARITY = Rarity()


@dataclass(frozen=True, slots=True)
class Match:
    """How well two names agree, from 0 to 1, and why, most telling first."""

    score: float
    reasons: tuple[str, ...] = ()
    silent: bool = False
    """Whether the names may be linked without asking: high score and nothing left over."""
    likely: bool = False
    """Whether one may be taken for the other until somebody says whom it means."""


def compare(left: str | Name, right: str | Name, rarity: Rarity | None = None) -> Match:
    """Compare two names; the order of the two does not matter.

    ``rarity`` says how common words are among the names at hand; without it the length of a word
    must do.
    """
    one = parse(left) if isinstance(left, str) else left
    other = parse(right) if isinstance(right, str) else right
    if not one.words or not other.words:
        same = one.text.casefold().strip() == other.text.casefold().strip() != ""
        return Match(float(same), ("written alike",) if same else ())
    one, other = ordered(one, other)
    values, links = measure(one, other, rarity or _NO_RARITY)
    score = shipped().score(values)
    return matched(one, other, links, score)


def matched(one: Name, other: Name, links: list[Link], score: float) -> Match:
    """What is said of two names in their fixed order whose words were linked and weighed."""
    return Match(
        score,
        reasons(one, other, links),
        silent(one, other, links, score),
        likely(one, other, links, score),
    )


def likelihood(left: Name, right: Name, rarity: Rarity) -> float:
    """The score of two of many names that are all compared; both must have words.

    Among many names some share much by chance: what is shared must say more than the number of
    names can explain, or the odds are lowered (`CHANCE` of each nat that is missing).
    """
    one, other = ordered(left, right)
    values = measure(one, other, rarity)[0]
    score = shipped().score(values)
    missing = log(max(rarity.names, 1)) + MARGIN - values[_SHARED]
    if missing <= 0 or not 0.0 < score < 1.0:
        return score
    return 1 / (1 + (1 - score) / score * exp(CHANCE * missing))


def ordered(left: Name, right: Name) -> tuple[Name, Name]:
    """The two in one fixed order, so that nothing depends on which was asked about which."""
    if (right.plain, right.text) < (left.plain, left.text):
        return right, left
    return left, right


def silent(left: Name, right: Name, links: list[Link], score: float) -> bool:
    """Whether no word of either name is left over, short or doubtful, and the score is high."""
    if score < SILENT or left.generation != right.generation:
        return False
    return (
        len(_linked(links, 0)) == len(left.words)
        and len(_linked(links, 1)) == len(right.words)
        and len(links) > 1
        and all(
            link.kind in ("same", "spelling", "joined") and link.alike >= NEAR_WORD
            for link in links
        )
    )


def likely(left: Name, right: Name, links: list[Link], score: float) -> bool:
    """Whether two names are rather one person's, seen by themselves: among a few hundred names any
    surname is rare, so that the score alone takes namesakes and words that sound alike for one.

    By ``tests/bench/names_keys.py`` 5 and 11 guesses are wrong for 20 and 18 by the score alone.
    """
    # in these scripts a few surnames are everybody's, and the same name is written the same
    enough = all if left.script == right.script and left.script in ("han", "hangul") else any
    return (
        score >= OFFER
        and not (_loose(left, _linked(links, 0)) and _loose(right, _linked(links, 1)))
        and enough(link.alike >= NEAR_WORD for link in links)
    )


def _linked(links: list[Link], side: int) -> set[int]:
    return {i for link in links for i in (link.left, link.right)[side]}


def reasons(left: Name, right: Name, links: list[Link]) -> tuple[str, ...]:
    """The agreements and differences in words, as an editor would say them."""
    said: list[str] = []
    left_last, right_last = _family(left), _family(right)
    same = [link for link in links if link.kind in ("same", "joined") and link.alike > 0.94]
    if len(links) == len(left.words) == len(right.words) == len(same):
        in_order = all(a.left < b.left and a.right < b.right for a, b in _pairs(links))
        said.append("same words" if in_order else "same words, other order")
    for link in links:
        mine = " ".join(left.words[i].text for i in link.left)
        his = " ".join(right.words[j].text for j in link.right)
        family = left_last in link.left and right_last in link.right
        what = "surname" if family else "name"
        if link.kind == "initial":
            said.append(f"initial {min(mine, his, key=len)}. for {max(mine, his, key=len)}")
        elif link.kind == "short":
            said.append(f"{mine} and {his}: forms of one name")
        elif link.kind == "joined":
            said.append(f"{mine} and {his}: written together and apart")
        elif link.kind == "same" or mine == his:
            if family and said[:1] not in (["same words"], ["same words, other order"]):
                said.insert(0, "same surname")
            elif not said or not said[0].startswith("same words"):
                said.append(f"same {what} {mine}")
        else:
            said.append(f"{mine} and {his}: near spellings")
    if left.script != right.script:
        said.append("other script")
    if left.generation != right.generation:
        said.append(
            "other generation" if left.generation and right.generation else "junior or senior"
        )
    loose_left = _loose(left, _linked(links, 0))
    loose_right = _loose(right, _linked(links, 1))
    if loose_left and loose_right:
        said.append(f"{loose_left} against {loose_right}")
    elif loose_left or loose_right:
        said.append(f"only one has {loose_left or loose_right}")
    if left.text != right.text and left.plain == right.plain and left.titles != right.titles:
        said.append("only the title differs")
    return tuple(said)


def _pairs(links: list[Link]) -> list[tuple[Link, Link]]:
    by_left = sorted(links, key=lambda link: link.left)
    return list(itertools.pairwise(by_left))


def _family(name: Name) -> int:
    if name.family >= 0:
        return name.family
    return 0 if name.script in ("han", "hangul") else len(name.words) - 1


def _loose(name: Name, linked: set[int]) -> str:
    return " ".join(word.text for i, word in enumerate(name.words) if i not in linked)
