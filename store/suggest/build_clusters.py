"""Makes ``data/clusters.txt.gz``; run by hand, never at run time. Needs numpy.

    python -m store.suggest.build_clusters WORDS VECTORS

``WORDS`` is a text file of words, a line each, commonest first; ``VECTORS`` their vectors as saved
by numpy, a row each. Those used are the 50-dimensional vectors of GloVe 6B (Pennington, Socher and
Manning 2014, from Wikipedia 2014 and Gigaword 5; Open Data Commons Public Domain Dedication and
License). The commonest words of letters are grouped by k-means on directions, and the groups by
k-means again; nothing but the groups is kept.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import Any

MOST = 50_000
FINE, COARSE = 800, 96
ROUNDS = 25
OUT = Path(__file__).with_name("data") / "clusters.txt.gz"


def groups(vectors: Any, count: int) -> tuple[Any, Any]:
    """The group of every row, and the middles of the groups."""
    import numpy as np

    random = np.random.default_rng(7)
    middles = vectors[random.choice(len(vectors), count, replace=False)]
    for _ in range(ROUNDS):
        nearest = np.argmax(vectors @ middles.T, axis=1)
        for group in range(count):
            inside = vectors[nearest == group]
            if len(inside):
                middle = inside.mean(axis=0)
                middles[group] = middle / (np.linalg.norm(middle) + 1e-9)
    return np.argmax(vectors @ middles.T, axis=1), middles


def main(words_file: str, vectors_file: str) -> None:
    """Write the groups, a line each: the number of the group of groups, then the words."""
    import numpy as np

    words = Path(words_file).read_text(encoding="utf-8").split("\n")
    kept = [n for n, word in enumerate(words) if word.replace("-", "").isalpha()][:MOST]
    vectors = np.load(vectors_file, mmap_mode="r")[kept].astype("float32")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    fine, middles = groups(vectors, FINE)
    coarse, _ = groups(middles.copy(), COARSE)
    lines = []
    for group in range(FINE):
        inside = sorted(words[kept[row]] for row in np.flatnonzero(fine == group))
        lines.append(f"{coarse[group]} {' '.join(inside)}")
    text = "\n".join(lines) + "\n"
    with OUT.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
