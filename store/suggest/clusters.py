"""Groups of English words that stand in like places: months, first names, ministries.

They ship with the program, see `store.suggest.build_clusters` for their origin.
"""

from __future__ import annotations

from functools import lru_cache

UNKNOWN = (-1, -1)


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[int, int]]:
    import gzip
    from importlib import resources

    packed = resources.files("store.suggest").joinpath("data", "clusters.txt.gz").read_bytes()
    found: dict[str, tuple[int, int]] = {}
    for fine, line in enumerate(gzip.decompress(packed).decode("utf-8").splitlines()):
        coarse, *words = line.split(" ")
        found.update(dict.fromkeys(words, (fine, int(coarse))))
    return found


def cluster(word: str) -> tuple[int, int]:
    """The group of a word in small letters, and the group of that group; `UNKNOWN` without one."""
    return _groups().get(word, UNKNOWN)
