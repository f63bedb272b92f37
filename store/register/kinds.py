"""How names of other kinds than persons are compared."""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz.fuzz import token_sort_ratio

from store.names.forms import alias_key
from store.names.gazetteer import COUNTRY_KINDS, countries


def alike_of(kind: str) -> Callable[[str, str], float] | None:
    """What scores two forms of a kind from 0 to 1; None for persons, who have their own scorer."""
    return None if kind == "person" else words_alike


def words_alike(left: str, right: str) -> float:
    """Likeness of two terms: letters in any order of words, or one the initials of the other."""
    one, other = alias_key(left), alias_key(right)
    short, long = sorted((one, other), key=len)
    initials = "".join(word[0] for word in long.split())
    if 2 <= len(short) <= 6 and short in (
        initials,
        "".join(word[0] for word in long.split() if word not in ("and", "of", "the", "for", "in")),
    ):
        return 0.85
    likeness = token_sort_ratio(one, other) / 100
    return max(0.0, 2 * likeness - 1)


def countries_meant(form: str) -> list[tuple[str, str]]:
    """Ids of the built-in countries a form may mean, likeliest first, with the reason."""
    return [
        (entry.id, f"{entry.kind} name")
        for entry in countries().named(form, COUNTRY_KINDS | {"capital"})
    ]
