"""The gold names of the benches: where they are, and which part was tuned on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

GOLD = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "names"


def held_out(identity: str) -> bool:
    """Whether an identity is of the quarter that nothing was learnt from or tuned on."""
    return int(hashlib.sha256(identity.encode()).hexdigest()[:8], 16) % 4 == 0


def read(name: str) -> list[dict[str, Any]]:
    """The records of one of the files."""
    with (GOLD / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]
