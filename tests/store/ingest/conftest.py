"""Reading what a test wrote, without a desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.ingest import read_records
from store.model import Record, Refusal

Read = Callable[..., tuple[list[Record], list[Refusal]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write bytes or text to a file of a name and read it: records and refusals."""

    def reading(name: str, data: bytes | str, **options: Any) -> tuple[list[Record], list[Refusal]]:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        items = list(read_records([path], **options))
        records = [item for item in items if isinstance(item, Record)]
        return records, [item for item in items if isinstance(item, Refusal)]

    return reading
