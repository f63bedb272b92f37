"""The word lists that tell where a person's name ends; read once, when first needed."""

from __future__ import annotations

from functools import lru_cache

from store.text.folding import fold


@lru_cache(maxsize=1)
def _rows() -> dict[tuple[str, str], frozenset[str]]:
    from importlib import resources

    table = resources.files("store.names").joinpath("data", "person_words.tsv")
    rows = {}
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        role, language, listed = line.split("\t")
        rows[role, language] = frozenset(fold(word) for word in listed.split(" "))
    return rows


@lru_cache(maxsize=64)
def listed(role: str, *languages: str) -> frozenset[str]:
    """Folded words of a role (title, stop, given, ...) in these languages, all when none named."""
    return frozenset().union(
        *(
            found
            for (name, language), found in _rows().items()
            if name == role and (not languages or language in languages)
        )
    )
