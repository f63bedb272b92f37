"""Reading back a JSON array that was written with a line for each of its values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO


def values(stream: BinaryIO) -> Iterator[Any]:
    """The values, one by one.

    Raises:
        ValueError: it is no such array, whole and with a comma between any two.
    """
    if next(stream, b"") != b"[\n":
        raise ValueError("the file is no array")
    line = next(stream, b"")
    more = line not in (b"\n", b"]\n")  # an empty one may have an empty line
    if line == b"\n":
        line = next(stream, b"")
    while more:
        value, more = line.removesuffix(b"\n"), line.endswith(b",\n")
        yield json.loads(value.removesuffix(b",") if more else value)
        line = next(stream, b"")
    if line != b"]\n":
        raise ValueError("the array does not end where its last value does")
    if next(stream, b""):
        raise ValueError("something stands behind the array")
