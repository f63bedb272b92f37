"""The clustering of a whole register in a process of its own: minutes of it disturb nobody there.

    python -m store.register.clustering DESK ANNOTATOR

Writes JSON Lines: ``{"done", "total"}`` while it works, at last ``{"clusters"}``, best first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.desk import Desk
from store.register.candidates import Cluster, Part, everything

_NICE = 10


def begin(path: Path, me: str) -> subprocess.Popen[str]:
    """Start it. Read what it finds with `read`; end it with ``kill``."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "store.register.clustering", str(path), me],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def read(process: subprocess.Popen[str]) -> Iterator[tuple[int, int] | list[Cluster]]:
    """What is done and how much there is, again and again; at last the clusters."""
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            told = json.loads(line)
            if "clusters" in told:
                yield [_cluster(one) for one in told["clusters"]]
            else:
                yield told["done"], told["total"]


def _cluster(told: list[Any]) -> Cluster:
    label, parts, reasons, chance, gain, conflict = told
    return Cluster(
        label,
        tuple(Part(entity, form) for entity, form in parts),
        tuple(tuple(why) for why in reasons),
        chance,
        gain,
        conflict,
    )


def _told(cluster: Cluster) -> list[Any]:
    parts = [(part.entity, part.form) for part in cluster.parts]
    return [
        cluster.label, parts, cluster.reasons, cluster.chance, cluster.gain, cluster.conflict
    ]  # fmt: skip


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main(path: str, me: str) -> int:
    """Cluster the register of a desk."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    with Desk.open(path, read_only=True) as desk:
        found = everything(
            desk.connection, me, lambda done, total: _say({"done": done, "total": total})
        )
    _say({"clusters": [_told(one) for one in found]})
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
